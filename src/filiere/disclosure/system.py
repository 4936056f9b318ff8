"""Every cell of one or several tables and every addition between them, as one system.

An attacker does not stop at the border of a table: a cell hidden in one is found through another that shares a
margin. So all tables made of the same rows are one list of cells and one list of additions. A cell is named by what it
crosses (column and code, totals left out), whence the same cell of two tables is one cell here.

    System          cells, exact values, additions
    Holdings        who has how much in which cell: what a rule counts and an attacker knows
    tabulate()      both, from rows

Values are whole numbers of ``1 / scale``, so that additions are exact; a cell without contributor is in no system.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from filiere.disclosure.uncrossed_columns import Relation, find_relations

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cut:
    """A column that tables are cut by: its codes, the total first (place 0), and the place of each code's group.

    ``parents`` has −1 at the total. Codes of any level stand in one list: groups may be nested and of unequal depth.
    """

    column: str
    codes: tuple[str, ...]
    parents: tuple[int, ...]

    @property
    def total(self) -> str:
        """The code of the whole."""
        return self.codes[0]

    def path(self, place: int) -> tuple[int, ...]:
        """Return the places of a code, of its groups and of the total, from the narrowest up."""
        found = [place]
        while self.parents[found[-1]] >= 0:
            found.append(self.parents[found[-1]])
        return tuple(found)

    def leaves(self) -> tuple[int, ...]:
        """Return the places of codes that hold no other."""
        inner = set(self.parents)
        return tuple(place for place in range(len(self.codes)) if place not in inner)


@dataclass(frozen=True, eq=False)
class Additions:
    """The equations of a system, row by row: ``Σ parts − whole = 0``.

    ``starts`` has one more entry than there are equations; ``cells`` and ``signs`` (+1 a part, −1 the whole) are the
    entries of equation ``i`` from ``starts[i]`` to ``starts[i + 1]``. Where two tables are related by what their codes
    stand for, several cells of one may make up several of the other: there is no one whole then.
    """

    starts: Ints
    cells: Ints
    signs: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.starts) - 1

    @cached_property
    def rows(self) -> Ints:
        """The equation of each entry."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.starts))

    def residuals(self, vector: NDArray[np.generic]) -> NDArray[np.generic]:
        """Return ``Σ parts − whole`` of each equation for one number a cell; whole numbers give an exact answer."""
        found = np.zeros(len(self), dtype=vector.dtype)
        np.add.at(found, self.rows, vector[self.cells] * self.signs.astype(vector.dtype))
        return found


@dataclass(frozen=True, eq=False)
class Holdings:
    """Who contributes how much to which cell, margins included, sorted by cell, then from the largest down.

    ``starts`` delimits the entries of each cell; ``owners`` are places in ``names``; ``amounts`` are whole numbers of
    ``1 / scale``, signed. ``groups`` gives the holding of each owner (its own place where no holding is told).
    ``noughts`` counts, for each entry, the narrowest codes at which its owner has nothing; none where there is no such
    row: what two cells have apart may be that row alone, whose nought is nobody’s to know.
    """

    names: tuple[str, ...] = field(repr=False)
    starts: Ints
    owners: Ints
    amounts: Ints
    groups: Ints
    noughts: Ints | None = None

    @cached_property
    def cells(self) -> Ints:
        """The cell of each entry."""
        return np.repeat(np.arange(len(self.starts) - 1, dtype=np.int64), np.diff(self.starts))


@dataclass(frozen=True, eq=False)
class System:
    """Cells and additions. ``keys`` has a row a cell and a column a cut: the place of the code in that cut.

    ``counts`` are distinct contributors; ``largest`` and ``second`` are the sizes (without sign) of the two largest,
    ``sizes`` the sum of all sizes, which differs from ``values`` where there are negative amounts. ``negative`` tells
    that an amount may be negative: cells that hold such a one have no lower bound for an attacker, the others zero.
    ``holdings`` is none where only sums are known.
    """

    cuts: tuple[Cut, ...]
    keys: Ints
    values: Ints
    scale: int
    counts: Ints
    largest: Ints
    second: Ints
    sizes: Ints
    additions: Additions
    negative: bool = False
    holdings: Holdings | None = None

    def __len__(self) -> int:
        return len(self.values)

    def codes(self, cell: int) -> tuple[str, ...]:
        """Return the codes of a cell, one a cut, the total's where the cell does not cross it."""
        return tuple(cut.codes[place] for cut, place in zip(self.cuts, self.keys[cell], strict=True))

    def name(self, cell: int) -> str:
        """Return the name of a cell for messages, as ``dep=29, sec=Total``."""
        return ", ".join(f"{cut.column}={code}" for cut, code in zip(self.cuts, self.codes(cell), strict=True))

    @cached_property
    def bounded_cells(self) -> Bools:
        """Whether a reader knows that a cell cannot be below zero: none of its amounts is."""
        found: Bools = self.sizes == self.values
        return found

    @cached_property
    def number(self) -> Mapping[tuple[str, ...], int]:
        """The place of each cell by its codes."""
        return {self.codes(cell): cell for cell in range(len(self))}


def tabulate(
    cuts: Sequence[Cut],
    tables: Sequence[Sequence[int]],
    *,
    codes: Sequence[Ints],
    values: Ints,
    scale: int,
    owners: Ints,
    names: Sequence[str],
    groups: Ints | None = None,
) -> System:
    """Add rows up over every group and total of every table, and tie the cells by their additions.

    ``tables`` names the cuts that each table crosses, by place; ``codes`` has an array a cut with the place of each
    row's code (the narrowest); ``values`` is whole numbers of ``1 / scale``; ``owners`` are places in ``names``, and
    ``groups`` the holding of each name. A contributor with several rows in a cell counts once, for their sum.
    """
    radix = _compute_radix(cuts)
    found = [_compute_row_keys(cuts, table, codes, radix) for table in tables]
    keys = np.concatenate([keys for keys, _ in found])
    rows = np.concatenate([rows for _, rows in found])
    unique, cell_of = np.unique(keys, return_inverse=True)
    # Two tables that share a cell bring each row to it twice.
    once = np.unique(np.stack([cell_of, rows]), axis=1)
    spots = _find_noughts(codes, owners, values)
    holdings = _build_holdings(
        once[0], owners[once[1]], values[once[1]], len(unique), tuple(names), groups, spots[once[1]]
    )
    places = np.stack([unique // step % size for step, size in radix], axis=1)
    return System(
        cuts=tuple(cuts),
        keys=places,
        values=_sum_by(holdings.cells, holdings.amounts, len(unique)),
        scale=scale,
        counts=np.diff(holdings.starts),
        largest=_sizes_at_rank(holdings, 0),
        second=_sizes_at_rank(holdings, 1),
        sizes=_sum_by(holdings.cells, np.abs(holdings.amounts), len(unique)),
        additions=build_additions(
            cuts, tables, places, find_relations([size for _, size in radix], tables, codes, places)
        ),
        negative=bool((values < 0).any()),
        holdings=holdings,
    )


def build_additions(
    cuts: Sequence[Cut], tables: Sequence[Sequence[int]], places: Ints, related: Sequence[Relation] = ()
) -> Additions:
    """Return the equations between the cells at ``places`` (a row a cell), each once, in a steady order; those of
    ``related`` cells come last."""
    radix = _compute_radix(cuts)
    steps = np.array([step for step, _ in radix], dtype=np.int64)
    keys = places @ steps
    order = np.argsort(keys)
    wholes: list[Ints] = []
    parts: list[Ints] = []
    kinds: list[Ints] = []
    for table in tables:
        outside = [place for place in range(len(cuts)) if place not in set(table)]
        inside = (places[:, outside] == 0).all(axis=1)
        for place in table:
            parents = np.array(cuts[place].parents, dtype=np.int64)
            above = parents[places[:, place]]
            mine = np.flatnonzero(inside & (above >= 0))
            whole = keys[mine] + (above[mine] - places[mine, place]) * steps[place]
            spot = np.minimum(np.searchsorted(keys, whole, sorter=order), len(keys) - 1)
            wholes.append(order[spot])
            parts.append(mine)
            kinds.append(np.full(len(mine), place, dtype=np.int64))
    entries = np.unique(np.stack([np.concatenate(wholes), np.concatenate(kinds), np.concatenate(parts)]), axis=1)
    whole, kind, part = entries
    first = np.ones(len(whole), dtype=bool)
    first[1:] = (whole[1:] != whole[:-1]) | (kind[1:] != kind[:-1])
    begins = np.flatnonzero(first)
    sizes = np.diff(np.append(begins, len(whole)))
    starts = np.concatenate([[0], np.cumsum(sizes + 1)]).astype(np.int64)
    cells = np.empty(len(whole) + len(begins), dtype=np.int64)
    signs = np.ones(len(cells), dtype=np.int8)
    cells[starts[:-1]] = whole[begins]
    signs[starts[:-1]] = -1
    rest = np.ones(len(cells), dtype=bool)
    rest[starts[:-1]] = False
    cells[rest] = part
    lengths = np.array([len(fewer) + len(more) for fewer, more in related], dtype=np.int64)
    return Additions(
        np.concatenate([starts, starts[-1] + np.cumsum(lengths)]),
        np.concatenate([cells, *(side for sides in related for side in sides)]),
        np.concatenate([signs, *(np.full(len(side), sign, np.int8) for sides in related
                                 for side, sign in zip(sides, (-1, 1), strict=True))]),
    )  # fmt: skip


def _compute_radix(cuts: Sequence[Cut]) -> list[tuple[int, int]]:
    steps: list[tuple[int, int]] = []
    step = 1
    for cut in cuts:
        steps.append((step, len(cut.codes)))
        step *= len(cut.codes)
    if step >= 2**63:
        raise OverflowError("more crossings than a 64-bit number can name")
    return steps


def _compute_row_keys(
    cuts: Sequence[Cut], table: Sequence[int], codes: Sequence[Ints], radix: Sequence[tuple[int, int]]
) -> tuple[Ints, Ints]:
    """Return the key of every cell that a row is in, and the row; the depth of groups may differ from row to row."""
    number = np.arange(len(codes[0]) if codes else 0, dtype=np.int64)
    levels = []
    for place in table:
        cut = cuts[place]
        paths = [cut.path(code) for code in range(len(cut.codes))]
        depth = max(len(path) for path in paths)
        ladder = np.full((len(cut.codes), depth), -1, dtype=np.int64)
        for code, path in enumerate(paths):
            ladder[code, : len(path)] = path
        levels.append(ladder[codes[place]])
    keys, rows = [], []
    for picks in product(*(range(level.shape[1]) for level in levels)):
        chosen = [level[:, pick] for level, pick in zip(levels, picks, strict=True)]
        there = np.ones(len(number), dtype=bool)
        key = np.zeros(len(number), dtype=np.int64)
        for place, column in zip(table, chosen, strict=True):
            there &= column >= 0
            key += column * radix[place][0]
        keys.append(key[there])
        rows.append(number[there])
    return np.concatenate(keys), np.concatenate(rows)


def _find_noughts(codes: Sequence[Ints], owners: Ints, values: Ints) -> Ints:
    """Return 1 at a row of each narrowest codes at which an owner’s rows sum to nothing, 0 at all others."""
    _, firsts, spot = np.unique(np.stack([*codes, owners]), axis=1, return_index=True, return_inverse=True)
    sums = np.zeros(len(firsts), dtype=np.int64)
    np.add.at(sums, spot.ravel(), values)
    found = np.zeros(len(owners), dtype=np.int64)
    found[firsts[sums == 0]] = 1
    return found


def _build_holdings(
    cells: Ints, owners: Ints, amounts: Ints, count: int, names: tuple[str, ...], groups: Ints | None, noughts: Ints
) -> Holdings:
    order = np.lexsort((owners, cells))
    cells, owners, amounts, noughts = cells[order], owners[order], amounts[order], noughts[order]
    first = np.ones(len(cells), dtype=bool)
    first[1:] = (cells[1:] != cells[:-1]) | (owners[1:] != owners[:-1])
    begins = np.flatnonzero(first)
    cells, owners = cells[begins], owners[begins]
    amounts, noughts = (np.add.reduceat(one, begins) if len(begins) else one for one in (amounts, noughts))
    order = np.lexsort((owners, -np.abs(amounts), cells))
    cells, owners, amounts, noughts = cells[order], owners[order], amounts[order], noughts[order]
    starts = np.searchsorted(cells, np.arange(count + 1)).astype(np.int64)
    own = np.arange(len(names), dtype=np.int64)
    return Holdings(
        names, starts, owners, amounts, own if groups is None else groups, noughts if noughts.any() else None
    )


def _sum_by(cells: Ints, amounts: Ints, count: int) -> Ints:
    found = np.zeros(count, dtype=np.int64)
    np.add.at(found, cells, amounts)
    return found


def _sizes_at_rank(holdings: Holdings, rank: int) -> Ints:
    """Return the size of the contributor of that rank in each cell, 0 where there are fewer."""
    spots = holdings.starts[:-1] + rank
    there = spots < holdings.starts[1:]
    found = np.zeros(len(spots), dtype=np.int64)
    found[there] = np.abs(holdings.amounts[spots[there]])
    return found
