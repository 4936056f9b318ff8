"""The whole list of the contacts that each step moves, written as the steps are found: Parquet or CSV."""

from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
from pyarrow import compute

from filiere.contacts.comparison.contact_contributions import CONTACT_COLUMNS, PART_COLUMNS
from filiere.contacts.faults import fault
from filiere.core.faults import Faults

_CONTACT_SCHEMA = [(name, pa.string()) for name in CONTACT_COLUMNS] + [(name, pa.int64()) for name in PART_COLUMNS]

_FORMULA_PATTERN = "^([ \u00a0\u202f]*[=+@\t\r\n-])"
"""How a text begins that spreadsheets run as a formula, after blanks or not (OWASP, “CSV injection”)."""


class MovedContactsFile:
    """A file of one row a step and contact: ``step``, ``change``, the groups asked, ``organisation``, ``contact_id``,
    then what the contact adds to numerator and denominator before and after.

    The end of the name says the form, ``.parquet`` or ``.csv``; another raises :class:`Faults`.
    """

    def __init__(self, path: Path) -> None:
        if path.suffix not in {".parquet", ".csv"}:
            raise Faults([fault("gap-list-form", name=path.name).at(file=str(path))])
        self._path = path
        self._writer: Any = None

    def add(self, number: int, change: str, members: pa.Table) -> None:
        """Write the contacts of a step, whose number counts from 1."""
        rows = members.num_rows
        table = members.add_column(0, "change", pa.array([change] * rows, pa.string()))
        table = table.add_column(0, "step", pa.array([number] * rows, pa.int64()))
        if self._path.suffix == ".csv":
            table = _neutralise_formulae(table)
        if self._writer is None:
            open_writer = pq.ParquetWriter if self._path.suffix == ".parquet" else pc.CSVWriter
            self._writer = open_writer(self._path, table.schema)
        self._writer.write_table(table)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if self._writer is None and kind is None:
            # Two definitions that agree move no contact: the list is empty, and is there.
            self.add(0, "", pa.schema(_CONTACT_SCHEMA).empty_table())
        if self._writer is not None:
            self._writer.close()


def _neutralise_formulae(table: pa.Table) -> pa.Table:
    """Return a table whose texts no spreadsheet runs as formulae; names come from a file that anybody may have sent."""
    for place, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            texts = compute.replace_substring_regex(table.column(place), pattern=_FORMULA_PATTERN, replacement=r"'\1")
            table = table.set_column(place, field, texts)
    return table
