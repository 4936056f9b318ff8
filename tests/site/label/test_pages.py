"""The pages of referentials: whole in both languages, kind to bad parameters, and saying what the engine says."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from support.scenes.label_site import EARLIER, FIXTURE, LATER, MAPPING, NORM

from filiere.core import Text
from filiere.referentials import Library, compare_releases, compute_coverage, resolve_mapping

# Releases and mappings are read from files, whatever the database.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("served")]

PAGES = (
    "label/",
    "label/search/",
    "label/search/?q=stable",
    "label/search/?q=zzzz",
    "label/compare/",
    f"label/compare/?from={EARLIER}&to={LATER}",
    "label/mappings/",
    f"label/mappings/{MAPPING}/",
    f"label/mappings/{MAPPING}/?reverse=1&category=outsourcer",
    "label/factors/",
    "label/factors/?version=2025",
    "label/simulations/",
    f"label/releases/{LATER}/",
    f"label/releases/{LATER}/?category=outsourcer",
    f"label/releases/{EARLIER}/",
    f"label/releases/{NORM}/",
    f"label/releases/{LATER}/themes/social_dialogue/",
    f"label/releases/{LATER}/themes/purchasing/?category=in_house",
    f"label/releases/{LATER}/questions/stability/",
    f"label/releases/{LATER}/questions/cse_information/",
    f"label/releases/{LATER}/questions/monitoring_transparency/",
    f"label/releases/{LATER}/questions/price_covers_wages/",
)
TEMPLATES = Path(__file__).resolve().parents[3] / "src" / "filiere" / "site" / "templates" / "label"


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def words(content: str) -> str:
    """What a reader reads: no tags, single spaces, a raised end beside its number."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", re.sub(r"</?sup>", "", content))).split())


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_page_is_whole_in_both_languages(client: Client, lang: str, path: str) -> None:
    """`lang` right, one main title, a description, the other language, neither style nor script, no code unsaid."""
    content = page(client, f"/{lang}/{path}")
    assert f'<html lang="{lang}"' in content
    assert content.count("<h1") == 1
    assert re.search(r'<meta name="description" content="[^"]{10,}"', content)
    other = "en" if lang == "fr" else "fr"
    assert f'href="/{other}/{path.replace("&", "&amp;")}" hreflang="{other}"' in content
    assert 'style="' not in content
    assert not re.search(r"<script(?![^>]* src=)", content)
    assert "None" not in words(content)


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_somewhere_and_identifiers_are_unique(client: Client, answered: set[str], path: str) -> None:
    """Every address of the site on the page answers, every anchor is on it, every drawing is well formed."""
    content = page(client, f"/fr/{path}")
    for link in sorted(set(re.findall(r'href="((?:/(?:fr|en|export)/|\?)[^"#]*)"', content)))[:60]:
        address = unescape(link)
        if address.startswith("?"):
            address = f"/fr/{path.partition('?')[0]}{address}"
        if address not in answered:
            assert client.get(address).status_code in {200, 302}, link
            answered.add(address)
    identifiers = re.findall(r'\bid="([^"]+)"', content)
    assert len(identifiers) == len(set(identifiers))
    for anchor in re.findall(r'href="#([^"]+)"', content):
        assert anchor in identifiers
    for drawing in re.findall(r"<svg .*?</svg>", content, re.DOTALL):
        root = ET.fromstring(drawing)  # noqa: S314 - our own drawing.
        if root.get("aria-hidden") != "true":
            assert all(name in identifiers for name in (root.get("aria-labelledby") or "").split())


def test_no_number_is_typed_in_a_template() -> None:
    """Numbers come from releases: a template that held one would go on saying it after a new release."""
    for path in TEMPLATES.rglob("*.html"):
        text = re.sub(
            r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(encoding="utf-8"), flags=re.S
        )
        text = re.sub(r"<svg.*?</svg>", "", text, flags=re.S)
        short = re.findall(r'\{% t "([^"]*)" "([^"]*)"', text)
        long = re.findall(r"\{% text\b.*?%\}(.*?)\{% en %\}(.*?)\{% endtext %\}", text, flags=re.S)
        for fr, en in short + long:
            assert not re.search(r"\d", (fr + en).replace("SHA-256", "")), f"{path.name}: {fr}"
        text = re.sub(r"\{% text\b.*?\{% endtext %\}", "", text, flags=re.S)
        outside = re.sub(r"\{[%{].*?[%}]\}|<[^>]+>", " ", text, flags=re.S)
        assert set(re.findall(r"\d+", outside)) <= {"404"}, path.name


def test_the_release_shows_what_weighs_and_what_decides(client: Client) -> None:
    """Weights of the category, dated parameters, conditions of the levels in words and as written, votes, audit."""
    text = words(page(client, f"/fr/label/releases/{LATER}/?category=outsourcer"))
    assert re.search(r"[Aa]u moins 60\s?points", text)
    assert "score(total) >= param.award_floor" in text
    assert "≥" not in text
    folded = re.sub(r"<details.*?</details>", "", page(client, f"/fr/label/releases/{LATER}/"), flags=re.DOTALL)
    assert "param." not in folded, "a formula is folded"
    assert "du 1er janvier 2027 au 31 décembre 2028" in text
    assert "salariés" in text
    assert "adoptée" in text
    english = words(page(client, f"/en/label/releases/{LATER}/?category=outsourcer"))
    assert "Adopted on 12 November 2026" in english
    assert "Exact formula" in english


def test_a_category_changes_questions_and_weights(client: Client) -> None:
    """Each category has its own weights; an unknown one is said, with those that exist."""
    outsourcer, client_company = (
        words(page(client, f"/en/label/releases/{LATER}/?category={key}")) for key in ("outsourcer", "client_company")
    )
    assert outsourcer != client_company
    wrong = page(client, f"/en/label/releases/{LATER}/?category=outsorcer")
    assert "“outsorcer” is not an applicant category" in words(wrong)
    assert "Try: outsourcer" in words(wrong)
    assert "This text does not distinguish applicant categories" in words(
        page(client, f"/en/label/releases/{NORM}/?category=outsourcer")
    )


def test_a_question_shows_all_that_is_asked_of_it(client: Client) -> None:
    """Levels with points, evidence and its period, knock-out, condition in words and as written, fate, mappings."""
    content = page(client, f"/fr/label/releases/{LATER}/questions/cse_information/")
    text = words(content)
    release = Library(FIXTURE).release(LATER)
    for level in release.scales["cse_information"].levels:
        assert level.text.get("fr") in text
    assert "Éliminatoire : réponse « Rien » ou « Engagé »" in text
    assert "level(cse_information) < 'applied'" in text
    assert "fact.has_cse" in text
    assert "Période prouvée" in text
    assert f"/fr/label/releases/{EARLIER}/" in content
    assert f"/fr/label/releases/{NORM}/questions/" in content


def test_a_question_scored_by_an_indicator_draws_its_grid(client: Client) -> None:
    """Formula in words and as written, inputs with units, the grid as a drawing and as a table with the same points."""
    content = page(client, f"/en/label/releases/{LATER}/questions/stability/")
    assert "points-grid" in content
    assert content.count('class="m-line"') == 2, "once in each drawing"
    text = words(content)
    assert "sum(leavers)" in text
    assert "One figure per site" in text


def test_a_number_leads_to_the_key_that_never_changes(client: Client) -> None:
    """Numbers are for display: the address of a question is its key."""
    response = client.get(f"/fr/label/releases/{LATER}/questions/3.1/")
    assert response.status_code == 302
    assert response["Location"] == f"/fr/label/releases/{LATER}/questions/cse_information/"


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("releases/lrse@2027.2/", LATER),
        (f"releases/{LATER}/themes/social_dialog/", "social_dialogue"),
        (f"releases/{LATER}/questions/stabilty/", "stability"),
        ("mappings/lrse@2027.1--iso18295-1@2018/", MAPPING),
        (f"compare/?from=lrse@2024.3&to={LATER}", EARLIER),
        ("releases/lrse@2027.2/themes/x/", LATER),
    ],
)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_is_not_there_is_said_with_what_comes_close(client: Client, lang: str, path: str, near: str) -> None:
    """404, in the reader's language, not indexed, with near matches."""
    content = page(client, f"/{lang}/label/{path}", 404)
    assert f'<html lang="{lang}"' in content
    assert "noindex" in content
    assert near in content


def test_a_simulation_that_is_not_there(client: Client) -> None:
    """No number is too large, and the list is offered."""
    for number in (1, 2**31, 10**30):
        assert "/fr/label/" in page(client, f"/fr/label/simulations/{number}/", 404)


def test_the_comparison_counts_what_the_engine_finds(client: Client) -> None:
    """Each question that came, went or changed stands once under its kind; the counts hold every difference."""
    library = Library(FIXTURE)
    changes = compare_releases(library.release(EARLIER), library.release(LATER))
    content = page(client, f"/en/label/compare/?from={EARLIER}&to={LATER}")
    before, after = (set(library.release(one).criteria) for one in (EARLIER, LATER))
    touched = {one.key for one in changes if one.record == "criterion"}
    expected = {"added": after - before, "removed": before - after, "changed": touched & before & after}
    for kind, keys in expected.items():
        lists = "".join(re.findall(rf'data-kind="{kind}">(.*?)</ul>', content, re.DOTALL))
        found = re.findall(r"/questions/(\w+)/", lists)
        assert sorted(found) == sorted(keys), kind
    counted = re.search(r'id="counts".*?</section>', content, re.DOTALL)
    assert counted is not None
    totals = [int(one.replace(",", "")) for one in re.findall(r'<td class="n">\s*([\d,]+)\s*</td>\s*</tr>', counted[0])]
    assert sum(totals) == len(changes)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (f"from={EARLIER}", "Choose two versions"),
        (f"from={LATER}&to={LATER}", "the same version twice"),
        (f"from={LATER}&to={NORM}", "a mapping shows"),
    ],
)
def test_a_comparison_that_cannot_be_is_said(client: Client, query: str, said: str) -> None:
    """One end missing, twice the same, two referentials: said, and the form stays."""
    assert said in words(page(client, f"/en/label/compare/?{query}"))


def assert_counts(found: Any, text: str) -> None:
    """The heading has the counts of the engine: subjects covered, partly and not."""
    total = found.total
    for count, what in (
        (total.covered, "entièrement couvert"),
        (total.partly, "en partie"),
        (total.uncovered, "non couvert"),
    ):
        assert f"{count} {what}" in text


def test_the_mapping_counts_what_the_engine_counts(client: Client) -> None:
    """Coverage first, over subjects and said so; the gaps; who reviewed; the other way round by deduction."""
    library = Library(FIXTURE)
    mapping = library.mappings[MAPPING]
    known = resolve_mapping(mapping, library.release(LATER), library.release(NORM))
    found = compute_coverage(known)
    text = words(page(client, f"/fr/label/mappings/{MAPPING}/"))
    assert_counts(found, text)
    assert "étalonnage des écoutes" in text, "a gap is told in words"
    assert "expert de la qualité" in text
    backwards = words(page(client, f"/fr/label/mappings/{MAPPING}/?reverse=1"))
    assert_counts(compute_coverage(known.reverse()), backwards)
    for subject in found.subjects:
        assert Text(fr=subject.text.fr, en=subject.text.en).get("fr") in text
    wrong = words(page(client, f"/en/label/mappings/{MAPPING}/?category=x"))
    assert "“x” is not an applicant category" in wrong


def test_a_factor_shows_its_source_or_waits_for_one(client: Client) -> None:
    """The latest table by default, the value and where it was read; a row without a source shows no number."""
    text = words(page(client, "/en/label/factors/"))
    assert "1 emission factor read at its source, 1 to be supplied" in text
    assert "0.2 kgCO2e/km 3 Éditeur inventé, Table inventée 24 November 2026" in text
    assert "to be supplied kgCO2e/kWh" in text
    assert "0.3 kgCO2e/km" in words(page(client, "/en/label/factors/?version=2025"))
    assert "Aucune table de facteurs « 1999 »" in words(page(client, "/fr/label/factors/?version=1999", 404))


QUERIES = {"label/simulations/": 1}
"""Queries of each page for a visitor; none where nothing is said."""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_costs_a_visitor_so_many_queries(
    client: Client, path: str, django_assert_num_queries: Callable[..., Any]
) -> None:
    """Releases are in memory, and public ones are shown without looking at who asks."""
    client.get(f"/fr/{path}")
    with django_assert_num_queries(QUERIES.get(path, 0)):
        client.get(f"/fr/{path}")
