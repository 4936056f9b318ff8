"""The rows of a sample, by column, whoever brings them: a file of texts, or columns of numbers made by a program."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from filiere.core import Fault
from filiere.core.spelling import close_words
from filiere.survey.estimates.faults import fault

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Column = Sequence[object] | npt.NDArray[np.float64] | npt.NDArray[np.int64] | npt.NDArray[np.str_]

MISSING_MARKS = frozenset({"", "NA", "NaN", "nan", "None", "null", "."})
"""What stands for a value that is not there, in a file of texts."""
LARGEST = 1e60
"""Size of a number beyond which squares and sums of it leave what a machine computes with."""
MOST_FAULTS = 20
"""Faults of the rows of one column that are told one by one."""


class SampleTable(Protocol):
    """One row a unit drawn, the columns by name; missing values are empty texts, None or NaN."""

    @property
    def path(self) -> Path | None:
        """The file that the rows came from, if any."""

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""

    @property
    def rows(self) -> int:
        """The number of rows."""

    def column(self, name: str) -> Column:
        """Return the values of a column."""

    def line(self, row: int) -> int:
        """Return where a row stands in its file, from 1."""


@dataclass(frozen=True, slots=True, eq=False)
class ColumnTable:
    """Columns of one length, held in memory."""

    columns: Mapping[str, Column]
    path: Path | None = None

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self.columns)

    @property
    def rows(self) -> int:
        """The number of rows: that of the shortest column."""
        return min(map(len, self.columns.values()), default=0)

    def column(self, name: str) -> Column:
        """Return the values of a column."""
        return self.columns[name]

    def line(self, row: int) -> int:
        """Return the place of a row, from 1."""
        return row + 1


@dataclass(frozen=True, slots=True, eq=False)
class Codes:
    """A column of categories: the place of each row's category among ``names``, -1 where there is none."""

    places: Ints
    names: tuple[str, ...]


@dataclass(slots=True, eq=False)
class TableReader:
    """Reads the columns of a table and gathers what is wrong with them in ``faults``.

    Numbers beyond ``largest`` are faults too.
    """

    table: SampleTable
    faults: list[Fault]
    largest: float = math.inf

    def has(self, name: str) -> bool:
        """Whether the table has a column; a fault names the nearest when it has not."""
        if name in self.table.header:
            return True
        near = close_words(name, self.table.header)
        self.add(fault("survey-column-missing", column=name, known=self.table.header, near=near), None)
        return False

    def add(self, found: Fault, row: int | None) -> None:
        """Keep a fault, placed at a row when it is about one."""
        path = str(self.table.path) if self.table.path is not None else None
        self.faults.append(found.at(file=path, line=None if row is None else self.table.line(row)))

    def read_numbers(self, name: str) -> Floats:
        """Return a column of numbers, NaN where the value is missing; a text that is no number is a fault."""
        values = self.table.column(name)
        if isinstance(values, np.ndarray) and values.dtype.kind in "fiu":
            return self._check_sizes(name, values.astype(np.float64))
        found = np.full(len(values), np.nan)
        wrong = 0
        for row, value in enumerate(values):
            number = _parse_number(value)
            if number is None:
                wrong += 1
                if wrong <= MOST_FAULTS:
                    self.add(fault("survey-number", found=str(value)[:40], column=name), row)
            else:
                found[row] = number
        return self._check_sizes(name, found)

    def _check_sizes(self, name: str, found: Floats) -> Floats:
        for row in np.flatnonzero(np.abs(found) > self.largest)[:MOST_FAULTS].tolist():
            self.add(fault("survey-number-size", found=f"{found[row]:g}", column=name, most=f"{self.largest:g}"), row)
        return np.clip(found, -self.largest, self.largest)

    def read_complete_numbers(self, name: str, rows: Bools | None = None) -> Floats:
        """Return a column of numbers that may not be missing (on ``rows``, or anywhere); a gap is a fault."""
        found = self.read_numbers(name)
        gaps = np.isnan(found) if rows is None else np.isnan(found) & rows
        self._report_gaps(name, gaps)
        return found

    def read_codes(self, name: str) -> Codes:
        """Return a column of categories, their names in the order of the texts."""
        values = self.table.column(name)
        if isinstance(values, np.ndarray):
            found, places = np.unique(values, return_inverse=True)
            kinds: list[object] = found.tolist()
            numbers = places.ravel()
        else:
            # Each value is written once, however many rows have it.
            kinds = list(dict.fromkeys(values))
            place = {value: number for number, value in enumerate(kinds)}
            numbers = np.fromiter(map(place.__getitem__, values), np.int64, len(values))
        texts = [_write_code(value) for value in kinds]
        names = tuple(sorted({text for text in texts if text not in MISSING_MARKS}))
        codes = {text: number for number, text in enumerate(names)}
        return Codes(np.array([codes.get(text, -1) for text in texts], dtype=np.int64)[numbers], names)

    def read_complete_codes(self, name: str, rows: Bools | None = None) -> Codes:
        """Return a column of categories that may not be missing (on ``rows``, or anywhere); a gap is a fault."""
        found = self.read_codes(name)
        gaps = found.places < 0 if rows is None else (found.places < 0) & rows
        self._report_gaps(name, gaps)
        return found

    def _report_gaps(self, name: str, gaps: Bools) -> None:
        # A text that is no number has been told already.
        told = {one.line for one in self.faults if one.code == "survey-number"}
        for row in np.flatnonzero(gaps)[:MOST_FAULTS].tolist():
            if self.table.line(row) not in told:
                self.add(fault("survey-value-missing", column=name), row)


def _parse_number(value: object) -> float | None:
    """Return a number, NaN for a value that is not there, None for what is no number."""
    if value is None:
        return math.nan
    if isinstance(value, str):
        text = value.strip()
        if text in MISSING_MARKS:
            return math.nan
        # Python would read "1_000", "infinity" and digits of other scripts.
        if "_" in text or not text.isascii():
            return None
        value = text
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return None
    if isinstance(value, float) and math.isnan(number):
        return math.nan
    return number if math.isfinite(number) else None


def _write_code(value: object) -> str:
    """Return a category as its text; a whole number held as a float is written without its point."""
    if value is None:
        return ""
    if isinstance(value, float):
        return "" if math.isnan(value) else str(int(value)) if value.is_integer() else repr(value)
    return str(value).strip()
