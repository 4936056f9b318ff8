"""Totals that others publish: their names, the protected cells that they tell, and the releases that they meet.

What is told here of the releases that a total meets stays inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from filiere.core import Text
from filiere.core.typography import raise_first_letter
from filiere.disclosure import ExternalTotal, find_cells_told_exactly
from filiere.site.confidentiality.models import OutsideTotal
from filiere.site.confidentiality.release_ledger import read_ledger
from filiere.site.confidentiality.table_dimensions import CellCodes, TableDimensions

MAX_NAMED = 6
"""Cells of a total that its words name; the others are counted."""

MOST_PARTS = 2_000
"""Cells that one total adds up at most: as many as what is learnt from totals looks at (:mod:`disclosure.ledger`)."""


def disclosed_cells(known: TableDimensions, parts: Sequence[CellCodes]) -> list[Text]:
    """Return the cells that the rule protects and that a total of ``parts`` tells exactly, by name: in the table that
    it is declared from, and in the releases about the same thing; raise ``Faults`` when a kept file was changed."""
    ledger = read_ledger(known.subject)
    before = ledger.list_external_totals({known.subject})
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
    return Text(fr=raise_first_letter(fr), en=raise_first_letter(en))


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
    for release in read_ledger(total.subject).releases:
        places = [release.places[cell] for cell in cells if cell in release.places]
        if release.subject == total.subject and places:
            found.append(ReleaseMet(release.key, len(places), int(release.hidden[places].sum())))
    return found
