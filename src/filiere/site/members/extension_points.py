"""What the apps above watch over when the directory changes: who votes on a dossier hangs on who is tied to whom.

The directory stands below the bodies that vote. They register here, when the site starts, from which day somebody may
take a seat, whom ties bar, and who is told of a group; what must not move under a vote, in `accounts.extension_points`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from filiere.core import Fault, Faults, Text
from filiere.site.accounts.models import User
from filiere.site.accounts.rights import Actor
from filiere.site.kit.hooks import Hook
from filiere.site.members.field_checks import fault
from filiere.site.members.models import Mandate, Organisation

SeatRule = Callable[[Mandate, date], Iterable[Fault]]
"""What stands against recording this mandate on this day, as the sessions of its body have it."""

GroupListener = Callable[[Organisation, Text], None]
"""Told of an organisation whose group was just changed, and by whom as a sentence, in the transaction of the act."""


@dataclass(frozen=True, slots=True)
class TieRules:
    """What hangs on ties between people and organisations, all by primary key.

    ``bars`` tells which judge, sitting or to sit, is kept out of which dossier that is not over, by what ties these
    organisations on a day. ``list_conflicting_organisations`` tells the organisations that a person has no hand in on a
    day: they owe something to them, or are recused from a dossier of theirs that is not over.
    """

    bars: Callable[[Collection[int], date], frozenset[tuple[int, int]]]
    kept_from: Callable[[User, date], frozenset[int]]


group_listeners: Hook[GroupListener] = Hook()
"""Be told of every organisation that enters or leaves a group."""

tie_rules: Hook[TieRules] = Hook()
"""Say whom ties bar, and who has no hand in them."""

seat_rules: Hook[SeatRule] = Hook()
"""Say from which day a seat may be taken."""


def notify_group_listeners(row: Organisation, by: Text) -> None:
    """Tell all who listen that an organisation changed group."""
    for listener in group_listeners:
        listener(row, by)


def list_conflicting_organisations(actor: Actor, day: date) -> frozenset[int]:
    """The organisations, by number, that somebody has no hand in by a role of the site; none for the operator."""
    if not isinstance(actor, User):
        return frozenset()
    return frozenset().union(*(rules.kept_from(actor, day) for rules in tie_rules))


def list_tie_objections(
    actor: Actor, organisations: Collection[int], day: date, out: frozenset[int] | None = None
) -> list[Fault]:
    """What forbids somebody to note or to annul what ties these organisations; nothing does the operator.

    ``out`` is what `list_conflicting_organisations` says of the person that day, for whoever asks of many ties.
    """
    if not organisations or (list_conflicting_organisations(actor, day) if out is None else out).isdisjoint(
        organisations
    ):
        return []
    return [
        fault(
            "link-of-ones-own",
            "Un lien avec l’une de ces organisations, ou une récusation, vous écarte de son dossier : vous ne pouvez "
            "ni inscrire ni annuler leurs liens.",
            "You have a link with one of these organisations, or are recused from its dossier: you cannot record or "
            "annul any of their links.",
            "Une autre personne de l’équipe du label doit le faire.",
            "Another member of the label staff must do it.",
        )
    ]


@contextmanager
def guard_bars_with_signature(
    actor: Actor, organisations: Collection[int], day: date, require_second: Callable[[], None]
) -> Iterator[None]:
    """Do an act that ties these organisations; where it keeps a judge out of an open dossier, it takes two people.

    Who judges is never chosen by one hand. To be entered inside the transaction of the act and around everything else
    that watches it. ``require_second`` raises `Faults` unless somebody signed the act; ``organisations`` may hold more
    than those it ties, each costs a few questions. Whoever owes something to one of them has no hand in such an act.
    """

    def sign_statement() -> None:
        if faults := list_tie_objections(actor, organisations, day):
            raise Faults(faults)
        require_second()

    with watch_new_bars(organisations, day, sign_statement):
        yield


@contextmanager
def watch_new_bars(organisations: Collection[int], day: date, barred: Callable[[], None]) -> Iterator[None]:
    """Do an act, and call ``barred`` at its end where it kept a judge out of an open dossier."""
    before = _find_bars(organisations, day)
    yield
    if _find_bars(organisations, day) - before:
        barred()


def _find_bars(organisations: Collection[int], day: date) -> frozenset[tuple[int, int]]:
    if not organisations:
        return frozenset()
    return frozenset().union(*(rules.bars(organisations, day) for rules in tie_rules))


def list_seating_objections(mandate: Mandate, day: date) -> list[Fault]:
    """What stands against recording a mandate on a day."""
    return [found for rule in seat_rules for found in rule(mandate, day)]
