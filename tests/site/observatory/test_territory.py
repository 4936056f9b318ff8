"""The page of a territory: register, loaded years, parts and wholes, and near matches for a wrong code."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, status: int = 200) -> str:
    """The text of a page, with its spaces made plain."""
    response = client.get(address)
    assert response.status_code == status, address
    return unescape(response.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def test_an_old_region_shows_the_register(client: Client) -> None:
    """Count, index, rank and share come from the table of 2008; what holds it is linked."""
    text = page(client, "/fr/territories/R22-54/")
    assert "quatre fois plus en Poitou-Charentes" in text
    assert "3 384" in text
    assert "1er par l’indice" in text
    assert "/fr/territories/REG-75/" in text
    assert re.search(r'href="/fr/economy/"\s+data-economy', text)
    assert "/fr/figures/jobs-outsourced-2008-poitou-charentes" in text
    assert 'class="demo"' not in text


def test_a_new_region_adds_up_the_old_ones(client: Client) -> None:
    """Its parts are linked, and the figures on them are in its table."""
    text = page(client, "/en/territories/REG-75/")
    assert "twice as much in Nouvelle-Aquitaine" in text
    assert "5,741" in text
    for code in ("R22-54", "R22-72", "R22-74", "DEP-86"):
        assert f"/en/territories/{code}/" in text


def test_loaded_years_come_with_their_mark_and_their_gap(client: Client, load: Any) -> None:
    """2020 is missing: the line stops, without the mark of a break."""
    load()
    text = page(client, "/fr/territories/DEP-86/")
    assert 'class="demo"' in text
    assert "300 salariés" in text
    assert len(re.findall(r"<polyline", text)) == 4  # Two pieces, in the wide and the narrow drawing.
    assert "rupture" not in text
    assert "/fr/territories/COM-86194/" in text


def test_a_small_cell_is_hidden_here_too(client: Client, load: Any) -> None:
    """Neither the page, its chart nor its file gives the 40 employees of two establishments."""
    load()
    text = page(client, "/fr/territories/DEP-79/")
    assert "non publié" in text
    assert not re.search(r"(?<!\d)40(?!\d)", re.sub(r"<svg.*?</svg>", "", text.split("<main")[1], flags=re.S))
    exported = client.get("/export/territory-years.json?id=DEP-79&lang=fr").json()
    assert client.get("/export/territory-years.json?id=").status_code == 404
    rows = exported["rows"] if "rows" in exported else exported["data"]
    assert [one.get("jobs") for one in rows] == [None] * 4


def test_a_commune_with_one_establishment_is_hidden(client: Client, load: Any) -> None:
    """Its department is published, so the only other commune is hidden with it."""
    load()
    text = page(client, "/fr/territories/DEP-86/")
    assert text.count("non publié") >= 2
    assert "protège" not in text
    assert ">280<" not in text


def test_an_unknown_headcount_is_not_a_zero(client: Client, load: Any) -> None:
    """A department whose cells are all blank says so."""
    load()
    text = page(client, "/fr/territories/DEP-16/")
    assert "non connu" in text
    assert not re.search(r"<strong[^>]*>0</strong>", text)


def test_a_department_without_anything_says_so(client: Client) -> None:
    """Nothing loaded, nothing in the register: no number, and the reason."""
    text = page(client, "/fr/territories/DEP-48/")
    assert "Ce n’est pas un zéro" in text


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(("code", "near"), [("86", "DEP-86"), ("R22-45", "R22-"), ("Vienne", "DEP-86")])
def test_a_wrong_code_is_not_found_and_offers_near_ones(client: Client, lang: str, code: str, near: str) -> None:
    """404, with links to what was probably meant."""
    text = page(client, f"/{lang}/territories/{code}/", 404)
    assert f"/{lang}/territories/{near}" in text


@pytest.mark.parametrize("code", ["DE", "ABROAD", "ZE-7501", "XX-lyon", "COM-99999"])
def test_what_has_no_page_is_not_found(client: Client, code: str) -> None:
    """Countries, declared areas, unknown communes, and zones while no file is loaded."""
    page(client, f"/fr/territories/{code}/", 404)


def test_a_zone_has_a_page_once_loaded(client: Client, load: Any) -> None:
    """Zones are known from the loaded file only."""
    load()
    assert "300" in page(client, "/fr/territories/ZE-7501/")


def test_few_queries(client: Client, load: Any, django_assert_max_num_queries: Any) -> None:
    """The number of queries does not grow with parts or years."""
    load()
    client.get("/fr/territories/REG-75/")
    with django_assert_max_num_queries(7):
        client.get("/fr/territories/REG-75/")


def test_one_heading_and_no_style(client: Client, load: Any) -> None:
    """One h1, no style attribute, in both languages."""
    load()
    for address in ("/fr/territories/REG-75/", "/en/territories/DEP-86/"):
        text = page(client, address)
        assert text.count("<h1") == 1
        assert "style=" not in text
