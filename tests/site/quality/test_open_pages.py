"""What anybody reads without an account: definitions, what sets two of them apart, and the templates of files."""

from __future__ import annotations

import pytest
from django.test import Client

from filiere.contacts import list_gap_sides
from filiere.contacts.definitions import CHOICE_ORDER, load_definitions
from filiere.contacts.definitions.choice_narrative import indicator_title
from filiere.contacts.schema import TABLES
from filiere.core import Text
from filiere.core.text import write_in_both_languages
from filiere.site.quality.presenters.definitions import (
    build_choices,
    compare_choices,
    format_measure,
    format_seconds,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_set_has_its_page(code: str) -> None:
    """With its seal and its file, and its 22 choices when it makes any."""
    client, shelf = Client(), load_definitions()
    listed = client.get(f"/{code}/quality/definitions/").text
    for key in shelf:
        one = shelf[key]
        assert one.title.get("en" if code == "en" else "fr").replace("’", "’") in listed or one.id in listed
        page = client.get(f"/{code}/quality/definitions/{one.name}/").text
        assert one.sha256[:8] in page
        assert page.count('<li id="') >= (len(CHOICE_ORDER) if one.choices is not None else 0)
        assert client.get(f"/{code}/quality/definitions/{one.name}.yaml").content.startswith(b"#")


def test_each_choice_is_said_in_both_languages() -> None:
    """A sentence for every choice of every set, never the word of the code."""
    shelf = load_definitions()
    for key in shelf:
        for choice in build_choices(shelf[key]):
            assert choice.sentence.fr != choice.sentence.en
            assert "_" not in choice.sentence.fr + choice.sentence.en


def test_what_sets_two_apart() -> None:
    """The rows that differ are marked and say what changes; a set differs from itself in nothing."""
    shelf = load_definitions()
    rows = compare_choices(shelf["vicidial"], shelf["common-v1"])
    assert [one.key for one in rows if one.change is not None] == [
        key
        for key in CHOICE_ORDER
        if getattr(shelf["vicidial"].choices, key) != getattr(shelf["common-v1"].choices, key)
    ]
    page = Client().get("/en/quality/definitions/compare/?a=vicidial&b=common-v1&only=differences").text
    assert page.count('class="row-on"') == sum(one.change is not None for one in rows)
    assert "All 22 choices are the same" in Client().get("/en/quality/definitions/compare/?a=icmi-3&b=icmi-3").text


@pytest.mark.parametrize("path", ["definitions/no-such/", "definitions/common-v1@99/", "definitions/no-such.yaml",
                                  "definitions/compare/?a=nf345&b=common-v1", "templates/no-such.csv",
                                  "gap/?from=no-such", "gap/?to=nf345"])  # fmt: skip
def test_what_is_not_there_is_not_found(path: str) -> None:
    """A set that does not exist, a version that was never made, a vocabulary compared, a table of no name."""
    assert Client().get(f"/fr/quality/{path}").status_code == 404


@pytest.mark.parametrize("code", ["fr", "en"])
def test_a_gap_is_explained_to_a_visitor(code: str) -> None:
    """Any two of the definitions offered, by a plain form; each step that moves the result, its chart and its files."""
    client = Client()
    assert f'href="/{code}/quality/gap/"' in client.get(f"/{code}/quality/").text
    assert f'href="/{code}/quality/gap/"' in client.get(f"/{code}/start/").text
    page = client.get(f"/{code}/quality/gap/").text
    assert 'data-gap="assumed common"' in page
    assert page.count("data-step") == 5
    for name in ("from", "to"):
        assert page.count(f'name="{name}"') == 1
    assert page.count("<option") == 2 * len(list_gap_sides())
    other = client.get(f"/{code}/quality/gap/?from=es-ley-10-2025&to=genesys-default").text
    assert 'data-gap="es-ley-10-2025 genesys-default"' in other
    assert other.count("data-step") == 4
    assert client.get(f"/{code}/embed/charts/gap/quality/gap/?from=vicidial").status_code == 200
    rows = client.get(f"/export/definition-gap.json?from=vicidial&to=common&lang={code}").json()
    assert len(rows["rows"]) == 2
    same = client.get(f"/{code}/quality/gap/?from=common")
    assert same.status_code == 200
    assert "data-step" not in same.text


def test_the_answer_rate_is_not_taken_for_the_accessibility_of_pages() -> None:
    """Its sealed title is a homonym, and that of the score of recommendation no French: pages give those of the
    measures, and every other indicator keeps its title."""
    for one in load_definitions()["common-v1"].indicators:
        named = indicator_title(one)
        assert (named == one.title) == (one.measure not in ("accessibility", "net_promoter_score"))
    for code in ("fr", "en"):
        page = Client().get(f"/{code}/quality/definitions/common-v1/").text
        fuller = indicator_title(load_definitions()["common-v1"].indicator("accessibility")).get(code)
        assert fuller in page


def test_the_templates_are_the_canonical_tables() -> None:
    """Each has its columns on the page, and an empty file with exactly its header."""
    client = Client()
    page = client.get("/fr/quality/templates/").text
    for name, table in TABLES.items():
        assert f'id="{name}"' in page
        answer = client.get(f"/fr/quality/templates/{name}.csv")
        assert answer.content.decode().strip() == ",".join(table.header)


@pytest.mark.parametrize(
    ("value", "unit", "fr", "en"),
    [
        (83.018867, "percent", "83,0\u202f%", "83.0%"),
        (12.34, "seconds", "12,3\u202fs", "12.3\u202fs"),
        (102, "seconds", "1\u202fmin 42\u202fs", "1\u202fmin 42\u202fs"),
        (7260, "seconds", "2\u202fh 01\u202fmin", "2\u202fh 01\u202fmin"),
        (90_000, "seconds", "1\u202fj 01\u202fh", "1\u202fd 01\u202fh"),
        (1204, "count", "1\u202f204", "1,204"),
        (12.5, "hours", "12,5\u202fh", "12.5\u202fh"),
        (None, "percent", "–", "–"),
    ],
)
def test_values_are_said_as_people_read_them(value: float | None, unit: str, fr: str, en: str) -> None:
    """With their unit, in the two largest parts of a length of time."""
    assert write_in_both_languages(lambda: format_measure(value, unit)) == Text(fr=fr, en=en)


def test_a_length_of_time_never_says_sixty_seconds() -> None:
    """119.7 s is two minutes, and not one minute sixty."""
    assert format_seconds(119.7) == "2\u202fmin 00\u202fs"
