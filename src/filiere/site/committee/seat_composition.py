"""From mandates to the seats of the engine: who holds which, and those that nobody holds.

A college that refuses to sit is shown as what it is: empty seats, and what they do to the quorum.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import count, islice

from filiere.referentials.voting import Seat, SeatHolder, VotingRules
from filiere.site.accounts.models import User
from filiere.site.members.models import Mandate
from filiere.site.prepared_queries import PreparedRows


@dataclass(frozen=True)
class Composition:
    """A body on a day: its seats, those who hold them, and the people by their key."""

    seats: tuple[Seat, ...]
    members: tuple[SeatHolder, ...]
    people: dict[str, User]
    mandates: tuple[Mandate, ...]

    def seat_of(self, user: User) -> Seat | None:
        """The seat that a person holds, as titular or substitute."""
        key = next((one.seat for one in self.members if one.person == user.key), None)
        return next((one for one in self.seats if one.key == key), None)


def load_composition(rules: VotingRules, day: date) -> Composition:
    """Return a body as its mandates make it on a day; seats that nobody holds are there too."""
    mandates = tuple(_prepare_mandates(rules.instance, tuple(rules.keys)).fetch(day))
    seats: list[Seat] = []
    members: list[SeatHolder] = []
    for college in rules.colleges:
        mine = [one for one in mandates if one.college == college.key]
        held = list(dict.fromkeys(_build_seat_key(one) for one in mine))
        empty = max(0, (college.seats or 0) - len(held))
        # A seat is told by the number that its name ends with: an empty one takes none that is held.
        taken = {int(number[0]) for one in held if (number := re.search(r"(?<!\d)\d++$", one))}
        numbered = (f"{college.key}-{rank}" for rank in count(1) if rank not in taken)
        names = [*held, *islice((one for one in numbered if one not in held), empty)]
        seats += [Seat(name, college.key) for name in sorted(names)]
        members += [SeatHolder(one.user.key, _build_seat_key(one), one.substitute_of_id is not None) for one in mine]
    people = {one.user.key: one.user for one in mandates}
    return Composition(tuple(seats), tuple(members), people, mandates)


@cache
def _prepare_mandates(instance: str, colleges: tuple[str, ...]) -> PreparedRows[Mandate]:
    """The mandates of a body on a day, with what is read of each."""
    return PreparedRows(
        lambda day: (
            Mandate.objects.current(day)
            .filter(instance=instance, college__in=colleges, user__is_active=True)
            .select_related("user", "organisation", "substitute_of")
            .order_by("seat", "id")
        ),
        date.max,
    )


def _build_seat_key(mandate: Mandate) -> str:
    return mandate.substitute_of.seat if mandate.substitute_of is not None else mandate.seat
