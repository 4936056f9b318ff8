"""Gathering tables that meet into one system: block after block of cells, then what ties them.

The place of a cell is that in its own table, after all cells of the tables before it. Cells that are none of any
table, differences and totals published elsewhere, come last.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import lcm
from types import MappingProxyType

import numpy as np

from filiere.core import Text
from filiere.disclosure.differences import DifferenceSet, find_differences
from filiere.disclosure.differences.difference_system import empty_system, find_unsafe_vectors
from filiere.disclosure.ledger.releases import ExternalTotal, Release, Subject
from filiere.disclosure.linked_tables.breakdown_links import find_breakdown_links
from filiere.disclosure.linked_tables.cell_coordinates import Coordinates, list_coordinates
from filiere.disclosure.linked_tables.cell_links import CellLink, Changes, ComparedTable, find_cell_links
from filiere.disclosure.protection_levels import Limits, ProtectionLevels, compute_protection_levels
from filiere.disclosure.system import Additions, Bools, Cut, Holdings, Ints, System
from filiere.disclosure.union_find import UnionFind

RELEASE_COLUMN = "release"
"""The column that tells the cells of one release from those of another."""
_MOST_NAMED_CELLS = 4
"""How many cells of a sum are named; the others are counted."""


@dataclass(frozen=True, slots=True)
class _ExtraCell:
    """A cell of no table: ``held`` is none where nobody knows who is in it; ``whole_rule`` asks more than a count."""

    value: int
    held: Changes | None
    at: int
    name: Text
    whole_rule: bool = False
    known: bool = False


class SystemBuilder:
    """Tables that meet: the new one first, then the releases; see the module."""

    def __init__(
        self,
        system: System,
        needs: ProtectionLevels,
        subject: Subject,
        releases: Sequence[Release],
        *,
        limits: Limits,
        sums_only: bool,
        within: DifferenceSet | None = None,
    ) -> None:
        self._limits = limits
        self._subjects = [subject, *(one.subject for one in releases)]
        self._keys = ["", *(one.key for one in releases)]
        self._hidden = [one.hidden for one in releases]
        self._needs = [needs, *(one.needs for one in releases)]
        systems = [system, *(one.system for one in releases)]
        self._scale = lcm(*(one.scale for one in systems))
        self._owners = sorted({name for one in systems if one.holdings for name in one.holdings.names})
        self._sides = self._as_sides(systems)
        self._groups = self._group_contributors()
        self._base = [0, *np.cumsum([len(one) for one in systems]).tolist()]
        self._extra: list[_ExtraCell] = []
        self._equations: list[tuple[list[int], list[int]]] = []
        self._own = 0
        unions = self._tie_within(within)
        self._tie_all(sums_only, unions)

    def _as_sides(self, systems: Sequence[System]) -> list[ComparedTable]:
        owners = {name: number for number, name in enumerate(self._owners)}
        known: dict[Coordinates, int] = {}
        sides = []
        for system in systems:
            crossed = list_coordinates(system)
            names = system.holdings.names if system.holdings else ()
            sides.append(
                ComparedTable(
                    system,
                    {crossing: cell for cell, crossing in enumerate(crossed)},
                    np.array([known.setdefault(crossing, len(known)) for crossing in crossed], dtype=np.int64),
                    self._scale // system.scale,
                    np.array([owners[name] for name in names], dtype=np.int64),
                )
            )
        return sides

    def _group_contributors(self) -> Ints:
        """Return the holding of each contributor, as the first of its contributors."""
        groups = np.arange(len(self._owners), dtype=np.int64)
        for side in reversed(self._sides):
            if side.system.holdings is not None:
                # The new table, which comes last here, says who belongs to whom.
                groups[side.owners] = side.owners[side.system.holdings.groups]
        return groups

    def _tie_within(self, within: DifferenceSet | None) -> UnionFind:
        """Write what cells of the linked tables of one block differ by; ``within`` are those of the new table, if they
        are found already. Return what is one number."""
        unions = UnionFind(self._base[-1])
        for block, (base, side) in enumerate(zip(self._base, self._sides, strict=False)):
            unions.join_lone_parts(side.system.additions, base)
            found = within if within is not None and not block else find_differences(side.system, self._limits)
            number = [*range(base, base + found.own), *(self._next_place + place for place in range(len(found)))]
            for place, cell in enumerate(found.cells, found.own):
                held = {int(side.owners[who]): amount * side.factor for who, amount in cell.held}
                at = number[min((*cell.one, *cell.other))]
                at = at if at < self._base[-1] else self._extra[at - self._base[-1]].at
                name = self._name_in_block(block, found.name(side.system, place))
                self._extra.append(_ExtraCell(sum(held.values()), held, at, name, whole_rule=True))
            for sides in found.equations:
                firsts, seconds = ([number[place] for place in some] for some in sides)
                # Cells that are one number are written as one from here on.
                if len(firsts) == len(seconds) == 1 and max(*firsts, *seconds) < self._base[-1]:
                    unions.join(firsts[0], seconds[0])
                self._equations.append((firsts, seconds))
            self._own = self._own if block else len(found)
        return unions

    @property
    def _next_place(self) -> int:
        """The place of the next cell that is of no table."""
        return int(self._base[-1]) + len(self._extra)

    def _tie_all(self, sums_only: bool, unions: UnionFind) -> None:
        """Tie what is the same first: a difference between two numbers is written once, whatever their names."""
        differences: list[tuple[int, int, CellLink]] = []
        for this, other in combinations(range(len(self._sides)), 2):
            same_period = self._subjects[this].same_period(self._subjects[other])
            first, second = self._sides[this], self._sides[other]
            groups, limits = self._groups, self._limits
            found = find_cell_links(
                first, second, limits=limits, groups=groups, same_period=same_period, sums_only=sums_only
            )
            for tie in self._select_unsafe_links(found):
                cells = self._cells(this, tie.first), self._cells(other, tie.second)
                if tie.kind != "same":
                    differences.append((this, other, tie))
                elif unions.join(cells[0][0], cells[1][0]):
                    self._equations.append(cells)
            if not sums_only and first.system.holdings is not None and second.system.holdings is not None:
                sums = find_breakdown_links(first, second, minimum=limits.minimum, same_period=same_period)
                differences += [(this, other, tie) for tie in sums]
        written = set()
        for this, other, tie in differences:
            alone = len(tie.first) == len(tie.second) == 1
            both = alone and self._needs[this].primary[tie.first[0]] and self._needs[other].primary[tie.second[0]]
            # By how much a cell that is withheld in two periods has grown is tied to nothing that is published.
            if tie.kind == "other-period" and both:
                continue
            cells = self._cells(this, tie.first), self._cells(other, tie.second)
            key = frozenset(tuple(sorted(map(unions.lead, some))) for some in cells)
            if key in written or len(key) == 1:
                continue
            written.add(key)
            if tie.kind == "same":
                self._equations.append(cells)
            else:
                self._difference(this, other, tie)

    def _select_unsafe_links(self, found: Sequence[CellLink]) -> Iterator[CellLink]:
        """Yield the ties but those between two cuts whose difference, were it a cell, no rule would find unsafe."""
        cuts = [tie for tie in found if tie.kind == "other-cut"]
        told = (
            find_unsafe_vectors(
                self._make_empty_system(), [tuple((tie.changes or {}).items()) for tie in cuts], self._limits
            )
            if cuts
            else []
        )
        safe = {(tie.first, tie.second) for tie, tells in zip(cuts, told, strict=True) if not tells}
        for tie in found:
            if tie.kind != "other-cut" or (tie.first, tie.second) not in safe:
                yield tie

    def _make_empty_system(self) -> System:
        """Return a system without cells, of the contributors of all tables in common units."""
        none = np.zeros(0, dtype=np.int64)
        system = empty_system(self._sides[0].system)
        held = Holdings(tuple(self._owners), np.zeros(1, np.int64), none, none, self._groups)
        return replace(system, scale=self._scale, holdings=held)

    def _cells(self, block: int, cells: Sequence[int]) -> list[int]:
        return [self._base[block] + cell for cell in cells]

    def _difference(self, this: int, other: int, tie: CellLink) -> None:
        change = self._sides[other].sum_values(tie.second) - self._sides[this].sum_values(tie.first)
        parts, wholes, changes = self._cells(this, tie.first), self._cells(other, tie.second), tie.changes
        if change < 0:
            wholes, parts = parts, wholes
            changes = None if changes is None else {who: -amount for who, amount in changes.items()}
        names = self._sum_name(this, tie.first), self._sum_name(other, tie.second)
        self._equations.append((wholes, [*parts, self._next_place]))
        self._extra.append(
            _ExtraCell(
                abs(change),
                changes,
                wholes[0],
                Text(
                    fr=f"différence entre {names[0].fr} et {names[1].fr}",
                    en=f"difference between {names[0].en} and {names[1].en}",
                ),
                whole_rule=tie.kind != "other-period",
            )
        )

    def add_outside(self, total: ExternalTotal) -> None:
        """Add a total that others publish to each table of its subject that has cells of it."""
        for block, side in enumerate(self._sides):
            cells = [side.places[part] for part in sorted(total.parts, key=sorted) if part in side.places]
            if self._subjects[block] != total.subject or not cells:
                continue
            self._equations.append(([self._next_place], self._cells(block, cells)))
            self._extra.append(
                _ExtraCell(
                    side.sum_values(cells),
                    side.sum_holdings(*cells) if side.system.holdings is not None else None,
                    self._base[block] + cells[0],
                    Text(fr=f"total publié ailleurs : {total.key}", en=f"total published elsewhere: {total.key}"),
                    known=True,
                )
            )

    def _name(self, block: int, cell: int) -> Text:
        return self._name_in_block(block, self._sides[block].system.name(cell))

    def _name_in_block(self, block: int, name: str) -> Text:
        if not block:
            return Text.same(name)
        return Text(fr=f"{name} (publication {self._keys[block]})", en=f"{name} (release {self._keys[block]})")

    def _sum_name(self, block: int, cells: Sequence[int]) -> Text:
        names, more = [self._name(block, cell) for cell in cells[:_MOST_NAMED_CELLS]], len(cells) - _MOST_NAMED_CELLS
        fr, en = " + ".join(name.fr for name in names), " + ".join(name.en for name in names)
        return Text(fr=f"{fr} + {more} autres", en=f"{en} + {more} more") if more > 0 else Text(fr=fr, en=en)

    def names(self) -> tuple[Text, ...]:
        """Return the names of the cells beyond those of the new table."""
        blocks = range(1, len(self._sides))
        older = [self._name(block, cell) for block in blocks for cell in range(len(self._sides[block].system))]
        return (*older, *(one.name for one in self._extra))

    def keep(self, wanted: Bools) -> Bools:
        """Return what is known already, or wanted visible in the new table."""
        extra = np.array([one.known for one in self._extra], dtype=np.bool_)
        return np.concatenate([wanted, *(~one for one in self._hidden), extra])

    def numbers(self) -> Ints:
        """Return, for each cell, its number in the new table, whose differences come after its cells; −1 for others."""
        own = len(self._sides[0].system)
        found = np.full(self._next_place, -1, dtype=np.int64)
        found[:own] = np.arange(own)
        found[self._base[-1] : self._base[-1] + self._own] = own + np.arange(self._own)
        return found

    def system(self) -> System:
        """Return all tables as one system."""
        cuts, keys = self._cuts()
        sizes = [sorted(map(abs, one.held.values()), reverse=True) if one.held else [one.value] for one in self._extra]
        return System(
            cuts=cuts,
            keys=keys,
            values=self._join_blocks(lambda one: one.values, [one.value for one in self._extra]),
            scale=self._scale,
            counts=np.concatenate(
                [*(side.system.counts for side in self._sides), np.array([len(one) for one in sizes], dtype=np.int64)]
            ),
            largest=self._join_blocks(lambda one: one.largest, [one[0] for one in sizes]),
            second=self._join_blocks(lambda one: one.second, [one[1] if len(one) > 1 else 0 for one in sizes]),
            sizes=self._join_blocks(lambda one: one.sizes, [sum(one) for one in sizes]),
            additions=self._additions(),
            negative=any(side.system.negative for side in self._sides),
            holdings=self._holdings(),
        )

    def _join_blocks(self, array: Callable[[System], Ints], extra: Sequence[int]) -> Ints:
        blocks = [array(side.system) * side.factor for side in self._sides]
        return np.concatenate([*blocks, np.array(extra, dtype=np.int64)])

    def _cuts(self) -> tuple[tuple[Cut, ...], Ints]:
        """Return the cuts of all tables as one list, a last one for the release, and the places of every cell."""
        columns: dict[str, dict[str, int]] = {}
        above: dict[str, list[int]] = {}
        for side in self._sides:
            for cut in side.system.cuts:
                codes, parents = columns.setdefault(cut.column, {}), above.setdefault(cut.column, [])
                new = [place for place, code in enumerate(cut.codes) if (place or not codes) and code not in codes]
                for place in new:
                    codes[cut.codes[place]] = len(codes)
                # The total of a column is its first code, by whatever name a table calls it.
                turn = {code: codes.get(code, 0) for code in cut.codes}
                ups = (cut.parents[place] for place in new)
                parents += [-1 if up < 0 else turn[cut.codes[up]] for up in ups]
        count = self._base[-1] + len(self._extra)
        keys = np.zeros((count, len(columns) + 1), dtype=np.int64)
        order = {column: place for place, column in enumerate(columns)}
        for block, side in enumerate(self._sides):
            span = slice(self._base[block], self._base[block + 1])
            for number, cut in enumerate(side.system.cuts):
                turned = np.array([0, *(columns[cut.column][code] for code in cut.codes[1:])], dtype=np.int64)
                keys[span, order[cut.column]] = turned[side.system.keys[:, number]]
            keys[span, -1] = block
        for number, extra_cell in enumerate(self._extra):
            keys[self._base[-1] + number] = keys[extra_cell.at]
            keys[self._base[-1] + number, -1] = len(self._sides) + number
        releases = (*self._keys, *(f"#{number}" for number in range(len(self._extra))))
        cuts = [Cut(column, tuple(codes), tuple(above[column])) for column, codes in columns.items()]
        return (*cuts, Cut(RELEASE_COLUMN, releases, (-1, *[0] * (len(releases) - 1)))), keys

    def _additions(self) -> Additions:
        starts, cells, signs = [np.zeros(1, dtype=np.int64)], [], []
        for base, side in zip(self._base, self._sides, strict=False):
            additions = side.system.additions
            starts.append(additions.starts[1:] + starts[-1][-1])
            cells.append(additions.cells + base)
            signs.append(additions.signs)
        for wholes, parts in self._equations:
            starts.append(starts[-1][-1:] + len(wholes) + len(parts))
            cells.append(np.array([*wholes, *parts], dtype=np.int64))
            signs.append(np.array([*[-1] * len(wholes), *[1] * len(parts)], dtype=np.int8))
        return Additions(np.concatenate(starts), np.concatenate(cells), np.concatenate(signs))

    def _holdings(self) -> Holdings | None:
        held = [side.system.holdings for side in self._sides]
        if any(one is None for one in held) or any(one.held is None for one in self._extra):
            return None
        starts, owners, amounts = [np.zeros(1, dtype=np.int64)], [], []
        for side, holdings in zip(self._sides, held, strict=True):
            if holdings is not None:
                starts.append(holdings.starts[1:] + starts[-1][-1])
                owners.append(side.owners[holdings.owners])
                amounts.append(holdings.amounts * side.factor)
        for extra in self._extra:
            shares = sorted((extra.held or {}).items(), key=lambda item: (-abs(item[1]), item[0]))
            starts.append(starts[-1][-1:] + len(shares))
            owners.append(np.array([who for who, _ in shares], dtype=np.int64))
            amounts.append(np.array([amount for _, amount in shares], dtype=np.int64))
        return Holdings(
            tuple(self._owners), np.concatenate(starts), np.concatenate(owners), np.concatenate(amounts), self._groups
        )

    def needs(self, system: System) -> ProtectionLevels:
        """Return what each cell of ``system`` needs: as asked of its table then, or as its difference asks."""
        first = self._base[-1]
        full = compute_protection_levels(system, self._limits)
        counted = compute_protection_levels(system, replace(self._limits, dominance=(), p_percent=None))
        whole = np.array([one.whole_rule for one in self._extra], dtype=np.bool_)
        known = np.array([one.known for one in self._extra], dtype=np.bool_)

        def join_levels(array: Callable[[ProtectionLevels], Ints]) -> Ints:
            blocks = [array(one) * side.factor for one, side in zip(self._needs, self._sides, strict=True)]
            extra = np.where(known, 0, np.where(whole, array(full)[first:], array(counted)[first:]))
            return np.concatenate([*blocks, extra])

        primary = join_levels(lambda one: one.primary.astype(np.int64)) > 0
        own = len(self._sides[0].system)
        reasons = {name: np.concatenate([one, np.zeros(len(system) - own, dtype=np.bool_)])
                   for name, one in self._needs[0].reasons.items()}  # fmt: skip
        earlier = primary & (np.arange(len(system)) >= own)
        return ProtectionLevels(
            primary,
            join_levels(lambda one: one.upper),
            join_levels(lambda one: one.lower),
            MappingProxyType({**reasons, "earlier": earlier}),
        )
