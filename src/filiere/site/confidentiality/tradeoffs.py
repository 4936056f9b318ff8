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
from filiere.disclosure import (
    COSTS,
    SPEC_FILE,
    Floats,
    Level,
    Limits,
    Slack,
    Waiver,
    compute_named_costs,
    compute_protection_levels,
    find_differences,
    find_waived_cells,
    parse_release,
    protect_release,
)
from filiere.site.confidentiality import content_store, run_folders
from filiere.site.confidentiality.models import Protection
from filiere.site.confidentiality.release_ledger import RELEASED_FILE, read_ledger

TOTAL_SECONDS = 180.0
"""Seconds on the clock after which no other point is begun."""
SECONDS_PER_RUN = 30.0
"""Seconds of reference that one may take, whatever else the machine does."""
BLUR_SHARES = (Fraction(1, 2), Fraction(1), Fraction(2), Fraction(3))
"""By how much the share asked of the count rule is multiplied."""


def compute_points(row: Protection) -> dict[str, Any]:
    """Run the table again at every level, under every cost, and for several blurs, all else as it was asked.

    Loss is a share of the sizes of all cells, margins too, lost to those that are safe by themselves. Raises ``Faults``
    when a kept file was changed.
    """
    runs = _RunCache(row)
    spec, limits, level, costs = runs.spec, runs.limits, runs.level, runs.costs
    # What was asked comes first: where time runs out, it is there to compare with.
    runs.point(limits, level, costs)
    levels = [
        {"level": one, **runs.point(limits, one, costs)}
        for one in get_args(Level)
        if _level_applies(one, spec, held=runs.kept.system.holdings is not None)
    ]
    named = {name: compute_named_costs(runs.kept.system, name) for name in COSTS}
    # Weights of one’s own have no name among them, and stand first.
    chosen = named if spec["cost"] in named else {spec["cost"]: costs, **named}
    by_cost = [{"cost": name, **runs.point(limits, level, one)} for name, one in chosen.items()]
    blurs = []
    for factor in BLUR_SHARES:
        share = limits.slack.count * factor
        wider = replace(limits, slack=replace(limits.slack, count=share))
        blurs.append({"share": str(share), **runs.point(wider, level, costs)})
    return {"levels": levels, "costs": by_cost, "blurs": blurs}


def _level_applies(level: Level, spec: dict[str, Any], *, held: bool) -> bool:
    """Whether the rows tell those whom a level speaks of."""
    if level in ("outsider", "contributors"):
        return True
    return held and (level != "holdings" or spec["holding"] is not None)


def _limits_of_spec(spec: dict[str, Any]) -> Limits:
    rules, slack = spec["rules"], spec["slack"]
    return Limits(
        minimum=rules["minimum"],
        dominance=tuple((one["n"], Fraction(one["share"])) for one in rules["dominance"]),
        p_percent=None if rules["p_percent"] is None else Fraction(rules["p_percent"]),
        slack=Slack(Fraction(slack["count"]), Fraction(slack["zero"])),
        grain=spec.get("grain", 1),
    )


def _waivers_of_spec(spec: dict[str, Any]) -> Iterator[Waiver]:
    for waiver in spec["waivers"]:
        yield Waiver(waiver["contributor"], waiver["consent"], date.fromisoformat(waiver["date"]))


class _RunCache:
    """The runs of one table within the time of all; the same one is not made twice."""

    def __init__(self, row: Protection) -> None:
        self._subject = row.subject
        self._ledger = read_ledger(row.subject)
        self._deadline = monotonic() + TOTAL_SECONDS
        self._made: dict[tuple[Limits, Level, bytes], dict[str, Any]] = {}
        self.kept = parse_release(content_store.read_content(row.files[RELEASED_FILE]))
        self.spec: dict[str, Any] = json.loads(content_store.read_content(row.files[SPEC_FILE]))
        self.limits = _limits_of_spec(self.spec)
        self.level: Level = self.spec["level"]
        self.costs: Floats = np.array(run_folders.read_added_file(row, run_folders.COSTS_FILE), dtype=np.float64)
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
        waivers = tuple(_waivers_of_spec(self.spec))
        needs = compute_protection_levels(system, limits, waived=find_waived_cells(system, limits, waivers))
        within = find_differences(system, limits, waived=lambda whole: find_waived_cells(whole, limits, waivers))
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
                time_limit=SECONDS_PER_RUN,
                within=within,
            )
        except Faults:
            return {"lost": None, "cells": None, "why": "none"}
        extra = guarded.hidden & ~needs.primary
        total = max(int(system.sizes.sum()), 1)
        return {"lost": round(100 * int(system.sizes[extra].sum()) / total, 4), "cells": int(extra.sum()), "why": ""}
