"""Who had a hand in a release has no vote on it, and that outlives their account: whoever erases it and comes back.

What is kept of an erased account for three years is the keyed fingerprint of its mailbox with the proposals that were
under way: it names nobody, and points to no account before one of the same mailbox is opened, which keeps it whatever
becomes of its address. Accounts of one mailbox that live side by side are one hand too.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from filiere.site.accounts.email_equivalence import mailbox_of
from filiere.site.accounts.extension_points import account_listeners
from filiere.site.accounts.models import User
from filiere.site.accounts.retention_rules import remove_rows, retention_rules
from filiere.site.accounts.sealing import hash_token, list_token_hashes
from filiere.site.journal.models import Entry
from filiere.site.science.journal_reconciliation import COMMENT, HANDLING_ACTS, PREPARING_ACTS, SUBJECT
from filiere.site.science.models import HAND_HASHER, FormerHand, Proposal

UNDER_WAY_STATES = (Proposal.State.PROPOSED, Proposal.State.CONSULTED, Proposal.State.VOTED_ON)


def was_involved(row: Proposal, person: User) -> bool:
    """Whether a person did something for a proposal or for the comments on it, by any account that is known theirs."""
    same = User.objects.filter(Q(pk=person.pk) | Q(mailbox=mailbox_of(person.email)))
    mine = Entry.objects.filter(actor_key__in=list(same.values_list("key", flat=True)))
    if mine.filter(subject_kind=SUBJECT, subject_id=row.key, act__in=PREPARING_ACTS).exists():
        return True
    handled = mine.filter(subject_kind=COMMENT, act__in=HANDLING_ACTS).values_list("subject_id", flat=True).distinct()
    if row.comments.filter(pk__in=[int(one) for one in handled]).exists():
        return True
    erased = Q(person=person) | Q(fingerprint__in=list_token_hashes(HAND_HASHER, mailbox_of(person.email)))
    return FormerHand.objects.filter(erased, proposal=row).exists()


def keep_involvement(user: User, day: date) -> None:
    """Keep what a person had a hand in, whose account is about to be erased; called while it has its address."""
    fingerprint = hash_token(HAND_HASHER, mailbox_of(user.email))
    for row in Proposal.objects.filter(state__in=UNDER_WAY_STATES).order_by("pk"):
        if was_involved(row, user):
            given = {"ended_on": day, "person": None}
            FormerHand.objects.update_or_create(proposal=row, fingerprint=fingerprint, defaults=given)
    FormerHand.objects.filter(person=user).update(person=None)


@account_listeners.register
def restore_involvement(user: User) -> None:
    """Give back to an account that opens what an erased one of the same mailbox had a hand in."""
    found = FormerHand.objects.filter(fingerprint__in=list_token_hashes(HAND_HASHER, mailbox_of(user.email)))
    found.filter(person__isnull=True).update(person=user)


@retention_rules.register("former-hands")
def forget_involvement(before: datetime, at_most: int) -> int:
    """Remove what is kept of accounts that were erased before a moment."""
    return remove_rows(FormerHand.objects.filter(ended_on__lt=timezone.localdate(before)).order_by("pk"), at_most)
