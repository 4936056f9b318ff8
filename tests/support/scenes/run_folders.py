"""Run folders of made-up rows for the tests, written by hand from the format rather than by the engine."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

from support.oracles.crossed_by_hand import found_by_hand
from support.strategies.disclosure_tables import Rows

SCALE = 100
Codes = tuple[str, ...]


@dataclass(eq=False)
class Counted:
    """Rows counted one by one: what each contributor has in each cell, scaled, and the sums between cells.

    Nothing of it changes once it is made: what each cell needs is reckoned once.
    """

    drawn: Rows
    minimum: int = 3
    share: Fraction = Fraction(85, 100)
    slack: Fraction = Fraction(1, 10)
    grain: int = 1

    def __post_init__(self) -> None:
        self.held: dict[Codes, dict[int, int]] = {}
        for number, (value, owner) in enumerate(zip(self.drawn.values, self.drawn.owners, strict=True)):
            for codes in self.reached(number):
                cell = self.held.setdefault(codes, {})
                cell[owner] = cell.get(owner, 0) + value * SCALE
        self.cells = sorted(self.held)
        self.negative = min(self.drawn.values) < 0
        # What cells of linked tables differ by is in no file; it is held, attacked and hidden all the same.
        self.between = found_by_hand(
            {codes: self.held[codes] for codes in self.cells},
            self._nothing(),
            self.drawn.groups,
            self.one_table,
            lambda held: bool(self._asked(held)),
            self.minimum,
        )
        self.held |= self.between.held
        self.value = {codes: sum(held.values()) for codes, held in self.held.items()}

    def _nothing(self) -> dict[Codes, dict[int, int]]:
        """At how many narrowest codes of each cell each contributor has nothing."""
        spots: dict[tuple[tuple[int, ...], int], list[int]] = {}
        for number, owner in enumerate(self.drawn.owners):
            spots.setdefault((tuple(codes[number] for codes in self.drawn.codes), owner), []).append(number)
        found: dict[Codes, dict[int, int]] = {codes: {} for codes in self.held}
        for (_, owner), numbers in spots.items():
            if sum(self.drawn.values[number] for number in numbers) == 0:
                for codes in self.reached(numbers[0]):
                    found[codes][owner] = found[codes].get(owner, 0) + 1
        return found

    def one_table(self, one: Codes, other: Codes) -> bool:
        """Whether some table has both cells."""
        cuts = self.drawn.cuts
        crossed = {at for at, cut in enumerate(cuts) if {one[at], other[at]} != {cut.total}}
        return any(crossed <= set(table) for table in self.drawn.tables)

    def reached(self, number: int) -> set[Codes]:
        """The cells that a row is in."""
        found = set()
        for table in self.drawn.tables:
            ways = [
                cut.path(self.drawn.codes[place][number]) if place in table else (0,)
                for place, cut in enumerate(self.drawn.cuts)
            ]
            for places in product(*ways):
                found.add(tuple(cut.codes[at] for cut, at in zip(self.drawn.cuts, places, strict=True)))
        return found

    def sums(self) -> list[tuple[Codes, list[Codes]]]:
        """Each whole with its parts along one cut of one table."""
        found = set()
        for table in self.drawn.tables:
            for whole in self.cells:
                outside = [at for at in range(len(self.drawn.cuts)) if at not in table]
                if any(whole[at] != self.drawn.cuts[at].total for at in outside):
                    continue
                for at in table:
                    cut = self.drawn.cuts[at]
                    below = [
                        code
                        for code, up in zip(cut.codes, cut.parents, strict=True)
                        if up >= 0 and cut.codes[up] == whole[at]
                    ]
                    parts = [(*whole[:at], code, *whole[at + 1 :]) for code in below]
                    parts = [part for part in parts if part in self.held]
                    if parts:
                        found.add((whole, tuple(parts)))
        return [(whole, list(parts)) for whole, parts in sorted(found)]

    def related(self) -> list[tuple[list[Codes], list[Codes]]]:
        """Cells of one table and of another that hold the same rows by what the codes of two columns stand for."""
        drawn, found = self.drawn, []
        for one in range(len(drawn.cuts)):
            for other in range(one + 1, len(drawn.cuts)):
                if any(one in table and other in table for table in drawn.tables):
                    continue
                groups = self._groups(one, other)
                if len(groups) < 2:
                    continue
                for mine, theirs in product(drawn.tables, drawn.tables):
                    if one in mine and other in theirs:
                        common = sorted(set(mine) & set(theirs))
                        for left, right in groups:
                            found += self._alike(common, (one, left), (other, right))
        return found

    def _groups(self, one: int, other: int) -> list[tuple[set[str], set[str]]]:
        """Codes of two columns that meet, in the rows, only each other."""
        groups: list[tuple[set[str], set[str]]] = []
        for first, second in zip(self.drawn.codes[one], self.drawn.codes[other], strict=True):
            left, right = {self.drawn.cuts[one].codes[first]}, {self.drawn.cuts[other].codes[second]}
            for group in [group for group in groups if group[0] & left or group[1] & right]:
                groups.remove(group)
                left, right = left | group[0], right | group[1]
            groups.append((left, right))
        return groups

    def _alike(
        self, common: list[int], one: tuple[int, set[str]], other: tuple[int, set[str]]
    ) -> list[tuple[list[Codes], list[Codes]]]:
        sides: list[dict[Codes, list[Codes]]] = []
        for at, wanted in (one, other):
            found: dict[Codes, list[Codes]] = {}
            for codes in self.cells:
                rest = [place for place in range(len(codes)) if place != at and place not in common]
                if codes[at] in wanted and all(codes[place] == self.drawn.cuts[place].total for place in rest):
                    found.setdefault(tuple(codes[place] for place in common), []).append(codes)
            sides.append(found)
        return [(sides[0][key], sides[1][key]) for key in sides[0]]

    def blur(self, codes: Codes) -> int:
        """What a cell needs on either side, counted by contributor and by holding; 0 when the rules find it safe."""
        return self.blurs[codes]

    @cached_property
    def blurs(self) -> dict[Codes, int]:
        """The same of every cell."""
        return {codes: self._asked(held) for codes, held in self.held.items()}

    def _asked(self, held: Mapping[int, int]) -> int:
        size = sum(map(abs, held.values()))
        grouped: dict[int, int] = {}
        for owner, amount in held.items():
            grouped[self.drawn.groups[owner]] = grouped.get(self.drawn.groups[owner], 0) + amount
        needed = []
        for amounts in (list(held.values()), list(grouped.values())):
            most, total = max(map(abs, amounts)), sum(map(abs, amounts))
            if len(amounts) < self.minimum:
                needed.append(size * self.slack)
            if most > self.share * total:
                needed.append(most / self.share - total)
        if not needed:
            return 0
        if not size:
            needed.append(Fraction(SCALE))
        return max(self.grain, *(-(-amount.numerator // amount.denominator) for amount in map(Fraction, needed)))

    def reasons(self) -> dict[str, int]:
        """How many cells of the files have too few contributors or holdings, and how many one above all."""
        found = {"few": 0, "dominated": 0}
        for codes in self.cells:
            held, grouped = self.held[codes], dict[int, int]()
            for owner, amount in held.items():
                grouped[self.drawn.groups[owner]] = grouped.get(self.drawn.groups[owner], 0) + amount
            units = [[abs(amount) for amount in sums.values()] for sums in (held, grouped)]
            found["few"] += any(len(sizes) < self.minimum for sizes in units)
            found["dominated"] += any(max(sizes) > self.share * sum(sizes) for sizes in units)
        return found

    def bounded(self, codes: Codes) -> bool:
        """Whether nobody takes the cell for less than zero: no amount in it is."""
        return min(self.held[codes].values()) >= 0

    def primary(self) -> set[Codes]:
        """The cells that are unsafe by themselves."""
        return {codes for codes in self.cells if self.blur(codes)}

    def unsafe(self) -> set[Codes]:
        """The same, with what cells of linked tables differ by."""
        return {codes for codes in self.held if self.blur(codes)}

    def numbers(self) -> dict[Codes, int]:
        """The number of each cell in the files, and of what cells differ by after them."""
        return {codes: at for at, codes in enumerate([*self.cells, *self.between.held])}


def decimal(amount: int) -> str:
    """A scaled amount as a plain decimal in the unit."""
    sign, amount = ("-" if amount < 0 else ""), abs(amount)
    whole, rest = divmod(amount, SCALE)
    return f"{sign}{whole}" + (f".{rest:02d}".rstrip("0") if rest else "")


def spec_of(counted: Counted, **changes: Any) -> dict[str, Any]:
    """The resolved spec of these rows."""
    return {
        "format": "filiere-disclosure/1",
        "input": "microdata",
        "response": "ca",
        "contributor": "firm",
        "holding": "group",
        "weight": None,
        "count": None,
        "largest": None,
        "second": None,
        "cuts": [
            {"column": cut.column, "codes": list(cut.codes), "parents": list(cut.parents)} for cut in counted.drawn.cuts
        ],
        "tables": [list(table) for table in counted.drawn.tables],
        "scale": SCALE,
        "grain": counted.grain,
        "decimals": 0,
        "negative": counted.negative,
        "rules": {
            "minimum": counted.minimum,
            "dominance": [{"n": 1, "share": "0.85"}],
            "p_percent": None,
            "unions": False,
        },
        "slack": {"count": "0.10", "zero": "1"},
        "cost": "value",
        "level": "contributors",
        "seed": 1,
        "time_limit": 60,
        "publish": "suppression",
        "base": None,
        "reach": 1,
        "known": [],
        "keep": [],
        "differences": [
            [kind, *([counted.numbers()[side]] for side in sides)] for kind, *sides in counted.between.sides
        ],
        "waivers": [],
    } | changes


def write(folder: Path, counted: Counted, hidden: AbstractSet[Codes], **changes: Any) -> Path:
    """Write the first four files of a run folder; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = [cut.column for cut in counted.drawn.cuts]
    primary = counted.primary()
    rows(
        folder / "cells.csv",
        [*columns, "value", "status"],
        [[*codes, decimal(counted.value[codes]), status(codes, primary, hidden)] for codes in counted.cells],
    )
    rows(
        folder / "cells-public.csv",
        [*columns, "value", "status", "obs_status", "conf_status"],
        [
            [*codes, "", "withheld", "Q", "C"]
            if codes in hidden
            else [*codes, decimal(counted.value[codes]), "published", "A", "F"]
            for codes in counted.cells
        ],
    )
    drawn = counted.drawn
    gathered: dict[tuple[Codes, int], int] = {}
    for number, (value, owner) in enumerate(zip(drawn.values, drawn.owners, strict=True)):
        codes = tuple(cut.codes[drawn.codes[at][number]] for at, cut in enumerate(drawn.cuts))
        gathered[codes, owner] = gathered.get((codes, owner), 0) + value * SCALE
    rows(
        folder / "contributions.csv",
        [*columns, "contributor", "holding", "amount"],
        [[*codes, owner, drawn.groups[owner], amount] for (codes, owner), amount in sorted(gathered.items())],
    )
    (folder / "spec.json").write_text(json.dumps(spec_of(counted, **changes)), encoding="utf-8")
    return folder


def write_counts(folder: Path, counted: Counted, hidden: AbstractSet[Codes], **changes: Any) -> Path:
    """The same run where only sums came in: counts and the two largest in place of contributions."""
    changes = {
        "input": "cells",
        "contributor": None,
        "holding": None,
        "count": "n",
        "largest": "x1",
        "second": "x2",
        "differences": [],
    } | changes
    write(folder, counted, hidden, **changes)
    (folder / "contributions.csv").unlink()
    lines = []
    for codes in counted.cells:
        sizes = sorted((abs(amount) for amount in counted.held[codes].values()), reverse=True)
        lines.append([*codes, len(sizes), *[*sizes, 0][:2]])
    columns = [cut.column for cut in counted.drawn.cuts]
    rows(folder / "counts.csv", [*columns, "count", "largest", "second"], lines)
    return folder


def write_intervals(folder: Path, counted: Counted, bounds: dict[Codes, tuple[int, int | None]]) -> Path:
    """A run whose hidden cells are published as intervals, in scaled units; none is without upper end."""
    write(folder, counted, set(bounds), publish="intervals")
    columns = [cut.column for cut in counted.drawn.cuts]
    lines = []
    for codes in counted.cells:
        if codes in bounds:
            low, high = bounds[codes]
            lines.append([*codes, "", "withheld", "Q", "C", decimal(low), "" if high is None else decimal(high)])
        else:
            lines.append([*codes, decimal(counted.value[codes]), "published", "A", "F", "", ""])
    rows(folder / "cells-public.csv", [*columns, "value", "status", "obs_status", "conf_status", "low", "high"], lines)
    return folder


def status(codes: Codes, primary: set[Codes], hidden: AbstractSet[Codes]) -> str:
    """The inner status of a cell."""
    return "primary" if codes in primary else "secondary" if codes in hidden else "published"


def rows(path: Path, header: list[str], lines: list[list[Any]]) -> None:
    """Write a CSV file as the format says."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *lines])
