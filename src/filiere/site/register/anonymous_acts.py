"""What people do without a name, until the journal tells it: together, once an hour, in an order that is drawn.

The journal keeps the order and the instant of everything, sign-ins among it. Whoever signs in, then says something
under a tracking number, would stand on two lines that follow one another. So an act without a name is kept aside, with
the day and not the hour, and enters the journal with the others of its hour, or before whoever handles it acts.

What remains: whoever reads the database between two sweeps sees that an act waits, and which one; and when somebody
spoke is known to the hour, among all who were there in that hour.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from filiere.site.accounts.permissions import ANONYMOUS
from filiere.site.journal.answered_forms import claim_form
from filiere.site.journal.clock import ClockHeld, judge_clock
from filiere.site.journal.record import record
from filiere.site.register.models import AnonymousAct, Complaint
from filiere.site.register.told import SUBJECT
from filiere.site.sweeps import each_hour_on_any_day


def day_of(moment: datetime) -> datetime:
    """The beginning of a day, here: what is kept of when somebody without a name did something."""
    return timezone.make_aware(datetime.combine(timezone.localtime(moment).date(), time()))


def keep_act(complaint: Complaint, act: str, payload: dict[str, Any], *, tell_staff: bool = False) -> None:
    """Keep an act without a name for the journal, in the transaction that does it.

    Raises `ClockHeld`, as the journal would, when the clock of the machine is behind what the site has lived.
    """
    claim_form()
    verdict = judge_clock()
    if verdict.why == "behind":
        raise ClockHeld.of(verdict)
    AnonymousAct.objects.create(complaint=complaint, act=act, payload=payload, tell_staff=tell_staff)


@each_hour_on_any_day
def record_each_hour(_day: date) -> int:
    """Tell the journal what waits, once an hour."""
    return record_waiting()


def record_waiting() -> int:
    """Tell the journal what waits, in a drawn order that keeps that of each complaint; return how much that was."""
    from filiere.site.register.actions.complain import tell_staff

    with transaction.atomic():
        waiting: dict[int, list[AnonymousAct]] = defaultdict(list)
        rows = list(AnonymousAct.objects.select_for_update(of=("self",)).select_related("complaint").order_by("pk"))
        for row in rows:
            waiting[row.complaint_id].append(row)
        order = [row.complaint_id for row in rows]
        secrets.SystemRandom().shuffle(order)
        now = timezone.now()
        for key in order:
            row = waiting[key].pop(0)
            record(
                actor_key=ANONYMOUS,
                act=row.act,
                subject_kind=SUBJECT,
                subject_id=row.complaint.key,
                payload=row.payload,
                at=now,
            )
            if row.tell_staff:
                tell_staff(row.complaint)
        AnonymousAct.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(order)
