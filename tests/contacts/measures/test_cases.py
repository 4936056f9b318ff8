"""Complaints: rates over contacts and over customers, and delays from sending or from opening."""

from typing import Any

import pytest
from support.scenes.measures_sample import HOUR, Rows, context_of, indicator, left_out, sums_of, total

from filiere.contacts.measures import MEASURES

DAY = 24 * HOUR


def complaint(number: str, opened: str, **parts: Any) -> dict[str, Any]:
    """A complaint by mail."""
    return {"case_id": number, "kind": "complaint", "channel": "mail", "queue": "post", "opened_at": opened} | parts


def call(number: str, arrived: str, customer: str | None = None, **parts: Any) -> dict[str, Any]:
    """An answered call."""
    row = {"contact_id": number, "leg": 1, "channel": "phone", "direction": "inbound", "customer_key": customer}
    row |= {"arrived_at": arrived, "queued_at": arrived, "answered_at": arrived, "ended_at": arrived}
    return row | {"outcome": "answered", "queue": "sales"} | parts


CALLS: Rows = [
    call("1", "2026-03-02T09:00", "ann"),
    call("2", "2026-03-02T10:00", "ann"),
    call("3", "2026-03-03T10:00", "bob"),
    call("4", "2026-03-03T11:00"),
    call("5", "2026-04-03T11:00", "ann"),
    call("6", "2026-04-03T11:00", "ann", organisation="other"),
    call("7", "2026-04-03T11:00", "cat", outcome="open", answered_at=None, ended_at=None),
]


def test_complaints_over_contacts_and_over_customers() -> None:
    """Two in five contacts of March and April that came to the door; two in two customers of March."""
    tables = {"contact": CALLS, "case": [complaint("c", "2026-03-02T09:00"), complaint("d", "2026-03-31T23:30")]}
    with context_of(tables) as context:
        assert total(context, indicator("complaint_rate")) == (2, 6, 6)
        # Ann calls two organisations, which know her by two keys: three customers.
        assert total(context, indicator("complaints_per_thousand")) == (2, 3, 3)
    with context_of(tables, interval="month") as context:
        rows = sums_of(context, indicator("complaints_per_thousand"))
        assert [(one["period"], one["numerator"], one["denominator"]) for one in rows] == [
            ("2026-03", 2, 2),
            ("2026-04", 0, 2),
        ]


def test_complaints_of_a_channel_without_contacts_are_no_rate() -> None:
    """They have their own groups: the letters complain, the calls are many, and neither is over the other."""
    with context_of({"contact": CALLS, "case": [complaint("c", "2026-03-02T09:00")]}, by=("channel",)) as context:
        rows = sums_of(context, indicator("complaint_rate"))
    assert [(one["channel"], one["numerator"], one["denominator"], one["n"]) for one in rows] == [
        ("mail", 1, 0, 0),
        ("phone", 0, 6, 6),
    ]


@pytest.mark.parametrize(
    ("tables", "why"), [({"contact": CALLS}, "not_recorded"), ({"contact": CALLS, "case": []}, "")]
)
def test_no_word_of_complaints_is_not_no_complaint(tables: dict[str, Rows], why: str) -> None:
    """A store that nobody gave a case to says nothing of complaints; one whose cases are no complaints says nought."""
    with context_of(tables) as context:
        assert MEASURES["complaint_rate"].refusal(context, indicator("complaint_rate")) == why


@pytest.mark.parametrize(("start", "within"), [("arrival", 0), ("queue", 1)])
def test_the_clock_runs_from_sending_or_from_opening(start: str, within: int) -> None:
    """Sent on the 2nd, opened on the 5th, acknowledged ten days after that."""
    sent = complaint("c", "2026-03-05T09:00", sent_at="2026-03-02T09:00", acknowledged_at="2026-03-15T09:00")
    with context_of({"case": [sent]}) as context:
        measure = indicator(
            "complaint_acknowledged_within", threshold_seconds=10 * 86_400, choices={"clock_start": start}
        )
        assert total(context, measure) == (within, 1, 1)


def test_an_answer_acknowledges() -> None:
    """Whichever sign came first; a closing without a word is one too."""
    cases = [
        complaint("a", "2026-03-02T09:00", acknowledged_at="2026-03-20T09:00", first_reply_at="2026-03-03T09:00"),
        complaint("b", "2026-03-02T09:00", closed_at="2026-03-03T09:00", reopened_at="2026-03-10T09:00"),
        complaint("c", "2026-03-02T09:00", acknowledged_at="2026-03-20T09:00"),
    ]
    with context_of({"case": cases}) as context:
        measure = indicator("complaint_acknowledged_within", threshold_seconds=86_400)
        assert total(context, measure) == (2, 3, 3)


def test_ten_working_days_and_two_months_of_a_bank() -> None:
    """Acknowledged in ten working days of its sending; closed in sixty days; the young are said to be young.

    The clock is that of ACPR recommendation 2024-R-02; the last case opened gives the last moment, 30 April.
    """
    cases = [
        # Two weeks, whole, with the week-ends: ten working days to the second.
        complaint("in time", "2026-03-03T09:00", sent_at="2026-03-02T09:00", acknowledged_at="2026-03-16T09:00"),
        complaint("late", "2026-03-03T09:00", sent_at="2026-03-02T09:00", acknowledged_at="2026-03-16T09:01"),
        complaint("never", "2026-03-03T09:00"),
        complaint("young", "2026-04-30T09:00", sent_at="2026-04-17T09:00"),
    ]
    choices = {"clock_start": "arrival", "written_clock": {"hours": "working_days"}}
    with context_of({"case": cases}) as context:
        measure = indicator("complaint_acknowledged_within", threshold_seconds=10 * 86_400, choices=choices)
        assert total(context, measure) == (1, 3, 3)
        assert left_out(context, measure) == {"young": 1}


def test_closing_for_good() -> None:
    """A complaint opened again was not closed: the old clock goes on, a new one starts at the reopening."""
    cases = [
        complaint("a", "2026-03-02T09:00", closed_at="2026-03-12T09:00", reopened_at="2026-03-10T09:00"),
        complaint("b", "2026-03-02T09:00", closed_at="2026-03-04T09:00", reopened_at="2026-03-30T09:00"),
        complaint("z", "2026-03-31T09:00"),
    ]
    with context_of({"case": cases}) as context:
        for reopened, days, within in (("old_clock", 10, 0), ("new_clock", 2, 1)):
            choices = {"reopened": reopened}
            median = indicator("complaint_closing_percentile", percentile=50, choices=choices)
            assert [(one["value"], one["n"]) for one in sums_of(context, median)] == [(days * DAY, 1)]
            share = indicator("complaint_closed_within", threshold_seconds=5 * 86_400, choices=choices)
            # Case b is out of time since March under the old clock, and a day old under the new.
            assert total(context, share) == (within, 3 - 1 - within, 3 - 1 - within)
            assert left_out(context, share) == {"young": 1 + within}
