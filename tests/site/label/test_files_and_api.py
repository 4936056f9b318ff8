"""What leaves the site: files in four formats and answers to programs hold what the pages show."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.test import Client
from support.scenes.label_site import EARLIER, FIXTURE, LATER, MAPPING, NORM

from filiere.referentials import Library

# Releases and mappings are read from files, whatever the database.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("served")]

TABLES = {
    "label-releases": "",
    "label-mappings": "",
    "label-factors": "version=2025",
    "label-questions": f"id={LATER}&category=outsourcer",
    "label-weights": f"id={LATER}",
    "label-parameters": f"id={LATER}",
    "label-differences": f"from={EARLIER}&to={LATER}",
    "label-mapping": f"id={MAPPING}&reverse=1",
}


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("table", TABLES)
def test_every_table_opens_in_four_formats(client: Client, tmp_path: Path, table: str, lang: str) -> None:
    """The four files hold the same rows; their name says what they hold."""
    counts = {}
    for extension in ("csv", "xlsx", "json", "parquet"):
        response = client.get(f"/export/{table}.{extension}?{TABLES[table]}&lang={lang}")
        assert response.status_code == 200
        assert f'filename="filiere-{table}-' in response["Content-Disposition"]
        content = response.content
        if extension == "csv":
            counts[extension] = len(list(csv.reader(io.StringIO(content.decode())))) - 1
        elif extension == "json":
            body = response.json()
            counts[extension] = len(body["rows"])
            assert "licence" in str(body).casefold()
        elif extension == "parquet":
            path = tmp_path / "table.parquet"
            path.write_bytes(content)
            with duckdb.connect() as connection:
                found = connection.execute("SELECT count(*) FROM read_parquet(?)", [str(path)]).fetchone()
            counts[extension] = found[0] if found else 0
    assert set(counts.values()) == {counts["csv"]}
    assert counts["csv"] > 0


@pytest.mark.parametrize(
    "path",
    [
        "label-questions.csv",
        "label-questions.csv?id=lrse@1999",
        f"label-questions.csv?id={LATER}&category=hospital",
        f"label-differences.csv?from={LATER}&to={NORM}",
        f"label-differences.csv?from={LATER}",
        f"label-mapping.csv?id={MAPPING}&category=hospital",
        "label-factors.csv?version=1999",
        "label-simulation.csv?id=1",
        "label-simulation.csv?id=x",
        "label-simulation.csv?id=99999999999999999999",
    ],
)
def test_a_file_of_nothing_is_not_found(client: Client, path: str) -> None:
    """Unknown names and missing parameters are a 404, never a server error or another table."""
    mark = "&" if "?" in path else "?"
    for lang, words in (("fr", "tableau"), ("en", "table")):
        answer = client.get(f"/export/{path}{mark}lang={lang}")
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"
        assert words in answer.json()["title"]


def test_the_file_of_questions_holds_every_question(client: Client) -> None:
    """Keys, in the order of the displayed numbers; a category gets its own."""
    release = Library(FIXTURE).release(LATER)
    rows = client.get(f"/export/label-questions.json?id={LATER}").json()["rows"]
    assert {row["key"] for row in rows} == set(release.criteria)
    assert [row["number"] for row in rows] == sorted(row["number"] for row in rows)
    knock_out = next(row for row in rows if row["key"] == "cse_information")
    assert "3.1" in knock_out["knock_out"]
    assert knock_out["applies_expression"] == "fact.has_cse"


def ask(client: Client, path: str, status: int = 200, **params: Any) -> Any:
    response = client.get(f"/api/v1/{path}", params)
    assert response.status_code == status, response.content
    return response.json()


def test_programs_read_a_release_whole(client: Client) -> None:
    """Weights, levels with conditions in words, dated parameters, and the fingerprint a dossier pins."""
    release = Library(FIXTURE).release(LATER)
    found = ask(client, f"releases/{LATER}", lang="en")
    assert found["sha256"] == release.sha256
    assert found["status_label"] == "adopted"
    assert {theme["key"]: theme["weight"] for theme in found["themes"]}["hr_practice"]["outsourcer"] == 30
    floor = next(one for one in found["parameters"] if one["key"] == "award_floor")
    assert [value["value"] for value in floor["values"]] == [60, 65]
    assert all(len(level["conditions"]) == len(level["conditions_words"]) for level in found["levels"])
    listed = ask(client, "referentials")
    assert [one["id"] for one in listed["releases"]] == [LATER, EARLIER, NORM]
    assert listed["mappings"] == [MAPPING]


def test_programs_read_the_questions_of_a_category(client: Client) -> None:
    """A category narrows; an unknown one is a problem that names those that exist."""
    every = ask(client, f"releases/{LATER}/questions")["questions"]
    assert len(every) == len(Library(FIXTURE).release(LATER).criteria)
    problem = ask(client, f"releases/{LATER}/questions", 422, category="outsorcer", lang="en")
    assert problem["errors"][0]["code"] == "unknown-category"
    assert "outsourcer" in problem["detail"]
    assert (
        ask(client, f"releases/{LATER}/questions", 422, categry="outsourcer")["errors"][0]["code"]
        == "unknown-parameter"
    )


def test_programs_read_a_mapping_both_ways(client: Client) -> None:
    """Counts are over subjects, and the reverse is derived."""
    forward = ask(client, f"mappings/{MAPPING}")
    backward = ask(client, f"mappings/{MAPPING}", backwards=True)
    assert (forward["source"], forward["target"]) == (backward["target"], backward["source"]) == (LATER, NORM)
    assert forward["total"]["subjects"] == len(forward["subjects"]) == len(Library(FIXTURE).release(NORM).criteria)
    assert [one["role"] for one in forward["reviewed_by"]] == ["quality_expert", "union_expert"]


@pytest.mark.parametrize(
    ("path", "code", "near"),
    [
        ("releases/lrse@2027.2", "unknown-release", LATER),
        ("mappings/lrse@2027.1--iso18295-1@2018", "unknown-mapping", MAPPING),
        ("simulations/12", "unknown-simulation", ""),
    ],
)
def test_what_is_not_there_is_a_problem(client: Client, path: str, code: str, near: str) -> None:
    """404 as problem+json, with near matches, in the language asked for."""
    response = client.get(f"/api/v1/{path}", {"lang": "en"})
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"][0]["code"] == code
    assert near in response.json()["detail"]


def test_programs_read_a_simulation(client: Client, simulation: Any) -> None:
    """The groups of the page, and that the dossiers are made up."""
    found = ask(client, f"simulations/{simulation.pk}", lang="en")
    assert found["made_up"] is True
    assert found["before_sha256"] == simulation.before_sha256
    assert sum(one["dossiers"] for one in found["groups"][:-1]) == found["groups"][-1]["dossiers"] == 40
    assert found["groups"][-1]["group"] == "Together"
