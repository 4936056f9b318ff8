"""What an expression may still become when some of its names are known only as ranges, or not at all.

Interval arithmetic on exact numbers, and sets of outcomes for truth values, levels and words. Every completion of the
environment lies inside the answer; a name used twice is taken as two, so the answer may be wider than what is possible.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import product

from filiere.referentials.language import interval_arithmetic
from filiere.referentials.language.constant_arguments import call_key, read_points, read_words
from filiere.referentials.language.evaluation import (
    apply_arithmetic,
    combine_truths,
    compare_values,
    is_member,
    negate_truth,
    number_function,
)
from filiere.referentials.language.functions import AGGREGATES, LOOKUPS
from filiere.referentials.language.interval_arithmetic import (
    MAX_COMBINATIONS,
    hull_bounds,
    is_number,
    to_bounds,
    truth_outcomes,
)
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
    ANYTHING,
    INFINITY,
    NOT_APPLICABLE,
    UNKNOWN,
    Anything,
    Bounds,
    Environment,
    ExtendedNumber,
    Given,
    OneOf,
    Range,
    Unknown,
    Value,
    limit_number,
    to_exact_value,
)

# A range on its way: a plain value stands for itself, a tuple may hold ranges (a list of sites, some unknown).
type Part = Value | Range | tuple[Part, ...]


def evaluate_range(node: Node, environment: Environment) -> Value | Range:
    """Return the range of a whole expression."""
    part = _evaluate_node(node, environment)
    if isinstance(part, tuple):
        return ANYTHING
    return part


def _read_given(value: Given, name: str) -> Part:
    if isinstance(value, (Bounds, OneOf, Anything)):
        return value
    if isinstance(value, (tuple, list)):
        return tuple(_read_given(item, name) for item in value)
    known = to_exact_value(value, name)
    return ANYTHING if isinstance(known, Unknown) else known


def _evaluate_node(node: Node, env: Environment) -> Part:
    match node:
        case Constant(value=value):
            return _read_given(limit_number(value), "")
        case Name(name=name):
            return _read_given(env.find_given_value(name), name)
        case Sequence(items=items):
            return tuple(_evaluate_node(item, env) for item in items)
        case Unary(operator="not", operand=operand):
            return _map_outcomes(truth_outcomes(_evaluate_node(operand, env)), negate_truth)
        case Unary(operand=operand):
            return _apply_arithmetic("*", _evaluate_node(operand, env), -1)
        case Binary(operator="and" | "or" as word, left=left, right=right):
            deciding = word == "or"
            return _combine_truths(_evaluate_node(left, env), _evaluate_node(right, env), deciding)
        case Binary(operator="in" | "not in" as word, left=left, right=right):
            return _membership_outcomes(_evaluate_node(left, env), _evaluate_node(right, env), word != NOT_IN)
        case Binary(operator=sign, left=left, right=right):
            pair = _evaluate_node(left, env), _evaluate_node(right, env)
            return _compare_parts(sign, *pair) if sign in COMPARISONS else _apply_arithmetic(sign, *pair)
        case Choice(then=then, condition=condition, otherwise=otherwise):
            return _combine_choice(
                _evaluate_node(condition, env), _evaluate_node(then, env), _evaluate_node(otherwise, env)
            )
        case Call():
            return _evaluate_call(node, env)
    raise TypeError(f"not a node: {node!r}")


def _outcome_set(values: frozenset[Value]) -> Value | Range:
    return next(iter(values)) if len(values) == 1 and UNKNOWN not in values else OneOf(values)


def _map_outcomes(values: frozenset[Value], change: Callable[[Value], Value]) -> Value | Range:
    return _outcome_set(frozenset(_drop_unknown_reason(change(value)) for value in values))


def _drop_unknown_reason(value: Value) -> Value:
    return UNKNOWN if isinstance(value, Unknown) else value


def _combine_truths(left: Part, right: Part, deciding: bool) -> Value | Range:
    pairs = product(truth_outcomes(left), truth_outcomes(right))
    return _outcome_set(frozenset(_drop_unknown_reason(combine_truths(a, b, deciding)) for a, b in pairs))


def _combine_choice(condition: Part, then: Part, otherwise: Part) -> Part:
    possible = truth_outcomes(condition)
    parts: list[Part] = []
    if True in possible:
        parts.append(then)
    if False in possible or NOT_APPLICABLE in possible:
        parts.append(otherwise)
    if UNKNOWN in possible:
        # A condition that stays unknown is worth its branches when they agree, else unknown.
        parts += [then, otherwise, OneOf(frozenset({UNKNOWN}))]
    return _unite_parts(parts)


def _unite_parts(parts: list[Part]) -> Part:
    if all(part == parts[0] and type(part) is type(parts[0]) for part in parts):
        return parts[0]
    if any(isinstance(part, (tuple, Anything)) for part in parts):
        return ANYTHING
    sets = [part.values if isinstance(part, OneOf) else None for part in parts]
    if all(
        values is not None or not (isinstance(part, Bounds) or is_number(part))
        for part, values in zip(parts, sets, strict=True)
    ):
        merged = frozenset(
            value
            for part, values in zip(parts, sets, strict=True)
            for value in (values if values is not None else [_drop_unknown_reason(part)])  # type: ignore[arg-type]
        )
        return _outcome_set(merged)
    spans_ = [to_bounds(part) for part in parts]
    return ANYTHING if None in spans_ else hull_bounds([span for span in spans_ if span is not None])


def _compare_parts(sign: str, left: Part, right: Part) -> Value | Range:
    first, second = _finite_values(left), _finite_values(right)
    if first is not None and second is not None and len(first) * len(second) <= MAX_COMBINATIONS:
        return _outcome_set(
            frozenset(_drop_unknown_reason(compare_values(sign, a, b)) for a, b in product(first, second))
        )
    a, b = to_bounds(left), to_bounds(right)
    if a is None or b is None:
        return OneOf(interval_arithmetic.ANY_OUTCOME)
    return _outcome_set(interval_arithmetic.comparison_outcomes(sign, a, b))


def _finite_values(part: Part) -> frozenset[Value] | None:
    if isinstance(part, OneOf):
        return part.values
    if isinstance(part, (Bounds, Anything)):
        return None
    return frozenset({part}) if not isinstance(part, tuple) else None


def _membership_outcomes(value: Part, items: Part, wanted: bool) -> Value | Range:
    first = _finite_values(value)
    if isinstance(items, tuple):
        seconds = [_finite_values(item) for item in items]
        if first is not None and all(second is not None and len(second) == 1 for second in seconds):
            listed = tuple(next(iter(second)) for second in seconds if second is not None)
            return _outcome_set(frozenset(_drop_unknown_reason(is_member(one, listed, wanted)) for one in first))
    return OneOf(interval_arithmetic.ANY_OUTCOME)


def _apply_arithmetic(sign: str, left: Part, right: Part) -> Part:
    first, second = _finite_values(left), _finite_values(right)
    if first is not None and second is not None and len(first) == len(second) == 1:
        result = _drop_unknown_reason(apply_arithmetic(sign, next(iter(first)), next(iter(second))))
        return OneOf(frozenset({UNKNOWN})) if result is UNKNOWN else result
    a, b = to_bounds(left), to_bounds(right)
    if a is None or b is None:
        return ANYTHING
    return interval_arithmetic.collapse_bounds(interval_arithmetic.arithmetic_bounds(sign, a, b))


def _evaluate_call(node: Call, env: Environment) -> Part:
    name = node.function
    if name == "known":
        argument = _evaluate_node(node.arguments[0], env)
        return OneOf(frozenset({True, False})) if _is_open(argument) else True
    if name in AGGREGATES:
        return _aggregate_parts(name, [_evaluate_node(argument, env) for argument in node.arguments])
    if name in LOOKUPS and name != "findings":
        return _read_given(env.find_given_value(call_key(node)), call_key(node))
    if name in {"ceil", "floor", "abs", "sqrt", "round", "grid", "stairs", "convert"}:
        return _apply_to_bounds(node, _evaluate_node(node.arguments[0], env))
    key = call_key(node)
    return _read_given(env.given_by_call(key, name, read_words(node)), key)


def _is_open(part: Part) -> bool:
    if isinstance(part, tuple):
        return any(map(_is_open, part))
    return isinstance(part, (Bounds, OneOf, Anything))


def _apply_to_bounds(node: Call, part: Part) -> Part:
    span = to_bounds(part)
    if span is None:
        return ANYTHING
    change = number_function(node)
    turns: dict[Fraction | int, Fraction | int] = {}
    if node.function in {"grid", "stairs"}:
        turns = dict(read_points(node.arguments[1]) or ())
    if node.function == "abs":
        turns = {0: 0}
    unknown = span.unknown
    low, high = span.low, span.high
    if node.function == "sqrt" and low < 0:
        unknown, low = True, 0
        if high < 0:
            return interval_arithmetic.collapse_bounds(Bounds(0, 0, span.not_applicable, unknown=True, empty=True))
    if span.empty:
        return interval_arithmetic.collapse_bounds(span)
    ends = [_apply_to_end(node, change, end, list(turns.values())) for end in (low, high)]
    # Between its turning points every one of these functions is monotone; stairs also take their value at each step.
    ends += [value for turn, value in turns.items() if low <= turn <= high]
    changed = Bounds(min(ends), max(ends), not_applicable=span.not_applicable, unknown=unknown)
    return interval_arithmetic.collapse_bounds(interval_arithmetic.limit_bounds(changed))


def _apply_to_end(
    node: Call, change: Callable[..., Value], end: ExtendedNumber, values: list[Fraction | int]
) -> ExtendedNumber:
    if end not in (INFINITY, -INFINITY):
        return change(end)  # type: ignore[return-value]
    if node.function in {"grid", "stairs"}:
        return values[-1] if end > 0 else values[0]
    return INFINITY if node.function == "abs" else end


def _aggregate_parts(name: str, parts: list[Part]) -> Part:
    flat: list[Part] = []
    for part in parts:
        if isinstance(part, tuple):
            flat.extend(part)
        elif isinstance(part, Anything):
            # It may be a list of any length.
            return OneOf(interval_arithmetic.ANY_OUTCOME) if name in {"any", "all"} else ANYTHING
        else:
            flat.append(part)
    if name in {"any", "all"}:
        return _aggregate_truths(flat, deciding=name == "any")
    if name == "count":
        return _count_parts(flat)
    found = [to_bounds(part) for part in flat]
    if None in found:
        return ANYTHING
    return interval_arithmetic.collapse_bounds(
        interval_arithmetic.aggregate_bounds(name, [span for span in found if span is not None])
    )


def _aggregate_truths(flat: list[Part], deciding: bool) -> Value | Range:
    if not flat:
        return not deciding
    # Not applicable stands for “nothing seen yet”, which is what all left out is worth.
    possible: frozenset[Value] = frozenset({NOT_APPLICABLE})
    for part in flat:
        possible = frozenset(
            b
            if a is NOT_APPLICABLE
            else a
            if b is NOT_APPLICABLE
            else _drop_unknown_reason(combine_truths(a, b, deciding))
            for a, b in product(possible, truth_outcomes(part))
        )
    return _outcome_set(possible)


def _count_parts(flat: list[Part]) -> Value | Range:
    low = high = applicable = 0
    unknown = False
    for part in flat:
        few = _finite_values(part)
        if few is None:
            few = (
                interval_arithmetic.ANY_OUTCOME
                if not isinstance(part, Bounds)
                else interval_arithmetic.presence_outcomes(part)
            )
        unknown = unknown or UNKNOWN in few
        some = any(value is not False and value is not NOT_APPLICABLE and value is not UNKNOWN for value in few)
        always = not few & {False, NOT_APPLICABLE, UNKNOWN}
        low, high = low + always, high + some
        applicable += NOT_APPLICABLE not in few
    absent = bool(flat) and applicable == 0
    return interval_arithmetic.collapse_bounds(Bounds(low, high, not_applicable=absent, unknown=unknown))
