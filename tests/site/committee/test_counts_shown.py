"""The table of votes in the minutes says for and against what was decided, in whatever order it was offered."""

from __future__ import annotations

from typing import Any

import pytest

from filiere.core import Text
from filiere.site.committee.pdf_records import count_college_votes

NAMES = {"employees": Text(fr="Salariés", en="Employees"), "state": Text(fr="État", en="State")}


def shown(kind: str, carried: str | None, **counts: dict[str, int]) -> list[tuple[int, int, int]]:
    """The columns for, against and abstained, a row a college."""
    vote: dict[str, Any] = {
        "question": {"kind": kind},
        "second": {"counts": counts},
        "outcome": {"carried": carried},
        "colleges": {},
    }
    return [(one.in_favour, one.against, one.abstained) for one in count_college_votes(vote, NAMES)]


@pytest.mark.parametrize(
    ("kind", "carried"),
    [("change", "maintain"), ("change", "end"), ("award", "granted_24"), ("award", "refuse"), ("review", "keep")],
)
def test_a_unanimous_body_is_for_what_it_decided(kind: str, carried: str) -> None:
    assert shown(kind, carried, employees={carried: 3}, state={carried: 1}) == [(3, 0, 0), (1, 0, 0)]


def test_who_would_have_given_more_is_for_what_was_given() -> None:
    counts = {"granted_24": 1, "granted_12": 1, "refuse": 1, "abstain": 2}
    assert shown("award", "granted_12", employees=counts) == [(2, 1, 2)]


def test_who_would_have_given_more_is_against_a_refusal() -> None:
    assert shown("award", "refuse", employees={"granted_24": 1, "refuse": 3}) == [(3, 1, 0)]


def test_where_nothing_is_carried_the_last_but_one_is_counted() -> None:
    assert shown("eligibility", None, employees={"eligible": 1, "not_eligible": 2}) == [(1, 2, 0)]
