"""Erasing files by rule: the file is removed, the row keeps its fingerprint and the rule under which it went.

A file goes when no document that still stands holds it: two organisations that sent the same leaflet share one
content, and erasing for one takes nothing from the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from filiere.referentials.records import Evidence
from filiere.site.evidence.journal_reconciliation import DOCUMENT_SUBJECT, ERASE_ACT
from filiere.site.evidence.models import Blob, Document
from filiere.site.evidence.stored_contents import release_content
from filiere.site.journal.clock_trust import needs_clock
from filiere.site.journal.writer import TIME_ACTOR, record_act
from filiere.site.kit.hourly_tasks import IsolatedTasks
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

RETENTION_RULE = "retention-of-the-release"
APPEAL_GROUP = "at_panel"
"""The states in which an appeal is open, as the release groups them."""
_DECISION_EVENTS = (
    "granted_24",
    "granted_12",
    "refused",
    "barred",
    "abandoned",
    "given_up",
    "withdrawn",
    "became_final",
)


def erase_dossier_documents(dossier: Dossier, *, rule: str) -> int:
    """Erase the documents sent in this dossier, but for those that another dossier still uses."""
    rows = Document.objects.filter(dossier=dossier, erased_at__isnull=True)
    return _erase_rows([row for row in rows if not _is_used_elsewhere(row, dossier)], rule)


@needs_clock
def erase_due_documents(day: date) -> int:
    """Erase the documents whose retention, counted from the last decision of their dossier, is over on a day.

    A document that proves several pieces is kept as long as the longest of them asks; one that proves none as long as
    the longest of the release.
    """
    apart = IsolatedTasks("the documents of dossier")
    for dossier in Dossier.objects.filter(documents__erased_at__isnull=True).distinct().order_by("pk"):
        with apart.attempt(dossier.key):
            apart.done += _erase_rows(_list_due_documents(dossier, day), RETENTION_RULE)
    return apart.end()


def _list_due_documents(dossier: Dossier, day: date) -> list[Document]:
    decided = dossier.events.filter(event__in=_DECISION_EVENTS).order_by("-day").values_list("day", flat=True).first()
    if decided is None or _is_still_open(dossier):
        return []
    rows = Document.objects.filter(dossier=dossier, erased_at__isnull=True).prefetch_related("uses")
    known = load_release(dossier).evidence
    return [
        row for row in rows if _is_retention_over(row, known, decided, day) and not _is_used_elsewhere(row, dossier)
    ]


def _is_still_open(dossier: Dossier) -> bool:
    """Whether what was proved may still be looked at again: a label stands, or an appeal is open.

    A release that has no such group raises `KeyError`: nothing is destroyed on a guess.
    """
    standing = (Dossier.PublicStatus.VALID, Dossier.PublicStatus.SUSPENDED)
    return dossier.public_status in standing or dossier.state in load_release(dossier).state_groups[APPEAL_GROUP]


def _is_retention_over(row: Document, known: Mapping[str, Evidence], decided: date, day: date) -> bool:
    asked = [known[use.proof] for use in row.uses.all() if use.proof in known] or list(known.values())
    return all(one.retention.after_decision.shift_day(decided) <= day for one in asked)


def _is_used_elsewhere(row: Document, dossier: Dossier) -> bool:
    """Whether another dossier of the organisation that is not archived rests on the document."""
    others = Dossier.objects.filter(organisation=row.organisation_id).exclude(pk=dossier.pk).exclude(state="archived")
    return any(Document.objects.of_dossier(one).now().filter(pk=row.pk).exists() for one in others)


def _erase_rows(rows: Iterable[Document], rule: str) -> int:
    count = 0
    for row in rows:
        with transaction.atomic():
            blob = Blob.objects.select_for_update().get(pk=row.blob_id)
            locked = Document.objects.select_for_update().get(pk=row.pk)
            if locked.erased_at is not None:
                continue
            locked.name, locked.note = "", ""
            locked.erased_at, locked.erased_rule = timezone.now(), rule
            locked.save()
            record_act(TIME_ACTOR, ERASE_ACT, DOCUMENT_SUBJECT, row.key, {"rule": rule})
            release_content(blob)
            count += 1
    return count
