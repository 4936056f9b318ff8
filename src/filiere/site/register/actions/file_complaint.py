"""Complaining about a holder: anybody may, with or without a name; the receipt is a number that its author alone holds.

The dossier learns nothing here. It does when the staff admits the complaint, so that no day in its history tells when
somebody spoke.
"""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from filiere.core import Fault, Faults, Text
from filiere.core.text_length import find_long_text
from filiere.credentials.certificate_numbers import LETTERS
from filiere.site.accounts.models import User
from filiere.site.accounts.rate_limits import (
    COMPLAINT,
    COMPLAINT_RECEIPT,
    COMPLAINT_SEARCH,
    minutes_left,
    reserve_attempt,
    too_many_attempts_text,
)
from filiere.site.accounts.sealing import UnreadableSeal, hash_token, list_token_hashes, seal_text, unseal_text
from filiere.site.accounts.site_key_status import lost_key_fault
from filiere.site.journal.writer import record_act
from filiere.site.mail.models import Letter
from filiere.site.mail.outbox import post_letter_to_address
from filiere.site.members.field_checks import fault
from filiere.site.register.deferred_anonymous_acts import defer_act, record_deferred_acts, start_of_day
from filiere.site.register.journal_reconciliation import STEP_ACT, SUBJECT, complaint_payload, step_payload
from filiere.site.register.models import IDENTITY, TRACKING, Complainant, Complaint, ComplaintStep
from filiere.site.register.projection import list_labelled_dossiers
from filiere.site.register.redaction import has_stray_mark, redact_facts
from filiere.site.workflow.models import Dossier

MAX_TEXT_LENGTH = 20_000


def file_complaint(
    dossier: Dossier,
    *,
    capacity: str,
    facts: str,
    private: str = "",
    name: str = "",
    email: str = "",
    language: str = "fr",
    visitor: str = "",
    now: datetime | None = None,
) -> tuple[Complaint, str]:
    """Receive a complaint; return it with the secret tracking number, which is shown once and kept nowhere.

    `visitor` is the address of the machine, counted under a sealed name and forgotten. Raises `Faults`, all at once.
    """
    now = now or timezone.now()
    facts, private, name, email = (words.replace("\r\n", "\n").strip() for words in (facts, private, name, email))
    _validate_complaint(dossier, capacity, facts, private, name, email)
    if visitor and (until := reserve_attempt(COMPLAINT, visitor, now=now)):
        raise _too_many_complaints(minutes_left(until, now))
    tracking = "".join(secrets.choice(LETTERS) for _ in range(20))
    with transaction.atomic():
        complaint = Complaint.objects.create(
            dossier=dossier,
            tracking_hash=hash_token(TRACKING, tracking),
            capacity=capacity,
            language="en" if language == "en" else "fr",
            facts=facts,
            private=private,
            received_at=start_of_day(now),
        )
        if name or email:
            identity = json.dumps({"name": name, "email": email})
            Complainant.objects.create(complaint=complaint, sealed=seal_text(IDENTITY, identity))
        add_step(complaint, ComplaintStep.Kind.RECEIVED, now=now)
        # An address that had its share today gets no other letter; the complaint is received all the same.
        if email and reserve_attempt(COMPLAINT_RECEIPT, email.lower(), now=now) is None:
            send_receipt_letter(complaint, email)
    return complaint, format_tracking_number(tracking)


def format_tracking_number(tracking: str) -> str:
    """A tracking number in groups, to be copied by hand."""
    return "-".join(tracking[place : place + 5] for place in range(0, len(tracking), 5))


def parse_tracking_number(words: str) -> str:
    """A tracking number as it was drawn, from what was typed."""
    kept = "".join(sign for sign in words[:80].upper() if sign.isalnum())
    return kept.replace("O", "0").replace("I", "1").replace("L", "1")


def complaint_by_tracking_number(words: str) -> Complaint | None:
    """The complaint that a tracking number opens; None, the same for every reason."""
    return Complaint.objects.filter(tracking_hash__in=list_token_hashes(TRACKING, parse_tracking_number(words))).first()


def add_author_message(
    complaint: Complaint, words: str, *, visitor: str = "", now: datetime | None = None
) -> ComplaintStep:
    """Add something its author says; the staff alone reads it. ``visitor`` is counted as by `file_complaint`."""
    now = now or timezone.now()
    words = words.replace("\r\n", "\n").strip()
    words = words.replace("\0", "")
    faults = find_long_text(words, MAX_TEXT_LENGTH, "words")
    if not words:
        faults.append(
            fault(
                "value-missing", "Il n’y a rien à envoyer.", "There is nothing to send.", "Écrivez.", "Write.", "words"
            )
        )
    if complaint.state not in Complaint.OPEN:
        faults.append(
            fault(
                "complaint-over",
                "Cette réclamation est close.",
                "This complaint is closed.",
                "Faites-en une autre si des faits nouveaux sont venus.",
                "Make another one if there are new facts.",
            )
        )
    if complaint.steps.filter(kind=ComplaintStep.Kind.ADDED).count() >= 50:
        faults.append(
            fault(
                "complaint-full",
                "Cinquante ajouts ont déjà été faits.",
                "Fifty additions have already been made.",
                "Attendez une réponse de l’équipe.",
                "Wait for a reply from the staff.",
            )
        )
    if faults:
        raise Faults(faults)
    if visitor and (until := reserve_attempt(COMPLAINT_SEARCH, visitor, now=now)):
        raise _too_many_complaints(minutes_left(until, now))
    with transaction.atomic():
        return add_step(complaint, ComplaintStep.Kind.ADDED, words=words, now=now)


def forget_author(complaint: Complaint) -> bool:
    """Remove who complained, at their own wish; False when nothing was kept. The complaint goes on without a name."""
    with transaction.atomic():
        if email := readable_identity(complaint).get("email"):
            Letter.objects.discreet_to(email).delete()
        gone, _ = Complainant.objects.filter(complaint=complaint).delete()
        if gone:
            defer_act(complaint, "complaint.forget-author", {"rule": "asked"})
    return bool(gone)


def add_step(
    complaint: Complaint,
    kind: str,
    *,
    words: str = "",
    outcome: str = "",
    by: User | None = None,
    now: datetime,
) -> ComplaintStep:
    """Write a step and its entry; the caller is in the transaction of the act.

    That of somebody without a name keeps its day alone, and its entry waits for others (see `deferred_anonymous_acts`);
    what waits is told before somebody with a name acts.
    """
    if by is not None:
        record_deferred_acts()
    locked = Complaint.objects.select_for_update().get(pk=complaint.pk)
    step = ComplaintStep.objects.create(
        complaint=complaint,
        number=complaint.steps.count() + 1,
        kind=kind,
        words=words,
        outcome=outcome,
        by=by,
        at=now if by is not None else start_of_day(now),
    )
    payload = step_payload(step) | {"complaint": complaint_payload(locked)}
    if by is None:
        defer_act(complaint, STEP_ACT, payload, tell_staff=True)
    else:
        record_act(by, STEP_ACT, SUBJECT, complaint.key, payload)
    return step


def send_receipt_letter(complaint: Complaint, email: str) -> None:
    post_letter_to_address(
        email=email,
        language=complaint.language,
        subject=Text(fr="Votre message est bien arrivé", en="Your message has arrived"),
        # Neither the holder's name nor the number: this letter may be read by others.
        body=Text(
            fr=(
                "Nous avons reçu votre message. Conservez le numéro affiché par la page : lui seul permet d’en "
                "suivre le traitement."
            ),
            en="We have received what you wrote to us. Keep the number the page showed you: it is the only way to "
            "follow its progress.",
        ),
        kind="complaint.receipt",
        link="/label/register/complaints/",
        discreet=True,
    )


def _validate_complaint(dossier: Dossier, capacity: str, facts: str, private: str, name: str, email: str) -> None:
    faults: list[Fault] = [
        *find_long_text(facts, MAX_TEXT_LENGTH, "facts"),
        *find_long_text(private, MAX_TEXT_LENGTH, "private"),
        *find_long_text(name, 200, "name"),
    ]
    if not list_labelled_dossiers().filter(pk=dossier.pk).exists():
        faults.append(
            fault(
                "not-a-holder",
                "Cette organisation n’a pas de label.",
                "This organisation holds no label.",
                "Cherchez-la dans le registre.",
                "Search for it in the register.",
            )
        )
    if capacity not in Complaint.Capacity.values:
        faults.append(
            fault(
                "capacity-unknown",
                "Dites en quelle qualité.",
                "State in what capacity you are writing.",
                "Choisissez.",
                "Choose.",
                "capacity",
            )
        )
    if len(facts) < 30:
        faults.append(
            fault(
                "facts-too-short",
                "Le récit est trop court pour être vérifié.",
                "The account is too short to be checked.",
                "Dites ce qui s’est passé, où, et à quelle époque.",
                "Describe what happened, where, and roughly when.",
                "facts",
            )
        )
    elif has_stray_mark(facts):
        faults.append(
            fault(
                "marks-unbalanced",
                "Le récit a des crochets ]] que rien n’ouvre : on ne sait pas ce qu’ils devaient cacher.",
                "The account has closing brackets ]] with no opening ones: what they were meant to hide is unknown.",
                "Mettez [[ avant chaque passage à cacher et ]] après, ou retirez ces crochets.",
                "Put [[ before each passage to hide and ]] after it, or remove these brackets.",
                "facts",
            )
        )
    elif not redact_facts(facts).replace("[…]", "").strip():
        faults.append(
            fault(
                "facts-all-marked",
                "Tout le récit est marqué comme identifiant : le titulaire ne pourrait répondre à rien.",
                "The whole account is marked as identifying: the holder would have nothing to respond to.",
                "Laissez hors des crochets ce qui peut lui être dit.",
                "Leave outside the brackets whatever the holder may be told.",
                "facts",
            )
        )
    if email:
        try:
            validate_email(email)
        except ValidationError:
            faults.append(
                fault(
                    "email-malformed",
                    "Ce n’est pas une adresse.",
                    "This is not a valid address.",
                    "Corrigez-la, ou laissez vide.",
                    "Correct it, or leave it empty.",
                    "email",
                )
            )
    if faults:
        raise Faults(faults)


def _too_many_complaints(minutes: int) -> Faults:
    return Faults.one(
        code="too-many-complaints",
        message=too_many_attempts_text(minutes),
        remedy=Text(fr="Votre texte reste dans le formulaire.", en="Your text stays in the form."),
    )


def unseal_identity(sealed: str) -> dict[str, Any]:
    """Who complains, once unsealed; the act that asks for it is in `handle`.

    Raises `Faults` when it was sealed under a key that the site no longer has.
    """
    try:
        found: dict[str, Any] = json.loads(unseal_text(IDENTITY, sealed))
    except UnreadableSeal:
        raise Faults([lost_key_fault("identity-sealed")]) from None
    return found


def readable_identity(complaint: Complaint) -> dict[str, Any]:
    """The same for what goes on without it: empty when no name was given, or when it cannot be read any more."""
    held = Complainant.objects.filter(complaint=complaint).first()
    try:
        return unseal_identity(held.sealed) if held is not None else {}
    except Faults:
        return {}
