"""The weight of a year: range, retained value with its reason, exclusions, and scopes never mixed."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from filiere.core.faults import Faults
from filiere.core.language import use_language
from filiere.core.text import LANGUAGES
from filiere.estimation import Scope, SectorWeight, same_scope, sector_weight
from filiere.figures import COUNTED_KINDS, Amendment, Register

SCOPES = st.builds(
    Scope,
    segment=st.sampled_from(["whole", "outsourced", "in-house"]),
    measure=st.sampled_from(["jobs", "positions", "FTE"]),
    territory=st.sampled_from(["FR", "ABROAD"]),
    market=st.sampled_from(["place-of-work", "market-served"]),
    staff=st.sampled_from(["all", "advisers"]),
)


@pytest.fixture(scope="module")
def weights(register: Register) -> dict[tuple[int, str], SectorWeight]:
    """Every year from 1999 to 2026, whole sector and outsourcers."""
    return {
        (year, segment): sector_weight(register, year, segment=segment, draws=100)
        for year in range(1999, 2027)
        for segment in ("whole", "outsourced")
    }


def test_today_tells_statements_from_computation(weights: dict[tuple[int, str], SectorWeight]) -> None:
    """Two statements, one of them brought back to France, and the ratio method: nothing is put forward."""
    today = weights[2025, "whole"]
    assert today.window == (2021, 2025)
    spans = (today.published_range, today.stated_range, today.method_range, today.range)
    assert [(one.low, one.high) for one in spans if one is not None] == [
        (280_000, 300_000),
        (252_000, 290_000),
        (220_000, 275_000),
        (220_000, 290_000),
    ]
    assert [one.figure for one in today.adjusted] == ["jobs-whole-2021-at-home"]
    assert {one.figure: one.adjusted for one in today.published}["jobs-whole-2021-rcf"] == "jobs-whole-2021-at-home"
    assert not today.has_counted_values
    assert today.retained is None


def test_a_range_does_not_narrow_when_nothing_new_is_published(register: Register) -> None:
    """From one year to the next without a new value, what is stated never covers less, for ten years."""
    before = sector_weight(register, 2025, draws=100)
    for year in range(2026, 2032):
        after = sector_weight(register, year, draws=100)
        assert after.stated_range is not None
        assert before.stated_range is not None
        assert after.stated_range.low <= before.stated_range.low
        assert after.stated_range.high >= before.stated_range.high


@settings(max_examples=30)
@given(st.integers(2002, 2026), st.sampled_from(["whole", "outsourced"]), st.data())
def test_losing_a_statement_narrows_no_interval(
    register: Register, year: int, segment: str, data: st.DataObject
) -> None:
    """A statement that is no longer believed takes nothing from what counts give, and nothing is put forward for it."""
    before = sector_weight(register, year, segment=segment, draws=1)
    stated = [one.figure for one in before.published if register.is_stated(register[one.figure])]
    assume(stated)
    lost = data.draw(st.sampled_from(stated))
    changes = {"confidence": "untraceable", "note": {"fr": "Perdu.", "en": "Lost."}}
    facts = {"figure": lost, "changes": changes, "reason": "r", "date": "2026", "by": "b", "number": 1}
    doubted = register.with_amendments([Amendment.model_validate({"kind": "correct", **facts})])
    after = sector_weight(doubted, year, segment=segment, draws=1)
    assert {one.figure for one in before.published} - {one.figure for one in after.published} == {lost}
    assert after.window[0] <= before.window[0]
    if before.counted_range is not None:
        assert after.counted_range is not None
        assert after.counted_range.low <= before.counted_range.low
        assert after.counted_range.high >= before.counted_range.high
    if before.retained is None and after.retained is not None:
        assert not register.is_stated(register[after.retained.origin])


def test_statements_make_no_interval(weights: dict[tuple[int, str], SectorWeight]) -> None:
    """2025 has statements and a computation on one of them: no interval; 2008 has counts and a study."""
    assert weights[2025, "whole"].counted_range is None
    assert weights[2008, "whole"].counted_range is not None


def test_2008_covers_published_values_and_methods(weights: dict[tuple[int, str], SectorWeight]) -> None:
    """The published 250,000, the ratio method and the supply census, all of the whole sector at work in France."""
    weight = weights[2008, "whole"]
    assert {one.method for one in weight.taking_part} == {"ratio", "supply"}
    assert weight.range is not None
    assert weight.range.low <= 145_408
    assert weight.range.high >= 300_000
    assert "jobs-whole-2008-poitiers" in {one.figure for one in weight.published}


@pytest.mark.parametrize(
    ("year", "segment", "figure", "code"),
    [
        (2008, "whole", "jobs-outsourced-2008-bearingpoint", "other-segment"),
        (2008, "whole", "jobs-offshore-2008-poitiers", "other-territory"),
        (2008, "whole", "jobs-ratio-2008-unedic-20", "computed-here"),
        (2008, "outsourced", "jobs-outsourced-2008-insee-748h", "uncertain-year"),
        (2008, "outsourced", "jobs-outsourced-2008-bearingpoint-world", "other-territory"),
        (2019, "outsourced", "fte-outsourced-2019-insee", "other-measure"),
        (2005, "outsourced", "jobs-outsourced-2005-kpmg", "partial"),
        (2004, "whole", "jobs-whole-borloo-hope", "not-observed"),
        (2026, "whole", "jobs-whole-datalegal", "untraceable"),
    ],
)
def test_what_is_left_out_says_why(
    weights: dict[tuple[int, str], SectorWeight], year: int, segment: str, figure: str, code: str
) -> None:
    """Another scope, computed here, year uncertain, a part, a hope, untraceable: listed with the reason."""
    left = {one.figure: one for one in weights[year, segment].excluded}
    assert left[figure].code == code
    assert all(left[figure].reason.get(lang) for lang in LANGUAGES)


def test_a_source_that_says_people_in_place_of_jobs_moves_no_range(register: Register) -> None:
    """Published values, what was computed of one, the base of the ratio: the word changes, no number does."""
    facts = {"changes": {"unit": "person", "measure": "headcount"}, "reason": "r", "date": "2026", "by": "b"}
    words = ("jobs-whole-2021-rcf", "jobs-whole-2021-at-home", "jobs-whole-2025-sp2c", "jobs-outsourced-2025-sp2c")
    said_otherwise = register.with_amendments(
        [
            Amendment.model_validate({"kind": "correct", "figure": figure, "number": number, **facts})
            for number, figure in enumerate(words, start=1)
        ]
    )
    before, after = (sector_weight(one, 2025, draws=100) for one in (register, said_otherwise))
    assert (after.range, after.stated_range, after.method_range) == (
        before.range,
        before.stated_range,
        before.method_range,
    )


@pytest.mark.parametrize("measure", ["FTE", "positions", None])
def test_nothing_else_stands_with_jobs_and_people(measure: str | None) -> None:
    """Full-time equivalents, positions and what is not counted in people stay apart from both."""
    jobs, people, other = (Scope("whole", one, "FR") for one in ("jobs", "headcount", measure))
    assert jobs.differences(people) == people.differences(jobs) == ()
    assert other.differences(jobs) == other.differences(people) == ("measure",)


def test_the_count_of_insee_gives_the_ratio_a_base(register: Register) -> None:
    """2016: employees counted by INSEE, which the statements of the time overshoot."""
    weight = sector_weight(register, 2016, draws=100)
    assert [one.method for one in weight.taking_part] == ["ratio"]
    assert weight.method_range is not None
    assert weight.stated_range is not None
    assert weight.method_range.high < weight.stated_range.low


def test_positions_never_enter_a_range_of_jobs(register: Register) -> None:
    """The British positions are set apart from the British jobs."""
    weight = sector_weight(register, 2015, territory="GB", draws=100)
    assert {one.figure: one.code for one in weight.excluded}["positions-uk-2015"] == "positions"
    assert {one.figure for one in weight.published} == {"jobs-uk-2015", "jobs-uk-2012-debate"}


def test_every_answer_holds_together(register: Register, weights: dict[tuple[int, str], SectorWeight]) -> None:
    """Range or reason; the retained value in the range; one scope in it; nothing both in and out."""
    for weight in weights.values():
        assert (weight.range is None) == (weight.no_data is not None)
        if weight.range is not None and weight.retained is not None:
            assert weight.range.low <= weight.retained.value <= weight.range.high
        kept = {one.figure for one in weight.published}
        assert not kept & {one.figure for one in weight.excluded}
        assert not any(Scope.of(register[name]).differences(weight.scope) for name in kept)
        assert {one.scope for one in weight.taking_part} <= {weight.scope}
        first, last = weight.window
        assert all(first <= one.year <= last for one in weight.published)


def test_untraceable_values_are_never_retained(
    register: Register, weights: dict[tuple[int, str], SectorWeight]
) -> None:
    """Whatever the year, what is retained can be traced."""
    for weight in weights.values():
        if weight.retained is not None and weight.retained.kind != "method":
            assert register[weight.retained.origin].is_traceable


def test_a_stated_window_is_obeyed(register: Register) -> None:
    """One year only: 2008 alone; the automatic window had opened to 2007."""
    assert sector_weight(register, 2008, draws=100).window == (2007, 2008)
    alone = sector_weight(register, 2008, window=1, draws=100)
    assert alone.window == (2008, 2008)
    assert {one.year for one in alone.published} == {2008}


def test_a_year_before_everything_has_no_range(register: Register) -> None:
    """Nothing is known of 1950, and the answer says so in both languages."""
    weight = sector_weight(register, 1950, draws=100)
    assert weight.range is None
    assert weight.retained is None
    for lang in LANGUAGES:
        with use_language(lang):
            assert weight.as_json()["no_data"]["missing"]


def test_of_statements_none_is_put_forward(register: Register) -> None:
    """2012: a report, a debate and the press, none of which counted."""
    weight = sector_weight(register, 2012, draws=100)
    assert len(weight.published) > 1
    assert not weight.has_counted_values
    assert weight.retained is None


def test_without_a_choice_the_best_established_count_is_put_forward(register: Register) -> None:
    """Outsourcers in 2013: the study, which nobody retained."""
    weight = sector_weight(register, 2013, segment="outsourced", draws=100)
    assert weight.has_counted_values
    assert weight.retained is not None
    assert weight.retained.kind == "published"
    assert register[weight.retained.origin].kind in COUNTED_KINDS


@given(st.lists(SCOPES, min_size=1, max_size=6))
def test_scopes_mix_only_when_they_are_one(scopes: list[Scope]) -> None:
    """One fault for each value that differs from the first, and the shared scope when none does."""
    named = [(f"v{rank}", scope) for rank, scope in enumerate(scopes)]
    others = [scope for scope in scopes if scope != scopes[0]]
    if not others:
        assert same_scope(named) == scopes[0]
        return
    with pytest.raises(Faults) as caught:
        same_scope(named)
    assert len(caught.value.faults) == len(others)
    assert {one.code for one in caught.value.faults} == {"scope-mixing"}
