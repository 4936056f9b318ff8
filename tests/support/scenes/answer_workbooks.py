"""A workbook of answers opened, changed and saved again, as a spreadsheet would."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

type Grid = dict[str, list[list[Any]]]


def edit_workbook(data: bytes, change: Callable[[Grid], None]) -> bytes:
    """The workbook opened, changed and saved again, as a spreadsheet would save it."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    grid = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    change(grid)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_urls": False}) as saved:
        for name, rows in grid.items():
            sheet = saved.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    sheet.write(row, column, cell)
    return out.getvalue()


def fill_cells(cells: dict[str, Any], column: int = 5) -> Callable[[Grid], None]:
    """Put words into the cells of lines, by key; column 5 is the answer."""

    def change(grid: Grid) -> None:
        for name, rows in grid.items():
            for row in rows[2:]:
                if name[0] != "_" and row[0] in cells:
                    row[column] = cells[row[0]]

    return change
