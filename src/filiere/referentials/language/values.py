"""What an expression can be worth: exact numbers, and two honest ways of having no number.

*Unknown* means that somebody has yet to say it: it carries the names that are missing, so that a guard which does
not fire can say what would decide it. *Not applicable* means that the question does not arise here: sums and means
leave it out. Logic over true, false and unknown is Kleene's strong logic; not applicable yields to the three others
except the neutral one (``true and n/a`` and ``false or n/a`` are n/a), so a condition on it never fires.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final

Number = int | Fraction


class Absent(Enum):
    """The one value of a question that does not arise."""

    NOT_APPLICABLE = "not_applicable"

    def __repr__(self) -> str:
        return "NOT_APPLICABLE"


NOT_APPLICABLE: Final = Absent.NOT_APPLICABLE

DIVISION_BY_ZERO = "division_by_zero"
NEGATIVE_ROOT = "negative_root"
UNLIKE_VALUES = "unlike_values"
TOO_LONG = "too_long"

MAX_NUMBER_BITS = 4096
"""Bits of a numerator or denominator that is worked out: 1,233 figures. No quantity of a sector has a tenth of them.

Without an end, a chain of some dozen products, each the square of the one before, fills the memory of the machine.
"""
_NUMBER_BOUND: Final = 1 << MAX_NUMBER_BITS


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value nobody can say yet.

    ``missing`` names what would decide it (``fact.has_cse``, ``level(x)``); ``reason`` says why there is no value when
    nothing is missing: ``division_by_zero``, ``negative_root``, ``too_long`` (a number of more bits than
    :data:`MAX_NUMBER_BITS`) or ``unlike_values`` (a value of another kind than the one declared).
    """

    missing: frozenset[str] = frozenset()
    reason: str | None = None

    def merge_with(self, other: "Unknown") -> "Unknown":
        """Return what is unknown when both are."""
        if other.missing <= self.missing and (self.reason or not other.reason):
            return self
        return Unknown(self.missing | other.missing, self.reason or other.reason)


UNKNOWN: Final = Unknown()
_TOO_LONG: Final = Unknown(reason=TOO_LONG)


@dataclass(frozen=True, slots=True)
class LevelScale:
    """The level keys of a scale, from the lowest to the highest."""

    key: str
    levels: tuple[str, ...]

    def level(self, key: str) -> "LevelValue":
        """Return a level of this scale; raise :class:`ValueError` when it has none of that key."""
        return LevelValue(key, self.levels.index(key), self)


@dataclass(frozen=True, slots=True)
class LevelValue:
    """A level reached: its key, its rank from 0, and its scale. Made by :meth:`Scale.level`."""

    key: str
    rank: int
    scale: LevelScale = field(repr=False)


type Value = bool | int | Fraction | str | LevelValue | date | Unknown | Absent | tuple[Value, ...]

# What a host may give; decimals and lists become fractions and tuples. None means not given, hence unknown.
type Given = Value | Decimal | list[Given] | tuple[Given, ...] | Range | None


def is_too_long(value: Number) -> bool:
    """Return whether an exact number has more bits than one may have."""
    # On every result of a dossier: two comparisons look at the length first.
    if type(value) is int:
        return not -_NUMBER_BOUND < value < _NUMBER_BOUND
    return not (-_NUMBER_BOUND < value.numerator < _NUMBER_BOUND and value.denominator < _NUMBER_BOUND)


def limit_number[V: Value](value: V) -> V | Unknown:
    """Return a value, or unknown for a number that is too long."""
    if (type(value) is int or type(value) is Fraction) and is_too_long(value):  # type: ignore[arg-type]
        return _TOO_LONG
    return value


ExtendedNumber = int | Fraction | float
INFINITY: Final = float("inf")


@dataclass(frozen=True, slots=True)
class Bounds:
    """A number known only to lie between ``low`` and ``high``, both possible (floats only for plus or minus infinity).

    ``not_applicable`` and ``unknown`` say that these are possible too. ``empty`` says that no number is possible.
    """

    low: ExtendedNumber = -INFINITY
    high: ExtendedNumber = INFINITY
    not_applicable: bool = False
    unknown: bool = False
    empty: bool = False

    def __contains__(self, value: object) -> bool:
        if isinstance(value, Unknown):
            return self.unknown
        if value is NOT_APPLICABLE:
            return self.not_applicable
        if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
            return not self.empty and self.low <= value <= self.high
        return False


@dataclass(frozen=True, slots=True)
class OneOf:
    """A value known only to be one of a few: truth values, levels, words; may hold UNKNOWN and NOT_APPLICABLE."""

    values: frozenset[Value]

    def __contains__(self, value: object) -> bool:
        return (UNKNOWN if isinstance(value, Unknown) else value) in self.values


class Anything(Enum):
    """The range of which nothing is known, not even its kind."""

    ANYTHING = "anything"

    def __contains__(self, value: object) -> bool:
        return True

    def __repr__(self) -> str:
        return "ANYTHING"


ANYTHING: Final = Anything.ANYTHING
Range = Bounds | OneOf | Anything

_EXACT = frozenset({int, bool, Fraction, str, LevelValue, date, Unknown, Absent})


def to_exact_value(value: Given, name: str) -> Value:
    """Return what a host gave as a value; a range and None are unknown, missing ``name``."""
    if type(value) in _EXACT:
        return value  # type: ignore[return-value]
    if isinstance(value, Decimal):
        return Fraction(value)
    if isinstance(value, (tuple, list)):
        return tuple(to_exact_value(item, name) for item in value)
    if value is None or isinstance(value, (Bounds, OneOf, Anything)):
        return Unknown(frozenset({name}))
    raise TypeError(f"{name}: {type(value).__name__} is not a value of the expression language")


class Environment:
    """What is known on a day for a dossier: the only thing an expression may look at.

    ``values`` maps the names of an expression, as :attr:`Expression.names` spells them, to values: ``fact.headcount``,
    ``param.award_floor``, ``leavers`` (a tuple when asked per site), ``level(cse_information)`` (a
    :class:`LevelValue`),
    ``score(total)``, ``findings(major, open)``, ``conviction(labour_law)``, ``category``, ``date``. A name it does not
    hold is unknown. It may be any mapping, hence one that computes on demand. A :class:`Bounds` or :class:`OneOf` is
    unknown to :meth:`Expression.evaluate` and a range to :meth:`Expression.interval`.

    ``functions`` answers calls of the host's functions (and ``findings``) that ``values`` does not hold: each gets its
    words as str and its numbers as exact numbers.
    """

    __slots__ = ("functions", "values")

    def __init__(
        self, values: Mapping[str, Given], functions: Mapping[str, Callable[..., Given]] | None = None
    ) -> None:
        self.values = values
        self.functions = functions or {}

    def find_given_value(self, name: str) -> Given:
        """Return what the host gave under a name, a range included; None when it gave nothing."""
        return self.values.get(name)

    def lookup(self, name: str) -> Value:
        """Return the value of a name, unknown when it was not given."""
        value = self.values.get(name)
        if type(value) in _EXACT:
            return value  # type: ignore[return-value]
        return to_exact_value(value, name)

    def given_by_call(self, key: str, function: str, arguments: tuple[Value, ...]) -> Given:
        """Return what the host answers to a call, written ``key``; a range included."""
        value = self.values.get(key)
        if value is None and function in self.functions:
            return self.functions[function](*arguments)
        return value


def merge_unknowns(values: Iterable[Value]) -> Unknown | None:
    """Return what is unknown among values, all together; None when nothing is."""
    found: Unknown | None = None
    for value in values:
        if type(value) is Unknown:
            found = value if found is None else found.merge_with(value)
    return found
