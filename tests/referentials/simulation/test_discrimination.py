"""What questions tell apart: shares, correlations against a second computation, and flags."""

import statistics
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.referentials import Release
from filiere.referentials.scoring import Case
from filiere.referentials.simulation import measure_discrimination
from filiere.referentials.simulation.discrimination import correlation

D = Decimal


def cases(*rows: str) -> list[dict[str, object]]:
    """Dossiers of the small release: a letter a question, n, s, a or p; a dot leaves it out."""
    levels = {"n": "none", "s": "started", "a": "applied", "p": "proven"}
    return [
        {
            "category": "all",
            "date": "2027-03-01",
            "answers": {f"q{place}": levels[letter] for place, letter in enumerate(row) if letter != "."},
        }
        for row in rows
    ]


def test_shares_means_and_flags(small: Release) -> None:
    """One question that everyone answers alike, one that goes against the others."""
    rows = ["nnpn", "nspn", "asan", "apsn", "ppnn", "ppnn"]
    first, second, third, fourth = measure_discrimination(small, cases(*rows))
    assert first.shares == {"none": D("0.333"), "started": 0, "applied": D("0.333"), "proven": D("0.333")}
    assert (first.answered, first.mean) == (6, D("56.667"))
    assert second.correlation is not None
    assert (third.flags, fourth.flags) == (("contrary",), ("alike",))
    assert (fourth.correlation, fourth.mean) == (None, 0)


def test_the_rest_of_the_score_leaves_the_question_out(small: Release) -> None:
    """By a second computation: q0 against (3 × q1 + (q2 + q3) / 2) / 4."""
    rows = ["nnpn", "nspa", "asan", "apsn", "ppnp", "ppnn", "sanp"]
    points = {"n": 0, "s": 35, "a": 70, "p": 100}
    told = measure_discrimination(small, cases(*rows))[0]
    own = [points[row[0]] for row in rows]
    rest = [(3 * points[row[1]] + (points[row[2]] + points[row[3]]) / 2) / 4 for row in rows]
    assert told.correlation == D(f"{statistics.correlation(own, rest):.3f}")


def test_too_few_answers_tell_nothing(small: Release) -> None:
    """Not even how many gave each."""
    told = measure_discrimination(small, cases("nnnn", "nnn.", "nn..", "ppp.", "ppp.", "p..."))
    assert [one.answered for one in told] == [6, 5, 4, 1]
    assert [one.flags for one in told[2:]] == [("few",), ("few",)]
    assert (told[2].shares, told[2].mean, told[2].correlation) == ({}, None, None)


def test_every_question_of_every_category_is_told(label: Release, many: tuple[Case, ...]) -> None:
    """Scored by levels or by an indicator; made-up answers go with the rest, on the whole."""
    told = measure_discrimination(label, many)
    assert {(one.category, one.criterion) for one in told} == {
        (category, one.key) for category in label.referential.categories for one in label.questionnaire(category)
    }
    measured = next(one for one in told if one.criterion == "stability" and one.category == "outsourcer")
    assert measured.shares == {}
    assert measured.mean is not None
    related = [one.correlation for one in told if one.correlation is not None]
    assert len(related) > 5
    assert statistics.mean(map(float, related)) > 0.2


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=2, max_size=30))
def test_correlation_is_that_of_the_standard_library(pairs: list[tuple[int, int]]) -> None:
    """And none where one side never changes."""
    numbers = [(float(x), float(y)) for x, y in pairs]
    found = correlation(numbers)
    if len({x for x, _ in pairs}) == 1 or len({y for _, y in pairs}) == 1:
        assert found is None
    else:
        assert found == pytest.approx(statistics.correlation(*zip(*numbers, strict=True)), abs=1e-9)
