"""What a person holds: what the job they come from asks, as they corrected it, and what they add.

A job presumes: somebody who does it can do what it asks. *Yes* adds, *no* takes away; *I don’t know* leaves all as it
is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from filiere.careers.levels import rate_level
from filiere.careers.nomenclature import Nomenclature
from filiere.careers.paths.faults import CATALOGUE
from filiere.careers.paths.projection import list_jobs
from filiere.careers.paths.records import Answer, JobLayer, Person
from filiere.careers.profession import Feeder, NeedKind, Occupation, Profession
from filiere.core.faults import Fault, Faults
from filiere.core.spelling import close_words
from filiere.core.text import Text, make_printable

HIGHEST_LEVEL = 4
"""The level of a skill that a person says they have, or that their job holds whatever its level."""
_SHOWN_CHARACTERS = 60
_NO_NOMENCLATURE = Text(fr="aucune", en="none")


@dataclass(frozen=True, slots=True)
class Origin:
    """The job that a person comes from: its id in the profession, its code in the nomenclature, either blank."""

    job: str = ""
    code: str = ""
    layer: JobLayer | None = None
    level: int | None = None
    level_from_sheet: bool = False

    @property
    def is_occupation(self) -> bool:
        """Whether it is an occupation of the profession: paths then lead up, aside, down or out."""
        return self.layer is JobLayer.OCCUPATION


@dataclass(frozen=True, slots=True)
class Holding:
    """What a person holds, by item, with its level (1 to 4); what they said themselves, and what they said no to."""

    origin: Origin
    levels: Mapping[str, int]
    declared: frozenset[str]
    refused: frozenset[str]

    def change(self, answers: Mapping[str, Answer]) -> Holding:
        """Return the same holding with other answers to some items."""
        yes = {item for item, answer in answers.items() if answer is Answer.YES}
        no = {item for item, answer in answers.items() if answer is Answer.NO}
        kept = {item: level for item, level in self.levels.items() if item not in no}
        return Holding(
            self.origin,
            kept | dict.fromkeys(sorted(yes), HIGHEST_LEVEL),
            (self.declared | yes) - no,
            (self.refused | no) - yes,
        )


class PersonReader:
    """Persons to what they hold, in the terms of a profession and of a nomenclature."""

    def __init__(self, profession: Profession, nomenclature: Nomenclature | None) -> None:
        self._profession = profession
        self._nomenclature = nomenclature
        self._jobs = list_jobs(profession)
        self.source = find_source(profession, nomenclature)

    def read(self, person: Person) -> Holding:
        """Return what a person holds; raise :class:`Faults` with every job and skill that nothing describes."""
        faults = [fault for fault in (self._judge_job(person.job), *self._iter_answer_faults(person)) if fault]
        if faults:
            raise Faults(faults)
        origin = self.find_origin(person.job)
        presumed = Holding(origin, self._list_presumed(origin), frozenset(), frozenset())
        return presumed.change({item: person.answers[item] for item in sorted(person.answers)})

    def find_origin(self, job: str) -> Origin:
        """Return the origin that a known job is; the empty one for a blank."""
        if job in self._jobs:
            record = self._jobs[job]
            codes = [link for link in record.codes if link.nomenclature == self.source and self._has_code(link.code)]
            code = max(codes, key=lambda link: link.weight).code if codes else ""
            layer = (
                JobLayer.OCCUPATION
                if isinstance(record, Occupation)
                else JobLayer.FEEDER
                if isinstance(record, Feeder)
                else JobLayer.EXIT
            )
            return Origin(job, code, layer, record.level)
        if not job or self._nomenclature is None:
            return Origin()
        if described := self._profession.list_jobs_of_code(self.source, job):
            known = self.find_origin(described[0].id)
            return Origin(known.job, job, known.layer, known.level)
        level = rate_level(self._nomenclature.jobs[job], self._nomenclature.items).level
        return Origin("", job, JobLayer.NOMENCLATURE, level, level_from_sheet=True)

    def knows_item(self, item: str) -> bool:
        """Whether an item can be answered."""
        known = item in self._profession.skills or item in self._profession.phrases
        return known or (self._nomenclature is not None and item in self._nomenclature.items)

    def _has_code(self, code: str) -> bool:
        return self._nomenclature is not None and code in self._nomenclature.jobs

    def _judge_job(self, job: str) -> Fault | None:
        if not job or job in self._jobs or self._has_code(job):
            return None
        loaded = _NO_NOMENCLATURE
        if self._nomenclature is not None:
            loaded = Text.same(f"{self._nomenclature.name} {self._nomenclature.version}")
        name = make_printable(job, _SHOWN_CHARACTERS)
        near = close_words(name, self._jobs, most=2)
        return CATALOGUE.build("path-unknown-job", code=name, nomenclature=loaded, near=near)

    def _iter_answer_faults(self, person: Person) -> list[Fault]:
        known = [*self._profession.skills, *self._profession.phrases]
        unknown = sorted(item for item in person.answers if not self.knows_item(item))
        shown = [make_printable(item, _SHOWN_CHARACTERS) for item in unknown]
        return [
            CATALOGUE.build("path-unknown-skill", code=name, near=close_words(name, known, most=2)) for name in shown
        ]

    def _list_presumed(self, origin: Origin) -> dict[str, int]:
        held: dict[str, int] = {}
        if self._nomenclature is not None and origin.code:
            items = [one.item for one in self._nomenclature.jobs[origin.code].requirements]
            held |= dict.fromkeys(items, HIGHEST_LEVEL)
            if not origin.is_occupation:
                said = self._profession.list_held(self.source, items)
                held |= {one.id: HIGHEST_LEVEL for one in said}
        if origin.job:
            record = self._jobs[origin.job]
            if isinstance(record, Feeder):
                held |= dict.fromkeys(record.skills, HIGHEST_LEVEL)
            else:
                held |= {need.skill: need.level for need in record.needs if need.kind is NeedKind.CORE}
        return held


def find_source(profession: Profession, nomenclature: Nomenclature | None) -> str:
    """Return the id under which the profession holds codes of a loaded nomenclature; blank where it holds none.

    The name must be the same and the first number of the version too: ROME 3.47 is ``rome-3``.
    """
    if nomenclature is None:
        return ""
    begun = f"{nomenclature.name.casefold()}-{nomenclature.version.split('.')[0]}"
    return begun if begun in profession.nomenclatures else ""
