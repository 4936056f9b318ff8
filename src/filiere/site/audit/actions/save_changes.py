"""Keeping what auditors write in the form, whenever it comes and however often: nothing is lost nor replaced.

The same change sent twice is kept once. One that cannot be kept is told by itself and holds up no other one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.db.models import Count
from django.db.models.functions import Cast, Coalesce, Length
from django.utils import timezone

from filiere.core import Fault, Text
from filiere.referentials.form_merge import FieldChange as Written
from filiere.referentials.form_merge import change_faults
from filiere.site.accounts.models import User
from filiere.site.audit.actions.common import get_running_round, refuse
from filiere.site.audit.audit_form import check_value
from filiere.site.audit.faults import fault
from filiere.site.audit.journal_reconciliation import fingerprint_change, record_changes
from filiere.site.audit.models import Change, Round
from filiere.site.audit.site_population import list_audited_sites
from filiere.site.journal.act_decorator import act
from filiere.site.workflow.act_target import DOSSIER_TARGET
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.storage_limits import StorageUse, find_excess_storage

MAX_CHANGES = 500
"""Changes in one sending; a longer queue is sent in parts."""

MAX_SEEN = 50
MAX_CHANGES_PER_FIELD = 1000
"""Changes kept of one field: no person writes so many, and a program that does must not fill the disk."""
MAX_CHARACTERS = 1_000_000
"""Characters of the changes of one sending, together."""
MOST_OF_AUDIT, LARGEST_OF_AUDIT = 20_000, 20_000_000
"""Changes kept of one audit, and their characters together: each page of the form reads them all."""

REPLYING_PARTS = ("answer", "numbers", "number", "note")
"""What may still be corrected after the candidate's answer; findings are then withdrawn one by one, with a reason."""


@dataclass(frozen=True, slots=True)
class SaveResult:
    """What became of a sending: the ids kept, now or before, and the fault of each one that is not."""

    round: Round
    ids: tuple[str, ...]
    faults: dict[str, Fault]


@act("audit.write", on=DOSSIER_TARGET, right="audit:write", clock=False)
def save_changes(dossier: Dossier, *, actor: User, changes: Sequence[Written]) -> SaveResult:
    """Keep the changes of an auditor; the author is who sends them, whatever they say."""
    if len(changes) > MAX_CHANGES:
        refuse(
            "audit-too-many",
            Text(
                fr=f"{len(changes)} saisies d’un coup ; {MAX_CHANGES} au plus.",
                en=f"{len(changes)} changes; {MAX_CHANGES} at most.",
            ),
            Text(fr="Envoyez-les en plusieurs fois.", en="Send them in several batches."),
        )
    size = sum(_count_characters(one) for one in changes)
    if size > MAX_CHARACTERS:
        refuse(
            "audit-set-large",
            Text(
                fr=f"Ces saisies font {size} caractères ensemble ; {MAX_CHARACTERS} au plus à la fois.",
                en=f"These changes total {size} characters; {MAX_CHARACTERS} at most at once.",
            ),
            Text(
                fr="Rien n’a été gardé. Envoyez-les en plusieurs fois.", en="Nothing was saved. Send them in batches."
            ),
        )
    round_ = get_running_round(dossier)
    sites = frozenset(one.key for one in list_audited_sites(dossier))
    ids = [one.id for one in changes]
    known = {one.uid: one for one in Change.objects.filter(round=round_, uid__in=ids).select_related("author")}
    full = _find_full_fields(round_, {one.field for one in changes})
    new: dict[str, Change] = {}
    faults: dict[str, Fault] = {}
    for index, change in enumerate(changes):
        mine = Change(
            round=round_,
            uid=change.id,
            field=change.field,
            value=change.value,
            seen=list(dict.fromkeys(change.seen)),
            author=actor,
            received_at=timezone.now(),
        )
        before = known.get(change.id) or new.get(change.id)
        found = next(change_faults(change, index), None) or _fault(dossier, sites, full, change)
        if before is not None:
            found = None if fingerprint_change(before) == fingerprint_change(mine) else _taken_fault(change.id)
        if found is not None:
            faults[change.id] = found
        elif before is None:
            new[change.id] = mine
    if new:
        _check_storage_limit(round_, len(new), size)
        Change.objects.bulk_create(new.values())
        record_changes(actor, round_, new.values())
    kept = tuple(dict.fromkeys(one for one in ids if one not in faults))
    return SaveResult(round_, kept, faults)


def _fault(dossier: Dossier, sites: frozenset[str], full: frozenset[str], change: Written) -> Fault | None:
    if len(change.seen) > MAX_SEEN or len(change.field) > 120:
        return _too_large_fault(change.id)
    if dossier.state == "replying" and change.field.partition(":")[2] not in REPLYING_PARTS:
        return fault("audit-reported").at(key=change.field)
    found = check_value(dossier, sites, change.field, change.value)
    if found is None and change.field in full:
        return _too_large_fault(change.id)
    return found


def _count_characters(change: Written) -> int:
    """Characters that a change holds."""
    value = change.value
    return len(value if isinstance(value, str) else json.dumps(value)) + sum(len(one) for one in change.seen)


def _check_storage_limit(round_: Round, count: int, size: int) -> None:
    """Refuse what would pass what is kept of one audit."""
    text = models.TextField()
    length = Coalesce(Length(Cast("value", text)), 0) + Length(Cast("seen", text))
    most = StorageUse(MOST_OF_AUDIT, LARGEST_OF_AUDIT)
    kept = find_excess_storage(Change.objects.filter(round=round_), length, StorageUse(count, size), most)
    if kept is not None:
        refuse(
            "audit-full",
            Text(
                fr=f"Le formulaire de cet audit garde déjà {kept.entries} saisies, soit {kept.characters} caractères : "
                f"celle-ci passerait la limite de {MOST_OF_AUDIT} saisies ou de {LARGEST_OF_AUDIT} caractères.",
                en=(
                    f"This audit’s form already contains {kept.entries} changes ({kept.characters} characters): "
                    f"this one would exceed the limit of {MOST_OF_AUDIT} changes or {LARGEST_OF_AUDIT} characters."
                ),
            ),
            Text(
                fr="Rien de cet envoi n’a été gardé ; copiez votre texte. Remettez le rapport avec ce qui est gardé, "
                "et joignez le reste comme pièce.",
                en="Nothing you just sent was saved; copy your text. Submit the report with what is already saved, "
                "and attach the rest as a document.",
            ),
        )


def _find_full_fields(round_: Round, fields: set[str]) -> frozenset[str]:
    """Those of the fields that hold as many changes as are kept."""
    counts = Change.objects.filter(round=round_, field__in=fields).values("field").annotate(count=Count("pk"))
    return frozenset(one["field"] for one in counts if one["count"] >= MAX_CHANGES_PER_FIELD)


def _too_large_fault(key: str) -> Fault:
    return fault("audit-change-large").at(key=key[:64])


def _taken_fault(key: str) -> Fault:
    return fault("change-id-taken").at(key=key)
