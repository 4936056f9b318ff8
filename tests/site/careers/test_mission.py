"""The page of the mission: each subject says what is known, what is missing and who acts, as the plan says it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from filiere.careers.forecasts import load_scenarios
from filiere.figures import load_register
from filiere.figures.data_gaps import STALE_YEARS
from filiere.site.careers.mission.mission_presenters import list_known_figures
from filiere.site.careers.mission.subjects import SUBJECTS
from filiere.site.programme.plan.models import Action, Plan

pytestmark = pytest.mark.django_db


def read(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def begin_plan(title: str) -> Action:
    """A plan of one action, called so."""
    today = timezone.localdate()
    plan = Plan.objects.create(title="Plan", starts=date(today.year, 1, 1), ends=date(today.year + 2, 1, 1))
    axis = plan.axes.create(letter="A", title="Axe")
    action = axis.actions.create(number=1)
    words = {"fr": title, "en": title}
    due = date(today.year + 1, 6, 1).isoformat()
    body = {"title": words, "owner": {"fr": "Mission", "en": "Mission"}, "start": f"{today.year}-01-01", "due": due}
    action.events.create(kind="created", on=date(today.year, 1, 1), body=body)
    return action


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_without_a_plan_nobody_carries_a_subject(client: Client, lang: str) -> None:
    """Four subjects, each with what is missing; the page says that no action carries any, and is not empty."""
    body = read(client, f"/{lang}/mission/")
    assert re.findall(r'data-subject="([a-z]+)"', body) == [one.key for one in SUBJECTS]
    assert body.count("data-idle") == len(SUBJECTS)
    assert 'data-carried="0"' in body
    assert all(int(count) > 0 for count in re.findall(r'data-missing="(\d+)"', body))


def test_an_action_stands_under_the_subject_that_its_words_carry(client: Client) -> None:
    """It is read from the plan: its link is that of the plan, and it leaves the page when it is dropped."""
    action = begin_plan("Former mille personnes : une formation par bassin")
    body = read(client, "/fr/mission/")
    training = body.split('data-subject="training"')[1].split('data-subject="recognition"')[0]
    assert f"/fr/programme/actions/{action.key}/" in training
    assert 'data-carried="1"' in body
    action.events.create(kind="abandoned", on=timezone.localdate(), body={"text": {"fr": "x", "en": "x"}})
    assert f"/fr/programme/actions/{action.key}/" not in read(client, "/fr/mission/")


def test_no_old_figure_stands_for_today() -> None:
    """Whatever the day, what is shown as known of today is at most ten years old, and foreseen values never are."""
    register = load_register()
    for day in (date(2026, 12, 1), date(2031, 1, 1)):
        for subject in SUBJECTS:
            for one in list_known_figures(register, subject.indicators, day):
                assert one.nature not in {"forecast", "target", "hypothesis"}
                assert one.is_traceable
                assert one.period.last_year <= day.year


def test_a_figure_of_ten_years_is_of_today_and_one_of_eleven_is_not(client: Client) -> None:
    body = read(client, "/en/mission/")
    today = timezone.localdate()
    register = load_register()
    shown = re.findall(r'data-figure="([a-z0-9-]+)"', body)
    assert shown
    assert all(register[key].period.last_year >= today.year - STALE_YEARS for key in shown)


def test_the_pages_are_found_and_listed(client: Client) -> None:
    """The sitemap has the three pages and every scenario; each leads to the next."""
    sitemap = read(client, "/sitemap.xml")
    for page in ("mission/", "mission/observatory/", "mission/forecasts/"):
        assert f"/fr/{page}</loc>" in sitemap
    for one in load_scenarios(load_register()):
        assert f"/en/mission/forecasts/{one.id}/</loc>" in sitemap
    assert 'href="/fr/mission/observatory/"' in read(client, "/fr/mission/")
