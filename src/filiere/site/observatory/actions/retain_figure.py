"""Retaining a figure for a use: the choice is dated and reasoned, and the choice before it is kept."""

from __future__ import annotations

from filiere.core import Faults, Text
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import act
from filiere.site.observatory.actions.figure_amendment import FIGURE, amend_register
from filiere.site.observatory.faults import fault
from filiere.site.observatory.figure_register import current_register
from filiere.site.observatory.models import Amendment


@act("figure.retain", on=FIGURE, right="figure:retain", clock=False, record=False)
def retain_figure(
    figure: str, *, use: str, reason: Text, actor: Actor, label: Text | None = None, seen: str | None = None
) -> Amendment:
    """Retain `figure` for `use`; `label` says a new use in words and is not needed for one that is, or was, known.

    `seen` is where things stood when the person read the page (see `amend.figure_standing`).

    Raises `RightRefused`, and `Faults` when the figure is unknown, untraceable or already retained for this
    use, or when a new use has no label.
    """
    register = current_register()
    retained = register.retention(use)
    if retained is not None and retained.figure == figure:
        raise Faults([fault("already-retained", label=retained.label).at(key="use")])
    if use not in register.uses and label is None:
        raise Faults([fault("use-label-missing", use=use).at(key="use")])
    (amendment,) = amend_register(
        actor,
        "figure.retain",
        {
            "kind": Amendment.Kind.RETAIN,
            "figure": figure,
            "use": use,
            "label_fr": label.fr if label else "",
            "label_en": label.en if label else "",
            "reason_fr": reason.fr,
            "reason_en": reason.en,
        },
        seen=seen,
    )
    return amendment
