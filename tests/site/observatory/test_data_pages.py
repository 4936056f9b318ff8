"""The pages of the connectors: what can be loaded, what is loaded, and what Dares says level by level."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from support.scenes.small_files import tensions_csv

from filiere import sources
from filiere.site.accounts.rights import OPERATOR
from filiere.site.observatory.actions.load_source import load_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def small(tmp_path: Path) -> Any:
    """The made-up file, loaded and accepted."""
    file = tmp_path / "tensions.csv"
    file.write_text(tensions_csv(), encoding="utf-8")
    return load_source("dares-tensions", file, actor=OPERATOR).version


def page(client: Client, address: str) -> str:
    """The words of a page, with its typographic spaces made plain."""
    response = client.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode()).replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_each_source_has_its_page_with_nothing_loaded(client: Client, lang: str) -> None:
    """Six pages: address, licence, every trap and every column; and a kind word when nothing is loaded."""
    index = page(client, f"/{lang}/data/")
    assert len(sources.connectors()) == 6
    for one in sources.connectors():
        assert f'href="/{lang}/data/{one.name}/"' in index
        body = page(client, f"/{lang}/data/{one.name}/")
        plain = [words.get(lang) for words in (one.title, one.licence, *one.traps)]
        for words in plain:
            assert words.replace("\u202f", " ").replace("\xa0", " ") in body
        assert one.address in body
        assert all(column.name in body for layout in one.layouts for column in layout.named_columns if column.name)
        assert {"fr": "Aucune version n’est chargée", "en": "No version is loaded"}[lang] in body
        assert f"filiere sources load {one.name} FILE" in body


def test_an_unknown_source_is_a_missing_page(client: Client) -> None:
    """An address that names no source answers 404."""
    assert client.get("/fr/data/none/").status_code == 404


def test_a_pattern_is_shown_as_a_year(client: Client) -> None:
    """A reader never meets a regular expression."""
    assert "Effectifs salariés AAAA" in page(client, "/fr/data/urssaf-commune-ape/")
    assert "(\\d" not in page(client, "/en/data/urssaf-commune-ape/")


def test_the_loaded_version_is_told(client: Client, small: Any, load: Any) -> None:
    """Version, hash, counts and the mark of fictitious data."""
    body = page(client, "/fr/data/dares-tensions/")
    for words in (small.version, small.sha256[:8], "Lignes gardées", "Valeurs connues", "celles du producteur"):
        assert words in body
    assert 'class="demo"' not in body
    load()
    assert 'class="demo"' in page(client, "/fr/data/urssaf-commune-ape/")
    index = page(client, "/fr/data/")
    assert "données fictives" in index
    assert "Six jeux de données publics que le site sait lire ; deux sont chargés" in index


def test_departments_are_set_beside_the_country(client: Client, small: Any) -> None:
    """The sentence is computed: the sum, the published total, the gap, rounding, unknown and absent cells."""
    french = page(client, "/fr/data/dares-tensions/")
    assert "La somme des 2 départements est 850 ; le total national publié est 1 200" in french
    assert "350 de moins pour les départements" in french
    assert "arrondie à un multiple de 50" in french
    assert "Cases sans nombre : une" in french
    assert "Sans ligne dans le fichier : 98" in french
    english = page(client, "/en/data/dares-tensions/")
    assert "The sum of the 2 departments is 850; the published national total is 1,200: 350 fewer" in english


def test_another_family_can_be_chosen(client: Client, small: Any) -> None:
    """The choice is in the address; a family that is not there is said to be so."""
    assert "les deux sont égaux" in page(client, "/fr/data/dares-tensions/?fap=R1Z")
    wrong = page(client, "/fr/data/dares-tensions/?fap=XXX")
    assert "n’a pas de famille « XXX »" in wrong
    assert "La somme des" not in wrong


def test_bare_codes_are_said_to_be_so(client: Client, small: Any) -> None:
    """The file has no names: the page says so, and sorts the codes by level of the classification."""
    body = page(client, "/en/data/dares-tensions/")
    assert "The file gives codes without names" in body
    groups = re.findall(r'<optgroup label="(.*?)">(.*?)</optgroup>', body)
    assert [(name, re.findall(r'value="(.*?)"', options)) for name, options in groups] == [
        ("Wider families (87)", ["R1Z"]),
        ("Detailed families (225)", ["R1Z67"]),
    ]


def test_what_is_shown_can_be_downloaded(client: Client, small: Any) -> None:
    """The file of the table has its rows and its note; without a loaded version there is none."""
    body = client.get("/export/tensions.csv?lang=en&fap=R1Z67").content.decode()
    assert "R1Z67" in body
    assert client.get("/export/tensions.json?lang=en&fap=XXX").status_code == 404


def test_nothing_to_download_without_a_version(client: Client) -> None:
    """The address of the table answers 404 when nothing is loaded."""
    assert client.get("/export/tensions.csv?lang=fr").status_code == 404


def test_the_pages_are_found_from_elsewhere(client: Client) -> None:
    """Downloads and the sitemap lead to them."""
    assert 'href="/fr/data/"' in page(client, "/fr/downloads/")
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "/fr/data/</loc>" in sitemap
    assert "/en/data/dares-tensions/</loc>" in sitemap


def test_the_real_file_says_the_published_gap(client: Client, shared_data: Path) -> None:
    """R1Z67 in 2019: 100 departments make 56,400 and the country 57,400."""
    load_source("dares-tensions", shared_data / "occupations" / "dares_psm_tensions.parquet", actor=OPERATOR)
    french = page(client, "/fr/data/dares-tensions/")
    assert "La somme des 100 départements est 56 400 ; le total national publié est 57 400 : 1 000 de moins" in french
    assert "Sans ligne dans le fichier : Mayotte" in french
    english = page(client, "/en/data/dares-tensions/?fap=R1Z67")
    assert "The sum of the 100 departments is 56,400; the published national total is 57,400: 1,000 fewer" in english


def test_a_version_is_read_once(client: Client, small: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that has been shown is shown again without opening the files of its version."""
    read: list[Any] = []
    plain = sources.table
    monkeypatch.setattr(sources, "table", lambda *args, **asked: read.append(asked) or plain(*args, **asked))
    shown = page(client, "/fr/data/dares-tensions/")
    assert len(read) == 2
    assert page(client, "/fr/data/dares-tensions/") == shown
    page(client, "/en/data/dares-tensions/")
    assert len(read) == 2
