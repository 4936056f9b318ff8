"""What whoever may confirm the clock is told above the pages."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.core.dates import format_day, format_hour
from filiere.site.accounts.rights import Actor
from filiere.site.journal.clock_trust import judge_clock, read_life_signs
from filiere.site.kit.rights import allowed
from filiere.site.pages.site_notices import SiteNotice, notice_sources


@notice_sources.register
def list_clock_notices(actor: Actor) -> list[SiteNotice]:
    """A clock that is not trusted, or a late sweep, to whoever may confirm the clock."""
    found: list[SiteNotice] = []
    if not allowed(actor, "clock:confirm"):
        return found
    signs = read_life_signs()
    verdict = judge_clock(signs)
    clock = Text(fr="État de l’horloge", en="Clock status")
    if not verdict.is_trusted:
        found.append(SiteNotice(verdict.sentence(), reverse("staff:clock"), clock))
    elif (since := signs.late_since(verdict.now)) is not None:
        local = timezone.localtime(since)
        words = Text(
            fr=f"Les tâches horaires du serveur n’ont pas toutes été exécutées depuis le {format_day(local, 'fr')} à "
            f"{format_hour(local, 'fr')} : des délais, des rappels ou des effacements attendent.",
            en=(
                f"Hourly tasks have not been completed since {format_day(local, 'en')} at "
                f"{format_hour(local, 'en')}: deadlines, "
                "reminders or erasures are waiting."
            ),
        )
        found.append(SiteNotice(words, reverse("staff:clock"), clock))
    return found
