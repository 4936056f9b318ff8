"""Who votes on a release does not move while the vote is on: a seat that makes somebody prepare takes their vote."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import Q
from django.utils import timezone

from filiere.site.accounts.watching import watches
from filiere.site.members.models import Mandate
from filiere.site.science.actions.common import refuse
from filiere.site.science.models import Proposal


@watches
@contextmanager
def adoptions_undisturbed() -> Iterator[None]:
    """Do an act, and refuse it when it took the vote of somebody who votes on a release; inside its transaction."""
    # The proposals are locked: a vote that opens meanwhile waits, and finds what the act made or none of it.
    running = list(Proposal.objects.select_for_update().filter(state=Proposal.State.VOTED_ON).order_by("pk"))
    before = [_without_voice(row) for row in running]
    yield
    for row, out in zip(running, before, strict=True):
        if _without_voice(row) - out:
            raise refuse(
                "seat-under-adoption",
                f"Un vote est en cours sur la version {row.release} : ce siège y ôterait une voix.",
                f"A vote is on about the release {row.release}: this seat would take a voice from it.",
                remedy=("Attendez que ce vote soit clos.", "Wait until that vote is closed."),
            )


def _without_voice(row: Proposal) -> frozenset[str]:
    """Those of its voters, by their keys, who sit in the scientific committee, or will."""
    voters = [one["person"] for one in row.electorate.get("members", ())]
    lasting = Q(until__isnull=True) | Q(until__gte=timezone.localdate())
    seats = Mandate.objects.filter(lasting, instance=Mandate.Instance.SCIENTIFIC, user__key__in=voters)
    return frozenset(seats.order_by().values_list("user__key", flat=True))
