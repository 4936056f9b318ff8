"""How long a round of the vote on a release lasts: its last day is told as it opens, and nobody moves it afterwards.

Who prepares the text sees how many seats voted: they would else count at the moment that suits them. The day stands
with the electorate, which the journal seals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from django.utils import timezone

from filiere.core import Fault, Text
from filiere.core.dates import format_day
from filiere.referentials.voting import VotingRules
from filiere.site.science.actions.common import refuse
from filiere.site.science.adoption_vote import rules_of_round
from filiere.site.science.models import Proposal

MAX_DURATION = timedelta(days=90)
"""Of a round. The longest notice that a release may ask for."""
LAST_DAY_KEY = "until"
"""What the electorate of a round calls its last day."""


def check_last_day(last: date, rules: VotingRules, today: date) -> None:
    """Raise `Faults` for a round that would be shorter than the notice of a session, or too long."""
    shortest = timedelta(days=rules.notice.days)
    if not shortest <= last - today <= MAX_DURATION:
        raise refuse(
            "vote-length",
            f"Un vote court de {shortest.days} à {MAX_DURATION.days} jours après celui de son ouverture.",
            f"A vote runs for {shortest.days} to {MAX_DURATION.days} days after the day it opens.",
            key="last_day",
            remedy=("Choisissez un autre dernier jour.", "Choose another last day."),
        )


def find_announced_day(row: Proposal) -> date | None:
    """The last day of the round as its voters were told; None for one opened by a version that told none."""
    told = row.electorate.get(LAST_DAY_KEY)
    return date.fromisoformat(told) if told else None


def find_last_day(row: Proposal) -> date:
    """The last day of the round; where none was told, the end of the days that the release leaves a body."""
    assert row.opened_at is not None  # noqa: S101  A round that runs was opened.
    return find_announced_day(row) or timezone.localdate(row.opened_at) + timedelta(
        days=rules_of_round(row).notice.days
    )


def is_over(row: Proposal) -> bool:
    """Whether no ballot is taken any more; a round of which no day was told takes them until it is counted."""
    told = find_announced_day(row)
    return told is not None and told < timezone.localdate()


def is_countable(row: Proposal, voted: Collection[str]) -> bool:
    """Whether the ballots may be opened: every seat has voted, or the last day is over."""
    return {one["seat"] for one in row.electorate["seats"]} <= set(voted) or find_last_day(row) < timezone.localdate()


def check_count_due(row: Proposal, voted: Collection[str]) -> None:
    """Raise `Faults` while the round runs and seats have still to vote: nobody closes it early."""
    if not is_countable(row, voted):
        last = find_last_day(row)
        raise refuse(
            "vote-runs",
            f"Des sièges n’ont pas voté, et le vote court jusqu’au {format_day(last, 'fr')} inclus.",
            f"Some seats have not voted, and the vote runs until {format_day(last, 'en')} inclusive.",
            remedy=(
                "Attendez le lendemain, ou que tous aient voté.",
                "Wait until the following day, or until all have voted.",
            ),
        )


def list_late_objections(row: Proposal) -> Iterator[Fault]:
    """Tell whoever comes after the last day that the round is over, counted or not."""
    if is_over(row):
        last = find_last_day(row)
        yield Fault(
            code="vote-over",
            message=Text(
                fr=f"Le dernier jour de ce vote était le {format_day(last, 'fr')}.",
                en=f"The last day of this vote was {format_day(last, 'en')}.",
            ),
            remedy=Text(fr="Votre siège n’a pas de voix pour ce tour.", en="Your seat has no vote in this round."),
        )
