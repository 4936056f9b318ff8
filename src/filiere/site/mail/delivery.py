"""Sending what the outbox holds, after the act is committed: a mail server that is down never undoes an act."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone

from filiere.site.mail.models import Letter

log = logging.getLogger(__name__)


def deliver(keys: Sequence[int] | None = None) -> int:
    """Send the letters of these numbers (all that wait without them); return how many left. Logs name nobody."""
    waiting = Letter.objects.filter(sent_at__isnull=True).select_related("to").order_by("pk")
    if keys is not None:
        waiting = waiting.filter(pk__in=list(keys))
    sent = 0
    for letter in waiting:
        message = EmailMessage(letter.subject, letter.body, settings.DEFAULT_FROM_EMAIL, [letter.to.email])
        try:
            message.send()
        except OSError as error:
            Letter.objects.filter(pk=letter.pk).update(failures=F("failures") + 1)
            log.warning("letter %d was not sent: %s", letter.pk, type(error).__name__)
            continue
        Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now())
        sent += 1
    return sent
