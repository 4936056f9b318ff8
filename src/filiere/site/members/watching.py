"""What the apps above watch over when the directory changes: who votes on a dossier hangs on who is tied to whom.

The directory stands below the bodies that vote. They register here, when the site starts, what must not move under
them and from which day somebody may take a seat.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import date

from filiere.core import Fault
from filiere.site.accounts.permissions import Actor
from filiere.site.members.models import Mandate, Organisation

Watch = Callable[[], AbstractContextManager[None]]
"""Put around an act, inside its transaction: raises `Faults` at its end when the act moved what may not move."""

SeatRule = Callable[[Mandate, date], Iterable[Fault]]
"""What stands against recording this mandate on this day, as the sessions of its body have it."""

GroupListener = Callable[[Organisation, Actor], None]
"""Told of an organisation whose group was just changed, and by whom, in the transaction of the act."""

_listeners: list[GroupListener] = []
_watches: list[Watch] = []
_seat_rules: list[SeatRule] = []


def watches(found: Watch) -> Watch:
    """Watch over every act that changes a group, a mandate or a tie between organisations."""
    _watches.append(found)
    return found


def rules_seats(found: SeatRule) -> SeatRule:
    """Say from which day a seat may be taken."""
    _seat_rules.append(found)
    return found


def hears_groups(found: GroupListener) -> GroupListener:
    """Be told of every organisation that enters or leaves a group."""
    _listeners.append(found)
    return found


def group_changed(row: Organisation, actor: Actor) -> None:
    """Tell all who listen that an organisation changed group."""
    for listener in _listeners:
        listener(row, actor)


@contextmanager
def watched() -> Iterator[None]:
    """Do an act under the eyes of all who watch; to be entered inside the transaction of the act."""
    with ExitStack() as stack:
        for watch in _watches:
            stack.enter_context(watch())
        yield


def against_seating(mandate: Mandate, day: date) -> list[Fault]:
    """What stands against recording a mandate on a day."""
    return [fault for rule in _seat_rules for fault in rule(mandate, day)]
