"""Small arithmetic over figures, so that a number computed here can be computed again by the checker.

Only sums, differences, products, quotients and ``sum(all)`` are read, on decimals; nothing is ever executed.
"""

import ast
import operator
import string
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation

from filiere.core.numbers import format_number
from filiere.core.text import Lang, Text
from filiere.figures.records import LARGEST

_OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class ExpressionError(ValueError):
    """An expression that cannot be computed; ``reason`` says why, in both languages."""

    def __init__(self, fr: str, en: str) -> None:
        self.reason = Text(fr=fr, en=en)
        super().__init__(fr)


def compute(expression: str, values: Sequence[Decimal | None]) -> Decimal:
    """Return the result of ``expression``, where ``a``, ``b``, ``c``… are ``values`` in order.

    ``sum(all)`` is the total of ``values``. Raises :class:`ExpressionError` when the expression is no arithmetic,
    names a figure that was not given or has no value, or divides by zero.
    """
    try:
        tree = ast.parse(expression, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ExpressionError("ce n’est pas une opération", "it is no arithmetic") from None
    try:
        result = _evaluate_node(tree.body, values)
    except (DivisionByZero, InvalidOperation):
        raise ExpressionError("elle divise par zéro", "it divides by zero") from None
    except RecursionError:
        raise ExpressionError("elle est trop longue", "it is too long") from None
    if abs(result) >= LARGEST:
        raise ExpressionError("son résultat est trop grand", "its result is too large")
    return result


def round_decimal(value: Decimal, digits: int) -> Decimal:
    """Return ``value`` at ``digits`` decimals (negative: at tens, hundreds…), halves away from zero."""
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)


def count_decimals(value: Decimal) -> int:
    """Return how many decimals a value was written with."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def write_expression(expression: str, values: Sequence[Decimal | None], lang: Lang) -> str:
    """Return an expression that :func:`compute` reads with its values put in: ``9 ÷ 60 × 100``."""
    return _write_node(ast.parse(expression, mode="eval").body, values, lang, 0)


# How an operation is written, and how tightly it binds: what binds less tightly goes between parentheses.
_SIGNS: dict[type[ast.operator], tuple[str, int]] = {
    ast.Add: ("+", 1),
    ast.Sub: ("−", 1),
    ast.Mult: ("×", 2),
    ast.Div: ("÷", 2),
}


def _write_node(node: ast.expr, values: Sequence[Decimal | None], lang: Lang, bond: int) -> str:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            sign, own = _SIGNS[type(op)]
            words = f"{_write_node(left, values, lang, own)} {sign} {_write_node(right, values, lang, own + 1)}"
        case ast.Call():
            words, own = " + ".join(_write_value(value, lang) for value in values), 1 if len(values) > 1 else 3
        case _:
            words, own = _write_value(_evaluate_node(node, values), lang), 3
    return f"({words})" if own < bond else words


def _write_value(value: Decimal | None, lang: Lang) -> str:
    words = format_number(value, lang)
    return f"({words})" if value is not None and value < 0 else words


def _evaluate_node(node: ast.expr, values: Sequence[Decimal | None]) -> Decimal:
    match node:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_evaluate_node(left, values), _evaluate_node(right, values))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_evaluate_node(operand, values)
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() as constant):
            return Decimal(str(constant))
        case ast.Name(id=name):
            return _lookup_name(name, values)
        case ast.Call(func=ast.Name(id="sum"), args=[ast.Name(id="all")], keywords=[]):
            return sum((_require_value(value, "all") for value in values), Decimal(0))
    raise ExpressionError("elle sort des quatre opérations", "it goes beyond the four operations")


def _lookup_name(name: str, values: Sequence[Decimal | None]) -> Decimal:
    index = string.ascii_lowercase.find(name) if len(name) == 1 else -1
    if not 0 <= index < len(values):
        raise ExpressionError(f"« {name} » ne désigne aucun chiffre", f"“{name}” stands for no figure")
    return _require_value(values[index], name)


def _require_value(value: Decimal | None, name: str) -> Decimal:
    if value is None:
        raise ExpressionError(f"« {name} » est une fourchette, sans valeur", f"“{name}” is a range, without a value")
    return value
