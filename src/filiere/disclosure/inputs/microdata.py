"""Rows by contributor, read and added up; nothing is added up as long as anything is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from filiere.core import Fault, FaultLog
from filiere.disclosure.inputs.amounts import LIMIT, Amounts, read_amounts, scale_of, within
from filiere.disclosure.inputs.columns import Parents, checked_codes, cuts_of
from filiere.disclosure.inputs.identifiers import check_identifiers
from filiere.disclosure.inputs.sheets import Sheet
from filiere.disclosure.inputs.spec import Asked
from filiere.disclosure.inputs.words import fault, note, raise_all
from filiere.disclosure.system import Cut, Floats, Ints, System, tabulate


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows as the engine takes them: places of codes (an array a cut), of owners, of their holdings, and amounts."""

    codes: tuple[Ints, ...]
    owners: Ints
    groups: Ints | None
    amounts: Ints


@dataclass(frozen=True, eq=False)
class Tabulated:
    """What reading gives: the system, the rows (none for cells), the weights of a cost column, decimals."""

    system: System
    rows: Rows | None
    weights: Floats | None
    decimals: int
    second_known: bool = True


def read_microdata(
    asked: Asked, sheet: Sheet, parents: Sequence[Parents], log: FaultLog, notes: list[Fault]
) -> Tabulated:
    """Read rows and add them up; raise :class:`filiere.core.Faults` with all that is wrong, the log’s included."""
    spec = asked.spec
    columns = [
        _codes(sheet, one.column, log, known=up, total=one.total)
        for one, up in zip(asked.columns, parents, strict=True)
    ]
    amounts = _amounts(sheet, spec.response, log, notes)
    weight = None if spec.weight is None else _amounts(sheet, spec.weight, log, notes)
    if weight is not None:
        _positive(sheet, weight, log)
    owners, names = _owners(sheet, spec.contributor, log)
    groups = None if spec.holding is None else _groups(sheet, spec.holding, owners, len(names), log)
    cost = None if spec.cost in ("value", "log", "cells") else _weights(sheet, spec.cost, log, notes)
    values, decimals, scale = _values(sheet, amounts, weight, log)
    raise_all(log)
    texts = [column or [] for column in columns]
    cuts = cuts_of(asked, [set(column) for column in texts], parents)
    codes = tuple(_places(cut, column) for cut, column in zip(cuts, texts, strict=True))
    try:
        system = tabulate(
            cuts,
            [table.columns for table in asked.tables],
            codes=codes,
            values=values,
            scale=scale,
            owners=owners,
            names=names,
            groups=groups,
        )
    except OverflowError:
        log.add(fault("too-many-crossings", file=str(asked.path)))
    raise_all(log)
    _several(cuts, codes, owners, spec.contributor, notes)
    rows = Rows(codes, owners, groups, values)
    return Tabulated(system, rows, None if cost is None else _summed(system, asked, rows, cost), decimals)


def _codes(sheet: Sheet, column: str, log: FaultLog, *, known: Parents, total: str) -> list[str] | None:
    if not sheet.has(column, log):
        return None
    if not sheet.codes_hold(column):
        log.add(fault("column-type", file=str(sheet.path), column=column))
        return None
    return checked_codes(sheet, column, log, known=known, total=total, totals=False)


def _amounts(sheet: Sheet, column: str, log: FaultLog, notes: list[Fault]) -> Amounts | None:
    return read_amounts(sheet, column, log, notes) if sheet.has(column, log) else None


def _positive(sheet: Sheet, weight: Amounts, log: FaultLog) -> None:
    for row, value in enumerate(weight.values):
        if value is not None and value <= 0:
            log.add(fault("weight-not-positive", file=str(sheet.path), line=sheet.line(row), column=weight.column))


def _values(sheet: Sheet, amounts: Amounts | None, weight: Amounts | None, log: FaultLog) -> tuple[Ints, int, int]:
    """Return the amounts, weighted, in scaled units, with the decimals and the scale."""
    if amounts is None:
        return np.zeros(sheet.rows, dtype=np.int64), 0, 1
    if weight is None:
        decimals, scale = scale_of([amounts])
        return within(sheet, amounts.column, amounts.scaled(scale), scale, log), decimals, scale
    decimals = amounts.decimals + weight.decimals
    _, finer = scale_of([])
    times = weight.scaled(10**weight.decimals)
    scaled = [amount * finer * time for amount, time in zip(amounts.scaled(10**amounts.decimals), times, strict=True)]
    return within(sheet, amounts.column, scaled, finer * 10**decimals, log), decimals, finer * 10**decimals


def _owners(sheet: Sheet, column: str | None, log: FaultLog) -> tuple[Ints, tuple[str, ...]]:
    if column is None:
        return np.arange(sheet.rows, dtype=np.int64), tuple(str(sheet.line(row)) for row in range(sheet.rows))
    if not sheet.has(column, log):
        return np.zeros(sheet.rows, dtype=np.int64), ()
    if not sheet.codes_hold(column):
        log.add(fault("column-type", file=str(sheet.path), column=column))
    texts = sheet.column(column)
    check_identifiers(sheet, column, texts, "contributor-empty", log)
    names, places = np.unique(np.array(texts), return_inverse=True)
    return places.astype(np.int64), tuple(names.tolist())


def _groups(sheet: Sheet, column: str, owners: Ints, count: int, log: FaultLog) -> Ints | None:
    """Return the holding of each owner: the place of its first member; one holding an owner is a must."""
    if not sheet.has(column, log) or not count:
        return None
    first: dict[int, tuple[str, int]] = {}
    texts = sheet.column(column)
    check_identifiers(sheet, column, texts, "holding-empty", log)
    for row, (owner, text) in enumerate(zip(owners.tolist(), texts, strict=True)):
        if not text.strip():
            continue
        held, where = first.setdefault(owner, (text, row))
        if held != text:
            log.add(fault("holding-two", file=str(sheet.path), line=sheet.line(row), other=sheet.line(where)))
    members: dict[str, int] = {}
    groups = np.arange(count, dtype=np.int64)
    for owner, (held, _) in sorted(first.items()):
        groups[owner] = members.setdefault(held, owner)
    return groups


def _weights(sheet: Sheet, column: str, log: FaultLog, notes: list[Fault]) -> Floats:
    """Return the numbers of a column that tells what hiding costs; they only guide, so binary numbers will do."""
    found = _amounts(sheet, column, log, notes)
    if found is None:
        return np.zeros(sheet.rows)
    for row, value in enumerate(found.values):
        if value is not None and value < 0:
            log.add(fault("value-negative", file=str(sheet.path), line=sheet.line(row), column=column))
    return np.array([float(value or 0) for value in found.values])


def _places(cut: Cut, texts: Sequence[str]) -> Ints:
    number = {code: place for place, code in enumerate(cut.codes)}
    return np.array([number[text] for text in texts], dtype=np.int64)


def _several(
    cuts: Sequence[Cut],
    codes: Sequence[Ints],
    owners: Ints,
    column: str | None,
    notes: list[Fault],
) -> None:
    """Note the contributors who are in several of the narrowest cells, and name such cells."""
    if column is None:
        return
    spots = np.unique(np.stack([owners, *codes]), axis=1)
    _, begins, counts = np.unique(spots[0], return_index=True, return_counts=True)
    spread = np.flatnonzero(counts > 1)
    if not len(spread):
        return
    begin = int(begins[spread[0]])
    shown = [
        ", ".join(f"{cut.column}={cut.codes[place]}" for cut, place in zip(cuts, spots[1:, spot], strict=True))
        for spot in range(begin, begin + min(int(counts[spread[0]]), 3))
    ]
    notes.append(note("contributors-in-several-cells", count=len(spread), cells=" ; ".join(shown)))


def _summed(system: System, asked: Asked, rows: Rows, weights: Floats) -> Floats:
    """Return for each cell the sum of the weights of its rows."""
    # Each row is a contributor of its own here, so that the sums are those of rows; a thousandth is fine enough.
    finer = min(1000.0, LIMIT / max(float(weights.sum()), 1.0))
    whole = np.rint(weights * finer).astype(np.int64)
    again = tabulate(
        system.cuts,
        [table.columns for table in asked.tables],
        codes=rows.codes,
        values=whole,
        scale=1000,
        owners=np.arange(len(whole), dtype=np.int64),
        names=(),
    )
    return again.values / finer
