"""Asterisk's queue log, from made-up files: what each line becomes, what the log does not know, and figures
reckoned by hand."""

import gzip
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.systems_sample import FIXTURES, US, brought, command, figures, legs_of, rows_of

from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.protocol import CanonicalRow, RefusedRecord, SourceContext, UnusedRecords
from filiere.contacts.importing.pseudonymisation import hash_person
from filiere.contacts.importing.systems.asterisk import Asterisk
from filiere.contacts.store import Store
from filiere.core import Faults

LOG = FIXTURES / "asterisk.queue_log"
T = 1_772_438_400
"""2026-03-02 at 09:00 in Paris."""


def test_each_visit_has_its_instants_and_its_outcome(tmp_path: Path) -> None:
    """Read by hand from the fixture; instants are seconds after 09:00, unknown where the log does not say."""
    brought(tmp_path, LOG, "asterisk")
    found = [
        (
            row["contact_id"].rpartition(".")[2],
            row["leg"],
            row["outcome"],
            row["reason"],
            row["transferred"],
            *(
                None if row[one] is None else row[one] // US - T
                for one in ("queued_us", "offered_us", "answered_us", "ended_us")
            ),
        )
        for row in legs_of(tmp_path)
    ]
    assert sorted(found, key=lambda one: (int(one[0]), one[1])) == [
        ("1", 1, "answered", None, False, 0, 8, 12, 112),
        ("2", 1, "answered", None, True, 120, 150, 160, 220),
        ("2", 2, "answered", None, False, 221, 223, 226, 286),
        ("3", 1, "abandoned", None, False, 300, None, None, 308),
        ("4", 1, "overflowed", "timeout", False, 310, None, None, 370),
        ("5", 1, "overflowed", "key", False, 371, None, None, 380),
        ("6", 1, "overflowed", "empty", False, 381, None, None, 382),
        ("7", 1, "answered", None, None, 400, 414, 420, None),
        ("8", 1, "answered", None, False, 500, 508, 510, 600),
        ("9", 1, "system_dropped", "syscompat", False, 620, None, None, 630),
        ("11", 1, "open", None, None, 700, None, None, None),
    ]
    assert {row["precision_us"] for row in legs_of(tmp_path)} == {US}


def test_every_line_is_an_event_or_has_a_reason(tmp_path: Path) -> None:
    """A line is an event, or is refused by name, or is of an agent or of the system itself."""
    done = brought(tmp_path, LOG, "asterisk")
    lines = len(LOG.read_text().splitlines())
    raw = done.report["raw"]
    assert raw["records"] == lines
    assert raw["refusals"] == {"not-a-log-line": 1, "unknown-event": 1}
    assert raw["unused"] == {"agent-line": 4, "system-line": 2}
    assert done.report["tables"]["contact_event"]["rows"] == lines - 2 - 4 - 2
    assert not done.is_sound
    told = (tmp_path / done.report["rejects"]).read_text()
    assert '"read": "CALLERTYPE"' in told


def test_people_are_hashed_and_a_withheld_number_is_nobody(tmp_path: Path) -> None:
    """The caller of the log is in no file of the store, and an anonymous call has no customer, by a named rule."""
    brought(tmp_path, LOG, "asterisk")
    key = Store.open(tmp_path).key()
    by_call = {row["contact_id"].rpartition(".")[2]: row for row in legs_of(tmp_path)}
    assert by_call["1"]["customer_key"] == hash_person(key, "0600000001")
    assert by_call["1"]["agent_key"] == hash_person(key, "Made Up One")
    assert by_call["3"]["customer_key"] is None
    assert by_call["3"]["repairs"] == "anonymous-caller"
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"0600000001" not in written
    assert b"Made Up" not in written


def test_a_transfer_under_another_call_and_a_late_completion_are_named(tmp_path: Path) -> None:
    """The visit stays answered; the stray line is kept as an event; seconds that contradict instants are told."""
    done = brought(tmp_path, LOG, "asterisk")
    defects = done.report["tables"]["contact_leg"]["defects"]
    assert {name: one["rows"] for name, one in defects.items()} == {
        "end-not-logged": 1,
        "not-ended": 1,
        "talk-disagrees": 1,
    }
    assert defects["talk-disagrees"]["meaning"]["en"].startswith("the recorded conversation")
    events = {row["type"]: row for row in rows_of(tmp_path, "contact_event") if "entry-elsewhere" in row["defects"]}
    assert set(events) == {"transferred_out"}


def test_states_of_agents_come_from_their_lines_only(tmp_path: Path) -> None:
    """Available since they came, paused for lunch, busy with each call; a member without such lines is not told of."""
    brought(tmp_path, LOG, "asterisk")
    key = Store.open(tmp_path).key()
    states = Counter[tuple[str, str]]()
    for row in rows_of(tmp_path, "agent_state"):
        who = "one" if row["agent_key"] == hash_person(key, "Made Up One") else "two"
        states[who, row["state"]] += (row["to_us"] - row["from_us"]) // US
    # One came at −50 and the log ends at 910; two paused from 610 to 910.
    assert states == {
        ("one", "available"): 960,
        ("one", "busy"): 160,
        ("two", "available"): 659,
        ("two", "pause"): 300,
        ("two", "busy"): 150,
    }


def test_a_restart_drops_whoever_waits_and_ends_the_presence_of_agents(tmp_path: Path) -> None:
    """A queue system that starts has nobody in its queues."""
    log = f"{T}|NONE|q|a|ADDMEMBER|\n{T}|c1|q|NONE|ENTERQUEUE||1|1\n{T + 5}|NONE|NONE|NONE|QUEUESTART|\n"
    brought(tmp_path, log, "asterisk")
    (leg,) = legs_of(tmp_path)
    assert (leg["outcome"], leg["reason"], leg["ended_us"]) == ("system_dropped", "restart", None)
    (state,) = rows_of(tmp_path, "agent_state")
    assert state["to_us"] == (T + 5) * US


def test_two_logs_of_one_night_join_when_they_are_given_together(tmp_path: Path) -> None:
    """A call that passes midnight is open in the first file; the two files as one correct it."""
    late = 1_772_492_395
    first = f"{late}|c1|q|NONE|ENTERQUEUE||0612|1\n"
    second = f"{late + 10}|c1|q|a|CONNECT|10|x|3\n{late + 30}|c1|q|a|COMPLETEAGENT|10|20|1\n"
    brought(tmp_path, first, "asterisk", name="queue_log.1")
    alone = brought(tmp_path, second, "asterisk", name="queue_log")
    assert alone.report["tables"]["contact_event"]["defects"]["entry-elsewhere"]["rows"] == 2
    assert [row["outcome"] for row in legs_of(tmp_path)] == ["open"]
    joined = brought(tmp_path, first + second, "asterisk", name="both")
    (leg,) = legs_of(tmp_path)
    assert (leg["outcome"], leg["ended_us"]) == ("answered", (late + 30) * US)
    assert joined.report["tables"]["contact_leg"]["supersedes"] == 1
    assert joined.report["tables"]["contact_leg"]["information"]["crossing_midnight"] == 1
    assert joined.report["tables"]["contact_event"]["duplicates"] == 3


def test_a_clock_set_back_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    """A connect before the entry is kept with its defects, and left to whoever computes a wait."""
    log = f"{T}|c1|q|NONE|ENTERQUEUE||0612|1\n{T - 60}|c1|q|a|CONNECT|10|x|3\n{T + 30}|c1|q|a|COMPLETEAGENT|10|20|1\n"
    done = brought(tmp_path, log, "asterisk")
    (leg,) = legs_of(tmp_path)
    assert set(leg["defects"].split(",")) >= {"answer-before-queue", "wait-disagrees"}
    assert done.report["tables"]["contact_event"]["defects"]["clock-backward"]["rows"] == 1


def test_the_hour_that_autumn_shows_twice_is_two_hours(tmp_path: Path) -> None:
    """The log is in seconds since 1970, so no hour of it is in doubt."""
    # 25 October 2026: 02:30 in summer time is 00:30 UTC, and an hour later it is 02:30 again.
    first = 1_792_888_200
    calls = [
        f"{at}|c{at}|q|NONE|ENTERQUEUE||06|1\n{at + 5}|c{at}|q|NONE|ABANDON|1|1|5\n" for at in (first, first + 3600)
    ]
    log = "".join(calls)
    done = brought(tmp_path, log, "asterisk")
    assert [row["queued_us"] // US for row in legs_of(tmp_path)] == [first, first + 3600]
    assert done.report["tables"]["contact_leg"]["repairs"] == {}


def test_a_file_without_organisation_or_cut_by_gzip_leaves_nothing(tmp_path: Path) -> None:
    """The log does not say whose it is; a cut archive is refused whole."""
    with pytest.raises(Faults) as nobody:
        brought(tmp_path, LOG, "asterisk", organisation=None)
    assert [one.code for one in nobody.value.faults] == ["organisation-needed"]
    with pytest.raises(Faults) as cut:
        brought(tmp_path, gzip.compress(LOG.read_bytes())[:-20], "asterisk", name="queue_log.gz")
    assert [one.code for one in cut.value.faults] == ["truncated-gzip"]
    assert Store.open(tmp_path).deliveries == ()


def test_one_parameter_too_many_is_refused_by_name(tmp_path: Path) -> None:
    """A form that this was not written for is not read as the one that it was."""
    done = brought(tmp_path, f"{T}|c1|q|NONE|ABANDON|1|1|5|new\n{T}|NONE|q|NONE|ABANDON|1|1|5\n", "asterisk")
    assert done.report["raw"]["refusals"] == {"unknown-parameter": 1, "no-call": 1}


def test_figures_of_a_hundred_calls_are_those_reckoned_by_hand(tmp_path: Path) -> None:
    """Ten days of ten calls, of which by hand: 7 answered of 10, after 5 or 30 s, 5 of them within 20 s; 2 abandon."""
    waits = (5, 5, 5, 5, 5, 30, 30)
    lines: list[tuple[int, str]] = []
    for day in range(10):
        base = T + day * 86_400
        for rank, wait in enumerate(waits):
            at, call = base + rank * 600, f"{day}-{rank}"
            lines += [
                (at, f"{call}|ventes|NONE|ENTERQUEUE||06{day}{rank}|1"),
                (at + wait, f"{call}|ventes|a|CONNECT|{wait}|x|2"),
                (at + wait + 120, f"{call}|ventes|a|COMPLETECALLER|{wait}|120|1"),
            ]
        for rank, (event, wait) in enumerate((("ABANDON", 10), ("ABANDON", 40), ("EXITWITHTIMEOUT", 60)), 7):
            at, call = base + rank * 600, f"{day}-{rank}"
            lines += [
                (at, f"{call}|ventes|NONE|ENTERQUEUE||06{day}{rank}|1"),
                (at + wait, f"{call}|ventes|NONE|{event}|1|1|{wait}"),
            ]
    log = tmp_path / "made-up-log"
    log.write_text("".join(f"{second}|{rest}\n" for second, rest in lines))
    store = tmp_path / "store"
    said = command(
        "contacts", "import", str(log), "--source", "asterisk", "--organisation", "fictive", "--out", str(store)
    )
    assert said.returncode == 0, said.stderr
    assert command("contacts", "report", str(store)).returncode == 0
    keys = "service_level_20", "accessibility", "abandonment", "speed_of_answer", "handling_time", "transfer_rate"
    found = figures(store, *keys)
    level = found["service_level_20"]
    assert (level.numerator, level.denominator, level.value) == (50, 100, 50.0)
    assert (found["accessibility"].numerator, found["accessibility"].denominator) == (70, 100)
    assert (found["abandonment"].numerator, found["abandonment"].denominator) == (20, 100)
    # (5·5 + 2·30) ÷ 7 seconds; calls last two minutes, and the log knows no wrap-up.
    assert found["speed_of_answer"].value == pytest.approx(85 / 7)
    assert found["handling_time"].value == 120.0
    assert found["transfer_rate"].numerator == 0


EVENTS = st.sampled_from(
    (
        *("ENTERQUEUE||06|1", "CONNECT|5|x|2", "COMPLETEAGENT|5|9|1", "ABANDON|1|1|5", "BLINDTRANSFER|6|c|1|1|1"),
        *("DID|017", "RINGNOANSWER|1000", "EXITWITHKEY|1|1|1|5", "QUEUESTART", "PAUSE|x", "ADDMEMBER", "REMOVEMEMBER"),
        *("NEW|1", ""),
    )
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.sampled_from("abN"), EVENTS), max_size=40))
def test_no_line_is_lost_whatever_the_log(
    tmp_path_factory: pytest.TempPathFactory, log: list[tuple[int, str, str]]
) -> None:
    """Every line is one event, one refusal or one unused line; every entry is one visit; visits rank from one."""
    file = tmp_path_factory.mktemp("log") / "queue_log"
    calls = {"a": "ca", "b": "cb", "N": "NONE"}
    file.write_text("".join(f"{T + at}|{calls[call]}|q|agent|{event}\n" for at, call, event in log) or "\n")
    context = SourceContext(organisation="fictive", zone="Europe/Paris")
    items = list(Asterisk().read(DeliveredFile.at(file), context))
    assert sum(one.records for one in items if isinstance(one, CanonicalRow | RefusedRecord | UnusedRecords)) == max(
        len(log), 1
    )
    visits = [one for one in items if isinstance(one, CanonicalRow) and one.table == "contact_leg"]
    entries = sum(event.startswith("ENTERQUEUE") and call != "N" for _, call, event in log)
    assert len(visits) == entries
    for call in ("ca", "cb"):
        ranks = [one.values["leg"] for one in visits if one.values["contact_id"] == call]
        assert sorted(ranks) == list(range(1, len(ranks) + 1))
    events = [one.values["event_id"] for one in items if isinstance(one, CanonicalRow) and one.table == "contact_event"]
    assert len(set(events)) == len(events)
