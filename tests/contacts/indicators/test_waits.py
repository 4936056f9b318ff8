"""Indicators of waits against a slow reading of the rule, on made-up visits under drawn choices."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.oracles.indicator_oracle import period, recorded, resolved, sums
from support.scenes.measures_sample import PARIS, context_of, us
from support.strategies.drawn import drawn
from support.strategies.waits_sample import COMMON, SECOND, choices, indicator, rows_of, unit

from filiere.contacts.computation_context import Context
from filiere.contacts.data_quality_checks import check_store
from filiere.contacts.definitions import Choices
from filiere.contacts.definitions.records import Indicator, Overrides, merge_choices
from filiere.contacts.indicators import compute_indicators
from filiere.contacts.measures import MEASURES

MEASURED = (
    *("contacts", "accessibility", "abandonment", "blocked_rate", "service_level", "transfer_rate"),
    *("speed_of_answer_mean", "speed_of_answer_percentile", "handling_time_mean", "handling_time_percentile"),
)


def engine_sums(context: Context, one: Indicator) -> dict[tuple[Any, ...], tuple[int, int]]:
    """The sums of the engine, keyed as the oracle's."""
    found = {}
    for row in context.engine.fetch(MEASURES[one.measure].sums(context, one)).to_pylist():
        label = "all"
        if context.interval != "all":
            start, _ = context.periods.bounds(row["period"], context.interval)
            label = period(start, context.interval, PARIS)
        top = row["value"] if MEASURES[one.measure].observed else row["numerator"]
        found[(*(row[name] for name in context.by), label)] = (top or 0, row["n"])
    return found


def without_nothing(found: dict[Any, tuple[int, int]]) -> dict[Any, tuple[int, int]]:
    """Leave out groups in which nothing is counted: an engine may give them or not."""
    return {key: value for key, value in found.items() if value[1]}


@given(
    st.lists(unit(), min_size=1, max_size=30),
    choices(),
    st.sampled_from([(), ("queue",), ("organisation", "channel"), ("organisation", "site", "queue", "channel")]),
    st.sampled_from(["all", "hour", "day", "week", "month"]),
    st.sampled_from([None, "phone"]),
)
@settings(max_examples=drawn(12), deadline=None)
def test_sums_are_those_of_the_rule(made: Any, chosen: Choices, by: Any, interval: Any, channel: Any) -> None:
    rows = rows_of(made)
    # Legs have no call back of their own, whatever the drawn rows say.
    legs = [row | {"called_back_us": None} for row in rows]
    with context_of({"contact": rows, "contact_leg": legs}, by=by, interval=interval) as context:
        for measure in MEASURED:
            one = indicator(measure, chosen, channel=channel)
            per = chosen.handling.per if measure.startswith("handling") else chosen.transfers
            expected = sums(legs if per == "leg" else rows, one, by, interval)
            assert without_nothing(engine_sums(context, one)) == without_nothing(expected), measure


@given(
    st.lists(unit(), min_size=1, max_size=30),
    choices(),
    st.builds(
        lambda window, scope, base, tail, since: {
            "window_days": window,
            "scope": scope,
            "base": base,
            "tail": tail,
            "since": since,
        },
        st.sampled_from([1, 2]),
        st.sampled_from(["customer", "customer_queue", "customer_channel", "customer_reason"]),
        st.sampled_from(["gross", "net"]),
        st.sampled_from(["excluded", "counted"]),
        st.sampled_from(["end", "arrival"]),
    ),
    st.sampled_from([(), ("organisation", "queue")]),
)
@settings(max_examples=drawn(12), deadline=None)
def test_returns_are_those_of_the_rule(made: Any, chosen: Choices, rule: Any, by: Any) -> None:
    rows = rows_of(made)
    one = indicator("contact_resolution", merge_choices(chosen, Overrides(resolution=rule)))
    with context_of({"contact": rows}, by=by, interval="day") as context:
        assert without_nothing(engine_sums(context, one)) == resolved(rows, one, by, "day")


@given(st.lists(unit(), min_size=1, max_size=30), choices(), st.randoms(use_true_random=False))
@settings(max_examples=10, deadline=None)
def test_days_add_up_to_the_whole_and_the_order_of_rows_is_nothing(drawn: Any, chosen: Choices, shuffle: Any) -> None:
    rows = rows_of(drawn)
    shuffled = rows.copy()
    shuffle.shuffle(shuffled)
    whole_contacts = merge_choices(chosen, Overrides(transfers="contact"))  # type: ignore[call-arg]
    asked = [indicator(measure, whole_contacts) for measure in ("service_level", "speed_of_answer_mean")]
    with context_of({"contact": rows}, by=("queue",), interval="day") as context:
        by_day = [engine_sums(context, one) for one in asked]
    with context_of({"contact": shuffled}, interval="all") as context:
        undivided = [engine_sums(context, one) for one in asked]
    for days, whole in zip(by_day, undivided, strict=True):
        assert whole.get(("all",), (0, 0)) == tuple(sum(value[index] for value in days.values()) for index in (0, 1))


@given(
    st.lists(unit(), min_size=1, max_size=12),
    st.sampled_from(["transfer_rate", "blocked_rate", "abandonment"]),
    st.sampled_from([None, "phone"]),
    st.sampled_from([None, "phone", "chat"]),
    st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_a_rate_of_what_nothing_records_is_withheld(
    drawn: Any, measure: str, asked: str | None, channel: str | None, silent: bool
) -> None:
    """By organisation and channel, after the rule; all organisations together as soon as one is silent."""
    legs = [row | ({"transferred": None} if silent else {}) for row in rows_of(drawn)]
    one = indicator(measure, COMMON.choices, channel=asked)
    with context_of({"contact_leg": legs, "contact": legs}) as context:
        gates = check_store(context)
    told = {name: recorded(legs, one, name, channel) for name in {row["organisation"] for row in legs}}
    for name, tells in told.items():
        assert gates.record_reason(one, name, channel) == ("" if tells else "not_recorded")
    assert gates.record_reason(one, None, channel) == ("" if all(told.values()) else "not_recorded")


@pytest.mark.parametrize("measure", ["service_level"])
def test_no_share_passes_a_hundred(measure: str) -> None:
    """A positive abandonment has no place over a denominator of the answered alone."""
    start = us("2026-05-04T10:00")
    gone = {"arrived_us": start, "queued_us": start, "ended_us": start + SECOND, "outcome": "abandoned"}
    won = gone | {"answered_us": start + SECOND, "ended_us": start + 9 * SECOND, "outcome": "answered"}
    common = {"channel": "phone", "direction": "inbound", "leg": 1}
    rows = [common | {"contact_id": str(index)} | row for index, row in enumerate([gone] * 40 + [won] * 40)]
    chosen = merge_choices(COMMON.choices, Overrides(denominator=["answered"], abandon_in_threshold="positive"))  # type: ignore
    with context_of({"contact": rows}) as context:
        assert engine_sums(context, indicator(measure, chosen)) == {("all",): (40, 40)}


@pytest.mark.parametrize("inside", ["ignored", "negative", "positive"])
@pytest.mark.parametrize("start", ["arrival", "queue", "offer"])
def test_who_left_from_the_menu_was_served_by_no_queue(start: str, inside: str) -> None:
    """Sixty hang up before any queue, forty are answered late: no reading of abandonment makes them a success, and they
    stay at the front door."""
    at = us("2026-05-04T10:00")
    unknown = ("queued_us", "offered_us", "answered_us", "wrap_ended_us", "called_back_us", "queue", "reason")
    common: dict[str, Any] = dict.fromkeys((*unknown, "transferred")) | {"zone": PARIS, "arrived_us": at}
    common |= {"channel": "phone", "direction": "inbound", "leg": 1}
    left = common | {"ended_us": at + 2 * SECOND, "outcome": "abandoned"}
    late = common | {"queued_us": at, "answered_us": at + 100 * SECOND, "ended_us": at + 200 * SECOND}
    rows = [left | {"contact_id": f"l{index}"} for index in range(60)]
    rows += [late | {"contact_id": f"a{index}", "outcome": "answered"} for index in range(40)]
    chosen = merge_choices(COMMON.choices, Overrides(clock_start=start, abandon_in_threshold=inside))  # type: ignore
    expected = (0, 40)
    if start == "arrival":
        # From the line they did wait, for two seconds.
        expected = {"ignored": (0, 40), "negative": (0, 100), "positive": (60, 100)}[inside]
    with context_of({"contact": rows}) as context:
        assert without_nothing(engine_sums(context, indicator("service_level", chosen))) == {("all",): expected}
        assert engine_sums(context, indicator("accessibility", chosen)) == {("all",): (40, 100)}
    assert without_nothing(sums(rows, indicator("service_level", chosen), (), "all")) == {("all",): expected}


def test_ringing_before_the_opening_is_in_no_wait_from_there() -> None:
    """Offered at 08:59:50 of a centre that opens at 09:00, answered ten seconds after: twenty less the whole ring would
    be a wait below 0, and the call no wait at all."""
    opening = us("2026-05-04T09:00")
    row = {
        "contact_id": "early",
        "leg": 1,
        "channel": "phone",
        "direction": "inbound",
        "outcome": "answered",
        "arrived_us": opening - 15 * SECOND,
        "queued_us": opening - 12 * SECOND,
        "offered_us": opening - 10 * SECOND,
        "answered_us": opening + 10 * SECOND,
        "ended_us": opening + 60 * SECOND,
    }
    week = {"version": "1", "valid_from": "2026-01-01", "opens": "09:00", "closes": "18:00", "holiday": False}
    hours = [week | {"weekday": day} for day in range(1, 8)]
    for ring, waited in (("included", 10 * SECOND), ("excluded", 0)):
        chosen = merge_choices(COMMON.choices, Overrides(ring=ring, out_of_hours="from_opening"))  # type: ignore
        with context_of({"contact": [row], "calendar": hours}) as context:
            assert engine_sums(context, indicator("speed_of_answer_mean", chosen)) == {("all",): (waited, 1)}


def test_rows_say_what_they_rest_on() -> None:
    start = us("2026-05-04T10:00")
    rows = [
        {
            "contact_id": str(index),
            "leg": 1,
            "channel": "phone",
            "direction": "inbound",
            "outcome": "answered",
            "queue": "ventes" if index < 40 else "aide",
            "arrived_us": start,
            "queued_us": start,
            "answered_us": start + index * SECOND,
            "ended_us": start + 200 * SECOND,
        }
        for index in range(50)
    ]
    of_waits = tuple(one for one in COMMON.indicators if one.measure in MEASURED)
    asked = COMMON.model_copy(update={"indicators": of_waits})
    with context_of({"contact": rows}) as context:
        found = compute_indicators(context.store, [asked], by=["queue"], interval="day", engine=context.engine)
    level = {one.queue: one for one in found if one.indicator == "service_level_20"}
    assert (level["ventes"].numerator, level["ventes"].denominator, level["ventes"].status) == (21, 40, "published")
    assert level["ventes"].value == 52.5
    assert level["ventes"].interval == "2026-05-04"
    aide = level["aide"]
    assert (aide.status, aide.reason, aide.n) == ("withheld", "effectif", 10)
    assert (aide.value, aide.numerator, aide.denominator) == (None, None, None)
    p90 = [one for one in found if one.indicator == "speed_of_answer_p90" and one.queue == "ventes"]
    assert [(one.status, one.reason, one.n) for one in p90] == [("withheld", "effectif", 40)]
    email = [one for one in found if one.indicator == "blocked_rate" and one.queue == "ventes"]
    assert [one.value for one in email] == [0.0]
