"""Rules in words, search and points grids: what pages say is what releases hold."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from support.scenes.label_site import EARLIER, FIXTURE, LATER, NORM

from filiere.core import Lang, use_language
from filiere.referentials import Library, Release
from filiere.referentials.expression_scope import list_expressions
from filiere.referentials.language import Environment, parse
from filiere.site.label import search
from filiere.site.label.expression_text import describe_expression
from filiere.site.label.presenters.questions import QuestionPresenter, parse_grid

DAY = date(2027, 3, 1)


@pytest.fixture(scope="module")
def release() -> Release:
    """The example label."""
    return Library(FIXTURE).release(LATER)


@pytest.mark.parametrize(
    ("expression", "fr", "en"),
    [
        ("category == 'outsourcer'", "Le candidat est « Prestataire externalisé »", "The candidate is “Outsourcer”"),
        (
            "category in ['in_house', 'outsourcer'] and fact.has_cse",
            "Le candidat est « Centre intégré » ou « Prestataire externalisé », et ",
            "The candidate is “In-house centre” or “Outsourcer”, and ",
        ),
        ("score(total) >= param.award_floor", "Score total ≥ award_floor (60 points)", "Total score ≥ award_floor"),
        (
            "level(cse_information) < 'applied'",
            "Réponse « Rien » ou « Engagé » à la question 3.1",
            "Answer “Nothing” or “Started” to question 3.1",
        ),
        ("level(cse_information) >= 'leading'", "Réponse « Exemplaire » à la", None),
        ("level(cse_information) >= 'applied'", "Réponse « Appliqué » ou mieux à la question 3.1", None),
        ("knock_outs == 0", "Nombre de critères bloquants = 0", "Number of knock-outs = 0"),
        ("not recent_withdrawal(24)", "Il n’est pas vrai que : le label a été", "It is not true that: the label was"),
        ("(fact.headcount - 1) * 2 - (3 - 1)", None, None),
        ("max(1, ceil(sqrt(n) - 0.5))", "Plus grand de (1 ; ", "Maximum of (1; "),
        ("this is ( no expression", "this is ( no expression", "this is ( no expression"),
    ],
)
def test_a_rule_in_words(release: Release, expression: str, fr: str | None, en: str | None) -> None:
    """Names become the texts of the release, signs stay signs, a parameter tells its value of the day."""
    for lang, expected in (("fr", fr), ("en", en)):
        with use_language(lang):
            words = " ".join(describe_expression(release, expression, DAY).split())
        if expected is not None:
            assert words.startswith(expected.rstrip()), words


def test_a_parameter_tells_its_value_of_the_day(release: Release) -> None:
    """The floor rises in the third year, and so do the words."""
    with use_language("en"):
        early, late = (
            describe_expression(release, "score(total) >= param.award_floor", day) for day in (DAY, date(2029, 5, 1))
        )
    assert "(60 points)" in early
    assert "(65 points)" in late


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 - (2 - 3)", "1 − (2 − 3)"),
        ("(1 - 2) - 3", "1 − 2 − 3"),
        ("2 * (3 + 4)", "2 × (3 + 4)"),
        ("2 * 3 + 4", "2 × 3 + 4"),
        ("8 / (4 / 2)", "8 ÷ (4 ÷ 2)"),
        ("(true or false) and true", "(always, or never), and always"),
        ("1 + (2 if true else 3)", "1 + (2 if always, else 3)"),
    ],
)
def test_brackets_keep_the_meaning(release: Release, expression: str, expected: str) -> None:
    """Words bind as the expression does: brackets stay where they change the result, and only there."""
    with use_language("en"):
        assert describe_expression(release, expression, DAY).casefold() == expected.casefold()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_shipped_rule_has_words(lang: Lang) -> None:
    """No expression of the shipped releases leaves a name of the language unsaid."""
    library = Library()
    for name in library.ids:
        shipped = library.release(name)
        for place in list_expressions(shipped):
            with use_language(lang):
                words = re.sub("[“«][^”»]*[”»]", "", describe_expression(shipped, place.text, DAY))
            for code in ("fact.", "ind.", "param.", "level(", "score(", "findings(", " and not ", " == "):
                assert code not in words, f"{name} {place.key}: {words}"


def test_a_grid_is_drawn_from_the_rule_itself(release: Release) -> None:
    """The points of the drawing give what the language gives, at each of them."""
    indicator = release.indicators["turnover_rate"]
    assert indicator.scores is not None
    found = parse_grid(indicator.scores.rule)
    assert found is not None
    shape, points = found
    assert shape == "grid"
    rule = parse(indicator.scores.rule)
    for x, y in points:
        assert rule.evaluate(Environment({"ind.turnover_rate": int(x)})) == y
    curve = QuestionPresenter(release, DAY).curve(indicator)
    assert curve is not None
    assert [(point.x, point.y) for point in curve.points] == list(points)


@pytest.mark.parametrize(
    "rule", ["100 - ind.x", "grid(ind.x, [[0, 0], [1, 1]]) / 2", "grid(ind.x, points)", "1 +", "grid(ind.x, [[0, y]])"]
)
def test_a_rule_that_is_no_plain_grid_is_not_drawn(rule: str) -> None:
    """A drawing that is not the rule would lie; the rule is then told in words only."""
    assert parse_grid(rule) is None


def test_negatives_and_decimals_stand_in_a_grid() -> None:
    """A grid may be written with a sign and with decimals."""
    assert parse_grid("stairs(ind.x, [[-0.5, 0], [0.5, 100]])") == (
        "stairs",
        ((Decimal("-0.5"), Decimal(0)), (Decimal("0.5"), Decimal(100))),
    )


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("ecoutes", "monitoring_transparency"),
        ("ÉCOUTES ENREGISTREMENTS", "monitoring_transparency"),
        ("call monitoring", "monitoring_transparency"),
        ("3.1", "cse_information"),
        ("cse_information", "cse_information"),
        ("œuvre", None),
        ("  ", None),
        ("!!!", None),
        ("stable zzzz", None),
    ],
)
def test_search_ignores_accents_and_case_in_both_languages(release: Release, asked: str, first: str | None) -> None:
    """A number or key comes first; every word must be found; nothing is found for nothing."""
    hits = search.search_questions([release], asked)
    assert (hits[0].criterion.key if hits else None) == first


def test_search_narrows_and_ranks(release: Release) -> None:
    """Words of the question itself come before words of its evidence; a release and a category narrow."""
    every = search.search_questions([release, Library(FIXTURE).release(NORM)], "monitoring")
    assert [hit.rank for hit in every] == sorted(hit.rank for hit in every)
    assert {hit.release.id for hit in every} >= {LATER}
    assert {hit.release.id for hit in search.search_questions([release], "monitoring")} == {LATER}


@pytest.mark.django_db
@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=stable&referental=lrse", "“referental” is not a search criterion"),
        ("q=stable&referential=lrsee", "No referential “lrsee”"),
        ("q=stable&category=outsorcer", "No category “outsorcer”: it was ignored. Try: outsourcer"),
        ("q=%21%21", "At least one letter or digit is needed"),
        (f"q={'a' * 300}", "Your search has 300 characters; at most 200 are accepted"),
        ("q=zzzz", "No question mentions “zzzz”"),
    ],
)
def test_what_was_not_understood_is_said(client: Client, query: str, said: str) -> None:
    """A bad criterion is left aside, and the page says so beside what it found; a question too long is refused."""
    answer = client.get(f"/en/label/search/?{query}")
    assert said in answer.text
    assert answer.status_code == (422 if "aaa" in query else 200)


@pytest.mark.django_db
@pytest.mark.usefixtures("served")
def test_a_search_by_release_finds_only_there(client: Client) -> None:
    """The release of the address narrows; without it, the page offers each release with its count."""
    content = client.get("/en/label/search/?q=stable").content.decode()
    for name in (LATER, EARLIER):
        assert f"referential={quote(name)}" in content
    narrowed = client.get(f"/en/label/search/?q=stable&referential={EARLIER}").content.decode()
    assert f"/en/label/releases/{EARLIER}/questions/" in narrowed
    assert f"/en/label/releases/{LATER}/questions/" not in narrowed


def test_a_text_typed_by_a_reader_is_escaped(client: Client, settings: Any, db: None, tmp_path: Path) -> None:
    """What was searched for is shown as text."""
    settings.REFERENTIALS = FIXTURE
    content = client.get("/fr/label/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script" not in content
    for path in ("releases/<script>/", "mappings/<b>/"):
        assert "<script" not in client.get(f"/fr/label/{path}").content.decode()
