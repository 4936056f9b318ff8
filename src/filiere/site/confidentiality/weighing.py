"""What protection costs: the same table hidden again at each level, and for several blurs, within a time limit.

Every point is a whole run of the suppressor beside the same past; one that finds no pattern in its time has none, and
says so. The table that is kept is not touched.
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
from filiere.disclosure.folder import SPEC
from filiere.disclosure.inputs.marks import Waiver, waived_cells
from filiere.disclosure.ledger import Release, from_bytes, protect_release
from filiere.disclosure.needs import Limits, Slack, needs_of
from filiere.disclosure.pattern import Level
from filiere.disclosure.suppression import OutOfTime
from filiere.site.confidentiality import folders, store
from filiere.site.confidentiality.ledger import RELEASED, ledger_of
from filiere.site.confidentiality.models import Protection

IN_ALL = 40.0
"""Seconds that all the points may take together."""
EACH = 8.0
"""Seconds that one may take."""
BLURS = (Fraction(1, 2), Fraction(1), Fraction(2), Fraction(3))
"""By how much the share asked of the count rule is multiplied."""


def weigh(row: Protection) -> dict[str, Any]:
    """Run the table again at every level, and for several blurs at its own; loss is a share of the sizes of all cells,
    margins too, lost to those that are safe by themselves. Raises ``Faults`` when a kept file was changed."""
    kept = from_bytes(store.read(row.files[RELEASED]))
    spec = json.loads(store.read(row.files[SPEC]))
    limits, deadline = _limits(spec), monotonic() + IN_ALL
    told = kept.system.holdings
    levels = [
        {"level": level, **_point(row, kept, spec, limits, level, deadline)}
        for level in get_args(Level)
        if _speaks(level, spec, held=told is not None)
    ]
    blurs = []
    for factor in BLURS:
        share = limits.slack.count * factor
        wider = replace(limits, slack=replace(limits.slack, count=share))
        level: Level = spec["level"]
        blurs.append({"share": str(share), **_point(row, kept, spec, wider, level, deadline)})
    return {"levels": levels, "blurs": blurs}


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


def _point(
    row: Protection, kept: Release, spec: dict[str, Any], limits: Limits, level: Level, deadline: float
) -> dict[str, Any]:
    """One run: cells and share of value lost beside the unsafe ones; nothing when there was no time or no pattern."""
    left = min(EACH, deadline - monotonic())
    if left <= 0:
        return {"lost": None, "cells": None, "why": "time"}
    system = kept.system
    needs = needs_of(system, limits, waived=waived_cells(system, limits, tuple(_waivers(spec))))
    keep = np.zeros(len(system), dtype=bool)
    keep[spec["keep"]] = True
    try:
        guarded = protect_release(
            system,
            needs,
            subject=row.subject,
            ledger=ledger_of(row.subject),
            limits=limits,
            level=level,
            costs=np.array(folders.added(row, folders.COSTS), dtype=np.float64),
            keep=keep,
            seed=spec["seed"],
            time_limit=left,
        )
    except OutOfTime:
        return {"lost": None, "cells": None, "why": "time"}
    except Faults:
        return {"lost": None, "cells": None, "why": "none"}
    extra = guarded.hidden & ~needs.primary
    total = max(int(system.sizes.sum()), 1)
    return {"lost": round(100 * int(system.sizes[extra].sum()) / total, 4), "cells": int(extra.sum()), "why": ""}
