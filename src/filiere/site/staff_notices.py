"""What the staff must know of the site itself, above the pages of their space: a held clock, a late sweep, letters
that did not leave."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.permissions import Actor
from filiere.site.journal.clock import judge_clock, read_life_signs
from filiere.site.kit.rights import allowed
from filiere.site.mail.models import MOST_FAILURES, Letter


@dataclass(frozen=True, slots=True)
class StaffNotice:
    """Something that is wrong, and the page where it is told and mended."""

    words: Text
    url: str
    label: Text


def list_notices(actor: Actor) -> list[StaffNotice]:
    """What this person is told; nothing for whoever could not do anything about it."""
    found = []
    if allowed(actor, "clock:confirm"):
        found += _list_clock_notices()
    if allowed(actor, "letter:mend"):
        found += _list_letter_notices(actor)
    return found


def _list_letter_notices(actor: Actor) -> list[StaffNotice]:
    stopped = Letter.objects.visible_to(actor).troubled().filter(failures__gte=MOST_FAILURES).count()
    if not stopped:
        return []
    words = Text(
        fr="Une lettre n’est pas partie, et n’est plus réessayée."
        if stopped == 1
        else f"{stopped} lettres ne sont pas parties, et ne sont plus réessayées.",
        en="An e-mail could not be sent, and will not be retried."
        if stopped == 1
        else f"{stopped} e-mails could not be sent, and will not be retried.",
    )
    return [StaffNotice(words, reverse("mail:failed"), Text(fr="Voir pourquoi", en="See why"))]


def _list_clock_notices() -> list[StaffNotice]:
    found = []
    signs = read_life_signs()
    verdict = judge_clock(signs)
    clock = Text(fr="Où en est l’horloge", en="Clock status")
    if not verdict.is_trusted:
        found.append(StaffNotice(verdict.sentence(), reverse("staff:clock"), clock))
    elif (since := signs.late_since(verdict.now)) is not None:
        local = timezone.localtime(since)
        words = Text(
            fr=f"Ce que le serveur fait chaque heure n’a pas été fait en entier depuis le {local:%d/%m/%Y} à "
            f"{local:%H:%M} : des délais, des rappels ou des effacements attendent.",
            en=f"Hourly tasks have not been completed since {local:%Y-%m-%d} at {local:%H:%M}: "
            "delays, reminders or erasures are waiting.",
        )
        found.append(StaffNotice(words, reverse("staff:clock"), clock))
    return found
