"""A reader who keeps every release, set on tables that were protected alone, then on the same protected in their light.

The reader asks a linear program how far each unsafe cell can move while all that is out stands still: nothing of the
suppressor’s is used but the description of the tables.
"""

import csv
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import highspy
import numpy as np
from _disclosure_data import spec_of

from filiere.disclosure.inputs import Inputs, read_inputs
from filiere.disclosure.ledger import AugmentedTable, Ledger, Release, Subject, augment_table
from filiere.disclosure.pattern import Level
from filiere.disclosure.protection_levels import ProtectionLevels
from filiere.disclosure.suppression import Unprotectable, protect
from filiere.disclosure.system import Bools, System

LEAVING = 0.03
"""Share of establishments that leave before the second year; as many come."""
STILL = 0.5
"""Share of those that stay whose turnover is carried forward, which is what makes a difference tell; others grow."""
SMALLEST = 1e-6
FIRST, SECOND = Subject("turnover", "made-up", "2025"), Subject("turnover", "made-up", "2026")


@dataclass(frozen=True)
class Learnt:
    """How many unsafe cells a reader finds exactly, and how many within less than their slack."""

    exact: int
    narrow: int


def reader(system: System, needs: ProtectionLevels, hidden: Bools) -> Learnt:
    """Attack every unsafe cell of a system of which ``hidden`` cells are withheld."""
    columns = np.flatnonzero(hidden)
    place = np.full(len(system), -1)
    place[columns] = np.arange(len(columns))
    additions = system.additions
    kept = hidden[additions.cells]
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    lower = np.where(system.bounded_cells[columns], -system.values[columns].astype(float), -highspy.kHighsInf)
    solver.addVars(len(columns), lower, np.full(len(columns), highspy.kHighsInf))
    for row in np.unique(additions.rows[kept]).tolist():
        span = slice(int(additions.starts[row]), int(additions.starts[row + 1]))
        inside = kept[span]
        cells = place[additions.cells[span][inside]].astype(np.int32)
        solver.addRow(0.0, 0.0, len(cells), cells, additions.signs[span][inside].astype(float))
    exact = narrow = 0
    for cell in np.flatnonzero(needs.primary).tolist():
        if not hidden[cell]:
            exact, narrow = exact + 1, narrow + 1
            continue
        up, down = (_reach(solver, int(place[cell]), side, float(slack))
                    for side, slack in ((1, needs.upper[cell]), (-1, needs.lower[cell])))  # fmt: skip
        exact += up <= SMALLEST and down <= SMALLEST
        narrow += up < float(needs.upper[cell]) - 1e-3 or down < float(needs.lower[cell]) - 1e-3
    return Learnt(exact, narrow)


def _reach(solver: highspy.Highs, column: int, side: int, slack: float) -> float:
    """Return how far a cell can move to a side, up to a little more than its slack."""
    kept = solver.getLp()
    low, high = kept.col_lower_[column], kept.col_upper_[column]
    most = slack + 1.0
    solver.changeColBounds(column, low if side > 0 else max(low, -most), high if side < 0 else most)
    solver.changeColCost(column, -float(side))
    solver.run()
    found = -solver.getInfo().objective_function_value
    solver.changeColCost(column, 0.0)
    solver.changeColBounds(column, low, high)
    return float(found)


def attacks(data: Path, *, level: Level, seconds: float) -> dict[str, Any]:
    """Return what the reader learns of a table that meets another, protected alone and in the light of it."""
    return {"attacks": {name: _attacked(*pair, level, seconds) for name, *pair in _pairs_of_tables(data)}}


def _attacked(first: Inputs, second: Inputs, subject: Subject, level: Level, seconds: float) -> dict[str, Any]:
    ledger = Ledger((_release(first, _alone(first, level, seconds)),))
    limits, costs = second.spec.limits(), second.costs
    whole = augment_table(second.system, second.needs, subject=subject, ledger=ledger, limits=limits, costs=costs)
    alone = _seen(whole, _alone(second, level, seconds))
    started = time.perf_counter()
    before = reader(whole.system, whole.needs, alone)
    attacked = time.perf_counter()
    found = {
        "cells": len(whole.system),
        "unsafe": int(whole.needs.primary.sum()),
        "alone": vars(before),
        "secondary_alone": int((alone[: whole.own] & ~second.needs.primary).sum()),
        "attack_seconds": attacked - started,
    }
    try:
        pattern = protect(
            whole.system, whole.needs, level=level, costs=whole.costs, keep=whole.keep, time_limit=seconds
        )
    except Unprotectable as refused:
        return found | {"refused": [whole.name_cell(cell).en for cell in refused.cells]}
    protected = time.perf_counter()
    after = reader(whole.system, whole.needs, _seen(whole, pattern.hidden[: whole.own]))
    return found | {
        "ledger": vars(after),
        "secondary_ledger": int((pattern.hidden[: whole.own] & ~second.needs.primary).sum()),
        "protect_seconds": protected - attacked,
    }


def _release(inputs: Inputs, hidden: Bools) -> Release:
    return Release("r-1", FIRST, date(2026, 1, 31), inputs.system, inputs.needs, hidden)


def _alone(inputs: Inputs, level: Level, seconds: float) -> Bools:
    """Protect a table as if there were no other; sums of unsafe cells too, since another table may tell them."""
    return protect(
        inputs.system,
        inputs.needs,
        level=level,
        costs=inputs.costs,
        time_limit=seconds,
        together=inputs.spec.rules.minimum,
    ).hidden


def _seen(whole: AugmentedTable, own: Bools) -> Bools:
    """Return what a reader does not see of all tables when ``own`` cells of the new one are withheld."""
    hidden = ~whole.keep
    hidden[: whole.own] = own
    return hidden


def _pairs_of_tables(data: Path) -> Iterator[tuple[str, Inputs, Inputs, Subject]]:
    """Yield two years of one table, then two tables of the same rows: by region, already out, and by department."""
    spec = spec_of(data.with_suffix(".attack.yaml"), "contributor: unit\n")
    now = read_inputs(data, spec)
    yield "two years", now, read_inputs(_next_year(data), spec), SECOND
    linked = data.with_suffix(".linked.yaml")
    dimensions = "[{column: reg}, {column: sec}, {column: size}]"
    linked.write_text(
        f"input: microdata\nresponse: ca\ncontributor: unit\ndimensions: {dimensions}\n", encoding="utf-8"
    )
    yield "two linked tables", read_inputs(data, linked), now, FIRST


def _next_year(data: Path) -> Path:
    """Make the rows of a year later: some leave and come, some are carried forward, the others grow."""
    later = data.with_name(f"{data.stem}-next.csv")
    draw = random.Random(1)
    with data.open(encoding="utf-8", newline="") as stream:
        heads, *rows = list(csv.reader(stream))
    unit, turnover = heads.index("unit"), heads.index("ca")
    stay = [list(row) for row in rows if draw.random() >= LEAVING]
    for row in stay:
        if draw.random() >= STILL:
            row[turnover] = str(max(round(int(row[turnover]) * draw.lognormvariate(0.02, 0.2)), 1))
    come = [list(row) for row in draw.sample(rows, len(rows) - len(stay))]
    for row in come:
        row[unit] = f"N{row[unit]}"
    with later.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([heads, *stay, *come])
    return later
