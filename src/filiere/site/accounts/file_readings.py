"""Files that people read, in the journal: the first reading of the hour is an entry, one tells how many more."""

from __future__ import annotations

from django.http import HttpRequest

from filiere.site.journal.hourly_counts import record_at_most
from filiere.site.kit.file_responses import ReadingRecord
from filiere.site.kit.rights import actor_key


def record_reading(request: HttpRequest, reading: ReadingRecord) -> None:
    """Record that somebody reads a file."""
    record_at_most(
        1,
        actor_key=actor_key(request.user),
        act=reading.act,
        subject_kind=reading.subject_kind,
        subject_id=reading.subject_id,
        payload=reading.payload,
    )
