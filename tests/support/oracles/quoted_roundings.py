"""Which figures of the register a quoted number fits: the rules of ``tests/quotations/README.md``, counted apart.

It shares nothing with the checker: values are decimals, a step is a power of ten, and every step down to a thousandth
of the last printed digit is tried.
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from filiere.figures import Figure

_SCALES = {"eur-million": Decimal(10) ** 6, "eur-billion": Decimal(10) ** 9}
_MONEY = frozenset({"eur", "eur-million", "eur-billion", "eur-per-hour", "eur-per-job", "gbp"})
_PEOPLE = frozenset({"job", "person", "employee", "fte", "position"})
# A third and two thirds in words are precise to the unit of their percentage.
_THIRDS = frozenset({Decimal("33.33"), Decimal("66.67")})
HEDGE = Decimal("0.02")


def written_out(figure: Figure) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Value, low and high of a figure without sign, in units: euros for money, people, per cent."""
    scale = _SCALES.get(figure.unit, Decimal(1))
    low, middle, high = (None if one is None else abs(one) * scale for one in (figure.low, figure.value, figure.high))
    return middle, low, high


def _step(printed: Decimal, percent: bool) -> Decimal:
    """The unit of the last printed digit; 8.0 is precise to a tenth."""
    exponent = int(printed.as_tuple().exponent)
    if exponent >= 0:
        exponent = int(printed.normalize().as_tuple().exponent)
    if exponent > 0 and (percent or printed < 1000):
        exponent = 0
    return Decimal(1).scaleb(exponent)


def rounds_to(value: Decimal, printed: Decimal, *, percent: bool = False, hedge: Decimal = Decimal(0)) -> bool:
    """Whether some rounding or truncation of a value at the printed precision gives the number."""
    if printed in _THIRDS:
        return abs(value - printed) <= 1
    if abs(value - printed) <= hedge * printed:
        return True
    step = _step(printed, percent)
    return any(
        (value / one).quantize(Decimal(1), rule) * one == printed
        for one in (step, step / 10, step / 100, step / 1000)
        for rule in (ROUND_HALF_UP, ROUND_DOWN)
    )


def fits(figure: Figure, printed: Sequence[Decimal], *, hedge: Decimal = Decimal(0)) -> bool:
    """Whether a number, or both ends of a range, fit a figure; a number within a range of the register fits it too."""
    percent = figure.unit in ("percent", "percentage-point")
    middle, low, high = written_out(figure)
    known = [one for one in (middle, low, high) if one is not None]
    if all(any(rounds_to(one, end, percent=percent, hedge=hedge) for one in known) for end in printed):
        return True
    return len(printed) == 1 and low is not None and high is not None and low <= printed[0] <= high


def kind_of(figure: Figure) -> str:
    """What the unit of a figure counts: two figures of different kinds are never mistaken for each other."""
    if figure.unit in _MONEY:
        return "money"
    if figure.unit in ("percent", "percentage-point"):
        return "percent"
    return "people" if figure.unit in _PEOPLE else figure.unit


def differing_parts(this: Figure, other: Figure) -> set[str]:
    """The parts of the scope in which two figures differ; jobs and people are one measure."""
    found = {
        one for one in ("indicator", "category", "segment", "territory") if getattr(this, one) != getattr(other, one)
    }
    alike = {"jobs": "people", "headcount": "people"}
    if alike.get(this.measure or "", this.measure) != alike.get(other.measure or "", other.measure):
        found.add("measure")
    if not this.period.overlaps(other.period):
        found.add("period")
    return found
