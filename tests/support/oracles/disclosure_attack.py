"""An attacker who solves equations, and a statistician who counts again: neither uses the code under test.

The attacker thinks in the finest cells, which no gate does: every published cell is one equation between them, and a
withheld cell is lost when its own sum of finest cells is a combination of those equations.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import product
from math import gcd

from filiere.disclosure import Contribution, Dimension, MicroTable

Codes = tuple[str, ...]


def above(dimension: Dimension, code: str) -> list[str]:
    """The code, its groups and the total."""
    found = [code]
    while found[-1] in dimension.parents:
        found.append(dimension.parents[found[-1]])
    return [*found, dimension.total]


def recount(table: MicroTable) -> dict[Codes, dict[str, Fraction]]:
    """What each contributor has in each cell, margins included, from the rows."""
    found: dict[Codes, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for row in table.rows:
        ways = (above(one, code) for one, code in zip(table.dimensions, row.codes, strict=True))
        for codes in product(*ways):
            found[codes][row.contributor] += Fraction(row.value) * Fraction(row.weight)
    return {codes: dict(held) for codes, held in found.items()}


def finest_of(table: MicroTable) -> dict[Codes, set[Codes]]:
    """The finest cells that each cell adds up."""
    found: dict[Codes, set[Codes]] = defaultdict(set)
    for row in table.rows:
        ways = (above(one, code) for one, code in zip(table.dimensions, row.codes, strict=True))
        for codes in product(*ways):
            found[codes].add(row.codes)
    return dict(found)


def _reduced(row: list[int], basis: dict[int, list[int]]) -> list[int]:
    """What is left of a row, some multiple of it in whole numbers: it tells whether anything is left."""
    for place, other in sorted(basis.items()):
        if row[place]:
            mine_times, their_times = other[place], row[place]
            row = [mine_times * mine - their_times * theirs for mine, theirs in zip(row, other, strict=True)]
            common = gcd(*row)
            row = [one // common for one in row] if common > 1 else row
    return row


def recovered(table: MicroTable, withheld: set[Codes]) -> set[Codes]:
    """The withheld cells whose value follows exactly from the published ones."""
    finest = finest_of(table)
    places = {codes: place for place, codes in enumerate(sorted({row.codes for row in table.rows}))}

    def as_row(codes: Codes) -> list[int]:
        row = [0] * len(places)
        for part in finest[codes]:
            row[places[part]] = 1
        return row

    basis: dict[int, list[int]] = {}
    for codes in finest:
        if codes in withheld:
            continue
        row = _reduced(as_row(codes), basis)
        place = next((place for place, factor in enumerate(row) if factor), None)
        if place is not None:
            basis[place] = row
    return {codes for codes in withheld if not any(_reduced(as_row(codes), basis))}


def shuffled(table: MicroTable, order: list[int]) -> MicroTable:
    """The same table with its rows in another order."""
    return MicroTable(table.dimensions, tuple(table.rows[place] for place in order))


def rows_of(cells: dict[str, object]) -> tuple[Contribution, ...]:
    """The rows of an example: a list makes each value another contributor, a mapping names them."""
    rows = []
    for at, held in cells.items():
        listed = held if isinstance(held, list) else [held]
        for place, one in enumerate(listed):
            named = one if isinstance(one, dict) else {f"{at}#{place}": one}
            rows += [Contribution(who, tuple(at.split("/")), value) for who, value in named.items()]
    return tuple(rows)
