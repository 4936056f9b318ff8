"""Who votes on a release does not move while the vote is on: nobody’s act in a register takes a vote from a seat.

A seat is not ended before the last day of the vote, nor is the account of who holds it closed by others, nor are they
given a seat that makes them prepare. What ends by itself, or by its holder’s own will, ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Q
from django.utils import timezone

from filiere.site.accounts.extension_points import change_guards
from filiere.site.members.models import Mandate
from filiere.site.science.actions.common import refuse
from filiere.site.science.models import Proposal
from filiere.site.science.vote_deadlines import find_last_day, is_over


@change_guards.register
@contextmanager
def guard_adoption_votes() -> Iterator[None]:
    """Do an act, and refuse it when it took the vote of somebody who votes on a release; inside its transaction."""
    # The proposals are locked: a vote that opens meanwhile waits, and finds what the act made or none of it.
    running = list(Proposal.objects.select_for_update().filter(state=Proposal.State.VOTED_ON).order_by("pk"))
    before = [_list_voters(row) for row in running]
    yield
    for row, held in zip(running, before, strict=True):
        if held - _list_voters(row):
            raise refuse(
                "seat-under-adoption",
                f"Un vote est en cours sur la version {row.release} : cet acte y ôterait une voix.",
                f"A vote is in progress on release {row.release}: this action would remove a vote from it.",
                remedy=("Attendez que ce vote soit clos.", "Wait until that vote is closed."),
            )


def _list_voters(row: Proposal) -> frozenset[tuple[str, str]]:
    """Who has a vote until its last day, and by which seat: whether they have cast it is nobody’s business.

    They hold the seat until then by an open account, and neither sit nor will in the scientific committee. Nobody has
    one any more once the last day is over.
    """
    if is_over(row):
        return frozenset()
    voters = [one["person"] for one in row.electorate.get("members", ())]
    today = timezone.localdate()
    lasting = Q(until__isnull=True) | Q(until__gte=today)
    held = Mandate.objects.filter(lasting, user__key__in=voters, user__is_active=True).order_by()
    preparing = set(held.filter(instance=Mandate.Instance.SCIENTIFIC).values_list("user__key", flat=True))
    to_the_end = Q(until__isnull=True) | Q(until__gte=max(today, find_last_day(row)))
    seats = held.filter(to_the_end, instance=Mandate.Instance.COMMITTEE, since__lte=today)
    return frozenset(one for one in seats.values_list("user__key", "seat") if one[0] not in preparing)
