"""Whether the claims of a certificate leave every attacker of its level without an answer.

A claim serves against an attacker who knows none of the cells that it moves, and whose own amounts leave room for it.
So every attacker must find, for every unsafe cell of others and either side, one claim that serves; where nothing but
exact recovery is to be kept off, a combination of the spanning vectors that is still on what the attacker knows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from filiere.core import Text
from filiere.disclosure.audit.attackers import (
    EMPTY_INTS,
    Insiders,
    build_contributor_insiders,
    build_holding_insiders,
    build_pair_insiders,
)
from filiere.disclosure.audit.certificate_reader import ProofCertificate
from filiere.disclosure.audit.exact_arithmetic import is_below_zero, is_outside_span, number_directions
from filiere.disclosure.audit.folder_reader import AuditedFolder
from filiere.disclosure.audit.rebuilt_table import Bools, Ints, RebuiltTable

FaultReporter = Callable[..., None]
SIDE_WORDS = {1: ("vers le haut", "upwards"), -1: ("vers le bas", "downwards")}


@dataclass(frozen=True, eq=False)
class Claims:
    """Claims and the entries of their circulations, turned as each claim says.

    Scaled to the blur, the entry ``amounts`` of claim ``entry_claims`` moves a cell by ``amounts · blur / steps``.
    """

    numbers: Ints
    primaries: Ints
    sides: Ints
    blur: Ints
    steps: np.ndarray
    entry_claims: Ints
    cells: Ints
    amounts: np.ndarray

    def __len__(self) -> int:
        return len(self.numbers)

    @classmethod
    def of(cls, table: RebuiltTable, certificate: ProofCertificate, numbers: Ints) -> "Claims":
        """Return the claims of these numbers."""
        primaries, sides, vectors, turns = certificate.claims[numbers].T
        flows = certificate.circulations
        sizes = (flows.starts[1:] - flows.starts[:-1])[vectors]
        spots = np.repeat(flows.starts[vectors] - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
        entry_claims = np.repeat(np.arange(len(numbers)), sizes)
        cells, amounts = flows.cells[spots], flows.amounts[spots] * turns[entry_claims]
        steps = np.zeros(len(numbers), dtype=amounts.dtype)
        mine = cells == primaries[entry_claims]
        steps[entry_claims[mine]] = amounts[mine] * sides[entry_claims[mine]]
        blur = np.where(sides > 0, table.upper[primaries], table.lower[primaries])
        return cls(numbers, primaries, sides, blur, steps, entry_claims, cells, amounts)

    @cached_property
    def _spans(self) -> list[int]:
        found: list[int] = np.searchsorted(self.entry_claims, np.arange(len(self) + 1)).tolist()
        return found

    def one(self, place: int) -> "Claims":
        """Return one claim by itself."""
        here, span = slice(place, place + 1), slice(self._spans[place], self._spans[place + 1])
        return Claims(
            self.numbers[here],
            self.primaries[here],
            self.sides[here],
            self.blur[here],
            self.steps[here],
            np.zeros(span.stop - span.start, dtype=np.int64),
            self.cells[span],
            self.amounts[span],
        )

    def by_side(self) -> dict[tuple[int, int], Ints]:
        """Return the places of the claims about each side of each cell."""
        found: dict[tuple[int, int], list[int]] = {}
        for place, key in enumerate(zip(self.primaries.tolist(), self.sides.tolist(), strict=True)):
            found.setdefault(key, []).append(place)
        return {key: np.array(places, dtype=np.int64) for key, places in found.items()}

    def select_claims(self, kept: Bools) -> "Claims":
        """Return some of the claims."""
        entries = kept[self.entry_claims]
        place = np.cumsum(kept) - 1
        return Claims(
            self.numbers[kept],
            self.primaries[kept],
            self.sides[kept],
            self.blur[kept],
            self.steps[kept],
            place[self.entry_claims[entries]],
            self.cells[entries],
            self.amounts[entries],
        )


@dataclass(frozen=True, eq=False)
class FeasibleRange:
    """How far below and above its value everybody takes each cell for possible; −1 for room without end."""

    below: Ints
    above: Ints

    @classmethod
    def of(cls, folder: AuditedFolder) -> "FeasibleRange":
        """Return what nobody doubts: that amounts are not negative, and what the public copy tells."""
        table = folder.table
        below = np.where(table.bounded, table.values, -1)
        above = np.full(len(table), -1, dtype=np.int64)
        if folder.floor is not None and folder.ceiling is not None:
            told = folder.floor > -(2**61)
            rest = table.values - np.where(told, folder.floor, 0)
            below = np.where(told, np.where(below < 0, rest, np.minimum(below, rest)), below)
            above = np.where(folder.ceiling < 2**61, folder.ceiling - table.values, -1)
        return cls(below, above)

    def find_exceeding_entries(self, claims: Claims) -> Ints:
        """Return the entries of claims that, scaled to the blur, leave what is possible."""
        below, above = self.below[claims.cells], self.above[claims.cells]
        steps, blur = claims.steps[claims.entry_claims], claims.blur[claims.entry_claims]
        out = (below >= 0) & is_below_zero(np.maximum(below, 0), steps, blur, claims.amounts)
        out |= (above >= 0) & is_below_zero(np.maximum(above, 0), steps, -blur, claims.amounts)
        return np.flatnonzero(out)


def _count_pairs(this: Ints, other: Ints) -> tuple[Ints, Ints]:
    """Return each pair once, in two rows, and how often it comes."""
    most = int(other.max(initial=0)) + 1
    # As single numbers they are sorted ten times as fast.
    keys, times = np.unique(this * most + other, return_counts=True)
    return np.stack([keys // most, keys % most]), times


@dataclass
class CoverageCheck:
    """The claims that hold for a reader, and those that hold for less (``partial``), against everybody else."""

    folder: AuditedFolder
    certificate: ProofCertificate
    room: FeasibleRange
    claims: Claims
    partial: Claims
    spanning: Bools
    say: FaultReporter
    used: set[int] = field(default_factory=set)

    def run(self) -> int:
        """Check every attacker of the level; return how many there are."""
        table, level = self.folder.table, self.certificate.level
        self._rows, self._partial = self._list_needed_claims(), self.partial.by_side()
        attackers = 1
        if level == "outsider":
            return attackers
        self._cells = np.flatnonzero(self.folder.hidden | table.primary)
        self._column = np.full(len(table), -1, dtype=np.int64)
        self._column[self._cells] = np.arange(len(self._cells))
        singles = build_contributor_insiders(table, self._cells)
        attackers += len(singles)
        if level == "contributors":
            self._check_exact(singles)
            return attackers
        kinds = {"contributors-slack": 1, "pairs": 2, "holdings": 3}[level]
        for kind in (singles, build_pair_insiders(table, self._cells), build_holding_insiders(table, self._cells))[
            :kinds
        ]:
            self._check_narrow(kind)
            attackers += 0 if kind is singles else len(kind)
        return attackers

    def _list_needed_claims(self) -> dict[tuple[int, int], Ints]:
        """Return the claims for each unsafe cell and side that needs a blur; name those without any."""
        table, found = self.folder.table, self.claims.by_side()
        rows = {}
        for cell in np.flatnonzero(table.primary).tolist():
            for side, need in ((1, table.upper[cell]), (-1, table.lower[cell])):
                if need and (cell, side) not in found:
                    fr, en = SIDE_WORDS[side]
                    self.say("disclosure-claim-missing", cell=table.name(cell), side=fr, side_en=en)
                elif need:
                    rows[cell, side] = found[cell, side]
        return rows

    def _find_ruled_out(self, attackers: Insiders, claims: Claims) -> tuple[Ints, Ints]:
        """Return the claims that attackers can rule out, and those attackers; each pair once."""
        columns = self._column[claims.cells]
        steps, blur = claims.steps[claims.entry_claims], claims.blur[claims.entry_claims]
        first = attackers.starts[columns]
        there = first < attackers.starts[columns + 1]
        top = np.zeros(len(columns), dtype=np.int64)
        top[there] = attackers.amounts[first[there]]
        made_up = np.zeros(len(attackers.values), dtype=bool)
        made_up[attackers.columns[attackers.whole]] = True
        whole = made_up[columns]
        tight = np.zeros(len(columns), dtype=bool)
        down = np.flatnonzero((claims.amounts < 0) & there & attackers.bounded[columns])
        room = attackers.values[columns[down]] - top[down]
        tight[down] = is_below_zero(room, steps[down], blur[down], claims.amounts[down])
        spots = np.flatnonzero(whole | tight)
        columns, sizes = columns[spots], attackers.starts[columns[spots] + 1] - attackers.starts[columns[spots]]
        entries = np.repeat(attackers.starts[columns] - (np.cumsum(sizes) - sizes), sizes) + np.arange(int(sizes.sum()))
        spots = np.repeat(spots, sizes)
        out = attackers.whole[entries].copy()
        floors = np.flatnonzero(attackers.bounded[attackers.columns[entries]])
        room = attackers.values[attackers.columns[entries[floors]]] - attackers.amounts[entries[floors]]
        at = spots[floors]
        out[floors] |= is_below_zero(room, steps[at], blur[at], claims.amounts[at])
        found, _ = _count_pairs(claims.entry_claims[spots[out]], attackers.who[entries[out]])
        return found[0], found[1]

    def _check_narrow(self, attackers: Insiders) -> None:
        """Name each attacker who can rule out every claim about an unsafe cell of others."""
        number, who = self._find_ruled_out(attackers, self.claims)
        sides = {key: place for place, key in enumerate(self._rows)}
        of_claim = np.full(len(self.claims), -1, dtype=np.int64)
        for key, places in self._rows.items():
            of_claim[places] = sides[key]
        counts = np.array([len(places) for places in self._rows.values()], dtype=np.int64)
        kept = of_claim[number] >= 0
        pairs, times = _count_pairs(of_claim[number[kept]], who[kept])
        keys = list(self._rows)
        every = times == counts[pairs[0]]
        for side, member in pairs[:, every].T.tolist():
            self._report_unless_less_is_asked(attackers, keys[side], member)

    def _report_unless_less_is_asked(self, attackers: Insiders, key: tuple[int, int], attacker: int) -> None:
        """Name an attacker who rules all claims out, unless it holds so much of the cell itself that others have less
        than the blur, and a claim serves for what they have."""
        cell, side = key
        column = int(self._column[cell])
        own, whole = attackers.share(attacker, column)
        if whole:
            return
        rest = int(attackers.values[column]) - own
        if side < 0 and 0 <= rest < self.folder.table.lower[cell]:
            if rest == 0:
                return
            serving = [
                less
                for less in self._iter_scaled_claims(key, rest)
                if attacker not in self._find_ruled_out(attackers, less)[1]
            ]
            self.used.update(*(less.numbers.tolist() for less in serving))
            if serving:
                return
        self._name(attackers.name(attacker), cell, side)

    def _name(self, who: Text, cell: int, side: int) -> None:
        fr, en = SIDE_WORDS[side]
        self.say(
            "disclosure-attacker-narrow",
            cell=self.folder.table.name(cell),
            side=fr,
            side_en=en,
            who=who.fr,
            who_en=who.en,
        )

    def _check_exact(self, singles: Insiders) -> None:
        """Name each contributor against whom neither the spanning vectors nor a claim keep an unsafe cell moving."""
        table = self.folder.table
        chosen = np.flatnonzero(self.spanning)
        spanning = self.certificate.spanning
        rows = np.zeros((len(self._cells), len(chosen)), dtype=spanning.amounts.dtype)
        for place, vector in enumerate(chosen.tolist()):
            span = slice(spanning.starts[vector], spanning.starts[vector + 1])
            rows[self._column[spanning.cells[span]], place] = spanning.amounts[span]
        primaries = np.flatnonzero(table.primary)
        columns = self._column[primaries]
        lines = number_directions(rows)
        # Where others have exactly nothing, the cell can only rise: standing still is enough, and a claim may raise it.
        full = singles.bounded[singles.columns] & (singles.amounts == singles.values[singles.columns])
        full |= singles.whole
        for holder in np.unique(singles.who[full]).tolist():
            spots = singles.entries(holder)
            spots = spots[full[spots]]
            fixed, known_alone = singles.columns[spots], singles.whole[spots]
            known = np.unique(lines[fixed])
            known = known[known > 0]
            still = (lines[columns] == 0) | np.isin(lines[columns], known)
            if len(known) > 1:
                still = ~is_outside_span(rows[fixed], rows[columns])
            for cell, column in zip(primaries[still].tolist(), columns[still].tolist(), strict=True):
                if singles.mark_concerned(np.array([holder]), column)[0] and not self._has_valid_claim(
                    cell, fixed[known_alone], fixed[~known_alone]
                ):
                    who = singles.name(holder)
                    self.say("disclosure-attacker-exact", cell=table.name(cell), who=who.fr, who_en=who.en)

    def _has_valid_claim(self, cell: int, fixed: Ints, least: Ints) -> bool:
        """Whether some claim about a cell moves none of the columns that an attacker knows, and lowers none of those
        that it knows to be no less than they are."""
        for side in (1, -1):
            for place in self._rows.get((cell, side), EMPTY_INTS).tolist():
                claim = self.claims.one(place)
                mine = self._column[claim.cells]
                if not np.isin(mine, fixed).any() and not (np.isin(mine, least) & (claim.amounts < 0)).any():
                    return True
        return False

    def _iter_scaled_claims(self, key: tuple[int, int], rest: int) -> Iterator[Claims]:
        """Yield the claims about a side of a cell, one by one and scaled to less than its blur, that are possible."""
        for places, claims in (
            (self._rows.get(key, EMPTY_INTS), self.claims),
            (self._partial.get(key, EMPTY_INTS), self.partial),
        ):
            for place in places.tolist():
                less = replace(claims.one(place), blur=np.array([rest], dtype=np.int64))
                if not len(self.room.find_exceeding_entries(less)):
                    yield less
