"""The check at load: every name is declared, every operation has a meaning, units agree, levels and words exist.

All the faults of an expression are told at once, each at its own character, with the names that are near.
"""

from typing import TYPE_CHECKING

from filiere.core import Faults, Text
from filiere.referentials.language.call_types import call_type
from filiere.referentials.language.check_faults import CheckContext
from filiere.referentials.language.constant_arguments import read_day
from filiere.referentials.language.evaluation import ARITHMETIC, apply_arithmetic, negate_number
from filiere.referentials.language.expression_place import ExpressionPlace
from filiere.referentials.language.tree import (
    COMPARISONS,
    Binary,
    Call,
    Choice,
    Constant,
    Name,
    Node,
    Sequence,
    Unary,
    format_expression,
)
from filiere.referentials.language.types import (
    BOOLEAN,
    DATE,
    NOTHING,
    NUMBER,
    TEXT,
    UNITLESS_NUMBER,
    WRONG,
    Scope,
    Type,
    list_type,
)
from filiere.referentials.language.units import DAY, PERCENT, PLAIN, Unit
from filiere.referentials.language.values import TOO_LONG, Unknown, Value, limit_number

if TYPE_CHECKING:
    from filiere.referentials.language.expression import Expression


def check_expression(expression: "Expression", scope: Scope, *, expected: Type | None = None) -> Type:
    """Return the type of an expression in a scope; raise :class:`Faults` with all that is wrong.

    ``expected`` is the type the place of the expression wants: a condition, or a quantity in the unit of an indicator
    (a plain number is taken as a percentage where one is wanted, since ``100 * a / b`` is how it is written).
    """
    checks = CheckContext(expression.text, expression.place, scope)
    found = infer_type(expression.tree, checks)
    _evaluate_literal(expression.tree, checks)
    if expected is not None and not checks.faults:
        _check_expected_type(expression.tree, found, expected, checks)
    if checks.faults:
        raise Faults(checks.faults)
    return found


def infer_types(tree: Node, text: str, place: ExpressionPlace, scope: Scope) -> dict[int, Type]:
    """Return the type of every part of a tree that has one, by the identity of the part; faults are left aside."""
    checks = CheckContext(text, place, scope)
    infer_type(tree, checks)
    return checks.types


def infer_type(node: Node, checks: CheckContext) -> Type:
    """Return the type of a part, noting what is wrong in it."""
    found = _infer_node_type(node, checks)
    checks.types[id(node)] = found
    return found


def _infer_node_type(node: Node, checks: CheckContext) -> Type:
    match node:
        case Constant(value=bool()):
            return BOOLEAN
        case Constant(value=str()):
            return TEXT
        case Constant():
            return UNITLESS_NUMBER
        case Name():
            return checks.name(node)
        case Sequence(items=items):
            return _list_item_type(items, checks)
        case Unary(operator="not", operand=operand):
            _require_condition(operand, infer_type(operand, checks), checks)
            return BOOLEAN
        case Unary(operand=operand):
            return checks.number(operand, infer_type(operand, checks))
        case Binary(operator="and" | "or", left=left, right=right):
            for side in (left, right):
                _require_condition(side, infer_type(side, checks), checks)
            return BOOLEAN
        case Binary(operator="in" | "not in"):
            return _membership_type(node, checks)
        case Binary(operator=sign, left=left, right=right):
            pair = infer_type(left, checks), infer_type(right, checks)
            return (
                _comparison_type(node, *pair, checks) if sign in COMPARISONS else _arithmetic_type(node, *pair, checks)
            )
        case Choice(then=then, condition=condition, otherwise=otherwise):
            first = infer_type(then, checks)
            _require_condition(condition, infer_type(condition, checks), checks)
            return unify_types(otherwise, first, infer_type(otherwise, checks), checks)
        case Call():
            return call_type(node, checks, infer_type, unify_types)
    raise TypeError(f"not a node: {node!r}")


def _evaluate_literal(node: Node, checks: CheckContext) -> Value | None:
    """Return what a part made of written numbers alone is worth, else None; note one that is too long to work out.

    What names bring in is known at the evaluation only, and is unknown there when it is too long.
    """
    parts = [_evaluate_literal(child, checks) for child in node.children]
    value: Value | None = None
    if isinstance(node, Constant):
        value = limit_number(node.value)
    elif isinstance(node, Unary) and node.operator == "-" and parts[0] is not None:
        value = negate_number(parts[0])
    elif isinstance(node, Binary) and node.operator in ARITHMETIC and None not in parts:
        value = apply_arithmetic(node.operator, *parts)  # type: ignore[arg-type]
    if isinstance(value, Unknown) and value.reason == TOO_LONG:
        checks.long_number(node)
        return None
    return value


def _require_condition(node: Node, found: Type, checks: CheckContext) -> None:
    if found.kind not in {"boolean", "wrong"}:
        checks.note_wrong_kind(
            node,
            Text(
                fr=f"« {format_expression(node)} » est {found.text.fr} ; il faut une condition.",
                en=f"“{format_expression(node)}” is {found.text.en}; a condition is needed.",
            ),
        )


def _list_item_type(items: tuple[Node, ...], checks: CheckContext) -> Type:
    item = NOTHING
    for part in items:
        item = unify_types(part, item, infer_type(part, checks), checks)
    return list_type(item)


def unify_types(node: Node, first: Type, second: Type, checks: CheckContext) -> Type:
    """Return the one type of two parts that stand for one another; note a clash at ``node``."""
    if "wrong" in (first.kind, second.kind):
        return WRONG
    if first.kind == "nothing" or first == second:
        return second
    if second.kind == "nothing":
        return first
    if first.kind == second.kind == "quantity":
        return Type("quantity", unit=_unify_units(node, first, second, checks))
    if first.kind == second.kind == "list" and first.item and second.item:
        return list_type(unify_types(node, first.item, second.item, checks))
    if first.kind == second.kind == "text":
        return TEXT
    checks.note_unlike_kinds(node, first, second)
    return WRONG


def _unify_units(node: Node, first: Type, second: Type, checks: CheckContext) -> Unit | None:
    if first.unit is None or second.unit is None:
        return first.unit or second.unit
    if first.unit != second.unit:
        checks.unit_clash(node, first.unit, second.unit)
    return first.unit


def _arithmetic_type(node: Binary, left: Type, right: Type, checks: CheckContext) -> Type:
    if "wrong" in (left.kind, right.kind):
        return WRONG
    dated = _date_arithmetic_type(node, left, right, checks)
    if dated is not None:
        return dated
    first, second = checks.number(node.left, left), checks.number(node.right, right)
    if "wrong" in (first.kind, second.kind):
        return WRONG
    if node.operator in "+-":
        return Type("quantity", unit=_unify_units(node, first, second, checks))
    if first.unit is None and second.unit is None:
        return UNITLESS_NUMBER
    a, b = first.unit or PLAIN, second.unit or PLAIN
    return Type("quantity", unit=a * b if node.operator == "*" else a / b)


def _date_arithmetic_type(node: Binary, left: Type, right: Type, checks: CheckContext) -> Type | None:
    if left.kind != "date":
        return None
    if right.kind == "date" and node.operator == "-":
        return Type("quantity", unit=DAY)
    if right.kind == "quantity" and node.operator in "+-":
        if right.unit not in (None, DAY):
            checks.unit_clash(node, DAY, right.unit or PLAIN)
        return DATE
    return None


def _comparison_type(node: Binary, left: Type, right: Type, checks: CheckContext) -> Type:
    if "wrong" not in (left.kind, right.kind):
        if node.operator not in {"==", "!="} and (
            left.kind not in {"quantity", "level", "date"} and right.kind not in {"quantity", "level", "date"}
        ):
            checks.note_wrong_kind(
                node,
                Text(
                    fr=f"« {node.operator} » ne range pas {left.text.fr} : il n’y a ni plus grand ni plus petit.",
                    en=f"“{node.operator}” cannot order {left.text.en}: there is no greater or smaller.",
                ),
            )
        else:
            require_comparable(node, node.left, left, node.right, right, checks)
    return BOOLEAN


def require_comparable(node: Node, first: Node, left: Type, second: Node, right: Type, checks: CheckContext) -> None:
    """Note what keeps two parts from being compared: kinds, units, scales, and words that do not exist."""
    for word_node, word, other in ((first, left, right), (second, right, left)):
        if isinstance(word_node, Constant) and isinstance(word_node.value, str) and word.kind == "text":
            _check_literal(word_node, word_node.value, other, checks)
            return
    if left.kind == right.kind == "quantity":
        _unify_units(node, left, right, checks)
    elif left.kind == right.kind == "level" and left.scale != right.scale:
        checks.note_unlike_kinds(node, left, right)
    elif left.kind != right.kind or left.kind == "list":
        checks.note_unlike_kinds(node, left, right)


def _check_literal(node: Constant, word: str, other: Type, checks: CheckContext) -> None:
    if other.kind == "level" and other.scale is not None:
        if word not in other.scale.levels:
            checks.note_unknown_level(node, word, other.scale)
    elif other.kind == "text":
        if other.words is not None and word not in other.words:
            checks.note_unknown_word(node, word, other.words)
    elif other.kind == "date":
        if read_day(word) is None:
            checks.note_invalid_day(node, word)
    else:
        checks.note_unlike_kinds(node, other, TEXT)


def _membership_type(node: Binary, checks: CheckContext) -> Type:
    value = infer_type(node.left, checks)
    if isinstance(node.right, Sequence):
        # Item by item, so that a wrong word is told at its own place.
        for item in node.right.items:
            found = infer_type(item, checks)
            if "wrong" not in (value.kind, found.kind):
                require_comparable(item, node.left, value, item, found, checks)
        return BOOLEAN
    items = infer_type(node.right, checks)
    if items.kind == "list" and items.item is not None:
        if items.item.kind not in {"nothing", "wrong"} and value.kind != "wrong":
            require_comparable(node, node.left, value, node.right, items.item, checks)
    elif items.kind != "wrong":
        checks.note_wrong_kind(
            node.right,
            Text(
                fr=f"Après « in » il faut une liste, et « {format_expression(node.right)} » est {items.text.fr}.",
                en=f"A list is needed after “in”, but “{format_expression(node.right)}” is {items.text.en}.",
            ),
        )
    return BOOLEAN


def _check_expected_type(node: Node, found: Type, expected: Type, checks: CheckContext) -> None:
    if found.kind != expected.kind:
        checks.note_wrong_kind(
            node,
            Text(
                fr=f"L’expression est {found.text.fr} ; il faut ici {expected.text.fr}.",
                en=f"The expression is {found.text.en}; {expected.text.en} is needed here.",
            ),
        )
    elif expected.kind == "quantity" and found.unit is not None and expected.unit is not None:
        taken = expected.unit == PERCENT and found == NUMBER
        if found.unit != expected.unit and not taken:
            checks.unit_clash(node, expected.unit, found.unit)
