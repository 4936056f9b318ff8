"""What the making of a release awaits: votes of the colleges; from who prepares it, comments read and the next step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.kit.rights import allowed
from filiere.site.pages.todo_list import Task, task_providers
from filiere.site.science.adoption_vote import members_at_opening
from filiere.site.science.models import Comment, Proposal
from filiere.site.science.rights import PREPARE_RIGHT, VOTE_RIGHT
from filiere.site.science.vote_deadlines import find_announced_day, is_countable, is_over

_STATES = (Proposal.State.CONSULTED, Proposal.State.VOTED_ON, Proposal.State.ADOPTED)
_VOTE = (
    Text(fr="Voter sur l’adoption", en="Vote on the adoption"),
    Text(fr="Voter", en="Vote"),
)
_READ = (
    Text(fr="Lire les remarques reçues", en="Review the comments received"),
    Text(fr="Lire les remarques", en="Review them"),
)
_OPEN = (Text(fr="Ouvrir le vote", en="Open the vote"), Text(fr="Ouvrir le vote", en="Open the vote"))
_COUNT = (Text(fr="Dépouiller le vote", en="Count the vote"), Text(fr="Dépouiller", en="Count"))
_SEAL = (Text(fr="Sceller la version adoptée", en="Seal the adopted version"), Text(fr="Sceller", en="Seal"))


@task_providers.register
def list_proposal_tasks(person: User, day: date) -> Iterator[Task]:
    """Those of each proposal that is not over."""
    prepares, votes = allowed(person, PREPARE_RIGHT), allowed(person, VOTE_RIGHT)
    if not prepares and not votes:
        return
    rows = Proposal.objects.filter(state__in=_STATES).prefetch_related("ballots")
    received = Comment.objects.filter(state=Comment.State.RECEIVED, proposal__in=rows).values_list(
        "proposal", flat=True
    )
    unread = set(received) if prepares else set()
    for row in rows:
        voted = {one.seat for one in row.ballots.all() if one.round == row.round}
        seat = next((one.seat for one in members_at_opening(row) if one.person == person.key), None)
        if row.state == row.State.VOTED_ON:
            if votes and seat is not None and seat not in voted and not is_over(row):
                yield _make_task("vote", _VOTE, row, due=find_announced_day(row))
            if prepares and is_countable(row, voted):
                yield _make_task("count", _COUNT, row)
        if row.pk in unread:
            yield _make_task("comments", _READ, row)
        if prepares and row.state == row.State.CONSULTED and (row.consultation_until or day) < day:
            yield _make_task("open-vote", _OPEN, row, since=row.consultation_until)
        if prepares and row.state == row.State.ADOPTED and not row.sealed:
            yield _make_task("seal", _SEAL, row)


def _make_task(
    name: str, said: tuple[Text, Text], row: Proposal, *, due: date | None = None, since: date | None = None
) -> Task:
    words, button = said
    return Task(
        key=f"{name}:{row.key}",
        words=Text(fr=f"{words.fr} : {row.release}", en=f"{words.en}: {row.release}"),
        url=reverse("science:proposal", args=[row.key]),
        button=button,
        due=due,
        since=since,
        about=f"proposal:{row.key}",
    )
