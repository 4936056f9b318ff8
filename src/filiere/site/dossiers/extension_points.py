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

InputAnswer = Callable[["Dossier", date], bool | None]
"""An input of the procedure as known at the close of a day: true, false, or None when unknown."""

SnapshotBuilder = Callable[["Dossier", date], dict[str, Any]]
"""The body of a snapshot on a day; its fingerprint is the seal of it."""

EventEffect = Callable[["Dossier", "Event"], None]
"""What an event opens beside the dossier, in the transaction of the act."""

EventListener = Callable[["Dossier", "tuple[Event, ...]"], None]
"""What an app does of its own when events were written, in the transaction of the act."""

PartyProvider = Callable[["User", "Dossier", date], Iterable[str]]

PartyPrefetcher = Callable[[Sequence["User"], "Dossier", date], None]
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


PersonExclusion = Callable[["User", date], Exclusion]
DossierExclusion = Callable[["Dossier", Sequence["User"], date], Exclusion]

PastJudgeLookup = Callable[[Collection[int], date], Iterable[tuple[int, int]]]
"""Which of these people audited or judged a dossier of which organisation, of late, all by primary key."""

ActLookup = Callable[[Any, Collection[int]], "Iterable[QuerySet[Any, tuple[int, int, str]]]"]
"""Which of these people had a hand in which of these dossiers, both by primary key, and as what party."""

ConflictNotes = Callable[["User", "Dossier", date], Iterable[Text]]
"""In words, what ties a person to the organisation of a dossier, its group, its clients and its suppliers."""

RecipientLookup = Callable[["Dossier", date], "Iterable[User]"]
VisibilityRule = Callable[["User", date], Q]
"""The dossiers that a person sees by what the app knows, as a condition on `Dossier`."""

input_answers: dict[str, InputAnswer] = {}
snapshot_builders: dict[str, SnapshotBuilder] = {}
event_effects: dict[str, EventEffect] = {}
event_listeners: list[EventListener] = []
party_providers: list[PartyProvider] = []
party_exclusions: list[tuple[frozenset[str], PartyProvider]] = []
exclusion_lookups: list[tuple[PersonExclusion, DossierExclusion]] = []
party_prefetchers: list[PartyPrefetcher] = []
past_judge_lookups: list[PastJudgeLookup] = []
act_lookups: list[ActLookup] = []
conflict_notes: list[ConflictNotes] = []
recipient_lookups: dict[str, RecipientLookup] = {}
visibility_rules: list[VisibilityRule] = []
act_form_urls: dict[str, str] = {}
dossier_sections: dict[str, DossierSection] = {}


@dataclass(frozen=True, slots=True)
class DossierSection:
    """A tab of the pages of a dossier: shown to whoever holds ``right`` there; ``url`` takes the dossier's key."""

    slug: str
    title: Text
    url: str
    right: str
    order: int


def _add_once[T](table: dict[str, T], name: str, value: T) -> T:
    if name in table:
        raise RuntimeError(f"{name} has two authorities")
    table[name] = value
    return value


def register_input_answer(name: str) -> Callable[[InputAnswer], InputAnswer]:
    """Answer an input of the procedure; rows behind it must be dated, for a late sweep asks about past days."""
    return lambda found: _add_once(input_answers, name, found)


def register_snapshot_builder(name: str) -> Callable[[SnapshotBuilder], SnapshotBuilder]:
    """Give the body of a snapshot."""
    return lambda found: _add_once(snapshot_builders, name, found)


def register_event_effect(name: str) -> Callable[[EventEffect], EventEffect]:
    """Open what an event starts beside the dossier."""
    return lambda found: _add_once(event_effects, name, found)


def register_event_listener(found: EventListener) -> EventListener:
    """Be told of the events of an act once they are written, the dossier's row with them."""
    event_listeners.append(found)
    return found


def register_recipients(party: str) -> Callable[[RecipientLookup], RecipientLookup]:
    """Say whom a message to that party reaches."""
    return lambda found: _add_once(recipient_lookups, party, found)


def register_party_provider(found: PartyProvider) -> PartyProvider:
    """Say which parties a person is in a dossier by what the app knows."""
    party_providers.append(found)
    return found


def register_past_judges(found: PastJudgeLookup) -> PastJudgeLookup:
    """Say which organisations’ dossiers people do not run, since they audited or judged one of theirs."""
    past_judge_lookups.append(found)
    return found


def register_acts(found: ActLookup) -> ActLookup:
    """Say who ran a dossier by acts of which no event tells, each kind as rows of a person, a dossier, a party.

    They become part of one question, which is asked on every page of whoever judges.
    """
    act_lookups.append(found)
    return found


def register_party_exclusion(*among: str) -> Callable[[PartyProvider], PartyProvider]:
    """Say which of these parties a person may not be in a dossier, since one function is not done after another.

    What takes every party away is an exclusion (:func:`register_exclusion`). Only whoever would be one of ``among`` is
    asked about, for each question is a query or more on every page; barring a party that was not named is an error of
    the app, told at once rather than obeyed now and then.
    """
    named = frozenset(among)

    def register(found: PartyProvider) -> PartyProvider:
        def bar(user: User, dossier: Dossier, day: date) -> Iterable[str]:
            barred = frozenset(found(user, dossier, day))
            if not barred <= named:
                raise RuntimeError(f"{found.__name__} bars {sorted(barred - named)} without having named them")
            return barred

        party_exclusions.append((named, bar))
        return found

    return register


def register_exclusion(excludes: PersonExclusion, among: DossierExclusion) -> None:
    """Say from which dossiers a person stays out altogether, and the same of many people about one dossier."""
    exclusion_lookups.append((excludes, among))


def register_party_prefetcher(found: PartyPrefetcher) -> PartyPrefetcher:
    """Be told of the people whose parties are about to be asked, all of them at once."""
    party_prefetchers.append(found)
    return found


def register_conflict_notes(found: ConflictNotes) -> ConflictNotes:
    """Say what ties people to the organisation of a dossier by what the app knows, whatever they declare."""
    conflict_notes.append(found)
    return found


def list_conflict_notes(user: User, dossier: Dossier, day: date) -> tuple[Text, ...]:
    """What ties a person to the organisation of a dossier on a day, in words; nothing when nobody knows of any."""
    return tuple(text for tell in conflict_notes for text in tell(user, dossier, day))


def register_visibility_rule(found: VisibilityRule) -> VisibilityRule:
    """Say which dossiers a person sees in lists; parties still decide what they may do in one."""
    visibility_rules.append(found)
    return found


def register_act_form(action: str, url: str) -> None:
    """Name the page, taking the dossier's key, on which an act is done with what it asks for."""
    _add_once(act_form_urls, action, url)


def register_section(found: DossierSection) -> None:
    """Add a tab."""
    _add_once(dossier_sections, found.slug, found)
