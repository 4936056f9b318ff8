"""What the staff must know of the site itself, above the pages of their space: a held clock, a late sweep."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.permissions import Actor, Permission, may
from filiere.site.journal.clock import judge_clock, read_signs


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that is wrong, and the page where it is told and mended."""

    words: Text
    url: str
    label: Text


def notices_for(actor: Actor) -> list[Notice]:
    """What this person is told; nothing for whoever could not do anything about it."""
    if not may(actor, Permission.CLOCK_CONFIRM):
        return []
    found = []
    signs = read_signs()
    verdict = judge_clock(signs)
    clock = Text(fr="Où en est l’horloge", en="Where the clock stands")
    if not verdict.trusted:
        found.append(Notice(verdict.sentence(), reverse("staff:clock"), clock))
    elif (since := signs.late_since(verdict.now)) is not None:
        local = timezone.localtime(since)
        words = Text(
            fr=f"Ce que le serveur fait chaque heure n’a pas été fait en entier depuis le {local:%d/%m/%Y} à "
            f"{local:%H:%M} : des délais, des rappels ou des effacements attendent.",
            en=f"What the server does each hour has not been done in full since {local:%Y-%m-%d} at {local:%H:%M}: "
            "delays, reminders or erasures are waiting.",
        )
        found.append(Notice(words, reverse("staff:clock"), clock))
    return found
