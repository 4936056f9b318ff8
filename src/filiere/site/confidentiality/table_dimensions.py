"""What a table is crossed by: its columns and codes, and the cells that a total of it adds up.

They are those of a table prepared or of rows about to be: both stay inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod

from filiere.disclosure import Coordinates, Cut, Ints, Release, Subject, read_folder
from filiere.site.confidentiality import run_folders
from filiere.site.confidentiality.drafts import Draft
from filiere.site.confidentiality.models import Protection
from filiere.site.confidentiality.release_ledger import prepared_release
from filiere.site.confidentiality.uploaded_rows import read_system
from filiere.site.confidentiality.wizard import write_specification

CellCodes = Mapping[str, str]
"""A cell: the code of each column that it crosses; without any it is the whole."""


@dataclass(frozen=True, slots=True)
class TableDimensions:
    """What a table speaks of, the columns and codes that cross it, and its cells; the first code of a column is its
    total. ``table`` is the table as a release would be kept."""

    subject: Subject
    cuts: tuple[Cut, ...]
    cells: frozenset[Coordinates]
    table: Release

    def count(self, chosen: Sequence[Sequence[str]]) -> int:
        """Return how many cells :meth:`parts` would make, without making them."""
        return prod(len(codes) or 1 for codes in chosen)

    def parts(self, chosen: Sequence[Sequence[str]]) -> list[CellCodes]:
        """Return the cells of a total that takes the codes chosen of each column in turn, or the whole column."""
        columns = [
            [(cut.column, code) for code in codes] if codes else [None]
            for cut, codes in zip(self.cuts, chosen, strict=True)
        ]
        return [dict(one for one in pairs if one is not None) for pairs in product(*columns)]


def find_nested_code(cut: Cut, codes: Iterable[str]) -> tuple[str, str] | None:
    """Return a code that lies within another of the same choice, and that other; a sum of both would count it twice."""
    chosen = set(codes)
    for place, code in enumerate(cut.codes):
        above = cut.parents[place]
        while code in chosen and above > 0:
            if cut.codes[above] in chosen:
                return code, cut.codes[above]
            above = cut.parents[above]
    return None


def dimensions_of_table(row: Protection) -> TableDimensions:
    """Return those of a table prepared; raise ``Faults`` when one of its files is not what was kept."""
    with run_folders.open_run_folder(row) as folder:
        run = read_folder(folder)
    return _build_dimensions(run.cuts, run.keys, prepared_release(row))


def dimensions_of_draft(draft: Draft) -> TableDimensions:
    """Return those of rows about to be prepared, all questions answered; raise ``Faults`` with all that is wrong."""
    write_specification(draft)
    response, system, needs = draft.read(read_system, draft.data, draft.spec)
    told = draft.answers["words"]
    subject = Subject(response, told["population"], told["period"])
    table = Release("-", subject, date.min, system, needs, needs.primary)
    return _build_dimensions(system.cuts, system.keys, table)


def _build_dimensions(cuts: tuple[Cut, ...], keys: Ints, table: Release) -> TableDimensions:
    named = [
        frozenset((cut.column, cut.codes[place]) for cut, place in zip(cuts, row, strict=True) if place)
        for row in keys.tolist()
    ]
    return TableDimensions(table.subject, cuts, frozenset(named), table)
