"""What a run reports: how much is lost, and what each attacker still learns, counted by an audit that trusts nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from filiere.disclosure.folder.layout import RUN_FORMAT
from filiere.disclosure.inputs import Inputs, format_unit_amount
from filiere.disclosure.pattern import Level, Pattern
from filiere.disclosure.system import Bools


class AttackerCounts(Protocol):
    """What an audit counts of an attacker: unsafe cells found exactly, those whose interval is too narrow, and those
    that were not examined for that, since the level does not promise it and the work given was spent."""

    @property
    def exact(self) -> int:
        """How many unsafe cells of others the attacker recovers."""
        ...

    @property
    def narrow(self) -> int:
        """How many it knows within less than the blur they need."""
        ...

    @property
    def unexamined(self) -> int:
        """How many unsafe cells were not examined for ``narrow``."""
        ...


@dataclass(frozen=True, slots=True)
class AuditSummary:
    """What an audit found of a folder: what each attacker learns; whether it is what its rows say; how many sums of
    unsafe cells, of too few contributors together, are told; how many published cells of different tables differ by too
    few contributors (``crossings``)."""

    attackers: Mapping[str, AttackerCounts]
    sound: bool
    unions: int = 0
    crossings: int = 0


Promise = Literal["blur", "exact"]

# Which attackers a level promises against: at full blur, and against exact recovery only.
_BLUR_PROMISES: Mapping[Level, tuple[str, ...]] = {
    "outsider": ("outsider",),
    "contributors": ("outsider",),
    "contributors-slack": ("outsider", "contributors"),
    "pairs": ("outsider", "contributors", "pairs"),
    "holdings": ("outsider", "contributors", "pairs", "holdings"),
}
_EXACT_PROMISES: Mapping[Level, tuple[str, ...]] = {"contributors": ("contributors",)}


def promised_attackers(level: Level) -> tuple[str, ...]:
    """Return the attackers that a level speaks of."""
    return (*_BLUR_PROMISES[level], *_EXACT_PROMISES.get(level, ()))


def find_promise(level: Level, attacker: str) -> Promise | None:
    """Return what a level promises of an attacker: no unsafe cell within less than its ``blur``, or merely none found
    ``exact``; none for an attacker of whom it says nothing."""
    if attacker in _BLUR_PROMISES[level]:
        return "blur"
    return "exact" if attacker in _EXACT_PROMISES.get(level, ()) else None


def keeps_promise(level: Level, attackers: Mapping[str, AttackerCounts]) -> bool:
    """Whether what an audit counted is what the level promises; an attacker who was not counted is no promise kept."""
    return judge_promise(level, attackers) is True


def judge_promise(level: Level, attackers: Mapping[str, AttackerCounts]) -> bool | None:
    """Whether what an audit counted is what the level promises; None where an attacker of the level was not counted,
    and those who were find nothing that it promises against."""
    promised = promised_attackers(level)
    if any(_breaks_promise(level, name, attackers[name]) for name in promised if name in attackers):
        return False
    return True if all(name in attackers for name in promised) else None


def _breaks_promise(level: Level, attacker: str, found: AttackerCounts) -> bool:
    return bool(found.exact or (found.narrow and find_promise(level, attacker) == "blur"))


def count_findings(attacker_counts: AttackerCounts) -> dict[str, int]:
    """Return what is written of an attacker; ``unexamined`` only where there is any."""
    found = {"exact": int(attacker_counts.exact), "narrow": int(attacker_counts.narrow)}
    return found | ({"unexamined": int(attacker_counts.unexamined)} if attacker_counts.unexamined else {})


@dataclass(frozen=True, eq=False)
class RunReport:
    """A run told in numbers; amounts are in the unit of the response, save the ``base`` of a rounding, scaled."""

    inputs: Inputs
    pattern: Pattern
    hidden: Bools
    audited: AuditSummary
    seconds: float
    base: int | None = None
    reach: int = 1

    @property
    def is_protected(self) -> bool:
        """Whether the audit found the table and the protection to be as asked."""
        return self.audited.sound and keeps_promise(self.pattern.level, self.audited.attackers)

    @property
    def primary_count(self) -> int:
        """Cells that the rule withholds."""
        return int(self.inputs.needs.primary.sum())

    @property
    def secondary_count(self) -> int:
        """Cells withheld for others."""
        return int((self.hidden & ~self.inputs.needs.primary).sum())

    def sum_withheld_sizes(self, *, primary: bool) -> int | float:
        """Return the sum of sizes of the cells withheld, for themselves or for others."""
        needs, system = self.inputs.needs, self.inputs.system
        cells = self.hidden & (needs.primary if primary else ~needs.primary)
        amount, rest = divmod(int(np.abs(system.values[cells]).sum()), system.scale)
        return amount if not rest else amount + rest / system.scale

    def as_json(self) -> dict[str, Any]:
        """Return the content of ``report.json``."""
        inputs, pattern = self.inputs, self.pattern
        return {
            "format": RUN_FORMAT,
            "primary": self.primary_count,
            "secondary": self.secondary_count,
            "secondary_value": self.sum_withheld_sizes(primary=False),
            # The bound of a program has the noise of its arithmetic.
            "lower_bound": round(pattern.lower_bound, 6),
            "seconds": round(self.seconds, 3),
            "level": pattern.level,
            "attackers": {name: count_findings(one) for name, one in self.audited.attackers.items()},
            "unions": self.audited.unions,
            "crossings": self.audited.crossings,
            "differences": len(inputs.linked.differences),
            "protected": self.is_protected,
            "complete": pattern.complete,
            "cost": pattern.cost,
            "cost_name": inputs.spec.cost,
            "cells": len(inputs.system),
            "published": int((~self.hidden).sum()),
            "primary_value": self.sum_withheld_sizes(primary=True),
            "reasons": {
                name: int(cells.sum())
                for name, cells in inputs.needs.reasons.items()
                if name != "p-percent" or inputs.spec.rules.p_percent is not None
            },
            "publish": inputs.spec.publish,
            "base": None if self.base is None else format_unit_amount(self.base, inputs.system.scale),
            "reach": self.reach,
            "negative": inputs.system.negative,
            "seed": inputs.spec.seed,
            "data": {"name": inputs.data.name, "sha256": inputs.digest, "rows": inputs.count},
            "spec": {"name": inputs.asked.path.name},
            "notes": [
                {"code": one.code, "fr": one.message.get("fr"), "en": one.message.get("en")} for one in inputs.notes
            ],
        }
