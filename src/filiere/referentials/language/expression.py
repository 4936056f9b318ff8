"""An expression: parsed once, hashable, and asked as often as wanted what it is worth and what it still needs."""

from dataclasses import dataclass, field

from filiere.referentials.language.constant_arguments import call_key
from filiere.referentials.language.evaluation import CompiledNode, compile_node
from filiere.referentials.language.explanation import ExplanationStep, explain_tree
from filiere.referentials.language.expression_place import NOWHERE, ExpressionPlace
from filiere.referentials.language.functions import LOOKUPS, SHAPES
from filiere.referentials.language.interval_evaluation import evaluate_range
from filiere.referentials.language.parsing import parse_tree
from filiere.referentials.language.tree import Call, Name, Node, format_expression
from filiere.referentials.language.types import Scope
from filiere.referentials.language.values import Environment, Range, Unknown, Value


@dataclass(frozen=True, slots=True)
class Expression:
    """A readable expression. Made by :func:`parse`; equal to another of the same tree, however it was spaced."""

    tree: Node
    text: str = field(compare=False)
    place: ExpressionPlace = field(compare=False, repr=False)
    names: tuple[str, ...] = field(compare=False, repr=False)
    _run: CompiledNode = field(compare=False, repr=False)

    def evaluate(self, environment: Environment) -> Value:
        """Return the value; never raises for values of the kinds that the scope declared."""
        return self._run(environment)

    def needs(self, environment: Environment) -> tuple[str, ...]:
        """Return the names missing to know the value, in order of writing; empty when it is known.

        A name that comes from elsewhere, such as the input of an unknown indicator, comes last, in alphabetical order.
        """
        value = self._run(environment)
        if not isinstance(value, Unknown):
            return ()
        own = tuple(name for name in self.names if name in value.missing)
        return own + tuple(sorted(value.missing.difference(own)))

    def interval(self, environment: Environment) -> Value | Range:
        """Return what the value may still be when ranges and unknown names get any value they may have.

        A plain value when it is decided; else :class:`Bounds` (numbers), :class:`OneOf` (truth values, levels, words)
        or ANYTHING. Sound: every completion lies inside, unless its numbers get too long; not always the narrowest, for
        a name used twice is taken as two names.
        """
        return evaluate_range(self.tree, environment)

    def explain(self, environment: Environment, scope: Scope | None = None) -> tuple[ExplanationStep, ...]:
        """Return how the value comes about, from the names to the whole; units are told when a scope is given."""
        return explain_tree(self.tree, self.text, environment, scope)

    def __str__(self) -> str:
        return format_expression(self.tree)


def parse(text: str, *, place: ExpressionPlace = NOWHERE) -> Expression:
    """Read an expression; raise :class:`Faults`, placed inside the file, when it cannot be read."""
    tree = parse_tree(text, place)
    return Expression(tree, text, place, tuple(dict.fromkeys(_collect_names(tree))), compile_node(tree))


def _collect_names(node: Node) -> list[str]:
    if isinstance(node, Name):
        return [node.name]
    if isinstance(node, Call) and (node.function in LOOKUPS or node.function not in SHAPES):
        return [call_key(node)]
    # The mode of a rounding is a word of the language, not a name.
    children = node.children[:2] if isinstance(node, Call) and node.function == "round" else node.children
    return [name for child in children for name in _collect_names(child)]
