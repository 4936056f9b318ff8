"""What people read, or are refused, told in the journal without letting them fill it: so many entries an hour.

The first ones are entries like any other. Those that follow in the same hour are counted in a row, and one entry tells
at the end of the hour how many more there were. Nothing of it depends on how the request was written.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from filiere.site.journal.models import Tally
from filiere.site.journal.writer import record_act
from filiere.site.kit.hourly_tasks import register_clock_free_task

MORE_SUFFIX = ".more"
"""What follows the name of an act in that of the entry that tells how many more there were."""


def record_at_most(
    most: int,
    *,
    actor_key: str,
    act: str,
    subject_kind: str,
    subject_id: str,
    payload: dict[str, Any] | None = None,
    whatever_subject: bool = False,
) -> bool:
    """Record an act unless ``most`` of it were this hour, then count it; return whether it was recorded.

    They are counted by person and subject, or by person alone.
    """
    kind, key = ("", "") if whatever_subject else (subject_kind, subject_id)
    hour = _start_of_hour(timezone.now())
    with transaction.atomic():
        number = _count_act(actor_key, act, kind, key, hour, most)
        if number > most:
            return False
        record_act(actor_key, act, subject_kind, subject_id, payload)
    return True


def _count_act(actor_key: str, act: str, kind: str, key: str, hour: datetime, most: int) -> int:
    mine = Tally.objects.filter(actor_key=actor_key, act=act, subject_kind=kind, subject_id=key, hour=hour)
    for _ in range(2):
        if mine.update(number=F("number") + 1):
            return mine.values_list("number", flat=True).get()
        try:
            with transaction.atomic():
                Tally.objects.create(
                    actor_key=actor_key, act=act, subject_kind=kind, subject_id=key, hour=hour, number=1, most=most
                )
        except IntegrityError:
            # Another request of the same person made the row meanwhile.
            continue
        return 1
    raise RuntimeError("a tally was neither found nor made")


@register_clock_free_task
def record_tallies(_day: date | None = None) -> int:
    """Tell how many more there were in the hours that are over; return how many entries that made."""
    told = 0
    for row in Tally.objects.filter(hour__lt=_start_of_hour(timezone.now())).order_by("hour", "pk"):
        with transaction.atomic():
            gone, _ = Tally.objects.filter(pk=row.pk).delete()
            if gone and row.number > row.most:
                record_act(
                    row.actor_key,
                    row.act + MORE_SUFFIX,
                    row.subject_kind,
                    row.subject_id,
                    {"hour": row.hour.isoformat(), "more": row.number - row.most},
                )
                told += 1
    return told


def _start_of_hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
