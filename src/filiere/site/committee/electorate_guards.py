"""A vote that has begun is decided by those who could vote when it began: nobody’s entry in a register moves them.

Staff, companies and files may change who is tied to whom and who sits where at any other time. A member still steps out
or declares an interest whenever they like: those acts are their own and are not watched.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from filiere.core import Fault, Faults
from filiere.core.dates import spell_day
from filiere.referentials.voting import SeatHolder
from filiere.site.accounts.extension_points import change_guards
from filiere.site.committee.agenda import Sitting
from filiere.site.committee.faults import fault
from filiere.site.committee.models import Item, Session
from filiere.site.members.extension_points import seat_rules
from filiere.site.members.label_bodies import INSTANCES
from filiere.site.members.models import Mandate

Electorate = frozenset[tuple[SeatHolder, bool]]
"""Who holds a seat, and whether they are kept out of the item."""


@change_guards.register
@contextmanager
def guard_running_votes() -> Iterator[None]:
    """Do an act, and refuse it when it moved who may vote on an item whose vote has begun; inside its transaction.

    Raises `Faults`, one a session.
    """
    # The open items are locked: a round that starts meanwhile waits, and finds what the act made or none of it.
    list(Item.objects.select_for_update().open().order_by("pk").values_list("pk", flat=True))
    begun = list(Item.objects.begun().select_related("session", "dossier__organisation").order_by("session", "number"))
    before = [_list_electorates(item) for item in begun]
    yield
    moved = {item.session for item, one in zip(begun, before, strict=True) if _list_electorates(item) != one}
    if moved:
        raise Faults(
            [_session_fault("electorate-under-vote", session) for session in sorted(moved, key=lambda one: one.pk)]
        )


@seat_rules.register
def list_session_seat_faults(mandate: Mandate, day: date) -> Iterator[Fault]:
    """Nobody takes a seat in a session that has begun, nor is said to have held one in those that were."""
    opened = Session.objects.filter(instance=mandate.instance, opened_at__isnull=False).order_by("-day")
    running = opened.filter(closed_at__isnull=True).first()
    if running is not None and mandate.holds(day):
        yield _session_fault("seat-session-running", running, "since")
        return
    if mandate.since < day:
        lasting = Q() if mandate.until is None else Q(day__lte=mandate.until)
        past = opened.filter(lasting, day__gte=mandate.since).first()
        if past is not None:
            yield _session_fault("seat-session-past", past, "since")


def _list_electorates(item: Item) -> tuple[Electorate, ...]:
    """Who votes on an item today, and tomorrow: what ends today ends a vote that lasts until then."""
    today = timezone.localdate()
    return tuple(_build_electorate(Sitting(item, day)) for day in (today, today + timedelta(days=1)))


def _build_electorate(sitting: Sitting) -> Electorate:
    out = {one.person for one in sitting.exclusion_reasons}
    return frozenset((one, one.person in out) for one in sitting.body.members)


def _session_fault(code: str, session: Session, key: str | None = None) -> Fault:
    return fault(code, key, body=INSTANCES[session.instance], day=spell_day(session.day))
