"""What the journal tells of proposals and ballots, compared with their rows now.

A ballot is told by its commitment alone, which says nothing of the vote and binds all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from filiere.core import Text, seal
from filiere.site.accounts.site_key_status import key_is_lost
from filiere.site.journal.reconciliation import Difference, DifferenceKind, entries_for
from filiere.site.journal.sealed_rows import SealedRow, get_key
from filiere.site.science.adoption_vote import engine_ballot, vote_papers
from filiere.site.science.models import Ballot, Proposal

SUBJECT, BALLOT, COMMENT = "proposal", "ballot", "comment"
STATE_ACTS = (
    "proposal.propose",
    "proposal.consult",
    "proposal.open",
    "proposal.close",
    "proposal.seal",
    "proposal.withdraw",
)
PREPARING_ACTS = (*STATE_ACTS, "proposal.try")
"""The acts of those who prepare a release, who have no vote on it."""
HANDLING_ACTS = ("proposal.answer", "proposal.show", "proposal.set-aside")
"""What they do to the comments on it, which takes their vote as well."""
CAST_ACT = "proposal.vote"


def proposal_payload(row: Proposal) -> dict[str, Any]:
    """What the journal seals of a proposal after each act: where it stands and on which text."""
    return {
        "release": row.release,
        "sha256": row.sha256,
        "state": str(row.state),
        "from": row.consultation_from.isoformat() if row.consultation_from else None,
        "until": row.consultation_until.isoformat() if row.consultation_until else None,
        "round": row.round,
        "rules": row.rules,
        "electorate": seal(row.electorate),
        "minutes": seal(row.minutes) if row.minutes is not None else None,
        "sealed": row.sealed,
    }


def compare_ballots() -> Iterator[Difference]:
    """Ballots that were changed, added or taken away."""
    rows = Ballot.objects.select_related("proposal", "person").order_by("pk")
    found = {f"{row.proposal.key}:{row.round}:{row.seat}": row for row in rows}
    for entry in entries_for(BALLOT, (CAST_ACT,)):
        row = found.pop(entry.subject, None)
        if row is None:
            yield _ballot_difference("missing", entry.subject, entry.number)
            continue
        # A round without a quorum goes back to its consultation, which goes on.
        current = row.round == row.proposal.round and row.proposal.state in ("voted_on", "adopted", "rejected")
        # What is sealed under a lost key can be compared with nothing, which is told elsewhere.
        unread = bool(row.closed) and key_is_lost()
        whole = not current or unread or engine_ballot(row, vote_papers(row.proposal)).commitment == row.commitment
        if entry.body and (entry.body.get("commitment") != row.commitment or not whole):
            yield _ballot_difference("changed", entry.subject, entry.number, ("commitment",))
    for key in found:
        yield _ballot_difference("stray", key)


def _ballot_difference(
    kind: DifferenceKind, key: str, entry: int | None = None, fields: tuple[str, ...] = ()
) -> Difference:
    return Difference(kind, Ballot._meta.db_table, key, Text(fr=f"Bulletin {key}", en=f"Ballot {key}"), entry, fields)


SEALED_PROPOSAL = SealedRow(
    Proposal, SUBJECT, tuple(STATE_ACTS), proposal_payload, Text(fr="Proposition", en="Proposal"), key=get_key
)
