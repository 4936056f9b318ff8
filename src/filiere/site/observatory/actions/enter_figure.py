"""Entering a figure that did not ship: judged by the engine as any other, signed, and corrected as they are."""

from __future__ import annotations

from typing import Any

from filiere.core import Text
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import act
from filiere.site.observatory.actions.figure_amendment import FIGURE, amend_register
from filiere.site.observatory.models import Amendment


@act("figure.enter", on=FIGURE, right="figure:enter", clock=False, record=False)
def enter_figure(figure: str, *, fields: dict[str, Any], reason: Text, actor: Actor) -> Amendment:
    """Enter a figure by its id; `fields` are the others, as they are typed in the content and as JSON holds them.

    Raises `RightRefused`, and `Faults` when the register has that id, or when the figure breaks a rule of it.
    """
    (amendment,) = amend_register(
        actor,
        "figure.enter",
        {
            "kind": Amendment.Kind.ENTER,
            "figure": figure,
            "changes": fields,
            "reason_fr": reason.fr,
            "reason_en": reason.en,
        },
    )
    return amendment
