"""What the rows of a new table hold, read without Django so that the rows which somebody sent are read apart.

Each function is given paths and returns little: what a page asks about, never the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import numpy as np

from filiere.core import FaultLog, Faults, Text
from filiere.disclosure import Inputs, ProtectionLevels, Sheet, System, read_inputs, read_sheet
from filiere.site.confidentiality.faults import fault

SAMPLED_ROWS = 200
"""Rows by which a column is taken for one of amounts."""
MOST_VISIBLE = 60
"""Cells that the question of visibility offers; a file can name any."""
MOST_COLUMNS = 1000
"""Columns that a table may have: one more is a line of a page and a choice that nobody reads."""
MAX_NAME_LENGTH = 300
"""Signs of the name of a column: the pages show it whole."""
MAX_VALUES_SHOWN = 4
MAX_VALUE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the rows: whether it holds amounts, how many different values, and the first of them in order."""

    name: str
    numeric: bool
    values: int
    first: tuple[str, ...]


def read_columns(data: Path) -> tuple[Column, ...]:
    """Return the columns of the rows; raise ``Faults`` when they cannot be read, or are more than a person chooses
    from."""
    log = FaultLog()
    sheet = read_sheet(data, log)
    if sheet is None or log.total:
        raise Faults(log.kept)
    if len(sheet.header) > MOST_COLUMNS:
        raise Faults(
            [fault("table-too-wide", count=len(sheet.header), most_columns=MOST_COLUMNS).at(file=data.name, line=1)]
        )
    if long := next((place for place, name in enumerate(sheet.header, 1) if len(name) > MAX_NAME_LENGTH), None):
        raise Faults(
            [fault("column-name-too-long", long=long, max_name_length=MAX_NAME_LENGTH).at(file=data.name, line=1)]
        )
    return tuple(_describe_column(sheet, name) for name in sheet.header)


def _describe_column(sheet: Sheet, name: str) -> Column:
    texts = sheet.column(name)
    looked = [one for one in texts[:SAMPLED_ROWS] if one]
    found = sorted(set(texts))
    numeric = bool(looked) and all(map(_is_number, looked))
    return Column(name, numeric, len(found), tuple(one[:MAX_VALUE_LENGTH] for one in found[:MAX_VALUES_SHOWN]))


def _is_number(text: str) -> bool:
    try:
        return Decimal(text.strip()).is_finite()
    except InvalidOperation:
        return False


def list_visible_cells(data: Path, spec: Path) -> list[tuple[int, Text]]:
    """Return totals and cells of one code only that the rule lets through, with their words: those readers look for
    first."""
    inputs = read_inputs(data, spec, confined=True)
    wide = np.flatnonzero(((inputs.system.keys > 0).sum(axis=1) <= 1) & ~inputs.needs.primary)
    return [(int(cell), cell_label(inputs, int(cell))) for cell in wide[:MOST_VISIBLE]]


def cell_label(inputs: Inputs, cell: int) -> Text:
    """A cell by what it crosses."""
    system = inputs.system
    pairs = zip(system.cuts, system.keys[cell], strict=True)
    said = ", ".join(f"{cut.column} {cut.codes[place]}" for cut, place in pairs if place)
    return Text.same(said) if said else Text(fr="Le total", en="The total")


def read_cell_codes(data: Path, spec: Path, cells: list[int]) -> list[list[str]]:
    """Return the columns that cross the table, then the codes of each of these cells that there is."""
    system = read_inputs(data, spec, confined=True).system
    codes = [list(system.codes(cell)) for cell in cells if cell < len(system)]
    return [[cut.column for cut in system.cuts], *codes]


def read_system(data: Path, spec: Path) -> tuple[str, System, ProtectionLevels]:
    """Return the response of a table, its cells and what each needs, before anything of it is withheld."""
    inputs = read_inputs(data, spec, confined=True)
    return inputs.spec.response, inputs.system, inputs.needs
