"""Secret ballots of a room: who voted is known, what they voted is not, and is told of counts what tells nobody’s vote.

A ballot is sealed as those of the label’s committee are, with a commitment that proves it at the count. Its paper is
then destroyed: nobody, whoever holds the database and the keys of the site, learns any more what a seat voted. What the
counts may tell is the rule of the committee, `filiere.referentials.voting.publication`: by college where each has
enough voters, small colleges together, or the result alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace

from filiere.core import Text
from filiere.referentials.voting import (
    Ballot,
    CastBallot,
    CollegeGroup,
    VoteCounts,
    VoteOutcome,
    VotingRules,
    disclose_votes,
    explain_publicly,
    verify_openings,
)
from filiere.site.accounts.sealed_fields import SealedFields
from filiere.site.accounts.sealing import register_sealed_field
from filiere.site.programme.dialogue.models import SeatBallot, SecretPaper, WordingVote
from filiere.site.programme.dialogue.voting_rooms import to_ballot

CAST = "cast"
"""What a seat that voted in secret is told to have done."""

RESULT_ALONE_TEXT = Text(
    fr="Les voix ne sont pas publiées : dans un collège de si peu de votants, elles révéleraient le vote de quelqu’un.",
    en="The counts are not published: in a college of so few voters, they would reveal somebody’s vote.",
)

PAPER_FIELDS = SealedFields(
    register_sealed_field("room-ballot", "programme.SecretPaper", "closed"),
    ("choice", "nonce"),
    0,
    "ballots-sealed",
)


def draw_nonce(ballot: Ballot) -> Ballot:
    """Return a ballot with the random part without which its commitment could be undone by trying each choice."""
    return replace(ballot, nonce=secrets.token_hex(32))


def put_paper(row: SeatBallot, ballot: Ballot) -> None:
    """Keep what a ballot says, encrypted, until the count."""
    SecretPaper.objects.create(ballot=row, closed=PAPER_FIELDS.seal_values(ballot.choice, ballot.nonce))


def open_papers(rows: Sequence[SeatBallot]) -> tuple[Ballot, ...]:
    """Return the ballots of a secret vote, each proved against its commitment.

    Raises ``Faults`` for a ballot that was changed or taken away, and where the key that sealed them is lost.
    """
    papers = {one.ballot_id: one for one in SecretPaper.objects.filter(ballot__in=rows)}
    PAPER_FIELDS.check_readable(list(papers.values()))
    found = []
    for row in rows:
        if row.pk in papers:
            choice, nonce = PAPER_FIELDS.read(papers[row.pk])
            found.append(replace(to_ballot(row), choice=choice, nonce=nonce))
    cast = [CastBallot(row.seat.key, 1, row.commitment) for row in rows]
    return verify_openings(cast, found)


def destroy_papers(vote: WordingVote) -> None:
    """Destroy what the ballots of a vote say; that they were cast stays."""
    SecretPaper.objects.filter(ballot__vote=vote).delete()


def tell_counts(
    rules: VotingRules, outcome: VoteOutcome, counts: VoteCounts
) -> tuple[dict[str, dict[str, int]], list[Text]]:
    """Return what may be told of the counts of a secret vote, by college or by colleges together, and why it came so.

    A note of disagreement takes nothing away from it: any seat that voted may sign one, whatever its ballot.
    """
    told = disclose_votes(rules, outcome, counts).votes
    return (
        {join_keys(one): dict(one.counts) for one in told or ()},
        list(explain_publicly(rules, outcome, told, silence=RESULT_ALONE_TEXT)),
    )


def join_keys(group: CollegeGroup) -> str:
    """Return the key of colleges that are counted together."""
    return "+".join(group.colleges)
