"""The arguments that must be written out: the points of a grid, a rounding, two units, the words of a host's function.

They are read from the tree once, when it is compiled, after the parsing has checked that they can be.
"""

from datetime import date
from functools import lru_cache

from filiere.core import Faults
from filiere.referentials.language.functions import CURVES, ROUNDING_MODES, Curve, Points
from filiere.referentials.language.tree import Call, Constant, Name, Node, Sequence, Unary, format_expression
from filiere.referentials.language.units import Unit
from filiere.referentials.language.values import Number, Value


def read_number(node: Node) -> Number | None:
    """Return the number a part is written as, with its sign; None when it is not one."""
    if isinstance(node, Unary) and node.operator == "-":
        inner = read_number(node.operand)
        return None if inner is None else -inner
    if isinstance(node, Constant) and not isinstance(node.value, (bool, str)):
        return node.value
    return None


def read_points(node: Node) -> Points | None:
    """Return the points of a grid or of stairs, abscissas strictly rising; None when they are not that."""
    if not isinstance(node, Sequence) or not node.items:
        return None
    points: list[tuple[Number, Number]] = []
    for item in node.items:
        if not isinstance(item, Sequence) or len(item.items) != 2:
            return None
        x, y = (read_number(part) for part in item.items)
        if x is None or y is None or (points and x <= points[-1][0]):
            return None
        points.append((x, y))
    return tuple(points)


def read_units(node: Call) -> tuple[Unit, Unit] | None:
    """Return the two units of a conversion; None when they are unlike or strange."""
    texts = [part.value for part in node.arguments[1:] if isinstance(part, Constant) and isinstance(part.value, str)]
    if len(texts) != 2:
        return None
    try:
        source, target = Unit.parse(texts[0]), Unit.parse(texts[1])
    except Faults:
        return None
    return None if source.factor_to(target) is None else (source, target)


def read_rounding(node: Call) -> tuple[int, str] | None:
    """Return the digits and the mode of a rounding; None when they are not an integer from -9 to 9 and a known mode."""
    digits = read_number(node.arguments[1]) if len(node.arguments) > 1 else 0
    mode: Node = node.arguments[2] if len(node.arguments) > 2 else Name("half_up")
    if digits is None or digits.denominator != 1 or not -9 <= digits <= 9:
        return None
    word = mode.name if isinstance(mode, Name) else mode.value if isinstance(mode, Constant) else None
    return (int(digits), str(word)) if word in ROUNDING_MODES else None


def read_words(node: Call) -> tuple[Value, ...]:
    """Return the arguments of a lookup or a host's function: words as text, numbers as numbers."""
    out: list[Value] = []
    for part in node.arguments:
        if isinstance(part, Name):
            out.append(part.name)
        elif isinstance(part, Constant):
            out.append(part.value)
        else:
            value = read_number(part)
            if value is not None:
                out.append(value)
    return tuple(out)


@lru_cache(maxsize=8192)
def call_key(node: Call) -> str:
    """Return the name under which a lookup is known: ``level(x)``, ``findings(minor, open)``."""
    return format_expression(node)


def checked_rounding(node: Call) -> tuple[int, str]:
    """Return the checked digits and mode of a rounding."""
    return read_rounding(node) or (0, "half_up")


def conversion_factor(node: Call) -> Number:
    """Return the checked factor of a conversion."""
    units = read_units(node)
    return (units[0].factor_to(units[1]) if units else None) or 1


def build_curve(node: Call) -> Curve:
    """Return the checked function of a grid or of stairs."""
    return CURVES[node.function](read_points(node.arguments[1]) or ((0, 0),))


def read_day(text: str) -> date | None:
    """Return the day a quoted text writes; None when it writes none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
