"""The exact interval of a proportion (Clopper and Pearson, 1934), by bisection on sums of whole numbers.

Written without the product and without a special function: the tail of a binomial law is a quotient of integers when
the proportion is a fraction of a power of two, so that nothing is rounded before the last step.
"""

from math import comb

_BITS = 30


def _tail(count: int, of: int, step: int) -> int:
    """``2 ** (_BITS * of)`` times the chance of ``count`` or more successes, each at ``step / 2 ** _BITS``."""
    other = (1 << _BITS) - step
    return sum(comb(of, one) * step**one * other ** (of - one) for one in range(count, of + 1))


def _bisect(count: int, of: int, chance: tuple[int, int]) -> float:
    """The proportion at which ``count`` or more successes of ``of`` have this chance (numerator, denominator)."""
    low, high = 0, 1 << _BITS
    while high - low > 1 << (_BITS - 16):
        middle = (low + high) // 2
        if _tail(count, of, middle) * chance[1] < chance[0] << (_BITS * of):
            low = middle
        else:
            high = middle
    return (low + high) / 2 / (1 << _BITS)


def bound_proportion(count: int, of: int) -> tuple[float, float]:
    """The interval at 95 % of a proportion seen as ``count`` of ``of``; all of it when nothing was seen.

    Both bounds are right to a few hundred-thousandths: enough to print thousandths.
    """
    if not of:
        return 0.0, 1.0
    low = 0.0 if count == 0 else _bisect(count, of, (25, 1000))
    high = 1.0 if count == of else _bisect(count + 1, of, (975, 1000))
    return low, high
