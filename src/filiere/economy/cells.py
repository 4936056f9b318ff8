"""The cells of a long table, read from CSV or Parquet into one matrix of the rows and columns that a layout names."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from filiere.core.faults import Fault, Faults
from filiere.core.spelling import close_words
from filiere.core.text import Text, make_printable
from filiere.economy.cell_matrix import MOST_SHOWN, CellMatrix, Ints
from filiere.economy.faults import CATALOGUE
from filiere.economy.layouts import Layout, is_total

LARGEST_FILE = 2 * 1024**3
_ROWS = Text(fr="lignes", en="rows")
_COLUMNS = Text(fr="colonnes", en="columns")


def read_cells(path: Path, layout: Layout) -> tuple[CellMatrix, list[Fault]]:
    """Return the cells that a layout names, and what is wrong with them; raise :class:`Faults` for what is no table."""
    return arrange_cells(read_frame(path), layout, str(path))


def arrange_cells(
    frame: pl.DataFrame, layout: Layout, name: str, *, has_lines: bool = True
) -> tuple[CellMatrix, list[Fault]]:
    """Arrange the lines of a long table, counted with a header; return what is wrong with them beside.

    Without ``has_lines``, lines are not those of the file, and faults do not name them.
    """
    wanted = [layout.row, layout.col, layout.value, *layout.where, *([layout.unit] if layout.unit else [])]
    absent = [one for one in dict.fromkeys(wanted) if one not in frame.columns]
    if absent:
        columns = [make_printable(one, 40) for one in frame.columns[:20]]
        raise Faults(
            [CATALOGUE.build("economy-missing-column", name=one, columns=columns).at(file=name) for one in absent]
        )
    frame = frame.with_row_index("\0line", offset=2)
    for column, value in layout.where.items():
        frame = frame.filter(pl.col(column).cast(pl.String) == value)
    if frame.is_empty():
        if not layout.where:
            raise Faults([CATALOGUE.build("economy-unreadable-table", reason=_NO_LINE).at(file=name)])
        condition = ", ".join(f"{key} = {value}" for key, value in layout.where.items())
        raise Faults([CATALOGUE.build("economy-no-rows", condition=condition).at(file=name)])
    faults = [*_find_code_faults(frame, layout), *_find_unit_faults(frame, layout)]
    matrix, more = _fill(frame, layout, has_lines)
    return matrix, [*faults, *more]


def read_frame(path: Path) -> pl.DataFrame:
    """Read a table as it stands, values of CSV as texts; raise :class:`Faults` for what is no table."""
    try:
        if not path.is_file():
            raise Faults([CATALOGUE.build("economy-unreadable-table", reason=_NO_FILE).at(file=str(path))])
        if path.stat().st_size > LARGEST_FILE:
            raise Faults([CATALOGUE.build("economy-unreadable-table", reason=_TOO_LARGE).at(file=str(path))])
        with path.open("rb") as opened:
            head = opened.read(4096)
        if head.startswith(b"PAR1"):
            return pl.read_parquet(path)
        first = head.split(b"\n", 1)[0]
        separator = max((",", ";", "\t"), key=lambda mark: first.count(mark.encode()))
        return pl.read_csv(path, separator=separator, infer_schema_length=0, encoding="utf8")
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        reason = make_printable(str(error).strip().split("\n")[0] or type(error).__name__, 120)
        raise Faults([CATALOGUE.build("economy-unreadable-table", reason=reason).at(file=str(path))]) from None


_NO_FILE = Text(fr="ce chemin ne mène pas à un fichier", en="this path does not lead to a file")
_NO_LINE = Text(fr="il n’a aucune ligne sous son en-tête", en="it has no line under its header")
_TOO_LARGE = Text(fr="il dépasse deux gibioctets", en="it exceeds two gibibytes")


def _name_codes(layout: Layout) -> tuple[list[str], list[str]]:
    """The codes that rows and columns must have, once each, in the order of the layout."""
    primary = (*layout.value_added, *layout.compensation, *layout.imports, *layout.taxes, *layout.jobs)
    rows = (*layout.industries, *primary, *([layout.output] if layout.output else ()))
    cols = (*layout.industries, *layout.households, *layout.final_demand)
    return list(dict.fromkeys(rows)), list(dict.fromkeys(cols))


def _find_code_faults(frame: pl.DataFrame, layout: Layout) -> list[Fault]:
    rows, cols = _name_codes(layout)
    known = {*rows, *cols, *layout.ignore}
    found: list[Fault] = []
    held = [set(_list_codes(frame, column)) for column in (layout.row, layout.col)]
    unknown = sorted({one for codes in held for one in codes} - known)
    found += [CATALOGUE.build("economy-total-in-table", code=code) for code in filter(is_total, unknown)]
    if others := [make_printable(one, 60) for one in unknown if not is_total(one)]:
        found.append(CATALOGUE.build("economy-unknown-code", codes=_shorten(others)))
    for role in ("industries", "value_added", "compensation", "imports", "taxes", "jobs"):
        found += _find_absent(role, layout.list_codes(role), held[0], _ROWS)
    if layout.output:
        found += _find_absent("output", (layout.output,), held[0], _ROWS)
    for role in ("industries", "households", "final_demand"):
        found += _find_absent(role, layout.list_codes(role), held[1], _COLUMNS)
    return found


def _list_codes(frame: pl.DataFrame, column: str) -> list[str]:
    return frame.get_column(column).cast(pl.String).fill_null("").unique(maintain_order=True).to_list()


def _find_absent(role: str, codes: Sequence[str], held: set[str], axis: Text) -> list[Fault]:
    absent = [one for one in codes if one not in held]
    if not absent:
        return []
    near = close_words(absent[0], sorted(held), most=3)
    return [CATALOGUE.build("economy-absent-code", role=role, axis=axis, codes=_shorten(absent), near=near)]


def _find_unit_faults(frame: pl.DataFrame, layout: Layout) -> list[Fault]:
    if layout.unit is None:
        return []
    kept = frame.filter(~pl.col(layout.row).cast(pl.String).is_in([*layout.jobs, *layout.ignore]))
    counts = kept.group_by(pl.col(layout.unit).cast(pl.String)).agg(pl.len(), pl.col("\0line").min()).sort("\0line")
    if len(counts) < 2:
        return []
    units = [
        Text(
            fr=f"{unit or '–'} ({many} cases, dès la ligne {line})",
            en=f"{unit or '–'} ({many} cells, from line {line})",
        )
        for unit, many, line in counts.iter_rows()
    ]
    return [CATALOGUE.build("economy-mixed-units", units=units)]


def _index_codes(frame: pl.DataFrame, column: str, codes: Sequence[str]) -> Ints:
    places = pl.DataFrame({"code": codes, "place": range(len(codes))}, schema={"code": pl.String, "place": pl.Int64})
    joined = frame.select(pl.col(column).cast(pl.String).fill_null("").alias("code")).join(
        places, on="code", how="left", maintain_order="left"
    )
    return joined.get_column("place").fill_null(-1).to_numpy()


def _fill(frame: pl.DataFrame, layout: Layout, has_lines: bool) -> tuple[CellMatrix, list[Fault]]:
    rows, named = _name_codes(layout)
    extra = [one for one in _list_codes(frame, layout.col) if one in set(layout.ignore)]
    more_rows = [one for one in _list_codes(frame, layout.row) if one in set(layout.ignore)]
    all_rows, cols = [*rows, *more_rows], [*named, *extra]
    row_at, col_at = _index_codes(frame, layout.row, all_rows), _index_codes(frame, layout.col, cols)
    kept = (row_at >= 0) & (col_at >= 0)
    values = frame.get_column(layout.value).cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
    lines = frame.get_column("\0line").to_numpy()
    flat = row_at * len(cols) + col_at
    matrix = np.full(len(all_rows) * len(cols), np.nan)
    matrix[flat[kept]] = values[kept]
    counts = np.bincount(flat[kept], minlength=matrix.size)
    place = _Places(all_rows, cols, flat, lines, has_lines)
    needed = (row_at < len(rows)) & (col_at < len(named)) & kept
    faults: list[Fault] = []
    if len(wrong := np.flatnonzero(needed & ~np.isfinite(values))):
        faults.append(CATALOGUE.build("economy-not-a-number", count=len(wrong), cells=place.of_lines(wrong)))
    if len(again := np.flatnonzero(counts > 1)):
        faults.append(CATALOGUE.build("economy-repeated-cell", count=len(again), cells=place.of_cells(again)))
    must = np.zeros((len(all_rows), len(cols)), dtype=bool)
    must[: len(rows), : len(layout.industries)] = True
    must[: len(layout.industries), : len(named)] = True
    if len(lacking := np.flatnonzero(must.ravel() & (counts == 0))):
        faults.append(CATALOGUE.build("economy-missing-cell", count=len(lacking), cells=place.of_cells(lacking)))
    industries = set(layout.industries)
    orders = [tuple(one for one in _list_codes(frame, name) if one in industries) for name in (layout.row, layout.col)]
    return (
        CellMatrix(tuple(all_rows), tuple(cols), matrix.reshape(len(all_rows), len(cols)), orders[0], orders[1]),
        faults,
    )


@dataclass(frozen=True, slots=True)
class _Places:
    """Where cells stand in the file, in words."""

    rows: Sequence[str]
    cols: Sequence[str]
    flat: Ints
    lines: NDArray[Any]
    has_lines: bool

    def of_lines(self, positions: Ints) -> list[Text]:
        return [self._write(int(self.flat[one]), [int(self.lines[one])]) for one in positions[:MOST_SHOWN]]

    def of_cells(self, cells: Ints) -> list[Text]:
        return [
            self._write(int(one), [int(line) for line in self.lines[np.flatnonzero(self.flat == one)][:3]])
            for one in cells[:MOST_SHOWN]
        ]

    def _write(self, cell: int, lines: list[int]) -> Text:
        row, col = (
            make_printable(one, 60) for one in (self.rows[cell // len(self.cols)], self.cols[cell % len(self.cols)])
        )
        told = ", ".join(map(str, lines)) if self.has_lines else ""
        return Text(
            fr=f"({row} ; {col})" + (f" ligne {told}" if told else ""),
            en=f"({row}; {col})" + (f" line {told}" if told else ""),
        )


def _shorten(codes: Sequence[str]) -> list[str]:
    """The first codes, and how many there are when some are left out."""
    return [*codes[:8], f"… ({len(codes)})"] if len(codes) > 8 else list(codes)
