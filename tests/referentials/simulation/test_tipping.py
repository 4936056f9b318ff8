"""The nearest weight that tips a decision: exact, and the level is the same all the way there."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.scenes.scoring_sample import FACTS, LEVELS, Heading, Question, release_of, smalls

from filiere.referentials import Award, Release
from filiere.referentials.scoring import Case, Evaluation, evaluate
from filiere.referentials.simulation import find_tipping_points, replace_weights
from filiere.referentials.simulation.weight_thresholds import TippingPoint

D = Decimal


def judged(release: Release, answers: dict[str, str], facts: dict[str, Any] | None = None) -> Evaluation:
    """Evaluate a dossier of a small release."""
    case = {"category": "all", "date": "2027-03-01", "answers": answers, "facts": facts or {}}
    return evaluate(release, case)


def at(release: Release, theme: str, weight: Fraction, answers: dict[str, str], facts: dict[str, Any]) -> str:
    """The level with another weight, by a plain evaluation: weights are brought to whole numbers first."""
    scale = weight.denominator
    weights = {one.key: {"all": one.weight["all"] * scale} for one in release.themes}
    weights[theme] = {"all": D(weight.numerator)}
    return judged(replace_weights(release, weights), answers, facts).level


def test_a_tipping_point_worked_by_hand(small: Release) -> None:
    """Scores 100 and 0, weights 3 and 1: the total of 75 is that of the high level, but a theme is too weak for it.

    The low level needs a rounded total of 40, hence 39.95: 100 w / (w + 1) = 39.95 gives w = 799/1201 for the first
    theme. The second tips sooner: without any weight it is no weak theme any more.
    """
    answers = {"q0": "proven", "q1": "proven", "q2": "none", "q3": "none"}
    first, second = find_tipping_points(judged(small, answers)) or ()
    assert (first.theme, first.weight, first.root) == ("t0", 3, Fraction(799, 1201))
    assert (first.level, first.reached, first.exact) == ("none", False, True)
    assert first.at is not None
    assert (first.at.quantize(D("0.0001")), first.change) == (D("0.6653"), first.at - 3)
    assert (second.theme, second.root, second.level, second.reached) == ("t1", 0, "high", True)


def test_a_theme_of_no_weight_may_tip_by_entering() -> None:
    """The least theme score takes it in as soon as it weighs anything."""
    release = release_of(
        (
            Heading("t0", 1, "zero", (Question("q0", 1, "true"),)),
            Heading("t1", 0, "zero", (Question("q1", 1, "true"),)),
        )
    )
    first, second = find_tipping_points(judged(release, {"q0": "proven", "q1": "none"})) or ()
    assert (second.theme, second.weight, second.at, second.level, second.reached) == ("t1", 0, 0, "low", False)
    # Without any weight at all there is no total, hence no level; at any other weight the theme is all of it.
    assert (first.at, first.level, first.reached) == (0, "none", True)


def test_a_dossier_that_no_weight_can_move(small: Release) -> None:
    """All scores alike: the total is the same whatever the weights."""
    found = find_tipping_points(judged(small, dict.fromkeys(("q0", "q1", "q2", "q3"), "applied"))) or ()
    assert [(one.at, one.level, one.exact) for one in found] == [(None, None, True)] * 2


def test_an_open_dossier_has_no_tipping_point(small: Release) -> None:
    """What is not decided cannot tip."""
    assert find_tipping_points(judged(small, {"q0": "proven"})) is None


def _award(condition: str) -> Award:
    words = {"fr": "Bas", "en": "Low"}
    return Award.model_validate({"levels": [{"key": "low", "text": words, "all": [condition]}]})


@pytest.mark.parametrize("condition", ["score(total) - 40 >= 0", "score(total) >= min_theme_score + 40"])
def test_other_uses_of_the_total_are_halved(small: Release, condition: str) -> None:
    """The answer says that it is not exact, and is as near as a billionth."""
    release = replace(small, award=_award(condition))
    first, _ = find_tipping_points(judged(release, {"q0": "proven", "q1": "proven", "q2": "none", "q3": "none"})) or ()
    assert not first.exact
    assert first.root is not None
    assert abs(first.root - Fraction(799, 1201)) < Fraction(1, 10**9)
    assert first.level == "none"


def _strictly_between(one: Fraction, other: Fraction) -> list[Fraction]:
    return [one + (other - one) * share / 8 for share in range(1, 8)]


@settings(max_examples=150)
@given(st.data())
def test_the_level_is_the_same_up_to_the_tipping_point_and_other_beyond(data: st.DataObject) -> None:
    """By plain evaluations with other weights, in between, at the point and just beyond it."""
    small = data.draw(smalls())
    facts = {key: data.draw(st.sampled_from(values)) for key, values in FACTS.items()}
    answers = {one.key: data.draw(st.sampled_from(list(LEVELS))) for head in small for one in head.questions}
    release = release_of(small, digits=data.draw(st.integers(0, 2)))
    found = judged(release, answers, facts)
    points = find_tipping_points(found)
    assert points is not None
    assume(points)
    one: TippingPoint = data.draw(st.sampled_from(points))
    present = Fraction(one.weight)
    assert one.exact
    assert one.root is None or one.upwards == (one.root > present) or one.root == present
    assert at(release, one.theme, present, answers, facts) == found.level
    if one.root is None:
        ends = [Fraction(0), *(Fraction(weight) for weight in (1, 2, 3, 5, 8, 13, 100, 10_000))]
        assert {at(release, one.theme, end, answers, facts) for end in ends} == {found.level}
        return
    for weight in _strictly_between(present, one.root):
        assert at(release, one.theme, weight, answers, facts) == found.level
    # The same distance the other way changes nothing either, or this would not be the nearest.
    mirrored = max(present + (present - one.root), Fraction(0))
    for weight in _strictly_between(present, mirrored):
        assert at(release, one.theme, weight, answers, facts) == found.level
    there = at(release, one.theme, one.root, answers, facts)
    assert (there != found.level) == one.reached
    if one.reached:
        assert there == one.level
    else:
        beyond = one.root + (Fraction(1, 10**6) if one.upwards else -Fraction(1, 10**6))
        assert at(release, one.theme, beyond, answers, facts) == one.level


def test_the_example_can_be_tried(label: Release, many: tuple[Case, ...]) -> None:
    """Every decided dossier has a point or none for each of its themes that has a score."""
    for case in many[:40]:
        found = evaluate(label, case)
        points = find_tipping_points(found)
        assert points is not None
        assert {one.theme for one in points} == {
            key for key, score in found.themes.items() if isinstance(score, Decimal)
        }
        assert all(one.exact for one in points)
