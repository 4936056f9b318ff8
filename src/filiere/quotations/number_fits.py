"""When a printed number fits a figure.

- **Printed precision.** A number with decimals is precise to its last one, in its scale (3.6 billion: a tenth of a
  billion). A whole number of a thousand or more is precise to its last figure that is not zero. Below a thousand, and
  for a percentage, it is precise to the unit; a share in words too, after its own rounding: two thirds are 66 or 67 %.
- **A fit** is a rounding, half up or half to even, or a truncation of the figure at that precision. For a whole number
  that ends in zeros, which says little of its own precision, the figure is also at most 10 % away.
- **Hedges** widen: *about* by 2 % on both sides, *more than* by 2 % above, *less than* by 2 % below, a share in words
  by five points: *près de la moitié* is 46 %.
- **Ranges.** A range fits a range of the same ends. It *overlaps* a figure that lies in it, and a number overlaps a
  range that holds it; an overlap is told as such.
- **Open figures** (at least, at most) are fitted by their bound. A number on their open side does not fit them, nor do
  they contradict it, up to once and a half the bound: who says *plus de 2 900* does not mean 35,000.
- **Sign.** A fall said in words is the same as a minus. A number without a word of rise or fall is compared without
  sign.
"""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Literal

from filiere.figures import Figure
from filiere.quotations.mentions import Mention
from filiere.quotations.units import UNIT_SCALES

Fit = Literal["equal", "rounded", "hedged", "overlap", "none"]

HEDGE = Decimal("0.02")
FRACTION_HEDGE = Decimal(5)
MOST_ROUNDING = Decimal("0.1")
FARTHEST = Decimal("1.5")
FARTHEST_SIZE = Decimal(20)
OUT_OF_SIZE = Decimal(100)
"""How many times larger or smaller than all figures of a topic a number is that cannot speak of it."""
_HUNDRED = Decimal(100)


def scale_figure(figure: Figure) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Return value, low and high of a figure in the unit that texts are read in: euros, not millions of them."""
    scale = UNIT_SCALES.get(figure.unit)
    if scale is None:
        return figure.value, figure.low, figure.high
    return tuple(None if one is None else one * scale for one in (figure.value, figure.low, figure.high))  # type: ignore[return-value]


def find_fit(mention: Mention, figure: Figure, *, growth: bool = False) -> Fit:
    """Return how a mention fits a figure."""
    value, low, high = scale_figure(figure)
    numbers = mention.numbers
    if growth and mention.unit == "times":
        numbers = tuple((one - 1) * _HUNDRED for one in numbers)
    if value is not None and value < 0:
        value, low, high = _drop_sign(mention, value, low, high)
        if value is None:
            return "none"
        numbers = tuple(abs(one) for one in numbers)
    elif mention.sign < 0 and growth:
        return "none"
    if mention.bound == "range" and len(numbers) == 2:
        return _fit_range(numbers[0], numbers[1], value, low, high, mention.step)
    if not numbers:
        return "none"
    return _fit_number(numbers[0], mention, value, low, high)


def _drop_sign(
    mention: Mention, value: Decimal, low: Decimal | None, high: Decimal | None
) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """Return a fall as a positive number for a text that says *recul*, a minus, or neither; None for one that rises."""
    if mention.sign > 0:
        return None, None, None
    return -value, None if high is None else -high, None if low is None else -low


def _fit_number(
    number: Decimal, mention: Mention, value: Decimal | None, low: Decimal | None, high: Decimal | None
) -> Fit:
    points = [one for one in ((value,) if value is not None else (low, high)) if one is not None]
    open_sided = value is None and (low is None or high is None)
    if value is not None or open_sided:
        for point in points:
            found = _fit_point(number, mention, point)
            if found != "none":
                return found
    if low is not None and high is not None:
        if low <= number <= high:
            return "overlap"
        if value is None and mention.bound == "about" and low * (1 - HEDGE) <= number <= high * (1 + HEDGE):
            return "overlap"
    return "none"


def _fit_point(number: Decimal, mention: Mention, point: Decimal) -> Fit:
    if number == point:
        return "equal"
    if is_rounding(number, point, mention.step, mention.fraction):
        return "rounded"
    # « Près de la moitié » is looser than a number: five points.
    slack = FRACTION_HEDGE if mention.fraction else abs(number) * HEDGE
    gap = point - number
    hedged = (
        (mention.bound == "about" and abs(gap) <= slack)
        or (mention.bound == "at_least" and 0 <= gap <= slack)
        or (mention.bound == "at_most" and -slack <= gap <= 0)
    )
    return "hedged" if hedged else "none"


def is_rounding(number: Decimal, point: Decimal, step: Decimal, fraction: bool = False) -> bool:
    """Tell whether a number is a rounding or a truncation of a point at a step."""
    if fraction:
        # The share itself was rounded once: 66.67 stands for 66 and for 67.
        return any(
            number.quantize(Decimal(1), mode) in {point.quantize(Decimal(1), other) for other in _MODES}
            for mode in (ROUND_HALF_UP, ROUND_DOWN)
        )
    if number % step:
        return False
    if abs(number) >= 1000 and number % 10 == 0 and abs(point - number) > abs(number) * MOST_ROUNDING:
        return False
    scaled = point / step
    return any((scaled.to_integral_value(mode) * step) == number for mode in _MODES)


_MODES = (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)


def _fit_range(
    first: Decimal, second: Decimal, value: Decimal | None, low: Decimal | None, high: Decimal | None, step: Decimal
) -> Fit:
    if low is not None and high is not None and is_rounding(first, low, step) and is_rounding(second, high, step):
        return "equal" if (first, second) == (low, high) else "rounded"
    if value is not None:
        return "overlap" if first <= value <= second else "none"
    if low is not None and high is not None:
        return "overlap" if first <= high and low <= second else "none"
    return "none"


def is_alike(mention: Mention, figure: Figure, *, growth: bool = False, most: Decimal = FARTHEST_SIZE) -> bool:
    """Tell whether a number is of the size of a figure, so that one may be meant for the other: at most ten times,
    twice over, more or less, unless ``most`` says otherwise. A count of a few beside one of many thousands counts
    something else."""
    if growth or mention.unit in {"%", "points"}:
        return True
    known = [abs(one) for one in scale_figure(figure) if one]
    numbers = [abs(one) for one in mention.numbers if one]
    if not known or not numbers:
        return True
    return min(known) / most <= max(numbers) and min(numbers) <= max(known) * most


def is_consistent(mention: Mention, figure: Figure) -> bool:
    """Tell whether a figure does not contradict a number that does not fit it: open sides, and bounds that hold.

    « Plus de 200 000 » is true of 290,000, and “at least 2,900” says nothing against 3,500.
    """
    value, low, high = scale_figure(figure)
    numbers = mention.numbers
    if not numbers:
        return True
    bottom = value if value is not None else low
    top = value if value is not None else high
    if mention.bound == "at_least":
        return top is None or top >= numbers[0]
    if mention.bound == "at_most":
        return bottom is None or bottom <= numbers[0]
    if value is not None:
        return False
    if low is not None and high is None:
        return low <= numbers[-1] <= low * FARTHEST
    if high is not None and low is None:
        return high / FARTHEST <= numbers[0] <= high
    return False
