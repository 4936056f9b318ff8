"""The API says what the pages say, documents every answer it gives, and explains its refusals."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from ninja import Schema

from filiere.site.observatory.figure_register import current_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    """Ask the API and return its answer read from JSON, with its status."""

    def ask(path: str, status: int = 200, **params: Any) -> Any:
        response = client.get(f"/api/v1/{path}", params)
        assert response.status_code == status, response.content
        return response.json()

    return ask


@pytest.fixture
def open_connection() -> Iterator[None]:
    """The server's habit of closing old connections after a request would end the transaction of the test."""
    request_finished.disconnect(close_old_connections)
    request_started.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.usefixtures("open_connection")
def test_every_answer_is_documented() -> None:
    """Whatever is asked, the answer has a documented status, type and shape, and never a server error."""
    # It takes half a second to import, of each process that reads the tests.
    import schemathesis

    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) >= 12
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(max_examples=15, suppress_health_check=list(HealthCheck), database=None)
        def answers_as_described(case: Any) -> None:
            case.call_and_validate(
                headers={"host": "localhost", "accept-encoding": "identity"},
                excluded_checks=[schemathesis.checks.unsupported_method],
            )

        answers_as_described()


def test_the_three_values_of_2008_are_given_together(get: Callable[..., Any]) -> None:
    """Unédic, INSEE and the profession stand side by side, the uncertain year marked."""
    found = get("figures", indicator="jobs", segment="outsourced", year=2008, territory="FR")
    values = {figure["value"]: figure["period_certain"] for figure in found["figures"]}
    assert {36352: True, 44664: False, 60000: True}.items() <= values.items()


def test_filters_are_those_of_the_command_line(get: Callable[..., Any]) -> None:
    """``from`` and ``to`` bound the years, and a word that does not exist is told instead of finding nothing."""
    found = get("figures", indicator="jobs", **{"from": 2003, "to": 2005})["figures"]
    years = {int(figure["period"][:4]) for figure in found}
    assert {2003, 2004, 2005} <= years
    assert max(years) == 2005
    problem = get("figures", status=404, segment="hwole", lang="en")
    assert [(one["code"], one["message"]) for one in problem["errors"]] == [
        ("unknown-filter", "“segment” knows no “hwole”.")
    ]


def test_pages_of_the_register_add_up(get: Callable[..., Any]) -> None:
    """Reading the register in parts gives every figure of the sector once."""
    seen: list[str] = []
    while True:
        part = get("figures", offset=len(seen), limit=250)
        seen += [figure["id"] for figure in part["figures"]]
        if len(seen) >= part["count"]:
            break
    assert seen == [figure.id for figure in current_register().listed_figures]


def test_a_facet_takes_several_values(get: Callable[..., Any]) -> None:
    """Values separated by commas are alternatives."""
    both = get("figures", segment="whole,outsourced", limit=1000)["count"]
    assert both == sum(get("figures", segment=one)["count"] for one in ("whole", "outsourced"))


def test_a_figure_comes_with_its_citation_and_rivals(get: Callable[..., Any]) -> None:
    """The citation names who says it, the publisher and an address that stays."""
    figure = get("figures/jobs-outsourced-2008-unedic", lang="en")
    assert figure["value"] == 36352
    assert figure["producer"] == figure["said_by"] == "Unédic"
    assert "Unédic, published by University of Poitiers" in figure["citation"]
    assert "/figures/jobs-outsourced-2008-unedic" in figure["citation"]
    rivals = get("figures/jobs-outsourced-2008-unedic/concurrent")
    assert {rival["figure"]["id"] for rival in rivals} == set(figure["concurrent"])
    assert all(rival["differences"] for rival in rivals)


def test_an_unknown_figure_is_a_problem_with_its_remedy(get: Callable[..., Any], client: Client) -> None:
    """The refusal is problem+json, in the language asked for, and names near identifiers."""
    response = client.get("/api/v1/figures/jobs-outsourced-2008-unedi", {"lang": "en"})
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert "jobs-outsourced-2008-unedic" in response.json()["detail"]
    assert get("figures", status=422, year=12)["errors"][0]["key"] == "year"


def test_the_ratio_method_gives_its_four_values(get: Callable[..., Any]) -> None:
    """36,352 and 60,000 divided by a fifth and by a quarter."""
    answer = get("weight/estimates/ratio", year=2008)
    text = str(answer)
    for value in (181760, 145408, 300000, 240000):
        assert str(value) in text


def test_the_regions_of_2008_add_up(get: Callable[..., Any]) -> None:
    """The 22 regions and the 13 have the same national totals."""
    old, new = (get("weight/regions", year=2008, regions=regions)["total"] for regions in ("22", "13"))
    assert (old["jobs"], old["all_jobs"]) == (new["jobs"], new["all_jobs"]) == (36352, 16532449)


def test_small_cells_are_not_given_to_programs_either(get: Callable[..., Any], load: Callable[..., Any]) -> None:
    """A headcount of two establishments is not published, an unknown one is told apart, and no cell is zero."""
    load()
    small = get("territories/DEP-79/counts", lang="en")
    assert small["fictitious"] is True
    assert {(count["employees"], count["state"]) for count in small["counts"]} == {(None, "confidential")}
    assert {count["establishments"] for count in small["counts"]} == {2}
    unknown = get("territories/DEP-16/counts")["counts"]
    assert {(count["employees"], count["state"]) for count in unknown} == {(None, "unknown")}
    assert [count["employees"] for count in get("territories/DEP-33/counts")["counts"]] == [500] * 4
    assert [count["employees"] for count in get("territories/FR/counts", ape="ALL")["counts"]] == [50_000_000] * 4


def test_a_misspelt_parameter_is_not_ignored(get: Callable[..., Any]) -> None:
    """Answering all the register to a misspelt filter would be a wrong answer."""
    problem = get("figures", status=422, segmnet="outsourced", lang="en")
    assert problem["errors"][0]["code"] == "unknown-parameter"
    assert "segment" in problem["detail"]
    assert get("figures", status=404, segment="bogus")["errors"]


WRONG = [
    ("figures?limit=abc", "int_parsing", "Il faut un nombre entier.", "It must be a whole number."),
    ("figures?limit=5000", "less_than_equal", "Il faut au plus 1000.", "It must be at most 1000."),
    ("figures?offset=-1", "greater_than_equal", "Il faut au moins 0.", "It must be at least 0."),
    ("figures?retained=perhaps", "bool_parsing", "Il faut true ou false.", "It must be true or false."),
    ("figures?sort=luck", "string_pattern_mismatch", "Cette valeur n’est pas de celles", "This value is not one of"),
    (
        f"figures?text={'a' * 201}",
        "string_too_long",
        "Il faut au plus 200 signes.",
        "It must have at most 200 characters.",
    ),
    (
        "territories/DEP-86/counts?ape=1",
        "literal_error",
        "Il faut un de : 8220Z, ALL.",
        "It must be one of: 8220Z, ALL.",
    ),
    ("weight/range", "missing", "Ce paramètre manque.", "This parameter is missing."),
]


@pytest.mark.parametrize(("address", "code", "french", "english"), WRONG, ids=[one[1] for one in WRONG])
def test_a_wrong_parameter_is_told_in_the_language_asked_for(
    client: Client, address: str, code: str, french: str, english: str
) -> None:
    """French by default, English by ``lang=en``; the code stays for programs."""
    for lang, words in (("fr", french), ("en", english)):
        answer = client.get(f"/api/v1/{address}{'&' if '?' in address else '?'}lang={lang}")
        assert answer.status_code == 422
        error = answer.json()["errors"][0]
        assert error["code"] == code
        assert error["message"].replace("\u00a0", " ").startswith(words)


@pytest.mark.parametrize("address", ["nope", "figures/a/b", "", "weight"])
def test_an_address_that_the_api_does_not_have_is_a_problem(client: Client, address: str) -> None:
    """A program reads JSON whatever it asks for, and is told where the addresses are described."""
    answer = client.get(f"/api/v1/{address}", {"lang": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["status"] == 404
    assert "/api/v1/openapi.json" in answer.json()["detail"]
    assert "Rien à cette adresse" in client.get(f"/api/v1/{address}").json()["title"]
    assert client.get("/api/v1/openapi.json").status_code == 200


@pytest.mark.parametrize("address", ["figures", "figures/jobs-outsourced-2008-unedic", "openapi.json", "nope"])
def test_head_answers_what_get_would(client: Client, address: str) -> None:
    """The same status and headers, no body."""
    head, got = client.head(f"/api/v1/{address}"), client.get(f"/api/v1/{address}")
    assert head.status_code == got.status_code
    assert head["Content-Type"] == got["Content-Type"]
    assert head["Content-Length"] == str(len(got.content))
    assert head.content == b""


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_the_api_is_read_only_and_says_so(client: Client, method: str) -> None:
    """Another method is a problem that names those which are allowed."""
    answer = getattr(client, method)("/api/v1/figures?lang=en")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert answer["Allow"] == "GET, HEAD"
    assert "read-only" in answer.json()["detail"]


def test_no_two_shapes_of_answers_share_a_name() -> None:
    """The description of the API names shapes by their class: one of the two would stand for both."""
    shapes: dict[str, set[str]] = {}
    waiting: list[type] = [Schema]
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            if one.__module__.startswith("filiere."):
                shapes.setdefault(one.__name__, set()).add(one.__module__)
    assert {name: found for name, found in shapes.items() if len(found) > 1} == {}
