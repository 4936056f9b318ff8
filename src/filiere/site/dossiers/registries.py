"""What the apps above tell the procedure: answers to its conditions, bodies of snapshots, parties, reach of messages.

The procedure stands below the apps that know why a dossier is complete or an auditor independent. They register here
when the site starts; one name has one authority, and a second one is refused at start.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from filiere.core import Text

if TYPE_CHECKING:
    from filiere.site.accounts.models import User
    from filiere.site.dossiers.models import Dossier, Event

Answer = Callable[["Dossier", date], bool | None]
"""An input of the procedure as known at the close of a day: true, false, or None when unknown."""

Freezer = Callable[["Dossier", date], dict[str, Any]]
"""The body of a snapshot on a day; its fingerprint is the seal of it."""

Opener = Callable[["Dossier", "Event"], None]
"""What an event opens beside the dossier, in the transaction of the act."""

Hearer = Callable[["Dossier", "tuple[Event, ...]"], None]
"""What an app does of its own when events were written, in the transaction of the act."""

Parties = Callable[["User", "Dossier", date], Iterable[str]]

Foresight = Callable[[Sequence["User"], "Dossier", date], None]
"""Looks up at once, for many people, what would else be looked up for each, and keeps the answer with the person."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What keeps people out whatever seat or role they hold: a recusal from one dossier, a tie to an organisation.

    Asked of one person, both hold primary keys of what they are kept from: dossiers, organisations. Asked of one
    dossier, both hold those of the people kept out.
    """

    recused: frozenset[int] = frozenset()
    tied: frozenset[int] = frozenset()

    def __or__(self, other: Exclusion) -> Exclusion:
        return Exclusion(self.recused | other.recused, self.tied | other.tied)


Excludes = Callable[["User", date], Exclusion]
ExcludesAmong = Callable[["Dossier", Sequence["User"], date], Exclusion]

Judged = Callable[[Collection[int], date], Iterable[tuple[int, int]]]
"""Which of these people audited or judged a dossier of which organisation, of late, all by primary key."""

Acts = Callable[[Any, Collection[int]], "Iterable[QuerySet[Any, tuple[int, int, str]]]"]
"""Which of these people had a hand in which of these dossiers, both by primary key, and as what party."""

Ties = Callable[["User", "Dossier", date], Iterable[Text]]
"""In words, what ties a person to the organisation of a dossier, its group, its clients and its suppliers."""

Reach = Callable[["Dossier", date], "Iterable[User]"]
Sight = Callable[["User", date], Q]
"""The dossiers that a person sees by what the app knows, as a condition on `Dossier`."""

answers_of: dict[str, Answer] = {}
freezers: dict[str, Freezer] = {}
openers: dict[str, Opener] = {}
hearers: list[Hearer] = []
givers: list[Parties] = []
barrers: list[tuple[frozenset[str], Parties]] = []
exclusions: list[tuple[Excludes, ExcludesAmong]] = []
foresights: list[Foresight] = []
past_judges: list[Judged] = []
acts_told: list[Acts] = []
ties: list[Ties] = []
reaches: dict[str, Reach] = {}
sight: list[Sight] = []
forms: dict[str, str] = {}
sections: dict[str, Section] = {}


@dataclass(frozen=True, slots=True)
class Section:
    """A tab of the pages of a dossier: shown to whoever holds ``right`` there; ``url`` takes the dossier's key."""

    slug: str
    title: Text
    url: str
    right: str
    order: int


def _once[T](table: dict[str, T], name: str, value: T) -> T:
    if name in table:
        raise RuntimeError(f"{name} has two authorities")
    table[name] = value
    return value


def answers(name: str) -> Callable[[Answer], Answer]:
    """Answer an input of the procedure; rows behind it must be dated, for a late sweep asks about past days."""
    return lambda found: _once(answers_of, name, found)


def freezes(name: str) -> Callable[[Freezer], Freezer]:
    """Give the body of a snapshot."""
    return lambda found: _once(freezers, name, found)


def opens(name: str) -> Callable[[Opener], Opener]:
    """Open what an event starts beside the dossier."""
    return lambda found: _once(openers, name, found)


def hears(found: Hearer) -> Hearer:
    """Be told of the events of an act once they are written, the dossier's row with them."""
    hearers.append(found)
    return found


def reached_by(party: str) -> Callable[[Reach], Reach]:
    """Say whom a message to that party reaches."""
    return lambda found: _once(reaches, party, found)


def gives_parties(found: Parties) -> Parties:
    """Say which parties a person is in a dossier by what the app knows."""
    givers.append(found)
    return found


def tells_past_judges(found: Judged) -> Judged:
    """Say which organisations’ dossiers people do not run, since they audited or judged one of theirs."""
    past_judges.append(found)
    return found


def tells_acts(found: Acts) -> Acts:
    """Say who ran a dossier by acts of which no event tells, each kind as rows of a person, a dossier, a party.

    They become part of one question, which is asked on every page of whoever judges.
    """
    acts_told.append(found)
    return found


def bars_parties(*among: str) -> Callable[[Parties], Parties]:
    """Say which of these parties a person may not be in a dossier, since one function is not done after another.

    What takes every party away is an exclusion (:func:`keeps_out`). Only whoever would be one of ``among`` is asked
    about, for each question is a query or more on every page; barring a party that was not named is an error of the
    app, told at once rather than obeyed now and then.
    """
    named = frozenset(among)

    def register(found: Parties) -> Parties:
        def bar(user: User, dossier: Dossier, day: date) -> Iterable[str]:
            barred = frozenset(found(user, dossier, day))
            if not barred <= named:
                raise RuntimeError(f"{found.__name__} bars {sorted(barred - named)} without having named them")
            return barred

        barrers.append((named, bar))
        return found

    return register


def keeps_out(excludes: Excludes, among: ExcludesAmong) -> None:
    """Say from which dossiers a person stays out altogether, and the same of many people about one dossier."""
    exclusions.append((excludes, among))


def foresees(found: Foresight) -> Foresight:
    """Be told of the people whose parties are about to be asked, all of them at once."""
    foresights.append(found)
    return found


def tells_ties(found: Ties) -> Ties:
    """Say what ties people to the organisation of a dossier by what the app knows, whatever they declare."""
    ties.append(found)
    return found


def tied(user: User, dossier: Dossier, day: date) -> tuple[Text, ...]:
    """What ties a person to the organisation of a dossier on a day, in words; nothing when nobody knows of any."""
    return tuple(text for tell in ties for text in tell(user, dossier, day))


def gives_sight(found: Sight) -> Sight:
    """Say which dossiers a person sees in lists; parties still decide what they may do in one."""
    sight.append(found)
    return found


def form_for_act(action: str, url: str) -> None:
    """Name the page, taking the dossier's key, on which an act is done with what it asks for."""
    _once(forms, action, url)


def section(found: Section) -> None:
    """Add a tab."""
    _once(sections, found.slug, found)
