"""Backlog, workload, occupancy and availability: small days by hand, and the time that must be conserved."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.measures_sample import HOUR, Rows, context_of, indicator, left_out, sums_of, total, us

from filiere.contacts.definitions import load_set
from filiere.contacts.indicators import compute_indicators
from filiere.contacts.measures import MEASURES
from filiere.contacts.measures.base import Context
from filiere.contacts.measures.workload import Backlog

MINUTE = HOUR // 60


def mail(number: str, arrived: str, ended: str | None, **parts: Any) -> dict[str, Any]:
    """An e-mail answered and ended at once, or still open."""
    row = {"contact_id": number, "leg": 1, "channel": "email", "direction": "inbound", "queue": "post"}
    row |= {"arrived_at": arrived, "queued_at": arrived, "outcome": "answered" if ended else "open"}
    return row | ({"answered_at": ended, "ended_at": ended} if ended else {}) | parts


BACKLOG: Rows = [
    mail("a", "2026-03-02T09:30", "2026-03-02T12:15"),
    mail("b", "2026-03-02T10:00", "2026-03-02T11:00"),
    # Nobody has answered it, and the last moment of the organisation is 13:00.
    mail("c", "2026-03-02T11:30", None),
    mail("z", "2026-03-02T13:00", None),
]


def test_a_backlog_is_how_many_wait_at_once() -> None:
    """By the hour: half a mail, two, one and a half, one and a quarter, and the hour that has a microsecond."""
    with context_of({"contact": BACKLOG}, interval="hour") as context:
        rows = sums_of(context, indicator("backlog", channel="email"))
    assert [(one["numerator"] / one["denominator"], one["n"]) for one in rows] == [
        # The data begin at 09:30: the hour is half an hour long, and one mail waits in all of it.
        (1.0, 1),
        (2.0, 2),
        (1.5, 2),
        (1.25, 2),
    ]
    assert rows[0]["denominator"] == HOUR // 2


def test_a_backlog_over_all_of_the_data() -> None:
    """Five hours and a quarter waited in three hours and a half."""
    with context_of({"contact": BACKLOG}) as context:
        asked = indicator("backlog", channel="email")
        assert total(context, asked) == (5 * HOUR + HOUR // 4, 3 * HOUR + HOUR // 2 + 1, 3)


def test_a_wait_that_goes_backwards_is_left_out_and_counted() -> None:
    """Answered before it came; and a backlog of what the definition does not count has nothing of it."""
    rows = [*BACKLOG, mail("d", "2026-03-02T10:00", "2026-03-02T09:45")]
    with context_of({"contact": rows}) as context:
        asked = indicator("backlog", channel="email")
        assert total(context, asked)[0] == 5 * HOUR + HOUR // 4
        assert left_out(context, asked) == {"negative_span": 1}


def test_a_period_that_the_zone_of_the_store_does_not_have_is_not_lost() -> None:
    """From 23:00 of 31 March in Paris it is April in Jerusalem: half an hour there is all that the data have of it."""
    zone = "Asia/Jerusalem"
    rows = [
        mail("a", "2026-03-31T22:00", "2026-03-31T23:30", zone=zone),
        mail("b", "2026-03-31T22:00", "2026-03-31T23:00"),
    ]
    with context_of({"contact": rows}, interval="month", zones=("Europe/Paris", zone)) as context:
        found = sums_of(context, indicator("backlog"))
    assert [(one["period"], one["numerator"], one["denominator"]) for one in found] == [
        ("2026-03", 2 * HOUR, HOUR + HOUR // 2 + 1),
        ("2026-04", HOUR // 2, HOUR // 2 + 1),
    ]


def leg(number: str, answered: str, ended: str, agent: str | None, **parts: Any) -> dict[str, Any]:
    """A chat answered at its arrival by an agent."""
    row = {"contact_id": number, "leg": 1, "channel": "chat", "direction": "inbound", "queue": "chat"}
    row |= {"arrived_at": answered, "answered_at": answered, "ended_at": ended, "outcome": "answered"}
    return row | {"agent_key": agent} | parts


CHATS: Rows = [
    leg("1", "2026-03-02T09:00", "2026-03-02T09:30", "ann", wrap_ended_at="2026-03-02T09:40"),
    leg("2", "2026-03-02T09:20", "2026-03-02T10:10", "ann"),
    leg("3", "2026-03-02T09:20", "2026-03-02T10:10", "bob", direction="outbound"),
    leg("4", "2026-03-02T09:00", "2026-03-02T09:10", None),
    leg("5", "2026-03-02T09:05", "2026-03-02T09:10", None),
    leg("6", "2026-03-02T09:00", "2026-03-02T10:00", None, reason="bot"),
]


@pytest.mark.parametrize(
    ("overlaps", "parts", "minutes"),
    [("sum", "talk", 145), ("sum", "talk_and_wrap", 155), ("union", "talk", 135), ("union", "talk_and_wrap", 135)],
)
def test_a_workload_counts_the_overlaps_of_an_agent_once_or_as_they_are(
    overlaps: str, parts: str, minutes: int
) -> None:
    """Ann holds two chats at once; nobody knows whether the agents of 4 and 5 are one; a bot does not work."""
    choices = {"occupancy": {"overlaps": overlaps}, "handling": {"parts": parts}}
    with context_of({"contact_leg": CHATS}, interval="hour") as context:
        rows = sums_of(context, indicator("workload", choices=choices))
        assert sum(one["numerator"] for one in rows) == minutes * MINUTE
        # After 10:00, two chats of ten minutes.
        assert rows[-1]["numerator"] == 20 * MINUTE
    assert MEASURES["workload"].scale * 3 * HOUR == 3


def state(name: str, start: str, end: str, **parts: Any) -> dict[str, Any]:
    """A state of an agent on 2 March."""
    times = {"from_at": f"2026-03-02T{start}", "to_at": f"2026-03-02T{end}"}
    return {"agent_key": "ann", "state": name, **times, **parts}


STATES: Rows = [
    state("available", "09:00", "09:20"),
    state("busy", "09:20", "09:50"),
    # Two chats at once, then writing up; a pause; another agent of the same site who only waits.
    state("busy", "09:40", "10:00"),
    state("wrap", "10:00", "10:10"),
    state("pause", "10:10", "10:30"),
    state("offline", "10:30", "12:00"),
    state("available", "10:30", "11:00"),
    state("available", "09:00", "10:00", agent_key="bob"),
]


@pytest.mark.parametrize(
    ("overlaps", "pauses", "busy", "at_work"),
    [("union", "out", 50, 160), ("union", "in", 50, 180), ("sum", "out", 60, 170), ("sum", "in", 60, 190)],
)
def test_occupancy_is_of_the_time_at_work(overlaps: str, pauses: str, busy: int, at_work: int) -> None:
    """Each agent's time, united or summed, pauses in or out (choice 15)."""
    choices = {"occupancy": {"overlaps": overlaps, "pauses": pauses}}
    with context_of({"agent_state": STATES}) as context:
        numerator, denominator, _ = total(context, indicator("occupancy", choices=choices))
        assert (numerator, denominator) == (busy * MINUTE, at_work * MINUTE)


def test_occupancy_by_the_hour_and_a_state_that_goes_backwards() -> None:
    """From 09:00 to 10:00 Ann handles 40 minutes of her 60, and Bob waits."""
    backwards = state("busy", "11:00", "10:00")
    with context_of({"agent_state": [*STATES, backwards]}, interval="hour") as context:
        rows = sums_of(context, indicator("occupancy"))
        assert [(one["numerator"] // MINUTE, one["denominator"] // MINUTE) for one in rows] == [(40, 120), (10, 40)]
        assert left_out(context, indicator("occupancy")) == {"negative_span": 1}


UPTIME: Rows = [
    {"system": "telephony", "state": state, "from_at": f"2026-03-0{day}T{start}", "to_at": f"2026-03-0{day}T{end}"}
    for day, state, start, end in [
        (2, "up", "00:00", "10:00"),
        (2, "down", "10:00", "10:30"),
        (2, "planned", "10:30", "12:00"),
        (2, "up", "12:00", "23:59"),
        (3, "down", "02:00", "03:00"),
        (3, "up", "03:00", "18:00"),
    ]
]
HOURS: Rows = [
    {"version": "1", "valid_from": "2026-01-01", "weekday": day, "opens": "09:00", "closes": "18:00", "holiday": False}
    for day in range(1, 6)
]


def test_availability_leaves_planned_stops_out() -> None:
    """Two days, of which an hour and a half was meant."""
    with context_of({"service_uptime": UPTIME}, interval="day") as context:
        rows = sums_of(context, indicator("availability"))
        times = [(one["numerator"] // MINUTE, one["denominator"] // MINUTE) for one in rows]
        assert times == [(600 + 719, 600 + 719 + 30), (900, 960)]


def test_availability_in_the_hours_of_opening() -> None:
    """The stop of the night troubles nobody; without a calendar nobody knows, and the rows say so."""
    asked = indicator("availability", choices={"out_of_hours": "excluded"})
    with context_of({"service_uptime": UPTIME, "calendar": HOURS}, interval="day") as context:
        rows = sums_of(context, asked)
        times = [(one["numerator"] // MINUTE, one["denominator"] // MINUTE) for one in rows]
        assert times == [(60 + 360, 60 + 360 + 30), (540, 540)]
        assert [one["uncovered"] for one in rows] == [0, 0]
        whole = context.engine.fetch(MEASURES["availability"].total(context, asked)).to_pylist()[0]
        assert whole == {"numerator": 960 * MINUTE, "denominator": 990 * MINUTE}
    with context_of({"service_uptime": UPTIME}, interval="day") as context:
        assert all(one["uncovered"] for one in sums_of(context, asked))


@pytest.mark.parametrize("out_of_hours", ["counted", "excluded"])
def test_a_system_is_up_once_at_a_time(out_of_hours: str) -> None:
    """Spans of one system that overlap, are within another or are there twice are not added up; two systems are."""
    spans = [("up", 9, 11), ("up", 10, 12), ("up", 10, 11), ("down", 11, 14), ("planned", 9, 18), ("up", 9, 11)]
    rows: Rows = [
        {"system": system, "state": state, "from_at": f"2026-03-02T{start:02}:00", "to_at": f"2026-03-02T{end:02}:00"}
        for system in ("telephony", "crm")
        for state, start, end in spans
    ]
    with context_of({"service_uptime": rows, "calendar": HOURS}, interval="day") as context:
        asked = indicator("availability", choices={"out_of_hours": out_of_hours})
        ((numerator, denominator, n),) = [
            (one["numerator"], one["denominator"], one["n"]) for one in sums_of(context, asked)
        ]
        # From eleven to noon it is told as up and as down: it was down.
        assert (numerator, denominator, n) == (2 * 2 * HOUR, 2 * 5 * HOUR, 2 * 3)


TABLES: Mapping[str, Mapping[str, Rows]] = {
    "backlog": {"contact": BACKLOG},
    "workload": {"contact_leg": CHATS},
    "occupancy": {"agent_state": STATES},
    "availability": {"service_uptime": UPTIME},
}


@pytest.mark.parametrize("interval", ["15min", "day", "week", "month"])
@pytest.mark.parametrize("measure", TABLES)
def test_the_time_shared_out_is_all_the_time_there_was(measure: str, interval: Any) -> None:
    """The gate holds on every interval, by groups of any kind."""
    with context_of(TABLES[measure], interval=interval, by=("organisation", "queue")) as context:
        asked = indicator(measure)
        rows = sums_of(context, asked)
        whole = context.engine.fetch(MEASURES[measure].total(context, asked)).to_pylist()[0]
        assert all(sum(one[name] for one in rows) == value > 0 for name, value in whole.items())


@pytest.mark.parametrize("measure", TABLES)
def test_one_period_has_the_time_of_all_its_parts(measure: str) -> None:
    """It is added up without being cut, and there is no other sum to compare it with; of its hours there is."""
    with context_of(TABLES[measure], by=("organisation", "queue")) as context:
        asked = indicator(measure)
        whole = sums_of(context, asked)
        assert MEASURES[measure].total(context, asked) is None
        parted = replace(context, part="hour")
        hours = parted.engine.fetch(MEASURES[measure].sums(parted, asked)).to_pylist()
        said = parted.engine.fetch(MEASURES[measure].total(parted, asked)).to_pylist()[0]
    assert len(hours) > len(whole) > 0
    for name, value in said.items():
        assert sum(one[name] for one in hours) == sum(one[name] for one in whole) == value > 0


class Leaking(Backlog):
    """A backlog that loses the waits of one hour, as a sparse difference array does."""

    def sums(self, context: Context, indicator: Any) -> ibis.Table:
        """All but the last period."""
        found = super().sums(context, indicator)
        return found.filter(found.period < us("2026-03-02T12:00"))


def test_nothing_is_published_when_time_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row is withheld, since nobody knows which of them lack something."""
    definitions = load_set("common-v1")
    wanted = definitions.model_copy(update={"indicators": (definitions.indicator("backlog"),)})
    with context_of({"contact": BACKLOG, "contact_leg": BACKLOG}) as context:
        sound = compute_indicators(context.store, [wanted], interval="hour", engine=context.engine)
        assert {one.status for one in sound} == {"published"}
        monkeypatch.setattr("filiere.contacts.indicators.MEASURES", {"backlog": Leaking()})
        lost = compute_indicators(context.store, [wanted], interval="hour", engine=context.engine)
    assert len(lost) == len(sound) - 1
    assert {(one.status, one.reason, one.value) for one in lost} == {("withheld", "time_conservation", None)}


TIMES = st.integers(0, 600).map(lambda minute: f"{9 + minute // 60:02d}:{minute % 60:02d}")


@given(
    st.lists(
        st.tuples(st.sampled_from(("busy", "wrap", "available", "pause")), TIMES, TIMES, st.sampled_from("ab")),
        min_size=1,
        max_size=20,
    )
)
@settings(max_examples=15)
def test_occupancy_is_a_share_and_its_union_never_exceeds_its_sum(spans: list[tuple[str, str, str, str]]) -> None:
    """Against sets of minutes: whatever overlaps, in whatever order."""
    rows = [state(name, start, end, agent_key=agent) for name, start, end, agent in spans]
    with context_of({"agent_state": rows}, interval="hour") as context:
        found = sums_of(context, indicator("occupancy"))
        added = sums_of(context, indicator("occupancy", choices={"occupancy": {"overlaps": "sum"}}))
    minutes: dict[bool, set[tuple[str, int]]] = {True: set(), False: set()}
    for name, start, end, agent in spans:
        low, high = (us(f"2026-03-02T{one}") // MINUTE for one in (start, end))
        for busy, states in ((True, ("busy", "wrap")), (False, ("busy", "wrap", "available"))):
            if name in states:
                minutes[busy] |= {(agent, minute) for minute in range(low, high)}
    assert sum(one["numerator"] for one in found) == len(minutes[True]) * MINUTE
    assert sum(one["denominator"] for one in found) == len(minutes[False]) * MINUTE
    assert all(one["numerator"] <= one["denominator"] for one in found)
    assert sum(one["denominator"] for one in found) <= sum(one["denominator"] for one in added)
    # Work that counts more often never makes an agent less busy.
    ratios = [
        {one["period"]: Fraction(one["numerator"], one["denominator"]) for one in rows} for rows in (found, added)
    ]
    assert all(ratios[1][period] >= ratio for period, ratio in ratios[0].items())


def test_free_time_counts_once_however_often_it_was_noted() -> None:
    """An hour noted free twice, and half an hour of work: a third, whether work counts once or twice."""
    rows = [state("available", "09:00", "10:00"), state("available", "09:00", "10:00"), state("busy", "10:00", "10:30")]
    for overlaps in ("union", "sum"):
        with context_of({"agent_state": rows}) as context:
            found = total(context, indicator("occupancy", choices={"occupancy": {"overlaps": overlaps}}))
            assert found[:2] == (30 * MINUTE, 90 * MINUTE)


def test_occupancy_of_contacts_is_their_time_over_time_present() -> None:
    """Two chats of half an hour, a quarter in common, in two hours of presence, of which one is a pause."""
    legs = [
        {"contact_id": one, "leg": 1, "channel": "chat", "direction": "inbound", "outcome": "answered"}
        | {"agent_key": "ann", "answered_at": f"2026-03-02T{start}", "ended_at": f"2026-03-02T{end}"}
        for one, start, end in (("a", "09:00", "09:30"), ("b", "09:15", "09:45"))
    ]
    tables = {
        "contact_leg": legs,
        "agent_state": [state("available", "09:00", "10:00"), state("pause", "10:00", "11:00")],
    }
    wanted = {"union": (45, 120), "sum": (60, 135)}
    for overlaps, (busy, present) in wanted.items():
        choices = {"occupancy": {"overlaps": overlaps, "pauses": "in", "work": "contacts"}}
        with context_of(tables) as context:
            assert total(context, indicator("occupancy", choices=choices))[:2] == (busy * MINUTE, present * MINUTE)
