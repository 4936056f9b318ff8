"""Who has how much, compared: what two vectors have in common and apart, and names by which equal ones are found."""

from collections.abc import Iterable, Mapping

import numpy as np

from filiere.disclosure.system import Holdings, Ints

Vector = tuple[tuple[int, int], ...]
"""Who has how much, by contributor."""


def split_vectors(this: Mapping[int, int], other: Mapping[int, int]) -> tuple[Vector, Vector, Vector]:
    """Return what is in both, in one only, and in the other only; who has more in one has the rest there, and below
    nothing there is no rest."""
    both, mine, theirs = dict[int, int](), dict[int, int](), dict[int, int]()
    for who in this.keys() | other.keys():
        if who not in other:
            mine[who] = this[who]
        elif who not in this:
            theirs[who] = other[who]
        elif this[who] == other[who] or min(this[who], other[who]) >= 0:
            both[who] = min(this[who], other[who])
            if this[who] > both[who]:
                mine[who] = this[who] - both[who]
            if other[who] > both[who]:
                theirs[who] = other[who] - both[who]
        else:
            mine[who], theirs[who] = this[who], other[who]
    found = (tuple(sorted(some.items())) for some in (both, mine, theirs))
    return next(found), next(found), next(found)


def subtract_vectors(this: Mapping[int, int], other: Mapping[int, int]) -> Vector:
    """Return what each contributor has more in the second; who has the same has no part."""
    return tuple(
        (who, other.get(who, 0) - this.get(who, 0))
        for who in sorted(this.keys() | other.keys())
        if this.get(who) != other.get(who)
    )


def normalize_row(row: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the same for a row and for the row the other way round; what is on both sides falls out."""
    tally: dict[int, int] = {}
    for place, sign in row:
        tally[place] = tally.get(place, 0) + sign
    found = sorted((place, sign) for place, sign in tally.items() if sign)
    return tuple(found if not found or found[0][1] > 0 else ((place, -sign) for place, sign in found))


_MIX_FACTORS = (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)


def fingerprint_cells(holdings: Holdings) -> Ints:
    """Return a number for each cell that is the same where the same contributors have the same amounts: the sum of what
    is mixed of each. Equal by chance does no harm, since contributors are compared where numbers are equal."""
    mixed = _mix_hashes(holdings.owners, holdings.amounts)
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mixed, dtype=np.uint64)])
    found: Ints = (sums[holdings.starts[1:]] - sums[holdings.starts[:-1]]).astype(np.int64)
    return found


def fingerprint_vector(held: Vector) -> int:
    who, amounts = np.array(held, dtype=np.int64).reshape(-1, 2).T
    return int(_mix_hashes(who, amounts).sum(dtype=np.uint64).astype(np.int64))


def _mix_hashes(who: Ints, amounts: Ints) -> np.ndarray:
    return _scatter_bits(_scatter_bits(who.astype(np.uint64)) ^ amounts.astype(np.uint64))


def _scatter_bits(numbers: np.ndarray) -> np.ndarray:
    """Return numbers of 64 bits scattered over all of them: Steele, Lea and Flood’s SplitMix64 (OOPSLA 2014)."""
    found = numbers * np.uint64(_MIX_FACTORS[0]) + np.uint64(_MIX_FACTORS[0])
    found = (found ^ (found >> np.uint64(30))) * np.uint64(_MIX_FACTORS[1])
    found = (found ^ (found >> np.uint64(27))) * np.uint64(_MIX_FACTORS[2])
    return found ^ (found >> np.uint64(31))
