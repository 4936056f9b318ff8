"""Correcting a figure: a new version of it, judged by the engine; every earlier version stays readable.

Figures computed from it by a stated expression are corrected in the same act: left alone they would contradict the
figure they say they come from, and the register would refuse them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from filiere.core import Text
from filiere.figures import Figure, Register, formula
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import act
from filiere.site.observatory.actions.figure_amendment import FIGURE, amend_register
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.models import Amendment


@act("figure.correct", on=FIGURE, right="figure:correct", clock=False)
def correct_figure(
    figure: str, *, changes: dict[str, Any], reason: Text, actor: Actor, seen: str | None = None
) -> list[Amendment]:
    """Correct fields of `figure` as they are typed in the content; values are what JSON holds.

    `seen` is where the figure stood when the person read it (see `amend.figure_standing`).

    Returns the correction, then those of the figures computed from it. Raises `RightRefused`, and `Faults` when
    the figure is unknown, a change is empty, touches what makes the figure itself (its id, its indicator), breaks a
    rule of the register, or when the figure has moved since it was read.
    """
    drafts = [_draft_correction(figure, changes, reason)]
    if "value" in changes:
        drafts += _draft_consequences(current_register(), figure, changes["value"])
    return amend_register(actor, "figure.correct", *drafts, seen=seen)


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
        for one in register.derived_from(register[waiting.pop(0)]):
            computed = _compute_value(one, values)
            if computed is None or computed == values[one.id]:
                continue
            values[one.id] = computed
            waiting.append(one.id)
            drafts = [draft for draft in drafts if draft["figure"] != one.id]
            drafts.append(_draft_correction(one.id, {"value": _json_number(computed)}, _consequence_reason(corrected)))
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
