"""The tree of an expression: what was written, without how it was spaced, so that it can be compared and printed.

Every node is frozen and hashable. Its span, the place in the text it came from, is no part of what it means.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from filiere.core.numbers import scale_down

TextSpan = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Any part of an expression; ``span`` is its first and past-the-last character."""

    span: TextSpan = field(default=(0, 0), compare=False, repr=False)

    @property
    def children(self) -> tuple["Node", ...]:
        """The parts of this part, in the order they are written."""
        return ()


@dataclass(frozen=True, slots=True)
class Constant(Node):
    """A number (exact), a truth value or a quoted text."""

    value: Fraction | int | bool | str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A name: ``fact.headcount``, ``leavers``, ``category``; or a bare word given to a function."""

    name: str


@dataclass(frozen=True, slots=True)
class Sequence(Node):
    """A list between brackets."""

    items: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.items


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """``not x`` or ``-x``."""

    operator: str
    operand: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.operand,)


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """Two operands and one of ``and or == != < <= > >= in not-in + - * /``."""

    operator: str
    left: Node
    right: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True)
class Choice(Node):
    """``then if condition else otherwise``."""

    then: Node
    condition: Node
    otherwise: Node

    @property
    def children(self) -> tuple[Node, ...]:
        return (self.then, self.condition, self.otherwise)


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function and its arguments."""

    function: str
    arguments: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        return self.arguments


NOT_IN = "not in"
_PRECEDENCE = {
    "or": 1,
    "and": 2,
    "==": 4,
    "!=": 4,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "in": 4,
    NOT_IN: 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
}
_NOT, _NEGATIVE, _ATOM = 3, 7, 8
COMPARISONS = frozenset(operator for operator, binding in _PRECEDENCE.items() if binding == 4)


def walk(node: Node) -> Iterator[Node]:
    """Yield every part, parents before children."""
    yield node
    for child in node.children:
        yield from walk(child)


def number_text(value: Fraction | int) -> str:
    """Return an exact number in decimal writing; a literal always has a finite one."""
    fraction = Fraction(value)
    if fraction.denominator == 1:
        return str(fraction.numerator)
    digits = 0
    while (fraction * 10**digits).denominator != 1:
        digits += 1
    return format(scale_down((fraction * 10**digits).numerator, digits), "f")


@lru_cache(maxsize=8192)
def format_expression(node: Node) -> str:
    """Return the expression in its plainest writing; parsing it gives the same tree."""
    return _format_node(node)[0]


def _format_node(node: Node) -> tuple[str, int]:
    match node:
        case Constant(value=bool() as truth):
            return ("true" if truth else "false"), _ATOM
        case Constant(value=str() as words):
            mark = '"' if "'" in words else "'"
            return f"{mark}{words}{mark}", _ATOM
        case Constant(value=(int() | Fraction()) as value):
            return number_text(value), _ATOM
        case Name(name=name):
            return name, _ATOM
        case Sequence(items=items):
            return f"[{', '.join(_format_node(item)[0] for item in items)}]", _ATOM
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(_format_node(argument)[0] for argument in arguments)})", _ATOM
        case Unary(operator="not", operand=operand):
            return f"not {_parenthesise(operand, _NOT)}", _NOT
        case Unary(operand=operand):
            return f"-{_parenthesise(operand, _NEGATIVE)}", _NEGATIVE
        case Binary(operator=operator, left=left, right=right):
            binding = _PRECEDENCE[operator]
            # Comparisons do not chain; the others group to the left.
            first = binding + 1 if operator in COMPARISONS else binding
            return f"{_parenthesise(left, first)} {operator} {_parenthesise(right, binding + 1)}", binding
        case Choice(then=then, condition=condition, otherwise=otherwise):
            return f"{_parenthesise(then, 1)} if {_parenthesise(condition, 1)} else {_parenthesise(otherwise, 0)}", 0
    raise TypeError(f"not a node: {node!r}")


def _parenthesise(node: Node, binding: int) -> str:
    words, own = _format_node(node)
    return words if own >= binding else f"({words})"
