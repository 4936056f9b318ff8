"""What a release takes from under the profession’s layer: lines of sheets that its phrases name, and codes of its jobs.

A bridge is orphaned when one of its ends names lines of this nomenclature and the release has none of them left. One
that leads to a skill of a shipped occupation stops the import: the tool would go on answering, with less than it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from filiere.careers.imports.faults import CATALOGUE
from filiere.careers.nomenclature import Nomenclature
from filiere.careers.profession import Profession
from filiere.core.faults import Fault
from filiere.core.text import Text

_NO_ITEMS = Text(fr="elle ne donne pas les lignes des fiches", en="it does not give the lines of sheets")


@dataclass(frozen=True, slots=True)
class OrphanedBridge:
    """A bridge one of whose ends has lost all its lines, and the shipped occupations that ask the skill it leads to."""

    bridge: str
    phrase: str
    label: Text
    items: tuple[str, ...]
    occupations: tuple[str, ...]

    @property
    def fault(self) -> Fault:
        named = {"items": self.items, "occupations": self.occupations}
        return CATALOGUE.build("import-orphaned-bridge", bridge=self.bridge, phrase=self.label, **named)


@dataclass(frozen=True, slots=True)
class OrphanedCode:
    """A code of an occupation, a feeder job or an exit that the release does not have."""

    job: str
    title: Text
    code: str

    @property
    def fault(self) -> Fault:
        return CATALOGUE.build("import-orphaned-code", code=self.code, job=self.title)


@dataclass(frozen=True, slots=True)
class BridgeCheck:
    """What was found: orphaned bridges and codes, the lines that are gone, how many were looked for, and gaps."""

    bridges: tuple[OrphanedBridge, ...] = ()
    codes: tuple[OrphanedCode, ...] = ()
    lost_items: tuple[str, ...] = ()
    items: int = 0
    gaps: tuple[Fault, ...] = ()

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What stops the import."""
        return (*(one.fault for one in self.bridges if one.occupations), *(one.fault for one in self.codes))


def check_bridges(nomenclature: Nomenclature, system: str, profession: Profession) -> BridgeCheck:
    """Return what a release of a nomenclature (``rome-3``) leaves without its lines or without its code."""
    codes = _list_lost_codes(nomenclature, system, profession)
    held = {one.item for job in nomenclature.jobs.values() for one in job.requirements}
    named = {
        key: _keep_items(one.items, system)
        for records in (profession.phrases, profession.skills)
        for key, one in records.items()
    }
    wanted = {item for items in named.values() for item in items}
    if wanted and not held:
        return BridgeCheck(codes=codes, items=len(wanted), gaps=(_build_unchecked_fault(),))
    orphaned = []
    for placed in profession.bridges:
        for key in (placed.phrase, placed.skill):
            if named[key] and held.isdisjoint(named[key]):
                asking = tuple(
                    job.id
                    for job in profession.occupations.values()
                    if any(need.skill == placed.skill for need in job.needs)
                )
                label = profession.item(key).label
                orphaned.append(OrphanedBridge(placed.bridge.id, key, label, named[key], asking))
    return BridgeCheck(tuple(orphaned), codes, tuple(sorted(wanted - held)), len(wanted))


def _build_unchecked_fault() -> Fault:
    return CATALOGUE.build("gap-bridges-unchecked", why=_NO_ITEMS)


def _keep_items(items: Sequence[str], system: str) -> tuple[str, ...]:
    begun = f"{system}:"
    return tuple(one.removeprefix(begun) for one in items if one.startswith(begun))


def _list_lost_codes(nomenclature: Nomenclature, system: str, profession: Profession) -> tuple[OrphanedCode, ...]:
    return tuple(
        OrphanedCode(job.id, job.title, link.code)
        for jobs in (profession.occupations, profession.feeders, profession.exits)
        for job in jobs.values()
        for link in job.codes
        if link.nomenclature == system and link.until is None and link.code not in nomenclature.jobs
    )
