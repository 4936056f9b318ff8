"""Anchoring the head of the journal once a day: in the file and at the addresses that the settings name."""

from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from filiere.core import Text
from filiere.site.journal.anchor_file import Anchor, append_anchor, read_last_anchor
from filiere.site.journal.anchors import take_anchor
from filiere.site.kit.hourly_tasks import register_hourly_task
from filiere.site.mail.models import Letter
from filiere.site.mail.outbox import post_letter_to_address

log = logging.getLogger(__name__)
KIND = "journal.anchor"


@register_hourly_task
def anchor_head_daily(day: date) -> int:
    """Anchor the head once a day; return how many places it was kept at."""
    anchor = take_anchor(timezone.now())
    if anchor is None:
        return 0
    return _append_to_file(anchor, day) + _send_to_addresses(anchor, day)


def _append_to_file(anchor: Anchor, day: date) -> int:
    if not settings.FILIERE_ANCHOR_FILE:
        return 0
    path = Path(settings.FILIERE_ANCHOR_FILE)
    try:
        last = read_last_anchor(path)
        if last is not None and timezone.localtime(last.at).date() >= day:
            return 0
        append_anchor(path, anchor)
    except OSError as error:
        # The sweep goes on: `filiere doctor` tells how old the last anchor is.
        log.error("the head of the journal was not anchored: %s", error.strerror)
        return 0
    return 1


def _send_to_addresses(anchor: Anchor, day: date) -> int:
    if not settings.FILIERE_ANCHOR_MAIL:
        return 0
    about = f"anchor:{day.isoformat()}"
    words = Text(
        fr="Tête du journal",
        en="Journal head",
    )
    body = Text(
        fr=(
            "Voici la tête du journal de Filière. Conservez cet e-mail : il permettra de prouver que rien de ce "
            f"qui la précède n’a été réécrit.\n\n{anchor.line}\n\nPour comparer : filiere journal verify --anchor "
            "FICHIER, où le fichier contient cette ligne."
        ),
        en=(
            "Here is the head of the Filière journal. Keep this e-mail: it can be used to show that nothing before "
            f"it has been rewritten.\n\n{anchor.line}\n\nTo compare: filiere journal verify --anchor FILE, where "
            "the file contains this line."
        ),
    )
    sent = 0
    for email in settings.FILIERE_ANCHOR_MAIL:
        with transaction.atomic():
            if not Letter.objects.filter(kind=KIND, about=about, address=email).exists():
                post_letter_to_address(email=email, language="fr", subject=words, body=body, kind=KIND, about=about)
                sent += 1
    return sent
