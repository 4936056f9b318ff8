"""The methods page: each method's answer or what it lacks, the range, exclusions, definitions."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

METHODS = ("supply", "ratio", "occupation", "seats", "panel", "registry")


def page(client: Client, address: str) -> str:
    """The text of a page, with its spaces made plain."""
    response = client.get(address)
    assert response.status_code == 200, address
    return unescape(response.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def test_each_method_has_its_section(client: Client) -> None:
    """Six anchors, each with a value or the reason why there is none."""
    text = page(client, "/fr/methods/?year=2008")
    assert text.count("<h1") == 1
    worked, unfed = (re.findall(rf'id="(\w+)" data-method="{code}"', text) for code in ("worked", "unfed"))
    assert {*worked, *unfed} == {*METHODS}
    assert len(worked) + len(unfed) == len(METHODS)
    assert worked
    assert unfed
    assert text.index(f'id="{worked[-1]}"') < text.index(f'id="{unfed[0]}"'), "those with data come first"
    assert "style=" not in text


def test_the_ratio_of_2008_is_worked_out_in_full(client: Client) -> None:
    """The published check: 36,352 at 20 and 25 %, 60,000 at 20 and 25 %."""
    text = page(client, "/fr/methods/?year=2008")
    for formula in ("36 352 ÷ 20 % = 181 760", "36 352 ÷ 25 % = 145 408", "60 000 ÷ 20 % = 300 000"):
        assert formula in text
    assert "/fr/figures/jobs-outsourced-2008-unedic" in text
    assert "Ce qui l’influence le plus" in text


def test_the_title_is_the_answer_of_the_year(client: Client) -> None:
    """Another year, another range, in both languages; the page opens on the latest that has a value."""
    assert "Pour 2025," in page(client, "/fr/methods/").split("<h1")[1]
    assert "For 2012," in page(client, "/en/methods/?year=2012").split("<h1")[1]


def test_a_year_without_anything_says_what_is_missing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """No number stands in for a missing answer, were nothing published in the ten years before."""
    from filiere.estimation import sector_weight
    from filiere.site.observatory.figure_register import current_register
    from filiere.site.observatory.views import methods

    nothing = sector_weight(current_register(), 1990, draws=1)
    assert nothing.range is None
    monkeypatch.setattr(methods, "compute_weight", lambda *_: nothing)
    text = page(client, "/fr/methods/?year=2001")
    assert "aucune méthode n’a de donnée et rien n’est publié" in text
    assert not re.search(r'class="retained">\s*<p>\s*<strong>Valeur retenue', text)


def test_excluded_values_come_with_their_reason(client: Client) -> None:
    """A value of another scope is listed, not dropped."""
    text = page(client, "/fr/methods/?year=2008").split('id="exclues"')[1]
    assert "année incertaine" in text
    assert "autre segment" in text


@pytest.mark.parametrize("year", ["1999", "2040", "soon", "²⁰⁰⁸"])
def test_a_wrong_year_is_said(client: Client, year: str) -> None:
    """The page of the latest year stands, with what to choose."""
    text = page(client, f"/fr/methods/?year={year}")
    assert "choisissez une année de 2001 à 2025" in text
    assert "Pour 2025," in text


def test_an_estimate_is_computed_once_for_a_register_and_a_year(client: Client, monkeypatch: Any) -> None:
    """The draws are kept under the seal of the register."""
    from filiere.site.observatory import weight_estimates

    calls: list[int] = []
    real = weight_estimates.sector_weight

    def counted(register: Any, year: int, **options: Any) -> Any:
        calls.append(year)
        return real(register, year, **options)

    monkeypatch.setattr(weight_estimates, "sector_weight", counted)
    client.get("/fr/methods/?year=2012")
    client.get("/en/methods/?year=2012")
    client.get("/fr/methods/?year=2013")
    assert calls == [2012, 2013]


def test_one_query(client: Client, django_assert_max_num_queries: Any) -> None:
    """Only the last amendment is asked of the database."""
    client.get("/fr/methods/")
    with django_assert_max_num_queries(2):
        client.get("/fr/methods/")


def test_the_methods_are_a_table_to_download(client: Client) -> None:
    """Six rows, in the year asked for; a year out of bounds is refused."""
    content = client.get("/export/methods.csv?year=2008&lang=en").content.decode()
    assert all(name in content for name in METHODS)
    assert client.get("/export/methods.csv?year=1800").status_code == 422
