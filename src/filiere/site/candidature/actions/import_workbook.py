"""Importing a workbook in two steps: read it whole and keep what it would change, then apply what a person chose."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from filiere.referentials import workbook
from filiere.referentials.workbook import Change, Entry, Place, preview
from filiere.referentials.workbook.layout import key_of, place_of
from filiere.site.accounts.models import User
from filiere.site.candidature.actions.save_answers import Outcome, Written, save_answers
from filiere.site.candidature.answers import NOTHING, lines_for, standing_of
from filiere.site.candidature.models import WorkbookDraft
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.rights import require_in
from filiere.site.dossiers.running import release_of
from filiere.site.sweeps import each_hour
from filiere.site.untrusted import Sent, read

KEPT = timedelta(days=7)


def receive_workbook(*, actor: User, dossier: Dossier, data: bytes, file: str) -> WorkbookDraft:
    """Read a workbook and keep what it would change; raise `Faults` with all that is wrong, nothing being kept.

    Facts are shown in the workbook and belong to the application: here they change nothing.
    """
    require_in(actor, "questionnaire:edit", dossier)
    lines = lines_for(dossier)
    sent = Sent(actor, "dossier", dossier.key)
    release, category = release_of(dossier), dossier.category
    reading = read(sent, workbook.read, data, release, category, lines, dossier=dossier.key, file=file[:80])
    standing = standing_of(dossier)
    found = preview(reading, {place: one.entry for place, one in standing.items()})

    def told(group: tuple[Change, ...]) -> list[dict[str, Any]]:
        return [
            {
                "line": key_of(one.place),
                "sheet": one.read.sheet,
                "row": one.read.row,
                "base": _entry(one.base),
                "now": _entry(one.now),
                "file": _entry(one.file),
                "version": standing.get(one.place, NOTHING).version,
            }
            for one in group
            if one.place.kind != "fact"
        ]

    body = {
        "changes": told(found.changes),
        "erasures": told(found.erasures),
        "conflicts": told(found.conflicts),
        "facts": sum(
            one.place.kind == "fact" for group in (found.changes, found.erasures, found.conflicts) for one in group
        ),
        "exported": reading.exported,
    }
    now = timezone.now()
    with transaction.atomic():
        WorkbookDraft.objects.filter(dossier=dossier, person=actor).delete()
        return WorkbookDraft.objects.create(dossier=dossier, person=actor, body=body, received_at=now)


@each_hour
def forget_drafts(_day: date) -> int:
    """Remove the drafts that nobody applied in time."""
    return int(WorkbookDraft.objects.filter(received_at__lt=timezone.now() - KEPT).delete()[0])


def apply_workbook(*, actor: User, dossier: Dossier, draft: WorkbookDraft, chosen: Collection[str]) -> Outcome:
    """Apply the changes of a draft, and of its erasures and conflicts those chosen by their line.

    An answer changed again since the draft was shown comes back as a conflict, and stays as it is.
    """
    require_in(actor, "questionnaire:edit", dossier)
    rows = list(draft.body["changes"])
    rows += [one for group in ("erasures", "conflicts") for one in draft.body[group] if one["line"] in chosen]
    written: dict[Place, Written] = {}
    for one in rows:
        place = place_of(one["line"])
        if place is not None:
            written[place] = Written(one["version"], Entry(*one["file"]))
    outcome = save_answers(actor=actor, dossier=dossier, written=written)
    draft.delete()
    return outcome


def _entry(entry: Entry) -> list[str]:
    return [entry.value, entry.reason, entry.note]
