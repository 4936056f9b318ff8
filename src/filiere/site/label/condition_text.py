"""Conditions of a release as a reader repeats them: "aucune rubrique sous 40 points", "no theme below 40 points".

Only the shapes that rules of a label take are known; any other condition is told by
:mod:`~filiere.site.label.expression_text`, part by part.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from filiere.core import Faults
from filiere.core.numbers import format_number
from filiere.core.typography import lower_first_letter
from filiere.referentials import Release
from filiere.referentials.language import Binary, Call, Constant, Name, Node, Sequence, parse
from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.label.expression_text import describe_expression

_KIND_TEXTS = {"major": ("écart majeur", "major finding"), "minor": ("écart mineur", "minor finding")}


def name_finding(release: Release, key: str) -> str:
    """Return what a release calls a kind of finding, in small letters; its usual name where it gives none."""
    kind = release.audit.findings.kinds.get(key) if release.audit is not None else None
    if kind is not None and kind.text is not None:
        return lower_first_letter(str(kind.text))
    return localize(*_KIND_TEXTS.get(key, ("constat", "finding")))


def describe_condition(release: Release, expression: str, day: date) -> str:
    """Return a condition as a sentence without its full stop; its parts in words where it has another shape."""
    day = max(day, release.head.dates.effective)
    try:
        words = _ConditionWriter(release, day).write(parse(expression).tree)
    except Faults:
        words = None
    return words or lower_first_letter(describe_expression(release, expression, day))


def list_parameters(expressions: Iterable[str]) -> list[str]:
    """Return the dated parameters that expressions name, in their order."""
    found: dict[str, None] = {}
    for expression in expressions:
        found |= dict.fromkeys(
            key.removeprefix("param.") for key in parse(expression).names if key.startswith("param.")
        )
    return list(found)


class _ConditionWriter:
    def __init__(self, release: Release, day: date) -> None:
        self.release, self.day = release, day

    def write(self, node: Node) -> str | None:
        match node:
            case Binary(operator="and" | "or"):
                left, right = self.write(node.left), self.write(node.right)
                if left is None or right is None:
                    return None
                joint = localize(" et ", " and ") if node.operator == "and" else localize(" ; ou bien ", "; or else ")
                return f"{left}{joint}{right}"
            case Binary():
                return self._compare(node)
            case Call(function="conviction"):
                return localize("condamnation définitive en droit du travail", "final conviction under labour law")
            case Name(name="suspension_expired"):
                return localize("suspension arrivée à son terme", "suspension that has run out")
            case Name(name="false_evidence"):
                return localize("fausse preuve", "false evidence")
            case Name(name="follow_up_missed"):
                return localize("contrôle de suivi manqué", "missed follow-up")
        return None

    def _compare(self, node: Binary) -> str | None:
        left, value = node.left, self._value(node.right)
        if value is None:
            return None
        points = format_number(value)
        match left, node.operator:
            case Call(function="score", arguments=(Name(name="total"),)), ">=":
                return localize(f"au moins {points}\u00a0points", f"at least {points} points")
            case Name(name="min_theme_score"), ">=":
                return localize(f"aucune rubrique sous {points}\u00a0points", f"no theme below {points} points")
            case Name(name="knock_outs"), "==" if value == 0:
                return localize("aucun critère bloquant", "no knock-out criterion")
            case Call(function="count", arguments=(Sequence(items=items),)), "<=":
                return self._count_weak_themes(items, value)
            case (Call(function="findings") as call, _):
                return self._count_findings(call, node.operator, value)
        return None

    def _count_weak_themes(self, items: tuple[Node, ...], value: Decimal) -> str | None:
        floors = {
            self._value(one.right)
            for one in items
            if isinstance(one, Binary)
            and one.operator == "<"
            and isinstance(one.left, Call)
            and one.left.function == "score"
        }
        if len(floors) != 1 or len(items) != len(self.release.themes) or (floor := floors.pop()) is None:
            return None
        many, points = count_in_letters(int(value)), format_number(floor)
        plural = "s" if value > 1 else ""
        return localize(
            f"{many} rubrique{plural} au plus sous {points}\u00a0points",
            f"at most {many} theme{'' if value == 1 else 's'} below {points} points",
        )

    def _count_findings(self, call: Call, operator: str, value: Decimal) -> str | None:
        names = [one.name if isinstance(one, Name) else "" for one in call.arguments]
        finding = name_finding(self.release, names[0] if names else "")
        more = localize(" ".join(f"{word}s" for word in finding.split()), f"{finding}s")
        state = names[1] if len(names) > 1 else ""
        if operator == "==" and value == 0 and not state:
            return localize(f"aucun {finding}", f"no {finding}")
        if (operator, value) in ((">", Decimal(0)), (">=", Decimal(1))):
            if state == "overdue":
                return localize(f"un {finding} qui n’est pas levé à temps", f"a {finding} not lifted in time")
            if state == "unlifted_from_previous":
                return localize(
                    f"un {finding} que l’audit suivant retrouve", f"a {finding} that the next audit finds again"
                )
        if operator == ">=" and value > 1 and not state:
            many = count_in_letters(int(value), masculine=True)
            return localize(f"{many} {more}", f"{many} {more}")
        return None

    def _value(self, node: Node) -> Decimal | None:
        match node:
            case Constant(value=value) if isinstance(value, int | Fraction) and not isinstance(value, bool):
                return Decimal(value.numerator) / Decimal(value.denominator)
            case Name(name=name) if name.startswith("param."):
                return self.release.parameter(name.removeprefix("param."), self.day)
        return None
