"""The audit: every kind of attacker against every unsafe cell, from the folder’s files alone.

audit_folder(path, attackers)       reads, compares, attacks
audit(table, hidden, attackers)     attacks a table made again
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from time import perf_counter

import numpy as np

from filiere.core import Fault, Text
from filiere.disclosure.audit.exact import Exact, alone, together
from filiere.disclosure.audit.knowledge import NOBODY, NOTHING, Insiders, by_counts, insiders
from filiere.disclosure.audit.narrow import Attackers, Side
from filiere.disclosure.audit.pairs import Pairs
from filiere.disclosure.audit.reading import read_folder
from filiere.disclosure.audit.rebuilt import Bools, Held, Ints, Rebuilt, grouped
from filiere.disclosure.audit.report import AuditReport, Finding, Interval, Result
from filiere.disclosure.audit.solver import Doubt

ATTACKERS = ("outsider", "contributors", "pairs", "holdings")
LISTED = 200
"""Findings named of one kind of attacker; the counts are of all."""

READER = Text(fr="tout lecteur", en="any reader")
ANYONE = {
    "contributors": Text(fr="tout contributeur", en="any contributor"),
    "pairs": Text(fr="toute paire de contributeurs", en="any pair of contributors"),
    "holdings": Text(fr="tout groupe", en="any holding"),
}
CONTRIBUTOR = Text(fr="contributeur", en="contributor")
HOLDING = Text(fr="groupe", en="holding")


@dataclass
class _Tally:
    """What one kind of attacker finds, by column: everyone, or those listed."""

    attackers: Attackers | None
    exact_all: set[int] = field(default_factory=set)
    narrow_all: set[int] = field(default_factory=set)
    exact: dict[int, Ints] = field(default_factory=dict)
    narrow: dict[int, Ints] = field(default_factory=dict)
    seconds: float = 0.0

    def everyone(self, column: int) -> int:
        """How many attackers there are of whom an unsafe cell is not the own."""
        return 1 if self.attackers is None else len(self.attackers) - self.attackers.unconcerned(column)


def audit_folder(path: Path, attackers: Sequence[str] = ATTACKERS, *, intervals: bool = False) -> AuditReport:
    """Audit a run folder; raise :class:`Faults` when its files cannot be read.

    Needs spec.json, cells.csv, cells-public.csv and contributions.csv or counts.csv. ``intervals`` asks what a reader
    knows of each unsafe cell in full, rather than whether it is enough.
    """
    folder = read_folder(path)
    return audit(
        folder.table,
        folder.hidden,
        attackers,
        floor=folder.floor,
        ceiling=folder.ceiling,
        intervals=intervals,
        faults=folder.faults,
    )


def audit(
    table: Rebuilt,
    hidden: Bools,
    attackers: Sequence[str] = ATTACKERS,
    *,
    floor: Ints | None = None,
    ceiling: Ints | None = None,
    intervals: bool = False,
    faults: Iterable[Fault] = (),
) -> AuditReport:
    """Attack a table of which the ``hidden`` cells are withheld; ``floor`` and ``ceiling`` are what is told of them.

    Raises ValueError for an attacker unknown.
    """
    if unknown := set(attackers) - set(ATTACKERS):
        raise ValueError(", ".join(sorted(unknown)))
    doubt = Doubt(table, hidden, floor, ceiling)
    columns = doubt.column[np.flatnonzero(table.primary)]
    tallies = _tallies(doubt, table, attackers)
    _find_exact(Exact(doubt, columns), tallies)
    for column in columns.tolist():
        _find_narrow(doubt, table, column, tallies)
    return AuditReport(
        attackers={
            name: _result(name, tallies[name], doubt, table, columns) for name in ATTACKERS if name in attackers
        },
        faults=tuple(faults),
        cells=len(table),
        hidden=int(hidden.sum()),
        primary=int(table.primary.sum()),
        intervals=tuple(_interval(doubt, table, column) for column in columns.tolist()) if intervals else (),
    )


def _tallies(doubt: Doubt, table: Rebuilt, attackers: Sequence[str]) -> dict[str, _Tally]:
    """Return a tally for each kind asked for, and for single contributors where pairs are."""
    tallies = {"outsider": _Tally(None)}
    held = by_counts(table) if table.held is None else table.held
    if {"contributors", "pairs"} & set(attackers):
        singles = insiders(table, doubt.cells, held, CONTRIBUTOR)
        tallies["contributors"] = _Tally(singles)
        if "pairs" in attackers:
            tallies["pairs"] = _Tally(Pairs(singles))
    if "holdings" in attackers:
        owned = held if table.held is not None and table.groups is not None else None
        if owned is not None and table.groups is not None:
            tallies["holdings"] = _Tally(insiders(table, doubt.cells, grouped(owned, table.groups), HOLDING))
        else:
            tallies["holdings"] = _Tally(insiders(table, doubt.cells, _nobody(table), HOLDING))
    return tallies


def _find_exact(exact: Exact, tallies: dict[str, _Tally]) -> None:
    for tally in tallies.values():
        started = perf_counter()
        tally.exact_all = set(exact.everyone.tolist())
        if isinstance(tally.attackers, Pairs):
            tally.exact = together(exact, tally.attackers, tallies["contributors"].exact)
        elif isinstance(tally.attackers, Insiders):
            tally.exact = alone(exact, tally.attackers)
        tally.seconds += perf_counter() - started


def _find_narrow(doubt: Doubt, table: Rebuilt, column: int, tallies: dict[str, _Tally]) -> None:
    cell = int(doubt.cells[column])
    sides = [Side(doubt, column, 1, int(table.upper[cell]))]
    if table.lower[cell]:
        sides.append(Side(doubt, column, -1, int(table.lower[cell])))
    started = perf_counter()
    wide = all(side.open_to_all() for side in sides)
    tallies["outsider"].seconds += perf_counter() - started
    if not wide:
        for tally in tallies.values():
            tally.narrow_all.add(column)
        return
    for side in sides:
        alone_sure = NOBODY
        for name, tally in tallies.items():
            started = perf_counter()
            if isinstance(tally.attackers, Pairs):
                sure = side.sure_together(tally.attackers, alone_sure)
            elif isinstance(tally.attackers, Insiders):
                fresh = side if name == "contributors" else replace(side, wide=list(side.wide), partial={})
                sure = fresh.sure(tally.attackers)
                alone_sure = sure if name == "contributors" else alone_sure
            else:
                continue
            if len(sure):
                tally.narrow[column] = np.union1d(tally.narrow.get(column, NOBODY), sure)
            tally.seconds += perf_counter() - started


def _result(name: str, tally: _Tally, doubt: Doubt, table: Rebuilt, columns: Ints) -> Result:
    started = perf_counter()
    # Whoever knows a cell exactly knows it too closely; algebra and programs need not meet the same cells.
    narrow = dict(tally.narrow)
    for column, ids in tally.exact.items():
        narrow[column] = np.union1d(narrow.get(column, NOBODY), ids)
    narrow_all = tally.narrow_all | tally.exact_all
    exact = sum(map(tally.everyone, tally.exact_all)) + sum(map(len, tally.exact.values()))
    close = sum(map(tally.everyone, narrow_all))
    close += sum(len(ids) for column, ids in narrow.items() if column not in narrow_all)
    findings: list[Finding] = []
    for column in sorted(narrow_all, key=lambda one: (one not in tally.exact_all, one)):
        if tally.everyone(column) and len(findings) < LISTED:
            interval = _interval(doubt, table, column)
            findings.append(Finding(ANYONE.get(name, READER), column in tally.exact_all, interval))
    # Of the insiders, those who find exactly come first.
    listed = [(column, one, True) for column, ids in sorted(tally.exact.items()) for one in ids.tolist()]
    sharp = {(column, one) for column, one, _ in listed}
    for column, ids in sorted(narrow.items()):
        if column not in narrow_all:
            listed += [(column, one, False) for one in ids.tolist() if (column, one) not in sharp]
    for column, one, sharply in listed[: LISTED - len(findings)]:
        if tally.attackers is not None:
            interval = _interval(doubt, table, column, tally.attackers, one)
            findings.append(Finding(tally.attackers.name(one), sharply, interval))
    return Result(
        attackers=1 if tally.attackers is None else len(tally.attackers),
        pairs=sum(tally.everyone(column) for column in columns.tolist()),
        exact=exact,
        narrow=close,
        findings=tuple(findings),
        seconds=tally.seconds + perf_counter() - started,
    )


def _interval(
    doubt: Doubt, table: Rebuilt, column: int, attackers: Attackers | None = None, one: int | None = None
) -> Interval:
    """Return what somebody knows of an unsafe cell: a reader, or one of the attackers."""
    cell = int(doubt.cells[column])
    value = int(table.values[cell])
    known, lower = NOTHING, int(table.lower[cell])
    if attackers is not None and one is not None:
        known = attackers.known([one])
        if not table.negative:
            lower = max(0, min(lower, value - attackers.own(one, column)))
    up, down = doubt.reach(column, 1, known), doubt.reach(column, -1, known)
    scale = table.scale

    def scaled(amount: float) -> Fraction | None:
        return None if np.isinf(amount) else Fraction(round(value + amount), scale)

    return Interval(
        cell=cell,
        codes=table.codes(cell),
        value=Fraction(value, scale),
        low=scaled(-down),
        high=scaled(up),
        needed_low=Fraction(value - lower, scale),
        needed_high=Fraction(value + int(table.upper[cell]), scale),
    )


def _nobody(table: Rebuilt) -> Held:
    return Held(np.zeros(len(table) + 1, dtype=np.int64), NOBODY, NOBODY, NOBODY)
