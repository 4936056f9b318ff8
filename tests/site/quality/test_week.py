"""The patience and the teams of a centre: measured once from its visits, then the engine’s own numbers on a page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse
from support.scenes.quality_sample import deliver, legs_csv, make_centre, make_manager

from filiere.core import Faults
from filiere.site.jobs.models import Job
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.quality import figure_store
from filiere.site.quality.actions.measure_patience import request_staffing
from filiere.site.quality.explanation_files import staffing_explanation
from filiere.staffing import StaffingTarget, WaitCounts, Workload, find_least_agents, kaplan_meier

# Contacts are read by the engine, from files: not by the database of the site.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("few")]


@pytest.fixture
def measured(centre: Any) -> Any:
    """A centre with two hundred contacts of one week, its patience measured."""
    deliver(centre, legs_csv())
    request_staffing(centre, actor=centre.manager)
    run_waiting_jobs()
    return centre


def browser(user: Any) -> Client:
    """Somebody’s browser."""
    client = Client()
    client.force_login(user)
    return client


def told(centre: Any) -> list[dict[str, Any]]:
    """What was measured of the store as it stands."""
    seal = figure_store.store_seal(centre)
    assert seal is not None
    found: Any = staffing_explanation(centre, seal).read("fr")
    return list(found)


def test_what_is_measured_is_the_engine_s(measured: Any) -> None:
    """The whole and each queue: the callers, who left, both means, and the calls of each half-hour."""
    whole, *queues = told(measured)
    assert [one["queue"] for one in (whole, *queues)] == [None, "file-0", "file-1"]
    assert sum(one["callers"] for one in queues) == whole["callers"] == whole["patience"]["callers"]
    # Of the made-up log: every fifth leaves after 12 s; of the others every third waits 30 s; row 9 was rejected.
    waits = [12 if n % 5 == 0 else 30 if n % 3 == 0 else 5 for n in range(200) if n != 9]
    left = [n % 5 == 0 for n in range(200) if n != 9]
    expected = kaplan_meier(WaitCounts(wait, int(gone), int(not gone)) for wait, gone in zip(waits, left, strict=True))
    for name in ("left", "mean", "exponential_mean", "horizon", "beyond"):
        assert whole["patience"][name] == getattr(expected, name)
    curve = whole["patience"]["curve"]
    assert (curve[0], curve[-1]) == ([0, 1.0], [30, expected.compute_survival(30)])
    assert all(share == expected.compute_survival(wait) for wait, share in curve)
    assert whole["handling"] == 180
    assert sum(mean * whole["days"][day] for day, _, mean in whole["calls"]) == pytest.approx(199)


def test_the_page_sizes_a_day_with_the_engine(measured: Any) -> None:
    """A button first, then the team of each half-hour, as the engine finds it, to a reader too, in both languages."""
    address = reverse("quality:week", args=[measured.key])
    client = browser(measured.reader)
    (calls,) = {mean for day, half, mean in told(measured)[0]["calls"] if (day, half) == (0, 20)}
    need = find_least_agents(
        Workload(calls=calls, interval=1800, handling=180),
        StaffingTarget(service_level=0.9),
        patience=told(measured)[0]["patience"]["mean"],
    )
    asked = {"queue": "", "weekday": "0", "level": "90", "threshold": "20", "reading": "offered", "patience": "mean",
             "shrinkage": ""}  # fmt: skip
    page = client.get(address, asked).text
    row = rf'<th scope="row">10:00</th>\s*<td class="n">2,0</td>\s*<td class="n">{need.agents}</td>'
    assert re.search(row, page)
    assert "Erlang A" in page
    assert "Kaplan–Meier" in page
    for code, words in (("fr", "demi-heure la plus chargée"), ("en", "busiest half-hour")):
        opened = client.get(address.replace("/fr/", f"/{code}/"))
        assert opened.status_code == 200
        assert words in opened.text
    assert client.get(address, {**asked, "patience": "none"}).text.count("Erlang C") >= 2
    assert client.get(address, {"queue": "file-1"}).status_code == 200


def test_what_the_form_refuses(measured: Any) -> None:
    """A day that was closed, a number that is none, a queue that is not the centre’s."""
    opening = {"queue": "", "weekday": "0", "level": "90", "threshold": "20", "reading": "offered", "patience": "mean"}
    wrong = [("weekday", "6"), ("level", "abc"), ("level", "100"), ("threshold", "-1"), ("patience", "x")]
    client, address = browser(measured.manager), reverse("quality:week", args=[measured.key])
    assert client.get(address, opening).status_code == 200
    for name, value in (*wrong, ("queue", "<b>")):
        answer = client.get(address, {**opening, name: value})
        assert (answer.status_code, "<b>" in answer.text) == (422, False), (name, value)


def test_measured_once_a_store_by_the_manager_alone(centre: Any) -> None:
    """Nothing delivered is refused in words; two clicks are one job; another’s centre does not exist."""
    with pytest.raises(Faults):
        request_staffing(centre, actor=centre.manager)
    address = reverse("quality:week", args=[centre.key])
    assert browser(centre.reader).get(address).status_code == 200
    deliver(centre, legs_csv(20))
    client = browser(centre.manager)
    assert [client.post(address).status_code for _ in range(2)] == [302, 302]
    assert Job.objects.filter(subject="staffing").count() == 1
    assert "data-follow" in client.get(address).text
    run_waiting_jobs()
    assert "data-too-few=" in client.get(address).text
    assert browser(centre.reader).post(address).status_code == 403
    with pytest.raises(PermissionDenied):
        request_staffing(centre, actor=centre.editor)
    with pytest.raises(Http404):
        request_staffing(centre, actor=make_manager(make_centre()))
    assert browser(make_manager(make_centre())).get(address).status_code == 404
