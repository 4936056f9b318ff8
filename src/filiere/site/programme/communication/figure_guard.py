"""What keeps a figure from falling while somebody cites it: the recall is completed first.

Pages that print whatever the register says hold nothing back; a figure of which nothing else is made changes as before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from filiere.core import Fault, Text
from filiere.site.kit.rights import allowed
from filiere.site.observatory.extension_points import FigureFall, FigureNotice, figure_fall_guards, figure_notices
from filiere.site.observatory.figure_register import current_register
from filiere.site.programme.communication.faults import fault
from filiere.site.programme.communication.figure_freezing import PRINTED_FIELDS
from filiere.site.programme.communication.models import Recall, RecallDecision
from filiere.site.programme.communication.rights import RECALL
from filiere.site.programme.figure_uses import FigureUse, list_figure_uses


def list_binding_uses(figure: str) -> list[FigureUse]:
    """Return the uses for which a figure may not fall: said as true of today, and of no completed recall of it."""
    uses = [use for use in list_figure_uses(figure) if not use.dated and not use.follows]
    if not uses:
        return []
    register = current_register()
    version = register.version(figure) if figure in register else 0
    settled = set(
        RecallDecision.objects.filter(
            recall__figure=figure, recall__version=version, recall__state=Recall.State.COMPLETE
        ).values_list("use", flat=True)
    )
    return [use for use in uses if use.key not in settled]


@figure_fall_guards.register
def keep_cited_figure(fall: FigureFall) -> Iterator[Fault]:
    """Refuse the fall of a figure that is cited, unless what changes of it is printed nowhere."""
    if fall.changes and fall.changes.isdisjoint(PRINTED_FIELDS):
        return
    if uses := list_binding_uses(fall.figure):
        path = reverse("programme:recall", args=[fall.figure])
        yield fault("figure-uses-open", count=len(uses), path=path)


@figure_notices.register
def announce_uses(person: Any, figure: str) -> Iterator[FigureNotice]:
    """Say to whoever keeps a figure how many uses cite it, before they fill in a form that would be refused."""
    count = len(list_binding_uses(figure)) if allowed(person, RECALL) else 0
    if count:
        yield FigureNotice(
            Text(
                fr=f"Le programme cite ce chiffre à {count} endroits : avant d’en changer, chacun reçoit un sort."
                if count > 1
                else "Le programme cite ce chiffre à un endroit : avant d’en changer, il reçoit un sort.",
                en=f"The programme cites this figure in {count} places: before it changes, each gets a fate."
                if count > 1
                else "The programme cites this figure in one place: before it changes, that use gets a fate.",
            ),
            reverse("programme:recall", args=[figure]),
            Text(fr="Ouvrir le plan de rappel", en="Open the recall plan"),
        )
