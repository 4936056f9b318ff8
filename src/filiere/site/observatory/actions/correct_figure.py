"""Correcting a figure: a new version of it, judged by the engine; every earlier version stays readable.

Figures computed from it by a stated expression are corrected in the same act: left alone they would contradict the
figure they say they come from, and the register would refuse them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from filiere.core import Fault, Text
from filiere.figures import Figure, Register, formula
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import act
from filiere.site.observatory.actions.figure_amendment import FIGURE, amend_register
from filiere.site.observatory.faults import fault
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.models import Amendment

NUMBERS = ("value", "low", "high")
LEAP = 10


@act("figure.correct", on=FIGURE, right="figure:correct", clock=False)
def correct_figure(
    figure: str,
    *,
    changes: dict[str, Any],
    reason: Text,
    actor: Actor,
    seen: str | None = None,
    confirmed: bool = False,
) -> list[Amendment]:
    """Correct fields of `figure` as they are typed in the content; values are what JSON holds.

    `seen` is where the figure stood when the person read it (see `amend.figure_standing`). `confirmed` says that they
    agreed to change a value by more than a factor ten, both values being named to them.

    Returns the correction, then those of the figures computed from it. Raises `RightRefused`, and `Faults` when
    the figure is unknown, a change is empty, touches what makes the figure itself (its id, its indicator), breaks a
    rule of the register, leaps unconfirmed, or when the figure has moved since it was read.
    """
    leap = None if confirmed else describe_leap(current_register(), figure, changes)
    drafts = [_draft_correction(figure, changes, reason)]
    if "value" in changes:
        drafts += _draft_consequences(current_register(), figure, changes["value"])
    return amend_register(
        actor, "figure.correct", *drafts, seen=seen, unless=None if leap is None else _leap_fault(figure, leap)
    )


def describe_leap(register: Register, figure: str, changes: dict[str, Any]) -> Text | None:
    """The first number that changes by more than a factor ten, before and after; None when none does."""
    if figure not in register:
        return None
    before = register[figure]
    numbers = {key: changes[key] for key in NUMBERS if isinstance(changes.get(key, ""), int | float | None)}
    after = before.model_copy(
        update={key: None if number is None else Decimal(str(number)) for key, number in numbers.items()}
    )
    for old, new in [*((getattr(before, key), getattr(after, key)) for key in NUMBERS), (before.middle, after.middle)]:
        if old is None or new is None or old == new:
            continue
        if old * new <= 0 or max(abs(old), abs(new)) > LEAP * min(abs(old), abs(new)):
            first, last = (
                before.model_copy(update={"value": number, "low": None, "high": None}) for number in (old, new)
            )
            return Text(
                fr=f"de {register.amount(first, 'fr')} à {register.amount(last, 'fr')}",
                en=f"from {register.amount(first, 'en')} to {register.amount(last, 'en')}",
            )
    return None


def _leap_fault(figure: str, leap: Text) -> Fault:
    return fault("figure-leap", leap=leap).at(key=f"{figure}.confirmed")


def _draft_correction(figure: str, changes: dict[str, Any], reason: Text) -> dict[str, Any]:
    return {
        "kind": Amendment.Kind.CORRECT,
        "figure": figure,
        "changes": changes,
        "reason_fr": reason.fr,
        "reason_en": reason.en,
    }


def _draft_consequences(register: Register, corrected: str, value: int | float | None) -> list[dict[str, Any]]:
    """Corrections of every figure computed, directly or not, from the corrected one."""
    if corrected not in register or value is None:
        return []
    values: dict[str, Decimal | None] = {one.id: one.value for one in register}
    values[corrected] = Decimal(str(value))
    drafts: list[dict[str, Any]] = []
    waiting = [corrected]
    while waiting:
        for figure in register.derived_from(register[waiting.pop(0)]):
            computed = _compute_value(figure, values)
            if computed is None or computed == values[figure.id]:
                continue
            values[figure.id] = computed
            waiting.append(figure.id)
            drafts = [draft for draft in drafts if draft["figure"] != figure.id]
            drafts.append(
                _draft_correction(figure.id, {"value": _json_number(computed)}, _consequence_reason(corrected))
            )
    return drafts


def _compute_value(figure: Figure, values: dict[str, Decimal | None]) -> Decimal | None:
    """The value that a figure's expression gives, rounded as it is shown; None when it has no expression."""
    derived = figure.derived
    if derived is None or derived.expression is None or figure.value is None:
        return None
    try:
        result = formula.compute(derived.expression, [values.get(one) for one in derived.sources])
    except formula.ExpressionError:
        return None
    return formula.round_decimal(
        result, formula.count_decimals(figure.value) if derived.digits is None else derived.digits
    )


def _consequence_reason(corrected: str) -> Text:
    return Text(
        fr=f"Recalculé après la correction de « {corrected} », dont ce chiffre est tiré.",
        en=f"Recomputed after the correction of “{corrected}”, from which this figure is derived.",
    )


def _json_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
