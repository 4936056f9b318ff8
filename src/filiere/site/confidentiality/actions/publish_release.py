"""Publishing a prepared table: from then on it is public for ever, and every later table is judged against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db.models import Max, Q
from django.utils import timezone

from filiere.core import Faults
from filiere.disclosure import parse_release, serialize_release
from filiere.site.accounts.models import User
from filiere.site.confidentiality import content_store
from filiere.site.confidentiality.actions.discard_protection import PROTECTION, require_waiting
from filiere.site.confidentiality.faults import fault
from filiere.site.confidentiality.journal_reconciliation import PUBLISH_ACT
from filiere.site.confidentiality.models import Protection, Release, release_key
from filiere.site.confidentiality.release_ledger import RELEASED_FILE, ledger_fingerprint, require_same_words
from filiere.site.confidentiality.run_folders import require_proven
from filiere.site.journal.act_decorator import TODAY, act, lock_row
from filiere.site.journal.sealed_rows import record_row
from filiere.site.journal.writer import lock_head
from filiere.site.members.extension_points import list_conflicting_organisations
from filiere.site.members.models import Membership
from filiere.site.workflow.parties import QUARANTINE_PERIOD


def _lock_after_head(row: Protection, at: tuple[str, ...], day: date) -> Protection:
    # Releases follow one another: of two that were prepared against the same past, the second is prepared again.
    lock_head()
    locked: Protection = lock_row(row, at, day)
    return locked


@act(PUBLISH_ACT, on=PROTECTION, right="release:publish", lock=_lock_after_head, clock=False)
def publish_release(row: Protection, *, actor: User, reason: str = "", day: date = TODAY) -> Release:
    """Publish a table that waits, on ``day`` (today).

    Raises ``RightRefused``, and ``Faults`` when the table is decided already, when something that it meets went
    out since it was prepared, when one of its files is no longer what was kept, or when its certificate does not hold;
    also for whoever acts for an organisation of the sector, or did within three years, who may be a contributor.
    """
    _require_no_company(actor)
    require_waiting(row)
    _require_same_past(row)
    require_proven(row)
    now = timezone.now()
    key = release_key()
    kept = replace(parse_release(content_store.read_content(row.files[RELEASED_FILE])), key=key, day=day)
    # Of two prepared while neither was out, the second meets the first here.
    require_same_words(kept.system, row.subject)
    release = Release.objects.create(
        number=(Release.objects.aggregate(last=Max("number"))["last"] or 0) + 1,
        key=key,
        protection=row,
        response=row.response,
        population=row.population,
        period=row.period,
        title_fr=row.title_fr,
        title_en=row.title_en,
        rule=row.rule,
        level=row.level,
        rows=row.rows,
        day=day,
        public=row.public,
        files={**row.files, RELEASED_FILE: content_store.store_content(serialize_release(kept))},
        published_by=actor,
        published_at=now,
    )
    row.state, row.reason = Protection.State.PUBLISHED, reason.strip()
    row.decided_by, row.decided_at = actor, now
    row.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    record_row(actor, PUBLISH_ACT, row)
    return release


def _require_no_company(actor: User) -> None:
    # What hides a contributor hides something from the others: one of them may prepare that, and does not decide it.
    today = timezone.localdate()
    lasting = Q(until__isnull=True) | Q(until__gte=today - QUARANTINE_PERIOD)
    if not list_conflicting_organisations(actor, today) and not Membership.objects.filter(lasting, user=actor).exists():
        return
    raise Faults([fault("publisher-acts-for-company")])


def _require_same_past(row: Protection) -> None:
    if ledger_fingerprint(row.subject) != row.before:
        raise Faults([fault("release-past-moved")])
