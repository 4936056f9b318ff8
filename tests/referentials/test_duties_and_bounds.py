"""What a draft may say since 2027.2: from which level the law is met, what a number may be, and which facts are new."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from filiere.core import Faults
from filiere.referentials import Library, Release
from filiere.referentials.records import Criterion, InputBounds
from filiere.referentials.records.referential import release_order
from filiere.referentials.workbook import AnswerEntry, AnswerPlace, build_workbook, list_lines, read_workbook
from filiere.site.candidature.actions.save_answers import clean_entry

TEXT = {"fr": "Un", "en": "One"}
CAR = AnswerPlace("input", "env_factor_car")


def question(values: list[int], **more: Any) -> Criterion:
    """A question of levels a, b, c… worth these points."""
    levels = [{"key": "abcd"[index], "value": value, "text": TEXT} for index, value in enumerate(values)]
    return Criterion.model_validate({"key": "one", "text": TEXT, "levels": levels, **more})


def test_levels_under_the_law_are_worth_nothing() -> None:
    assert question([0, 0, 67, 100], lawful_from="c").lawful_from == "c"
    assert question([0, 33, 67], lawful_from="b").lawful_from == "b"
    assert question([0, 33, 67]).lawful_from is None


@pytest.mark.parametrize(
    ("values", "more"),
    [
        ([0, 0, 67], {}),  # two levels worth nothing, and nobody says why
        ([0, 33, 67], {"lawful_from": "c"}),  # a level under the law that earns points
        ([0, 0, 67], {"lawful_from": "b"}),  # the law met for nothing
        ([0, 33, 67], {"lawful_from": "z"}),  # no such level
        ([0, 0, 67], {"lawful_from": "c", "duty": {"year_0": "b"}}),  # less than the law, owed
        ([0, 67, 67], {}),
    ],
)
def test_a_scale_that_rewards_less_than_the_law_is_refused(values: list[int], more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        question(values, **more)


def test_bounds_hold_both_ends_and_are_in_order() -> None:
    bounds = InputBounds(min=Decimal("0.15"), max=Decimal("0.45"))
    assert bounds.admit(Fraction(15, 100))
    assert bounds.admit(Decimal("0.45"))
    assert not bounds.admit(0)
    for low, high in ((1, 1), (2, 1), (-1, 1)):
        with pytest.raises(ValidationError):
            InputBounds(min=Decimal(low), max=Decimal(high))


def test_the_numbers_of_releases_are_ordered_as_numbers() -> None:
    assert sorted(["2027.10", "2027.9", "2009.1"], key=release_order) == ["2009.1", "2027.9", "2027.10"]


@pytest.fixture(scope="module")
def draft() -> Release:
    return Library().release("lrs@2027.2")


def test_a_factor_outside_its_bounds_is_refused_in_a_form_and_in_a_workbook(draft: Release) -> None:
    lines = list_lines(draft, "outsourcer", {"site": (("s1", "Lyon"),)})
    line = next(one for one in lines if one.place == CAR)
    assert [one.code for one in clean_entry(line, AnswerEntry("0,14225"))[1]] == ["number-out-of-bounds"]
    assert clean_entry(line, AnswerEntry("0,2276")) == (AnswerEntry("0.2276"), [])
    typed = {CAR: AnswerEntry("0.14225")}
    day = date(2027, 9, 15)
    book = build_workbook(draft, "outsourcer", lines, typed, dossier="d-1", lang="en", exported=day)
    with pytest.raises(Faults) as found:
        read_workbook(book, draft, "outsourcer", lines, dossier="d-1", file="f")
    assert [one.code for one in found.value.faults] == ["number-out-of-bounds"]
