"""Rows by contributor, read and added up; nothing is added up as long as anything is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from filiere.core import Fault, FaultLog
from filiere.disclosure.inputs.amounts import LARGEST_EXACT, AmountColumn, check_exact_sum, choose_scale, read_amounts
from filiere.disclosure.inputs.code_columns import Parents, build_cuts, read_checked_codes
from filiere.disclosure.inputs.fault_builders import fault, note, raise_faults
from filiere.disclosure.inputs.identifier_checks import check_identifiers
from filiere.disclosure.inputs.spec import ParsedSpec
from filiere.disclosure.inputs.tabular_files import Sheet
from filiere.disclosure.system import Cut, Floats, Ints, System, tabulate


@dataclass(frozen=True, eq=False)
class MicrodataRows:
    """Rows as the engine takes them: places of codes (an array a cut), of owners, of their holdings, and amounts."""

    codes: tuple[Ints, ...]
    owners: Ints
    groups: Ints | None
    amounts: Ints


@dataclass(frozen=True, eq=False)
class TabulatedInput:
    """What reading gives: the system, the rows (none for cells), the weights of a cost column, decimals."""

    system: System
    rows: MicrodataRows | None
    weights: Floats | None
    decimals: int
    second_known: bool = True


def read_microdata(
    asked: ParsedSpec, sheet: Sheet, parents: Sequence[Parents], log: FaultLog, notes: list[Fault]
) -> TabulatedInput:
    """Read rows and add them up; raise :class:`filiere.core.Faults` with all that is wrong, the log’s included."""
    spec = asked.spec
    columns = [
        _read_codes(sheet, one.column, log, known=up, total=one.total)
        for one, up in zip(asked.columns, parents, strict=True)
    ]
    amounts = _read_column_amounts(sheet, spec.response, log, notes)
    weight = None if spec.weight is None else _read_column_amounts(sheet, spec.weight, log, notes)
    if weight is not None:
        _check_positive(sheet, weight, log)
    owners, names = _read_owners(sheet, spec.contributor, log)
    groups = None if spec.holding is None else _read_holdings(sheet, spec.holding, owners, len(names), log)
    cost = None if spec.cost in ("value", "log", "cells") else _read_weights(sheet, spec.cost, log, notes)
    values, decimals, scale = _scale_values(sheet, amounts, weight, log)
    raise_faults(log)
    texts = [column or [] for column in columns]
    cuts = build_cuts(asked, [set(column) for column in texts], parents)
    codes = tuple(_locate_codes(cut, column) for cut, column in zip(cuts, texts, strict=True))
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
    raise_faults(log)
    _note_repeated_contributors(cuts, codes, owners, spec.contributor, notes)
    rows = MicrodataRows(codes, owners, groups, values)
    return TabulatedInput(system, rows, None if cost is None else _sum_weights(system, asked, rows, cost), decimals)


def _read_codes(sheet: Sheet, column: str, log: FaultLog, *, known: Parents, total: str) -> list[str] | None:
    if not sheet.has(column, log):
        return None
    if not sheet.can_hold_codes(column):
        log.add(fault("column-type", file=str(sheet.path), column=column))
        return None
    return read_checked_codes(sheet, column, log, known=known, total=total, totals=False)


def _read_column_amounts(sheet: Sheet, column: str, log: FaultLog, notes: list[Fault]) -> AmountColumn | None:
    return read_amounts(sheet, column, log, notes) if sheet.has(column, log) else None


def _check_positive(sheet: Sheet, weight: AmountColumn, log: FaultLog) -> None:
    for row, value in enumerate(weight.values):
        if value is not None and value <= 0:
            log.add(fault("weight-not-positive", file=str(sheet.path), line=sheet.line(row), column=weight.column))


def _scale_values(
    sheet: Sheet, amounts: AmountColumn | None, weight: AmountColumn | None, log: FaultLog
) -> tuple[Ints, int, int]:
    """Return the amounts, weighted, in scaled units, with the decimals and the scale."""
    if amounts is None:
        return np.zeros(sheet.rows, dtype=np.int64), 0, 1
    if weight is None:
        decimals, scale = choose_scale([amounts])
        return check_exact_sum(sheet, amounts.column, amounts.scale_values(scale), scale, log), decimals, scale
    decimals = amounts.decimals + weight.decimals
    _, finer = choose_scale([])
    times = weight.scale_values(10**weight.decimals)
    scaled = [
        amount * finer * time for amount, time in zip(amounts.scale_values(10**amounts.decimals), times, strict=True)
    ]
    return check_exact_sum(sheet, amounts.column, scaled, finer * 10**decimals, log), decimals, finer * 10**decimals


def _read_owners(sheet: Sheet, column: str | None, log: FaultLog) -> tuple[Ints, tuple[str, ...]]:
    if column is None:
        return np.arange(sheet.rows, dtype=np.int64), tuple(str(sheet.line(row)) for row in range(sheet.rows))
    if not sheet.has(column, log):
        return np.zeros(sheet.rows, dtype=np.int64), ()
    if not sheet.can_hold_codes(column):
        log.add(fault("column-type", file=str(sheet.path), column=column))
    texts = sheet.column(column)
    check_identifiers(sheet, column, texts, "contributor-empty", log)
    names, places = np.unique(np.array(texts), return_inverse=True)
    return places.astype(np.int64), tuple(names.tolist())


def _read_holdings(sheet: Sheet, column: str, owners: Ints, count: int, log: FaultLog) -> Ints | None:
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


def _read_weights(sheet: Sheet, column: str, log: FaultLog, notes: list[Fault]) -> Floats:
    """Return the numbers of a column that tells what hiding costs; they only guide, so binary numbers will do."""
    found = _read_column_amounts(sheet, column, log, notes)
    if found is None:
        return np.zeros(sheet.rows)
    for row, value in enumerate(found.values):
        if value is not None and value < 0:
            log.add(fault("value-negative", file=str(sheet.path), line=sheet.line(row), column=column))
    return np.array([float(value or 0) for value in found.values])


def _locate_codes(cut: Cut, texts: Sequence[str]) -> Ints:
    number = {code: place for place, code in enumerate(cut.codes)}
    return np.array([number[text] for text in texts], dtype=np.int64)


def _note_repeated_contributors(
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


def _sum_weights(system: System, asked: ParsedSpec, rows: MicrodataRows, weights: Floats) -> Floats:
    """Return for each cell the sum of the weights of its rows."""
    # Each row is a contributor of its own here, so that the sums are those of rows; a thousandth is fine enough.
    finer = min(1000.0, LARGEST_EXACT / max(float(weights.sum()), 1.0))
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
