"""Arithmetic on bounds: the least and the greatest a number can be, exact, with infinity where nothing bounds it."""

from fractions import Fraction
from typing import Any

from filiere.referentials.language.values import (
    INFINITY,
    NOT_APPLICABLE,
    UNKNOWN,
    Anything,
    Bounds,
    ExtendedNumber,
    OneOf,
    Range,
    Unknown,
    Value,
    is_too_long,
)

ANY_OUTCOME: frozenset[Value] = frozenset({True, False, UNKNOWN, NOT_APPLICABLE})

# Beyond this many pairs of possible values a comparison looks at their bounds only.
MAX_COMBINATIONS = 4096

UNBOUNDED = Bounds(not_applicable=True, unknown=True)


def is_number(part: object) -> bool:
    """Return whether a plain value is a number."""
    return isinstance(part, (int, Fraction)) and not isinstance(part, bool)


def to_bounds(part: Any) -> Bounds | None:
    """Return the bounds of a number, known or not; None when it may be no number at all."""
    if isinstance(part, Bounds):
        return part
    if is_number(part):
        return Bounds(part, part)
    if part is NOT_APPLICABLE:
        return Bounds(0, 0, not_applicable=True, empty=True)
    if isinstance(part, Unknown):
        return Bounds(0, 0, unknown=True, empty=True)
    if isinstance(part, Anything):
        return UNBOUNDED
    if isinstance(part, OneOf) and part.values:
        spans = [to_bounds(value) for value in part.values]
        return None if None in spans else hull_bounds([span for span in spans if span is not None])
    return None


def collapse_bounds(span: Bounds) -> Value | Range:
    """Return bounds as the plain value they leave, when they leave only one."""
    if span.empty:
        values: set[Value] = set()
        if span.not_applicable:
            values.add(NOT_APPLICABLE)
        if span.unknown:
            values.add(UNKNOWN)
        return NOT_APPLICABLE if values == {NOT_APPLICABLE} else OneOf(frozenset(values))
    if span.low == span.high and not span.not_applicable and not span.unknown and not isinstance(span.low, float):
        return span.low
    return span


def limit_bounds(span: Bounds) -> Bounds:
    """Return bounds, or those of any number where an end is too long: what reaches it is unknown."""
    if any(not _is_infinite(end) and is_too_long(end) for end in (span.low, span.high)):  # type: ignore[arg-type]
        return Bounds(not_applicable=span.not_applicable, unknown=True)
    return span


def hull_bounds(spans: list[Bounds]) -> Bounds:
    """Return the least bounds that hold all the given ones."""
    full = [span for span in spans if not span.empty]
    absent = any(span.not_applicable for span in spans)
    unknown = any(span.unknown for span in spans)
    if not full:
        return Bounds(0, 0, absent, unknown, empty=True)
    return Bounds(min(span.low for span in full), max(span.high for span in full), absent, unknown)


def truth_outcomes(part: Any) -> frozenset[Value]:
    """Return the truth values a part may have."""
    if isinstance(part, OneOf):
        return part.values
    if isinstance(part, bool) or part is NOT_APPLICABLE:
        return frozenset({part})
    return ANY_OUTCOME


def presence_outcomes(span: Bounds) -> frozenset[Value]:
    """Return what a count may see of a number: there (true), not applicable or unknown."""
    values: set[Value] = set() if span.empty else {True}
    if span.not_applicable:
        values.add(NOT_APPLICABLE)
    if span.unknown:
        values.add(UNKNOWN)
    return frozenset(values)


def _is_infinite(value: ExtendedNumber) -> bool:
    return isinstance(value, float)


def _add_ends(a: ExtendedNumber, b: ExtendedNumber) -> ExtendedNumber:
    # An exact number never meets a float in an addition: infinity absorbs it before.
    if _is_infinite(a):
        return a
    return b if _is_infinite(b) else a + b


def _multiply_ends(a: ExtendedNumber, b: ExtendedNumber) -> ExtendedNumber:
    if a == 0 or b == 0:
        return 0
    if _is_infinite(a) or _is_infinite(b):
        return INFINITY if (a > 0) == (b > 0) else -INFINITY
    return a * b


def _invert_end(value: ExtendedNumber) -> ExtendedNumber:
    return 0 if _is_infinite(value) else Fraction(1) / value


def arithmetic_bounds(sign: str, a: Bounds, b: Bounds) -> Bounds:
    """Return the bounds of a sum, difference, product or quotient; a divisor that may be zero may give unknown."""
    unknown = a.unknown or b.unknown
    absent = (a.not_applicable and (b.not_applicable or not b.empty)) or (b.not_applicable and not a.empty)
    if a.empty or b.empty:
        return Bounds(0, 0, absent, unknown, empty=True)
    if sign == "-":
        b, sign = Bounds(-b.high, -b.low), "+"
    if sign == "/":
        if b.low == b.high == 0:
            return Bounds(0, 0, absent, True, empty=True)
        if b.low <= 0 <= b.high:
            unknown = True
        b, sign = _reciprocal_bounds(b), "*"
    if sign == "+":
        return limit_bounds(Bounds(_add_ends(a.low, b.low), _add_ends(a.high, b.high), absent, unknown))
    corners = [_multiply_ends(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    return limit_bounds(Bounds(min(corners), max(corners), absent, unknown))


def _reciprocal_bounds(b: Bounds) -> Bounds:
    if b.low < 0 < b.high:
        return Bounds()
    if b.low == 0:
        return Bounds(_invert_end(b.high), INFINITY)
    if b.high == 0:
        return Bounds(-INFINITY, _invert_end(b.low))
    return Bounds(_invert_end(b.high), _invert_end(b.low))


def comparison_outcomes(sign: str, a: Bounds, b: Bounds) -> frozenset[Value]:
    """Return the possible outcomes of a comparison of two numbers."""
    values: set[Value] = set()
    if a.unknown or b.unknown:
        values.add(UNKNOWN)
    if (a.not_applicable and (b.not_applicable or not b.empty)) or (b.not_applicable and not a.empty):
        values.add(NOT_APPLICABLE)
    if not a.empty and not b.empty:
        values |= _order_outcomes(sign, a, b)
    return frozenset(values)


def _order_outcomes(sign: str, a: Bounds, b: Bounds) -> set[Value]:
    if sign in {">", ">="}:
        return _order_outcomes("<" if sign == ">" else "<=", b, a)
    if sign == "!=":
        return {not value for value in _order_outcomes("==", a, b)}
    if sign == "==":
        if a.low == a.high == b.low == b.high and not _is_infinite(a.low):
            return {True}
        return {False} if a.high < b.low or b.high < a.low else {True, False}
    if sign == "<":
        return {True} if a.high < b.low else {False} if a.low >= b.high and not _is_infinite(a.low) else {True, False}
    return {True} if a.high <= b.low and not _is_infinite(a.high) else {False} if a.low > b.high else {True, False}


def aggregate_bounds(name: str, spans: list[Bounds]) -> Bounds:
    """Return the bounds of a least, greatest, sum or mean, where what may be not applicable may be left out."""
    unknown = any(span.unknown for span in spans)
    full = [span for span in spans if not span.empty]
    # A number that may be unknown is there, or makes the whole unknown; only what may be absent is optional.
    always = [span for span in full if not span.not_applicable]
    optional = [span for span in full if span.not_applicable]
    absent = all(span.not_applicable for span in spans) and (bool(spans) or name != "sum")
    if not full:
        none = not spans and name == "sum"
        return Bounds(0, 0, absent, unknown, empty=not none)
    lows = ([span.low for span in always], [span.low for span in optional])
    highs = ([span.high for span in always], [span.high for span in optional])
    if name == "sum":
        return limit_bounds(Bounds(_least_sum(*lows), -_least_sum(*_negate_ends(*highs)), absent, unknown))
    if name == "mean":
        return limit_bounds(Bounds(_least_mean(*lows), -_least_mean(*_negate_ends(*highs)), absent, unknown))
    if name == "min":
        return Bounds(min(lows[0] + lows[1]), min(highs[0]) if always else max(highs[1]), absent, unknown)
    return Bounds(max(lows[0]) if always else min(lows[1]), max(highs[0] + highs[1]), absent, unknown)


def _negate_ends(
    always: list[ExtendedNumber], optional: list[ExtendedNumber]
) -> tuple[list[ExtendedNumber], list[ExtendedNumber]]:
    return [-value for value in always], [-value for value in optional]


def _least_sum(always: list[ExtendedNumber], optional: list[ExtendedNumber]) -> ExtendedNumber:
    total: ExtendedNumber = 0
    for value in always:
        total = _add_ends(total, value)
    if not always and min(optional) > 0:
        # At least one is there, else the whole is not applicable and has no sum.
        return min(optional)
    for value in optional:
        total = _add_ends(total, min(value, 0))
    return total


def _least_mean(always: list[ExtendedNumber], optional: list[ExtendedNumber]) -> ExtendedNumber:
    if any(map(_is_infinite, always + optional)) and min(always + optional) == -INFINITY:
        return -INFINITY
    if any(map(_is_infinite, always)):
        return INFINITY
    kept = [Fraction(value) for value in always]
    for value in sorted(optional):
        # Taking the smallest first, each that lies below the mean so far lowers it; the first that does not ends it.
        if kept and (_is_infinite(value) or value >= sum(kept) / len(kept)):
            break
        if _is_infinite(value):
            return value
        kept.append(Fraction(value))
    return sum(kept) / len(kept)
