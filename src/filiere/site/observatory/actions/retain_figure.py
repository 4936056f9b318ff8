"""Retaining a figure for a use: the choice is dated and reasoned, and the choice before it is kept."""

from __future__ import annotations

from filiere.core import Faults, Text
from filiere.site.accounts.rights import Actor
from filiere.site.journal.act_decorator import act
from filiere.site.observatory.actions.figure_amendment import FIGURE, amend_register
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
        raise Faults.one(
            code="already-retained",
            message=Text(
                fr=f"Ce chiffre est déjà retenu pour l’usage « {retained.label.fr} ».",
                en=f"This figure is already retained for the use “{retained.label.en}”.",
            ),
            remedy=Text(fr="Il n’y a rien à faire.", en="There is nothing to do."),
            key="use",
        )
    if use not in register.uses and label is None:
        raise Faults.one(
            code="use-label-missing",
            message=Text(
                fr=f"L’usage « {use} » est nouveau et n’a pas de nom.", en=f"The use “{use}” is new and has no name."
            ),
            remedy=Text(
                fr="Nommez cet usage dans les deux langues, ou choisissez un usage existant.",
                en="Name this use in both languages, or choose an existing one.",
            ),
            key="use",
        )
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
