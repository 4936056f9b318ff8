"""The label is reckoned twice, by the scorer and by an oracle that shares nothing with it, and the two agree.

On every golden case, figure by figure; on hundreds of made-up dossiers of each category; and on dossiers with holes,
where the oracle tries every completion and the scorer must give the same bounds, levels and missing names.
"""

from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from support.oracles.label_completions import prospect
from support.oracles.label_figures import figures, shown
from support.oracles.label_oracle import NA, UNKNOWN, Case, Label, eligible, reckon
from support.scenes.shipped_label import shipped_release
from support.strategies.label_dossiers import blind, holed, near

from filiere.core import Faults
from filiere.referentials import Release
from filiere.referentials.scoring import Case as Dossier
from filiere.referentials.scoring import Evaluation, evaluate

NAMES = ("2009.1", "2027.1", "2027.2")
CATEGORIES = ("in_house", "outsourcer", "small_outsourcer", "client_company")
MADE_UP = 100  # of each kind, for each category and release


@pytest.fixture(scope="module", params=NAMES)
def twice(request: pytest.FixtureRequest) -> tuple[Release, Label]:
    """A release as the scorer reads it, and as the oracle does."""
    return shipped_release(request.param), read_label(request.param)


@cache
def read_label(name: str) -> Label:
    """A release as the oracle reads it, once."""
    return Label.read(name)


def judged(release: Release, case: Case) -> Evaluation:
    """The scorer's evaluation of a case of the oracle, whose numbers are words."""
    told = {key: value for key, value in case.items() if key not in ("key", "like", "name", "expect")}
    for group in ("facts", "inputs"):
        told[group] = {key: _number(value) for key, value in case.get(group, {}).items()}
    return evaluate(release, told)


def _number(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _number(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_number(one) for one in value]
    return Decimal(value) if isinstance(value, str) else value


def test_the_oracle_expects_what_each_golden_case_does(twice: tuple[Release, Label]) -> None:
    """The checker holds the scorer to the cases; this holds the cases to the oracle.

    Where they differ after a change of the label, run tools/refresh_label_cases.py.
    """
    _, label = twice
    for case in label.cases:
        found = figures(label, case)
        assert {key: plainly(value) for key, value in found.items()} == {
            key: plainly(value) for key, value in case["expect"].items()
        }, case["key"]


def plainly(value: Any) -> Any:
    """A figure of a case without the way it is written: 60.0 is 60."""
    if isinstance(value, dict):
        return {key: plainly(one) for key, one in value.items()}
    if isinstance(value, list):
        return [plainly(one) for one in value]
    return Fraction(value) if isinstance(value, str) and value.lstrip("-").replace(".", "").isdigit() else value


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("make", [blind, near])
def test_both_agree_on_made_up_dossiers(twice: tuple[Release, Label], category: str, make: Any) -> None:
    """Points, indicators, themes, total, refusals, level and eligibility, all exact."""
    release, label = twice
    levels = set()
    for seed in range(MADE_UP):
        case = make(label, category, seed)
        once, again = reckon(label, case), judged(release, case)
        assert same(again.criteria, once.points), (category, seed)
        assert same(again.indicators, {key: once.indicators[key] for key in again.indicators}), (category, seed)
        assert same(again.themes, once.themes), (category, seed)
        assert (UNKNOWN if again.total is None else Fraction(again.total)) == once.total, (category, seed)
        assert [one.criterion for one in again.knock_outs if one.fired] == once.knock_outs, (category, seed)
        may_apply = UNKNOWN if again.eligible is None else again.eligible
        assert may_apply == eligible(label.release, case), (category, seed)
        if once.total != UNKNOWN:
            assert again.level == once.level, (category, seed)
            levels.add(once.level)
    assert make is blind or len(levels) == 3, "made-up dossiers that all end alike prove little"


def same(found: Any, expected: dict[str, Any]) -> bool:
    """Whether two sets of figures are equal; a figure whose decimals never end is told with twelve of them."""
    assert list(found) == list(expected)
    return all(
        found[key] == one if isinstance(one, str) or isinstance(found[key], str) else told(found[key], one)
        for key, one in expected.items()
    )


def told(found: Decimal, one: Fraction) -> bool:
    """Whether a decimal tells a fraction, cut at its twelfth decimal when it never ends."""
    return found == Decimal(shown(one))


@pytest.mark.parametrize("category", CATEGORIES)
def test_both_agree_on_what_a_dossier_with_holes_may_become(twice: tuple[Release, Label], category: str) -> None:
    """Bounds that are both reached, the best and the worst level, and what must be known next."""
    release, label = twice
    exact = 0
    for seed in range(25):
        case = holed(near(label, category, seed), label, seed)
        once, again = prospect(label, case), judged(release, case)
        low, high = again.range or (None, None)
        where = (category, seed)
        assert once.range is not None
        # Bounds that the scorer does not call exact may be wider than the truth, never narrower.
        assert Fraction(low) <= once.range[0] <= once.range[1] <= Fraction(high), where
        if again.exact:
            exact += 1
            assert (Fraction(low), Fraction(high)) == once.range, where
            assert (again.best_level, again.worst_level) == (once.best, once.worst), where
        assert again.level in (once.level, UNKNOWN), where
        if again.total is None:
            assert list(again.missing) == once.missing, where
    assert exact >= 15


def test_each_release_has_its_cases_and_every_category_its_share() -> None:
    """At least forty, and no category left to the others."""
    for name in NAMES:
        cases = read_label(name).cases
        assert len(cases) >= 40
        assert len({case["key"] for case in cases}) == len(cases)
        for category in CATEGORIES:
            assert sum(case["category"] == category for case in cases) >= 8, (name, category)


def test_every_refusal_and_every_condition_is_met_in_a_case(twice: tuple[Release, Label]) -> None:
    """A knock-out alone brings an ordinary dossier down; each length is proposed; each condition bars once."""
    release, label = twice
    found = [judged(release, case) for case in label.cases]
    alone = {one.knock_outs[0].criterion for one in found if [each.fired for each in one.knock_outs] == [True]}
    assert alone == {key for key, one in release.criteria.items() if one.knock_out is not None}
    assert {one.level for one in found} == {"granted_24", "granted_12", "none", "unknown"}
    assert release.award is not None
    barred = {each.of for one in found for each in one.eligibility if each.holds is False}
    assert barred == {one.key for one in release.award.eligibility}
    excluded = {each.of for one in found for each in one.exclusions if each.holds}
    assert excluded == {one.key for one in release.award.exclusions}


def test_every_condition_on_facts_is_seen_both_ways(twice: tuple[Release, Label]) -> None:
    """A question that may not apply does in one case and does not in another."""
    release, label = twice
    seen: dict[str, set[bool]] = {}
    for case in label.cases:
        for key, points in judged(release, case).criteria.items():
            seen.setdefault(key, set()).add(points == NA)
    for key, one in release.criteria.items():
        if one.applies_if is not None:
            assert seen[key] == {True, False}, key


def test_a_number_asked_once_is_not_given_by_site() -> None:
    """A list there would be no number at all, and the indicator unknown without a word."""
    release = shipped_release("2027.1")
    case = Dossier(category="outsourcer", date="2027-06-15", inputs={"gov_bonus_total": [1, 2]})  # type: ignore[arg-type]
    with pytest.raises(Faults) as caught:
        evaluate(release, case)
    assert [(one.code, one.key) for one in caught.value.faults] == [("not-a-number", "inputs.gov_bonus_total")]
