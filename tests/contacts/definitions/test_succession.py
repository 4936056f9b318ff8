"""Which old series goes on: told by effects, and true of any contacts whatever the choices are."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from support.oracles.counting_sample import COMMON, CONTACTS, Contact, choices, counts, one_by_one

from filiere.contacts.definitions import (
    CHOICE_ORDER,
    MEASURES,
    Choices,
    DefinitionSet,
    Indicator,
    load_definitions,
    load_set,
)
from filiere.contacts.definitions.effective_choices import effective_choices
from filiere.contacts.definitions.rate_formulas import build_formula, describe_count
from filiere.contacts.definitions.series_continuity import SeriesContinuity, compare_series, judge_continuity

KEYS = ("service_level_20", "accessibility", "abandonment")
SETS = [one for one in load_definitions().values() if one.kind == "definitions"]


def by(indicator: Indicator, **changed: Any) -> Indicator:
    """The same indicator under other choices, parts of a choice given alone."""
    made = indicator.choices.model_dump()
    for name, value in changed.items():
        made[name] = made[name] | value if isinstance(value, dict) else value
    return indicator.with_choices(Choices.model_validate(made))


@pytest.mark.parametrize("key", KEYS)
@given(contacts=CONTACTS, first=choices(), second=choices())
def test_a_verdict_is_true_of_any_contacts(key: str, contacts: list[Contact], first: Choices, second: Choices) -> None:
    """Identical series have one value; a formula on kept counts gives the value of the new definition."""
    indicator = COMMON.indicator(key)
    old, new = indicator.with_choices(first), indicator.with_choices(second)
    told = judge_continuity(old, new)
    before, after = (one_by_one(contacts, made)[indicator.measure] for made in (first, second))
    if told.verdict == "identical":
        assert before == after
    elif told.computation is not None:
        kept = {name: count for name, count in counts(contacts).items() if name in told.needs}
        assert told.computation.value(kept) == after


@given(contacts=CONTACTS, made=choices(callbacks=("own_outcome", "excluded")))
def test_the_complement_is_had_from_the_printed_value(contacts: list[Contact], made: Choices) -> None:
    """Where the formula is the complement, 100 − abandonment is the accessibility of callers served or lost."""
    callers = [one for one in contacts if one[0] in ("answered", "abandoned")]
    told = judge_continuity(COMMON.indicator("abandonment").with_choices(made), COMMON.indicator("accessibility"))
    assert told.verdict == "convertible"
    narrow = by(COMMON.indicator("accessibility"), front_door=("answered", "abandoned"))
    told = judge_continuity(COMMON.indicator("abandonment").with_choices(made), narrow)
    if told.computation is None:
        lost, reached = (one_by_one(callers, side)[name] for side, name in (
            (made, "abandonment"), (narrow.choices, "accessibility")))  # fmt: skip
        assert (lost is None and reached is None) or (lost is not None and reached == 100 - lost)


CASES: list[tuple[str, dict[str, Any], str, tuple[str, ...]]] = [
    ("service_level_20", {"abandon_in_threshold": "ignored"}, "convertible", ("abandon_in_threshold",)),
    ("service_level_20", {"denominator": ("answered",)}, "convertible", ("denominator",)),
    ("service_level_20", {"clock_start": "arrival"}, "broken", ("clock_start",)),
    ("service_level_20", {"comparison": {"edge": "below"}}, "broken", ("comparison",)),
    ("service_level_20", {"transfers": "leg"}, "broken", ("transfers",)),
    ("service_level_20", {"callback": "answered_when_reached"}, "broken", ("callback",)),
    ("service_level_20", {"wait_population": "all"}, "identical", ()),
    ("service_level_20", {"front_door": ("answered",)}, "identical", ()),
    ("service_level_20", {"target": "today"}, "identical", ()),
    ("service_level_20", {"holidays": "open"}, "identical", ()),
    ("accessibility", {"clock_start": "arrival"}, "identical", ()),
    ("accessibility", {"ring": "excluded"}, "identical", ()),
    ("accessibility", {"front_door": ("answered", "abandoned")}, "convertible", ("front_door",)),
    ("accessibility", {"clock_stop": "any_answer"}, "broken", ("clock_stop",)),
    ("accessibility", {"attribution": "end"}, "broken", ("attribution",)),
    ("abandonment", {"short_abandon": {"seconds": 5, "effect": "success"}}, "identical", ()),
    ("abandonment", {"short_abandon": {"seconds": 5, "effect": "excluded"}}, "convertible", ("short_abandon",)),
    ("speed_of_answer", {"wait_population": "all"}, "convertible", ("wait_population",)),
    ("speed_of_answer", {"callback": "abandoned"}, "identical", ()),
    ("speed_of_answer_p90", {"wait_population": "all"}, "broken", ("wait_population",)),
    ("handling_time", {"handling": {"parts": "talk"}}, "convertible", ("handling",)),
    ("handling_time", {"short_abandon": {"seconds": 5, "effect": "excluded"}}, "identical", ()),
    ("resolution_7_days", {"resolution": {"window_days": 1}}, "broken", ("resolution",)),
    ("transfer_rate", {"roll_up": {"method": "mean_of_ratios", "interval": "day"}}, "convertible", ("roll_up",)),
    ("email_within_24_hours", {"written_clock": {"calendar_of": "answer_queue"}}, "identical", ()),
    ("email_within_24_hours", {"written_clock": {"hours": "opening"}}, "broken", ("written_clock",)),
    ("email_within_8_open_hours", {"holidays": "open"}, "broken", ("holidays",)),
    ("occupancy", {"occupancy": {"overlaps": "sum"}}, "broken", ("occupancy",)),
    ("turnover", {"clock_start": "arrival"}, "identical", ()),
]


@pytest.mark.parametrize(("key", "changed", "verdict", "names"), CASES)
def test_what_a_change_does_to_an_old_series(
    key: str, changed: dict[str, Any], verdict: str, names: tuple[str, ...]
) -> None:
    """One choice of the old definition differs from the common one; the verdict names it when it matters."""
    new = COMMON.indicator(key)
    told = judge_continuity(by(new, **changed), new)
    assert (told.verdict, told.choices) == (verdict, names)
    assert len(told.steps) == len(names)


def test_icmi_2_is_continued_from_counts_that_are_named() -> None:
    """The counts, the formula and the sentence, in both languages."""
    (told, *rest) = compare_series(load_set("icmi-2"), load_set("icmi-1"))
    assert rest == []
    assert told.verdict == "convertible"
    assert told.needs == ("answered_within_20", "abandoned_within_20", "answered", "abandoned")
    kept = {"answered_within_20": 860, "abandoned_within_20": 20, "answered": 1000, "abandoned": 60}
    assert told.computation is not None
    assert round(float(told.computation.value(kept) or 0), 2) == 83.02
    assert told.formula is not None
    assert (
        told.formula.en == "(answered within 20 seconds + abandoned within 20 seconds) ÷ (answered + abandoned) × 100"
    )
    assert (
        "Il faut avoir gardé : servis en 20 secondes, abandonnés en 20 secondes, servis et abandonnés." in told.text.fr
    )


def test_what_no_document_says_is_a_reserve() -> None:
    """A series said to go on rests on our reading of the vendor, and the sentence says so."""
    told = {one.old.key: one for one in compare_series(load_set("vicidial"), COMMON) if one.old}
    assert told["speed_of_answer"].verdict == "identical"
    assert "ring" in told["speed_of_answer"].readings
    assert "denominator" not in told["service_level_20"].readings
    assert "our interpretation" in told["speed_of_answer"].text.en


def test_a_printed_unit_is_converted() -> None:
    """A series printed in minutes goes on, times sixty."""
    old = COMMON.indicator("speed_of_answer").model_copy(update={"published_in": "minutes"})
    told = judge_continuity(old, COMMON.indicator("speed_of_answer"))
    assert (told.verdict, told.needs) == ("convertible", ())
    assert told.text.en == "The series goes on by computation: published value × 60."


def test_a_series_may_end_and_another_start() -> None:
    """An old measure that the new set lacks ends; a new one that no old series continues starts."""
    told = compare_series(COMMON, load_set("icmi-3"))
    ended = {one.old.key for one in told if one.old and one.new is None}
    assert {"satisfaction", "occupancy"} <= ended
    started = [one for one in compare_series(load_set("icmi-3"), COMMON) if one.verdict == "new"]
    assert {one.new.key for one in started if one.new} >= {"accessibility", "satisfaction"}
    assert started[0].text.fr == "Cette série commence avec la nouvelle définition."


def test_every_set_continues_itself() -> None:
    """A definition is its own succession, without a difference."""
    for one in SETS:
        told = compare_series(one, one)
        assert [found.verdict for found in told] == ["identical"] * len(one.indicators)
        assert [found.new for found in told] == list(one.indicators)


@pytest.mark.parametrize(("old", "new"), list(itertools.permutations(SETS, 2)), ids=lambda one: one.id)
def test_every_pair_of_sets_is_told_in_words(old: DefinitionSet, new: DefinitionSet) -> None:
    """Each old series has a verdict with a whole sentence in both languages, and each count needed has its words."""
    for told in compare_series(old, new):
        assert told.text.fr.endswith(".")
        assert "{" not in told.text.fr + told.text.en
        assert all(describe_count(key).fr for key in told.needs)
        assert (told.verdict == "convertible") == (told.formula is not None)
        assert (told.verdict == "broken") >= bool(told.choices and not told.formula)


def test_effects_are_of_choices_that_matter() -> None:
    """No effect is named that the table of what matters leaves out, and every measure has its effects."""
    seen = set()
    for indicator in COMMON.indicators:
        names = set(effective_choices(indicator)) - {"threshold_seconds", "percentile", "channel"}
        assert names <= set(MEASURES[indicator.measure].matters) <= set(CHOICE_ORDER)
        seen.add(indicator.measure)
    assert len(seen) == len(MEASURES) - 1


def test_a_mean_of_ratios_needs_its_counts_by_interval() -> None:
    """The formula says of which intervals the mean is taken."""
    new = by(COMMON.indicator("accessibility"), roll_up={"method": "mean_of_ratios", "interval": "hour"})
    formula = build_formula(new)
    assert formula is not None
    assert formula.interval == "hour"
    assert formula.text.fr.startswith("moyenne des intervalles (l’heure) de servis ÷ ")
    told: SeriesContinuity = judge_continuity(COMMON.indicator("accessibility"), new)
    assert told.choices == ("roll_up",)
