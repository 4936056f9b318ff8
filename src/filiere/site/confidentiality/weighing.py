"""What protection costs: the same table hidden again at each level, under each cost and blur, within a limit of work.

Every point is a whole run of the suppressor beside the same past; one that there was no time to begin says so. The
table that is kept is not touched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from time import monotonic
from typing import Any, get_args

import numpy as np

from filiere.core import Faults
from filiere.disclosure.differences import differences_of
from filiere.disclosure.folder import SPEC
from filiere.disclosure.inputs import named_costs
from filiere.disclosure.inputs.costs import COSTS
from filiere.disclosure.inputs.marks import Waiver, waived_cells
from filiere.disclosure.ledger import from_bytes, protect_release
from filiere.disclosure.needs import Limits, Slack, needs_of
from filiere.disclosure.pattern import Level
from filiere.disclosure.system import Floats
from filiere.site.confidentiality import folders, store
from filiere.site.confidentiality.ledger import RELEASED, ledger_of
from filiere.site.confidentiality.models import Protection

IN_ALL = 180.0
"""Seconds on the clock after which no other point is begun."""
EACH = 30.0
"""Seconds of reference that one may take, whatever else the machine does."""
BLURS = (Fraction(1, 2), Fraction(1), Fraction(2), Fraction(3))
"""By how much the share asked of the count rule is multiplied."""


def weigh(row: Protection) -> dict[str, Any]:
    """Run the table again at every level, under every cost, and for several blurs, all else as it was asked.

    Loss is a share of the sizes of all cells, margins too, lost to those that are safe by themselves. Raises ``Faults``
    when a kept file was changed.
    """
    runs = _Runs(row)
    spec, limits, level, costs = runs.spec, runs.limits, runs.level, runs.costs
    # What was asked comes first: where time runs out, it is there to compare with.
    runs.point(limits, level, costs)
    levels = [
        {"level": one, **runs.point(limits, one, costs)}
        for one in get_args(Level)
        if _speaks(one, spec, held=runs.kept.system.holdings is not None)
    ]
    named = {name: named_costs(runs.kept.system, name) for name in COSTS}
    # Weights of one’s own have no name among them, and stand first.
    chosen = named if spec["cost"] in named else {spec["cost"]: costs, **named}
    by_cost = [{"cost": name, **runs.point(limits, level, one)} for name, one in chosen.items()]
    blurs = []
    for factor in BLURS:
        share = limits.slack.count * factor
        wider = replace(limits, slack=replace(limits.slack, count=share))
        blurs.append({"share": str(share), **runs.point(wider, level, costs)})
    return {"levels": levels, "costs": by_cost, "blurs": blurs}


def _speaks(level: Level, spec: dict[str, Any], *, held: bool) -> bool:
    """Whether the rows tell those whom a level speaks of."""
    if level in ("outsider", "contributors"):
        return True
    return held and (level != "holdings" or spec["holding"] is not None)


def _limits(spec: dict[str, Any]) -> Limits:
    rules, slack = spec["rules"], spec["slack"]
    return Limits(
        minimum=rules["minimum"],
        dominance=tuple((one["n"], Fraction(one["share"])) for one in rules["dominance"]),
        p_percent=None if rules["p_percent"] is None else Fraction(rules["p_percent"]),
        slack=Slack(Fraction(slack["count"]), Fraction(slack["zero"])),
        grain=spec.get("grain", 1),
    )


def _waivers(spec: dict[str, Any]) -> Iterator[Waiver]:
    for one in spec["waivers"]:
        yield Waiver(one["contributor"], one["consent"], date.fromisoformat(one["date"]))


class _Runs:
    """The runs of one table within the time of all; the same one is not made twice."""

    def __init__(self, row: Protection) -> None:
        self._subject = row.subject
        self._ledger = ledger_of(row.subject)
        self._deadline = monotonic() + IN_ALL
        self._made: dict[tuple[Limits, Level, bytes], dict[str, Any]] = {}
        self.kept = from_bytes(store.read(row.files[RELEASED]))
        self.spec: dict[str, Any] = json.loads(store.read(row.files[SPEC]))
        self.limits = _limits(self.spec)
        self.level: Level = self.spec["level"]
        self.costs: Floats = np.array(folders.added(row, folders.COSTS), dtype=np.float64)
        self._keep = np.zeros(len(self.kept.system), dtype=bool)
        self._keep[self.spec["keep"]] = True

    def point(self, limits: Limits, level: Level, costs: Floats) -> dict[str, Any]:
        """Cells and share of value lost beside the unsafe ones; nothing when there was no time or no pattern."""
        key = (limits, level, costs.tobytes())
        if key not in self._made:
            self._made[key] = self._run(limits, level, costs)
        return self._made[key]

    def _run(self, limits: Limits, level: Level, costs: Floats) -> dict[str, Any]:
        if monotonic() > self._deadline:
            return {"lost": None, "cells": None, "why": "time"}
        system = self.kept.system
        waivers = tuple(_waivers(self.spec))
        needs = needs_of(system, limits, waived=waived_cells(system, limits, waivers))
        within = differences_of(system, limits, waived=lambda whole: waived_cells(whole, limits, waivers))
        try:
            guarded = protect_release(
                system,
                needs,
                subject=self._subject,
                ledger=self._ledger,
                limits=limits,
                level=level,
                costs=costs,
                keep=self._keep,
                seed=self.spec["seed"],
                time_limit=EACH,
                within=within,
            )
        except Faults:
            return {"lost": None, "cells": None, "why": "none"}
        extra = guarded.hidden & ~needs.primary
        total = max(int(system.sizes.sum()), 1)
        return {"lost": round(100 * int(system.sizes[extra].sum()) / total, 4), "cells": int(extra.sum()), "why": ""}
