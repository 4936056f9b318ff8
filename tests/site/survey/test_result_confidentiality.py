"""What the gate keeps back of the results of a wave: few centres, a large one, and what a subtraction would give."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from filiere.site.survey.waves.result_confidentiality import (
    AnswerRow,
    QuestionTable,
    Reasons,
    find_size_class,
    judge_results,
)

DAY = date(2026, 12, 1)
NUMBER = QuestionTable(("posts",), shares=False)
SHARES = QuestionTable(("outlook-up", "outlook-stable"), shares=True)
IN_HOUSE, OUTSOURCED = "segment=in_house", "segment=outsourced"


def centres(segment: str, values: Sequence[float], *, company: str = "") -> list[AnswerRow]:
    """Centres of a segment, all of one size, each with a number."""
    return [
        AnswerRow(company or f"{segment}-{place}", (segment, "50-499"), 2.0, {"posts": value})
        for place, value in enumerate(values)
    ]


def answers(segment: str, up: int, stable: int, down: int) -> list[AnswerRow]:
    """Centres of a segment, so many of each answer."""
    chosen = ["outlook-up"] * up + ["outlook-stable"] * stable + ["outlook-down"] * down
    return [
        AnswerRow(f"{segment}-{place}", (segment, "50-499"), 2.0, {key: float(key == one) for key in SHARES.outcomes})
        for place, one in enumerate(chosen)
    ]


def withheld(found: Reasons, outcome: str) -> dict[str | None, tuple[str, ...]]:
    """The parts of which an outcome is kept back, with the reasons."""
    return {part: reasons for (name, part), reasons in found.items() if name == outcome and reasons}


@pytest.mark.parametrize(("few", "kept_back"), [(9, {IN_HOUSE, OUTSOURCED}), (10, set())])
def test_nine_centres_are_too_few_and_take_the_other_part_with_them(few: int, kept_back: set[str]) -> None:
    """Of nine in-house centres nothing is told, nor of the outsourcers, which all centres less them would give."""
    found = withheld(
        judge_results([*centres("in_house", [1] * few), *centres("outsourced", [1] * 40)], [NUMBER], DAY), "posts"
    )
    assert set(found) == kept_back
    if kept_back:
        assert "few" in found[IN_HOUSE]
        assert "few" not in found[OUTSOURCED]
        assert "complement" in found[OUTSOURCED]


@pytest.mark.parametrize(("largest", "kept_back"), [(140, {IN_HOUSE, OUTSOURCED}), (60, set())])
def test_a_centre_above_85_per_cent_is_not_told_by_its_part(largest: int, kept_back: set[str]) -> None:
    """Of twenty centres, nineteen have one post unfilled: 140 more are 88% of the part, 60 are 76%."""
    rows = [*centres("in_house", [largest, *[1] * 19]), *centres("outsourced", [10] * 40)]
    found = withheld(judge_results(rows, [NUMBER], DAY), "posts")
    assert set(found) == kept_back
    if kept_back:
        assert found[IN_HOUSE] == ("dominated",)
        assert found[OUTSOURCED] == ("complement",)


def test_a_result_withheld_in_a_part_is_never_the_rest_of_the_others() -> None:
    """Whatever the part that is too small, no subtraction of published parts from the whole gives it."""
    rows = [*centres("in_house", [2] * 30), *centres("outsourced", [3] * 30)]
    small = [AnswerRow(f"s-{place}", ("in_house", "500-plus"), 1.0, {"posts": 5.0}) for place in range(4)]
    found = withheld(judge_results([*rows, *small], [NUMBER], DAY), "posts")
    assert "size_class=500-plus" in found
    assert None in found or "size_class=50-499" in found


def test_centres_of_one_company_are_one_contributor() -> None:
    """Twelve centres of a single company are one that answered."""
    rows = [*centres("in_house", [1] * 12, company="Une seule"), *centres("outsourced", [1] * 40)]
    assert "few" in withheld(judge_results(rows, [NUMBER], DAY), "posts")[IN_HOUSE]


def test_a_share_goes_out_where_its_answers_do() -> None:
    """Two centres that say one thing are too few to tell, and their share is not the rest of two others either."""
    found = judge_results([*answers("in_house", 20, 2, 20), *answers("outsourced", 20, 20, 20)], [SHARES], DAY)
    assert "few" in withheld(found, "outlook-stable")[IN_HOUSE]
    # The whole less the outsourcers would give it, and so would the other answers of the same centres.
    stable = withheld(found, "outlook-stable")
    assert None in stable or OUTSOURCED in stable
    clear = judge_results([*answers("in_house", 20, 20, 20), *answers("outsourced", 20, 20, 20)], [SHARES], DAY)
    assert not withheld(clear, "outlook-stable")
    assert not withheld(clear, "outlook-up")


def test_answers_that_no_result_tells_keep_theirs_back_too() -> None:
    """One centre that says “down” would be what the two published answers leave."""
    found = judge_results([*answers("in_house", 30, 30, 1), *answers("outsourced", 30, 30, 30)], [SHARES], DAY)
    kept = {name for name in SHARES.outcomes if IN_HOUSE in withheld(found, name)}
    assert kept, "up and stable together would give the one that is left"


@pytest.mark.parametrize(("size", "name"), [(49, "under-50"), (50, "50-499"), (499, "50-499"), (500, "500-plus")])
def test_classes_of_size_are_those_of_the_first_barometer(size: int, name: str) -> None:
    assert find_size_class(size) == name
