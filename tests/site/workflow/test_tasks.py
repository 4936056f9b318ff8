"""The list of tasks holds what the procedure awaits from a person and an act allows, and nothing else.

The oracle reads the procedure again: whom each delay of a state runs against, and the acts of that party there.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from support.scenes.dossier_sample import (
    RELEASE,
    at,
    make_dossier,
    make_mandate,
    make_member,
    make_organisation,
    make_person,
)
from support.scenes.quality_sample import make_centre, make_manager

from filiere.core.dates import format_day
from filiere.site.accounts.models import User
from filiere.site.pages.todo_list import Task, describe_distance, task_providers, tasks_for
from filiere.site.workflow.engine_adapter import load_engines, load_rules_named, replay_dossier
from filiere.site.workflow.extension_points import awaited_acts
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.todo_items import describe_terms, find_term

pytestmark = pytest.mark.django_db

ELSEWHERE = {"decide"}
"""Acts of a body: its sessions say who is awaited for what, and when."""
RARE = {
    "give_up", "declare_change", "go_on", "renew", "return_label", "open_review", "complain", "lift",
    "open_withdrawal", "suspend_at_once", "waive_independence", "verify", "accept_mission", "record_payment",
    "record_renewal",
}  # fmt: skip
"""Acts that a delay runs against nobody for not doing: they are theirs to do, or apps say when they are awaited."""
WITHOUT_ACT = {
    ("quoted", "candidate"): "pay",
    ("lifting", "candidate"): "lifting",
    ("naming_auditor", "staff"): "name_auditor",
    ("suspended", "holder"): "mend",
    ("follow_up", "holder"): "",
    ("correcting", "holder"): "lifting",
}
"""Where silence is sanctioned and no act of the procedure breaks it: the task that an app gives, if it has one then."""


WITHOUT_PART = {"reader", "state", "stranger", "auditor", "committee", "quality_manager", "statistician"}
"""Whoever has no part in a dossier that nobody gave them: an auditor without a mission, a seat out of session."""


def fresh(person: Any) -> Any:
    """The person as the next page reads them."""
    return User.objects.get(pk=person.pk)


def names(person: Any, dossier: Any) -> set[str]:
    """The tasks of a person in a dossier, by what they are."""
    found = tasks_for(fresh(person), timezone.localdate())
    return {one.key.partition(":")[0] for one in found if one.about == f"dossier:{dossier.key}"}


@pytest.fixture(scope="module")
def procedure() -> Any:
    """The procedure that the dossiers follow."""
    return load_rules_named(RELEASE)


def test_every_silence_that_a_delay_sanctions_has_its_task(procedure: Any) -> None:
    """By the whole procedure, read again: nobody loses a right for not doing what no list told them."""
    missing = []
    for state, steps in procedure.leaving_steps.items():
        for party in {one.silence_of for one in steps if one.silence_of}:
            acts = {one.action for one in steps if one.action and party in one.by}
            if not acts & ({*awaited_acts} | ELSEWHERE) and (state, party) not in WITHOUT_ACT:
                missing.append((state, party))
    assert missing == []
    assert {one.action for one in procedure.procedure.transitions if one.action} == {*awaited_acts} | ELSEWHERE | RARE


def test_each_state_tells_its_parties_what_they_are_awaited_for(procedure: Any) -> None:
    """Every state in which a delay runs, everybody around the dossier, and whoever has nothing to do with it."""
    organisation = make_organisation()
    people = {
        "candidate": make_member(organisation, "edit"),
        "reader": make_member(organisation, "read"),
        "staff_representatives": make_member(organisation, "staff_representative"),
        "staff": make_person("label_staff"),
        "state": make_person("state"),
        "stranger": make_member(make_organisation("Autre (fictif)"), "edit"),
        "auditor": make_person("auditor"),
        "committee": make_mandate("committee", "employees"),
        "quality_manager": make_manager(make_centre(organisation)),
        "statistician": make_person("statistician"),
    }
    dossier = make_dossier(organisation)
    wrong = []
    for state, steps in procedure.leaving_steps.items():
        Dossier.objects.filter(pk=dossier.pk).update(state=state)
        dossier.refresh_from_db()
        silent = {one.silence_of for one in steps if one.silence_of}
        for name, person in people.items():
            parties = {name, "holder"} if name == "candidate" else {name}
            awaited = {one.action for one in steps if one.action in awaited_acts and silent & parties & set(one.by)}
            found, extra = names(person, dossier), set[str]()
            if name in WITHOUT_PART:
                # Any seat may lift a suspension: it needs no session.
                awaited = {"lift"} if (state, name) == ("suspended", "committee") else set()
            else:
                # What apps add beside the procedure is theirs to test, but for the one that is an act too.
                found &= {*awaited_acts}
                extra = {"prove_unmarking"} if state == "unmarking_overdue" and name == "candidate" else set()
            if found != awaited | extra:
                wrong.append((state, name, found, awaited | extra))
    assert wrong == []


def test_a_task_leads_to_the_page_where_it_is_done() -> None:
    for state, party in (
        ("preparing", "candidate"),
        ("applied", "staff"),
        ("quoted", "candidate"),
        ("refused", "candidate"),
    ):
        organisation = make_organisation()
        person = make_person("label_staff") if party == "staff" else make_member(organisation)
        at(make_dossier(organisation, opened=timezone.localdate() - timedelta(days=20)), state)
        client = Client()
        client.force_login(person)
        tasks = tasks_for(fresh(person), timezone.localdate())
        assert tasks, state
        for task in tasks:
            assert client.get(task.url).status_code == 200, task
        page = client.get("/fr/dossiers/").text
        assert page.count("data-task=") == len(tasks)
        assert page.count('class="act"') == 1, "the most urgent task alone has a button"
        assert f'data-tasks="{len(tasks)}"' in page
        assert page.index(tasks[0].url) < page.index(tasks[-1].url) or len(tasks) == 1


def test_the_list_is_open_for_whoever_has_nothing_to_do() -> None:
    """The public authority reads every dossier, and is awaited for none."""
    at(make_dossier(opened=timezone.localdate() - timedelta(days=20)), "applied")
    for role, is_open in (("state", True), ("label_staff", False)):
        client = Client()
        client.force_login(make_person(role))
        page = client.get("/fr/dossiers/").text
        assert re.search(r'<details id="tous"( open)?>', page)[1] == (" open" if is_open else None), role


def test_the_engines_of_a_list_say_the_same_as_the_replay_of_each() -> None:
    """They are read without their signatures and judged by nobody: delays, state and papers are the same."""
    found = [at(make_dossier(), state) for state in ("applied", "declaring", "answering", "held_24", "withdrawn")]
    read = load_engines(found)
    for one in found:
        whole, light = replay_dossier(one), read[one.pk]
        assert (light.stood, light.papers, light.entry_index) == (whole.stood, whole.papers, whole.entry_index)
        assert [event.day for event in light.history] == [event.day for event in whole.history]


def test_a_reminder_that_others_are_told_of_makes_late_and_one_to_oneself_does_not() -> None:
    checked, answered = at(make_dossier(), "applied"), at(make_dossier(), "declaring")
    engines = load_engines([checked, answered])
    due = find_term(engines[checked.pk], "staff")
    assert due is not None
    task = Task("x", awaited_acts["check"].words("A"), "/", awaited_acts["check"].button, due=due)
    assert not task.is_late(due)
    assert task.is_late(due + timedelta(days=1))
    assert str(describe_distance(-1)) == "en retard d’un jour"
    assert str(describe_distance(-3)) == "en retard de 3 jours"
    last = engines[answered.pk].last_day
    term = find_term(engines[answered.pk], "candidate")
    assert term is not None
    assert 80 < (term - last).days < 100, "the reminder of three months comes first"
    told = describe_terms(engines[answered.pk], "candidate")
    assert len(told) == 2, "what comes at the reminder, then at the end of the twelve months"
    assert format_day(term, "fr") in told[0].fr
    assert not Task("x", awaited_acts["submit"].words("A"), "/", awaited_acts["submit"].button, due=term).is_late(last)


def test_the_list_comes_by_urgency_and_asks_the_database_no_more_for_more_dossiers(
    django_assert_max_num_queries: Any,
) -> None:
    staff = make_person("label_staff")
    make_mandate("committee", "employees")
    day = timezone.localdate()
    for days in (9, 3, 6):
        at(make_dossier(opened=day - timedelta(days=days)), "applied")
    tasks_for(fresh(staff), day)
    with django_assert_max_num_queries(40):
        few = tasks_for(fresh(staff), day)
    terms = [one.due for one in few]
    assert len(few) == 3
    assert terms == sorted(terms, key=lambda due: due or day)
    for _ in range(6):
        at(make_dossier(opened=day - timedelta(days=4)), "applied")
    with django_assert_max_num_queries(40):
        assert len(tasks_for(fresh(staff), day)) == 9


def test_who_has_not_proved_who_they_are_is_told_nothing() -> None:
    organisation = make_organisation()
    person = make_member(organisation)
    make_dossier(organisation, opened=timezone.localdate())
    user = fresh(person)
    assert tasks_for(user, timezone.localdate())
    user.is_active = False
    assert tasks_for(user, timezone.localdate()) == []
    assert len(task_providers) > 5


@pytest.mark.parametrize("language", ["fr", "en"])
def test_who_has_nothing_to_do_is_led_first_to_what_they_may_open(make_user: Any, language: str) -> None:
    """The statistics of the label come before the list of dossiers in the space of a public authority."""
    at(make_dossier(), "applied")
    client = Client()
    client.force_login(make_user("state", language=language))
    page = client.get(f"/{language}/dossiers/").content.decode()
    assert page.count("data-doors") == 1
    before, _, after = page.partition("data-doors")
    assert 'id="tous"' in after
    assert 'id="tous"' not in before
    assert f"/{language}/label/register/statistics/" in after
