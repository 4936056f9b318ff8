"""Exact numbers in and out: what a dossier gives becomes a fraction, what a reader gets becomes a decimal.

Inside, every score is an ``int`` or a ``Fraction``: a third stays a third until a rounding rule of the release says
otherwise, because a tenth of a point decides a label. A binary float has no place here.
"""

from decimal import Context, Decimal
from fractions import Fraction

from filiere.core.numbers import scale_down
from filiere.referentials.language.functions import round_exactly
from filiere.referentials.language.values import Number

LOWEST, HIGHEST = 0, 100
SHOWN_DIGITS = 12
_LONG_NUMBER = 10**15


def to_exact(value: int | str | Decimal | Fraction) -> Number:
    """Return a number exactly as it is written, an ``int`` when it is whole."""
    if type(value) is int:
        return value
    if isinstance(value, (float, bool)):
        raise TypeError(f"{value!r} is not an exact number")
    if isinstance(value, Decimal) and value.is_finite():
        # Most of a dossier is whole numbers: of these no fraction is made.
        above, below = value.as_integer_ratio()
        return above if below == 1 else Fraction(above, below)
    number = value if isinstance(value, Fraction) else Fraction(value)
    return number.numerator if number.denominator == 1 else number


def clamp_points(points: Number) -> Number:
    """Return points held within 0 and 100, the ends of every scale of scores."""
    # Whole numbers are compared: a fraction compares in ten times as long, and most lie within.
    above, below = points.numerator, points.denominator
    return points if LOWEST * below <= above <= HIGHEST * below else LOWEST if above < LOWEST else HIGHEST


def to_decimal(value: Number, digits: int | None = None) -> Decimal:
    """Return the decimal of an exact number.

    With ``digits``, exactly that many decimals, which a rounding rule has made true. Without, all its decimals when
    they end, else twelve of them, half up.
    """
    if value.denominator == 1 and digits is None:
        return Decimal(value.numerator)
    if digits is not None:
        whole, rest = divmod(value.numerator * 10**digits, value.denominator)
        return scale_down(whole if not rest else round(Fraction(value) * 10**digits), digits)
    number = Fraction(value)
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        number = Fraction(round_exactly(number, SHOWN_DIGITS))
    if abs(number) < _LONG_NUMBER:
        plain = (Decimal(number.numerator) / Decimal(number.denominator)).normalize()
    else:
        # Of the ordinary precision too little would be left for the decimals, and none to write the whole.
        plain = scale_down(int(Fraction(round_exactly(number, SHOWN_DIGITS)) * 10**SHOWN_DIGITS), SHOWN_DIGITS)
        plain = plain.normalize(Context(prec=len(plain.as_tuple().digits)))
    return plain if plain.as_tuple().exponent <= 0 else Decimal(int(plain))  # type: ignore[operator]
