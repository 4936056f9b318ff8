"""Evaluation: a tree becomes one Python function, made once, so that ten thousand dossiers cost no walk of the tree.

Whether a value is unknown or not applicable is looked at only when the quick case, two numbers, does not hold.
"""

import operator
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Any

from filiere.referentials.language.constant_arguments import (
    build_curve,
    call_key,
    checked_rounding,
    conversion_factor,
    read_words,
)
from filiere.referentials.language.functions import AGGREGATES, LOOKUPS, round_exactly, square_root
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
    LevelValue,
    Number,
    Unknown,
    Value,
    is_too_long,
    limit_number,
    merge_unknowns,
    to_exact_value,
)

CompiledNode = Callable[[Environment], Value]

_NUMBERS = frozenset({int, Fraction})
_UNLIKE = Unknown(reason=UNLIKE_VALUES)
_DIVIDED_BY_ZERO = Unknown(reason=DIVISION_BY_ZERO)


def guard_fires(value: Value) -> bool:
    """Return whether a guard of this value fires: only on true."""
    return value is True


def compile_node(node: Node) -> CompiledNode:
    """Return the function that evaluates a tree. Its constant arguments were checked by the parsing."""
    match node:
        case Constant(value=constant):
            known = limit_number(constant)
            return lambda _: known
        case Name(name=name):
            return lambda env: env.lookup(name)
        case Sequence(items=items):
            runs = tuple(map(compile_node, items))
            return lambda env: tuple(run(env) for run in runs)
        case Unary(operator="not", operand=operand):
            return _compile_negation(compile_node(operand))
        case Unary(operand=operand):
            run = compile_node(operand)
            return lambda env: negate_number(run(env))
        case Binary(operator="and", left=left, right=right):
            return _compile_logic(compile_node(left), compile_node(right), deciding=False)
        case Binary(operator="or", left=left, right=right):
            return _compile_logic(compile_node(left), compile_node(right), deciding=True)
        case Binary(operator=sign, left=left, right=right):
            return _compile_binary(sign, compile_node(left), compile_node(right))
        case Choice(then=then, condition=condition, otherwise=otherwise):
            return _compile_choice(compile_node(condition), compile_node(then), compile_node(otherwise))
        case Call():
            return _compile_call(node)
    raise TypeError(f"not a node: {node!r}")


def _compile_negation(run: CompiledNode) -> CompiledNode:
    def negation(env: Environment) -> Value:
        return negate_truth(run(env))

    return negation


def negate_truth(value: Value) -> Value:
    """Return ``not value``."""
    if value is True or value is False:
        return not value
    return value if isinstance(value, Unknown) or value is NOT_APPLICABLE else _UNLIKE


def _compile_logic(first: CompiledNode, second: CompiledNode, deciding: bool) -> CompiledNode:
    def logic(env: Environment) -> Value:
        left = first(env)
        return left if left is deciding else combine_truths(left, second(env), deciding)

    return logic


def combine_truths(left: Value, right: Value, deciding: bool) -> Value:
    """Return ``left and right`` when false decides, ``left or right`` when true does."""
    if left is deciding or right is deciding:
        return deciding
    neutral = not deciding
    for value in (left, right):
        if value is not neutral and value is not NOT_APPLICABLE and not isinstance(value, Unknown):
            return _UNLIKE
    unknown = merge_unknowns([left, right])
    if unknown is not None:
        return unknown
    return neutral if left is neutral and right is neutral else NOT_APPLICABLE


def _compile_choice(condition: CompiledNode, then: CompiledNode, otherwise: CompiledNode) -> CompiledNode:
    def choice(env: Environment) -> Value:
        value = condition(env)
        if value is True:
            return then(env)
        if not isinstance(value, Unknown):
            return otherwise(env)
        first, second = then(env), otherwise(env)
        return first if first == second and not isinstance(first, Unknown) else value

    return choice


def divide_exactly(left: Number, right: Number) -> Value:
    """Return an exact quotient, unknown when the divisor is zero."""
    return Fraction(left, right) if right else _DIVIDED_BY_ZERO


ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": divide_exactly,
}
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _compile_binary(sign: str, first: CompiledNode, second: CompiledNode) -> CompiledNode:
    if sign in {"in", NOT_IN}:
        return lambda env: is_member(first(env), second(env), sign == "in")
    if sign in COMPARISONS:
        order = _ORDER[sign]

        def comparison(env: Environment) -> Value:
            left, right = first(env), second(env)
            if type(left) in _NUMBERS and type(right) in _NUMBERS:
                return order(left, right)
            return compare_values(sign, left, right)

        return comparison
    quick = ARITHMETIC[sign]

    def arithmetic(env: Environment) -> Value:
        left, right = first(env), second(env)
        if type(left) in _NUMBERS and type(right) in _NUMBERS:
            return limit_number(quick(left, right))
        return apply_arithmetic(sign, left, right)

    return arithmetic


def apply_arithmetic(sign: str, left: Value, right: Value) -> Value:
    """Return the result of an arithmetic sign on any two values."""
    absent = _absent_operand(left, right)
    if absent is not None:
        return absent
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        return limit_number(ARITHMETIC[sign](left, right))
    try:
        if isinstance(left, date) and isinstance(right, date) and sign == "-":
            return (left - right).days
        if isinstance(left, date) and type(right) in _NUMBERS and sign in "+-":
            days = timedelta(days=floor(right))  # type: ignore[arg-type]
            return left + days if sign == "+" else left - days
    except OverflowError:
        return _UNLIKE
    return _UNLIKE


def compare_values(sign: str, left: Value, right: Value) -> Value:
    """Return the result of a comparison of any two values."""
    absent = _absent_operand(left, right)
    if absent is not None:
        return absent
    pair = _comparable_pair(left, right)
    return _UNLIKE if pair is None else _ORDER[sign](*pair)


def _comparable_pair(left: Value, right: Value) -> tuple[Any, Any] | None:
    if type(left) in _NUMBERS and type(right) in _NUMBERS:
        return left, right
    if isinstance(left, LevelValue) or isinstance(right, LevelValue):
        scale = next(value.scale for value in (left, right) if isinstance(value, LevelValue))
        ranks = [_level_rank(value, scale.levels, scale) for value in (left, right)]
        return None if None in ranks else (ranks[0], ranks[1])
    if isinstance(left, date) or isinstance(right, date):
        days = [_to_day(value) for value in (left, right)]
        return None if None in days else (days[0], days[1])
    return (left, right) if type(left) is type(right) else None


def _level_rank(value: Value, levels: tuple[str, ...], scale: object) -> int | None:
    if isinstance(value, LevelValue):
        return value.rank if value.scale == scale else None
    return levels.index(value) if isinstance(value, str) and value in levels else None


def _to_day(value: Value) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None


def _absent_operand(left: Value, right: Value) -> Value | None:
    unknown = merge_unknowns([left, right])
    if unknown is not None:
        return unknown
    return NOT_APPLICABLE if left is NOT_APPLICABLE or right is NOT_APPLICABLE else None


def negate_number(value: Value) -> Value:
    """Return ``-value``."""
    return apply_arithmetic("*", value, -1)


def is_member(value: Value, items: Value, wanted: bool) -> Value:
    """Return whether a value equals one of a list, by Kleene's *or*; the contrary when it is not wanted."""
    if isinstance(value, Unknown) or value is NOT_APPLICABLE:
        return value
    if not isinstance(items, tuple):
        return items if isinstance(items, Unknown) or items is NOT_APPLICABLE else _UNLIKE
    found: Value = False
    for item in items:
        if item is not NOT_APPLICABLE:
            found = combine_truths(found, compare_values("==", value, item), True)
    return found if wanted else negate_truth(found)


def _compile_call(node: Call) -> CompiledNode:
    name = node.function
    if name == "known":
        run = compile_node(node.arguments[0])
        return lambda env: not isinstance(run(env), Unknown)
    if name in AGGREGATES:
        runs = tuple(map(compile_node, node.arguments))
        return lambda env: aggregate_values(name, [run(env) for run in runs])
    if name in _ON_NUMBER or name in {"round", "grid", "stairs", "convert"}:
        run, change = compile_node(node.arguments[0]), number_function(node)

        def apply_change(env: Environment) -> Value:
            value = run(env)
            if type(value) in _NUMBERS:
                return limit_number(change(value))  # type: ignore[arg-type]
            return value if isinstance(value, Unknown) or value is NOT_APPLICABLE else _UNLIKE

        return apply_change
    key, arguments = call_key(node), read_words(node)
    if name in LOOKUPS and name != "findings":
        return lambda env: env.lookup(key)
    return lambda env: to_exact_value(env.given_by_call(key, name, arguments), key)


def _root_or_unknown(value: Number) -> Value:
    return square_root(value) if value >= 0 else Unknown(reason=NEGATIVE_ROOT)


def _absolute_value(value: Number) -> Value:
    return value if value >= 0 else -value


_ON_NUMBER: dict[str, Callable[[Number], Value]] = {
    "ceil": ceil,
    "floor": floor,
    "abs": _absolute_value,
    "sqrt": _root_or_unknown,
}


def number_function(node: Call) -> Callable[[Number], Value]:
    """Return what a function of one number does to a number."""
    if node.function in _ON_NUMBER:
        return _ON_NUMBER[node.function]
    if node.function == "round":
        digits, mode = checked_rounding(node)
        return lambda value: round_exactly(value, digits, mode)
    if node.function == "convert":
        times = conversion_factor(node)
        return lambda value: value * times
    return build_curve(node)


def aggregate_values(name: str, values: list[Value]) -> Value:
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
            result = combine_truths(result, value, name == "any")
        return result
    unknown = merge_unknowns(kept)
    if unknown is not None:
        return unknown
    if name == "count":
        return sum(value is not False for value in kept)
    if not all(type(value) in _NUMBERS for value in kept):
        return _UNLIKE
    return _aggregate_numbers(name, kept)  # type: ignore[arg-type]


def _aggregate_numbers(name: str, numbers: list[Number]) -> Value:
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
            return limit_number(total)
    return total if name == "sum" else limit_number(Fraction(total) / len(numbers))
