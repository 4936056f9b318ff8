"""What every act of a session needs: the item locked, still standing, and at the right step."""

from __future__ import annotations

from datetime import date

from filiere.core import Text
from filiere.core.dates import spell_day
from filiere.site.accounts.models import User
from filiere.site.committee.agenda import compute_last_day, explain_fall, find_vote_request
from filiere.site.committee.faults import refuse
from filiere.site.committee.models import Item, Session
from filiere.site.journal.act_decorator import ActTarget, make_row_lock
from filiere.site.workflow.models import Dossier


def lock_item(item: Item, at: tuple[str, ...], day: date) -> Item:
    """Lock an item and check that it is at one of these steps, in a session that lasts, on the same papers.

    What fell meanwhile is refused with its reason.
    """
    return _lock_item(item, at, day, running=True)


def lock_listed_item(item: Item, at: tuple[str, ...], day: date) -> Item:
    """Lock an item as `lock_item` does, whose session may not have begun."""
    return _lock_item(item, at, day, running=False)


def lock_counted_item(item: Item, at: tuple[str, ...], _day: date) -> Item:
    """Lock an item whose votes are counted, in a session that is open, whatever became of its papers since."""
    row = _read_locked(item)
    if row.status not in at:
        raise refuse("item-wrong-step")
    if not row.session.is_running:
        raise refuse("session-not-running")
    return row


def _read_locked(item: Item) -> Item:
    held = Item.objects.select_for_update(of=("self",)).select_related("session", "dossier__organisation")
    return held.get(pk=item.pk)


def _lock_item(item: Item, at: tuple[str, ...], day: date, *, running: bool) -> Item:
    row = _read_locked(item)
    if row.status == Item.Status.FALLEN:
        raise refuse("item-fallen", why=_explain_fall(row))
    if row.status not in at:
        raise refuse("item-wrong-step")
    if running and not row.session.is_running:
        raise refuse("session-not-running")
    if running and day > compute_last_day(row.session, [row.status]):
        raise refuse("session-over", day=spell_day(row.session.day))
    if why := explain_fall(row, find_vote_request(row.dossier, day)):
        raise refuse("item-fallen", why=why)
    return row


def clean_words(text: str, key: str) -> str:
    """Return words that somebody wrote, cleaned; refuse none."""
    text = text.replace("\x00", "").strip()
    if not text:
        raise refuse("words-missing", key)
    return text


def require_presence(session: Session, actor: User) -> None:
    """Refuse whoever is not noted as present."""
    if not session.attendances.filter(user=actor, left_at__isnull=True).exists():
        raise refuse("not-in-the-room")


def _explain_fall(item: Item) -> Text:
    return Text(**item.fallen_why) if item.fallen_why else Text.same("–")


ITEM = ActTarget("item", lock=lock_item, thing=lambda item: item.dossier, steps=tuple(Item.Status.values))
"""Acts on an item of an agenda; their rights are held on its dossier."""

DOSSIER = ActTarget[Dossier]("dossier", lock=make_row_lock("organisation"))
"""Acts on a dossier before a body."""

SESSION = ActTarget[Session]("session")
"""Acts on a session."""
