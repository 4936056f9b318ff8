"""The map and the pages of occupations: every job has a page, every move its line, and each says who knows of it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from filiere.careers.profession import load_profession
from filiere.site.careers.occupations.map_drawing import draw_map
from filiere.site.careers.occupations.moves import MoveKind, list_moves
from filiere.site.careers.profession_content import list_jobs, shipped_official_moves, shipped_profession

LANGUAGES = ("fr", "en")


def test_every_move_is_stated_once_by_somebody() -> None:
    moves = list_moves(shipped_profession(), shipped_official_moves())
    pairs = [(one.origin.id, one.target.id) for one in moves]
    assert len(set(pairs)) == len(pairs)
    assert set(shipped_profession().steps_up) <= set(pairs)
    assert {(one.origin, one.target) for one in shipped_profession().side_moves} <= set(pairs)
    assert all(one.kinds for one in moves)
    assert [pair for pair, one in zip(pairs, moves, strict=True) if MoveKind.OFFICIAL in one.kinds] == [
        ("customer-adviser", "phone-interviewer")
    ]


def test_the_official_moves_are_the_nine_that_the_page_tells_of() -> None:
    official = shipped_official_moves()
    assert (len(official.moves), sum(not one.occupation for one in official.moves)) == (9, 8)
    assert len(official.arriving) == 12
    assert [one.code for one in official.absent] == ["M1704"]


def test_observed_moves_have_their_own_stroke_and_count() -> None:
    observed = {("customer-adviser", "team-leader"): 41}
    moves = list_moves(shipped_profession(), shipped_official_moves(), observed)
    drawing = draw_map(shipped_profession(), moves, main="customer-adviser", address=lambda key: f"/{key}/")
    for svg in (drawing.wide, drawing.narrow):
        strokes = re.findall(r'<path class="(mv-[obs])"', svg)
        assert {one: strokes.count(one) for one in ("mv-o", "mv-s")} == {"mv-o": 1, "mv-s": 1}
        assert strokes.count("mv-b") == sum(MoveKind.BRIDGED in one.kinds for one in moves)
    assert next(one.people for one in moves if one.target.id == "team-leader" and one.people) == 41


def test_both_drawings_link_every_occupation_under_its_title() -> None:
    profession = load_profession()
    moves = list_moves(profession, shipped_official_moves())
    drawing = draw_map(profession, moves, main="customer-adviser", address=lambda key: f"/{key}/")
    for svg in (drawing.wide, drawing.narrow):
        linked = re.findall(r'<a href="/([^/]+)/"><title>', svg)
        assert sorted(linked) == sorted(profession.occupations)
        assert 'role="group"' in svg


def test_no_two_occupations_are_drawn_at_one_place() -> None:
    moves = list_moves(shipped_profession(), shipped_official_moves())
    drawing = draw_map(shipped_profession(), moves, main="customer-adviser", address=lambda key: key)
    for svg in (drawing.wide, drawing.narrow):
        places = re.findall(r'<circle class="m-\w+" cx="([^"]+)" cy="([^"]+)"', svg)
        assert len(places) == len(set(places)) == len(shipped_profession().occupations)


@pytest.mark.django_db
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_under_the_map_repeats_every_move(client: Any, lang: str) -> None:
    page = client.get(f"/{lang}/occupations/")
    content = page.content.decode()
    moves = list_moves(shipped_profession(), shipped_official_moves())
    assert page.status_code == 200
    assert f'data-moves="{len(moves)}"' in content
    body = content[content.index('id="cap-moves"') :]
    assert body[: body.index("</table>")].count("<tr>") == len(moves) + 1
    assert content.count('class="chart wide"') == content.count('class="chart narrow"') == 1


@pytest.mark.django_db
def test_every_job_has_its_page(client: Any) -> None:
    hooks = {"Occupation": "data-occupation", "Feeder": "data-feeder", "Exit": "data-exit"}
    for at, job in enumerate(list_jobs()):
        page = client.get(f"/{LANGUAGES[at % 2]}/occupations/{job.id}/")
        assert page.status_code == 200, job.id
        assert f'{hooks[type(job).__name__]}="{job.id}"' in page.content.decode()
    assert client.get("/fr/occupations/astronaut/").status_code == 404


@pytest.mark.django_db
def test_an_occupation_says_its_conditions_figures_and_certifications(client: Any) -> None:
    job = shipped_profession().occupations["customer-adviser"]
    content = client.get("/fr/occupations/customer-adviser/").content.decode()
    assert re.findall(r'data-condition="([^"]+)"', content) == [one.topic for one in job.conditions]
    assert re.findall(r'data-certification="([^"]+)"', content) == list(job.certifications)
    for link in job.figures:
        assert f"/fr/figures/{link.figure}/" in content
    assert content.count("data-bridge=") >= 10


@pytest.mark.django_db
def test_weights_of_skills_and_codes_are_per_cent_that_sum_to_a_hundred(client: Any) -> None:
    for key in load_profession().occupations:
        context = client.get(f"/fr/occupations/{key}/").context
        assert sum(row.share for row in (*context["core"], *context["contextual"])) == pytest.approx(100)
        for _, _, codes in context["codes"]:
            assert sum(share for _, share in codes) == pytest.approx(100)


@pytest.mark.django_db
def test_an_unknown_region_shows_every_employer(client: Any) -> None:
    assert client.get("/fr/occupations/customer-adviser/?region=zz").status_code == 200


@pytest.mark.django_db
def test_programs_read_the_occupations(client: Any) -> None:
    listed = client.get("/api/v1/occupations").json()
    assert {one["key"] for one in listed["jobs"]} == {one.id for one in list_jobs()}
    whole = client.get("/api/v1/occupations/customer-adviser?lang=en").json()
    assert sum(one["weight"] for one in whole["needs"]) == pytest.approx(1)
    missing = client.get("/api/v1/occupations/astronaut")
    assert (missing.status_code, missing["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.django_db
def test_the_search_finds_a_job_by_its_name(client: Any) -> None:
    from filiere.site.careers.search_documents import list_occupation_documents

    found = {one.arguments for one in list_occupation_documents() if one.page == "careers:occupation"}
    assert found == {(one.id,) for one in list_jobs()}
