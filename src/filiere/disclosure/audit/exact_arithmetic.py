"""Comparisons of products of whole numbers that may not fit 64 bits: exact, and quick where they do."""

from math import gcd

import numpy as np

IntegerArray = np.ndarray
"""Whole numbers, as 64 bits or as Python’s own."""


def is_below_zero(this: IntegerArray, other: IntegerArray, third: IntegerArray, fourth: IntegerArray) -> np.ndarray:
    """Return where ``one · other + third · fourth < 0``."""
    if all(part.dtype != object for part in (this, other, third, fourth)):
        if not len(this):
            return np.zeros(0, dtype=bool)
        most = [int(np.abs(part).max()) for part in (this, other, third, fourth)]
        if most[0] * most[1] < 2**61 and most[2] * most[3] < 2**61:
            return np.asarray(this * other + third * fourth < 0, dtype=bool)
        first, second = this.astype(float) * other, third.astype(float) * fourth
        total, doubt = first + second, 1e-12 * (np.abs(first) + np.abs(second))
        found: np.ndarray = total < 0
        near = np.flatnonzero(np.abs(total) <= doubt)
    else:
        found = np.zeros(len(this), dtype=bool)
        near = np.arange(len(this))
    parts = zip(*(part[near].tolist() for part in (this, other, third, fourth)), strict=True)
    found[near] = [a * b + c * d < 0 for a, b, c, d in parts]
    return np.asarray(found, dtype=bool)


def sum_by_key(keys: np.ndarray, amounts: IntegerArray) -> tuple[np.ndarray, IntegerArray]:
    """Return the keys once, rising, and the sum of the amounts of each."""
    if not len(keys):
        return keys, amounts
    order = np.argsort(keys, kind="stable")
    keys, amounts = keys[order], amounts[order]
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    return keys[first], np.add.reduceat(amounts, first)


def number_directions(rows: IntegerArray) -> np.ndarray:
    """Return a number for each row, the same for multiples of each other; 0 for a row of zeros."""
    seen: dict[tuple[int, ...], int] = {}
    found = np.zeros(len(rows), dtype=np.int64)
    for place, row in enumerate(rows.tolist()):
        shared = gcd(*row)
        if shared:
            lead = next(one for one in row if one)
            key = tuple(one // (shared if lead > 0 else -shared) for one in row)
            found[place] = seen.setdefault(key, len(seen) + 1)
    return found


def is_outside_span(known: IntegerArray, asked: IntegerArray) -> np.ndarray:
    """Return which rows of ``asked`` are no combination of the rows of ``known``; both in whole numbers."""
    most = max((int(abs(part).max()) for part in (known, asked) if part.size), default=0)
    basis: list[tuple[int, np.ndarray]] = []
    rows = known.astype(object)
    for row in rows:
        left = _reduce_rows(row[None, :], basis)[0]
        places = np.flatnonzero(left)
        if len(places):
            basis.append((int(places[0]), left))
    # Each step multiplies by an entry of the basis: a single one keeps small numbers within 64 bits.
    if len(basis) == 1 and most < 2**30:
        basis = [(lead, row.astype(np.int64)) for lead, row in basis]
        return np.asarray(_reduce_rows(asked.astype(np.int64), basis).any(axis=1))
    return np.asarray((_reduce_rows(asked.astype(object), basis) != 0).any(axis=1))


def _reduce_rows(rows: IntegerArray, basis: list[tuple[int, np.ndarray]]) -> IntegerArray:
    """Return multiples of the rows less their part in the span of a basis."""
    for lead, row in basis:
        rows = rows * row[lead] - rows[:, lead : lead + 1] * row
    return rows
