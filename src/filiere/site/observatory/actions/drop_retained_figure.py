"""Ceasing to retain a figure for a use: the use has no retained figure until another is chosen."""

from __future__ import annotations

from filiere.core import Text
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import act
from filiere.site.observatory.actions.figure_amendment import FIGURE, amend_register
from filiere.site.observatory.models import Amendment


@act("figure.release", on=FIGURE, right="figure:release", clock=False, record=False)
def drop_retained_figure(figure: str, *, use: str, reason: Text, actor: Actor, seen: str | None = None) -> Amendment:
    """Release `figure` from `use`; raises `RightRefused`, and `Faults` when it is not retained for it.

    `seen` is where things stood when the person read the page (see `amend.figure_standing`).
    """
    (amendment,) = amend_register(
        actor,
        "figure.release",
        {
            "kind": Amendment.Kind.RELEASE,
            "figure": figure,
            "use": use,
            "reason_fr": reason.fr,
            "reason_en": reason.en,
        },
        seen=seen,
    )
    return amendment
