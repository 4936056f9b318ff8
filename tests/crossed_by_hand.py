"""What cells of linked tables have in common and apart, found slowly: every two cells, every two finds, until no more.

Nothing here knows the code under test. A find is named by a number; ``held`` has what is in it, ``ties`` the sums.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import combinations

Codes = tuple[str, ...]
Held = Mapping[int, int]


@dataclass
class Found:
    """The finds of a table: what is in each, what ties them to cells, and what each lies between."""

    held: dict[Codes, dict[int, int]] = field(default_factory=dict)
    ties: list[tuple[list[Codes], list[Codes]]] = field(default_factory=list)
    sides: list[tuple[str, Codes, Codes]] = field(default_factory=list)
    pairs: list[tuple[Codes, Codes]] = field(default_factory=list)


def apart(one: Held, other: Held) -> dict[int, int]:
    """By how much each contributor differs; who has the same in both does not."""
    return {
        who: one.get(who, 0) - other.get(who, 0) for who in sorted({*one, *other}) if one.get(who) != other.get(who)
    }


def parted(one: Held, other: Held) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """What is in both, in the one only, in the other only: of unlike amounts the less is in both, unless below zero."""
    both = {
        who: min(one[who], other[who])
        for who in {*one} & {*other}
        if one[who] == other[who] or min(one[who], other[who]) >= 0
    }
    mine, theirs = (
        {who: amount - both.get(who, 0) for who, amount in held.items() if amount != both.get(who)}
        for held in (one, other)
    )
    return both, mine, theirs


def found_by_hand(
    cells: Mapping[Codes, Held], linked: Callable[[Codes, Codes], bool], unsafe: Callable[[Held], bool], minimum: int
) -> Found:
    """Cross every two cells that are not ``linked`` by a table, have something alike, and differ by what is unsafe;
    then all finds of few with what they are parts of, or what are parts of them."""
    found = Found()
    every: dict[Codes, Held] = dict(cells)

    def name(kind: str, one: Codes, other: Codes, held: dict[int, int]) -> Codes:
        for known, theirs in every.items():
            if theirs == held:
                return known
        new = (f"{kind} {len(found.held)}",)
        every[new] = found.held[new] = held
        found.sides.append((kind, one, other))
        return new

    def cross(one: Codes, other: Codes) -> None:
        both, mine, theirs = parted(every[one], every[other])
        common = name("both", one, other, both) if mine and theirs else other if mine else one
        for side, beside, rest in ((one, other, mine), (other, one, theirs)):
            parts = [common, *([name("less", side, beside, rest)] if rest else [])]
            if parts != [side]:
                found.ties.append(([side], parts))

    for one, other in combinations(cells, 2):
        alike = any(cells[one][who] == cells[other].get(who) for who in cells[one])
        if linked(one, other) or not alike:
            continue
        difference = apart(cells[one], cells[other])
        if not difference:
            found.ties.append(([one], [other]))
        elif unsafe(difference):
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
