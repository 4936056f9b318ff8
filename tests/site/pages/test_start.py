"""A visitor finds the way in: the doors of the home page, the situations, and what each leads to."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import override

from filiere.core import Lang, Text, use_language
from filiere.site.pages.live_counts import fill_counts, live_counts
from filiere.site.pages.situations import DOORS, PageLink, find_page, list_parts, list_situations, read_situations

pytestmark = pytest.mark.django_db


def page(client: Any, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return str(response.content.decode())


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_home_page_opens_the_first_situations_and_tells_of_each_part(client: Any, lang: Lang) -> None:
    content = page(client, f"/{lang}/")
    keys = [one.key for one in read_situations().situations[:DOORS]]
    assert re.findall(r'data-situation="([^"]+)"', content) == keys
    assert re.findall(r'data-part="([^"]+)"', content) == [one.key for one in read_situations().parts]
    with use_language(lang), override(lang):
        for one in list_situations()[:DOORS]:
            assert re.search(rf'<h3><a href="{re.escape(one.links[0].url)}">', content), one.key
    assert f'href="/{lang}/start/"' in content


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_situation_stands_on_its_page_with_ways_that_answer(client: Any, lang: str) -> None:
    content = page(client, f"/{lang}/start/")
    assert re.findall(r'id="([^"]+)" data-situation="\1"', content) == [one.key for one in list_situations()]
    main = content[content.index("<main") : content.index("</main>")]
    for address in set(re.findall(r'href="(/[^"#]+)', main)):
        assert client.get(address).status_code in {200, 302}, address
    assert "{" not in main


def test_a_form_of_a_situation_is_answered_by_the_page_it_names(client: Any) -> None:
    """What is typed there arrives: the field is one that the page knows, and repeats."""
    forms = [one.form for one in list_situations() if one.form is not None]
    assert len(forms) >= 3
    for form in forms:
        response = client.get(form.url, {form.field: "zzzz-4711"}, follow=True)
        assert response.status_code in {200, 404}
        assert "zzzz-4711" in response.content.decode(), form.url


def test_every_page_that_a_situation_names_exists() -> None:
    """A name written wrong would leave its link out, and nobody would miss it."""
    assert not [link.page for one in list_situations() for link in one.links if link.url is None]


def test_a_link_whose_page_does_not_exist_is_left_out() -> None:
    link = PageLink(page="nowhere:page", text=Text(fr="Nulle part", en="Nowhere"))
    assert link.url is None
    assert find_page("label:home") == reverse("label:home")


def test_every_count_that_a_text_names_is_kept_by_an_app() -> None:
    content = read_situations()
    named = {name for one in content.situations for words in (one.short, one.text) for name in _places(words)}
    named |= {fact.count for part in content.parts for fact in part.facts}
    assert named <= set(live_counts)


def _places(words: Text) -> set[str]:
    french, english = (set(re.findall(r"\{(\w+)\}", words.get(lang))) for lang in ("fr", "en"))
    assert french == english
    return french


def test_counts_are_those_of_the_moment(client: Any) -> None:
    """A count that changes shows at once, on the page and in a text."""
    with live_counts.add_for_block("labels", lambda: "4711"):
        assert "4711" in page(client, "/fr/")
        assert ("4711",) in [tuple(count for _, count in part.facts if count == "4711") for part in list_parts()]
    with live_counts.add_for_block("figures", lambda: "4712"):
        assert fill_counts(Text(fr="{figures} ici", en="{figures} here")).startswith("4712")
