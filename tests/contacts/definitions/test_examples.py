"""Values from counts against a count of the contacts one by one: two ways to the same exact fraction."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.contacts.definitions import Choices, examples, load_set
from filiere.contacts.definitions.records import Example, Indicator

COMMON = load_set("common-v1")
LEVEL = COMMON.indicator("service_level_20")
OUTCOMES = ("answered", "abandoned", "overflowed", "blocked", "callback", "deflected", "system_dropped", "open")
THRESHOLD = 20

Contact = tuple[str, int]


@st.composite
def made(draw: st.DrawFn) -> tuple[list[Contact], Choices]:
    """Contacts by outcome and wait, and choices that count them."""
    contacts = draw(st.lists(st.tuples(st.sampled_from(OUTCOMES), st.integers(0, 40)), max_size=40))
    effect = draw(st.sampled_from(["none", "excluded_from_abandoned", "excluded", "success"]))
    assert COMMON.choices is not None
    others = draw(st.sets(st.sampled_from(OUTCOMES[2:7])))
    shares = ("answered", "abandoned", *sorted(others))
    callback = draw(st.sampled_from(["own_outcome", "excluded", "abandoned"]))
    changed = {
        "short_abandon": {"seconds": None if effect == "none" else draw(st.integers(0, 30)), "effect": effect},
        "abandon_in_threshold": draw(st.sampled_from(["negative", "ignored", "positive"])),
        "denominator": shares,
        "front_door": shares,
        "callback": callback,
    }
    return contacts, Choices.model_validate(COMMON.choices.model_dump() | changed)


def counted(contacts: list[Contact], choices: Choices) -> Example:
    """The counts of contacts, at the two waits that matter."""
    limits = {THRESHOLD, choices.short_abandon.seconds or 0}

    def within(outcome: str, limit: int) -> int:
        # A call back that is an abandonment has no wait in the counts of an example.
        return sum(one == outcome and wait <= limit for one, wait in contacts)

    return Example.model_validate(
        {
            "title": {"fr": "Fait", "en": "Made"},
            "counts": {one: sum(found == one for found, _ in contacts) for one in OUTCOMES},
            "within": [
                {"seconds": limit, "answered": within("answered", limit), "abandoned": within("abandoned", limit)}
                for limit in sorted(limits)
            ],
            "expect": {},
        }
    )


def one_by_one(contacts: list[Contact], choices: Choices) -> dict[str, Fraction | None]:
    """The three rates, contact after contact, by the words of the choices."""
    tally = {"level": [0, 0], "reach": [0, 0], "left": [0, 0]}
    for given_outcome, wait in contacts:
        outcome, known = given_outcome, True
        if outcome == "callback" and choices.callback == "excluded":
            continue
        if outcome == "callback" and choices.callback == "abandoned":
            outcome, known = "abandoned", False
        limit = choices.short_abandon.seconds
        short = known and outcome == "abandoned" and limit is not None and wait <= limit
        effect = choices.short_abandon.effect
        if short and effect == "excluded":
            continue
        early = known and outcome == "abandoned" and wait <= THRESHOLD
        served = (
            (outcome == "answered" and wait <= THRESHOLD)
            or (early and choices.abandon_in_threshold == "positive")
            or (short and effect == "success")
        )
        ignored = early and choices.abandon_in_threshold == "ignored" and not served
        tally["level"][0] += served
        tally["level"][1] += outcome in choices.denominator and not ignored
        tally["reach"][0] += outcome == "answered"
        tally["reach"][1] += outcome in choices.front_door
        tally["left"][0] += outcome == "abandoned" and not (short and effect == "excluded_from_abandoned")
        tally["left"][1] += outcome not in ("blocked", "deflected", "open")
    return {key: Fraction(100 * top, bottom) if bottom else None for key, (top, bottom) in tally.items()}


@given(made())
def test_counts_give_what_the_contacts_give(given_both: tuple[list[Contact], Choices]) -> None:
    """Service level, accessibility and abandonment, for any contacts under any choices that bear on counts."""
    contacts, choices = given_both
    example, expected = counted(contacts, choices), one_by_one(contacts, choices)
    assert examples.value(LEVEL.with_choices(choices), example) == expected["level"]
    for key, name in (("accessibility", "reach"), ("abandonment", "left")):
        assert examples.value(COMMON.indicator(key).with_choices(choices), example) == expected[name]


def test_a_measure_that_counts_do_not_give_is_refused() -> None:
    """A mean wait cannot be had from counts."""
    example = counted([("answered", 3)], LEVEL.choices)
    with pytest.raises(KeyError):
        examples.value(COMMON.indicator("speed_of_answer"), example)


def test_an_indicator_outside_a_set_has_no_choices() -> None:
    """Whoever computes by it is told at once, rather than given a default."""
    alone = Indicator.model_validate({"key": "one", "measure": "accessibility", "title": {"fr": "Un", "en": "One"}})
    with pytest.raises(ValueError, match="belongs to no set"):
        _ = alone.choices
