"""Correcting a figure: a new version of it, judged by the engine; every earlier version stays readable."""

from __future__ import annotations

from typing import Any

from filiere.core import Text
from filiere.site.accounts.permissions import Actor, Permission
from filiere.site.observatory.actions.amend import amend
from filiere.site.observatory.models import Amendment


def correct_figure(figure: str, *, changes: dict[str, Any], reason: Text, actor: Actor) -> Amendment:
    """Correct fields of `figure` as they are typed in the content; values are what JSON holds.

    Raises `PermissionRefused`, and `Faults` when the figure is unknown, a change is empty, touches what makes the
    figure itself (its id, its indicator) or breaks a rule of the register.
    """
    return amend(
        actor,
        Permission.FIGURE_CORRECT,
        "figure.correct",
        kind=Amendment.Kind.CORRECT,
        figure=figure,
        changes=changes,
        reason_fr=reason.fr,
        reason_en=reason.en,
    )
