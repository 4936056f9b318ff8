"""What holds for every release and every dossier, checked against an oracle that tries every completion."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.scoring_sample import (
    FACTS,
    LEVELS,
    Facts,
    Heading,
    Question,
    Small,
    completions,
    dossiers,
    outcome,
    release_of,
    rounded,
    smalls,
    text,
)

from filiere.referentials import Indicator
from filiere.referentials.scoring import MAX_SITUATIONS, Evaluation, evaluate
from filiere.referentials.scoring import score_ranges as reach_module

RANKS = {"none": 0, "low": 1, "high": 2}


def _evaluated(small: Small, facts: Facts, answers: dict[str, Any], digits: int = 1) -> Evaluation:
    case = {"category": "all", "date": "2027-03-01", "facts": facts, "answers": answers}
    return evaluate(release_of(small, digits=digits), case)


def _span(found: Evaluation) -> tuple[Fraction, Fraction] | None:
    return None if found.range is None else (Fraction(found.range[0]), Fraction(found.range[1]))


@settings(max_examples=150)
@given(st.data())
def test_the_range_is_that_of_every_completion(data: st.DataObject) -> None:
    """Both bounds are reached, and none of the completions passes them; the same for levels."""
    small = data.draw(smalls())
    facts, answers = data.draw(dossiers(small))
    # A bound above what the facts of these releases can take.
    with patch.object(reach_module, "MAX_SITUATIONS", 4096):
        found = _evaluated(small, facts, answers)
    outcomes = {outcome(small, *completion) for completion in completions(small, facts, answers)}
    totals = [one.total for one in outcomes if one.total is not None]
    assert found.exact
    assert _span(found) == ((min(totals), max(totals)) if totals else None)
    reached = {one.level for one in outcomes}
    assert reached <= set(found.reachable_levels)
    if found.level != "unknown":
        assert reached == {found.level}
    if not found.missing:
        assert len({(one.total, one.level) for one in outcomes}) == 1


@settings(max_examples=60)
@given(st.data())
def test_no_completion_passes_the_range_whatever_the_bound(data: st.DataObject) -> None:
    """With no situation gone through at all, the range may be wider and is never too narrow."""
    small = data.draw(smalls())
    facts, answers = data.draw(dossiers(small))
    with patch.object(reach_module, "MAX_SITUATIONS", 0):
        found = _evaluated(small, facts, answers)
    outcomes = [outcome(small, *completion) for completion in completions(small, facts, answers)]
    totals = [one.total for one in outcomes if one.total is not None]
    span = _span(found)
    assert not totals or (span is not None and span[0] <= min(totals) and max(totals) <= span[1])
    assert {one.level for one in outcomes} <= set(found.reachable_levels)


@settings(max_examples=80)
@given(st.data())
def test_a_total_that_is_known_is_that_of_the_oracle(data: st.DataObject) -> None:
    """With everything said, engine and oracle agree to the last digit, total and level."""
    small = data.draw(smalls())
    facts = {key: data.draw(st.sampled_from(values)) for key, values in FACTS.items()}
    answers = {one.key: data.draw(st.sampled_from(list(LEVELS))) for heading in small for one in heading.questions}
    found, expected = _evaluated(small, facts, answers), outcome(small, facts, answers)
    assert (None if found.total is None else Fraction(found.total)) == expected.total
    assert (found.level, found.missing) == (expected.level, ())


@settings(max_examples=60)
@given(st.data())
def test_whatever_is_missing_can_change_the_result(data: st.DataObject) -> None:
    """For each name there are two completions that differ by it alone, in a theme that weighs or in the level.

    Two themes with the very same score can hide it in the total, and two questions with the very same points in their
    theme; the name is told all the same.
    """
    small = data.draw(smalls())
    facts, answers = data.draw(dossiers(small, most_open=2))
    # Nine digits, so that no difference is rounded away.
    found = _evaluated(small, facts, answers, digits=9)
    every = list(completions(small, facts, answers))
    for name in found.missing:
        kind, _, key = name.partition(".")
        groups: dict[str, set[Any]] = {}
        for whole, chosen in every:
            rest = dict(whole if kind == "fact" else chosen)
            del rest[key]
            other = chosen if kind == "fact" else whole
            groups.setdefault(f"{sorted(rest.items())}{sorted(other.items())}", set()).add(
                outcome(small, whole, chosen, 9)
            )
        given_ = [[answers[one.key] for one in heading.questions if one.key in answers] for heading in small]
        hidden = any(len(set(levels)) < len(levels) for levels in given_)
        assert hidden or any(len(results) > 1 for results in groups.values()), name


@settings(max_examples=80)
@given(st.data())
def test_answering_more_never_widens(data: st.DataObject) -> None:
    """A range lies inside the one before, and no level comes back within reach."""
    small = data.draw(smalls())
    facts, answers = data.draw(dossiers(small))
    whole, chosen = data.draw(st.sampled_from(list(completions(small, facts, answers))[:50]))
    before = _evaluated(small, facts, answers)
    names = [("f", key) for key in whole if key not in facts] + [("a", key) for key in chosen if key not in answers]
    for kind, key in data.draw(st.permutations(names)):
        if kind == "f":
            facts = {**facts, key: whole[key]}
        else:
            answers = {**answers, key: chosen[key]}
        after = _evaluated(small, facts, answers)
        old, new = _span(before), _span(after)
        if new is not None:
            assert old is not None
            assert old[0] <= new[0] <= new[1] <= old[1]
        assert set(after.reachable_levels) <= set(before.reachable_levels)
        before = after
    assert before.missing == ()


@settings(max_examples=80)
@given(st.data())
def test_raising_an_answer_never_lowers_a_score(data: st.DataObject) -> None:
    """Neither the total, nor a theme, nor the level."""
    small = data.draw(smalls())
    facts, answers = data.draw(dossiers(small))
    if not answers:
        return
    key = data.draw(st.sampled_from(sorted(answers)))
    ladder = list(LEVELS)
    higher = data.draw(st.sampled_from(ladder[ladder.index(answers[key]) :]))
    low, high = _evaluated(small, facts, answers), _evaluated(small, facts, {**answers, key: higher})
    for theme, span in low.theme_ranges.items():
        raised = high.theme_ranges[theme]
        assert span is None or (raised is not None and span[0] <= raised[0] and span[1] <= raised[1])
    if low.range is not None:
        assert high.range is not None
        assert low.range[0] <= high.range[0]
        assert low.range[1] <= high.range[1]
    assert RANKS[high.best_level] >= RANKS[low.best_level]
    assert RANKS[high.worst_level] >= RANKS[low.worst_level]


def _figures(found: Evaluation) -> dict[str, Any]:
    told = found.as_json()
    for key in ("missing", "missing_for_level"):
        told[key] = sorted(told[key])
    told["trace"] = sorted(told["trace"])
    # The themes below a floor are told in the order of the tree.
    told["floors"] = [{**floor, "below": sorted(floor["below"])} for floor in told["floors"]]
    return told


@settings(max_examples=60)
@given(st.data())
def test_the_order_of_keys_is_irrelevant(data: st.DataObject) -> None:
    """In the release as in the dossier."""
    small = data.draw(smalls())
    facts, answers = data.draw(dossiers(small))
    turned = tuple(replace(one, questions=tuple(reversed(one.questions))) for one in reversed(small))
    other = _evaluated(turned, dict(reversed(facts.items())), dict(reversed(answers.items())))
    assert _figures(_evaluated(small, facts, answers)) == _figures(other)


@settings(max_examples=60)
@given(st.data())
def test_only_the_proportions_of_weights_matter(data: st.DataObject) -> None:
    """Weights of themes times three and of questions times seven give the same figures."""
    small = data.draw(smalls())
    facts, answers = data.draw(dossiers(small))
    scaled = tuple(
        replace(
            one,
            weight=3 * one.weight,
            questions=tuple(replace(question, weight=7 * question.weight) for question in one.questions),
        )
        for one in small
    )
    assert _figures(_evaluated(small, facts, answers)) == _figures(_evaluated(scaled, facts, answers))


@settings(max_examples=40)
@given(st.data())
def test_a_patch_of_wording_changes_no_result(data: st.DataObject) -> None:
    """Every text of the release reworded, nothing moves."""
    small = data.draw(smalls())
    facts, answers = data.draw(dossiers(small))
    case = {"category": "all", "date": "2027-03-01", "facts": facts, "answers": answers}
    reworded = evaluate(release_of(small, wording=", in other words"), case)
    assert _figures(evaluate(release_of(small), case)) == _figures(reworded)


def test_beyond_the_bound_the_range_only_widens(monkeypatch: Any) -> None:
    """With fewer situations gone through, the range holds the exact one, and says that it may be wider."""
    small = (
        Heading("t0", 1, "redistribute_to_siblings", (Question("q0", 1, "fact.a"), Question("q1", 1, "not fact.a"))),
        Heading("t1", 1, "redistribute_to_siblings", (Question("q2", 1, "fact.a"), Question("q3", 1, "true"))),
    )
    answers = {"q0": "proven", "q1": "none", "q2": "none", "q3": "proven"}
    exact = _evaluated(small, {}, answers)
    monkeypatch.setattr(reach_module, "MAX_SITUATIONS", 1)
    wide = _evaluated(small, {}, answers)
    assert MAX_SITUATIONS > 1
    assert (exact.range, exact.exact) == ((Decimal("50.0"), Decimal("75.0")), True)
    assert (wide.range, wide.exact) == ((Decimal("25.0"), Decimal("100.0")), False)


_RULES = {
    "grid(ind.rate, [[0, 100], [20, 75], [40, 50], [80, 0]])": lambda x: min(
        Fraction(100), max(Fraction(0), 100 - Fraction(5, 4) * x)
    ),
    "stairs(ind.rate, [[0, 0], [10, 40], [50, 100]])": lambda x: Fraction(100 if x >= 50 else 40 if x >= 10 else 0),
}


@settings(max_examples=60)
@given(st.data())
def test_a_measured_total_lies_in_the_range_whatever_the_missing_inputs(data: st.DataObject) -> None:
    """An indicator over three sites, some numbers missing: every completion stays inside, and the last agrees."""
    rule = data.draw(st.sampled_from(list(_RULES)))
    rate = Indicator.model_validate(
        {
            "key": "rate",
            "text": text("rate"),
            "unit": "%",
            "inputs": {key: {"unit": "employee", "per": "site", "text": text(key)} for key in ("part", "whole")},
            "formula": "100 * sum(part) / sum(whole)",
            "rounding": {"digits": 1, "mode": "half_up"},
            "scores": {"criterion": "q01", "rule": rule},
        }
    )
    small = (Heading("t0", 1, "redistribute_to_siblings", (Question("q00", 2, "true"), Question("q01", 3, "fact.a"))),)
    release = release_of(small, indicators=(rate,))
    whole = {key: [data.draw(st.integers(1, 200)) for _ in range(3)] for key in ("part", "whole")}
    given_ = {key: [None if data.draw(st.booleans()) else value for value in values] for key, values in whole.items()}
    case = {"category": "all", "date": "2027-03-01", "facts": {"a": True}, "answers": {"q00": "applied"}}
    before = evaluate(release, {**case, "inputs": given_})
    after = evaluate(release, {**case, "inputs": whole})
    points = _RULES[rule](rounded(Fraction(100 * sum(whole["part"]), sum(whole["whole"])), 1))
    assert after.total is not None
    assert Fraction(after.total) == rounded((2 * 70 + 3 * points) / 5, 1)
    assert before.range is not None
    assert before.range[0] <= after.total <= before.range[1]
    # A number that no count of people can turn is not waited for: a rate that already has no point keeps none.
    if before.range[0] < before.range[1]:
        assert set(before.missing) == {f"input.{key}" for key, values in given_.items() if None in values}
