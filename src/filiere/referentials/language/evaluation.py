"""Evaluation: a tree becomes one Python function, made once, so that ten thousand dossiers cost no walk of the tree.

Whether a value is unknown or not applicable is looked at only when the quick case, two numbers, does not hold.
"""

import operator
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Any

from filiere.referentials.language.constants import call_key, curve, factor, rounding, words_of
from filiere.referentials.language.functions import AGGREGATES, LOOKUPS, root, rounded
from filiere.referentials.language.tree import (
    COMPARISONS,
    NOT_IN,
    Binary,
    Call,
    Choice,
    Constant,
    Name,
    Node,
    Sequence,
    Unary,
)
from filiere.referentials.language.values import (
    DIVISION_BY_ZERO,
    NEGATIVE_ROOT,
    NOT_APPLICABLE,
    UNLIKE_VALUES,
    Environment,
    Level,
    Number,
    Unknown,
    Value,
    exact,
    is_too_long,
    limited,
    unknown_of,
)

Run = Callable[[Environment], Value]

_NUMBERS = frozenset({int, Fraction})
_UNLIKE = Unknown(reason=UNLIKE_VALUES)
_DIVIDED_BY_ZERO = Unknown(reason=DIVISION_BY_ZERO)


def fires(value: Value) -> bool:
    """Return whether a guard of this value fires: only on true."""
    return value is True


def compiled(node: Node) -> Run:
    """Return the function that evaluates a tree. Its constant arguments were checked by the parsing."""
    match node:
        case Constant(value=constant):
            known = limited(constant)
            return lambda _: known
        case Name(name=name):
            return lambda env: env.lookup(name)
        case Sequence(items=items):
            runs = tuple(map(compiled, items))
            return lambda env: tuple(run(env) for run in runs)
        case Unary(operator="not", operand=operand):
            return _not(compiled(operand))
        case Unary(operand=operand):
            run = compiled(operand)
            return lambda env: negative(run(env))
        case Binary(operator="and", left=left, right=right):
            return _logic(compiled(left), compiled(right), deciding=False)
        case Binary(operator="or", left=left, right=right):
            return _logic(compiled(left), compiled(right), deciding=True)
        case Binary(operator=sign, left=left, right=right):
            return _binary(sign, compiled(left), compiled(right))
        case Choice(then=then, condition=condition, otherwise=otherwise):
            return _choice(compiled(condition), compiled(then), compiled(otherwise))
        case Call():
            return _call(node)
    raise TypeError(f"not a node: {node!r}")


def _not(run: Run) -> Run:
    def negation(env: Environment) -> Value:
        return inverse(run(env))

    return negation


def inverse(value: Value) -> Value:
    """Return ``not value``."""
    if value is True or value is False:
        return not value
    return value if isinstance(value, Unknown) or value is NOT_APPLICABLE else _UNLIKE


def _logic(first: Run, second: Run, deciding: bool) -> Run:
    def logic(env: Environment) -> Value:
        left = first(env)
        return left if left is deciding else joined(left, second(env), deciding)

    return logic


def joined(left: Value, right: Value, deciding: bool) -> Value:
    """Return ``left and right`` when false decides, ``left or right`` when true does."""
    if left is deciding or right is deciding:
        return deciding
    neutral = not deciding
    for value in (left, right):
        if value is not neutral and value is not NOT_APPLICABLE and not isinstance(value, Unknown):
            return _UNLIKE
    unknown = unknown_of([left, right])
    if unknown is not None:
        return unknown
    return neutral if left is neutral and right is neutral else NOT_APPLICABLE


def _choice(condition: Run, then: Run, otherwise: Run) -> Run:
    def choice(env: Environment) -> Value:
        value = condition(env)
        if value is True:
            return then(env)
        if not isinstance(value, Unknown):
            return otherwise(env)
        first, second = then(env), otherwise(env)
        return first if first == second and not isinstance(first, Unknown) else value

    return choice


def divided(left: Number, right: Number) -> Value:
    """Return an exact quotient, unknown when the divisor is zero."""
    return Fraction(left, right) if right else _DIVIDED_BY_ZERO


ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": divided,
}
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _binary(sign: str, first: Run, second: Run) -> Run:
    if sign in {"in", NOT_IN}:
        return lambda env: member(first(env), second(env), sign == "in")
    if sign in COMPARISONS:
        order = _ORDER[sign]

        def comparison(env: Environment) -> Value:
            left, right = first(env), second(env)
            if type(left) in _NUMBERS and type(right) in _NUMBERS:
                return order(left, right)
            return compared(sign, left, right)

        return comparison
    quick = ARITHMETIC[sign]

    def arithmetic(env: Environment) -> Value:
        left, right = first(env), second(env)
        if type(left) in _NUMBERS and type(right) in _NUMBERS:
            return limited(quick(left, right))
        return computed(sign, left, right)

    return arithmetic


def computed(sign: str, left: Value, right: Value) -> Value:
    """Return the result of an arithmetic sign on any two values."""
    absent = _absent(left, right)
    if absent is not None:
        return absent
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        return limited(ARITHMETIC[sign](left, right))
    try:
        if isinstance(left, date) and isinstance(right, date) and sign == "-":
            return (left - right).days
        if isinstance(left, date) and type(right) in _NUMBERS and sign in "+-":
            days = timedelta(days=floor(right))  # type: ignore[arg-type]
            return left + days if sign == "+" else left - days
    except OverflowError:
        return _UNLIKE
    return _UNLIKE


def compared(sign: str, left: Value, right: Value) -> Value:
    """Return the result of a comparison of any two values."""
    absent = _absent(left, right)
    if absent is not None:
        return absent
    pair = _comparable(left, right)
    return _UNLIKE if pair is None else _ORDER[sign](*pair)


def _comparable(left: Value, right: Value) -> tuple[Any, Any] | None:
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        return left, right
    if isinstance(left, Level) or isinstance(right, Level):
        scale = next(value.scale for value in (left, right) if isinstance(value, Level))
        ranks = [_rank(value, scale.levels, scale) for value in (left, right)]
        return None if None in ranks else (ranks[0], ranks[1])
    if isinstance(left, date) or isinstance(right, date):
        days = [_day(value) for value in (left, right)]
        return None if None in days else (days[0], days[1])
    return (left, right) if type(left) is type(right) else None


def _rank(value: Value, levels: tuple[str, ...], scale: object) -> int | None:
    if isinstance(value, Level):
        return value.rank if value.scale == scale else None
    return levels.index(value) if isinstance(value, str) and value in levels else None


def _day(value: Value) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None


def _absent(left: Value, right: Value) -> Value | None:
    unknown = unknown_of([left, right])
    if unknown is not None:
        return unknown
    return NOT_APPLICABLE if left is NOT_APPLICABLE or right is NOT_APPLICABLE else None


def negative(value: Value) -> Value:
    """Return ``-value``."""
    return computed("*", value, -1)


def member(value: Value, items: Value, wanted: bool) -> Value:
    """Return whether a value equals one of a list, by Kleene's *or*; the contrary when it is not wanted."""
    if isinstance(value, Unknown) or value is NOT_APPLICABLE:
        return value
    if not isinstance(items, tuple):
        return items if isinstance(items, Unknown) or items is NOT_APPLICABLE else _UNLIKE
    found: Value = False
    for item in items:
        if item is not NOT_APPLICABLE:
            found = joined(found, compared("==", value, item), True)
    return found if wanted else inverse(found)


def _call(node: Call) -> Run:
    name = node.function
    if name == "known":
        run = compiled(node.arguments[0])
        return lambda env: not isinstance(run(env), Unknown)
    if name in AGGREGATES:
        runs = tuple(map(compiled, node.arguments))
        return lambda env: aggregate(name, [run(env) for run in runs])
    if name in _ON_NUMBER or name in {"round", "grid", "stairs", "convert"}:
        run, change = compiled(node.arguments[0]), on_number(node)

        def changed(env: Environment) -> Value:
            value = run(env)
            if type(value) in _NUMBERS:
                return limited(change(value))  # type: ignore[arg-type]
            return value if isinstance(value, Unknown) or value is NOT_APPLICABLE else _UNLIKE

        return changed
    key, arguments = call_key(node), words_of(node)
    if name in LOOKUPS and name != "findings":
        return lambda env: env.lookup(key)
    return lambda env: exact(env.given_by_call(key, name, arguments), key)


def _root(value: Number) -> Value:
    return root(value) if value >= 0 else Unknown(reason=NEGATIVE_ROOT)


def _absolute(value: Number) -> Value:
    return value if value >= 0 else -value


_ON_NUMBER: dict[str, Callable[[Number], Value]] = {"ceil": ceil, "floor": floor, "abs": _absolute, "sqrt": _root}


def on_number(node: Call) -> Callable[[Number], Value]:
    """Return what a function of one number does to a number."""
    if node.function in _ON_NUMBER:
        return _ON_NUMBER[node.function]
    if node.function == "round":
        digits, mode = rounding(node)
        return lambda value: rounded(value, digits, mode)
    if node.function == "convert":
        times = factor(node)
        return lambda value: value * times
    return curve(node)


def aggregate(name: str, values: list[Value]) -> Value:
    """Return the least, sum, mean… of values, lists laid flat and what is not applicable left out."""
    flat: list[Value] = []
    for value in values:
        if isinstance(value, tuple):
            flat.extend(value)
        else:
            flat.append(value)
    kept = [value for value in flat if value is not NOT_APPLICABLE]
    if flat and not kept:
        return NOT_APPLICABLE
    if name in {"any", "all"}:
        result: Value = name == "all"
        for value in kept:
            result = joined(result, value, name == "any")
        return result
    unknown = unknown_of(kept)
    if unknown is not None:
        return unknown
    if name == "count":
        return sum(value is not False for value in kept)
    if not all(type(value) in _NUMBERS for value in kept):
        return _UNLIKE
    return _of_numbers(name, kept)  # type: ignore[arg-type]


def _of_numbers(name: str, numbers: list[Number]) -> Value:
    if not numbers and name != "sum":
        return NOT_APPLICABLE
    if name == "min":
        return min(numbers)
    if name == "max":
        return max(numbers)
    total: Number = 0
    for number in numbers:
        total += number
        if is_too_long(total):
            return limited(total)
    return total if name == "sum" else limited(Fraction(total) / len(numbers))
