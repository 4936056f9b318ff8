"""Entering figures that did not ship: judged by the engine as any other, signed, and corrected as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from filiere.core import Text
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import act
from filiere.site.observatory.actions.figure_amendment import FIGURE, FIGURES, amend_register
from filiere.site.observatory.models import Amendment


@act("figure.enter", on=FIGURE, right="figure:enter", clock=False, record=False)
def enter_figure(figure: str, *, fields: dict[str, Any], reason: Text, actor: Actor) -> Amendment:
    """Enter a figure by its id; `fields` are the others, as they are typed in the content and as JSON holds them.

    Raises `RightRefused`, and `Faults` when the register has that id, or when the figure breaks a rule of it.
    """
    (amendment,) = amend_register(actor, "figure.enter", _draft_entry(figure, fields, reason))
    return amendment


@act("figure.enter", on=FIGURES, right="figure:enter", clock=False, record=False)
def enter_figures(figures: Mapping[str, dict[str, Any]], *, reason: Text, actor: Actor) -> list[Amendment]:
    """Enter figures that come together, by their ids, each with its fields; they stand or fall together, and one may
    be computed from another that stands before it. Raises as `enter_figure` does."""
    return amend_register(
        actor, "figure.enter", *(_draft_entry(figure, fields, reason) for figure, fields in figures.items())
    )


def _draft_entry(figure: str, fields: dict[str, Any], reason: Text) -> dict[str, Any]:
    return {
        "kind": Amendment.Kind.ENTER,
        "figure": figure,
        "changes": fields,
        "reason_fr": reason.fr,
        "reason_en": reason.en,
    }
