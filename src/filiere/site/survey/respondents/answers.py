"""Keeping what a centre answers, screen by screen, and taking it in once it is sent.

Nobody has an account here: the link is what lets in. A reply is kept at each screen and leaves no entry in the journal
until it is sent; the journal then keeps that this centre answered, and nothing that it said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from filiere.core import Text, seal
from filiere.site.accounts.rate_limits import RateLimit, reserve_attempt
from filiere.site.journal.form_claims import claim_form
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import ANONYMOUS
from filiere.site.survey.faults import refuse
from filiere.site.survey.waves.access_links import find_unit, is_link_open
from filiere.site.survey.waves.letters import post_transfer
from filiere.site.survey.waves.models import Reply, SampledUnit, Wave
from filiere.site.survey.waves.questionnaires import find_questionnaire, read_answers, read_prior
from filiere.survey.questionnaires import (
    AnswerChanges,
    AnswerState,
    Check,
    Questionnaire,
    Value,
    apply_answers,
    check_answers,
    note_checks,
    start_answers,
)
from filiere.survey.questionnaires.workbook import AnswerConflict, AnswerWorkbook, build_changes, compare_workbook

ENDINGS = frozenset({"survey-reply-late", "survey-reply-submitted"})
"""Faults after which nothing is taken any more: who meets one reads the page of the end, wherever it was met."""
TRANSFER_LIMIT = RateLimit("survey-transfer", 5, window=timedelta(hours=24), lockout=timedelta(hours=24))


@dataclass(frozen=True, slots=True)
class Respondent:
    """Who a link let in: a centre, its wave, its questionnaire, what it has said, and what it said last time."""

    token: str
    unit: SampledUnit
    wave: Wave
    questionnaire: Questionnaire
    reply: Reply | None
    state: AnswerState
    prior: Mapping[str, Value]

    @property
    def is_submitted(self) -> bool:
        """Whether the reply was sent."""
        return self.reply is not None and self.reply.submitted_at is not None


def find_respondent(token: str, day: date) -> Respondent | None:
    """Return who a link lets in on a day; None for a link that opens nothing, or when the collection is over."""
    unit = find_unit(token, day)
    if unit is None or unit.wave.state != Wave.State.OPEN:
        return None
    return _read_respondent(token, unit)


def find_late_respondent(token: str) -> Respondent | None:
    """Return whose link it is, whatever its last day and the state of the collection: to say that it is over."""
    unit = find_unit(token, date.min)
    return None if unit is None else _read_respondent(token, unit)


def read_again(respondent: Respondent) -> Respondent:
    """Return the same centre with what stands now: somebody else may have answered meanwhile."""
    return _read_respondent(respondent.token, respondent.unit)


def _read_respondent(token: str, unit: SampledUnit) -> Respondent:
    wave = unit.wave
    reply = Reply.objects.filter(unit=unit).first()
    return Respondent(
        token, unit, wave, find_questionnaire(wave), reply, read_answers(wave, reply), read_prior(wave, unit.unit)
    )


def describe_seen(state: AnswerState, places: tuple[str, ...]) -> str:
    """A short fingerprint of what some places hold, comments too: a form carries it, to tell that they changed
    meanwhile."""
    told = state.as_json()
    held = {place: (told["values"].get(place), place in state.unknown, state.comments.get(place)) for place in places}
    return seal([[place, *map(repr, said)] for place, said in sorted(held.items())])[:16]


def describe_all_seen(respondent: Respondent) -> str:
    """The fingerprints of all places, in the order of the questionnaire: what the page that sends carries."""
    return " ".join(describe_seen(respondent.state, (place,)) for place in respondent.questionnaire.places)


def list_changed_places(respondent: Respondent, seen: str) -> list[str]:
    """The places that no longer hold what a page showed; none where it does not say what it showed."""
    places, said = respondent.questionnaire.places, seen.split()
    if len(said) != len(places):
        return []
    return [place for place, one in zip(places, said, strict=True) if one != describe_seen(respondent.state, (place,))]


def keep_answers(
    respondent: Respondent, changes: AnswerChanges, *, places: tuple[str, ...] = (), seen: str = ""
) -> AnswerState:
    """Keep what a screen or a workbook changes; return the new state.

    Raises `Faults` for what cannot be taken, for a reply that was sent, and where one of these places is no longer what
    the form showed (``seen``).
    """
    with transaction.atomic():
        reply = _lock_reply(respondent)
        state = AnswerState.from_json(reply.answers)
        if seen and seen != describe_seen(state, places):
            raise refuse("survey-reply-changed")
        kept = apply_answers(respondent.questionnaire, state, changes)
        _write_state(reply, kept)
    return kept


def describe_conflicts(conflicts: Sequence[AnswerConflict]) -> str:
    """A fingerprint of what stands on the site where a workbook says otherwise: the form that chooses carries it."""
    return seal([[one.place, repr(one.current)] for one in conflicts])[:16]


def keep_workbook(
    respondent: Respondent, workbook: AnswerWorkbook, *, winner: str = "", seen: str = ""
) -> tuple[AnswerConflict, ...]:
    """Keep what a workbook changes; return what was changed on both sides meanwhile, of which nothing is taken.

    ``winner`` says who is right where both changed: ``workbook``, or ``site``; nobody without it. The workbook replaces
    only what was ``seen`` (`describe_conflicts`): whatever changed on the site since is shown first.
    """
    with transaction.atomic():
        reply = _lock_reply(respondent)
        state = AnswerState.from_json(reply.answers)
        found = compare_workbook(state, workbook)
        if (kept := apply_answers(respondent.questionnaire, state, found.changes)) != state:
            _write_state(reply, kept)
        if winner == "workbook" and seen == describe_conflicts(found.conflicts):
            proposed = {one.place: one.proposed for one in found.conflicts}
            _write_state(reply, apply_answers(respondent.questionnaire, kept, build_changes(proposed)))
            return ()
    return () if winner == "site" else found.conflicts


def keep_reminders(respondent: Respondent, checks: Sequence[Check]) -> None:
    """Keep that soft checks were shown: each is shown once at its field and once at its page, then no more."""
    with transaction.atomic():
        reply = _lock_reply(respondent)
        _write_state(reply, note_checks(AnswerState.from_json(reply.answers), checks))


def _write_state(reply: Reply, state: AnswerState) -> None:
    reply.answers, reply.saved_at = state.as_json(), timezone.now()
    reply.save(update_fields=["answers", "saved_at"])


def _lock_reply(respondent: Respondent) -> Reply:
    """The reply locked, made at the first screen; refused once it was sent, or once the link opens nothing."""
    unit = SampledUnit.objects.select_for_update(of=("self",)).get(pk=respondent.unit.pk)
    reply, made = Reply.objects.get_or_create(
        unit=unit,
        defaults={"answers": start_answers(respondent.questionnaire).as_json(), "saved_at": timezone.now()},
    )
    if reply.submitted_at is not None:
        raise refuse("survey-reply-submitted")
    if not is_link_open(respondent.token, timezone.localdate()):
        raise refuse("survey-reply-late")
    if made or unit.state == SampledUnit.State.INVITED:
        unit.state = SampledUnit.State.STARTED
        unit.save(update_fields=["state"])
    return reply


def submit_reply(respondent: Respondent, *, seen: str, now: datetime | None = None) -> Reply:
    """Take the reply in, as it was ``seen`` (`describe_all_seen`): nothing of it changes here any more.

    Raises `Faults` where it is no longer what was shown, holds what has to be corrected, was sent, or comes too late.
    """
    with transaction.atomic():
        claim_form()
        # Before the centre, as the acts of the desk lock them: the collection does not close while a reply is sent.
        Wave.objects.select_for_update().filter(pk=respondent.wave.pk).values_list("pk").get()
        reply = _lock_reply(respondent)
        state = AnswerState.from_json(reply.answers)
        wrong = [one for one in check_answers(respondent.questionnaire, state, prior=respondent.prior) if one.blocks]
        if wrong:
            raise refuse("survey-reply-incomplete", left=len(wrong))
        if seen != describe_all_seen(replace(respondent, state=state)):
            raise refuse("survey-review-changed")
        reply.submitted_at = now or timezone.now()
        reply.save(update_fields=["submitted_at"])
        SampledUnit.objects.filter(pk=respondent.unit.pk).update(state=SampledUnit.State.SUBMITTED)
        record_act(ANONYMOUS, "response.submit", "survey-unit", respondent.unit.key, {})
    return reply


def transfer_form(respondent: Respondent, email: str, *, now: datetime | None = None) -> None:
    """Send a colleague a link of their own; five a day for a centre. The address is in the letter alone."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise refuse("survey-email-malformed", "email") from None
    if reserve_attempt(TRANSFER_LIMIT, respondent.unit.key, now=now or timezone.now()):
        raise refuse("survey-too-many-transfers", "email")
    with transaction.atomic():
        post_transfer(respondent.wave, respondent.unit, email)


def name_centre(unit: SampledUnit) -> Text:
    """What the form calls the centre."""
    return Text(fr=f"Centre {unit.unit}, {unit.name}", en=f"Centre {unit.unit}, {unit.name}")
