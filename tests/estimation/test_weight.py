"""The weight of a year: range, retained value with its reason, exclusions, and scopes never mixed."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.core.faults import Faults
from filiere.core.text import LANGUAGES
from filiere.estimation import Scope, SectorWeight, same_scope, sector_weight
from filiere.figures import Register

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


def test_today_is_what_the_home_page_says(weights: dict[tuple[int, str], SectorWeight]) -> None:
    """280,000 to 300,000 from the values published from 2021 to 2025; 290,000 retained, with its reason."""
    today = weights[2025, "whole"]
    assert today.window == (2021, 2025)
    assert today.published_range is not None
    assert (today.published_range.low, today.published_range.high) == (280_000, 300_000)
    assert today.range == today.published_range
    assert today.method_range is None
    assert today.retained is not None
    assert (today.retained.value, today.retained.kind) == (290_000, "register")
    assert today.retained.origin == "jobs-whole-2025-sp2c"


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


def test_positions_never_enter_a_range_of_jobs(register: Register) -> None:
    """The British positions are set apart from the British jobs."""
    weight = sector_weight(register, 2015, territory="GB", draws=100)
    assert {one.figure: one.code for one in weight.excluded}["positions-uk-2015"] == "positions"
    assert {one.figure for one in weight.published} == {"jobs-uk-2015", "jobs-uk-2012-debate"}


def test_every_answer_holds_together(register: Register, weights: dict[tuple[int, str], SectorWeight]) -> None:
    """Range or reason; the retained value in the range; one scope in it; nothing both in and out."""
    for weight in weights.values():
        assert (weight.range is None) == (weight.no_data is not None)
        if weight.range is not None:
            assert weight.retained is not None
            assert weight.range.low <= weight.retained.value <= weight.range.high
        kept = {one.figure for one in weight.published}
        assert not kept & {one.figure for one in weight.excluded}
        assert {Scope.of(register[name]) for name in kept} <= {weight.scope}
        assert {one.scope for one in weight.taking_part} <= {weight.scope}
        first, last = weight.window
        assert all(first <= one.year <= last for one in weight.published)


def test_untraceable_values_are_never_retained(
    register: Register, weights: dict[tuple[int, str], SectorWeight]
) -> None:
    """Whatever the year, what is retained can be traced."""
    for weight in weights.values():
        if weight.retained is not None and weight.retained.kind != "method":
            assert register[weight.retained.origin].traceable


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
        assert weight.as_json(lang)["no_data"]["missing"]


def test_without_a_choice_the_best_established_value_is_retained(register: Register) -> None:
    """2012: the report of medium confidence, before a press figure of low confidence."""
    weight = sector_weight(register, 2012, draws=100)
    assert weight.retained is not None
    assert weight.retained.origin == "jobs-whole-2012-le-fur"
    assert weight.retained.value == Fraction(275_000)
    assert weight.retained.kind == "published"


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
