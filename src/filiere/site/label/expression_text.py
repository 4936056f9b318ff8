"""Expressions of a release in words: what a rule says, for readers who do not read formulas.

The page always folds the expression under its words: the expression is the rule, the words help to read it. Signs that
compare numbers stay signs, which both languages share and nobody mistakes; levels are compared by their names; names
become the texts that the release gives them.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from filiere.core import Faults, Text
from filiere.core.numbers import format_number
from filiere.core.typography import lower_first_letter, raise_first_letter
from filiere.referentials import Release
from filiere.referentials.language import (
    Binary,
    Call,
    Choice,
    Constant,
    Name,
    Node,
    Sequence,
    Unary,
    Unit,
    parse,
    value_text,
)
from filiere.site.kit.bilingual_text import localize, to_decimal
from filiere.site.label.code_labels import split_levels

_OPERATOR_SIGNS: Mapping[str, str] = {
    "==": "=",
    "!=": "≠",
    "<=": "≤",
    ">=": "≥",
    "<": "<",
    ">": ">",
    "*": "×",
    "/": "÷",
    "-": "−",
}
_COMPARISONS: Mapping[str, Callable[[int, int], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
# Not in order of importance but of binding: what binds less than its place stands in brackets.
_PRECEDENCE: Mapping[str, int] = {"or": 1, "and": 2, "+": 5, "-": 5, "*": 6, "/": 6}
_COMPARISON_PRECEDENCE, _ATOM_PRECEDENCE = 4, 8

_NAME_TEXTS: Mapping[str, tuple[str, str]] = {
    "knock_outs": ("nombre de critères bloquants", "number of knock-outs"),
    "min_theme_score": ("plus bas score de rubrique", "lowest theme score"),
    "total": ("score total", "total score"),
    "n": ("nombre d’éléments concernés", "number of items concerned"),
    "risky": ("nombre de sites à risque", "number of sites at risk"),
    "base": ("nombre de sites tirés", "number of sites drawn"),
    "majors_before": ("nombre d’écarts majeurs du cycle précédent", "number of major findings in the last cycle"),
    "headcount": ("effectif du site", "headcount of the site"),
    "sites_sampled": ("nombre de sites visités", "number of sites visited"),
    "major_unlifted": ("un écart majeur non levé à temps", "a major finding not lifted in time"),
    "follow_up_missed": ("un contrôle de suivi manqué", "a follow-up missed"),
    "suspension_expired": ("une suspension arrivée à son terme", "a suspension that has run out"),
    "false_evidence": ("une preuve fausse", "a false piece of evidence"),
    "category": ("catégorie", "category"),
}
_CALL_TEXTS: Mapping[str, tuple[str, str]] = {
    "min": ("plus petit de ({})", "minimum of ({})"),
    "max": ("plus grand de ({})", "maximum of ({})"),
    "sum": ("{}", "{}"),
    "mean": ("moyenne de ({})", "mean of ({})"),
    "count": ("nombre de conditions vraies parmi ({})", "number of true conditions among ({})"),
    "any": ("une au moins de ({})", "one at minimum of ({})"),
    "all": ("toutes de ({})", "all of ({})"),
    "abs": ("écart à zéro de ({})", "distance from zero of ({})"),
    "sqrt": ("racine carrée de ({})", "square root of ({})"),
    "ceil": ("({}) arrondi à l’entier du dessus", "({}) rounded up to a whole number"),
    "floor": ("({}) arrondi à l’entier du dessous", "({}) rounded down to a whole number"),
    "known": ("on connaît {}", "{} is known"),
    "recent_withdrawal": (
        "le label a été retiré depuis moins de {} mois",
        "the label was withdrawn less than {} months ago",
    ),
    "conviction": ("il y a une condamnation définitive ({})", "there is a final conviction ({})"),
}
_FILTER_TEXTS: Mapping[str, tuple[str, str]] = {
    "open": ("ouverts", "open"),
    "lifted": ("levés", "lifted"),
    "all": ("de toute sorte", "of every kind"),
    "overdue": ("hors délai", "overdue"),
    "unlifted_from_previous": ("non levés depuis le cycle précédent", "not lifted since the last cycle"),
}  # fmt: skip
_LITERAL_TEXTS: Mapping[str, tuple[str, str]] = {"labour_law": ("droit du travail", "labour law")}


def describe_expression(release: Release, expression: str, day: date, *, question: str = "") -> str:
    """Return an expression of a release in words; as it is written, when it cannot be read.

    Dated parameters show the value in force on ``day``, or on the first day of the release when it comes later. The
    question that the reader has in front of them is not named.
    """
    try:
        tree = parse(expression).tree
    except Faults:
        return expression
    words = _ExpressionWriter(release, max(day, release.head.dates.effective), question).write(tree, 0)
    return raise_first_letter(words)


class _ExpressionWriter:
    def __init__(self, release: Release, day: date, question: str) -> None:
        self.release, self.day, self.shown = release, day, question

    def say(self, pair: tuple[str, str]) -> str:
        return localize(*pair)

    def quote_words(self, words: str) -> str:
        return localize(f"« {words} »", f"“{words}”")

    def text(self, text: Text) -> str:
        return lower_first_letter(str(text))

    def write(self, node: Node, outer: int) -> str:
        """Return a part in words, in brackets when it binds less than what stands around it."""
        match node:
            case Constant(value=value):
                return self.constant(value)
            case Name(name=name):
                return self.name(name)
            case Sequence(items=items):
                return self.join_items(items)
            case Unary(operator="not", operand=operand):
                return self.say(("il n’est pas vrai que : ", "it is not true that: ")) + self.write(
                    operand, _COMPARISON_PRECEDENCE
                )
            case Unary(operand=operand):
                return f"−{self.write(operand, _ATOM_PRECEDENCE)}"
            case Binary():
                return self.binary(node, outer)
            case Choice(then=then, condition=condition, otherwise=otherwise):
                first, when, last = (self.write(one, 0) for one in (then, condition, otherwise))
                words = self.say((f"{first} si {when}, sinon {last}", f"{first} if {when}, else {last}"))
                return f"({words})" if outer else words
            case Call():
                return self.call(node)
        return str(node)

    def binary(self, node: Binary, outer: int) -> str:
        if (words := self.category(node) or self.level(node)) is not None:
            return words
        if node.operator in ("in", "not in"):
            inside = ("est l’un de", "is one of") if node.operator == "in" else ("n’est aucun de", "is none of")
            return f"{self.write(node.left, _COMPARISON_PRECEDENCE)} {self.say(inside)} {self.write(node.right, 0)}"
        binding = _PRECEDENCE.get(node.operator, _COMPARISON_PRECEDENCE)
        joint = {"and": (", et ", ", and "), "or": (", ou ", ", or ")}.get(node.operator)
        sign = self.say(joint) if joint is not None else f" {_OPERATOR_SIGNS.get(node.operator, node.operator)} "
        # Subtraction and division do not commute: their right side keeps its brackets.
        right = binding + 1 if node.operator in ("-", "/") else binding
        words = f"{self.write(node.left, binding)}{sign}{self.write(node.right, right)}"
        return f"({words})" if binding < outer else words

    def category(self, node: Binary) -> str | None:
        """Return a condition on the category of the candidate, which has a name of its own."""
        if not (isinstance(node.left, Name) and node.left.name == "category"):
            return None
        keys = node.right.items if isinstance(node.right, Sequence) else (node.right,)
        known = self.release.referential.categories
        names = [
            self.quote_words(str(known[one.value].text) if one.value in known else str(one.value))
            for one in keys
            if isinstance(one, Constant) and isinstance(one.value, str)
        ]
        listed = self.say((" ou ", " or ")).join(names)
        if node.operator in ("==", "in"):
            return self.say((f"le candidat est {listed}", f"the candidate is {listed}"))
        return self.say((f"le candidat n’est pas {listed}", f"the candidate is not {listed}"))

    def level(self, node: Binary) -> str | None:
        """Return a condition on the answer to a question, told by the names of its levels."""
        left, right = node.left, node.right
        if not (isinstance(left, Call) and left.function == "level" and isinstance(right, Constant)):
            return None
        argument = left.arguments[0]
        key = argument.name if isinstance(argument, Name) else ""
        scale = self.release.scales.get(key)
        if scale is None or right.value not in scale.keys:
            return None
        names = [name for name, _ in split_levels(self.release, key).values()]
        asked, holds = scale.keys.index(str(right.value)), _COMPARISONS[node.operator]
        held = [self.quote_words(name.rstrip(".")) for place, name in enumerate(names) if holds(place, asked)]
        if not held:
            return None
        joint = self.say((" ou ", " or "))
        better = node.operator in (">", ">=") and len(held) > 1
        listed = f"{held[0]}{self.say((' ou mieux', ' or better'))}" if better else joint.join(held)
        where = "" if key == self.shown else self.say((f" à {self.question(key)}", f" to {self.question(key)}"))
        return self.say((f"réponse {listed}{where}", f"answer {listed}{where}"))

    def question(self, key: str) -> str:
        criterion = self.release.criteria.get(key)
        shown = criterion.number if criterion is not None and criterion.number else key
        return self.say((f"la question {shown}", f"question {shown}"))

    def constant(self, value: object) -> str:
        if isinstance(value, bool):
            return self.say(("toujours", "always") if value else ("jamais", "never"))
        if isinstance(value, (int, Fraction)):
            return format_number(to_decimal(value))
        return self.quote_words(str(value))

    def name(self, name: str) -> str:
        kind, _, key = name.partition(".")
        referential = self.release.referential
        if kind == "fact" and key in referential.facts:
            return self.text(referential.facts[key].text)
        if kind == "param" and key in self.release.head.params:
            return self.parameter(key)
        if kind == "ind" and key in self.release.indicators:
            return self.quote_words(self.text(self.release.indicators[key].text))
        if name in referential.derived:
            return self.text(referential.derived[name].text)
        if name in self.release.inputs:
            return self.quote_words(self.text(self.release.inputs[name].inputs[name].text))
        return self.say(_NAME_TEXTS[name]) if name in _NAME_TEXTS else name

    def parameter(self, key: str) -> str:
        parameter = self.release.head.params[key]
        value = parameter.on(self.day)
        words = self.text(parameter.text) if parameter.text is not None else key
        if value is None:
            return words
        return f"{words} ({format_with_unit(value, parameter.unit)})"

    def join_items(self, items: tuple[Node, ...]) -> str:
        return self.say((" ; ", "; ")).join(self.write(one, 0) for one in items)

    def call(self, node: Call) -> str:
        if node.function == "score":
            return self.score(node.arguments[0])
        if node.function == "level":
            return self.say(("réponse à ", "answer to ")) + self.question(_bare_name(node.arguments[0]))
        if node.function == "findings":
            return self.findings(node)
        if node.function in ("grid", "stairs"):
            inner = self.write(node.arguments[0], 0)
            return self.say((f"barème sur : {inner}", f"points grid on: {inner}"))
        if node.function in ("convert", "round"):
            return self.write(node.arguments[0], 0)
        inner = self.join_items(node.arguments)
        if node.function == "conviction":
            inner = localize(*_LITERAL_TEXTS.get(_bare_name(node.arguments[0]), (inner, inner)))
        frame = _CALL_TEXTS.get(node.function)
        return self.say(frame).format(inner) if frame is not None else f"{node.function} ({inner})"

    def score(self, argument: Node) -> str:
        key = _bare_name(argument)
        theme = next((one for one in self.release.themes if one.key == key), None)
        if theme is not None:
            named = self.quote_words(str(theme.text))
            return self.say((f"score de la rubrique {named}", f"score of the theme {named}"))
        if key in self.release.criteria:
            return self.say(("points de ", "points of ")) + self.question(key)
        return self.say(_NAME_TEXTS["total"])

    def findings(self, node: Call) -> str:
        kinds = self.release.audit.findings.kinds if self.release.audit is not None else {}
        kind = kinds.get(_bare_name(node.arguments[0]))
        named = self.quote_words(str(kind.text)) if kind is not None and kind.text is not None else ""
        words = self.say((f"nombre de constats {named}", f"number of findings {named}")).rstrip()
        filters = [
            self.say(_FILTER_TEXTS[key]) for one in node.arguments[1:] if (key := _bare_name(one)) in _FILTER_TEXTS
        ]
        return " ".join([words, *filters])


def _bare_name(node: Node) -> str:
    return node.name if isinstance(node, Name) else str(getattr(node, "value", ""))


@lru_cache(maxsize=512)
def _find_unit(words: str) -> Unit | None:
    """Return the unit that some words of a release name, None when there is none of that name."""
    try:
        return Unit.parse(words)
    except Faults:
        return None


def unit_label(words: str) -> str:
    """Return the name of a unit in the plural; nothing for a plain number."""
    unit = _find_unit(words)
    return "" if unit is None or unit.is_plain_number else str(unit.label(True))


def format_with_unit(value: Decimal, unit: str) -> str:
    """Return a value of a release with its unit."""
    return str(value_text(Fraction(value), _find_unit(unit)))
