"""What a table is crossed by, and what a total that others publish adds up of it, in words and as cells.

The columns and codes are those of a table prepared or of rows about to be: both stay inside, and so does what is told
here of the releases that a total meets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from math import prod

from filiere.core import Text
from filiere.disclosure import (
    Coordinates,
    Cut,
    ExternalTotal,
    Ints,
    Release,
    Subject,
    find_cells_told_exactly,
    read_folder,
)
from filiere.site.confidentiality import run_folders
from filiere.site.confidentiality.columns import read_system
from filiere.site.confidentiality.drafts import Draft
from filiere.site.confidentiality.models import OutsideTotal, Protection
from filiere.site.confidentiality.release_ledger import prepared_release, read_ledger
from filiere.site.confidentiality.wizard import write_specification

MAX_NAMED = 6
"""Cells of a total that its words name; the others are counted."""

MOST_PARTS = 2_000
"""Cells that one total adds up at most: as many as what is learnt from totals looks at (:mod:`disclosure.ledger`)."""

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


def disclosed_cells(known: TableDimensions, parts: Sequence[CellCodes]) -> list[Text]:
    """Return the cells that the rule protects and that a total of ``parts`` tells exactly, by name: in the table that
    it is declared from, and in the releases about the same thing; raise ``Faults`` when a kept file was changed."""
    ledger = read_ledger(known.subject)
    before = ledger.beside({known.subject})
    total = ExternalTotal.of("new", known.subject, parts)
    tables = [one for one in ledger.releases if one.subject == known.subject]
    found = {words: None for table in (known.table, *tables) for words in find_cells_told_exactly(table, before, total)}
    return list(found)


def part_label(part: CellCodes) -> Text:
    """A cell by what it crosses, in the order of the columns’ names: a database may keep no other."""
    said = ", ".join(f"{column} {code}" for column, code in sorted(part.items()))
    return Text.same(said) if said else Text(fr="l’ensemble", en="the whole")


def total_label(parts: Sequence[CellCodes]) -> Text:
    """The cells that a total adds up, the first of them by name."""
    words, more = [part_label(one) for one in parts[:MAX_NAMED]], len(parts) - MAX_NAMED
    fr, en = " + ".join(one.fr for one in words), " + ".join(one.en for one in words)
    if more > 0:
        fr, en = f"{fr} + {more} autres cases", f"{en} + {more} more cells"
    return Text(fr=fr[:1].upper() + fr[1:], en=en[:1].upper() + en[1:])


@dataclass(frozen=True, slots=True)
class ReleaseMet:
    """A release that a total is about: how many of the cells that it adds up are there, and how many are withheld."""

    key: str
    cells: int
    withheld: int


def releases_met(total: OutsideTotal) -> list[ReleaseMet]:
    """Return the releases of the very subject of a total, which a reader sets it beside; raise ``Faults`` when a kept
    file was changed."""
    cells = ExternalTotal.of(total.key, total.subject, total.parts).parts
    found = []
    for one in read_ledger(total.subject).releases:
        places = [one.places[cell] for cell in cells if cell in one.places]
        if one.subject == total.subject and places:
            found.append(ReleaseMet(one.key, len(places), int(one.hidden[places].sum())))
    return found
