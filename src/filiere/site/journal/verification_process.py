"""Reading the whole journal in the background: a process of its own does it, each day and when somebody asks.

Pages show what the last reading found. Reading takes seconds of a processor for each ten thousand entries, and a web
thread that did it would hold everybody else's page.
"""

from __future__ import annotations

import fcntl
import time
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from filiere.site.background_process import BackgroundProcess
from filiere.site.journal.integrity import check_integrity
from filiere.site.journal.models import Verification
from filiere.site.kit.hourly_tasks import register_clock_free_task

VERIFY_INTERVAL = timedelta(days=1)
LOCK_FILE = "verify.lock"

_reading = BackgroundProcess("filiere.site.journal.verification_process.verify_unless_running")


def request_verification() -> None:
    """Have the journal read in the background, once the present transaction has committed."""
    now = timezone.now()
    Verification.objects.update_or_create(pk=1, defaults={"asked_at": now})
    if settings.FILIERE_WORKERS:
        transaction.on_commit(_reading.start)


def verify_unless_running() -> Verification | None:
    """Read the journal now and keep what was found; None when another process is at it."""
    with (Path(settings.FILIERE_HOME) / LOCK_FILE).open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        begun, spent = timezone.now(), time.process_time()
        report = check_integrity()
        found = {
            "asked_at": None,
            "checked_at": begun,
            "seconds": round(time.process_time() - spent, 1),
            "whole": report.is_whole,
            "entries": report.entries,
            "head": report.head if report.is_chained else "",
            "sentence": report.sentence().model_dump(include={"fr", "en"}),
            "differences": [one.sentence().model_dump(include={"fr", "en"}) for one in report.differences],
        }
        made, _ = Verification.objects.update_or_create(pk=1, defaults=found)
    return made


@register_clock_free_task
def verify_daily(_day: date | None = None) -> int:
    """Start a reading that somebody asked for and nobody does, or that is a day old."""
    fresh = Q(checked_at__gt=timezone.now() - VERIFY_INTERVAL) & (Q(asked_at=None) | Q(asked_at__lte=F("checked_at")))
    if not settings.FILIERE_WORKERS or Verification.objects.filter(fresh, pk=1).exists():
        return 0
    _reading.start()
    return 1
