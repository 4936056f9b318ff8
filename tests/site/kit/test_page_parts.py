"""Tables, fields and faults of pages are written once: by the tag `table`, and by the renderer of forms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Engine

import filiere.site

TEMPLATES = sorted((Path(filiere.site.__file__).parent / "templates").rglob("*.html"))
BY_HAND = {"observatory/map.html": ['<table class="classes">']}
"""The legend of a map, which never scrolls."""

FIELDS_BY_HAND = {
    "confidentiality/total.html": ["form.columns"],  # Its fields stand under two headings.
    "observatory/data_source.html": ["form.columns"],  # The form of a file.
    "programme/_dates.html": ["dates_form"],  # A label and its day on one line, three times.
}


def find_in_templates(pattern: str) -> dict[str, list[str]]:
    """What of a pattern stands in which template."""
    found = {f"{path.parent.name}/{path.name}": re.findall(pattern, path.read_text("utf-8")) for path in TEMPLATES}
    return {name: hits for name, hits in found.items() if hits}


def render(source: str, **values: object) -> str:
    return Engine.get_default().from_string(source).render(Context(values))


def test_no_template_writes_a_table_or_its_region_by_hand() -> None:
    assert find_in_templates(r"<table\b[^>]*>") == BY_HAND
    assert find_in_templates(r"<caption\b[^>]*id=|class=\"scroll\b") == {}


def find_names(html: str) -> tuple[list[str], list[str]]:
    """The ids of a page, and those by which its parts are called."""
    return re.findall(r' id="([^"]*)"', html), re.findall(r' aria-labelledby="([^"]*)"', html)


@pytest.mark.parametrize("rounds", [[1], [1, 2]])
def test_a_table_is_called_by_its_caption(rounds: list[int]) -> None:
    """Its region can be reached and scrolled by keyboard, and is called by a caption of its own in every round."""
    html = render(
        '{% for n in rounds %}{% table "cap" caption key=n hidden=True %}<tbody></tbody>{% endtable %}{% endfor %}',
        rounds=rounds,
        caption="<b>",
    )
    assert find_names(html) == ([f"cap-{n}" for n in rounds],) * 2
    assert html.count('role="region"') == html.count('tabindex="0"') == len(rounds)
    assert html.count("&lt;b&gt;") == html.count('class="vh"') == len(rounds)
    assert html.count("<tbody></tbody>") == len(rounds)


def test_a_table_may_be_called_by_a_heading() -> None:
    html = render('<h2 id="a">A</h2>{% table "a" style="tight" region="below" %}<tbody></tbody>{% endtable %}')
    assert find_names(html) == (["a"], ["a"])
    assert '<div class="scroll below"' in html
    assert '<table class="tight"><tbody>' in html


def test_no_template_goes_through_fields_or_faults_by_hand() -> None:
    found = find_in_templates(r"\{% for [\w, ]+ in ((?:\w*form|field)(?:\.choice|\.columns)?|[\w.]+\.errors[\w.]*) %\}")
    assert {name: hits for name, hits in found.items() if not name.startswith("forms/")} == FIELDS_BY_HAND


class ExampleForm(forms.Form):
    """One field of each kind that is drawn in its own way."""

    key = forms.CharField(widget=forms.HiddenInput, initial="k")
    day = forms.DateField(help_text="hint")
    sure = forms.BooleanField()
    one = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, help_text="hint")
    many = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)


@pytest.mark.parametrize("sent", [None, {"key": "k"}])
def test_each_fault_stands_at_its_field_and_above_the_form(sent: dict[str, str] | None) -> None:
    """What describes a field exists, once; a group is a fieldset; the summary stands first, and leads to each field."""
    form = ExampleForm(sent)
    html = render("{{ form }}", form=form)
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    described = " ".join(re.findall(r'aria-describedby="([^"]*)"', html)).split()
    faults = [f"id_{name}_error" for name in form.errors]
    assert sorted(described) == sorted(["id_day_helptext", "id_one_helptext", *faults])
    assert len(faults) == (4 if sent else 0)
    assert {*described, *re.findall(r'href="#([^"]*)"', html)} <= {*ids}
    assert html.count("<legend>") == 2
    assert html.count('role="alert"') == (1 if sent else 0)
    assert not sent or html.index('role="alert"') < html.index("<input")
    assert html.count('name="key"') == 1
