"""What falls without a vote: whatever amends an amendment, or its reasons, that is no longer there to be amended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.journal.sealed_rows import record_row
from filiere.site.programme.dialogue.actions.common import note_event
from filiere.site.programme.dialogue.models import TextAmendment, WordingVote
from filiere.site.programme.dialogue.names import STATE_LABELS
from filiere.site.programme.dialogue.secret_ballots import destroy_papers
from filiere.site.programme.dialogue.text_readings import PENDING, TextReading

State = TextAmendment.State


def let_votes_lapse(row: TextAmendment, actor: User) -> None:
    """Let the open votes on an amendment lapse: their ballots stay with the words they were cast on."""
    for vote in row.votes.filter(state=WordingVote.State.OPEN):
        vote.state = WordingVote.State.LAPSED
        vote.closed_at = timezone.now()
        vote.save(update_fields=["state", "closed_at"])
        destroy_papers(vote)
        record_row(actor, "vote.lapse", vote)


def let_fall(rows: Iterable[TextAmendment], actor: User, day: date, why: Text) -> None:
    """Let amendments fall for a reason, each with what amends it in turn."""
    for row in rows:
        row.refresh_from_db(fields=["state"])
        if row.state == State.FALLEN:
            # It amends another one of these, with which it fell.
            continue
        let_votes_lapse(row, actor)
        note_event(row, State.FALLEN, on=day, at=timezone.now(), by=None, why=why)
        record_row(actor, "amendment.fall", row)
        let_fall_with(row, actor, day)


def let_fall_with(row: TextAmendment, actor: User, day: date) -> None:
    """Let fall what amends an amendment that no longer stands, its words or its reasons."""
    reading = TextReading(row.text)
    own = [one.row for one in reading.list_own_amendments(reading.by_code[row.code])]
    on_reasons = TextAmendment.objects.filter(text__reasons__amendment=row, state__in=tuple(PENDING))
    state = STATE_LABELS[row.state]
    why = Text(
        fr=f"L’amendement {row.code}, qu’il modifie, est {state.fr}",
        en=f"Amendment {row.code}, which it amends, is {state.en}",
    )
    let_fall([*own, *on_reasons.select_related("text__room")], actor, day, why)
