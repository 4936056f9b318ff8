"""What the apps above tell the procedure: answers to its conditions, bodies of snapshots, parties, reach of messages.

The procedure stands below the apps that know why an input of it is true or a person one of its parties. They register
here when the site starts; one name has one authority, and a second one is refused at start.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from filiere.core import Text
from filiere.referentials import workflow
from filiere.site.kit.hooks import Hook, KeyedHook

if TYPE_CHECKING:
    from filiere.site.accounts.models import User
    from filiere.site.accounts.rights import Role
    from filiere.site.pages.todo_list import Task
    from filiere.site.workflow.models import Dossier, Event

InputAnswer = Callable[["Dossier", date], bool | None]
"""An input of the procedure as known at the close of a day: true, false, or None when unknown."""

OpeningDay = Callable[["Dossier"], "date | None"]
"""The day from which an input is true of a dossier, to come or past; None when unknown."""

SnapshotBuilder = Callable[["Dossier", date], dict[str, Any]]
"""The body of a snapshot on a day; its fingerprint is the seal of it."""

EventEffect = Callable[["Dossier", "Event"], None]
"""What an event opens beside the dossier, in the transaction of the act."""

StandingOpening = Callable[["Dossier"], Text | None]
"""What stands already of what an event opens, so that it would open nothing more; None where nothing stands."""

EventListener = Callable[["Dossier", "tuple[Event, ...]"], None]
"""What an app does of its own when events were written, in the transaction of the act."""

PartyProvider = Callable[["User", "Dossier", date], Iterable[str]]

PartyExclusion = tuple[frozenset[str], PartyProvider]
"""The parties that a function is asked about, and the function."""

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
"""Which of these people judged a dossier of which organisation, of late, all by primary key."""

ActLookup = Callable[[Any, Collection[int]], "Iterable[QuerySet[Any, tuple[int, int, str]]]"]
"""Which of these people had a hand in which of these dossiers, both by primary key, and as what party."""


def _name_always(_dossier: Dossier) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Party:
    """What makes a person a party of dossiers, and what being it keeps them from.

    ``memberships`` are the rights in the organisation that make it: it is then of the organisation’s own side. ``role``
    is the role of the site that makes it; ``seated``, whether a mandate in the body of that name does, in dossiers that
    stand or stood in the states ``once_in``. Whoever ``judges`` owes nothing to the organisation. Whoever ``runs`` a
    dossier does not judge it, ``unless_judged`` not even within years of judging another of the organisation.
    ``excludes`` are parties that nobody is in a dossier where they are this one. A tie leaves it ``despite_ties``.
    ``reads``: no procedure knows it, and rights alone say what it may do. ``is_named`` says whether pages name it;
    ``named_as`` is a role that lends it its name, where the procedure names a person.
    """

    name: str
    memberships: frozenset[str] = frozenset()
    role: Role | None = None
    seated: bool = False
    once_in: str | None = None
    judges: bool = False
    runs: bool = False
    unless_judged: bool = False
    excludes: frozenset[str] = frozenset()
    despite_ties: bool = False
    reads: bool = False
    is_named: Callable[[Dossier], bool] = _name_always
    named_as: Role | None = None


ConflictNotes = Callable[["User", "Dossier", date], Iterable[Text]]
"""In words, what ties a person to the organisation of a dossier, its group, its clients and its suppliers."""

RecipientLookup = Callable[["Dossier", date], "Iterable[User]"]
VisibilityRule = Callable[["User", date], Q]
"""The dossiers that a person sees by what the app knows, as a condition on `Dossier`."""

site_parties: KeyedHook[Party] = KeyedHook(lambda party: party.name)
"""What the site knows of each party."""

pinning_snapshots: Hook[str] = Hook()
"""Snapshots with which a dossier pins its release: from then on, whatever changes the release is seen."""

decisive_state_groups: Hook[str] = Hook()
"""Groups of states by which an app decides something that is no right, such as what is destroyed: a wrong one stops
the start."""

input_answers: KeyedHook[InputAnswer] = KeyedHook()
"""Answers to inputs of the procedure; rows behind them must be dated, for a late sweep asks about past days."""

input_days: KeyedHook[OpeningDay] = KeyedHook()
"""The day from which an input is true, where its app knows it beforehand: pages offer no act before it."""

snapshot_builders: KeyedHook[SnapshotBuilder] = KeyedHook()
"""The bodies of snapshots."""

event_effects: KeyedHook[EventEffect] = KeyedHook()
"""What events open beside the dossier."""

standing_openings: KeyedHook[StandingOpening] = KeyedHook()
"""What stands already of what events open once."""

event_listeners: Hook[EventListener] = Hook()
"""Be told of the events of an act once they are written, the dossier’s row with them."""

party_providers: Hook[PartyProvider] = Hook()
"""Say which parties a person is in a dossier by what the app knows."""

party_exclusions: Hook[PartyExclusion] = Hook()
"""Say which parties a person may not be (see :func:`exclude_from`)."""

exclusion_lookups: Hook[tuple[PersonExclusion, DossierExclusion]] = Hook()
"""Say from which dossiers a person stays out altogether, and the same of many people about one dossier."""

party_prefetchers: Hook[PartyPrefetcher] = Hook()
"""Be told of the people whose parties are about to be asked, all of them at once."""

past_judge_lookups: Hook[PastJudgeLookup] = Hook()
"""Say which organisations’ dossiers people do not run, since they judged one of theirs."""

act_lookups: Hook[ActLookup] = Hook()
"""Say who ran a dossier by acts of which no event tells, each kind as rows of a person, a dossier, a party.

They become part of one question, which is asked on every page of whoever judges.
"""

conflict_notes: Hook[ConflictNotes] = Hook()
"""Say what ties people to the organisation of a dossier by what the app knows, whatever they declare."""

recipient_lookups: KeyedHook[RecipientLookup] = KeyedHook()
"""Whom a message to a party reaches."""

visibility_rules: Hook[VisibilityRule] = Hook()
"""Say which dossiers a person sees in lists; parties still decide what they may do in one."""

act_form_urls: KeyedHook[str] = KeyedHook()
"""The page, taking the dossier’s key, on which an act is done with what it asks for."""

overview_parts: Hook[str] = Hook()
"""Templates of what stands under the heading of a dossier's first page; they are given its context."""

following_rules: Hook[VisibilityRule] = Hook()
"""Say which dossiers, of those that a person sees, are theirs to follow: they come before all the rest."""


@dataclass(frozen=True, slots=True)
class AwaitedAct:
    """What the list of tasks calls an act that a party is awaited for, since a delay runs against its silence.

    ``words`` makes a verb and its object of the name of an organisation. ``url`` is the page, taking the dossier’s key,
    where the act is done or prepared; that of its form without one. ``say_more`` may tell where it stands. An
    ``option`` is the party’s to leave alone.
    """

    action: str
    words: Callable[[str], Text]
    button: Text
    note: Text | None = None
    url: str = ""
    say_more: Callable[[Standing, date], Text | None] | None = None
    option: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """A dossier in which a person is ``held``, with its events as they are written (see `load_engines`)."""

    dossier: Dossier
    held: frozenset[str]
    engine: workflow.Dossier


@dataclass(frozen=True, slots=True)
class DossierTasks:
    """Tasks of these parties in these states, or groups of states, beside those of the awaited acts.

    ``among`` is a condition on `Dossier`, without a join, that leaves
    out those in which there is surely nothing. ``find`` is given, all at once, the dossiers in which the person is one
    of the parties.
    """

    parties: frozenset[str]
    states: tuple[str, ...]
    find: Callable[[User, date, Sequence[Standing]], Iterable[Task]]
    among: Q = field(default_factory=Q)


awaited_acts: KeyedHook[AwaitedAct] = KeyedHook(lambda one: one.action)
"""The acts by which a party that is awaited breaks its silence."""

dossier_tasks: Hook[DossierTasks] = Hook()
"""What else is awaited in a dossier."""

dossier_sections: KeyedHook[DossierSection] = KeyedHook(lambda section: section.slug)
"""The tabs."""


@dataclass(frozen=True, slots=True)
class DossierSection:
    """A tab of the pages of a dossier: shown to whoever holds ``right`` there; ``url`` takes the dossier's key."""

    slug: str
    title: Text
    url: str
    right: str
    order: int


def exclude_from(*among: str) -> Callable[[PartyProvider], PartyExclusion]:
    """Have a function say which of these parties a person may not be, since one function is not done after another.

    What takes every party away is an exclusion (`exclusion_lookups`). Only whoever would be one of ``among`` is asked
    about, for each question is a query or more on every page; barring a party that was not named is an error of the
    app, told at once rather than obeyed now and then.
    """
    named = frozenset(among)

    def limit(found: PartyProvider) -> PartyExclusion:
        def bar(user: User, dossier: Dossier, day: date) -> Iterable[str]:
            barred = frozenset(found(user, dossier, day))
            if not barred <= named:
                raise RuntimeError(f"{found.__name__} bars {sorted(barred - named)} without having named them")
            return barred

        return named, bar

    return limit


def list_conflict_notes(user: User, dossier: Dossier, day: date) -> tuple[Text, ...]:
    """What ties a person to the organisation of a dossier on a day, in words; nothing when nobody knows of any."""
    return tuple(text for tell in conflict_notes for text in tell(user, dossier, day))


@dataclass(frozen=True, slots=True)
class OverviewWords:
    """How the first page of a dossier tells it in the words of its procedure: the steps, none for one past them; the
    acts that it folds; what comes at the end of a delay, to a reader who is of these parties; what opens the part that
    the reader awaits (a code and words), if anything; the stages that come, to a reader who is of these parties."""

    list_steps: Callable[[Dossier], Sequence[Any]]
    rare_acts: frozenset[str]
    describe_delay: Callable[[Any, Any, Collection[str]], str]
    explain_opening: Callable[[Any, Dossier], Any]
    list_stages: Callable[[Dossier, Collection[str]], Sequence[Any]]


overview_words: Hook[OverviewWords] = Hook()
