"""What this app holds of a person, and what goes with them: the signature of a comment, never a vote."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from filiere.site.accounts.models import User
from filiere.site.accounts.personal_data_registry import data_erasers, data_exporters, format_moment
from filiere.site.science.ballot_sealing import WORDS
from filiere.site.science.erased_account_involvement import keep_involvement
from filiere.site.science.models import Ballot, Comment, Proposal

ERASED_SIGNATURE = "–"


@data_exporters.register("science")
def _personal_data(user: User) -> dict[str, Any]:
    return {
        "proposals": [
            {"key": one.key, "release": one.release, "reason": one.reason, "at": format_moment(one.proposed_at)}
            for one in Proposal.objects.filter(proposed_by=user).order_by("pk")
        ],
        "comments": [
            {"signature": one.signature, "body": one.body, "at": format_moment(one.said_at)}
            for one in Comment.objects.filter(person=user).order_by("pk")
        ],
        "ballots": [
            {
                "proposal": one.proposal.key,
                "choice": choice,
                "reasons": reasons,
                "minority_opinion": dissent,
                "commitment": one.commitment,
                "at": format_moment(one.cast_at),
            }
            for one in Ballot.objects.filter(person=user).select_related("proposal").order_by("pk")
            for choice, reasons, dissent, _ in (WORDS.read(one),)
        ],
    }


@data_erasers.register("science")
def _erase_person(user: User) -> None:
    """Take the name off what they said; a vote stays under their opaque key, for the count must hold.

    That they prepared a release under way is kept under the fingerprint of their mailbox (see
    `erased_account_involvement`).
    """
    keep_involvement(user, timezone.localdate())
    Comment.objects.filter(person=user).update(signature=ERASED_SIGNATURE)
