"""Filing an amendment, writing it again, ruling on it, withdrawing it.

Words that are written again are a new version: a vote that was open on the former ones lapses with its ballots, which
stay with the words they were cast on. Reasons are written again, and amended, apart: they leave the words as they are.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from filiere.core.dates import spell_day
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import TODAY, act
from filiere.site.journal.sealed_rows import record_row
from filiere.site.programme.dialogue import letters
from filiere.site.programme.dialogue.actions.amendment_falls import let_fall_with, let_votes_lapse
from filiere.site.programme.dialogue.actions.common import (
    AMENDMENT_TARGET,
    TEXT_TARGET,
    clean_words,
    note_event,
    require_seat,
)
from filiere.site.programme.dialogue.amended_reasons import build_reasons_text, find_reasons_text, list_standing
from filiere.site.programme.dialogue.faults import refuse
from filiere.site.programme.dialogue.models import (
    AmendmentReasons,
    AmendmentWording,
    DiscussedText,
    TextAmendment,
    WordingVote,
)
from filiere.site.programme.dialogue.names import STATE_LABELS
from filiere.site.programme.dialogue.text_readings import PENDING, STANDING, TextReading, build_proposal, list_codes

State = TextAmendment.State


@act("amendment.file", on=TEXT_TARGET, right="dialogue:amend")
def file_amendment(
    text: DiscussedText, /, *, actor: User, op: str, title: str, reasons: str, day: date = TODAY, **said: Any
) -> TextAmendment:
    """File an amendment to a text, or to another amendment of it; refused if the engine cannot read it.

    ``said`` are the fields of a wording: ``paragraph``, ``words``, ``to``, ``old``, ``new``.
    """
    return _file(text, actor, op, title, reasons, day, said)


@act("amendment.file-on-reasons", on=AMENDMENT_TARGET, right="dialogue:amend")
def amend_reasons(
    row: TextAmendment, /, *, actor: User, op: str, title: str, reasons: str, day: date = TODAY, **said: Any
) -> TextAmendment:
    """File an amendment to the reasons of an amendment, apart from its words; the first makes a text of them."""
    if row.text.reasons_id is not None:
        raise refuse("dialogue-reasons-too-deep")
    _require_state(row, *STANDING)
    require_unvoted(row.text)
    text = find_reasons_text(row)
    if text is None:
        text = build_reasons_text(row)
        text.put_by = actor
        text.save()
        record_row(actor, "text.put", text)
    return _file(text, actor, op, title, reasons, day, said)


def require_unvoted(text: DiscussedText) -> None:
    """Refuse a text that was voted whole: nothing is amended any more."""
    if text.votes.filter(amendment__isnull=True, state=WordingVote.State.CLOSED).exists():
        raise refuse("dialogue-amend-voted")


def _file(
    text: DiscussedText, actor: User, op: str, title: str, reasons: str, day: date, said: dict[str, Any]
) -> TextAmendment:
    seat = require_seat(actor, text.room, "dialogue:amend")
    require_unvoted(text)
    if text.reasons is not None:
        require_unvoted(text.reasons.amendment.text)
        _require_state(text.reasons.amendment, *STANDING)
    wording = _write_wording(op, actor, said)
    until = text.amend_until if _aims_at_text(wording) else text.subamend_until
    if day > until:
        raise refuse("dialogue-amend-late", day=spell_day(until))
    last = text.amendments.order_by("-number").values_list("number", flat=True).first() or 0
    made = TextAmendment(text=text, number=last + 1, seat=seat)
    TextReading(text).check(build_proposal(made.code, wording))
    name, why = clean_words(title, "title"), clean_words(reasons, "reasons")
    made.save()
    wording.amendment = made
    wording.save()
    AmendmentReasons.objects.create(amendment=made, number=1, title=name, words=why, by=actor, at=wording.at)
    note_event(made, State.FILED, on=day, at=wording.at, by=actor)
    return made


@act("amendment.rewrite", on=AMENDMENT_TARGET, right="dialogue:amend")
def rewrite_amendment(
    row: TextAmendment, /, *, actor: User, op: str, known: int, day: date = TODAY, **said: Any
) -> TextAmendment:
    """Write the words of one’s amendment again, from the version that was read, whose number is ``known``."""
    _require_author(row, actor)
    _require_state(row, *PENDING)
    last = row.wordings.order_by("-number")[0]
    if last.number != known:
        raise refuse("dialogue-moved", found=last.number, known=known)
    wording = _write_wording(op, actor, said)
    wording.amendment, wording.number = row, last.number + 1
    if _compare_fields(wording) == _compare_fields(last):
        raise refuse("dialogue-nothing-changed", "words")
    until = row.text.amend_until if _aims_at_text(wording) else row.text.subamend_until
    if day > until:
        raise refuse("dialogue-amend-late", day=spell_day(until))
    reading = TextReading(row.text)
    if own := reading.list_own_amendments(reading.by_code[row.code]):
        # They amend the words as they stand, which nobody takes away from under them.
        raise refuse("dialogue-amendment-amended", codes=list_codes(own))
    reading.check(build_proposal(row.code, wording), but=row.code)
    wording.save()
    let_votes_lapse(row, actor)
    if row.state == State.ADMISSIBLE:
        # What was ruled admissible were other words.
        note_event(row, State.FILED, on=day, at=wording.at, by=actor)
    return row


@act("amendment.reason", on=AMENDMENT_TARGET, right="dialogue:amend")
def rewrite_reasons(row: TextAmendment, *, actor: User, title: str, reasons: str) -> TextAmendment:
    """Write the reasons of one’s amendment again; the words, and a vote on them, stay as they are."""
    _require_author(row, actor)
    _require_state(row, *PENDING)
    if own := list_standing(row):
        # They amend these reasons, or made them as they are, by a vote that one organisation does not undo.
        raise refuse("dialogue-amendment-amended", codes=", ".join(one.code for one in own))
    last = row.reasons.order_by("-number")[0]
    name, words = clean_words(title, "title"), clean_words(reasons, "reasons")
    if (last.title, last.words) == (name, words):
        raise refuse("dialogue-nothing-changed", "reasons")
    AmendmentReasons.objects.create(
        amendment=row, number=last.number + 1, title=name, words=words, by=actor, at=timezone.now()
    )
    return row


@act("amendment.judge", on=AMENDMENT_TARGET, right="dialogue:keep")
def judge_amendment(row: TextAmendment, *, actor: User, ruling: str, why: str = "", day: date = TODAY) -> TextAmendment:
    """Rule an amendment admissible, or inadmissible with a reason, and tell its author."""
    _require_state(row, State.FILED)
    refused = ruling == State.INADMISSIBLE
    said = clean_words(why, "why", needed=refused)
    note_event(row, State.INADMISSIBLE if refused else State.ADMISSIBLE, on=day, at=timezone.now(), by=actor, why=said)
    if refused:
        let_fall_with(row, actor, day)
    letters.write_judgement(row, said)
    return row


@act("amendment.withdraw", on=AMENDMENT_TARGET, right="dialogue:amend")
def withdraw_amendment(row: TextAmendment, *, actor: User, why: str = "", day: date = TODAY) -> TextAmendment:
    """Withdraw one’s amendment before it is voted."""
    _require_author(row, actor)
    _require_state(row, *PENDING)
    let_votes_lapse(row, actor)
    said = clean_words(why, "why", needed=False)
    note_event(row, State.WITHDRAWN, on=day, at=timezone.now(), by=actor, why=said)
    let_fall_with(row, actor, day)
    return row


def _write_wording(op: str, actor: User, said: dict[str, Any]) -> AmendmentWording:
    return AmendmentWording(
        number=1,
        op=op,
        paragraph=said.get("paragraph"),
        words=clean_words(said.get("words") or "", "words", needed=False),
        to=str(said.get("to") or "").strip(),
        old=str(said.get("old") or "").strip(),
        new=str(said.get("new") or "").strip(),
        by=actor,
        at=timezone.now(),
    )


def _aims_at_text(wording: AmendmentWording) -> bool:
    return build_proposal("", wording).amended_key is None


def _compare_fields(wording: AmendmentWording) -> tuple[Any, ...]:
    return (wording.op, wording.paragraph, wording.words, wording.to, wording.old, wording.new)


def _require_author(row: TextAmendment, actor: User) -> None:
    """Refuse whoever does not sit today for the organisation that filed the amendment."""
    seat = require_seat(actor, row.text.room, "dialogue:amend")
    if seat.organisation_id != row.seat.organisation_id:
        raise refuse("dialogue-amendment-other")


def _require_state(row: TextAmendment, *states: str) -> None:
    if row.state not in states:
        raise refuse("dialogue-amendment-step", code=row.code, state=STATE_LABELS[row.state])
