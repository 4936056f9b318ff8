"""Tables, fields and faults of pages are written once: by the tag `table`, and by the renderer of forms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django import forms
from django.template import Context, Engine

import filiere.site
from filiere.site.kit.templatetags.filiere import heading

TEMPLATES = sorted((Path(filiere.site.__file__).parent / "templates").rglob("*.html"))
BY_HAND = {"observatory/map.html": ['<table class="classes">']}
"""The legend of a map, which never scrolls."""

FIELDS_BY_HAND = {
    "confidentiality/total.html": ["form.columns"],  # Its fields stand under two headings.
    "observatory/data_source.html": ["form.columns"],  # The form of a file.
    "programme/_dates.html": ["dates_form"],  # A label and its day on one line, three times.
}


INPUTS_BY_HAND = {
    # Beside what the form holds, or with nothing that could be refused.
    "accounts/_account.html": "Sends nothing: it lets the browser find whose password is asked for.",
    "accounts/_demo_paths.html": "The doors of the demonstration: a person of a list, and nothing to type.",
    "accounts/account.html": "A language, each of whose names is in its own.",
    "mail/box.html": "An address whose letters are shown; any text is taken.",
    "pages/start.html": "Searches of other pages, each with its own words.",
    "templates/base.html": "The search of every page.",
    "quality/definitions_compare.html": "A box that leaves lines out of a comparison.",
    "candidature/carry.html": "A box for each document offered, in the list that shows it.",
    "candidature/review.html": "A box for each line of a file, in the table that compares it.",
    "paths/_path.html": "A box for each skill, sent with the answers: the page keeps nothing.",
    "paths/result.html": "Answers sent with all those before: the page keeps nothing.",
    "paths/start.html": "A job of those found, or its name: what is not found is asked again.",
    # Of an engine, which reads the answers, merges what two people write, and names the faults by its own places.
    "audit/_audit_field.html": "The audit’s form, that a device without a network holds too.",
    "audit/_card.html": "The audit’s form, as above.",
    "candidature/_conflict.html": "Which of two people’s answers stays.",
    "candidature/_evidence.html": "The questionnaire’s pieces of evidence.",
    "candidature/_line.html": "The questionnaire’s answers.",
    "candidature/_number.html": "The questionnaire’s numbers.",
    "candidature/facts.html": "The facts of an organisation.",
    "candidature/group.html": "The facts of a group.",
    "candidature/opinion.html": "The opinion of staff representatives, whose draft the browser keeps.",
    "respondents/_field.html": "A survey’s question, by its questionnaire.",
    "respondents/screen.html": "A survey’s “I do not know”.",
    "quality/local_write.html": "Not converted: the 22 choices; faults are those of the text in YAML.",
    "quality/map.html": "Not converted: the columns of a file; faults are those of the text in YAML.",
    # Not converted.
    "accounts/_show_factor.html": "Not converted: a code, read beside the answer of a passkey.",
    "confidentiality/ask.html": "Options, each with a note, under the title of the page.",
}
"""Why a template writes fields itself. What a form declares is drawn by `{{ form }}`; a list or a search box that has
no fault to tell, by `{% choice %}` and `{% search_box %}`; a key that a button carries is hidden."""

CHOICES_SENT = {
    "accounts/account.html": ["every"],  # How often one’s tasks are told; anything else is never.
    "paths/start.html": ["job"],  # A job of a list.
    "quality/gap.html": ["from", "to", "indicator", "period"],  # What a gap is found for, in the address where it is.
}
"""Lists of forms that are sent, which have no fault to tell."""


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


def test_no_template_writes_a_field_by_hand() -> None:
    """A field of a form has its faults at its side and keeps what was typed by `{{ form }}` alone."""
    found = find_in_templates(r'<(?:input|select|textarea)\b(?![^<>]*type="hidden")')
    by_hand = {name for name in found if not name.startswith("forms/")}
    assert by_hand - {*INPUTS_BY_HAND} == set(), "declare a form and write {{ form }}, or say here why not"
    assert {*INPUTS_BY_HAND} - by_hand == set(), "these write no field by hand any more"


def test_a_list_by_itself_stands_in_no_form_that_is_sent() -> None:
    """But for those that have no fault to tell: an act’s form is declared."""
    sent = find_in_templates(r"(?s)<form\b(?=[^>]*post)[^>]*>((?:(?!</form>).)*)")
    found = {
        name: re.findall(r"\{% (?:choice|search_box) \"([^\"]*)\"", "".join(forms)) for name, forms in sent.items()
    }
    assert {name: names for name, names in found.items() if names} == CHOICES_SENT


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


def test_no_template_writes_a_plural_in_brackets() -> None:
    """A count stands after what it counts, or has words for one and for many: never “1 answer(s)”."""
    pattern = re.compile(r"\w\((?:s|x|es|nt)\)(?!\w)")
    assert pattern.search("{n} réponse(s)")
    assert [str(path) for path in TEMPLATES if pattern.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Le garde-t-il ?", 'Le <span class="inversion">garde-t-il</span> ?'),
        ("S’est-elle engagée ?", 'S’<span class="inversion">est-elle</span> engagée ?'),
        ("Sont-ils sous-traitants ?", '<span class="inversion">Sont-ils</span> sous-traitants ?'),
        ("<b>vient-on</b>", '&lt;b&gt;<span class="inversion">vient-on</span>&lt;/b&gt;'),
    ],
)
def test_a_heading_keeps_a_verb_with_its_pronoun(words: str, shown: str) -> None:
    assert heading(words) == shown
