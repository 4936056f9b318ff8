"""Values from counts against a count of the contacts one by one: two ways to the same exact fraction."""

import pytest
from hypothesis import given
from support.oracles.counting_sample import COMMON, CONTACTS, OUTCOMES, THRESHOLD, Contact, choices, counts, one_by_one

from filiere.contacts.definitions import Choices, worked_examples
from filiere.contacts.definitions.records import Indicator, WorkedExample

LEVEL = COMMON.indicator("service_level_20")


def counted(contacts: list[Contact], made: Choices) -> WorkedExample:
    """The counts of contacts as an example gives them, at the two waits that matter."""
    found = counts(contacts)
    limits = sorted({THRESHOLD, made.short_abandon.seconds or 0})
    return WorkedExample.model_validate(
        {
            "title": {"fr": "Fait", "en": "Made"},
            "counts": {one: found[one] for one in OUTCOMES},
            "within": [
                {
                    "seconds": limit,
                    "answered": found[f"answered_within_{limit}"],
                    "abandoned": found[f"abandoned_within_{limit}"],
                }
                for limit in limits
            ],
            "expect": {},
        }
    )


@given(CONTACTS, choices())
def test_counts_give_what_the_contacts_give(contacts: list[Contact], made: Choices) -> None:
    """Service level, accessibility and abandonment, for any contacts under any choices that bear on counts."""
    example, expected = counted(contacts, made), one_by_one(contacts, made)
    for key in ("service_level_20", "accessibility", "abandonment"):
        indicator = COMMON.indicator(key).with_choices(made)
        assert worked_examples.compute_example(indicator, example) == expected[indicator.measure]


def test_a_measure_that_counts_do_not_give_is_refused() -> None:
    """A mean wait cannot be had from counts."""
    example = counted([("answered", 3)], LEVEL.choices)
    with pytest.raises(KeyError):
        worked_examples.compute_example(COMMON.indicator("speed_of_answer"), example)


def test_an_indicator_outside_a_set_has_no_choices() -> None:
    """Whoever computes by it is told at once, rather than given a default."""
    alone = Indicator.model_validate({"key": "one", "measure": "accessibility", "title": {"fr": "Un", "en": "One"}})
    with pytest.raises(ValueError, match="belongs to no set"):
        _ = alone.choices
