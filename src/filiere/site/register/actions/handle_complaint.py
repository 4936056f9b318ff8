"""What the staff and the holder do about a complaint: read it, admit or dismiss it, answer it, tell its outcome.

Reading leaves a trace; who complains is opened by two (see `open_identity`). The act of the dossier is signed by
whoever admits the complaint, in the name of anyone: no account of its author ever stands in a dossier.
"""

from __future__ import annotations

from contextvars import ContextVar
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.core.text_length import find_long_text
from filiere.site.accounts import rate_limits
from filiere.site.accounts.models import User
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.holders.actions.alerts import raise_alert
from filiere.site.holders.models import Alert
from filiere.site.journal.act_decorator import ActTarget, Steps, act
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import require
from filiere.site.mail.outbox import post_letter_to_address, post_letters
from filiere.site.members.field_checks import fault
from filiere.site.register.actions.file_complaint import MAX_TEXT_LENGTH, add_step, readable_identity
from filiere.site.register.deferred_anonymous_acts import record_deferred_acts
from filiere.site.register.identity_leaks import find_identity_leaks
from filiere.site.register.journal_reconciliation import SUBJECT
from filiere.site.register.models import Complaint, ComplaintStep
from filiere.site.register.redaction import find_marked_leaks, redact_facts
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.extension_points import recipient_lookups
from filiere.site.workflow.parties import find_parties

OUTCOME_LABELS: dict[str, Text] = {
    "review": Text(fr="faits sérieux : réexamen du label ouvert", en="serious facts: review of the label opened"),
    "settled": Text(fr="le titulaire a corrigé", en="the holder has remedied it"),
    "unproven": Text(fr="faits non établis", en="facts not established"),
    "unfounded": Text(fr="réclamation non fondée", en="complaint unfounded"),
}
ANSWER_PERIOD_DAYS = 30

complaint_being_admitted: ContextVar[Complaint | None] = ContextVar("admitting", default=None)
"""The complaint whose admission is writing the event of the dossier; see `hooks`."""


def read_complaint(actor: User, key: str) -> Complaint:
    """Return a complaint to the staff, and write that it was read; `Http404` for one that the person may not handle."""
    require(actor, "complaint:read", subject_kind=SUBJECT, subject_id=key)
    complaint = Complaint.objects.visible_to(actor).select_related("dossier__organisation").filter(key=key).first()
    if complaint is None or "staff" not in find_parties(actor, complaint.dossier):
        act = "complaint:read"
        refuse_hidden(actor, act, subject_kind=SUBJECT, subject_id=key, rows=Complaint, key=key)
    record_deferred_acts()
    record_act(actor, "complaint.read", SUBJECT, key)
    return complaint


def require_staff(complaint: Complaint, *, actor: User, **_given: Any) -> None:
    """Pass for whoever of the staff handles the complaint; `Http404` for one who is kept out of its dossier."""
    require(actor, "complaint:handle", subject_kind=SUBJECT, subject_id=complaint.key)
    # Whoever owes something to the holder handles nothing about it.
    if "staff" not in find_parties(actor, complaint.dossier):
        refuse_hidden(actor, "complaint:handle", subject_kind=SUBJECT, subject_id=complaint.key)


COMPLAINT: ActTarget[Complaint] = ActTarget(SUBJECT, thing=attrgetter("dossier"), refusals=False)


@act("complaint.admit", on=COMPLAINT, right=require_staff)
def admit_complaint(
    complaint: Complaint, *, actor: User, shared: str, now: datetime | None = None
) -> Steps[Complaint, Complaint]:
    """Admit a complaint: the holder is given `shared` and asked to answer. Raises `Faults` when it tells who speaks."""
    now = now or timezone.now()
    shared = shared.replace("\r\n", "\n").strip()
    faults = [*_check_state(complaint, Complaint.State.RECEIVED), *_check_text_present(shared, "shared")]
    faults += _check_marked_words(shared, complaint, "shared")
    if faults:
        raise Faults(faults)
    _require_concealed(actor, complaint, redact_facts(shared), "shared", now)
    item = yield
    if item.state != Complaint.State.RECEIVED:
        raise Faults(_check_state(item, Complaint.State.RECEIVED))
    item.shared = redact_facts(shared)
    item.state = Complaint.State.ADMITTED
    item.save(update_fields=["shared", "state"])
    add_step(item, ComplaintStep.Kind.ADMITTED, by=actor, now=now)
    _record_dossier_event(actor, item)
    _notify_holder(item, now)
    notify_author(item)
    complaint.refresh_from_db()
    return complaint


@act("complaint.dismiss", on=COMPLAINT, right=require_staff)
def dismiss_complaint(
    complaint: Complaint, *, actor: User, reason: str, now: datetime | None = None
) -> Steps[Complaint, Complaint]:
    """Dismiss a complaint without troubling the holder; the reason goes to its author."""
    states = (Complaint.State.RECEIVED,)
    return (yield from _close_in_state(actor, complaint, Complaint.State.DISMISSED, reason, now, *states))


@act("complaint.answer", on=COMPLAINT, right="complaint:answer")
def answer_complaint(complaint: Complaint, *, actor: User, words: str, now: datetime | None = None) -> Complaint:
    """Answer for the holder; raises `Http404` for a stranger to the dossier."""
    words = words.replace("\r\n", "\n").strip()
    if faults := [*_check_state(complaint, Complaint.State.ADMITTED), *_check_text_present(words, "words")]:
        raise Faults(faults)
    complaint.state = Complaint.State.ANSWERED
    complaint.save(update_fields=["state"])
    add_step(complaint, ComplaintStep.Kind.ANSWERED, words=words, by=actor, now=now or timezone.now())
    notify_author(complaint)
    return complaint


@act("complaint.close", on=COMPLAINT, right=require_staff)
def close_complaint(
    complaint: Complaint, *, actor: User, outcome: str, reason: str, now: datetime | None = None
) -> Steps[Complaint, Complaint]:
    """Tell the outcome, with its reason; serious facts open the review of the label, in the same transaction."""
    if outcome not in OUTCOME_LABELS:
        raise Faults(
            [
                fault(
                    "outcome-unknown",
                    "Cette issue n’existe pas.",
                    "There is no such outcome.",
                    "Choisissez.",
                    "Choose.",
                    "outcome",
                )
            ]
        )
    states = (Complaint.State.ADMITTED, Complaint.State.ANSWERED)
    closed = Complaint.State.CLOSED
    return (yield from _close_in_state(actor, complaint, closed, reason, now, *states, outcome=outcome))


def _close_in_state(
    actor: User,
    complaint: Complaint,
    state: str,
    reason: str,
    now: datetime | None,
    *states: str,
    outcome: str = "",
) -> Steps[Complaint, Complaint]:
    now = now or timezone.now()
    reason = reason.replace("\r\n", "\n").strip()
    faults = [*_check_state(complaint, *states), *_check_text_present(reason, "reason")]
    if outcome:
        faults += _check_marked_words(reason, complaint, "reason")
    if faults:
        raise Faults(faults)
    if outcome:
        # The holder reads why. Its own answer is compared with nothing: a refusal would tell it that it guessed right.
        _require_concealed(actor, complaint, reason, "reason", now)
    item = yield
    if item.state not in states:
        raise Faults(_check_state(item, *states))
    item.state, item.closed_at = state, now
    item.save(update_fields=["state", "closed_at"])
    kind = ComplaintStep.Kind.CLOSED if outcome else ComplaintStep.Kind.DISMISSED
    add_step(item, kind, words=reason, outcome=outcome, by=actor, now=now)
    if outcome == "review":
        raise_alert(
            item.dossier,
            actor=actor,
            kind=Alert.Kind.COMPLAINT,
            source=f"Réclamation / Complaint {item.key}",
            words=item.shared,
            review=True,
        )
    notify_author(item)
    if outcome:
        _notify_holder_of_outcome(item)
    complaint.refresh_from_db()
    return complaint


def _require_concealed(actor: User, complaint: Complaint, text: str, key: str, now: datetime) -> None:
    """Raise `Faults` for a text that tells who complains.

    A refusal says that a guess was right. It is asked last, of a text that would otherwise go out to the holder, so
    that no wrong guess is answered for nothing; each is in the journal. Three of one person in a day close the
    question to them, six of all close it to everybody.
    """
    until = rate_limits.reserve_attempt(rate_limits.CONCEALED_COMPLAINT, actor.key, complaint.key, now=now)
    if (
        until is None
        and (until := rate_limits.reserve_attempt(rate_limits.ALL_CONCEALED_COMPLAINTS, complaint.key, now=now))
        is not None
    ):
        # What the closed question of the complaint refuses is no guess of this person.
        rate_limits.give_attempt_back(rate_limits.CONCEALED_COMPLAINT, actor.key, complaint.key)
    if until is not None:
        raise Faults([_complainant_guessed(key, rate_limits.minutes_left(until, now))])
    if found := find_identity_leaks(complaint, text, key):
        record_act(actor, "complaint.tell-refuse", SUBJECT, complaint.key)
        raise Faults(found)
    rate_limits.give_attempt_back(rate_limits.CONCEALED_COMPLAINT, actor.key, complaint.key)
    rate_limits.give_attempt_back(rate_limits.ALL_CONCEALED_COMPLAINTS, complaint.key)


def _complainant_guessed(key: str, minutes: int) -> Fault:
    hours = -(-minutes // 60)
    return fault(
        "complainant-guessed",
        "Trop de textes disaient qui se plaint, trois de votre main ou six de l’équipe : plus aucun n’est comparé "
        f"avant {hours} h, pour que nul ne trouve ce nom à force d’essais.",
        "Too many texts revealed the complainant, three of yours or six across the staff: no more are checked for "
        "{hours} h, so that no one can find the name by trial and error.",
        "Laissez une autre personne de l’équipe écrire ce texte, ou attendez.",
        "Have another member of staff write this text, or wait.",
        key,
    )


def _record_dossier_event(actor: User, complaint: Complaint) -> None:
    """Write the event of the dossier, when the label is still one about which the procedure takes complaints."""
    from filiere.site.workflow.engine_adapter import load_rules, replay_with_due

    dossier = complaint.dossier
    open_here = {step.action for step in load_rules(dossier).leaving_steps[replay_with_due(dossier).key]}
    if "complain" not in open_here:
        return
    token = complaint_being_admitted.set(complaint)
    try:
        perform_act(dossier, "complain", actor=actor, party="anyone")
    finally:
        complaint_being_admitted.reset(token)


def _check_state(complaint: Complaint, *states: str) -> list[Fault]:
    if complaint.state in states:
        return []
    return [
        fault(
            "complaint-elsewhere",
            "Cette réclamation n’en est plus là : quelqu’un a agi entre-temps.",
            "This complaint is no longer at that stage: someone has acted in the meantime.",
            "Rechargez la page.",
            "Reload the page.",
        )
    ]


def _check_marked_words(words: str, complaint: Complaint, key: str) -> list[Fault]:
    found = find_marked_leaks(words, complaint.facts)
    if not found:
        return []
    return [
        fault(
            "identity-leaks",
            f"Le texte pour le titulaire contient des passages que son auteur a marqués : {len(found)}.",
            f"The text for the holder contains passages marked by its author: {len(found)}.",
            "Retirez-les : on peut masquer plus, jamais moins.",
            "Remove them: more may be hidden, never less.",
            key,
        )
    ]


def _check_text_present(words: str, key: str) -> list[Fault]:
    if words:
        return find_long_text(words, MAX_TEXT_LENGTH, key)
    return [
        fault(
            "text-missing",
            "Il faut un texte.",
            "A text is required.",
            "Écrivez quelques phrases.",
            "Write a few sentences.",
            key,
        )
    ]


def _notify_holder(complaint: Complaint, now: datetime) -> None:
    dossier = complaint.dossier
    people = recipient_lookups["candidate"](dossier, timezone.localdate(now))
    post_letters(
        to=people,
        subject=Text(fr="Une réclamation vous concerne", en="A complaint concerns you"),
        body=Text(
            fr=(
                f"Une réclamation sur votre label a été jugée recevable. Vous avez {ANSWER_PERIOD_DAYS} jours pour "
                "y répondre. Son auteur est protégé : chercher à l’identifier serait, en soi, un fait à signaler."
            ),
            en=(
                f"A complaint about your label was found admissible. You have {ANSWER_PERIOD_DAYS} days to answer. "
                "Its author is protected: trying to find out who they are would itself be a matter to be raised."
            ),
        ),
        kind="complaint.admitted",
        about=f"dossier:{dossier.key}",
        link=f"/label/register/dossiers/{dossier.key}/complaints/",
    )


def _notify_holder_of_outcome(complaint: Complaint) -> None:
    dossier = complaint.dossier
    post_letters(
        to=recipient_lookups["candidate"](dossier, timezone.localdate()),
        subject=Text(fr="L’issue d’une réclamation", en="The outcome of a complaint"),
        body=Text(
            fr="L’équipe du label a communiqué l’issue d’une réclamation qui vous concerne.",
            en="The label staff have reported the outcome of a complaint that concerns you.",
        ),
        kind="complaint.closed",
        about=f"dossier:{dossier.key}",
        link=f"/label/register/dossiers/{dossier.key}/complaints/",
    )


def notify_author(complaint: Complaint) -> None:
    """Write to whoever gave an address that there is news, and nothing of it: letters may be read by others."""
    email = readable_identity(complaint).get("email")
    if not email:
        return
    post_letter_to_address(
        email=email,
        language=complaint.language,
        subject=Text(fr="Du nouveau sur votre message", en="Update on your message"),
        body=Text(
            fr="Ouvrez le suivi avec le numéro que vous avez gardé.", en="Open the follow-up with the number you kept."
        ),
        kind="complaint.news",
        link="/label/register/complaints/",
        discreet=True,
    )
