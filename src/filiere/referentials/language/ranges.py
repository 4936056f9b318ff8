"""What an expression may still become when some of its names are known only as ranges, or not at all.

Interval arithmetic on exact numbers, and sets of outcomes for truth values, levels and words. Every completion of the
environment lies inside the answer; a name used twice is taken as two, so the answer may be wider than what is possible.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import product

from filiere.referentials.language import spans
from filiere.referentials.language.constants import call_key, points_of, words_of
from filiere.referentials.language.evaluation import compared, computed, inverse, joined, member, on_number
from filiere.referentials.language.functions import AGGREGATES, LOOKUPS
from filiere.referentials.language.spans import MOST, hull, is_number, outcomes, span_of
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
    Extended,
    Given,
    OneOf,
    Range,
    Unknown,
    Value,
    exact,
    limited,
)

# A range on its way: a plain value stands for itself, a tuple may hold ranges (a list of sites, some unknown).
type Part = Value | Range | tuple[Part, ...]


def range_of(node: Node, environment: Environment) -> Value | Range:
    """Return the range of a whole expression."""
    part = _range(node, environment)
    if isinstance(part, tuple):
        return ANYTHING
    return part


def _given(value: Given, name: str) -> Part:
    if isinstance(value, (Bounds, OneOf, Anything)):
        return value
    if isinstance(value, (tuple, list)):
        return tuple(_given(item, name) for item in value)
    known = exact(value, name)
    return ANYTHING if isinstance(known, Unknown) else known


def _range(node: Node, env: Environment) -> Part:
    match node:
        case Constant(value=value):
            return _given(limited(value), "")
        case Name(name=name):
            return _given(env.given(name), name)
        case Sequence(items=items):
            return tuple(_range(item, env) for item in items)
        case Unary(operator="not", operand=operand):
            return _mapped(outcomes(_range(operand, env)), inverse)
        case Unary(operand=operand):
            return _arithmetic("*", _range(operand, env), -1)
        case Binary(operator="and" | "or" as word, left=left, right=right):
            deciding = word == "or"
            return _logic(_range(left, env), _range(right, env), deciding)
        case Binary(operator="in" | "not in" as word, left=left, right=right):
            return _member(_range(left, env), _range(right, env), word != NOT_IN)
        case Binary(operator=sign, left=left, right=right):
            pair = _range(left, env), _range(right, env)
            return _compared(sign, *pair) if sign in COMPARISONS else _arithmetic(sign, *pair)
        case Choice(then=then, condition=condition, otherwise=otherwise):
            return _choice(_range(condition, env), _range(then, env), _range(otherwise, env))
        case Call():
            return _call(node, env)
    raise TypeError(f"not a node: {node!r}")


def _set(values: frozenset[Value]) -> Value | Range:
    return next(iter(values)) if len(values) == 1 and UNKNOWN not in values else OneOf(values)


def _mapped(values: frozenset[Value], change: Callable[[Value], Value]) -> Value | Range:
    return _set(frozenset(_plain(change(value)) for value in values))


def _plain(value: Value) -> Value:
    return UNKNOWN if isinstance(value, Unknown) else value


def _logic(left: Part, right: Part, deciding: bool) -> Value | Range:
    pairs = product(outcomes(left), outcomes(right))
    return _set(frozenset(_plain(joined(a, b, deciding)) for a, b in pairs))


def _choice(condition: Part, then: Part, otherwise: Part) -> Part:
    possible = outcomes(condition)
    parts: list[Part] = []
    if True in possible:
        parts.append(then)
    if False in possible or NOT_APPLICABLE in possible:
        parts.append(otherwise)
    if UNKNOWN in possible:
        # A condition that stays unknown is worth its branches when they agree, else unknown.
        parts += [then, otherwise, OneOf(frozenset({UNKNOWN}))]
    return _union(parts)


def _union(parts: list[Part]) -> Part:
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
            for value in (values if values is not None else [_plain(part)])  # type: ignore[arg-type]
        )
        return _set(merged)
    spans_ = [span_of(part) for part in parts]
    return ANYTHING if None in spans_ else hull([span for span in spans_ if span is not None])


def _compared(sign: str, left: Part, right: Part) -> Value | Range:
    first, second = _few(left), _few(right)
    if first is not None and second is not None and len(first) * len(second) <= MOST:
        return _set(frozenset(_plain(compared(sign, a, b)) for a, b in product(first, second)))
    a, b = span_of(left), span_of(right)
    if a is None or b is None:
        return OneOf(spans.ANY_OUTCOME)
    return _set(spans.comparison(sign, a, b))


def _few(part: Part) -> frozenset[Value] | None:
    if isinstance(part, OneOf):
        return part.values
    if isinstance(part, (Bounds, Anything)):
        return None
    return frozenset({part}) if not isinstance(part, tuple) else None


def _member(value: Part, items: Part, wanted: bool) -> Value | Range:
    first = _few(value)
    if isinstance(items, tuple):
        seconds = [_few(item) for item in items]
        if first is not None and all(second is not None and len(second) == 1 for second in seconds):
            listed = tuple(next(iter(second)) for second in seconds if second is not None)
            return _set(frozenset(_plain(member(one, listed, wanted)) for one in first))
    return OneOf(spans.ANY_OUTCOME)


def _arithmetic(sign: str, left: Part, right: Part) -> Part:
    first, second = _few(left), _few(right)
    if first is not None and second is not None and len(first) == len(second) == 1:
        result = _plain(computed(sign, next(iter(first)), next(iter(second))))
        return OneOf(frozenset({UNKNOWN})) if result is UNKNOWN else result
    a, b = span_of(left), span_of(right)
    if a is None or b is None:
        return ANYTHING
    return spans.narrow(spans.arithmetic(sign, a, b))


def _call(node: Call, env: Environment) -> Part:
    name = node.function
    if name == "known":
        argument = _range(node.arguments[0], env)
        return OneOf(frozenset({True, False})) if _open(argument) else True
    if name in AGGREGATES:
        return _aggregate(name, [_range(argument, env) for argument in node.arguments])
    if name in LOOKUPS and name != "findings":
        return _given(env.given(call_key(node)), call_key(node))
    if name in {"ceil", "floor", "abs", "sqrt", "round", "grid", "stairs", "convert"}:
        return _changed(node, _range(node.arguments[0], env))
    key = call_key(node)
    return _given(env.given_by_call(key, name, words_of(node)), key)


def _open(part: Part) -> bool:
    if isinstance(part, tuple):
        return any(map(_open, part))
    return isinstance(part, (Bounds, OneOf, Anything))


def _changed(node: Call, part: Part) -> Part:
    span = span_of(part)
    if span is None:
        return ANYTHING
    change = on_number(node)
    turns: dict[Fraction | int, Fraction | int] = {}
    if node.function in {"grid", "stairs"}:
        turns = dict(points_of(node.arguments[1]) or ())
    if node.function == "abs":
        turns = {0: 0}
    unknown = span.unknown
    low, high = span.low, span.high
    if node.function == "sqrt" and low < 0:
        unknown, low = True, 0
        if high < 0:
            return spans.narrow(Bounds(0, 0, span.not_applicable, unknown=True, empty=True))
    if span.empty:
        return spans.narrow(span)
    ends = [_end(node, change, end, list(turns.values())) for end in (low, high)]
    # Between its turning points every one of these functions is monotone; stairs also take their value at each step.
    ends += [value for turn, value in turns.items() if low <= turn <= high]
    changed = Bounds(min(ends), max(ends), not_applicable=span.not_applicable, unknown=unknown)
    return spans.narrow(spans.limited_span(changed))


def _end(node: Call, change: Callable[..., Value], end: Extended, values: list[Fraction | int]) -> Extended:
    if end not in (INFINITY, -INFINITY):
        return change(end)  # type: ignore[return-value]
    if node.function in {"grid", "stairs"}:
        return values[-1] if end > 0 else values[0]
    return INFINITY if node.function == "abs" else end


def _aggregate(name: str, parts: list[Part]) -> Part:
    flat: list[Part] = []
    for part in parts:
        if isinstance(part, tuple):
            flat.extend(part)
        elif isinstance(part, Anything):
            # It may be a list of any length.
            return OneOf(spans.ANY_OUTCOME) if name in {"any", "all"} else ANYTHING
        else:
            flat.append(part)
    if name in {"any", "all"}:
        return _any_all(flat, deciding=name == "any")
    if name == "count":
        return _count(flat)
    found = [span_of(part) for part in flat]
    if None in found:
        return ANYTHING
    return spans.narrow(spans.aggregate(name, [span for span in found if span is not None]))


def _any_all(flat: list[Part], deciding: bool) -> Value | Range:
    if not flat:
        return not deciding
    # Not applicable stands for “nothing seen yet”, which is what all left out is worth.
    possible: frozenset[Value] = frozenset({NOT_APPLICABLE})
    for part in flat:
        possible = frozenset(
            b if a is NOT_APPLICABLE else a if b is NOT_APPLICABLE else _plain(joined(a, b, deciding))
            for a, b in product(possible, outcomes(part))
        )
    return _set(possible)


def _count(flat: list[Part]) -> Value | Range:
    low = high = applicable = 0
    unknown = False
    for part in flat:
        few = _few(part)
        if few is None:
            few = spans.ANY_OUTCOME if not isinstance(part, Bounds) else spans.outcomes_of_number(part)
        unknown = unknown or UNKNOWN in few
        some = any(value is not False and value is not NOT_APPLICABLE and value is not UNKNOWN for value in few)
        always = not few & {False, NOT_APPLICABLE, UNKNOWN}
        low, high = low + always, high + some
        applicable += NOT_APPLICABLE not in few
    absent = bool(flat) and applicable == 0
    return spans.narrow(Bounds(low, high, not_applicable=absent, unknown=unknown))
