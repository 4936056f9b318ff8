"""What cells of linked tables have in common and apart, found slowly: every two cells, every two finds, until no more.

Nothing here knows the code under test. A find is named by a number; ``held`` has what is in it, ``ties`` the sums.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

Codes = tuple[str, ...]
Held = Mapping[int, int]
Marked = Mapping[int, tuple[int, int]]
"""Who has how much, and at how many places nothing."""


@dataclass
class Found:
    """The finds of a table: what is in each, what ties them to cells, and what each lies between."""

    held: dict[Codes, dict[int, int]] = field(default_factory=dict)
    ties: list[tuple[list[Codes], list[Codes]]] = field(default_factory=list)
    sides: list[tuple[str, Codes, Codes]] = field(default_factory=list)
    pairs: list[tuple[Codes, Codes]] = field(default_factory=list)


def apart(one: Marked, other: Marked) -> dict[int, tuple[int, int]]:
    """By how much each contributor differs; who has the same in both, of the same rows, does not."""
    none = (0, 0)
    return {who: less(one.get(who, none), other.get(who, none))
            for who in sorted({*one, *other}) if one.get(who) != other.get(who)}  # fmt: skip


def less(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] - other[0], one[1] - other[1]


def parted(one: Marked, other: Marked) -> tuple[dict[int, tuple[int, int]], ...]:
    """What is in both, in the one only, in the other only: of unlike amounts the less is in both, unless below zero; of
    like ones that which has fewer places of nothing."""
    both = {
        who: min(one[who], other[who])
        for who in {*one} & {*other}
        if one[who] == other[who] or min(one[who], other[who]) >= (0, 0)
    }
    mine, theirs = (
        {who: less(told, both.get(who, (0, 0))) for who, told in held.items() if told != both.get(who)}
        for held in (one, other)
    )
    return both, mine, theirs


def plain(held: Marked) -> dict[int, int]:
    """Amounts alone."""
    return {who: amount for who, (amount, _) in held.items()}


def held_by(groups: Sequence[int], held: Marked) -> dict[int, tuple[int, int]]:
    """Who has how much, by holding."""
    found: dict[int, tuple[int, int]] = {}
    for who, (amount, nothing) in held.items():
        before = found.get(groups[who], (0, 0))
        found[groups[who]] = before[0] + amount, before[1] + nothing
    return found


def found_by_hand(
    cells: Mapping[Codes, Held],
    nothing: Mapping[Codes, Held],
    groups: Sequence[int],
    linked: Callable[[Codes, Codes], bool],
    unsafe: Callable[[Held], bool],
    minimum: int,
) -> Found:
    """Cross every two cells that are not ``linked`` by a table, have something alike, and differ by what is unsafe;
    then all finds of few with what they are parts of, or what are parts of them."""
    found = Found()
    every: dict[Codes, Marked] = {
        codes: {who: (amount, nothing[codes].get(who, 0)) for who, amount in held.items()}
        for codes, held in cells.items()
    }

    def name(kind: str, one: Codes, other: Codes, held: dict[int, tuple[int, int]]) -> Codes:
        for known, theirs in every.items():
            if theirs == held:
                return known
        new = (f"{kind} {len(found.held)}",)
        every[new], found.held[new] = held, plain(held)
        found.sides.append((kind, one, other))
        return new

    def cross(one: Codes, other: Codes) -> None:
        both, mine, theirs = parted(every[one], every[other])
        if not both:
            return
        common = name("both", one, other, both) if mine and theirs else other if mine else one
        for side, beside, rest in ((one, other, mine), (other, one, theirs)):
            parts = [common, *([name("less", side, beside, rest)] if rest else [])]
            if parts != [side]:
                found.ties.append(([side], parts))

    for one, other in combinations(cells, 2):
        # What is alike goes out by the subtraction: of a contributor, or of a holding whichever of its firms have it.
        both = every[one], every[other]
        grouped = held_by(groups, both[0]), held_by(groups, both[1])
        alike = any(
            told == theirs.get(who) or (told[0] and told[0] == theirs.get(who, (0, 0))[0])
            for held, theirs in (both, grouped)
            for who, told in held.items()
        )
        if linked(one, other) or not alike:
            continue
        difference = apart(every[one], every[other])
        if not difference:
            found.ties.append(([one], [other]))
        elif unsafe(plain(difference)):
            found.pairs.append((one, other))
            cross(one, other)
    done: set[frozenset[Codes]] = set()
    while True:
        few = [one for one in every if len(every[one]) <= 2 * (minimum - 1)]
        more = [
            (one, other)
            for one in found.held
            for other in few
            if one != other
            and len(every[one]) < minimum
            and (other not in found.held or len(every[other]) < minimum)
            and frozenset((one, other)) not in done
            and 0 < len(apart(every[one], every[other])) < minimum
            and (every[one].items() < every[other].items() or every[other].items() < every[one].items())
        ]
        if not more:
            return found
        for one, other in more:
            done.add(frozenset((one, other)))
            cross(one, other)
