"""The headcounts of a year as one linked system: communes, departments, zones, regions of both times, the country.

How many establishments a place has is public, and stays so: one site with a hundred employees is recognised by its
headcount, not by its being there. So a headcount of one or two establishments is unsafe, whatever its size, and no
other rule is asked: the source does not tell the largest.

Pages show two numbers a place, the call centres and all activities. Their difference is a third, which nobody prints
and anybody can take; where it is of one or two establishments it is unsafe too. So are the communes of a department
that the pages do not list, where they are few; and what a department or a region has of an employment zone that crosses
its border, and what either has without the other, which subtraction finds. These *unprinted* cells are in the system
and can never be published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from filiere.disclosure import Additions, Bools, Cut, Floats, Limits, System
from filiere.site.observatory.querysets import ALL_ACTIVITIES, CALL_CENTRES

MINIMUM = 3
"""Establishments from which a count of employees is published."""
SENSITIVITY_LIMITS = Limits(minimum=MINIMUM, dominance=())
UNION_LIMITS = Limits(minimum=MINIMUM + 1, dominance=())
"""What the holes of a published sum are held to: whoever is one of them takes itself away, and the rule still holds."""
SCALE = 10
"""Parts of an employee in which a slack of ten per cent is counted."""
OTHERS, REST = "others", "rest"
"""Unprinted activities of a place: all but the call centres; all of its parts that the pages do not list."""

Cell = tuple[str, str]
"""A territory and an activity."""
Nesting = Mapping[tuple[str, str], Sequence[str]]
"""The parts of a territory, under the territory and the kind of the parts."""

_LEVELS = (
    ("department", "commune"), ("zone", "commune"), ("region22", "department"), ("region", "department"),
    ("region", "region22"),
)  # fmt: skip
_NESTED_LEVELS = {("DE", "commune"), ("ZE", "commune"), ("RE", "department"), ("R2", "department"), ("FR", "region")}
_IMPLIED = {
    ("RE", "region22"), ("FR", "region22"), ("FR", "zone"), ("DE", "zone"), ("R2", "zone"), ("RE", "zone"),
    ("ZE", "department"), ("ZE", "region22"), ("ZE", "region"),
}  # fmt: skip
_PREFIX = {"commune": "COM-", "department": "DEP-", "zone": "ZE-", "region22": "R22-", "region": "REG-"}
COUNTRY = "FR"
INTERSECTION_MARK = "&"
"""Between the codes of two territories, for what they have in common."""


def build_nesting(communes: Iterable[Mapping[str, Any]]) -> Nesting:
    """Return which territories add up to which, from the communes of a file and all that holds each.

    A kind whose members lie in several territories of another, as an employment zone across two departments, is not
    among the parts of these: their communes are.
    """
    found: dict[tuple[str, str], dict[str, None]] = {}
    rows = list(communes)
    for whole, part in _LEVELS:
        above: dict[str, set[str]] = {}
        for row in rows:
            above.setdefault(row[part], set()).add(row[whole])
        if all(len(wholes) == 1 for wholes in above.values()):
            for row in rows:
                key = (_PREFIX[whole] + row[whole], part)
                found.setdefault(key, {})[_PREFIX[part] + row[part]] = None
    for part in ("region", "region22", "zone"):
        for row in rows:
            found.setdefault((COUNTRY, part), {})[_PREFIX[part] + row[part]] = None
    return {key: tuple(parts) for key, parts in sorted([*found.items(), *_zone_crossings(rows).items()])}


def _zone_crossings(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], dict[str, None]]:
    """Return how territories fall into zones and what they share with zones that cross their borders, and these zones
    into what they share; the latter into departments by zones, of which the rows of a file have the sums.
    """
    sets: dict[str, set[str]] = {}
    for row in rows:
        for kind in ("zone", "department", "region22", "region"):
            sets.setdefault(_PREFIX[kind] + row[kind], set()).add(row["commune"])
    found: dict[tuple[str, str], dict[str, None]] = {}
    names: dict[frozenset[str], str] = {}
    for kind in ("department", "region22", "region"):
        for row in rows:
            whole, zone = _PREFIX[kind] + row[kind], _PREFIX["zone"] + row["zone"]
            part = zone
            if not sets[zone] <= sets[whole]:
                # Where two of them share the same communes they share one cell.
                shared = frozenset(sets[zone] & sets[whole])
                part = names.setdefault(shared, f"{whole}{INTERSECTION_MARK}{zone}")
                found.setdefault((zone, kind), {})[part] = None
                atom = f"{_PREFIX['department']}{row['department']}{INTERSECTION_MARK}{zone}"
                if kind == "department":
                    found.setdefault((part, "commune"), {})[_PREFIX["commune"] + row["commune"]] = None
                elif part != atom:
                    found.setdefault((part, "department"), {})[atom] = None
            found.setdefault((whole, "zone"), {})[part] = None
    return found


@dataclass(frozen=True, eq=False)
class Headcounts:
    """A system and the cell of each place in it.

    ``unprinted`` cells are on no page, and cost nothing to withhold. ``fixed`` are those above communes and zones, and
    ``implied`` the additions that others imply: by both a country falls into departments.
    """

    system: System
    cells: tuple[Cell, ...]
    unprinted: Bools
    fixed: Bools
    implied: Bools

    @property
    def costs(self) -> Floats:
        """What withholding a cell loses: its employees; and a little for its being a hole."""
        costs: Floats = np.where(self.unprinted, 0.0, self.system.values / SCALE + 1.0)
        return costs

    def list_withheld_cells(self, hidden: Bools) -> frozenset[Cell]:
        """Return the printed cells among those hidden."""
        return frozenset(self.cells[cell] for cell in np.flatnonzero(hidden & ~self.unprinted))


class _SystemBuilder:
    def __init__(self) -> None:
        self.value: dict[Cell, int] = {}
        self.count: dict[Cell, int] = {}
        self.equations: list[tuple[Cell, list[Cell]]] = []
        self.implied: list[bool] = []

    def put(self, cell: Cell, value: int, count: int) -> None:
        """Add a cell; a headcount without an establishment is somebody’s all the same."""
        self.value[cell], self.count[cell] = value, max(count, 1 if value else 0)

    def add_sum(self, cell: Cell, parts: Iterable[Cell]) -> None:
        """Add a cell that is the sum of others, where there are any."""
        there = [part for part in parts if part in self.value]
        if there:
            self.put(cell, sum(self.value[part] for part in there), sum(self.count[part] for part in there))

    def tie(self, whole: Cell, parts: Sequence[Cell], rest: Cell, *, implied: bool = False) -> None:
        """Write that ``parts`` add up to ``whole``, with what is missing as an unprinted ``rest``."""
        missing = self.value[whole] - sum(self.value[part] for part in parts)
        fewer = self.count[whole] - sum(self.count[part] for part in parts)
        if missing < 0:
            raise ValueError(f"the parts of {whole[0]} have more employees than the whole")
        if missing or fewer > 0:
            self.put(rest, missing, max(fewer, 0))
            parts = [*parts, rest]
        self.equations.append((whole, list(parts)))
        self.implied.append(implied and not missing)

    def tie_differences(self, whole: str, members: Sequence[str], ape: str) -> None:
        """Add what a territory has without one of its parts, where it is unsafe and of several cells.

        Where the numbers of both are known or bounded, subtraction finds it: of a department without a zone that it
        shares with another, or of a zone without one of its departments.
        """
        total = self._find_cell(whole, ape)
        if total is None:
            return
        found = [cell for member in members if (cell := self._find_cell(member, ape)) is not None]
        for part in found:
            left = self.count[total] - self.count[part]
            if 0 < left < MINIMUM and all(self.count[other] != left for other in found if other != part):
                self.tie(total, [part], (whole, f"{ape} without {part[0]}"))

    def _find_cell(self, place: str, ape: str) -> Cell | None:
        """Return the cell of what a place has of an activity; where it has no call centre, all is other activities."""
        asked, every = (place, ape), (place, ALL_ACTIVITIES)
        if ape == OTHERS and (place, CALL_CENTRES) not in self.value:
            asked = every
        return asked if asked in self.value else None


def build_headcounts(rows: Iterable[Mapping[str, Any]], parts: Nesting) -> Headcounts | None:
    """Return the system of the rows of a year (as :func:`filiere.sources.aggregates` and
    :func:`filiere.sources.crossings` yield them); none without any.

    Rows without a known headcount, or without an establishment, are no cells: there is nothing to withhold in them.
    """
    build = _SystemBuilder()
    for row in rows:
        if row["employees"] is None or not (row["known_establishments"] or row["employees"]):
            continue
        build.put((row["territory"], row["ape"]), int(row["employees"]), int(row["known_establishments"] or 0))
    if not build.value:
        return None
    for (whole, kind), members in parts.items():
        if INTERSECTION_MARK in whole and kind == "department":
            for ape in (CALL_CENTRES, ALL_ACTIVITIES):
                build.add_sum((whole, ape), [(member, ape) for member in members])
    kinds = {(whole[:2], kind) for whole, kind in parts if INTERSECTION_MARK not in whole}
    for (whole, kind), members in parts.items():
        for ape in (CALL_CENTRES, ALL_ACTIVITIES):
            listed = [(member, ape) for member in members if (member, ape) in build.value]
            if (whole, ape) in build.value and listed:
                # Every commune of a call centre is listed: what sums of communes say twice is implied once.
                implied = ape == CALL_CENTRES and (whole[:2], kind) in _IMPLIED and kinds >= _NESTED_LEVELS
                build.tie((whole, ape), listed, (whole, f"{REST} {ape} {kind}"), implied=implied)
    for place, ape in list(build.value):
        every = (place, ALL_ACTIVITIES)
        if ape == CALL_CENTRES and every in build.value:
            build.tie(every, [(place, CALL_CENTRES)], (place, OTHERS))
    for (whole, kind), members in parts.items():
        if (kind == "zone" and whole != COUNTRY) or (whole.startswith(_PREFIX["zone"]) and kind != "commune"):
            for ape in (CALL_CENTRES, OTHERS):
                build.tie_differences(whole, members, ape)
    return _build_system(build)


def _build_system(build: _SystemBuilder) -> Headcounts:
    cells = tuple(sorted(build.value))
    number = {cell: place for place, cell in enumerate(cells)}
    territories = ("", *dict.fromkeys(place for place, _ in cells))
    activities = ("", *dict.fromkeys(sorted(ape for _, ape in cells)))
    at = ({code: place for place, code in enumerate(codes)} for codes in (territories, activities))
    by_place, by_ape = at
    values = np.array([build.value[cell] * SCALE for cell in cells], dtype=np.int64)
    counts = np.array([build.count[cell] for cell in cells], dtype=np.int64)
    starts, entries, signs = [0], [], []
    for whole, parts in build.equations:
        entries += [number[whole], *(number[part] for part in parts)]
        signs += [-1, *[1] * len(parts)]
        starts.append(len(entries))
    zero = np.zeros(len(cells), dtype=np.int64)
    printed = (CALL_CENTRES, ALL_ACTIVITIES)
    unprinted = np.array([ape not in printed or INTERSECTION_MARK in place for place, ape in cells], dtype=np.bool_)
    local = [ape == CALL_CENTRES and place.startswith((_PREFIX["commune"], _PREFIX["zone"])) for place, ape in cells]
    return Headcounts(
        System(
            cuts=tuple(
                Cut(column, codes, (-1, *[0] * (len(codes) - 1)))
                for column, codes in (("territory", territories), ("activity", activities))
            ),
            keys=np.array([[by_place[place], by_ape[ape]] for place, ape in cells], dtype=np.int64),
            values=values,
            scale=SCALE,
            counts=counts,
            largest=zero,
            second=zero,
            sizes=values,
            additions=Additions(
                np.array(starts, dtype=np.int64),
                np.array(entries, dtype=np.int64),
                np.array(signs, dtype=np.int8),
            ),
        ),
        cells,
        unprinted,
        ~unprinted & ~np.array(local, dtype=np.bool_),
        np.array(build.implied, dtype=np.bool_),
    )
