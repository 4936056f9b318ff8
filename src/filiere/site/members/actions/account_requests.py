"""Account requests, open to anyone: the address is confirmed by e-mail, then a member of staff answers.

Requesters never learn who has an account or which organisations are known here: the page gives the same reply to every
request, and its letter goes to the address alone. Accepting enters the organisation if it is new, and sends an
invitation, by the rules of invitations: where somebody acts for the organisation already, two people send it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from filiere.core import Faults, Lang, Text
from filiere.core.company_numbers import Siren
from filiere.site.accounts.actions.create_account import check_email
from filiere.site.accounts.demo_people import is_demo
from filiere.site.accounts.email_equivalence import is_same_mailbox, mailbox_of
from filiere.site.accounts.invitation_kinds import account_asker_lookups
from filiere.site.accounts.letters import add_greeting
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.processing_register import find_retention_days
from filiere.site.accounts.rate_limits import RateLimit, minutes_left, reserve_attempt, too_many_attempts_text
from filiere.site.accounts.sealing import UnreadableSeal, register_unstored_purpose, seal_text, unseal_text
from filiere.site.journal.act_decorator import ActTarget, act, make_row_lock
from filiere.site.journal.writer import record_act
from filiere.site.mail.models import Letter
from filiere.site.mail.outbox import post_letter_to_address
from filiere.site.members.actions.save_organisation import create_organisation
from filiere.site.members.field_checks import ORGANISATION_COLUMNS, check_fictitious_mark, check_fields, fault
from filiere.site.members.invitations import invite_to_organisation
from filiere.site.members.models import AccountRequest, Membership, Organisation

CONFIRM_PURPOSE = register_unstored_purpose("account-request")
CONFIRMATION_PERIOD = timedelta(days=2)
REQUESTS = RateLimit("account-requests", 10, window=timedelta(hours=1), lockout=timedelta(hours=1))
"""Requests of one network, whatever they say."""
LETTERS = RateLimit("account-request-letters", 3, window=timedelta(days=1), lockout=timedelta(days=1))
"""Letters to one mailbox, whoever types its address."""

UNANSWERED_RULE = "account-requests-unanswered"
"""How long the register of processing lets a request wait for its answer."""

SUBJECT = "account-request"
REQUEST: ActTarget[AccountRequest] = ActTarget(SUBJECT, refusals=False)


def request_account(
    *,
    visitor: str,
    now: datetime,
    language: Lang,
    email: str,
    siren: str,
    organisation_name: str,
    fictitious: bool = False,
    **given: str,
) -> None:
    """Note a request and send its address the link that confirms it.

    Only the check digit of ``siren`` is verified; it is empty for an organisation abroad, and may be that
    of a made-up one where the site is ``fictitious``. Raises `Faults`
    for what cannot be read, and after too many requests of one visitor; after too many letters to one address it does
    nothing.
    """
    said, faults = check_fields(ORGANISATION_COLUMNS, {"name": organisation_name, "siren": siren})
    if not faults and not fictitious:
        faults = check_fictitious_mark(said["siren"], False)
    if faults:
        raise Faults([replace(one, key="organisation_name") if one.key == "name" else one for one in faults])
    email = email.strip().lower()
    check_email(email)
    if until := reserve_attempt(REQUESTS, visitor, now=now):
        raise Faults.one(
            code="too-many-attempts",
            message=too_many_attempts_text(minutes_left(until, now)),
            remedy=Text(fr="Essayez plus tard.", en="Try again later."),
        )
    if reserve_attempt(LETTERS, mailbox_of(email), now=now):
        return
    with transaction.atomic():
        row = AccountRequest.objects.create(
            email=email,
            organisation_name=said["name"],
            siren=said["siren"] or "",
            language=language,
            asked_at=now,
            **given,
        )
        post_letter_to_address(
            email=email,
            language=language,
            subject=Text(fr="Confirmez votre demande de compte", en="Confirm your request for an account"),
            body=add_greeting(
                # Nothing that was typed stands in it: whoever types somebody else's address writes them no word.
                Text(
                    fr="quelqu’un, probablement vous, a demandé un compte Filière à cette adresse.\n\nOuvrez ce lien "
                    "dans les deux jours pour relire la demande et l’envoyer à l’équipe. Sinon, ne faites rien : elle "
                    "sera effacée.",
                    en="someone, probably you, requested a Filière account at this address.\n\nOpen this link within "
                    "two days to read the request again and send it to the staff. Otherwise do nothing: it will be "
                    "erased.",
                )
            ),
            kind="account-request.confirm",
            about=f"{SUBJECT}:{row.key}",
            link=f"/account-requests/confirm/{seal_text(CONFIRM_PURPOSE, row.key)}/",
        )


def find_request_of_link(token: str) -> AccountRequest | None:
    """The request that the link of a letter confirms; None for a link that opens nothing."""
    if len(token) > 400:
        return None
    try:
        key = unseal_text(CONFIRM_PURPOSE, token, within=CONFIRMATION_PERIOD)
    except UnreadableSeal:
        return None
    return AccountRequest.objects.for_key(key)


@act("account-request.confirm", on=REQUEST, right=None)
def confirm_request(row: AccountRequest, *, actor: str) -> None:
    """Send a request to the staff, by the link of its letter; a second time changes nothing.

    Another of the same address for the same organisation takes the place of the one that waits already.
    """
    if row.state != AccountRequest.State.ASKED:
        return
    twins = AccountRequest.objects.exclude(pk=row.pk).filter(state__in=("asked", "waiting"))
    twins = (
        twins.filter(siren=row.siren) if row.siren else twins.filter(organisation_name__iexact=row.organisation_name)
    )
    forget_requests([one for one in twins if is_same_mailbox(one.email, row.email)])
    row.state, row.confirmed_at = AccountRequest.State.WAITING, timezone.now()
    row.save(update_fields=["state", "confirmed_at"])
    record_act(actor, "account-request.confirm", SUBJECT, row.key, {"purpose": row.purpose})


def forget_requests(rows: Iterable[AccountRequest]) -> int:
    """Remove requests and their letters; return how many went."""
    gone = {row.pk: f"{SUBJECT}:{row.key}" for row in rows}
    Letter.objects.filter(about__in=gone.values()).delete()
    return int(AccountRequest.objects.filter(pk__in=gone).delete()[0])


def end_unanswered_requests(before: datetime, most: int) -> int:
    """Remove requests that nobody answered since a moment, and tell each of their authors; return how many went.

    The address of that letter is sealed, and goes with it: nothing of the request is left.
    """
    rows = AccountRequest.objects.filter(state=AccountRequest.State.WAITING, confirmed_at__lt=before)
    due = list(rows.select_for_update()[:most])
    forget_requests(due)
    days = find_retention_days(UNANSWERED_RULE)
    for row in due:
        post_letter_to_address(
            email=row.email,
            language=row.language,
            subject=Text(fr="Votre demande de compte", en="Your request for an account"),
            body=add_greeting(
                Text(
                    fr=f"votre demande de compte pour {row.organisation_name} est restée {days} jours sans réponse de "
                    "notre part, et nous vous prions de nous en excuser. Elle vient d’être effacée, avec tout ce que "
                    "vous y aviez écrit. Si vous voulez toujours un compte, faites une nouvelle demande :",
                    en=f"your request for an account for {row.organisation_name} went {days} days without an answer "
                    "from us, for which we apologise. It has just been erased, with everything you wrote in it. If "
                    "you still want an account, make a new request:",
                )
            ),
            kind="account-request.end",
            link="/account-requests/new/",
            discreet=True,
        )
    return len(due)


def find_known_organisation(row: AccountRequest) -> Organisation | None:
    """The organisation of the directory that a request is about: of the same SIREN, or without one of the same name."""
    if row.siren:
        return Organisation.objects.filter(siren=row.siren).first()
    return Organisation.objects.filter(siren__isnull=True, name__iexact=row.organisation_name).first()


@act(
    "account-request.accept",
    on=REQUEST,
    right="account-request:answer",
    lock=make_row_lock("organisation"),
)
def accept_request(
    row: AccountRequest, *, actor: User, kind: str = "", right: str = Membership.Right.EDIT, reason: str = ""
) -> Approval | None:
    """Invite whoever asked to act for the organisation, which is entered as one of that ``kind`` if it is new.

    Return the request that a second person signs, where it takes two. Raises `RightRefused` and `Faults`.
    """
    _require_waiting(row)
    organisation = find_known_organisation(row) or create_organisation(
        actor=actor,
        name=row.organisation_name,
        siren=row.siren,
        kind=kind,
        fictitious=Siren(row.siren).is_fictitious if row.siren else is_demo(),
    )
    invitation, _ = invite_to_organisation(
        actor=actor,
        organisation=organisation,
        email=row.email,
        right=right,
        reason=reason,
        language="en" if row.language == "en" else "fr",
    )
    row.organisation, row.invitation = organisation, invitation
    _decide(row, actor, AccountRequest.State.ACCEPTED)
    record_act(actor, "account-request.accept", SUBJECT, row.key, {"organisation": organisation.key})
    asked: Approval | None = invitation.approval
    return asked


@account_asker_lookups.register
def find_asker_name(email: str) -> str:
    """The name given in the latest request of an address that is being accepted, or was."""
    states = (AccountRequest.State.WAITING, AccountRequest.State.ACCEPTED)
    found = AccountRequest.objects.filter(email=email, state__in=states).order_by("-asked_at", "-pk").first()
    return found.name if found is not None else ""


@act("account-request.refuse", on=REQUEST, right="account-request:answer")
def refuse_request(row: AccountRequest, *, actor: User, reason: str) -> None:
    """Refuse a request; its author reads the reason in a letter. Raises `RightRefused` and `Faults`."""
    _require_waiting(row)
    row.reason = reason
    _decide(row, actor, AccountRequest.State.REFUSED)
    record_act(actor, "account-request.refuse", SUBJECT, row.key)
    post_letter_to_address(
        email=row.email,
        language=row.language,
        subject=Text(fr="Votre demande de compte", en="Your request for an account"),
        body=add_greeting(
            Text(
                fr=f"nous n’ouvrons pas le compte que vous avez demandé pour {row.organisation_name}. Voici "
                f"pourquoi :\n\n{reason}\n\nVous pouvez faire une nouvelle demande ; celle-ci sera effacée dans trois "
                "mois.",
                en=f"we are not opening the account that you requested for {row.organisation_name}. Here is why:\n\n"
                f"{reason}\n\nYou may make a new request; this one will be erased in three months.",
            )
        ),
        kind="account-request.refuse",
        about=f"{SUBJECT}:{row.key}",
        link="/account-requests/new/",
    )


def _require_waiting(row: AccountRequest) -> None:
    if row.state != AccountRequest.State.WAITING:
        raise Faults(
            [
                fault(
                    "account-request-answered",
                    "Quelqu’un a déjà répondu à cette demande.",
                    "Someone has already answered this request.",
                    "Rouvrez la liste des demandes.",
                    "Open the list of requests again.",
                )
            ]
        )


def _decide(row: AccountRequest, actor: User, state: AccountRequest.State) -> None:
    row.state, row.decided_at, row.decided_by = state, timezone.now(), actor
    row.save()
