"""What a candidature holds of a person, and what goes when the dossier is archived.

Levels and numbers stay, for they are what the decision rested on. Free text goes with the files: notes, reasons,
opinions of staff representatives. An opinion keeps the fingerprint of what was signed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data_registry import data_erasers, data_exporters, format_moment
from filiere.site.candidature.models import (
    Answer,
    AnswerVersion,
    Carried,
    Opinion,
    Payment,
    RegisterAnswer,
    WorkbookDraft,
)
from filiere.site.journal.writer import record
from filiere.site.workflow.extension_points import event_listeners
from filiere.site.workflow.models import Dossier, Event

ARCHIVED_STATE = "archived"


@event_listeners.register
def erase_archived_text(dossier: Dossier, events: Iterable[Event]) -> None:
    """Erase the free text of a dossier that is archived."""
    if not any(one.state == ARCHIVED_STATE for one in events):
        return
    now = timezone.now()
    notes = Answer.objects.filter(dossier=dossier).update(note="", reason="")
    AnswerVersion.objects.filter(answer__dossier=dossier).update(note="", reason="")
    opinions = Opinion.objects.filter(dossier=dossier, erased_at__isnull=True).update(
        words="", levels={}, erased_at=now
    )
    WorkbookDraft.objects.filter(dossier=dossier).delete()
    record(
        actor_key="time",
        act="candidature.erase",
        subject_kind="dossier",
        subject_id=dossier.key,
        payload={"rule": "dossier-archived", "answers": notes, "opinions": opinions},
        at=now,
    )


@data_exporters.register("candidature")
def export_candidature(user: User) -> dict[str, Any]:
    """The opinions a person signed, word for word, and what else bears their name."""
    return {
        "opinions": [
            {
                "dossier": one.dossier.key,
                "theme": one.theme,
                "words": one.words,
                "levels": one.levels,
                "signed_at": format_moment(one.signed_at),
            }
            for one in Opinion.objects.filter(person=user).select_related("dossier")
        ],
        "answers_saved": AnswerVersion.objects.filter(saved_by=user).count(),
        "payments_recorded": Payment.objects.filter(recorded_by=user).count(),
        "searches_noted": RegisterAnswer.objects.filter(found_by=user).count(),
        "evidence_accepted": Carried.objects.filter(accepted_by=user).count(),
        "workbooks_waiting": WorkbookDraft.objects.filter(person=user).count(),
    }


@data_erasers.register("candidature")
def erase_candidature(user: User) -> None:
    """Remove what only waits for the person. What they signed or saved stays an act of the dossier, without a name."""
    WorkbookDraft.objects.filter(person=user).delete()
