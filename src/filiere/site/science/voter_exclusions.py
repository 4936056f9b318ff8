"""Who of the electorate has no vote on a text, and who has to wait for another: before a ballot is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from filiere.core import Fault, Text
from filiere.core.dates import format_day
from filiere.referentials.voting import SeatHolder
from filiere.site.accounts.models import User
from filiere.site.kit.rights import allowed
from filiere.site.members.models import Mandate
from filiere.site.science.erased_account_involvement import was_involved
from filiere.site.science.models import Proposal
from filiere.site.science.rights import PREPARE_RIGHT
from filiere.site.science.vote_deadlines import find_last_day


def list_preparer_objections(row: Proposal, actor: User) -> Iterator[Fault]:
    """Tell whoever prepares releases, or did something for this one, that they have no vote on it."""
    if _took_part(row, actor):
        yield Fault(
            code="prepared-it",
            message=Text(
                fr="Vous préparez ce texte ou y avez pris part : les personnes qui le préparent ne votent pas.",
                en="You are preparing this text or contributed to it: those who prepare it may not vote.",
            ),
            remedy=Text(
                fr="Laissez votre suppléant voter, ou le siège ne pas voter sur ce texte.",
                en="Let your substitute vote, or leave the seat without a vote on this text.",
            ),
        )


def _took_part(row: Proposal, person: User) -> bool:
    """Whether a person prepares releases, or had a hand in this one or in the comments on it."""
    return allowed(person, PREPARE_RIGHT) or was_involved(row, person)


def list_ended_seat_objections(actor: User, seat: str) -> Iterator[Fault]:
    """Tell whoever held a seat as the vote opened, and does not hold that one today, that they vote no more.

    Another seat of the committee, of another college even, gives them no voice in a round that began before it.
    """
    held = Q(substitute_of__isnull=True, seat=seat) | Q(substitute_of__seat=seat)
    mine = Mandate.objects.current(timezone.localdate()).filter(held, instance=Mandate.Instance.COMMITTEE, user=actor)
    if seat and not mine.exists():
        yield Fault(
            code="seat-ended",
            message=Text(
                fr="Le siège que vous occupiez à l’ouverture de ce vote a pris fin : il n’y vote plus.",
                en="The seat you held when this vote opened has ended: it can no longer vote.",
            ),
            remedy=Text(
                fr="Un siège reçu depuis vote au prochain tour, s’il y en a un.",
                en="A seat granted since then votes in the next round, if there is one.",
            ),
        )


def list_substitute_objections(row: Proposal, actor: User, members: Sequence[SeatHolder]) -> Iterator[Fault]:
    """Tell a substitute that the holder of the seat comes first, who has half of the time of the round for it.

    A round lasts for days and nobody is noted as there: whoever voted first would else take the seat’s vote. A holder
    who has no vote on this text, or whose account is closed, keeps no substitute waiting.
    """
    seats = {one.seat for one in members if one.person == actor.key and one.substitute}
    holders = [one.person for one in members if one.seat in seats and not one.substitute]
    first = compute_substitute_day(row)
    if not holders or timezone.localdate() >= first:
        return
    if any(not _took_part(row, one) for one in User.objects.filter(key__in=holders, is_active=True)):
        yield Fault(
            code="holder-votes-first",
            message=Text(
                fr=f"Le titulaire de ce siège vote d’abord ; son suppléant le peut à partir du "
                f"{format_day(first, 'fr')}.",
                en=f"The holder of this seat votes first; the substitute may vote from {format_day(first, 'en')}.",
            ),
            remedy=Text(
                fr="Revenez ce jour-là, si le titulaire n’a pas voté.",
                en="Come back on that day, if the holder has not voted.",
            ),
        )


def compute_substitute_day(row: Proposal) -> date:
    """The day from which a substitute votes whatever the holder of the seat could do: half of the round is over."""
    assert row.opened_at is not None  # noqa: S101  A round that runs was opened.
    opened = timezone.localdate(row.opened_at)
    return opened + timedelta(days=-(-(find_last_day(row) - opened).days // 2))
