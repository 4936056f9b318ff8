"""Sending what the outbox holds, after the act is committed: a mail server that is down never undoes an act.

Without a mail server letters are kept and stay “not sent”. A letter that failed is tried again by the command
`filiere mail send`, a few times; after that a person must look. Logs hold numbers of letters, never who they go to.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, mailers
from django.db.models import F
from django.utils import timezone

from filiere.site.accounts.sealing import Unreadable
from filiere.site.mail.models import Letter

log = logging.getLogger(__name__)

MOST_FAILURES = 8
KEPT_ONLY = frozenset({"django.core.mail.backends.dummy.EmailBackend"})


def sends() -> bool:
    """Whether letters leave this machine."""
    return settings.MAILERS["default"]["BACKEND"] not in KEPT_ONLY


def deliver(keys: Sequence[int] | None = None) -> int:
    """Send the letters of these numbers (all that wait without them); return how many left. Logs name nobody."""
    if not sends():
        return 0
    waiting = Letter.objects.waiting().filter(failures__lt=MOST_FAILURES).select_related("to").order_by("pk")
    if keys is not None:
        waiting = waiting.filter(pk__in=list(keys))
    sent = 0
    connection = mailers.default
    for letter in waiting:
        try:
            body = letter.whole_body()
        except Unreadable:
            # Without its link it says nothing, and no later attempt will find the key: a person must look.
            Letter.objects.filter(pk=letter.pk).update(failures=MOST_FAILURES)
            log.warning(
                "letter %d cannot leave: its links are sealed under a key that the site no longer has", letter.pk
            )
            continue
        message = EmailMessage(letter.subject, body, settings.DEFAULT_FROM_EMAIL, [letter.reader()])
        # An answer to a letter goes nowhere; a machine that answers letters must not answer this one.
        message.extra_headers["Auto-Submitted"] = "auto-generated"
        try:
            connection.send_messages([message])
        except (OSError, smtplib.SMTPException, ValueError) as error:
            Letter.objects.filter(pk=letter.pk).update(failures=F("failures") + 1)
            log.warning("letter %d was not sent: %s", letter.pk, type(error).__name__)
            continue
        if letter.sealed:
            letter.delete()
        else:
            Letter.objects.filter(pk=letter.pk).update(sent_at=timezone.now(), links="")
        sent += 1
    return sent
