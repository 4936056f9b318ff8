"""The vote of the colleges: opened once every comment is answered, blind, counted by anyone, then sealed on a copy."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.core.dates import format_day
from filiere.referentials.voting import (
    PUBLIC_FORMAT,
    CastBallot,
    CollegeQuorum,
    MinorityOpinions,
    Quorum,
    VoteOutcome,
    ballot_faults,
    build_full_minutes,
    build_public_minutes,
    can_dissent,
    count_votes,
    decide_ballots,
    decide_counts,
    disclose_votes,
    verify_openings,
)
from filiere.referentials.voting import Ballot as Paper
from filiere.site.accounts.models import User
from filiere.site.journal.act_decorator import Steps, act, record_refused_act
from filiere.site.journal.clock_trust import needs_clock
from filiere.site.journal.sealed_rows import record_row
from filiere.site.journal.writer import record_act
from filiere.site.kit.rights import require
from filiere.site.mail.outbox import post_letters
from filiere.site.science import proposal_folder, release_files
from filiere.site.science.actions.common import PROPOSAL, load_release, lock_proposal, refuse
from filiere.site.science.adoption_vote import (
    ADOPT,
    KEEP,
    QUESTION,
    build_electorate,
    engine_ballot,
    members_at_opening,
    rules_in_service,
    rules_of_round,
    seat_places,
    vote_papers,
)
from filiere.site.science.ballot_sealing import WORDS
from filiere.site.science.journal_reconciliation import BALLOT, CAST_ACT
from filiere.site.science.models import Ballot, Comment, Proposal
from filiere.site.science.rights import PREPARE_RIGHT, VOTE_RIGHT
from filiere.site.science.vote_deadlines import (
    LAST_DAY_KEY,
    check_count_due,
    check_last_day,
    find_last_day,
    list_late_objections,
)
from filiere.site.science.voter_exclusions import (
    compute_substitute_day,
    list_ended_seat_objections,
    list_preparer_objections,
    list_substitute_objections,
)

DISSENT_FILE = "dissent.md"
"""The file of a release in which minority opinions stand, with neither name nor college."""


class BallotRefused(Faults):
    """A ballot that the rules refuse."""


@act("proposal.open", on=PROPOSAL, right=PREPARE_RIGHT, at=(Proposal.State.CONSULTED,))
def open_round(row: Proposal, last_day: date, *, actor: User) -> Steps[Proposal, Proposal]:  # noqa: ARG001
    """Open a round until a day, which its voters are told: once the consultation is over and each comment answered.

    Raises `Faults` for a round shorter than the notice of a session, too.
    """
    load_release(row)
    row = yield
    if row.consultation_until is None or timezone.localdate() <= row.consultation_until:
        raise refuse("consultation-runs", "La consultation court encore.", "The consultation is still open.")
    waiting = Comment.objects.waiting(row)
    if waiting:
        raise refuse(
            "comments-unanswered",
            f"Remarques sans réponse : {waiting}.",
            f"Comments without an answer: {waiting}.",
            remedy=(
                "Répondez à chacune, ou mettez-la de côté : le nombre en est public.",
                "Answer each, or set it aside; the number set aside is public.",
            ),
        )
    today, rules = timezone.localdate(), rules_in_service(row)
    check_last_day(last_day, rules, today)
    row.rules = rules.release
    row.electorate = {**build_electorate(today), LAST_DAY_KEY: last_day.isoformat()}
    row.round += 1
    row.state, row.opened_at, row.closed_at = Proposal.State.VOTED_ON, timezone.now(), None
    row.save()
    _notify_voters(row)
    return row


def _record_refused_ballot(actor: User, row: Proposal, faults: Faults) -> None:
    """Tell the journal why a ballot was refused; not that no vote runs, nor that its rules cannot be read."""
    if isinstance(faults, BallotRefused):
        told = {"act": "vote", "why": [one.code for one in faults.faults]}
        record_refused_act(actor, "proposal.refuse", subject_kind="proposal", subject_id=row.key, payload=told)


@act(CAST_ACT, on=PROPOSAL, right=VOTE_RIGHT, at=(Proposal.State.VOTED_ON,), refusal=_record_refused_ballot)
def cast_ballot(row: Proposal, *, actor: User, choice: str, reasons: str, dissent: str = "") -> Steps[Proposal, str]:
    """Cast the ballot of one's seat and return its commitment; nobody reads it before the round is closed.

    Raises `Faults` with every reason why it cannot be cast, that one prepared the text for a reason; what is refused is
    told in the journal.
    """
    load_release(row)
    row = yield
    assert row.opened_at is not None  # noqa: S101  A round that runs was opened.
    members, papers = members_at_opening(row), vote_papers(row)
    seat = next((one.seat for one in members if one.person == actor.key), "")
    said = (choice, reasons.strip(), dissent.strip(), secrets.token_hex(32))
    made = Ballot(
        proposal=row,
        round=row.round,
        seat=seat,
        college=next((one["college"] for one in row.electorate["seats"] if one["seat"] == seat), ""),
        person=actor,
        closed=WORDS.seal_values(*said),
        # When each voted is nobody's business: the row tells the round, the journal that it came in.
        cast_at=row.opened_at,
    )
    rows = Ballot.objects.filter(proposal=row, round=row.round).select_related("person")
    cast = {one.seat for one in rows}
    voters = {one.person.key for one in rows} | {actor.key}
    ballot = engine_ballot(made, papers)
    # The engine reads reasons as words; what is sealed in their place is the seal of reasons and opinion.
    read = Paper(seat, actor.key, said[0], papers, row.round, said[1], said[3])
    faults = tuple(
        ballot_faults(
            read,
            rules=rules_of_round(row),
            question=QUESTION,
            papers=papers,
            places=seat_places(row, voters),
            members=members,
            recusals=(),
            present=voters,
            cast=cast,
        )
    )
    faults += (
        *list_preparer_objections(row, actor),
        *list_late_objections(row),
        *list_ended_seat_objections(actor, seat),
    )
    if seat not in cast:
        faults += tuple(list_substitute_objections(row, actor, members))
    if faults:
        raise BallotRefused(faults)
    made.commitment = ballot.commitment
    made.save()
    record_act(actor, CAST_ACT, BALLOT, f"{row.key}:{row.round}:{seat}", {"commitment": made.commitment})
    return made.commitment


@act("proposal.close", on=PROPOSAL, right=PREPARE_RIGHT, at=(Proposal.State.VOTED_ON,))
def close_round(row: Proposal, *, actor: User) -> Steps[Proposal, VoteOutcome]:
    """Open all ballots together and decide. A round that does not stand goes back to its consultation, and its ballots
    stay sealed for good: the same people vote again, and nobody knows how the others would have voted.

    Once every seat has voted, or after the last day that was told: who prepares the text, and sees how many voted, does
    not choose the moment.
    """
    now = proposal_folder.read_release(row.key, load_release(row).id)
    row = yield
    rows = list(Ballot.objects.filter(proposal=row, round=row.round).select_related("person").order_by("seat"))
    papers, rules = vote_papers(row), rules_of_round(row)
    check_count_due(row, {one.seat for one in rows})
    WORDS.check_readable(rows)
    ballots = verify_openings(
        [CastBallot(one.seat, one.round, one.commitment) for one in rows],
        [engine_ballot(one, papers) for one in rows],
    )
    places = seat_places(row, {one.person.key for one in rows})
    outcome = decide_ballots(rules, QUESTION, places, ballots, bound=now.sha256 == row.sha256)
    if outcome.valid:
        WORDS.save_in_plain(rows)
    opinions = [one.dissent for one in rows if one.dissent and can_dissent(outcome, one.choice)]
    full = compose_full_minutes(row, rows, outcome)
    # Nobody signs an opinion here: with one, the result is told alone.
    said = MinorityOpinions({}, len(opinions))
    told = disclose_votes(rules, outcome, full["second"]["counts"], said)
    carried = outcome.carried.key if outcome.valid and outcome.carried is not None else None
    row.minutes = {
        "vote": build_public_minutes(full, rules, told, said),
        "round": row.round,
        "dissent": [{"opinion": one} for one in sorted(opinions)] if told.opinions else [],
    }
    row.closed_at = timezone.now()
    row.state = {
        ADOPT: Proposal.State.ADOPTED,
        KEEP: Proposal.State.REJECTED,
    }.get(carried or "", Proposal.State.CONSULTED)
    row.save()
    record_row(actor, "proposal.close", row)
    return outcome


@needs_clock
def seal_proposal(row: Proposal, *, actor: User) -> Proposal:
    """Check and seal the text with its votes, their day and the minority opinions, on a copy, then put them in place.

    What stands there is what the operator puts in service; the text that was voted on keeps its fingerprint. Raises
    `Faults`, a check that had to be stopped among them: whoever wrote the formulas chose what they cost.
    """
    require(actor, PREPARE_RIGHT, row.key)
    with transaction.atomic():
        row = lock_proposal(row, (Proposal.State.ADOPTED,))
    if row.sealed:
        return row
    folder = proposal_folder.release_folder(row.key, row.release)
    sealed = proposal_folder.seal_copy(
        row.key, row.release, {proposal_folder.HEAD: _adopted_head(row, actor), **_opinions_file(row)}, actor=actor
    )
    with ExitStack() as undo:
        with transaction.atomic():
            row = lock_proposal(row, (Proposal.State.ADOPTED,))
            if row.sealed:
                return row
            if sealed.sha256 != row.sha256 or sealed.was != release_files.tree_fingerprint(
                proposal_folder.proposal_root(row.key)
            ):
                raise refuse(
                    "text-changed",
                    "Le texte n’est plus celui qui a été voté.",
                    "The text is no longer the one that was voted on.",
                )
            row.sealed = sealed.adoption
            row.save()
            record_row(actor, "proposal.seal", row)
            for name, text in sealed.written.items():
                undo.callback(
                    release_files.replace_file, folder / name, release_files.replace_file(folder / name, text)
                )
        undo.pop_all()
    return row


def compose_full_minutes(row: Proposal, rows: Sequence[Ballot], outcome: VoteOutcome) -> dict[str, Any]:
    """Return the full minutes of the last round, for those who voted."""
    papers, rules = vote_papers(row), rules_of_round(row)
    places = seat_places(row, {one.person.key for one in rows})
    counts = count_votes(QUESTION, places, [engine_ballot(one, papers) for one in rows])
    marks = {2: sorted(one.commitment for one in rows)}
    return build_full_minutes(rules, papers, places, outcome, counts, commitments=marks)


def build_ballots_record(row: Proposal) -> dict[str, Any]:
    """Return the full minutes of a closed round with its ballots, for those who held a seat of it.

    The reasons of a ballot are told by their seal, which is what its commitment holds.
    """
    rows = list(Ballot.objects.filter(proposal=row, round=row.round).select_related("person").order_by("seat"))
    papers, rules = vote_papers(row), rules_of_round(row)
    ballots = [engine_ballot(one, papers) for one in rows]
    places = seat_places(row, {one.person.key for one in rows})
    outcome = decide_ballots(rules, QUESTION, places, ballots)
    return {
        "vote": compose_full_minutes(row, rows, outcome),
        "ballots": [
            {
                "seat": one.seat,
                "person": one.person,
                "choice": one.choice,
                "round": one.round,
                "reasons": one.reasons,
                "nonce": one.nonce,
            }
            for one in ballots
        ],
    }


def read_public_minutes(row: Proposal) -> dict[str, Any] | None:
    """Return the public minutes of a proposal; those kept by an earlier version are told by the same rule."""
    if row.minutes is None or row.minutes["vote"]["format"] == PUBLIC_FORMAT:
        return row.minutes
    full, rules = row.minutes["vote"], rules_of_round(row)
    rows = tuple(
        CollegeQuorum(one.key, one.text, said["seats"], said["held"], said["recused"], said["voted"], said["needed"])
        for one in rules.colleges
        for said in (full["colleges"][one.key],)
    )
    outcome = decide_counts(rules, QUESTION, full["second"]["counts"], Quorum(rows, rules.total))
    said = MinorityOpinions({}, len(row.minutes["dissent"]))
    told = disclose_votes(rules, outcome, full["second"]["counts"], said)
    opinions = sorted(one["opinion"] for one in row.minutes["dissent"])
    return {
        "vote": build_public_minutes(full, rules, told, said),
        "round": row.minutes["round"],
        "dissent": [{"opinion": one} for one in opinions] if told.opinions else [],
    }


def votes_for_yaml(row: Proposal) -> list[dict[str, Any]]:
    """The votes as `release.yaml` holds them: by college, by colleges counted together, or the result alone."""
    minutes = read_public_minutes(row)
    if minutes is None or not minutes["vote"]["outcome"]["valid"]:
        return []
    vote = minutes["vote"]
    # In the order of the rules: a database may give keys back in another.
    voted = [one.key for one in rules_of_round(row).colleges if vote["colleges"][one.key]["voted"]]
    found: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = [{"colleges": voted, "counts": None}] if vote["votes"] is None else vote["votes"]
    for voter in rows:
        told: dict[str, Any] = {"colleges": voter["colleges"]}
        if len(voter["colleges"]) == 1:
            told = {"college": voter["colleges"][0]}
        if voter["counts"] is not None:
            mine = voter["counts"]
            told |= {"for": mine.get(ADOPT, 0), "against": mine.get(KEEP, 0), "abstain": mine.get("abstain", 0)}
        found.append(told)
    if minutes["dissent"]:
        found[0]["dissent"] = DISSENT_FILE
    return found


def write_adoption_yaml(row: Proposal) -> str:
    """The votes on one line of YAML."""

    def flow(value: object) -> str:
        return f"[{', '.join(value)}]" if isinstance(value, list) else str(value)

    votes = (
        "{" + ", ".join(f"{key}: {flow(value)}" for key, value in one.items()) + "}" for one in votes_for_yaml(row)
    )
    return f"[{', '.join(votes)}]"


def _adopted_head(row: Proposal, actor: User) -> str:
    """The head of the release as adopted."""
    assert row.closed_at is not None  # noqa: S101  An adopted proposal was closed.
    adopted = f'"{timezone.localdate(row.closed_at).isoformat()}"'
    values = {"status": "adopted", "dates/adopted": adopted, "adoption": write_adoption_yaml(row)}
    return proposal_folder.edit_head(row.key, row.release, values, actor=actor)


def _opinions_file(row: Proposal) -> dict[str, str]:
    """The file of minority opinions, if there are any."""
    opinions = [one["opinion"] for one in (read_public_minutes(row) or {}).get("dissent", ())]
    return {DISSENT_FILE: "\n\n---\n\n".join(opinions) + "\n"} if opinions else {}


def _notify_voters(row: Proposal) -> None:
    keys, first, last = (
        [one["person"] for one in row.electorate["members"]],
        compute_substitute_day(row),
        find_last_day(row),
    )
    post_letters(
        to=User.objects.filter(key__in=keys),
        subject=Text(fr=f"Vote sur {row.release}", en=f"Vote on {row.release}"),
        body=Text(
            fr=f"Votre collège vote sur l’adoption de la version {row.release}, jusqu’au "
            f"{format_day(last, 'fr')} inclus. "
            f"Le titulaire d’un siège vote d’abord, son suppléant à partir du {format_day(first, 'fr')} s’il ne "
            f"l’a pas fait. "
            "Les bulletins s’ouvrent ensemble.",
            en=(
                f"Your college is voting on the adoption of version {row.release}, until "
                f"{format_day(last, 'en')} inclusive. "
                f"The seat holder votes first; the substitute may vote from {format_day(first, 'en')} if the "
                f"holder has not. "
                "Ballots are opened together."
            ),
        ),
        kind="proposal.vote",
        about=f"proposal:{row.key}",
    )
