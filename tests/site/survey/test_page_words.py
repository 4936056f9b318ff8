"""What pages of surveys say: strata, places of a form, the finding of a wave and the drawing of its changes."""

from __future__ import annotations

from typing import Any

import pytest

from filiere.core import Text
from filiere.site.survey.results.interval_drawings import IntervalRow, draw_changes
from filiere.site.survey.results.wave_changes import describe_changes
from filiere.site.survey.waves.code_labels import name_stratum
from filiere.site.survey.waves.presenters import name_place, name_result
from filiere.site.survey.waves.questionnaires import list_latest


@pytest.mark.parametrize(
    ("stratum", "french", "english"),
    [
        ("in_house · 0–50", "intégrés, moins de 50 salariés", "in-house, fewer than 50 employees"),
        ("outsourced · 50–200", "prestataires, de 50 à 199 salariés", "outsourcers, 50 to 199 employees"),
        ("outsourced · 200+", "prestataires, 200 salariés ou plus", "outsourcers, 200 employees or more"),
        ("take-all", "les plus grands, tous tirés", "the largest, all drawn"),
        ("R22-53 · 200+", "R22-53, 200 salariés ou plus", "R22-53, 200 employees or more"),
    ],
)
def test_a_stratum_is_said_so_that_its_classes_do_not_overlap(stratum: str, french: str, english: str) -> None:
    assert name_stratum(stratum) == Text(fr=french, en=english)


@pytest.mark.parametrize("name", ["barometer", "centres"])
def test_no_place_of_a_form_shows_where_its_turn_goes(name: str) -> None:
    """The desk names a question asked once a channel by that channel, as the form does."""
    questionnaire = list_latest()[name]
    words = [name_place(questionnaire, place) for place in questionnaire.places]
    assert not [one for one in words if "{" in one.fr or "{" in one.en]
    assert len(set(words)) == len(words)


def test_an_answer_of_several_follows_a_colon() -> None:
    questionnaire = list_latest()["barometer"]
    several = name_result(questionnaire, {"question": "brakes", "option": "pay", "domain": None})
    alone = name_result(questionnaire, {"question": "outlook", "option": "up", "domain": None})
    assert " : " in several.fr
    assert ":" not in alone.fr


def tell_line(label: str, size: float | None, *, established: bool = False, is_share: bool = True) -> dict[str, Any]:
    """A line of results as the page has it."""
    change = None if size is None else {"size": size, "points": f"{size:+.1f}", "established": established}
    return {"label": Text.same(label), "is_share": is_share, "change": change}


@pytest.mark.parametrize(
    ("lines", "finding"),
    [
        ([tell_line("A", None), tell_line("B", None)], "Results of 2 questions, each with its margin of error"),
        ([tell_line("A", 1.0), tell_line("B", 2.0)], "2 changes, none of which exceeds its margin of error"),
        (
            [tell_line("Work at home", 0.2, established=True), tell_line("B", 9.0)],
            "One change established of 2: work at home, +0.2 points",
        ),
        (
            [tell_line("A", -0.3, established=True), tell_line("B", 0.2, established=True)],
            "2 changes established of 2: a, -0.3 points",
        ),
        ([tell_line("Staff", 3.0, established=True, is_share=False)], "One change established of 1: staff, +3.0"),
    ],
)
def test_the_title_of_a_wave_is_what_it_establishes(lines: list[dict[str, Any]], finding: str) -> None:
    assert describe_changes(lines).en == finding


def test_changes_are_drawn_about_zero_and_what_is_established_is_solid() -> None:
    """Both drawings have each row with its words; one mark is solid; a long question is on two lines of a phone."""
    rows = [
        IntervalRow(
            "Advisers often work from home, two days a week or more", 21.4, 13.3, 29.4, "+21.4", "+13.3 to +29.4"
        ),
        IntervalRow("Hired", -6.4, -15.3, 2.5, "−6.4", "−15.3 to +2.5"),
    ]
    drawing = draw_changes("changes", rows, {rows[0].label}, title="Changes", desc="Two.", lang="en")
    for name, svg in (("wide", drawing.wide), ("narrow", drawing.narrow)):
        assert f'class="chart {name}"' in svg
        assert svg.count('class="m-all"') == svg.count('class="m-off"') == 1
        assert "+21.4" in svg
        assert "−6.4" in svg
    assert "(+13.3 to +29.4)" in drawing.wide
    assert drawing.narrow.count('class="note key"') > drawing.wide.count('class="note key"')
