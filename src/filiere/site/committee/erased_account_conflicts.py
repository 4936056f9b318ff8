"""What a person was tied to outlives their account: whoever erases it and comes back is kept out as before.

An erased account leads to nobody, so nothing can say that the holder of a new one is the same person, and their ties
would be gone with the old one. What is kept for three years is the keyed fingerprint of the mailbox with the
organisations: it names nobody, points to no account, and only an account of the same mailbox finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from filiere.site.accounts.email_equivalence import mailbox_of
from filiere.site.accounts.extension_points import account_listeners
from filiere.site.accounts.models import User
from filiere.site.accounts.retention_rules import retention_rules
from filiere.site.accounts.sealing import hash_token, list_token_hashes
from filiere.site.audit.models import Mission
from filiere.site.committee import journal_reconciliation
from filiere.site.committee.exclusion_reasons import find_ties
from filiere.site.committee.models import FormerTie, Interest, Recusal
from filiere.site.committee.models_interests import MAILBOX_HASHER
from filiere.site.committee.prior_involvement import find_acts
from filiere.site.journal.writer import record_act
from filiere.site.workflow.models import Dossier, Signature
from filiere.site.workflow.parties import QUARANTINE_PERIOD


def keep_ties(user: User, day: date) -> None:
    """Keep what ties a person whose account is about to be erased; called while the account still has its address."""
    fingerprint = hash_token(MAILBOX_HASHER, mailbox_of(user.email))
    since: dict[int, date] = {}
    for organisation, begun in _list_tied_organisations(user, day):
        since[organisation] = min(begun, since.get(organisation, begun))
    FormerTie.objects.bulk_create(
        FormerTie(fingerprint=fingerprint, organisation_id=organisation, since=begun, ended_on=day)
        for organisation, begun in sorted(since.items())
    )


def _list_tied_organisations(user: User, day: date) -> Iterator[tuple[int, date]]:
    for _, organisation, tie, since in find_ties(user, day):
        # What an account erased before left is kept already, until its own end.
        if tie != Interest.Ground.FORMER:
            yield organisation, since
    signed = Signature.objects.filter(person=user, party="auditor", event__day__lte=day).order_by()
    about = ("event__dossier__organisation", "event__day")
    yield from signed.filter(event__day__gte=day - QUARANTINE_PERIOD).values_list(*about)
    entered = Mission.objects.filter(auditor=user, accepted_on__gte=day - QUARANTINE_PERIOD).order_by()
    for organisation, begun in entered.values_list("round__dossier__organisation", "accepted_on"):
        yield organisation, begun or day
    running = Dossier.objects.running()
    acted = {dossier for _, dossier, _ in find_acts(running, [user.pk])}
    for organisation in Dossier.objects.filter(pk__in=acted).order_by().values_list("organisation", flat=True):
        yield organisation, day
    recused = Recusal.objects.filter(user=user, dossier__in=running).order_by()
    yield from recused.values_list("dossier__organisation", "since")


@account_listeners.register
def restore_ties(user: User) -> None:
    """Declare anew, for an account that opens, what an erased one of the same mailbox was tied to."""
    day = timezone.localdate()
    found = FormerTie.objects.filter(
        Q(ended_on__gte=day - QUARANTINE_PERIOD),
        fingerprint__in=list_token_hashes(MAILBOX_HASHER, mailbox_of(user.email)),
    )
    last: dict[int, FormerTie] = {}
    for former_tie in found.select_related("organisation").order_by("ended_on", "pk"):
        last[former_tie.organisation_id] = former_tie
    for former_tie in last.values():
        made = Interest.objects.create(
            user=user,
            organisation=former_tie.organisation,
            ground=Interest.Ground.FORMER,
            since=min(former_tie.since, former_tie.ended_on),
            until=former_tie.ended_on,
            declared_on=day,
        )
        payload = journal_reconciliation.interest_payload(made)
        record_act("time", "interest.declare", "interest", str(made.pk), payload)


@retention_rules.register("former-ties")
def forget_ties(before: datetime, at_most: int) -> int:
    """Remove the fingerprints of accounts that were erased before a moment."""
    due = FormerTie.objects.filter(ended_on__lt=timezone.localdate(before)).order_by("pk")[:at_most]
    gone, _ = FormerTie.objects.filter(pk__in=list(due.values_list("pk", flat=True))).delete()
    return gone
