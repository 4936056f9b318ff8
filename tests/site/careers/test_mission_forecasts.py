"""Scenarios on their pages: what is assumed is written, a reader changes it, a bad number is told at its field."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client

from filiere.careers.forecasts import load_scenarios
from filiere.figures import load_register

pytestmark = pytest.mark.django_db

HIRES = "/fr/mission/forecasts/outsourced-to-2030/"
API = "/api/v1/careers/forecasts"


def read(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    assert "Set-Cookie" not in response.headers
    return response.content.decode()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_scenario_states_its_base_its_assumptions_and_what_stands_beside(client: Client, lang: str) -> None:
    register = load_register()
    listed = read(client, f"/{lang}/mission/forecasts/")
    for one in load_scenarios(register):
        assert f'data-scenario="{one.id}"' in listed
        body = read(client, f"/{lang}/mission/forecasts/{one.id}/")
        assert f'data-base="{one.base}"' in body
        assert re.findall(r'data-assumption="([a-z0-9-]+)"', body) == [effect.id for effect in one.effects]
        assert re.findall(r'data-beside="([a-z0-9-]+)"', body) == [beside.figure for beside in one.beside]
        assert ("data-hires" in body) == any(effect.kind == "departures" for effect in one.effects)
        assert body.count('<svg class="chart mid') == (4 if "data-hires" in body else 2)


def test_other_bounds_change_the_page_the_file_and_the_answer_to_programs(client: Client) -> None:
    """No change of jobs and 10 % of departures: 5,500 hires a year everywhere."""
    query = "?yearly-change-low=0&yearly-change-high=0&departures-low=10&departures-high=10"
    body = read(client, HIRES + query)
    assert "data-changed" in body
    found = re.findall(r'href="(/export/employment-forecast\.csv\?[^"]*yearly-change-low=0[^"]*)"', body)
    file = next(one for one in found if "for=excel" not in one)
    rows = list(csv.DictReader(io.StringIO(read(client, file.replace("&amp;", "&")).lstrip("\ufeff"))))
    assert {tuple(row.values())[3:5] for row in rows[1:]} == {("5500", "5500")}
    answer = client.get(f"{API}/outsourced-to-2030{query}").json()
    assert {tuple(one["hires"]) for one in answer["years"]} == {(5500, 5500)}
    assert [one["changed"] for one in answer["assumptions"]] == [True, True]
    assert "data-changed" not in read(client, HIRES)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("departures-low=x", "departures-low"),
        ("departures-low=-1", "departures-low"),
        ("departures-high=101", "departures-high"),
        ("yearly-change-low=-101", "yearly-change-low"),
        ("yearly-change-low=2", "yearly-change-high"),
        ("yearly-change-high=1e999999", "yearly-change-high"),
        pytest.param("departures-low=" + "9" * 5000, "departures-low", id="thousands of digits"),
        ("departures-low=NaN", "departures-low"),
        ("departures-low=1_0", "departures-low"),
        ("departures-low=١٢", "departures-low"),
    ],
)
def test_a_bad_number_is_told_at_its_field(client: Client, query: str, field: str) -> None:
    """422 on the page and for programs, at the field; the scenario’s own numbers stay on the page."""
    body = read(client, f"{HIRES}?{query}", 422)
    marked = re.findall(r'<input[^>]*aria-invalid="true"[^>]*>', body)
    assert [re.search(r'name="([^"]+)"', one)[1] for one in marked] == [field]  # type: ignore[index]
    assert "data-changed" not in body
    refused = client.get(f"{API}/outsourced-to-2030?{query}")
    assert refused.status_code == 422
    assert [one["key"] for one in refused.json()["errors"]] == [field]


def test_numbers_are_typed_as_in_either_language(client: Client) -> None:
    for typed in ("12,5", "12.5", "12,5 %".replace(" ", "\u202f")):
        answer = client.get(f"{API}/outsourced-to-2030", {"departures-low": typed}).json()
        assert answer["assumptions"][1]["bounds"][0] == 0.125


def test_nothing_below_nothing_is_nothing(client: Client) -> None:
    answer = client.get(f"{API}/outsourced-to-2030", {"departures-low": "-0"})
    assert '"-0"' not in answer.content.decode()
    assert str(answer.json()["assumptions"][1]["bounds"][0]) in {"0", "0.0"}


def test_what_does_not_exist_is_a_missing_page(client: Client) -> None:
    assert client.get("/fr/mission/forecasts/none/").status_code == 404
    assert client.get(f"{API}/none").status_code == 404
    assert client.get("/export/employment-forecast.csv?scenario=none").status_code == 404
    assert client.get("/export/employment-forecast.csv?scenario=outsourced-to-2030&departures-low=x").status_code == 404
    assert client.post(f"{API}/outsourced-to-2030").status_code == 405
    assert client.post(HIRES).status_code == 405
    assert client.get(f"{API}/outsourced-to-2030?other=1").status_code == 422


@pytest.mark.parametrize("extension", ["csv", "xlsx", "json"])
def test_a_scenario_is_downloaded(client: Client, extension: str) -> None:
    answer = client.get(f"/export/employment-forecast.{extension}?scenario=optin-whole-sector&lang=en")
    assert answer.status_code == 200
