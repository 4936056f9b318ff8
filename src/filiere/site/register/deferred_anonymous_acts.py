"""What people do without a name, until the journal tells it: together, once an hour, in an order that is drawn.

The journal keeps the order and the instant of everything, sign-ins among it. Whoever signs in, then says something
under a tracking number, would stand on two lines that follow one another. So an act without a name is kept aside, with
the day and not the hour, and enters the journal with the others of its hour, or before whoever handles it acts.

What remains: whoever reads the database between two sweeps sees that an act waits, and which one; and when somebody
spoke is known to the hour, among all who were there in that hour.
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.journal.clock_trust import ClockHeld, judge_clock
from filiere.site.journal.form_claims import claim_form
from filiere.site.journal.writer import record
from filiere.site.kit.hourly_tasks import register_clock_free_task
from filiere.site.kit.rights import ANONYMOUS
from filiere.site.mail.outbox import post_letters
from filiere.site.register.journal_reconciliation import SUBJECT
from filiere.site.register.models import AnonymousAct, Complaint
from filiere.site.workflow.extension_points import recipient_lookups


def start_of_day(moment: datetime) -> datetime:
    """The beginning of a day, here: what is kept of when somebody without a name did something."""
    return timezone.make_aware(datetime.combine(timezone.localtime(moment).date(), time()))


def defer_act(complaint: Complaint, act: str, payload: dict[str, Any], *, tell_staff: bool = False) -> None:
    """Keep an act without a name for the journal, in the transaction that does it.

    Raises `ClockHeld`, as the journal would, when the clock of the machine is behind what the site has lived.
    """
    claim_form()
    verdict = judge_clock()
    if verdict.why == "behind":
        raise ClockHeld.of(verdict)
    AnonymousAct.objects.create(complaint=complaint, act=act, payload=payload, tell_staff=tell_staff)


@register_clock_free_task
def record_deferred_acts_hourly(_day: date) -> int:
    """Tell the journal what waits, and the staff by one letter, once an hour."""
    recorded = record_deferred_acts()
    notify_staff()
    return recorded


def record_deferred_acts() -> int:
    """Tell the journal what waits, in a drawn order that keeps that of each complaint; return how much that was."""
    with transaction.atomic():
        waiting: dict[int, list[AnonymousAct]] = defaultdict(list)
        acts = AnonymousAct.objects.filter(recorded=False).select_for_update(of=("self",))
        rows = list(acts.select_related("complaint").order_by("pk"))
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
        done = AnonymousAct.objects.filter(pk__in=[row.pk for row in rows])
        done.filter(tell_staff=False).delete()
        # Whoever opens a complaint has the journal told first; no letter is written while their page waits.
        done.update(recorded=True)
    return len(order)


def notify_staff() -> None:
    """Write one letter to each of the staff of what came within the hour, however much that was.

    What was handled meanwhile awaits nobody. Whoever is kept out of a dossier gets not even the news of it.
    """
    with transaction.atomic():
        acts = AnonymousAct.objects.filter(recorded=True).select_for_update(of=("self",))
        rows = list(acts.select_related("complaint__dossier__organisation").order_by("pk"))
        came = Counter(row.complaint for row in rows if row.complaint.state in Complaint.OPEN)
        readers: dict[int, list[User]] = {}
        told: dict[User, dict[Complaint, int]] = defaultdict(dict)
        for complaint, count in came.items():
            if complaint.dossier_id not in readers:
                readers[complaint.dossier_id] = list(
                    recipient_lookups["staff"](complaint.dossier, timezone.localdate())
                )
            for person in readers[complaint.dossier_id]:
                told[person][complaint] = count
        alike: dict[frozenset[Complaint], list[User]] = defaultdict(list)
        for person, theirs in told.items():
            alike[frozenset(theirs)].append(person)
        for complaints, people in alike.items():
            _write_letters(people, complaints, sum(came[one] for one in complaints))
        AnonymousAct.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _write_letters(people: list[User], complaints: frozenset[Complaint], count: int) -> None:
    """Write to people that complaints await them; no word of one goes by mail: reading it leaves a trace on the site.

    A complaint that is alone is linked to, several by their list.
    """
    complaint = next(iter(complaints)) if len(complaints) == 1 else None
    if complaint is None:
        subject = Text(fr="Des réclamations attendent votre tri", en="Complaints awaiting action")
        body = Text(
            fr=f"{count} éléments nouveaux, dans {len(complaints)} réclamations. Lisez-les sur le site.",
            en=f"{count} new items, in {len(complaints)} complaints. Read them on the site.",
        )
    else:
        subject = Text(fr="Une réclamation attend votre tri", en="A complaint awaiting action")
        body = Text(fr="Lisez-la sur le site.", en="Read it on the site.")
        if count > 1:
            body = Text(
                fr=f"{count} éléments nouveaux. Lisez-les sur le site.",
                en=f"{count} new items. Read them on the site.",
            )
    post_letters(
        to=people,
        subject=subject,
        body=body,
        kind="complaint.received",
        about=f"complaint:{complaint.key}" if complaint is not None else "",
        link="/label/register/staff/complaints/" + (f"{complaint.key}/" if complaint is not None else ""),
    )
