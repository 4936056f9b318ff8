"""Sessions of the database, which end when they say, and no later because the clock was wrong when they began.

A session opened while the clock was ahead ends that much later, when the clock is right again: it may be years. One
that lasts longer than any session does from now is therefore none. Whoever has it signs in again.

Under a clock that is known to be behind, such a session may well be right: it is that of whoever was at work, and who
reads that nothing is recorded.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from filiere.core.journal import CLOCK_TOLERANCE
from filiere.site.journal.clock_trust import judge_clock
from filiere.site.prepared_queries import PreparedRows

_SESSIONS = PreparedRows(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now),
    "a key",
    datetime.min.replace(tzinfo=UTC),
)
"""Read by every page of whoever is signed in."""


def compute_latest_end(now: datetime) -> datetime:
    """When the session that begins now ends at the latest, by a clock that differs a little."""
    return now + timedelta(seconds=settings.SESSION_COOKIE_AGE) + CLOCK_TOLERANCE


class SessionStore(db.SessionStore):
    """The sessions of Django, but for those that began after now."""

    def _get_session_from_db(self) -> Session | None:
        found = _SESSIONS.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return self._refuse_future_session(found)

    async def _aget_session_from_db(self) -> Session | None:
        return self._refuse_future_session(await super()._aget_session_from_db())  # type: ignore[misc]  # The stubs leave it out.

    def _refuse_future_session(self, found: Session | None) -> Session | None:
        if found is None or found.expire_date <= compute_latest_end(timezone.now()) or judge_clock().why == "behind":
            return found
        self._session_key = None
        return None
