"""The answer on jobs with the interval of a survey beside the other methods: a real one, and a made-up one."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from support.scenes.surveyed_register import BASE, JOBS, enter

from filiere.core import Text
from filiere.site.observatory.extension_points import MadeUpEstimate, made_up_estimates
from filiere.site.observatory.figure_register import shipped_register
from filiere.site.observatory.page_figures import current_weight
from filiere.site.observatory.presenters.weight_summary import build_weight_answer, cite_weight_answer

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DAY = date(2026, 12, 2)
MADE_UP = MadeUpEstimate(
    Text(fr="Enquête annuelle auprès des centres", en="Annual survey of centres"),
    Fraction(194_496),
    Fraction(198_430),
    Text(fr="Panel de démonstration.", en="Panel of the demonstration."),
    "/method/",
)


def answer(register: Any) -> dict[str, Any]:
    """What the home page and that of the weight are given."""
    return build_weight_answer(register, current_weight(register, DAY))


def test_a_real_survey_stands_beside_the_other_methods_and_in_the_range() -> None:
    """Its interval widens the range; its line and its mark bear its name; it is drawn once, not as a statement too."""
    found = answer(enter(shipped_register(), {"replies": BASE, "survey-jobs": JOBS}))
    lines = {one.key: one for one in found["lines"]}
    # The assumption of the ratio holds until 2025: it has no data for the year of the survey.
    assert {"statements", "registry", "count"} <= set(lines)
    assert found["low"] == 190_000
    assert "190" in lines["registry"].amount
    assert "230" in lines["registry"].amount
    assert "240" in lines["registry"].words
    assert lines["registry"].url.endswith("?year=2026#registry")
    assert str(found["scale"].drawing).partition("</svg>")[0].count(", enquête") == 1


def test_that_of_a_demonstration_says_so_and_moves_nothing(client: Any) -> None:
    """On both pages: a line and a mark under that word; the range and the sentence to quote are as before."""
    before = answer(shipped_register())
    with made_up_estimates.add_for_block(lambda: MADE_UP):
        found = answer(shipped_register())
        pages = [client.get(f"/fr/{path}").content.decode() for path in ("", "weight/")]
    assert (found["low"], found["high"]) == (before["low"], before["high"])
    assert cite_weight_answer(found, "/", DAY) == cite_weight_answer(before, "/", DAY)
    lines = [one for one in found["lines"] if one.made_up]
    assert [one.key for one in lines] == ["registry"]
    assert ["ratio" in [one.key for one in each["lines"]] for each in (before, found)] == [True, True]
    for page in pages:
        assert page.count("data-made-up") == 1
        wide = page[page.index('aria-labelledby="range-wide') :].partition("</svg>")[0]
        assert ", fictif" in wide


def test_once_a_real_survey_is_there_the_demonstration_says_no_more() -> None:
    with made_up_estimates.add_for_block(lambda: MADE_UP):
        found = answer(enter(shipped_register(), {"replies": BASE, "survey-jobs": JOBS}))
    assert not any(one.made_up for one in found["lines"])
