"""Surveys, reviews and mystery contacts: answers by hand, and the interval against published values."""

from fractions import Fraction
from math import isclose, sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.scenes.measures_sample import Rows, context_of, indicator, left_out, sums_of, total

from filiere.contacts.measures import MEASURES
from filiere.contacts.measures.surveys_and_reviews import Z_95, SatisfactionBound


def answer(number: int, question: str, score: float | None, scale: tuple[float, float], **parts: Any) -> dict[str, Any]:
    """One answer, or one silence, invited on 2 March and answered the day after."""
    asked = {"answer_id": f"a{number}", "question": question, "score": score, "channel": "phone", "queue": "sales"}
    asked |= {"scale_min": scale[0], "scale_max": scale[1], "invited_at": "2026-03-02T10:00"}
    return asked | ({} if score is None else {"answered_at": "2026-03-03T10:00"}) | parts


def satisfaction_of(scores: list[float | None], **parts: Any) -> Rows:
    """Answers on a scale of 1 to 5 on which one is satisfied from 4."""
    return [
        answer(number, "satisfaction", score, (1, 5), satisfied_from=4, **parts) for number, score in enumerate(scores)
    ]


def test_satisfaction_is_of_those_who_answered() -> None:
    """Five answers, three of 4 or more; two said nothing; the response rate is of the seven."""
    with context_of({"survey_answer": satisfaction_of([5, 4, 4.5, 3.9, 1, None, None])}) as context:
        assert total(context, indicator("satisfaction")) == (3, 5, 5)
        assert total(context, indicator("satisfaction_low")) == (3, 5, 5)
        assert total(context, indicator("response_rate")) == (5, 7, 7)


def test_an_answer_that_cannot_be_read_is_left_out_and_counted() -> None:
    """Off the scale, or with no word of where satisfaction begins; never read as dissatisfied."""
    rows = [*satisfaction_of([5, 6, 0.5]), answer(9, "satisfaction", 5, (1, 5))]
    with context_of({"survey_answer": rows}) as context:
        assert total(context, indicator("satisfaction")) == (1, 1, 1)
        assert left_out(context, indicator("satisfaction")) == {"out_of_scale": 2, "no_satisfied_from": 1}


def test_an_invitation_with_three_questions_is_one_invitation() -> None:
    """Whoever answers any of them has answered."""
    rows = [answer(1, "satisfaction", None, (1, 5)), answer(1, "effort", 6, (1, 7)), answer(2, "effort", None, (1, 7))]
    with context_of({"survey_answer": rows}) as context:
        assert total(context, indicator("response_rate")) == (1, 2, 2)


def test_an_answer_is_placed_by_its_invitation_or_by_itself() -> None:
    """Choice 12; the response rate stays with the invitations, whatever it says."""
    rows = satisfaction_of([5], answered_at="2026-04-01T00:30", invited_at="2026-03-31T23:30")
    by_answer = {"attribution": "end"}
    with context_of({"survey_answer": rows}, interval="month") as context:
        assert [one["period"] for one in sums_of(context, indicator("satisfaction"))] == ["2026-03"]
        assert [one["period"] for one in sums_of(context, indicator("satisfaction", choices=by_answer))] == ["2026-04"]
        assert [one["period"] for one in sums_of(context, indicator("response_rate", choices=by_answer))] == ["2026-03"]


def test_promoters_less_detractors() -> None:
    """9 and 10 promote, 0 to 6 detract, 7 and 8 do neither; a scale of 1 to 5 is not this question."""
    scores = [10, 9, 8, 7, 6, 0, 3]
    rows = [answer(number, "recommendation", score, (0, 10)) for number, score in enumerate(scores)]
    rows.append(answer(99, "recommendation", 5, (1, 5)))
    with context_of({"survey_answer": rows}) as context:
        assert total(context, indicator("net_promoter_score")) == (2 - 3, 7, 7)
        assert left_out(context, indicator("net_promoter_score")) == {"other_scale": 1}
    assert MEASURES["net_promoter_score"].value(-1, 7) == pytest.approx(-100 / 7)


def test_effort_is_a_mean_of_one_to_seven() -> None:
    """In millionths, so that halves and thirds add up alike on every engine."""
    rows = [answer(number, "effort", score, (1, 7)) for number, score in enumerate([7, 5.5, 1])]
    with context_of({"survey_answer": [*rows, answer(9, "effort", 5, (1, 5))]}) as context:
        assert total(context, indicator("customer_effort")) == (13_500_000, 3, 3)
        assert left_out(context, indicator("customer_effort")) == {"other_scale": 1}
    assert MEASURES["customer_effort"].value(13_500_000, 3) == 4.5


def test_quality_is_of_the_calibrated_sample() -> None:
    """18.5 of 20 and 7 of 10 points; what was not calibrated, or had nothing to obtain, is counted apart."""
    common = {"channel": "phone", "reviewed_at": "2026-03-02T10:00", "calibrated": True}
    rows = [
        {**common, "review_id": "1", "points": 18.5, "points_possible": 20.0},
        {**common, "review_id": "2", "points": 7.0, "points_possible": 10.0},
        {**common, "review_id": "3", "points": 0.0, "points_possible": 10.0, "calibrated": False},
        {**common, "review_id": "4", "points": 0.0, "points_possible": 0.0},
    ]
    with context_of({"quality_review": rows}) as context:
        assert total(context, indicator("quality_score")) == (25_500_000, 30_000_000, 2)
        assert total(context, indicator("quality_score", channel="email")) == (0, 0, 0)
        assert left_out(context, indicator("quality_score")) == {"not_calibrated": 1, "nothing_possible": 1}


def test_mystery_contacts() -> None:
    """Points of all of them; passed of those that were judged."""
    common = {"channel": "phone", "made_at": "2026-03-02T10:00", "points_possible": 10.0}
    rows = [
        {**common, "mystery_id": "1", "points": 9.0, "passed": True},
        {**common, "mystery_id": "2", "points": 4.0, "passed": False},
        {**common, "mystery_id": "3", "points": 8.0},
    ]
    with context_of({"mystery_contact": rows}) as context:
        assert total(context, indicator("mystery_score")) == (21_000_000, 30_000_000, 3)
        assert total(context, indicator("mystery_passed")) == (1, 2, 2)
        assert left_out(context, indicator("mystery_passed")) == {"unknown": 1}


@pytest.mark.parametrize(
    ("satisfied", "answers", "low", "high"),
    # R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998),
    # table I, method 3 (Wilson, without continuity correction).
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_the_literature(satisfied: int, answers: int, low: float, high: float) -> None:
    """To the four decimals that were printed."""
    bounds = [MEASURES[f"satisfaction_{end}"].value(satisfied, answers) for end in ("low", "high")]
    assert bounds == pytest.approx([100 * low, 100 * high], abs=0.005)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_where_the_score_test_changes_its_mind(counts: tuple[int, int]) -> None:
    """Wilson's bounds solve |p − π| = z·√(π(1−π)/n), stay within 0 and 100, and hold the share."""
    satisfied, answers = counts
    share = Fraction(satisfied, answers)
    low, high = (SatisfactionBound(upper=upper).value(satisfied, answers) / 100 for upper in (False, True))
    assert -1e-12 <= low <= float(share) + 1e-12
    assert float(share) - 1e-12 <= high <= 1 + 1e-12
    for bound in (low, high):
        if 1e-9 < bound < 1 - 1e-9:
            reach = float(Z_95) * sqrt(bound * (1 - bound) / answers)
            assert isclose(abs(float(share) - bound), reach, rel_tol=1e-6, abs_tol=1e-9)
