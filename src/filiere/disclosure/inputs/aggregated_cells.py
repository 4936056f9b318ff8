"""Cells already added up, with counts and largest contributors: read, and refused unless they add up exactly.

A table that does not add up cannot be protected: what an attacker reckons from the equations would not be what we
reckon. A missing cell has nobody in it; a group whose parts are all missing is published no finer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np

from filiere.core import Fault, FaultLog
from filiere.disclosure.inputs.additivity import check_additivity
from filiere.disclosure.inputs.amounts import (
    LARGEST_EXACT,
    UNITS_PER_DECIMAL,
    AmountColumn,
    check_exact_sum,
    choose_scale,
    format_unit_amount,
    read_amounts,
)
from filiere.disclosure.inputs.code_columns import Parents, build_cuts, read_checked_codes
from filiere.disclosure.inputs.fault_builders import fault, note, raise_faults
from filiere.disclosure.inputs.microdata import TabulatedInput
from filiere.disclosure.inputs.spec import ParsedSpec, PlannedTable
from filiere.disclosure.inputs.tabular_files import Sheet, read_sheet
from filiere.disclosure.system import Cut, Floats, Ints, System, build_additions


@dataclass(frozen=True, eq=False)
class _CellFile:
    """One file of cells: the codes of each column of the specification, and the columns of numbers."""

    sheet: Sheet
    tables: tuple[PlannedTable, ...]
    codes: tuple[list[str], ...]
    value: AmountColumn
    count: AmountColumn
    largest: AmountColumn
    second: AmountColumn | None
    weights: AmountColumn | None


@dataclass(frozen=True, eq=False)
class _CellStack:
    """The cells of all files, one after the other, as numbers; ``where`` gives file and line."""

    codes: Ints
    value: Ints
    count: Ints
    largest: Ints
    second: Ints
    weights: Floats
    where: Sequence[tuple[str, int]]


def read_cells(
    asked: ParsedSpec, sheet: Sheet, parents: Sequence[Parents], log: FaultLog, notes: list[Fault]
) -> TabulatedInput:
    """Read cells as a system; raise :class:`filiere.core.Faults` with all that is wrong."""
    files = [
        cell_file
        for path, tables in _group_by_file(asked).items()
        if (found := sheet if path is None else read_sheet(path, log)) is not None
        and (cell_file := _read_cell_file(asked, found, tables, parents, log, notes)) is not None
    ]
    raise_faults(log)
    cuts = build_cuts(
        asked, [set().union(*(one.codes[place] for one in files)) for place in range(len(parents))], parents
    )
    numbers = [one for file in files for one in (file.value, file.largest, file.second) if one is not None]
    decimals, scale = choose_scale(numbers)
    stack = _stack_files(files, cuts, scale, log)
    _check_each_cell(stack, cuts, log)
    raise_faults(log)
    for file in files:
        _check_table_cells(file, cuts, log)
    chosen = _drop_duplicates(stack, cuts, log, scale)
    raise_faults(log)
    try:
        system, weights = _build_system(asked, stack, cuts, chosen, log, notes, scale)
    except OverflowError:
        log.add(fault("too-many-crossings", file=str(asked.path)))
    raise_faults(log)
    return TabulatedInput(system, None, weights, decimals, second_known=files[0].second is not None)


def _group_by_file(asked: ParsedSpec) -> Mapping[Path | None, tuple[PlannedTable, ...]]:
    found: dict[Path | None, tuple[PlannedTable, ...]] = {}
    for table in asked.tables:
        found[table.data] = (*found.get(table.data, ()), table)
    return found


def _read_cell_file(
    asked: ParsedSpec,
    sheet: Sheet,
    tables: tuple[PlannedTable, ...],
    parents: Sequence[Parents],
    log: FaultLog,
    notes: list[Fault],
) -> _CellFile | None:
    spec, before = asked.spec, log.total
    used = {place for table in tables for place in table.columns}
    codes: list[list[str]] = []
    for place, (dimension_spec, up) in enumerate(zip(asked.columns, parents, strict=True)):
        if place not in used:
            codes.append([dimension_spec.total] * sheet.rows)
        elif not sheet.has(dimension_spec.column, log):
            codes.append([])
        elif not sheet.can_hold_codes(dimension_spec.column):
            log.add(fault("column-type", file=str(sheet.path), column=dimension_spec.column))
            codes.append([])
        else:
            codes.append(
                read_checked_codes(sheet, dimension_spec.column, log, known=up, total=dimension_spec.total, totals=True)
            )
    second = spec.second or ("second" if "second" in sheet.header else None)
    cost = None if spec.cost in ("value", "log", "cells") else spec.cost
    needs_second = spec.rules.p_percent is not None or any(one.n == 2 for one in spec.rules.dominance)
    if second is None and needs_second:
        second = "second"
    named = (spec.response, spec.count or "count", spec.largest or "largest", second, cost)
    read = [
        read_amounts(sheet, name, log, notes) if name is not None and sheet.has(name, log) else None for name in named
    ]
    if log.total > before:
        return None
    value, count, largest, *others = read
    assert value is not None and count is not None and largest is not None  # noqa: S101, PT018
    return _CellFile(sheet, tables, tuple(codes), value, count, largest, *others)


def _stack_files(files: Sequence[_CellFile], cuts: Sequence[Cut], scale: int, log: FaultLog) -> _CellStack:
    places = [{code: place for place, code in enumerate(cut.codes)} for cut in cuts]
    codes = np.array(
        [[number[text] for file in files for text in file.codes[at]] for at, number in enumerate(places)],
        dtype=np.int64,
    ).T

    def column(name: str) -> Ints:
        parts = []
        for file in files:
            amounts: AmountColumn | None = getattr(file, name)
            if amounts is None:
                parts.append(np.zeros(file.sheet.rows, dtype=np.int64))
            else:
                parts.append(
                    check_exact_sum(file.sheet, amounts.column, amounts.scale_values(scale), scale, log, added=False)
                )
        return np.concatenate(parts)

    count = [value for file in files for value in file.count.values]
    return _CellStack(
        codes,
        column("value"),
        np.array([_parse_count(one) for one in count], dtype=np.int64),
        column("largest"),
        column("second"),
        np.array([float(one or 0) for file in files for one in _optional_values(file.weights, file.sheet.rows)]),
        [(str(file.sheet.path), file.sheet.line(row)) for file in files for row in range(file.sheet.rows)],
    )


def _parse_count(count: Decimal | None) -> int:
    """Return a number of contributors, or −1 for what is none."""
    if count is None or count != count.to_integral_value() or count > LARGEST_EXACT:
        return -1
    return int(count)


def _optional_values(amounts: AmountColumn | None, rows: int) -> Sequence[Decimal | None]:
    return [None] * rows if amounts is None else amounts.values


def name_cell(cuts: Sequence[Cut], places: Ints) -> str:
    """Return the name of the cell at these places, for messages."""
    return ", ".join(f"{cut.column}={cut.codes[place]}" for cut, place in zip(cuts, places, strict=True))


def _check_each_cell(stack: _CellStack, cuts: Sequence[Cut], log: FaultLog) -> None:
    """Check each cell by itself. Shares of what may be negative say nothing, hence are checked of sizes only."""
    signed = bool((stack.value < 0).any())
    value, count, largest = stack.value, stack.count, stack.largest
    # Numbers rounded each by itself may differ by one in their last decimal.
    loose = np.where(count > 1, UNITS_PER_DECIMAL, 0)
    wrong = {
        "count-not-whole": count < 0,
        "value-negative": (largest < 0) | (stack.second < 0) | (stack.weights < 0),
        "cell-without-anyone": (count == 0) & ((value != 0) | (largest != 0)),
        "second-beyond": (largest >= 0) & (stack.second > largest),
        "largest-beyond": (largest + stack.second > value + loose) if not signed else (value * 0 > 0),
        "largest-too-small": (count > 0) & (largest * np.maximum(count, 1) + loose * count < np.abs(value)),
    }
    if signed:
        # The sizes that stand behind a value may be more than it, never less.
        wrong["largest-beyond"] = (count == 1) & (largest > np.abs(value))
    for code, cells in wrong.items():
        for row in np.flatnonzero(cells).tolist():
            file, line = stack.where[row]
            name = name_cell(cuts, stack.codes[row])
            log.add(fault(code, file=file, line=line, cell=name, count=int(count[row]), column="largest, second"))


def _check_table_cells(file: _CellFile, cuts: Sequence[Cut], log: FaultLog) -> None:
    crossed = [set(table.columns) for table in file.tables]
    totals = [cut.total for cut in cuts]
    for row, texts in enumerate(zip(*file.codes, strict=True)):
        beyond = {place for place, text in enumerate(texts) if text != totals[place]}
        if not any(beyond <= columns for columns in crossed):
            name = ", ".join(f"{cut.column}={text}" for cut, text in zip(cuts, texts, strict=True))
            log.add(fault("cell-of-no-table", file=str(file.sheet.path), line=file.sheet.line(row), cell=name))


def _drop_duplicates(stack: _CellStack, cuts: Sequence[Cut], log: FaultLog, scale: int) -> Ints:
    """Return the first row of each cell that has somebody, in the order of cells; the same cell twice is checked."""
    first: dict[tuple[int, ...], int] = {}
    for row, key in enumerate(map(tuple, stack.codes.tolist())):
        other = first.setdefault(key, row)
        if other == row:
            continue
        file, line = stack.where[row]
        if file == stack.where[other][0]:
            log.add(
                fault(
                    "cell-twice",
                    file=file,
                    line=line,
                    cell=name_cell(cuts, stack.codes[row]),
                    other=stack.where[other][1],
                )
            )
        elif any(
            getattr(stack, one)[row] != getattr(stack, one)[other] for one in ("value", "count", "largest", "second")
        ):
            log.add(
                fault(
                    "cells-disagree",
                    file=file,
                    line=line,
                    cell=name_cell(cuts, stack.codes[row]),
                    found=format_unit_amount(stack.value[row], scale),
                    other=format_unit_amount(stack.value[other], scale),
                )
            )
    return np.array(sorted(first.values(), key=lambda row: stack.codes[row][::-1].tolist()), dtype=np.int64)


def _build_system(
    asked: ParsedSpec,
    stack: _CellStack,
    cuts: tuple[Cut, ...],
    rows: Ints,
    log: FaultLog,
    notes: list[Fault],
    scale: int,
) -> tuple[System, Floats | None]:
    there = rows[stack.count[rows] > 0]
    if len(there) < len(rows):
        notes.append(note("cells-without-anyone", count=len(rows) - len(there)))
    tables = [table.columns for table in asked.tables]
    places = stack.codes[there]
    check_additivity(
        cuts,
        tables,
        places,
        values=stack.value[there],
        counts=stack.count[there],
        largest=stack.largest[there],
        where=[stack.where[row] for row in there],
        scale=scale,
        log=log,
    )
    raise_faults(log)
    value = stack.value[there]
    negative = bool((value < 0).any())
    # Where nothing is negative, a last decimal rounded up must not make the parts more than their cell.
    largest = stack.largest[there] if negative else np.minimum(stack.largest[there], value)
    second = stack.second[there] if negative else np.minimum(stack.second[there], value - largest)
    system = System(
        cuts=cuts,
        keys=places,
        values=value,
        scale=scale,
        counts=stack.count[there],
        largest=largest,
        second=second,
        sizes=np.maximum(np.abs(value), largest + second),
        additions=build_additions(cuts, tables, places),
        negative=negative,
    )
    named = asked.spec.cost not in ("value", "log", "cells")
    return system, stack.weights[there] if named else None
