"""Lists and search boxes of forms that only choose what a page shows, written by one tag each."""

from __future__ import annotations

import re
from types import SimpleNamespace

from django.template import Context, Engine

from filiere.core import Text


def render(source: str, **values: object) -> str:
    return Engine.get_default().from_string(source).render(Context(values))


def find_options(html: str) -> list[tuple[str, str, str]]:
    """The value of each option, whether it is chosen, and its words."""
    return re.findall(r'<option value="([^"]*)"( selected)?>([^<]*)</option>', html)


def test_a_list_has_its_label_and_knows_what_is_chosen_by_its_value() -> None:
    years = [(2007, "<i>"), (2008, Text(fr="b", en="b"))]
    html = render(
        '{% choice "year" label years chosen none="–" key="y" about="hint" %}', label="<b>", years=years, chosen="2008"
    )
    assert html.startswith('<label for="y">&lt;b&gt;</label> <select id="y" name="year" aria-describedby="hint">')
    assert find_options(html) == [("", "", "–"), ("2007", "", "&lt;i&gt;"), ("2008", " selected", "b")]


def test_a_list_may_be_a_mapping_or_be_in_groups() -> None:
    assert find_options(render('{% choice "a" "A" choices %}', choices={"x": "X"})) == [("x", "", "X")]
    html = render('{% choice "a" "A" choices "y" %}', choices=[("G&", [("x", "X"), ("y", "Y")])])
    assert '<optgroup label="G&amp;"><option value="x">' in html
    assert find_options(html) == [("x", "", "X"), ("y", " selected", "Y")]


def test_things_are_choices_by_two_of_their_attributes() -> None:
    things = [SimpleNamespace(key="x", title=Text(fr="X", en="X"))]
    assert find_options(render('{% choice "a" "A" things|pairs:"key title" "x" %}', things=things)) == [
        ("x", " selected", "X")
    ]


def test_a_search_box_gives_back_what_was_looked_for() -> None:
    html = render('{% search_box "q" "Name" words length=100 %}', words='"<b>')
    assert html == (
        '<label for="q">Name</label> <input type="search" id="q" name="q" value="&quot;&lt;b&gt;" maxlength="100">'
    )
