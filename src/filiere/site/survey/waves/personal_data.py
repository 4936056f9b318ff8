"""How long addresses and replies stay, and the copy of what the desk keeps of the people who work there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data_registry import data_erasers, data_exporters, format_moment
from filiere.site.accounts.retention_rules import retention_rules
from filiere.site.journal.writer import TIME_ACTOR, erase_payloads, list_subject_entries
from filiere.site.survey.waves.journal_reconciliation import CORRECTION_ROW, ERASURE_RULE, PUBLICATION_ROW
from filiere.site.survey.waves.models import (
    AccessLink,
    Correction,
    EarlyReader,
    Reply,
    ResultPublication,
    ResultRevision,
    SampledUnit,
    Wave,
)


@data_exporters.register("surveys")
def _export_person(user: User) -> dict[str, Any]:
    """Which results a person was named to read early, and how many answers and results they corrected."""
    return {
        "early_readings": [
            {"wave": one.wave.key, "reads_from": format_moment(one.reads_from), "reason": one.reason}
            for one in EarlyReader.objects.filter(person=user).select_related("wave")
        ],
        "answers_corrected": Correction.objects.filter(by=user).count(),
        "results_corrected": ResultRevision.objects.filter(by=user).count(),
    }


@data_erasers.register("surveys")
def _erase_person(_user: User) -> None:
    """Nothing goes: that somebody read early or corrected is what the journal proves, and it names an opaque key."""


@retention_rules.register("survey-addresses")
def _erase_addresses(before: datetime, most: int) -> int:
    """The addresses of centres, those of the frame too, and their links, once a collection has long been over."""
    day = timezone.localdate(before)
    for wave in Wave.objects.filter(closes_on__lt=day):
        if any(row.get("email") for row in wave.frame):
            wave.frame = [{name: told for name, told in row.items() if name != "email"} for row in wave.frame]
            wave.save(update_fields=["frame"])
    due = list(
        SampledUnit.objects.exclude(email="").filter(wave__closes_on__lt=day).values_list("pk", flat=True)[:most]
    )
    SampledUnit.objects.filter(pk__in=due).update(email="")
    AccessLink.objects.filter(unit__in=due).delete()
    return len(due)


@retention_rules.register("survey-replies")
def _erase_replies(before: datetime, most: int) -> int:
    """The replies, with their corrections, the answers kept behind what was published, and what the journal sealed of
    these: what was published stays."""
    day = timezone.localdate(before)
    due = list(Reply.objects.filter(unit__wave__closes_on__lt=day).values_list("pk", flat=True)[:most])
    corrections = Correction.objects.filter(reply__in=due)
    publications = ResultPublication.objects.filter(wave__closes_on__lt=day)
    entries = [
        number
        for row, found in ((CORRECTION_ROW, corrections), (PUBLICATION_ROW, publications))
        for key in found.values_list("pk", flat=True)
        for number in list_subject_entries(row.subject, str(key))
    ]
    publications.delete()
    Reply.objects.filter(pk__in=due).delete()
    if entries:
        erase_payloads(entries, rule=ERASURE_RULE, actor_key=TIME_ACTOR)
    return len(due)
