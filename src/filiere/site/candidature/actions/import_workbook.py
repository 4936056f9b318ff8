"""Importing a workbook in two steps: read it whole and keep what it would change, then apply what a person chose."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from filiere.referentials import workbook
from filiere.referentials.workbook import (
    AnswerChange,
    AnswerEntry,
    AnswerPlace,
    line_key,
    parse_line_key,
    preview_import,
)
from filiere.site.accounts.models import User
from filiere.site.candidature.actions.save_answers import SaveOutcome, WrittenAnswer, save_answers
from filiere.site.candidature.case_evaluation import NO_ANSWER, list_answer_lines, load_standing_answers
from filiere.site.candidature.models import WorkbookDraft
from filiere.site.kit.hourly_tasks import register_hourly_task
from filiere.site.kit.rights import require
from filiere.site.sandboxed_reading import InputOrigin, read_sandboxed
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier

DRAFT_LIFETIME = timedelta(days=7)


def receive_workbook(*, actor: User, dossier: Dossier, data: bytes, file: str) -> WorkbookDraft:
    """Read a workbook and keep what it would change; raise `Faults` with all that is wrong, nothing being kept.

    Facts are shown in the workbook and belong to the application: here they change nothing.
    """
    require(actor, "questionnaire:edit", dossier)
    lines = list_answer_lines(dossier)
    sent = InputOrigin(actor, "dossier", dossier.key)
    release, category = load_release(dossier), dossier.category
    reading = read_sandboxed(
        sent, workbook.read_workbook, data, release, category, lines, dossier=dossier.key, file=file[:80]
    )
    standing = load_standing_answers(dossier)
    found = preview_import(reading, {place: one.entry for place, one in standing.items()})

    def describe_changes(group: tuple[AnswerChange, ...]) -> list[dict[str, Any]]:
        return [
            {
                "line": line_key(one.place),
                "sheet": one.read.sheet,
                "row": one.read.row,
                "base": _entry_as_list(one.base),
                "now": _entry_as_list(one.now),
                "file": _entry_as_list(one.file),
                "version": standing.get(one.place, NO_ANSWER).version,
            }
            for one in group
            if one.place.kind != "fact"
        ]

    body = {
        "changes": describe_changes(found.changes),
        "erasures": describe_changes(found.erasures),
        "conflicts": describe_changes(found.conflicts),
        "facts": sum(
            one.place.kind == "fact" for group in (found.changes, found.erasures, found.conflicts) for one in group
        ),
        "exported": reading.exported,
    }
    now = timezone.now()
    with transaction.atomic():
        WorkbookDraft.objects.filter(dossier=dossier, person=actor).delete()
        return WorkbookDraft.objects.create(dossier=dossier, person=actor, body=body, received_at=now)


@register_hourly_task
def delete_expired_drafts(_day: date) -> int:
    """Remove the drafts that nobody applied in time."""
    return int(WorkbookDraft.objects.filter(received_at__lt=timezone.now() - DRAFT_LIFETIME).delete()[0])


def apply_workbook(*, actor: User, dossier: Dossier, draft: WorkbookDraft, chosen: Collection[str]) -> SaveOutcome:
    """Apply the changes of a draft, and of its erasures and conflicts those chosen by their line.

    An answer changed again since the draft was shown comes back as a conflict, and stays as it is.
    """
    require(actor, "questionnaire:edit", dossier)
    rows = list(draft.body["changes"])
    rows += [one for group in ("erasures", "conflicts") for one in draft.body[group] if one["line"] in chosen]
    written: dict[AnswerPlace, WrittenAnswer] = {}
    for row in rows:
        place = parse_line_key(row["line"])
        if place is not None:
            written[place] = WrittenAnswer(row["version"], AnswerEntry(*row["file"]))
    outcome = save_answers(dossier, actor=actor, written=written)
    draft.delete()
    return outcome


def _entry_as_list(entry: AnswerEntry) -> list[str]:
    return [entry.value, entry.reason, entry.note]
