"""The functions of the language, on exact numbers.

Each does one thing to values already known to be numbers; what unknown and not applicable do to them is the business
of the evaluation, so that the rule is written once.
"""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from filiere.referentials.language.values import Number

ROUNDING_MODES = ("half_up", "half_even", "half_down", "up", "down", "ceiling", "floor")
ROOT_DIGITS = 40


@dataclass(frozen=True, slots=True)
class CallShape:
    """How many arguments a function takes, and how it is written, for the message of a wrong call."""

    least: int
    most: int | None
    usage: str


SHAPES = {
    "min": CallShape(1, None, "min(a, b, …)"),
    "max": CallShape(1, None, "max(a, b, …)"),
    "sum": CallShape(1, None, "sum(a, b, …)"),
    "mean": CallShape(1, None, "mean(a, b, …)"),
    "count": CallShape(1, None, "count(a, b, …)"),
    "any": CallShape(1, None, "any(a, b, …)"),
    "all": CallShape(1, None, "all(a, b, …)"),
    "round": CallShape(1, 3, "round(x, digits, mode)"),
    "ceil": CallShape(1, 1, "ceil(x)"),
    "floor": CallShape(1, 1, "floor(x)"),
    "sqrt": CallShape(1, 1, "sqrt(x)"),
    "abs": CallShape(1, 1, "abs(x)"),
    "known": CallShape(1, 1, "known(x)"),
    "level": CallShape(1, 1, "level(criterion)"),
    "score": CallShape(1, 1, "score(key)"),
    "findings": CallShape(1, None, "findings(kind, …)"),
    "grid": CallShape(2, 2, "grid(x, [[x0, y0], [x1, y1], …])"),
    "stairs": CallShape(2, 2, "stairs(x, [[x0, y0], [x1, y1], …])"),
    "convert": CallShape(3, 3, "convert(x, 'MWh', 'kWh')"),
}

AGGREGATES = frozenset({"min", "max", "sum", "mean", "count", "any", "all"})
LOOKUPS = frozenset({"level", "score", "findings"})

Points = tuple[tuple[Number, Number], ...]
Curve = Callable[[Number], Number]


def round_exactly(value: Number, digits: int = 0, mode: str = "half_up") -> Number:
    """Return ``value`` rounded to ``digits`` decimals (negative ones round to tens), exactly.

    ``half_up`` sends a half away from zero, as decimal arithmetic names it.
    """
    # On plain integers: this runs for every figure of every dossier.
    up, down = (10**digits, 1) if digits >= 0 else (1, 10**-digits)
    divisor = value.denominator * down
    whole, rest = divmod(abs(value.numerator) * up, divisor)
    negative = value.numerator < 0
    twice = 2 * rest
    if mode == "half_up":
        more = twice >= divisor
    elif mode == "half_even":
        more = twice > divisor or (twice == divisor and whole % 2 == 1)
    elif mode == "half_down":
        more = twice > divisor
    elif mode == "up":
        more = rest > 0
    elif mode == "down":
        more = False
    elif mode == "ceiling":
        more = rest > 0 and not negative
    elif mode == "floor":
        more = rest > 0 and negative
    else:
        raise ValueError(f"{mode!r} is not one of {ROUNDING_MODES}")
    whole += more
    return Fraction((-whole if negative else whole) * down, up)


def square_root(value: Number) -> Number:
    """Return the square root of a number that is not negative, to 40 significant digits, hence exact on short squares.

    Both steps are correctly rounded, so that a greater number never gets a smaller root.
    """
    fraction = Fraction(value)
    context = Context(prec=ROOT_DIGITS)
    quotient = context.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))
    return Fraction(context.sqrt(quotient))


def piecewise_linear(points: Points) -> Curve:
    """Return the function that joins points by straight lines and is flat outside; abscissas strictly rising."""
    abscissas = [x for x, _ in points]

    def at(x: Number) -> Number:
        after = bisect_right(abscissas, x)
        if after == 0:
            return points[0][1]
        if after == len(points):
            return points[-1][1]
        (x0, y0), (x1, y1) = points[after - 1], points[after]
        return y0 + Fraction(y1 - y0) * (x - x0) / (x1 - x0)

    return at


def step_function(points: Points) -> Curve:
    """Return the function that jumps at each abscissa, and keeps the first value below the first one."""
    abscissas = [x for x, _ in points]

    def at(x: Number) -> Number:
        return points[max(bisect_right(abscissas, x) - 1, 0)][1]

    return at


CURVES: dict[str, Callable[[Points], Curve]] = {"grid": piecewise_linear, "stairs": step_function}
