"""Delays of mail and messages: the clock, the queue whose hours count, reopening, cohorts, and what nobody answered."""

from typing import Any

import pytest
from support.scenes.measures_sample import HOUR, Rows, context_of, indicator, left_out, sums_of, total

from filiere.contacts.computation_context import Context
from filiere.contacts.measures import MEASURES
from filiere.contacts.query_planning import compute_planned_sums

MINUTE = HOUR // 60
FAR: Rows = [
    # The last moment of the organisation: a call of 20 March, which is of no written channel.
    {"contact_id": "end", "leg": 1, "channel": "phone", "direction": "inbound", "arrived_at": "2026-03-20T00:00"}
    | {"outcome": "abandoned", "ended_at": "2026-03-20T00:01"}
]


def mail(number: str, arrived: str, answered: str | None = None, **parts: Any) -> dict[str, Any]:
    """One e-mail of a contact of one visit, answered and ended at once, or still open."""
    row = {"contact_id": number, "leg": 1, "channel": "email", "direction": "inbound", "queue": "post"}
    row |= {"arrived_at": arrived, "queued_at": arrived, "outcome": "open"}
    if answered:
        row |= {"answered_at": answered, "ended_at": answered, "outcome": "answered"}
    return row | parts


def store_of(*contacts: Any, **tables: Rows) -> dict[str, Rows]:
    """A store of contacts of one visit each, their legs the same rows, and other tables."""
    return {"contact": [*contacts, *FAR], "contact_leg": [*contacts, *FAR]} | tables


def within(hours: int = 24, **choices: Any) -> Any:
    """Share of e-mails answered within so many hours."""
    return indicator("delay_within", channel="email", threshold_seconds=hours * 3600, choices=choices)


def test_what_nobody_answered_counts_once_its_time_has_run_out() -> None:
    """One in time, one late, one out of time, one closed without an answer, and one that still has time."""
    store = store_of(
        mail("in time", "2026-03-02T09:00", "2026-03-03T09:00"),
        mail("late", "2026-03-02T09:00", "2026-03-03T09:01"),
        mail("out of time", "2026-03-18T09:00"),
        mail("closed", "2026-03-19T09:00", outcome="abandoned", ended_at="2026-03-19T10:00"),
        mail("young", "2026-03-19T09:00"),
    )
    with context_of(store) as context:
        assert total(context, within()) == (1, 4, 4)
        assert left_out(context, within()) == {"young": 1}
        mean = indicator("delay_mean", channel="email")
        assert total(context, mean) == (48 * HOUR + MINUTE, 2, 2)
        assert left_out(context, mean) == {"unanswered": 3}
        median = sums_of(context, indicator("delay_percentile", channel="email", percentile=50))
        assert [(one["value"], one["n"]) for one in median] == [(24 * HOUR, 2)]


@pytest.mark.parametrize("start", ["queue", "offer", "ivr_end", "arrival"])
def test_mail_that_no_queue_entry_is_known_of_waits_from_its_arrival(start: str) -> None:
    """Leaving the column empty makes no delay of nothing."""
    untimed = mail("untimed", "2026-03-02T09:00", "2026-03-04T09:00", queued_at=None)
    with context_of(store_of(untimed)) as context:
        mean = indicator("delay_mean", channel="email", choices={"clock_start": start})
        assert total(context, mean) == (48 * HOUR, 1, 1)
        assert total(context, within(clock_start=start)) == (0, 1, 1)


def test_an_edge_is_within_or_not_by_the_comparison() -> None:
    """Twenty-four hours to the microsecond; choice 7 for the edge."""
    with context_of(store_of(mail("edge", "2026-03-02T09:00", "2026-03-03T09:00"))) as context:
        assert total(context, within())[0] == 1
        assert total(context, within(comparison={"edge": "below"}))[0] == 0


def test_a_machine_stops_the_clock_where_the_definition_says_so() -> None:
    """A receipt leaves the customer waiting, in the base; a bot has served them, who are then of nobody's delay."""
    store = store_of(
        mail("receipt", "2026-03-02T09:00", "2026-03-02T09:01", reason="auto_ack", ended_at=None),
        mail("bot", "2026-03-02T09:00", "2026-03-02T09:01", reason="bot"),
    )
    with context_of(store) as context:
        assert total(context, within(clock_stop="human")) == (0, 1, 1)
        assert total(context, within(clock_stop="any_answer")) == (1, 2, 2)
        assert total(context, within(clock_stop="acknowledgement")) == (2, 2, 2)


WEEK: Rows = [
    {"version": "1", "valid_from": "2026-01-01", "weekday": day, "opens": opens, "closes": closes, "holiday": False}
    | ({"queue": queue} if queue else {})
    for queue, opens, closes in ((None, "09:00", "17:00"), ("second", "08:00", "20:00"))
    for day in range(1, 6)
]


def test_hours_of_opening_stop_at_night_and_over_the_week_end() -> None:
    """From Friday 16:00 to Monday 10:00 is two hours of opening; an answer of the night takes none."""
    store = store_of(
        mail("week-end", "2026-03-06T16:00", "2026-03-09T10:00"),
        mail("night", "2026-03-09T20:00", "2026-03-09T23:00"),
        calendar=WEEK,
    )
    opening = {"written_clock": {"hours": "opening"}}
    with context_of(store) as context:
        assert total(context, within(2, **opening)) == (2, 2, 2)
        assert total(context, within(1, **opening)) == (1, 2, 2)
        rows = sums_of(context, indicator("delay_mean", channel="email", choices=opening))
        assert (rows[0]["numerator"], rows[0]["uncovered"]) == (2 * HOUR, 0)


def test_a_delay_in_hours_that_nobody_knows_is_counted_as_uncovered() -> None:
    """The row says how many, and is then withheld; the calendar that begins too late is one of the reasons."""
    late = [{**one, "valid_from": "2026-03-04"} for one in WEEK]
    mails = (mail("a", "2026-03-03T16:00", "2026-03-05T10:00"), mail("b", "2026-03-05T09:00", "2026-03-05T10:00"))
    opening = {"written_clock": {"hours": "opening"}}
    for measure in (within(2, **opening), indicator("delay_mean", channel="email", choices=opening)):
        with context_of(store_of(*mails, calendar=late)) as context:
            assert sums_of(context, measure)[0]["uncovered"] == 1
        with context_of(store_of(*mails)) as context:
            assert sums_of(context, measure)[0]["uncovered"] == 2


def test_ten_working_days() -> None:
    """Two weeks of e-mails of a centre without a calendar."""
    store = store_of(
        mail("a", "2026-03-02T15:00", "2026-03-16T15:00"), mail("b", "2026-03-02T15:00", "2026-03-16T15:01")
    )
    with context_of(store) as context:
        assert total(context, within(240, written_clock={"hours": "working_days"})) == (1, 2, 2)
        assert total(context, within(240, written_clock={"hours": "working_days_and_saturdays"})) == (0, 2, 2)


def moved() -> dict[str, Rows]:
    """A mail of Monday 16:00 in ``post`` that moves to ``second`` at 18:00 and is answered there at 21:00 on Tuesday.

    By the hours of ``post``: 1 + 8. Of ``second``: 4 + 12. Of each: 1 in the first, 2 + 12 in the second.
    """
    first = mail("m", "2026-03-02T16:00", None, outcome="overflowed", ended_at="2026-03-02T18:00")
    second = mail("m", "2026-03-02T18:00", "2026-03-03T21:00", leg=2, queue="second")
    whole = mail("m", "2026-03-02T16:00", "2026-03-03T21:00", leg=2)
    return {"contact": [whole, *FAR], "contact_leg": [first, second, *FAR], "calendar": WEEK}


@pytest.mark.parametrize(("queue", "hours"), [("arrival_queue", 9), ("answer_queue", 16), ("each_queue", 15)])
def test_whose_hours_count_when_a_mail_changes_queues(queue: str, hours: int) -> None:
    """Choice 17: the queue of arrival, the one that answered, or each for the time spent in it."""
    clock = {"hours": "opening", "calendar_of": queue}
    with context_of(moved()) as context:
        measure = indicator("delay_mean", channel="email", choices={"written_clock": clock})
        assert total(context, measure) == (hours * HOUR, 1, 1)


def test_by_each_queue_and_by_visit() -> None:
    """Where each visit is a unit the queue is the visit's; the one that overflowed got no answer."""
    clock = {"hours": "opening", "calendar_of": "each_queue"}
    choices = {"written_clock": clock, "transfers": "leg"}
    with context_of(moved()) as context:
        assert total(context, indicator("delay_mean", channel="email", choices=choices)) == (14 * HOUR, 1, 1)
        assert total(context, within(24, **choices)) == (1, 2, 2)


def reopened(*, answered: bool = True) -> dict[str, Rows]:
    """A mail closed on Monday, to which the customer writes again on Saturday; closed ten minutes later (or open)."""
    first = mail("r", "2026-03-02T09:00", "2026-03-02T10:00")
    again = mail("r", "2026-03-07T09:00", "2026-03-07T09:10" if answered else None, leg=2)
    whole = mail("r", "2026-03-02T09:00", "2026-03-02T10:00", leg=2)
    if answered:
        whole |= {"ended_at": "2026-03-07T09:10"}
    return {"contact": [whole, *FAR], "contact_leg": [first, again, *FAR]}


def test_a_reopened_mail_starts_a_new_clock_or_goes_on_with_the_old() -> None:
    """Five days shown, ten minutes true (Chatwoot, pull request 12058); the first reply was never reopened."""
    closing = {"written_clock": {"stop": "resolution"}}
    with context_of(reopened()) as context:
        old = indicator("delay_mean", channel="email", choices=closing | {"reopened": "old_clock"})
        new = indicator("delay_mean", channel="email", choices=closing | {"reopened": "new_clock"})
        assert total(context, old) == (120 * HOUR + 10 * MINUTE, 1, 1)
        assert total(context, new) == (10 * MINUTE, 1, 1)
        first = indicator("delay_mean", channel="email", choices={"reopened": "new_clock"})
        assert total(context, first) == (HOUR, 1, 1)
    with context_of(reopened(answered=False)) as context:
        # Thirteen days after it was written again, nobody has closed it: out of time under both clocks.
        assert total(context, within(24, **closing, reopened="new_clock")) == (0, 1, 1)
        assert total(context, within(24 * 15, **closing, reopened="new_clock")) == (0, 0, 0)
        assert total(context, within(24 * 15, **closing, reopened="old_clock")) == (0, 1, 1)


def test_a_transfer_is_no_reopening() -> None:
    """The second visit begins where the first was handed on."""
    first = mail("t", "2026-03-02T09:00", "2026-03-02T10:00", transferred=True)
    second = mail("t", "2026-03-02T10:00", "2026-03-02T12:00", leg=2)
    whole = mail("t", "2026-03-02T09:00", "2026-03-02T10:00", leg=2, ended_at="2026-03-02T12:00")
    choices = {"written_clock": {"stop": "resolution"}, "reopened": "new_clock"}
    with context_of({"contact": [whole, *FAR], "contact_leg": [first, second, *FAR]}) as context:
        assert total(context, indicator("delay_mean", channel="email", choices=choices)) == (3 * HOUR, 1, 1)


def test_cohorts_are_of_what_was_opened_or_of_what_was_closed() -> None:
    """Opened in March and closed in April; opened and closed in March; still open."""
    store = store_of(
        mail("across", "2026-03-30T09:00", "2026-04-01T09:00"),
        mail("inside", "2026-03-30T09:00", "2026-03-31T09:00"),
        mail("open", "2026-03-02T09:00"),
    )
    expected = {
        "opened": [("2026-03", 1, 3)],
        "closed": [("2026-03", 1, 1), ("2026-04", 0, 1)],
        "opened_and_closed": [("2026-03", 1, 1)],
    }
    with context_of(store, interval="month") as context:
        for cohort, rows in expected.items():
            found = sums_of(context, within(24, cohort=cohort))
            assert [(one["period"], one["numerator"], one["denominator"]) for one in found] == rows


def ticket(number: str, opened: str, **parts: Any) -> dict[str, Any]:
    """A ticket of the channel of e-mails."""
    return {"case_id": number, "kind": "ticket", "channel": "email", "queue": "post", "opened_at": opened} | parts


def test_a_contact_that_a_ticket_names_is_counted_once_as_the_ticket() -> None:
    """By the ticket's own clock; a ticket of another channel names nobody here."""
    tickets = [
        ticket("1", "2026-03-02T09:00", contact_id="a", first_reply_at="2026-03-02T10:00"),
        ticket("2", "2026-03-02T09:00", contact_id="b", first_reply_at="2026-03-02T10:00", channel="chat"),
    ]
    store = store_of(
        mail("a", "2026-03-02T08:00", "2026-03-02T11:00"),
        mail("b", "2026-03-02T08:00", "2026-03-02T11:00"),
        case=tickets,
    )
    with context_of(store) as context:
        assert total(context, indicator("delay_mean", channel="email")) == (4 * HOUR, 2, 2)


def test_a_ticket_stops_at_its_reply_or_when_closed_for_good() -> None:
    """What was opened again since is not closed; sending starts the clock from the line, opening otherwise."""
    tickets = [
        ticket("1", "2026-03-02T09:00", sent_at="2026-03-02T07:00", first_reply_at="2026-03-02T10:00"),
        ticket("2", "2026-03-02T09:00", closed_at="2026-03-03T09:00", acknowledged_at="2026-03-02T09:01"),
        ticket("3", "2026-03-02T09:00", closed_at="2026-03-03T09:00", reopened_at="2026-03-04T09:00"),
    ]
    with context_of(store_of(case=tickets)) as context:
        assert total(context, indicator("delay_mean", channel="email")) == (HOUR, 1, 1)
        line = indicator("delay_mean", channel="email", choices={"clock_start": "arrival"})
        assert total(context, line) == (3 * HOUR, 1, 1)
        receipt = indicator("delay_mean", channel="email", choices={"clock_stop": "acknowledgement"})
        assert total(context, receipt) == (HOUR + MINUTE, 2, 2)
        closing = {"written_clock": {"stop": "resolution"}}
        assert total(context, indicator("delay_mean", channel="email", choices=closing)) == (24 * HOUR, 1, 1)
        # Closed without a reply, or out of time without one: neither was answered in time.
        assert total(context, within()) == (1, 3, 3)


def test_a_ticket_that_moved_has_no_hours_of_each_queue() -> None:
    """Nobody knows when it moved: its delay is unknown, which withholds the row rather than guess."""
    moved_on = ticket("1", "2026-03-02T09:00", first_reply_at="2026-03-02T10:00", answer_queue="second")
    clock = {"hours": "opening", "calendar_of": "each_queue"}
    with context_of(store_of(case=[moved_on], calendar=WEEK)) as context:
        rows = sums_of(context, within(24, written_clock=clock))
        assert rows[0]["uncovered"] == 1


def test_an_answer_before_the_question_is_a_defect() -> None:
    """Left out and counted, never mended."""
    with context_of(store_of(mail("a", "2026-03-02T09:00", "2026-03-02T08:59"))) as context:
        assert total(context, within()) == (0, 0, 0)
        assert left_out(context, within()) == {"negative_wait": 1}


def test_arrivals_while_closed_may_be_left_out_or_wait_from_the_opening() -> None:
    """Choice 11, under a clock of all hours: a mail of Saturday is of Monday 09:00, or of nobody."""
    store = store_of(mail("s", "2026-03-07T12:00", "2026-03-09T10:00"), calendar=WEEK)
    with context_of(store) as context:
        from_opening = indicator("delay_mean", channel="email", choices={"out_of_hours": "from_opening"})
        assert total(context, from_opening) == (HOUR, 1, 1)
        assert total(context, within(out_of_hours="excluded")) == (0, 0, 0)
        assert left_out(context, within(out_of_hours="excluded")) == {"out_of_hours": 1}


def _held(context: Context) -> int:
    """How many tables of delays were made."""
    names = "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'delays_held%'"
    return len(context.engine.connection.con.sql(names).fetchall())


def test_channels_foreseen_together_are_told_apart() -> None:
    """One reading for e-mail, messages and letters gives each what it has alone; a ticket of one channel that names a
    contact of another does not take it away."""
    contacts = [
        mail("mail", "2026-03-02T09:00", "2026-03-03T09:00"),
        mail("late", "2026-03-02T09:00", "2026-03-09T09:00"),
        mail("chat", "2026-03-02T09:00", "2026-03-02T09:05", channel="chat"),
        mail("letter", "2026-03-02T09:00", "2026-03-12T09:00", channel="mail"),
        mail("open", "2026-03-18T09:00", channel="social"),
    ]
    ticket = {"case_id": "t", "kind": "ticket", "channel": "chat", "contact_id": "letter", "queue": "post"}
    ticket |= {"opened_at": "2026-03-02T09:00", "first_reply_at": "2026-03-02T10:00"}
    written = ("email", "chat", "social", "mail")
    asked = [indicator("delay_within", channel=one, threshold_seconds=24 * 3600) for one in written]
    asked += [indicator("delay_percentile", channel=one, percentile=50) for one in written]
    wanted = [(MEASURES[one.measure], one) for one in asked]
    with context_of(store_of(*contacts, case=[ticket])) as context:
        alone = [context.engine.fetch(measure.sums(context, one)).to_pylist() for measure, one in wanted]
        apart = _held(context)
    with context_of(store_of(*contacts, case=[ticket])) as context:
        found = {place: table.to_pylist() for place, table in compute_planned_sums(context, wanted)}
        together = _held(context)
    assert [found[place] for place in range(len(asked))] == alone
    assert [[row["n"] for row in rows] for rows in alone] == [[2], [2], [1], [1], [2], [2], [], [1]]
    assert (apart, together) == (4, 1)


@pytest.mark.parametrize("calendar_of", ["arrival_queue", "answer_queue", "each_queue"])
def test_delays_by_several_hours_come_from_one_reading(calendar_of: str) -> None:
    """Of the calendar, of opening and of working days: each is what it is alone."""
    contacts = [
        mail("friday", "2026-03-06T17:00", "2026-03-09T10:00"),
        mail("monday", "2026-03-09T11:00", "2026-03-09T15:00"),
        mail("open", "2026-03-18T09:00"),
    ]
    clocks = [{"hours": hours, "calendar_of": calendar_of} for hours in ("calendar", "opening", "working_days")]
    asked = [
        indicator("delay_mean", channel="email", choices={"written_clock": {"stop": "first_reply", **clock}})
        for clock in clocks
    ]
    wanted = [(MEASURES[one.measure], one) for one in asked]
    with context_of(store_of(*contacts)) as context:
        alone = [context.engine.fetch(measure.sums(context, one)).to_pylist() for measure, one in wanted]
    with context_of(store_of(*contacts)) as context:
        found = {place: table.to_pylist() for place, table in compute_planned_sums(context, wanted)}
        assert _held(context) == 1
    assert [found[place] for place in range(len(asked))] == alone
    assert len({rows[0]["numerator"] for rows in alone}) == 3
