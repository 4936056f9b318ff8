"""The public pages: both languages, numbers from the register alone, no style attribute, no dead link."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.estimation import sector_weight
from filiere.figures import Amendment
from filiere.site.observatory.figure_register import shipped_register
from filiere.site.observatory.page_figures import current_weight, list_regions, undrawn_weight_figures, weight_points
from filiere.site.observatory.presenters.weight_summary import build_weight_answer

pytestmark = pytest.mark.django_db

FIGURE = "jobs-outsourced-2008-unedic"
PAGES = (
    "",
    "start/",
    "weight/",
    "outsourced/",
    "economy/",
    "abroad/",
    "international/",
    "register/",
    "register/?indicator=jobs&segment=outsourced&year=2008",
    "register/?text=zzzz",
    f"figures/{FIGURE}/",
    "figures/jobs-whole-2021-rcf/",
    "figures/jobs-whole-datalegal/",
    "sources/poitiers-2010-07/",
    "downloads/api/",
)


def _page(client: Any, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_page_is_whole_in_both_languages(client: Any, lang: str, page: str) -> None:
    """200, `lang` right, one main title, a description, a link to the same page in the other language, no style."""
    content = _page(client, f"/{lang}/{page}")
    assert f'<html lang="{lang}"' in content
    assert content.count("<h1") == 1
    assert re.search(r'<meta name="description" content="[^"]{10,}"', content)
    other = "en" if lang == "fr" else "fr"
    assert f'href="/{other}/{page.replace("&", "&amp;")}" hreflang="{other}"' in content
    assert 'style="' not in content
    # The only scripts are those of charts and of copies, files of ours; nothing is written in the page.
    scripts = re.findall(r"<script[^>]*>(?:(?!</script>).)*", content, re.DOTALL)
    ours = re.compile(r'<script type="module" src="/static/filiere/(?:chart|copy)\.js[^>]*>')
    assert all(ours.fullmatch(one) for one in scripts)
    assert not re.search(r"à venir|coming soon", content, re.IGNORECASE)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_inside_the_site_leads_somewhere(client: Any, answered: set[str], page: str) -> None:
    """No dead link: every address of the site printed on a page answers, and every anchor is on its page."""
    content = _page(client, f"/fr/{page}")
    found = {link.replace("&amp;", "&") for link in re.findall(r'href="(/(?:fr|en|export)/[^"#]*)"', content)}
    # The facets and the rows of the register are all of one shape: a sample of each page is enough.
    for link in sorted(found)[:40]:
        if link not in answered:
            assert client.get(link).status_code in {200, 302}, link
            answered.add(link)
    for anchor in re.findall(r'href="#([^"]+)"', content):
        assert f'id="{anchor}"' in content, anchor


@pytest.mark.parametrize("page", PAGES)
def test_identifiers_are_unique_and_drawings_are_well_formed(client: Any, page: str) -> None:
    """One identifier, one element; every drawing parses and, unless it is decoration, names its finding."""
    content = _page(client, f"/en/{page}")
    identifiers = re.findall(r'\bid="([^"]+)"', content)
    assert len(identifiers) == len(set(identifiers))
    for drawing in re.findall(r"<svg .*?</svg>", content, re.DOTALL):
        root = ET.fromstring(drawing)  # noqa: S314 - our own drawing.
        if root.get("aria-hidden") != "true":
            links = [one for one in root.iter() if one.tag.endswith("a") and one.get("href")]
            assert root.get("role") == ("group" if links else "img")
            assert all(name in identifiers for name in (root.get("aria-labelledby") or "").split())


@pytest.mark.parametrize(("year", "counted"), [(2025, "none"), (2008, "some")])
def test_no_interval_covers_statements(client: Any, year: int, counted: str) -> None:
    """The methods page says whether a count carries an interval, and draws each value by itself, without a band."""
    section = _page(client, f"/fr/methods/?year={year}").partition('id="fourchette"')[2].partition("<table")[0]
    assert f'data-counted="{counted}"' in section
    assert 'class="chart full' in section
    assert 'class="maybe"' not in section
    assert "stated" in section


def test_home_tells_statements_computation_and_count_apart(client: Any) -> None:
    """The large numbers cover what is stated and computed; each stands on a line of its own; nothing is retained."""
    register = shipped_register()
    weight = current_weight(register, date(2026, 11, 24))
    spans = (weight.range, weight.stated_range, weight.method_range)
    count = register.retained_for("outsourced-fte-2019")
    assert count is not None
    for lang in ("fr", "en"):
        content = _page(client, f"/{lang}/")
        for span in spans:
            assert span is not None
            assert f"{format_number(int(span.low), lang)}" in content
            assert f"{format_number(int(span.high), lang)}" in content
        assert re.findall(r'data-line="(.*?)"', content) == ["statements", "ratio", "count"]
        assert f"/{lang}/methods/?year={weight.year}#ratio" in content
        assert format_number(int(count.value or 0), lang) in content
        assert 'data-retained="none"' in content
        cited = content.partition('class="cite">')[2].partition("</p>")[0]
        assert f"/{lang}/," in cited
        assert format_number(int(count.value or 0), lang) in cited
        assert "2019)" in cited, "its scope and year go with it"
        assert all(one in cited for one in re.findall(r"/sources/[^>]*>([^<]*)<", content.partition("data-gaps")[0]))
        assert "data-gaps" in content
        drawing = content[content.index('class="chart full') :].partition("</svg>")[0]
        assert "stated" in drawing
        assert 'class="maybe"' not in drawing
    assert "181,760" in _page(client, "/en/"), "the ratio method at 20 % is one of the reasons"


def test_an_answer_that_holds_people_says_so() -> None:
    """2025 has jobs alone; once a source says people, the range stands and the line of statements has more to say."""
    facts = {"figure": "jobs-whole-2025-sp2c", "number": 1, "reason": "r", "date": "2026", "by": "b"}
    changes = {"unit": "person", "measure": "headcount"}
    said_otherwise = shipped_register().with_amendments(
        [Amendment.model_validate({"kind": "correct", "changes": changes, **facts})]
    )
    jobs, people = (
        {line.key: line for line in build_weight_answer(one, sector_weight(one, 2025, draws=100))["lines"]}
        for one in (shipped_register(), said_otherwise)
    )
    assert people["statements"].amount == jobs["statements"].amount
    assert len(people["statements"].words) > len(jobs["statements"].words)


def test_weight_draws_at_least_42_values_and_says_what_it_leaves_out(client: Any) -> None:
    """Every traceable total since 1999 is a titled mark, once in each drawing, and a row of the table."""
    points = weight_points(shipped_register())
    assert len(points) >= 42
    assert {point.scope for point in points} == {"whole", "outsourced", "abroad"}
    assert any(not figure.is_traceable for figure in undrawn_weight_figures(shipped_register()))
    content = _page(client, "/fr/weight/")
    wide = re.search(r'<svg class="chart full wide".*?</svg>', content, re.DOTALL)
    assert wide is not None
    assert wide[0].count("<title>") == len(points)
    assert content.count("<tr") - 1 == len(points)
    assert "jobs-whole-datalegal" not in content, "a value without a method is not drawn"


def test_shares_of_one_whole_are_of_one_source_and_year(client: Any) -> None:
    """Women of 2019 never stand beside men of 2011: what is shown of one indicator can be added up."""
    from filiere.site.observatory.figure_register import current_register
    from filiere.site.observatory.views.outsourced import build_highlights

    register = current_register()
    listed = [register[url.rstrip("/").rpartition("/")[2]] for _, _, url, _ in build_highlights(register)]
    assert len(listed) >= 5
    for indicator in {one.indicator for one in listed}:
        parts = [one for one in listed if one.indicator == indicator]
        assert len({(one.source, one.period) for one in parts}) == 1, indicator
        assert len({one.category for one in parts}) == len(parts)


def test_outsourced_shows_the_series_the_concurrents_and_the_regions(client: Any) -> None:
    """The Unédic series, the values that contradict it in 2008 and the top of the 22 regions."""
    content = _page(client, "/en/outsourced/")
    for value in ("22,706", "36,352", "44,664", "60,000", "23,477", "3,384"):
        assert value in content
    assert list_regions(shipped_register())[0].rounded_index == 397
    assert "60%" in content


def test_figure_page_shows_all_that_is_said_on_the_point(client: Any) -> None:
    """Value, source, concurrent values with their gap, citation, downloads, permanent address."""
    content = _page(client, f"/fr/figures/{FIGURE}/")
    for words in (
        "36\u202f352",
        "+8\u202f312",
        "+23\u202f648",
        "82.20",
        "Valeur retenue",
        f"/figures/{FIGURE}",
    ):
        assert words in content, words
    assert f"/export/figure.parquet?lang=fr&amp;id={FIGURE}" in content


def test_an_untraceable_figure_says_so(client: Any) -> None:
    """A value with neither method nor origin carries a warning instead of a retained mark."""
    content = _page(client, "/fr/figures/jobs-whole-datalegal/")
    assert "ni méthode ni origine" in content
    assert 'class="retained"' not in content


def test_a_range_is_printed_as_a_range(client: Any) -> None:
    """A figure without a single value shows its two ends."""
    content = _page(client, "/en/figures/jobs-whole-2021-rcf/")
    assert re.search(r"<span>280,000</span> <small>to</small> <span>300,000</span>", content)


@pytest.mark.parametrize("path", ["/fr/figures/no-such-figure/", "/en/sources/no-such-source/"])
def test_what_the_register_does_not_know_is_not_found(client: Any, path: str) -> None:
    """An unknown identifier is a 404, not an error."""
    assert client.get(path).status_code == 404


def test_the_permanent_address_follows_the_reader(client: Any) -> None:
    """An address without a language leads to the page in the reader's language."""
    response = client.get(f"/figures/{FIGURE}", headers={"accept-language": "en"})
    assert response.headers["Location"] == f"/en/figures/{FIGURE}/"
    assert client.get(f"/figures/{FIGURE}").headers["Location"] == f"/fr/figures/{FIGURE}/"


def test_a_correction_shows_on_the_page_with_its_history(client: Any, make_user: Any) -> None:
    """Staff's correction changes what is shown; the reason and the version are public, the person is not."""
    from filiere.site.observatory.actions.correct_figure import correct_figure

    user = make_user("statistician")
    correct_figure(
        FIGURE,
        changes={"note": {"fr": "Note corrigée.", "en": "Corrected note."}, "value": 36353, "confidence": "low"},
        reason=Text(fr="Erreur de saisie.", en="Typing error."),
        actor=user,
    )
    content = _page(client, f"/en/figures/{FIGURE}/")
    assert "Corrected note." in content
    assert "Typing error." in content
    assert "Version 2" in content
    assert "value: 36,352 → 36,353 · " in content
    assert "→ low" in content.lower()
    assert "→ Corrected note." in content
    assert user.name not in content


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_few_questions_of_the_database(client: Any, django_assert_max_num_queries: Any, page: str) -> None:
    """The register is in memory: a page costs the one query that looks for new amendments, and each count its own.

    The first page counts figures, sources, labels, sessions and the questions of the releases that a visitor may read.
    """
    if page in {"", "downloads/api/"}:
        # The register is built, and the examples of the interface are asked, once in a process.
        client.get(f"/fr/{page}")
    with django_assert_max_num_queries({"": 9, "start/": 5}.get(page, 2)):
        client.get(f"/fr/{page}")


def test_values_side_by_side_are_not_called_the_same_thing(client: Client) -> None:
    """The title over values that do not count the same thing does not say that they do."""
    french = unescape(client.get("/fr/outsourced/").content.decode())
    assert "ne comptent pas la même chose" in french
    assert "pour la même chose" not in french
    assert "values for the same thing" not in client.get("/en/outsourced/").content.decode()


def test_a_computed_figure_shows_its_operation(client: Client) -> None:
    """The whole operation, with its values, its sign and its result, in the language of the page."""
    for lang, words in (("fr", "9 ÷ 60 × 100 = 15"), ("en", "9 ÷ 60 × 100 = 15%")):
        page = client.get(f"/{lang}/figures/label-filing-rate-2006-02/").content.decode()
        said = re.findall(r'data-method="computed">(.*?)</p>', page, re.DOTALL)
        assert [words in one for one in said] == [True]
