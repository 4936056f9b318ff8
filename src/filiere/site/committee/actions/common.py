"""What every act of a session needs: the item locked, still standing, and at the right step; and the journal's word."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import Actor, actor_key
from filiere.site.accounts.refusals import record_refused_act
from filiere.site.committee.agenda import compute_last_day, explain_fall, find_vote_request
from filiere.site.committee.faults import refuse
from filiere.site.committee.models import Item, Session
from filiere.site.journal.writer import record


def resolve_today(day: date | None) -> date:
    """The day of an act."""
    return day or timezone.localdate()


@contextmanager
def record_refusals(actor: Actor, act: str, subject_kind: str, subject_id: str) -> Iterator[None]:
    """Keep the refusal of an act in the journal, once its transaction is undone."""
    try:
        yield
    except Faults as faults:
        codes = [fault.code for fault in faults.faults]
        record_refused_act(
            actor, f"{act}.refuse", subject_kind=subject_kind, subject_id=subject_id, payload={"why": codes}
        )
        raise


def record_act(actor: Actor, act: str, kind: str, key: str, payload: dict[str, Any] | None = None) -> None:
    """Write an act in the journal."""
    record(actor_key=actor_key(actor), act=act, subject_kind=kind, subject_id=key, payload=payload)


def lock_item(item: Item, *statuses: str, day: date, running: bool = True) -> Item:
    """Lock an item and check that it is at one of these steps, in a session that lasts, on the same papers.

    To be called inside the transaction of the act. What fell meanwhile is refused with its reason.
    """
    row = Item.objects.select_for_update().get(pk=item.pk)
    row.session = Session.objects.get(pk=row.session_id)
    row.dossier = type(item.dossier).objects.select_related("organisation").get(pk=row.dossier_id)
    if row.status == Item.Status.FALLEN:
        raise refuse("item-fallen", why=_explain_fall(row))
    if row.status not in statuses:
        raise refuse("item-wrong-step")
    if running and not row.session.running:
        raise refuse("session-not-running")
    if running and day > compute_last_day(row.session, [row.status]):
        raise refuse("session-over", day=f"{row.session.day:%d/%m/%Y}")
    if why := explain_fall(row, find_vote_request(row.dossier, day)):
        raise refuse("item-fallen", why=why)
    return row


def clean_words(text: str, key: str) -> str:
    """Return words that somebody wrote, cleaned; refuse none."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise refuse("words-missing", key)
    return text[:20000]


def require_presence(session: Session, actor: User) -> None:
    """Refuse whoever is not noted as present."""
    if not session.attendances.filter(user=actor, left_at__isnull=True).exists():
        raise refuse("not-in-the-room")


def _explain_fall(item: Item) -> Any:
    from filiere.core import Text

    return Text(**item.fallen_why) if item.fallen_why else Text.same("–")


atomic = transaction.atomic
