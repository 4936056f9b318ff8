"""What the journal tells of the register, compared with its rows now.

An answer or an outcome of a complaint that was changed later is seen. The journal keeps seals of the words, which are
erased with the complaint; it never holds who complained. What the register shows of a label is compared with what the
events of its dossier make, each of which the journal seals.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from filiere.core import Faults, Text, seal
from filiere.site.journal.models import Entry
from filiere.site.journal.reconciliation import Difference, entries_for, list_changed_fields
from filiere.site.register.models import AnonymousAct, Complaint, ComplaintStep, RegisteredLabel
from filiere.site.register.projection import list_labelled_dossiers, project_label
from filiere.site.workflow.engine_adapter import replay_dossier
from filiere.site.workflow.models import Dossier

STEP_ACT, SUBJECT = "complaint.step", "complaint"


def step_payload(step: ComplaintStep) -> dict[str, Any]:
    """What the journal seals of a step."""
    return {"number": step.number, "kind": str(step.kind), "outcome": step.outcome, "words": seal(step.words)}


def complaint_payload(complaint: Complaint) -> dict[str, Any]:
    """What the journal seals of the complaint itself, as each step leaves it."""
    return {
        "dossier": complaint.dossier.key,
        "state": str(complaint.state),
        "facts": seal(complaint.facts),
        "shared": seal(complaint.shared),
    }


def compare_complaints() -> Iterator[Difference]:
    """Complaints and steps that were changed, that are gone, or that no act made."""
    rows = ComplaintStep.objects.select_related("complaint").order_by("pk")
    found = {(row.complaint.key, row.number): row for row in rows}
    table = ComplaintStep._meta.db_table
    last: dict[str, tuple[int, dict[str, Any]]] = {}
    for entry in entries_for(SUBJECT, (STEP_ACT,)):
        if not entry.body:
            continue
        said = dict(entry.body)
        if whole := said.pop("complaint", None):
            last[entry.subject] = entry.number, dict(whole)
        key = (entry.subject, int(entry.body["number"]))
        row = found.pop(key, None)
        if row is None:
            yield Difference("missing", table, f"{key[0]}:{key[1]}", _step_name(key), entry.number)
        elif row.complaint.erased_at is None and (fields := list_changed_fields(said, step_payload(row))):
            yield Difference("changed", table, f"{key[0]}:{key[1]}", _step_name(key), entry.number, fields)
    for key, said in _deferred_payloads():
        row = found.pop(key, None)
        if row is None:
            yield Difference("missing", table, f"{key[0]}:{key[1]}", _step_name(key))
        elif fields := list_changed_fields(said, step_payload(row)):
            yield Difference("changed", table, f"{key[0]}:{key[1]}", _step_name(key), None, fields)
    for key in found:
        yield Difference("stray", table, f"{key[0]}:{key[1]}", _step_name(key))
    yield from _compare_complaint_rows(last)


def _deferred_payloads() -> Iterator[tuple[tuple[str, int], dict[str, Any]]]:
    """What the journal will tell of steps without a name: until then it is compared with what waits."""
    for waiting in AnonymousAct.objects.filter(act=STEP_ACT, recorded=False).select_related("complaint").order_by("pk"):
        said = {name: value for name, value in waiting.payload.items() if name != "complaint"}
        yield (waiting.complaint.key, int(said["number"])), said


def _compare_complaint_rows(last: dict[str, tuple[int, dict[str, Any]]]) -> Iterator[Difference]:
    """The complaints themselves; an erased one keeps what the holder was given, and no longer its account."""
    for complaint in Complaint.objects.select_related("dossier").order_by("pk"):
        entry, said = last.get(complaint.key, (None, {}))
        if complaint.erased_at is not None:
            said.pop("facts", None)
        if fields := list_changed_fields(said, complaint_payload(complaint)):
            name = Text(fr=f"Réclamation {complaint.key}", en=f"Complaint {complaint.key}")
            yield Difference("changed", Complaint._meta.db_table, complaint.key, name, entry, fields)


def _step_name(key: tuple[str, int]) -> Text:
    return Text(fr=f"Étape {key[1]} de la réclamation {key[0]}", en=f"Step {key[1]} of complaint {key[0]}")


def compare_labels() -> Iterator[Difference]:
    """Rows of the register that are not what the events of their dossier make, that are gone, or that none made."""
    table = RegisteredLabel._meta.db_table
    rows = {one.dossier_id: one for one in RegisteredLabel.objects.order_by("pk")}
    for dossier in list_labelled_dossiers().select_related("organisation").order_by("pk"):
        row = rows.pop(dossier.pk, None)
        try:
            made = project_label(dossier, replay_dossier(dossier))
        except Faults:
            # Events that cannot have happened are told of the dossier itself.
            continue
        name = _name_label(dossier.key)
        if row is None and made is not None:
            yield Difference("missing", table, dossier.key, name, _find_last_entry(dossier))
        elif row is not None and made is None:
            yield Difference("stray", table, dossier.key, name)
        elif row is not None and made is not None:
            fields = tuple(
                one for one in RegisteredLabel.list_projected_columns() if getattr(row, one) != getattr(made, one)
            )
            if fields:
                yield Difference("changed", table, dossier.key, name, None, fields)
    strays = Dossier.objects.filter(pk__in=rows).order_by("pk").values_list("key", flat=True)
    yield from (Difference("stray", table, key, _name_label(key)) for key in strays)


def _find_last_entry(dossier: Dossier) -> int | None:
    """The entry of the last event of a dossier."""
    told_of = Entry.objects.filter(subject_kind="event", subject_id=f"{dossier.key}:{dossier.length}")
    return told_of.order_by("number").values_list("number", flat=True).last()


def _name_label(key: str) -> Text:
    return Text(fr=f"Ligne du registre du label, dossier {key}", en=f"Register row, dossier {key}")
