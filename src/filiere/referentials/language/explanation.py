"""Explanation: how a value comes about, part by part, in French and in English.

From the names to the whole: each part is shown as it was written, then its value in words, with its unit. Numbers and
words that were written out explain themselves and are left aside.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from filiere.core import Lang, Text
from filiere.core.dates import spell_day
from filiere.core.numbers import format_number, scale_down
from filiere.referentials.language.evaluation import compile_node
from filiere.referentials.language.expression_place import NOWHERE
from filiere.referentials.language.functions import AGGREGATES, LOOKUPS, SHAPES, round_exactly
from filiere.referentials.language.tree import Call, Constant, Name, Node, Sequence, Unary
from filiere.referentials.language.types import Scope, Type
from filiere.referentials.language.units import Unit
from filiere.referentials.language.values import (
    DIVISION_BY_ZERO,
    NEGATIVE_ROOT,
    NOT_APPLICABLE,
    TOO_LONG,
    UNLIKE_VALUES,
    Environment,
    LevelValue,
    Unknown,
    Value,
)

# As many decimals as a published number keeps; the value itself stays exact.
SHOWN_DIGITS = 6

REASONS = {
    DIVISION_BY_ZERO: Text(fr="inconnu : division par zéro", en="unknown: division by zero"),
    TOO_LONG: Text(fr="inconnu : nombre trop long", en="unknown: number too long"),
    NEGATIVE_ROOT: Text(fr="inconnu : racine d’un nombre négatif", en="unknown: root of a negative number"),
    UNLIKE_VALUES: Text(fr="inconnu : valeurs sans rapport", en="unknown: unrelated values"),
}


@dataclass(frozen=True, slots=True)
class ExplanationStep:
    """One part of an expression: as it was ``written``, its ``value``, and that value in ``words``, unit included.

    ``unit`` is None when it has none or when no scope was given. ``depth`` is how far it lies under the whole (0 for
    the whole, which comes last). ``name`` tells a name or a lookup, whose value comes from elsewhere.
    """

    written: str
    value: Value
    words: Text
    unit: Unit | None
    depth: int
    name: str | None

    def text(self) -> str:
        """Return the step on one line: ``sum(leavers) = 12 salariés``."""
        return f"{self.written} = {self.words}"


def explain_tree(tree: Node, text: str, environment: Environment, scope: Scope | None) -> tuple[ExplanationStep, ...]:
    """Return the steps of an expression, each part once, the whole last."""
    types: dict[int, Type] = {}
    if scope is not None:
        # Imported here because the check itself reads expressions.
        from filiere.referentials.language.type_checker import infer_types

        types = infer_types(tree, text, NOWHERE, scope)
    out: dict[Node, ExplanationStep] = {}
    for node, depth in _explained_parts(tree, 0):
        if node in out and node is not tree:
            continue
        value = compile_node(node)(environment)
        found = types.get(id(node))
        # The unit of a list is that of its items.
        found = found.item if found is not None and found.kind == "list" else found
        unit = found.unit if found is not None else None
        named = _part_name(node, text)
        out.pop(node, None)
        out[node] = ExplanationStep(text[slice(*node.span)], value, value_text(value, unit), unit, depth, named)
    return tuple(out.values())


def _explained_parts(node: Node, depth: int) -> Iterator[tuple[Node, int]]:
    for child in _explained_children(node):
        yield from _explained_parts(child, depth + 1)
    if depth == 0 or not _is_literal(node):
        yield node, depth


def _explained_children(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Call):
        if node.function in LOOKUPS or node.function not in SHAPES:
            return ()
        return node.arguments if node.function in AGGREGATES else node.arguments[:1]
    return node.children


def _is_literal(node: Node) -> bool:
    if isinstance(node, Sequence):
        return all(map(_is_literal, node.items))
    if isinstance(node, Unary) and node.operator == "-":
        return _is_literal(node.operand)
    return isinstance(node, Constant)


def _part_name(node: Node, text: str) -> str | None:
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Call) and (node.function in LOOKUPS or node.function not in SHAPES):
        return text[slice(*node.span)]
    return None


def value_text(value: Value, unit: Unit | None = None) -> Text:
    """Return a value in words, in both languages, with its unit."""
    if value is True or value is False:
        return Text(fr="vrai", en="true") if value else Text(fr="faux", en="false")
    if value is NOT_APPLICABLE:
        return Text(fr="sans objet", en="not applicable")
    if isinstance(value, Unknown):
        return _unknown_text(value)
    if isinstance(value, (int, Fraction)):
        return Text(fr=_number_text(value, unit, "fr"), en=_number_text(value, unit, "en"))
    if isinstance(value, LevelValue):
        return Text.same(value.key)
    if isinstance(value, date):
        return spell_day(value)
    if isinstance(value, tuple):
        inner = [value_text(item, unit) for item in value]
        return Text(
            fr=" ; ".join(item.fr for item in inner) or "liste vide",
            en="; ".join(item.en for item in inner) or "empty list",
        )
    return Text.same(str(value)) if value else Text(fr="mot vide", en="empty word")


def _unknown_text(value: Unknown) -> Text:
    if value.missing:
        names = ", ".join(sorted(value.missing))
        return Text(fr=f"inconnu : il manque {names}", en=f"unknown: {names} is missing")
    return REASONS.get(value.reason or "", Text(fr="inconnu", en="unknown"))


def _number_text(value: int | Fraction, unit: Unit | None, lang: Lang) -> str:
    shown = Fraction(round_exactly(value, SHOWN_DIGITS))
    digits = format_number(scale_down((shown * 10**SHOWN_DIGITS).numerator, SHOWN_DIGITS), lang)
    if unit is None or unit.is_plain_number:
        return digits
    # French says the plural from two on; English for all but one.
    several = not -2 < value < 2 if lang == "fr" else value != 1
    return f"{digits} {unit.label(several).get(lang)}"
