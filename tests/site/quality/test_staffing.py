"""The staffing calculator: the values of the engine on a page open to all, its refusals in words, and its bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from filiere.core.numbers import format_percent
from filiere.staffing import StaffingTarget, Workload, erlang_a, erlang_c, find_least_agents

pytestmark = pytest.mark.django_db

ASKED = {"calls": "100", "interval": "30", "handling": "180", "threshold": "20", "reading": "offered"}


def page(code: str = "fr", **asked: str) -> Any:
    """The page, asked by its address."""
    return Client().get(f"/{code}/quality/staffing/?{urlencode({**ASKED, **asked})}")


def plain(answer: Any) -> str:
    """Its text, with plain spaces."""
    return str(answer.text).replace("\u202f", " ").replace("\u00a0", " ")


def test_the_least_team_and_its_neighbours() -> None:
    """The team that the engine finds, five fewer and five more, each with the engine’s own values."""
    work = Workload(calls=100, interval=1800, handling=180)
    need = find_least_agents(work, StaffingTarget(service_level=0.8), patience=300)
    said = plain(page(level="80", patience="300"))
    assert f"Il faut {need.agents} conseillers" in said
    for agents in range(need.agents - 5, need.agents + 6):
        measures = erlang_a(work, agents, 20, 300)
        level = format_percent(100 * measures.service_level_offered, "fr", 1)
        assert re.search(rf'<td class="n">\s*{level}\s*</td>', page(level="80", patience="300").text)
    assert "Erlang A" in said


def test_a_team_that_is_given() -> None:
    """What it gives by Erlang C, as numbers written either way; whether it reaches what was asked."""
    level = 100 * erlang_c(Workload(calls=1000.5, interval=1800, handling=180), 110, 20).service_level_offered
    for calls in ("1000,5", "1 000,5", "1000.5", "1\u202f000,5"):
        said = plain(page(calls=calls, agents="110", level="80 %"))
        assert f"110 conseillers : {format_percent(level, 'fr', 1)} de niveau de service".replace("\u202f", " ") in said
    assert "L’objectif est atteint" in said
    assert "The target is not reached: service level" in plain(page("en", agents="12", level="99"))


def test_a_load_beyond_the_agents_is_told_in_words() -> None:
    """The typed error of the engine, at its field, with the least team that has an answer, and those around it."""
    answer = page(agents="9")
    assert answer.status_code == 422
    said = plain(answer)
    assert "la file d’attente grandit sans fin" in said
    assert "Il faut au moins 11 conseillers" in said
    assert said.count("la file grandit indéfiniment") == 5
    assert "tenu</span>" not in said
    assert '<td class="n">+2</td>' in said
    assert page(agents="9", patience="60").status_code == 200


def test_without_calls_nobody_and_out_of_reach_says_so() -> None:
    """The two ends: no call, and a target that no team of the engine reaches."""
    assert "Sans appel, personne" in page(calls="0", level="80").text
    said = page(calls="2500", handling="1800", occupancy="1")
    assert said.status_code == 422
    assert "n’atteignent pas l’objectif" in said.text


@pytest.mark.parametrize(
    "asked",
    [
        {"calls": "-1"},
        {"calls": "nan"},
        {"calls": "1e9"},
        {"calls": "١٢"},
        {"calls": "9" * 30},
        {"calls": "20000", "handling": "14400"},
        {"calls": "20000", "interval": "1", "patience": "7200", "handling": "1"},
        {"agents": "2.5"},
        {"agents": "100000"},
        {"interval": "0"},
        {"handling": ""},
        {"reading": "no-such"},
        {"abandonment": "5", "level": "80"},
        {"level": "", "agents": ""},
        {"level": "100"},
        {"calls": "<script>alert(1)</script>"},
    ],
    ids=lambda asked: "-".join(f"{key}{len(value)}" for key, value in asked.items()),
)
def test_what_is_refused(asked: dict[str, str]) -> None:
    """Each in words at its field; nothing of what was typed runs."""
    answer = page(**{"level": "80", **asked})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "<script>alert" not in answer.text


def test_the_largest_that_is_allowed_does_not_hold_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page is open to all: whatever its bounds let through costs a second or two at the most.

    A second of a slow machine is a million terms of the sums that the models are made of, each counted here.
    """
    terms = 0

    def counted(*bounds: int) -> Iterator[int]:
        nonlocal terms
        for one in range(*bounds):
            terms += 1
            yield one

    for module in ("filiere.staffing.erlang_a", "filiere.staffing.erlang_c"):
        monkeypatch.setattr(import_module(module), "range", counted, raising=False)
    for asked in (
        {"calls": "20000", "interval": "3", "handling": "22", "patience": "900", "level": "99,9"},
        {"calls": "20000", "interval": "10", "handling": "75", "patience": "3000", "level": "99,9"},
        {
            "calls": "2500",
            "interval": "240",
            "handling": "14400",
            "patience": "7200",
            "wait": "0,1",
            "abandonment": "0,1",
        },
        {"calls": "1", "interval": "1440", "handling": "1", "patience": "1", "occupancy": "1"},
        {"calls": "2500", "interval": "30", "handling": "1800", "occupancy": "1"},
    ):
        terms = 0
        assert page(**asked).status_code in (200, 422)
        assert 0 < terms < 1_000_000


def test_the_address_says_all_and_opens_with_an_example() -> None:
    """Without anything asked the example is worked out, and called one; in both languages."""
    client = Client()
    for code, word, need in (("fr", "exemple", "Il faut"), ("en", "example", "are needed")):
        answer = client.get(f"/{code}/quality/staffing/")
        assert answer.status_code == 200
        assert word in answer.text
        assert need in answer.text
        assert "data-guides" in answer.text.partition("<main")[2]
        assert "docs/" not in answer.text, "a guide is linked, no file is named"
    assert client.post("/fr/quality/staffing/").status_code == 405
