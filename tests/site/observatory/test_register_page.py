"""The register page: a selection in an address, its facets, its order, its pages, and what cannot be understood."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from filiere.site.observatory import register_filters
from filiere.site.observatory.figure_register import count_figures, shipped_register
from filiere.site.observatory.views.register import PAGE_SIZE, build_facets, build_page_links
from filiere.site.register.tables import parse_criteria


def _ids(content: str) -> list[str]:
    return re.findall(r'<th scope="row">\s*<a href="/(?:fr|en)/figures/([^/]+)/">', content)


@pytest.mark.django_db
def test_the_three_values_of_2008_stand_together(client: Any) -> None:
    """36,352, 44,664 and 60,000 answer the same question."""
    content = client.get("/en/register/?indicator=jobs&segment=outsourced&year=2008&territory=FR").content.decode()
    assert {"36,352 jobs", "44,664 jobs", "60,000 jobs"} <= set(re.findall(r"[\d,]+ jobs", content))


@pytest.mark.django_db
def test_pages_hold_every_figure_once(client: Any) -> None:
    """Going through the pages gives every figure of the sector, in order, without repeating one."""
    total = len(shipped_register().listed_figures)
    seen: list[str] = []
    for page in range(1, -(-total // PAGE_SIZE) + 1):
        seen += _ids(client.get(f"/fr/register/?page={page}").content.decode())
    assert len(seen) == len(set(seen)) == total


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["0", "-3", "9999", "abc", "²"])
def test_a_page_that_does_not_exist_shows_the_nearest(client: Any, page: str) -> None:
    """A wrong page number is not an error."""
    assert client.get("/fr/register/", {"page": page}).status_code == 200


@pytest.mark.django_db
def test_a_misspelt_criterion_is_told(client: Any) -> None:
    """The whole register must not pass for the answer to a question that was not read; a page number is fine."""
    content = client.get("/en/register/?segmnet=outsourced").content.decode()
    assert "“segmnet” is not a register criterion" in content
    assert "is not a register criterion" not in client.get("/en/register/?page=2&segment=outsourced").content.decode()


@pytest.mark.django_db
def test_a_wrong_year_is_explained_and_left_aside(client: Any) -> None:
    """The reader is told what is wrong and what to do, and still sees figures."""
    content = client.get("/fr/register/?year=deux-mille").content.decode()
    assert "n’est pas une année" in content
    assert _ids(content)
    assert "n’est pas une année" not in client.get("/fr/register/?year=2008").content.decode()


@pytest.mark.django_db
def test_the_search_keeps_the_other_criteria(client: Any) -> None:
    """The form carries the criteria chosen by links, so that a search narrows down instead of starting again."""
    content = client.get("/en/register/?year=2008&confidence=high").content.decode()
    assert '<input type="hidden" name="year" value="2008">' in content
    assert '<input type="hidden" name="confidence" value="high">' in content


@pytest.mark.django_db
def test_what_a_reader_types_is_escaped(client: Any) -> None:
    """Markup typed in the search comes back as text."""
    content = client.get("/fr/register/", {"text": "<b>x</b>"}).content.decode()
    assert "<b>x</b>" not in content


@pytest.mark.django_db
def test_sorting_turns_round(client: Any) -> None:
    """Sorted by value, the order is said to assistive technology, and a second click reverses it."""
    content = client.get("/fr/register/?indicator=jobs&sort=value").content.decode()
    assert 'aria-sort="ascending"' in content
    ascending = _ids(content)
    register = shipped_register()
    middles = [register[key].middle for key in ascending if register[key].middle is not None]
    assert middles == sorted(middles)
    assert "sort=-value" in content


def test_each_facet_value_leads_to_as_many_figures_as_it_says() -> None:
    """A count is a promise: the selection behind it holds exactly that many figures."""
    register = shipped_register()
    chosen = register_filters.parse_selection({"segment": "outsourced"})
    checked = 0
    for facet in build_facets(register, chosen):
        for choice in facet.choices:
            params = dict(parse_qsl(urlsplit(html.unescape(choice.url)).query))
            found = register.search(register_filters.parse_selection(params).query)
            if choice.chosen:
                assert "segment" not in params
            else:
                assert len(found) == choice.count, choice
                checked += 1
    assert checked > 20


@given(
    st.dictionaries(
        st.sampled_from([*register_filters.CRITERIA_KEYS, "page", "other"]), st.text(max_size=12), max_size=6
    )
)
def test_any_address_is_a_selection(params: dict[str, str]) -> None:
    """Whatever an address holds, it reads, and writing it again gives the same selection."""
    chosen = register_filters.parse_selection(params)
    again = register_filters.parse_selection(
        dict(parse_qsl(chosen.address().removeprefix("?"), keep_blank_values=True))
    )
    assert again.params == chosen.params
    assert not again.problems


def test_words_are_looked_for_whole() -> None:
    """A long text is not cut in silence: what its last word asks counts, here as in the register of labels."""
    words = " ".join(["emploi"] * 40)
    chosen = register_filters.parse_selection({"text": f"{words} xyzzy"})
    assert chosen.query.text == f"{words} xyzzy"
    assert shipped_register().search(register_filters.parse_selection({"text": words}).query)
    assert not shipped_register().search(chosen.query)
    assert parse_criteria({"q": f"{words} xyzzy"}).words == f"{words} xyzzy"


def test_steps_always_reach_both_ends() -> None:
    """The first and the last page are always one click away, and the current one is no link."""
    chosen = register_filters.parse_selection({})
    found = build_page_links(chosen, 7, 13)
    assert [step.words for step in found] == ["1", "…", "5", "6", "7", "8", "9", "…", "13"]
    assert [step.words for step in found if step.current] == ["7"]
    assert all(step.url is None for step in found if step.current or step.words == "…")
    assert build_page_links(chosen, 1, 1) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("lang", "words"), [("fr", "ne connaît pas"), ("en", "knows no “bogus”")])
def test_a_word_the_register_does_not_know_is_said(client: Client, lang: str, words: str) -> None:
    """A misspelt scope or territory is told as such, not answered by an empty list alone."""
    for key in ("segment", "territory", "indicator"):
        body = html.unescape(client.get(f"/{lang}/register/?{key}=bogus").content.decode())
        assert 'role="alert"' in body
        assert words in body
    assert 'role="alert"' not in client.get(f"/{lang}/register/?segment=outsourced").content.decode()


@pytest.mark.django_db
def test_the_register_says_one_count_once(client: Client) -> None:
    """The title counts the figures of the sector, as the list without a criterion does; the others are said apart."""
    text = client.get("/en/register/").content.decode()
    counts = count_figures(shipped_register())
    assert counts.sector + counts.outside + counts.apart == len(shipped_register())
    assert f'data-sector="{counts.sector}"' in text
    assert f"{counts.sector} " in text.partition("data-sector")[2].partition("</h1>")[0]
    told = text.partition("data-apart")[2].partition("</p>")[0]
    assert f"{counts.outside} " in told
    assert f"{counts.apart} " in told
    for page, words in (("/en/", "figures and"), ("/en/downloads/", "figures of the sector")):
        assert f"{counts.sector} {words}" in client.get(page).content.decode()
    assert "fte-outsourced-2019-insee</" not in text, "no key under a title"
    labels = [str(one.label) for one in shipped_register().indicators.values()]
    assert len(labels) == len(set(labels)), "each indicator is named once"


@pytest.mark.django_db
def test_no_figure_is_the_first_thing_said(client: Client) -> None:
    """A search that finds nothing says so in the title, before the form, and a synonym finds something."""
    assert "data-none" in client.get("/en/register/?text=zyxwv").content.decode().partition('id="text"')[0]
    assert "data-none" not in client.get("/en/register/?text=salary").content.decode()


@pytest.mark.django_db
def test_the_method_of_a_computed_figure_is_its_formula(client: Client) -> None:
    """What we compute ourselves has no source that does not say how."""
    book = shipped_register()
    computed = next(one for one in book.listed_figures if one.derived is not None and one.method is None)
    told = next(one for one in book.listed_figures if one.derived is None and one.method is None)
    for figure, code in ((computed, "computed"), (told, "unsaid")):
        content = client.get(f"/en/figures/{figure.id}/").content.decode()
        assert re.findall(r'data-method="(\w+)"', content) == [code]
