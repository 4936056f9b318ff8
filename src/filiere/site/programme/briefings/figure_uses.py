"""Where briefings use a figure: each says what was true on the day when it was made, and needs no fate."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from filiere.core import Text
from filiere.core.dates import spell_day
from filiere.site.accounts.rights import Role
from filiere.site.programme.briefings.models import Briefing
from filiere.site.programme.figure_uses import FigureUse, figure_uses


@figure_uses.register
def list_briefing_uses(figure: str) -> Iterator[FigureUse]:
    """Briefings that give a figure, as a dated statement."""
    for row in Briefing.objects.filter(body__icontains=figure):
        said = next((one for one in row.body["figures"] if one["id"] == figure), None)
        if said is not None:
            day = spell_day(row.meeting_on)
            yield FigureUse(
                key=f"briefing:{row.key}",
                where=Text(fr=f"Note du rendez-vous du {day.fr}", en=f"Briefing for the meeting of {day.en}"),
                said=Text(**said["amount"]),
                owner=Role.PROGRAMME,
                url=reverse("programme:briefing", args=[row.key]),
                dated=True,
            )
