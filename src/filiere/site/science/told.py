"""What the journal tells of proposals and ballots, compared with their rows now.

A ballot is told by its commitment alone, which says nothing of the vote and binds all of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from filiere.core import Text, seal
from filiere.site.accounts.keys import key_is_lost
from filiere.site.journal.comparing import Difference, Kind, differing, told
from filiere.site.science.models import Ballot, Proposal

SUBJECT, BALLOT, COMMENT = "proposal", "ballot", "comment"
ACTS = ("proposal.propose", "proposal.consult", "proposal.open", "proposal.close", "proposal.seal", "proposal.withdraw")
PREPARING = (*ACTS, "proposal.try")
"""The acts of those who prepare a release, who have no vote on it."""
HANDLING = ("proposal.answer", "proposal.show", "proposal.set-aside")
"""What they do to the comments on it, which takes their vote as well."""
CAST = "proposal.vote"


def payload_of(row: Proposal) -> dict[str, Any]:
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


def proposals() -> Iterator[Difference]:
    """Proposals that are not what their last act left, that are gone, or that no act made."""
    last = {}
    for entry in told(SUBJECT, ACTS):
        last[entry.subject] = entry
    found = {row.key: row for row in Proposal.objects.order_by("pk")}
    for key, entry in last.items():
        row = found.pop(key, None)
        if row is None:
            yield _difference("missing", key, entry.number)
        elif entry.body and (fields := differing(dict(entry.body), payload_of(row))):
            yield _difference("changed", key, entry.number, fields)
    for key in found:
        yield _difference("stray", key)


def ballots() -> Iterator[Difference]:
    """Ballots that were changed, added or taken away."""
    from filiere.site.science.deciding import ballot_of, papers_of

    rows = Ballot.objects.select_related("proposal", "person").order_by("pk")
    found = {f"{row.proposal.key}:{row.round}:{row.seat}": row for row in rows}
    for entry in told(BALLOT, (CAST,)):
        row = found.pop(entry.subject, None)
        if row is None:
            yield _ballot("missing", entry.subject, entry.number)
            continue
        # A round without a quorum goes back to its consultation, which goes on.
        current = row.round == row.proposal.round and row.proposal.state in ("voted_on", "adopted", "rejected")
        # What is sealed under a lost key can be compared with nothing, which is told elsewhere.
        unread = bool(row.closed) and key_is_lost()
        whole = not current or unread or ballot_of(row, papers_of(row.proposal)).commitment == row.commitment
        if entry.body and (entry.body.get("commitment") != row.commitment or not whole):
            yield _ballot("changed", entry.subject, entry.number, ("commitment",))
    for key in found:
        yield _ballot("stray", key)


def _difference(kind: Kind, key: str, entry: int | None = None, fields: tuple[str, ...] = ()) -> Difference:
    row = Text(fr=f"Proposition {key}", en=f"Proposal {key}")
    return Difference(kind, Proposal._meta.db_table, key, row, entry, fields)


def _ballot(kind: Kind, key: str, entry: int | None = None, fields: tuple[str, ...] = ()) -> Difference:
    return Difference(kind, Ballot._meta.db_table, key, Text(fr=f"Bulletin {key}", en=f"Ballot {key}"), entry, fields)
