"""What the procedure awaits from a person, dossier by dossier: the acts that break a silence, and what apps add to it.

A party is awaited where a delay of the present state runs against its silence. Dossiers are read together: one query
for those of a state, one for the events of all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache, reduce
from operator import or_

from django.db.models import Q
from django.urls import reverse

from filiere.core import LANGUAGES, Text
from filiere.core.language import use_language
from filiere.referentials import workflow
from filiere.site.accounts.models import User
from filiere.site.pages.todo_list import Task, task_providers
from filiere.site.served_referentials import load_content
from filiere.site.workflow.engine_adapter import load_engines, load_rules_named
from filiere.site.workflow.extension_points import (
    AwaitedAct,
    DossierTasks,
    Standing,
    act_form_urls,
    awaited_acts,
    dossier_tasks,
    overview_words,
)
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties, find_possible_parties, remember_person
from filiere.site.workflow.state_groups import find_states, stands_in


@task_providers.register
def list_dossier_tasks(person: User, day: date) -> Iterator[Task]:
    """All tasks of dossiers."""
    with remember_person(person, day) as seats:
        mine = find_possible_parties(person, seats)
        asked = [one for one in (_ask_acts(mine), *dossier_tasks) if not one.parties.isdisjoint(mine)]
        standing = _list_standing(person, day, asked)
        for tasks in asked:
            yield from tasks.find(person, day, [row for row in standing if _is_asked(tasks, row)])


def _list_standing(person: User, day: date, asked: Collection[DossierTasks]) -> list[Standing]:
    """The dossiers that these tasks ask about, in which the person is a party that they ask for."""
    if not asked:
        return []
    here = reduce(or_, (one.among & Q(state__in=find_states(*one.states)) for one in asked))
    rows = Dossier.objects.visible_to(person).running().filter(here).select_related("organisation")
    held = {row.pk: find_parties(person, row, day) for row in rows}
    wanted = frozenset(party for one in asked for party in one.parties)
    kept = [row for row in rows if held[row.pk] & wanted]
    engines = load_engines(kept)
    return [Standing(row, held[row.pk], engines[row.pk]) for row in kept]


def _is_asked(dossier_tasks: DossierTasks, row: Standing) -> bool:
    return not row.held.isdisjoint(dossier_tasks.parties) and stands_in(row.dossier, *dossier_tasks.states)


def find_term(engine: workflow.Dossier, *parties: str) -> date | None:
    """Return the last day of the first delay that runs against these parties.

    A reminder that others are told of says that the party is late: what was awaited was due at its first turn. One that
    only the party is told of makes nobody late: its next turn counts.
    """
    return min((day for day, silent in list_terms(engine) if {*silent} & {*parties}), default=None)


def describe_terms(engine: workflow.Dossier, *parties: str) -> tuple[Text, ...]:
    """Return what comes at the end of each delay that runs against these parties, told to them, the nearest first."""
    (words,) = overview_words
    said = []
    for delay in workflow.running_deadlines(engine):
        if {*delay.silent_parties} & {*parties}:
            told = {}
            for lang in LANGUAGES:
                with use_language(lang):
                    told[lang] = words.describe_delay(engine, delay, parties)
            said.append(Text(fr=told["fr"], en=told["en"]))
    return tuple(said)


def list_terms(
    engine: workflow.Dossier, delays: Iterable[workflow.Deadline] | None = None
) -> Iterator[tuple[date, tuple[str, ...]]]:
    """Give the last day of each delay, with the parties whose silence it counts, if any; of a reminder, the next day.

    A reminder that others are told of stands at its first turn, which made late.
    """
    for delay in workflow.running_deadlines(engine) if delays is None else delays:
        if not delay.silent_parties:
            yield delay.due, ()
        elif delay.length is not None:
            stays = all(engine.next_state(step) == engine.key for step in delay.steps)
            if not stays:
                yield delay.due, tuple(delay.silent_parties)
            elif all({*step.tells} <= {*delay.silent_parties} for step in delay.steps):
                yield delay.due, tuple(delay.silent_parties)
            else:
                yield workflow.delay_end(delay.base, delay.length), tuple(delay.silent_parties)


def make_task(
    dossier: Dossier,
    act: AwaitedAct,
    *,
    url: str = "",
    note: Text | None = None,
    due: date | None = None,
    since: date | None = None,
    term: Text | None = None,
    part: str = "",
    outcomes: tuple[Text, ...] = (),
) -> Task:
    """Return a task about a dossier, done on the page of the act or on ``url``; ``part`` tells several of one act."""
    key = dossier.key
    return Task(
        key=f"{act.action}:{key}{part and ':'}{part}",
        words=act.words(dossier.organisation.name),
        url=url or find_act_page(act, key),
        button=act.button,
        note=note or act.note,
        due=due,
        since=since,
        term=term,
        about=f"dossier:{key}",
        option=act.option,
        outcomes=outcomes,
    )


def find_act_page(act: AwaitedAct, key: str) -> str:
    """The address where an act is done in a dossier."""
    return reverse(act.url or act_form_urls[act.action], args=[key])


def _ask_acts(mine: frozenset[str]) -> DossierTasks:
    """The acts by which a person who may be these parties breaks a silence that a delay runs against."""
    served = load_content()
    found = [(party, state) for name in served.names for party, state, _ in list_awaited_acts(name) if party in mine]
    return DossierTasks(
        frozenset(party for party, _ in found), tuple(sorted({state for _, state in found})), _find_act_tasks
    )


def _find_act_tasks(_person: User, day: date, rows: Sequence[Standing]) -> Iterator[Task]:
    for row in rows:
        for party, state, action in list_awaited_acts(row.dossier.release):
            if state == row.dossier.state and party in row.held:
                act = awaited_acts[action]
                note = act.say_more(row, day) if act.say_more is not None else None
                due, outcomes = find_term(row.engine, party), describe_terms(row.engine, party)
                yield make_task(row.dossier, act, note=note, due=due, outcomes=outcomes)


@lru_cache(maxsize=32)
def list_awaited_acts(release: str) -> tuple[tuple[str, str, str], ...]:
    """Each party with the states in which its silence counts, and the acts there by which it breaks it."""
    if load_content().library.release(release).procedure is None:
        return ()
    return tuple(
        dict.fromkeys(
            (party, state, action)
            for state, steps in load_rules_named(release).leaving_steps.items()
            for step in steps
            if (action := step.action) is not None and action in awaited_acts
            for party in step.by
            if any(one.silence_of == party for one in steps)
        )
    )
