"""The figures of a pack as files: one JSON for programs, one CSV for spreadsheets, both in one form only."""

import csv
import io
import json
from collections.abc import Sequence
from itertools import chain
from typing import Any

from pydantic import TypeAdapter

from filiere.contacts.indicator_rows import IndicatorRow
from filiere.contacts.status_labels import WITHHELD_LABELS

JSON_NAME, CSV_NAME = "indicators.json", "indicators.csv"
CSV_COLUMNS = ("level", *IndicatorRow.__slots__)
_LEVELS_ADAPTER = TypeAdapter(list[list[IndicatorRow]])
# What a spreadsheet would take for a formula is written as text.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def figures_as_json(levels: Sequence[Sequence[IndicatorRow]]) -> bytes:
    """Return the rows of each level as JSON, a list of lists, in order: keys sorted, no spaces, UTF-8.

    The canonical form of RFC 8785 stops at 2⁵³, and the microseconds of a year of contacts do not.
    """
    content = [[row.as_json() for row in rows] for rows in levels]
    written = json.dumps(content, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
    return written.encode()


def figures_as_csv(levels: Sequence[Sequence[IndicatorRow]]) -> bytes:
    """Return all rows as CSV, UTF-8; ``level`` counts from 1, and blank is unknown."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for place, rows in enumerate(levels, start=1):
        for row in rows:
            content = row.as_json()
            writer.writerow([place, *(_format_csv_cell(content[name]) for name in CSV_COLUMNS[1:])])
    return out.getvalue().encode()


def _format_csv_cell(value: Any) -> Any:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_SIGNS) else value


def read_figures_json(raw: bytes) -> list[list[IndicatorRow]]:
    """Return the rows of each level; raise ``ValueError`` for what :func:`figures_as_json` does not write.

    A row that contradicts itself is such too.
    """
    levels = _LEVELS_ADAPTER.validate_json(raw, strict=True)
    if figures_as_json(levels) != raw:
        raise ValueError("not in its form")
    for row in chain.from_iterable(levels):
        # A value stands where it is published and nowhere else, and each row that is withheld says why.
        if (row.value is None) == (row.status == "published"):
            raise ValueError(f"{row.status} with the value {row.value!r}")
        if (row.reason not in WITHHELD_LABELS) if row.status == "withheld" else row.reason:
            raise ValueError(f"{row.status} with the reason {row.reason!r}")
    return levels
