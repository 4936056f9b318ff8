"""Files of titles: a nomenclature, what is asked, and the pairs known to be right, as CSV with named columns."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from filiere.careers.imports.faults import CATALOGUE as IMPORT_CATALOGUE
from filiere.careers.imports.release_file import SUFFIX, read_nomenclature_file
from filiere.careers.nomenclature import Job
from filiere.careers.titles.faults import CATALOGUE
from filiere.careers.titles.index import LabelledTitle
from filiere.core.faults import Fault, Faults
from filiere.core.text_files import read_text_file

MOST_FAULTS = 50
Row = tuple[int, tuple[str, ...]]


def read_titles(path: Path) -> list[LabelledTitle]:
    """Read a nomenclature (columns ``id`` and ``label``; several lines may bear the same id), or the titles of an
    imported release; raises :class:`Faults`."""
    if path.name.endswith(SUFFIX):
        jobs = read_nomenclature_file(path).jobs.values()
        return [LabelledTitle(job.code, label) for job in jobs for label in _list_labels(job)]
    return [LabelledTitle(identifier, label) for _, (identifier, label) in _read_rows(path, ("id", "label"))]


def _list_labels(job: Job) -> list[str]:
    return list(dict.fromkeys((job.title, *(one.label for one in job.titles))))


def read_queries(path: Path) -> dict[str, str]:
    """Read titles that are asked (columns ``id`` and ``label``), each under an id of its own; raises
    :class:`Faults`."""
    queries: dict[str, str] = {}
    faults = []
    for line, (identifier, label) in _read_rows(path, ("id", "label"), blank="label"):
        if identifier in queries:
            faults.append(CATALOGUE.build("titles-repeated-query", id=identifier).at(file=str(path), line=line))
        queries[identifier] = label
    _raise(faults)
    return queries


def read_truth(path: Path, queries: dict[str, str]) -> dict[str, frozenset[str]]:
    """Read right answers (columns ``query`` and ``id``, or the first two whatever their names); raises
    :class:`Faults` where a query is none of those asked."""
    right: defaultdict[str, set[str]] = defaultdict(set)
    faults = []
    for line, (query, identifier) in _read_rows(path, ("query", "id"), by_place=True):
        if query not in queries:
            faults.append(CATALOGUE.build("titles-unknown-query", id=query).at(file=str(path), line=line))
        right[query].add(identifier)
    _raise(faults)
    return {query: frozenset(found) for query, found in right.items()}


def _read_rows(path: Path, columns: tuple[str, str], *, blank: str = "", by_place: bool = False) -> Iterator[Row]:
    """Yield the line and the two cells of each row; ``blank`` is the column that may be blank."""
    lines = read_text_file(path).splitlines(keepends=True)
    separator = ";" if lines and ";" in lines[0] and "," not in lines[0] else ","
    reader = csv.reader(lines, delimiter=separator)
    try:
        table = [(reader.line_num, cells) for cells in reader]
    except csv.Error:
        broken = IMPORT_CATALOGUE.build("import-csv-broken")
        raise Faults([broken.at(file=str(path), line=max(1, reader.line_num))]) from None
    header = [name.strip().casefold() for name in (table[0][1] if table else [])]
    if by_place and len(header) > 1 and not set(columns) <= set(header):
        places = [0, 1]
    else:
        if missing := [name for name in columns if name not in header]:
            expected = ", ".join(columns)
            found = CATALOGUE.build("titles-missing-column", missing=missing, expected=expected)
            raise Faults([found.at(file=str(path), line=1)])
        places = [header.index(name) for name in columns]
    rows, faults = [], []
    for line, cells in table[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        values = tuple(cells[place].strip() if place < len(cells) else "" for place in places)
        for column, value in zip(columns, values, strict=True):
            if not value and column != blank:
                fault = CATALOGUE.build("titles-blank-cell", column=column)
                faults.append(fault.at(file=str(path), line=line))
        rows.append((line, values))
    if not rows:
        faults.append(CATALOGUE.build("titles-empty-file").at(file=str(path)))
    _raise(faults)
    yield from rows


def _raise(faults: list[Fault]) -> None:
    if faults:
        raise Faults(faults).shorten(MOST_FAULTS)
