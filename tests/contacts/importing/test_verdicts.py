"""Cells by example: what is clean, what is repaired and by which rule, what is rejected and why."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.contacts_sample import SAMPLES, csv_text, deliver, legs, rows_of

from filiere.contacts.importing.cell_repairs import CellRepairer
from filiere.contacts.importing.import_job import ImportResult
from filiere.contacts.importing.repair_and_rejection_labels import REJECTIONS, REPAIRS
from filiere.contacts.schema import TABLES

NINE = 1_772_438_400_000_000

# Column of a leg, what is written, what is stored, the repairs.
REPAIRED = [
    ("arrived_at", "2026-03-02 09:00:00+01:00", NINE, ["time-separator"]),
    ("arrived_at", "2026-03-02T09:00:00+0100", NINE, ["offset-colon"]),
    ("arrived_at", "2026-03-02T09:00:00+01", NINE, ["offset-colon"]),
    ("arrived_at", "2026-03-02T09:00+01:00", NINE, ["seconds-missing"]),
    ("arrived_at", "2026-03-02T08:00:00z", NINE, ["time-separator"]),
    ("arrived_at", "2026-03-02T09:00:00,25+01:00", NINE + 250_000, ["decimal-comma"]),
    ("arrived_at", "2026-03-02T09:00:00.1234567+01:00", NINE + 123_456, ["fraction-cut"]),
    ("arrived_at", "2026-03-02T09:00:00", NINE, ["zone-assumed"]),
    ("arrived_at", "2026-10-25T02:30:00", 1_792_888_200_000_000, ["zone-assumed", "fold-first"]),
    ("arrived_at", " 2026-03-02T09:00:00+01:00", NINE, ["blank-trimmed"]),
    ("outcome", "Answered", "answered", ["word-case"]),
    ("outcome", "SYSTEM-DROPPED", "system_dropped", ["word-case"]),
    ("channel", " phone ", "phone", ["blank-trimmed"]),
    ("transferred", "TRUE", True, ["word-case"]),
    ("transferred", "oui", True, ["flag-word"]),
    ("transferred", "0", False, ["flag-word"]),
    ("leg", "1.0", 1, ["whole-decimal"]),
    ("queue", "\u00a0ventes\u202f", "ventes", ["blank-trimmed"]),
    ("site", "   ", None, ["blank-trimmed"]),
]
REJECTED = [
    ("arrived_at", "", "missing-value"),
    ("arrived_at", "hier", "bad-time"),
    ("arrived_at", "2026-02-30T09:00:00+01:00", "bad-time"),
    ("arrived_at", "2026-03-02T25:00:00+01:00", "bad-time"),
    ("arrived_at", "02/03/2026 09:00", "bad-time"),
    ("arrived_at", "1900-01-01T00:00:00Z", "time-out-of-range"),
    ("queued_at", "2206-03-02T09:00:00Z", "time-out-of-range"),
    ("arrived_at", "2026-03-29T02:30:00", "dst-gap"),
    ("outcome", "perdu", "unknown-outcome"),
    ("outcome", "", "missing-value"),
    ("channel", "fax", "unknown-word"),
    ("transferred", "peut-être", "bad-flag"),
    ("leg", "0", "bad-rank"),
    ("leg", "-1", "bad-count"),
    ("leg", "un", "bad-count"),
    ("contact_id", " ", "missing-value"),
    ("organisation", "o" * 81, "name-too-long"),
    ("organisation", "é" * 41, "name-too-long"),
    # Digits of other scripts: Arabic-Indic, full width.
    ("leg", "٣", "bad-count"),
    ("leg", "１", "bad-count"),
    ("arrived_at", "２026-03-02T09:00:00+01:00", "bad-time"),
    ("arrived_at", "2026-03-02T09:00:00+0١00", "bad-time"),
]
# Table, changes to its sample row, code, column.
ROWS = [
    ("agent_state", {"to_at": "2026-03-02T08:00:00+01:00"}, "backward-interval", "to_at"),
    ("calendar", {"weekday": "", "day": ""}, "weekday-or-day", "weekday"),
    ("calendar", {"day": "2026-05-01"}, "weekday-or-day", "weekday"),
    ("calendar", {"weekday": "8"}, "weekday-or-day", "weekday"),
    ("calendar", {"closes": ""}, "half-open", "closes"),
    ("calendar", {"opens": "18:00", "closes": "08:00"}, "closes-before-opens", "closes"),
    ("calendar", {"zone": "Europe/Lutece"}, "unknown-zone", "zone"),
    ("calendar", {"opens": "8h75"}, "bad-clock", "opens"),
    ("calendar", {"valid_to": "2025-12-31"}, "backward-interval", "valid_to"),
    ("calendar", {"valid_from": "2026-02-30"}, "bad-day", "valid_from"),
    ("queue_map", {"valid_to": "2025-12-31"}, "backward-interval", "valid_to"),
    ("survey_answer", {"score": "6"}, "points-beyond", "score"),
    ("survey_answer", {"score": "beaucoup"}, "bad-number", "score"),
    ("survey_answer", {"scale_min": "5", "score": "5"}, "scale-reversed", "scale_max"),
    ("survey_answer", {"satisfied_from": "80"}, "threshold-beyond", "satisfied_from"),
    ("survey_answer", {"satisfied_from": "0"}, "threshold-beyond", "satisfied_from"),
    ("case", {"paused_seconds": "999999999999999"}, "bad-length", "paused_seconds"),
    ("forecast", {"volume": "-5"}, "below-zero", "volume"),
    ("forecast", {"seconds": "0"}, "bad-length", "seconds"),
    ("forecast", {"seconds": "31622401"}, "bad-length", "seconds"),
    ("staff_month", {"headcount": "-60"}, "below-zero", "headcount"),
    ("staff_month", {"hours_due": "-10"}, "below-zero", "hours_due"),
    ("staff_month", {"hours_absent": "-0.5"}, "below-zero", "hours_absent"),
    ("staff_month", {"training_hours": "-50"}, "below-zero", "training_hours"),
    ("staff_month", {"hours_due": "100", "hours_absent": "250"}, "more-than-all", "hours_absent"),
    (
        "staff_month",
        {"satisfaction_favourable": "500", "satisfaction_answers": "100"},
        "more-than-all",
        "satisfaction_favourable",
    ),
    ("mystery_contact", {"points": "５"}, "bad-number", "points"),
    ("calendar", {"opens": "٠8:00"}, "bad-clock", "opens"),
    ("calendar", {"valid_from": "2026-0١-01"}, "bad-day", "valid_from"),
    ("staff_month", {"month": "2026-0１"}, "bad-month", "month"),
    ("mystery_contact", {"points": "21"}, "points-beyond", "points"),
    ("quality_review", {"points": "-1"}, "points-beyond", "points"),
    ("staff_month", {"month": "2026-13"}, "bad-month", "month"),
]


@dataclass
class Delivered:
    """What became of a file of several cases, a row each."""

    folder: Path
    done: ImportResult

    @cached_property
    def told(self) -> dict[int, dict[str, Any]]:
        """What the log says, by line; it says it once."""
        lines = (self.folder / self.done.report["rejects"]).read_text("utf-8").splitlines()
        told = {one["line"]: one for one in map(json.loads, lines)}
        assert len(told) == len(lines)
        return told

    def rows(self, table: str) -> dict[str, dict[str, Any]]:
        """The rows in force of a table, by their contact."""
        found = rows_of(self.folder, table)
        rows = {row["contact_id"]: row for row in found}
        assert len(rows) == len(found)
        return rows


def name_contacts(changes: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Changes of a leg, each of a contact of its own that is named after its line in the file."""
    return [{"contact_id": f"c{line}", **one} for line, one in enumerate(changes, 2)]


@pytest.fixture(scope="module")
def repaired(tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    """One file of all the cells that are repaired."""
    cells = ({column: f'"{written}"' if "," in written else written} for column, written, _, _ in REPAIRED)
    folder = tmp_path_factory.mktemp("repaired")
    return Delivered(folder, deliver(folder, legs(*name_contacts(cells))))


@pytest.mark.parametrize(
    ("line", "column", "written", "stored", "rules"), [(n, *one) for n, one in enumerate(REPAIRED, 2)]
)
def test_a_cell_is_repaired_by_a_named_rule(
    repaired: Delivered, line: int, column: str, written: str, stored: object, rules: list[str]
) -> None:
    """The row is kept and says which rules; the log says the line, the column and what was read."""
    done = repaired.done
    table = done.report["tables"]["contact_leg"]
    assert (table["repaired"], table["accepted"]) == (len(REPAIRED), 0)
    assert table["repairs"] == Counter(rule for *_, each in REPAIRED for rule in each)
    row = repaired.rows("contact_leg")[f"c{line}"]
    assert row[TABLES["contact_leg"].by_name[column].stored_name] == stored
    assert row["repairs"].split(",") == rules
    told = repaired.told[line]
    assert told["verdict"] == "repaired"
    assert [(one["rule"], one["column"], one["read"]) for one in told["repairs"]] == [
        (rule, column, written) for rule in rules
    ]
    assert done.is_sound
    assert all(done.report["codes"][rule]["message"].keys() == {"fr", "en"} for rule in rules)


@pytest.fixture(scope="module")
def rejected(tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    """One file of all the cells that reject their rows, and of a sound row."""
    cells = ({column: written} for column, written, _ in REJECTED)
    folder = tmp_path_factory.mktemp("rejected")
    return Delivered(folder, deliver(folder, legs(*name_contacts(cells), {"contact_id": "sound"})))


@pytest.mark.parametrize(("line", "column", "written", "code"), [(n, *one) for n, one in enumerate(REJECTED, 2)])
def test_a_cell_that_cannot_be_read_rejects_its_row(
    rejected: Delivered, line: int, column: str, written: str, code: str
) -> None:
    """With a code, the line, the column, what was read, and what to do, in both languages."""
    done = rejected.done
    table = done.report["tables"]["contact_leg"]
    assert (table["rows"], table["accepted"], table["rejected"]) == (len(REJECTED) + 1, 1, len(REJECTED))
    assert rejections_of(table) == Counter((code, column) for column, _, code in REJECTED)
    told = rejected.told[line]
    assert told == {
        "line": line,
        "table": "contact_leg",
        "verdict": "rejected",
        "faults": [{"code": code, "column": column, "read": told["faults"][0]["read"]}],
    }
    assert (told["faults"][0]["read"] or "") == written[:60]
    assert not done.is_sound
    words = done.report["codes"][code]
    assert all(words[part][lang] for part in ("message", "remedy") for lang in ("fr", "en"))


def rejections_of(table: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    """How many rows of a table are rejected, by code and column."""
    return {(one["code"], one["column"]): one["rows"] for one in table["rejections"]}


@pytest.fixture(scope="module")
def impossible(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Delivered]:
    """A file a table, of all its rows that cannot be."""
    found = {}
    for table in dict.fromkeys(table for table, *_ in ROWS):
        rows = [{**SAMPLES[table], **changes} for name, changes, *_ in ROWS if name == table]
        folder = tmp_path_factory.mktemp(table)
        found[table] = Delivered(folder, deliver(folder, csv_text(table, rows), name=f"{table}.csv"))
    return found


@pytest.mark.parametrize(("table", "changes", "code", "column"), ROWS)
def test_rows_of_other_tables_that_cannot_be(
    impossible: Mapping[str, Delivered], table: str, changes: dict[str, str], code: str, column: str
) -> None:
    """An interval that ends before it starts, a note out of its bounds, a calendar that closes before it opens."""
    cases = [one for one in ROWS if one[0] == table]
    told = impossible[table].told[2 + cases.index((table, changes, code, column))]
    assert (told["verdict"], [(one["code"], one["column"]) for one in told["faults"]]) == ("rejected", [(code, column)])
    found = impossible[table].done.report["tables"][table]
    assert rejections_of(found) == Counter((code, column) for _, _, code, column in cases)
    assert found["reconciles"]


# Rows that are rare and can be: a month without staff, everybody away, an answer on the bound of its scale.
SOUND_ROWS = [
    ("survey_answer", {"score": "5", "satisfied_from": "5"}),
    ("survey_answer", {"score": "", "answered_at": "", "satisfied_from": "1"}),
    ("forecast", {"volume": "0", "seconds": "31622400"}),
    ("staff_month", {"headcount": "0", "hours_due": "0", "hours_absent": "0", "training_hours": "0"}),
    ("staff_month", {"hours_due": "", "hours_absent": "250"}),
    ("staff_month", {"satisfaction_favourable": "100", "satisfaction_answers": "100"}),
]


@pytest.mark.parametrize(("table", "changes"), SOUND_ROWS)
def test_rows_at_the_bounds_are_taken(tmp_path: Path, table: str, changes: dict[str, str]) -> None:
    """A rule rejects what cannot be, and nothing beside it."""
    done = deliver(tmp_path, csv_text(table, [{**SAMPLES[table], **changes}]), name=f"{table}.csv")
    found = done.report["tables"][table]
    assert (found["accepted"], found["rejections"], found["defects"]) == (1, [], {})


def test_a_name_of_the_longest_length_is_a_folder(tmp_path: Path) -> None:
    """Forty letters of two bytes take two hundred and forty in the name of their folder."""
    done = deliver(tmp_path, legs({"organisation": "é" * 40}, {"organisation": "=/" * 40}))
    assert done.report["tables"]["contact_leg"]["accepted"] == 2


def test_a_row_of_another_organisation_is_rejected_where_one_was_given(tmp_path: Path) -> None:
    """And the organisation that was given fills the cells that lack it."""
    rows = legs({"organisation": ""}, {"contact_id": "c2", "organisation": "autre"}, {"contact_id": "c3"})
    done = deliver(tmp_path, rows, organisation="fictive")
    table = done.report["tables"]["contact_leg"]
    assert (table["accepted"], table["repaired"]) == (2, 0)
    assert table["rejections"] == [{"code": "other-organisation", "column": "organisation", "rows": 1}]
    assert {row["organisation"] for row in rows_of(tmp_path, "contact_leg")} == {"fictive"}


def test_a_row_that_is_mended_keeps_its_other_cells(tmp_path: Path) -> None:
    """A word in capitals beside a day, a month, a clock and a zone that are sound."""
    calendar = csv_text("calendar", [{**SAMPLES["calendar"], "opens": "8h00", "holiday": "FALSE", "valid_to": ""}])
    done = deliver(tmp_path, calendar, name="calendar.csv")
    assert done.report["tables"]["calendar"]["repairs"] == {"clock-short": 1, "word-case": 1}
    (row,) = rows_of(tmp_path, "calendar")
    assert (row["opens"], row["valid_from"], row["zone"]) == ("08:00", "2026-01-01", "Europe/Paris")
    staff = csv_text("staff_month", [{**SAMPLES["staff_month"], "headcount": '"41,5"'}])
    assert deliver(tmp_path, staff, name="staff.csv").report["tables"]["staff_month"]["repairs"] == {"decimal-comma": 1}
    assert rows_of(tmp_path, "staff_month")[0]["headcount"] == 41.5


# Changes to a leg, and the defects that it then has.
DEFECTS = [
    ({"answered_at": "2026-03-02T08:59:00+01:00"}, "answer-before-arrival,answer-before-queue,answer-before-offer"),
    ({"ended_at": "2026-03-02T09:00:25+01:00"}, "end-before-answer"),
    ({"wrap_ended_at": "2026-03-02T09:04:00+01:00"}, "wrap-before-end"),
    ({"queued_at": "2026-03-02T08:59:59+01:00"}, "queue-before-arrival"),
    ({"arrived_at": "2026-03-02T01:00:00+01:00"}, "arrival-long-before-queue"),
    ({"arrived_at": "2026-03-02T08:00:08+01:00"}, "arrival-long-before-queue"),
    ({"arrived_at": "2026-03-02T08:00:09+01:00"}, ""),
    ({"arrived_at": "2026-03-02T01:00:00+01:00", "channel": "email"}, ""),
    ({"queued_at": "", "offered_at": ""}, "answered-without-queue"),
    ({"queued_at": ""}, ""),
    ({"queued_at": "", "offered_at": "2026-03-02T09:00:26+01:00"}, "answered-without-queue"),
    ({"queued_at": "", "offered_at": "", "reason": "bot"}, ""),
    ({"queued_at": "", "offered_at": "", "direction": "outbound"}, ""),
    ({"queued_at": "", "offered_at": "", "channel": "email"}, ""),
    ({"agent_key": ""}, "answered-without-agent"),
    ({"agent_key": "", "reason": "bot"}, ""),
    ({"answered_at": ""}, "answered-without-time"),
    ({"outcome": "abandoned"}, "answer-time-unanswered"),
    ({"ended_at": "", "wrap_ended_at": ""}, "not-ended"),
    ({"outcome": "open", "answered_at": ""}, "open-ended"),
    ({"outcome": "blocked", "answered_at": ""}, "queued-at-door"),
    ({"wrap_ended_at": "2026-03-02T22:00:00+01:00"}, "endless"),
    ({"wrap_ended_at": "2026-03-02T22:00:00+01:00", "channel": "mail"}, ""),
]


@pytest.fixture(scope="module")
def defective(tmp_path_factory: pytest.TempPathFactory) -> Delivered:
    """One file of all the legs that have defects, or nearly."""
    folder = tmp_path_factory.mktemp("defective")
    return Delivered(folder, deliver(folder, legs(*name_contacts(changes for changes, _ in DEFECTS))))


@pytest.mark.parametrize(("line", "named"), [(line, named) for line, (_, named) in enumerate(DEFECTS, 2)])
def test_a_defect_is_counted_and_the_row_is_kept_as_it_is(defective: Delivered, line: int, named: str) -> None:
    """The row is accepted, says its defects, and nothing of it is set right."""
    table = defective.done.report["tables"]["contact_leg"]
    assert table["accepted"] == len(DEFECTS)
    assert [name for name, found in table["defects"].items() if line in found["lines"]] == sorted(
        filter(None, named.split(","))
    )
    assert all(found["rows"] == len(found["lines"]) for found in table["defects"].values())
    assert defective.rows("contact_leg")[f"c{line}"]["defects"] == named
    assert defective.rows("contact")[f"c{line}"]["defects"] == named


def test_the_limit_of_an_endless_call_is_the_callers(tmp_path: Path) -> None:
    """Five minutes of a call are within an hour and not within none."""
    assert not deliver(tmp_path / "a", legs({}), endless_hours=1).report["tables"]["contact_leg"]["defects"]
    assert deliver(tmp_path / "b", legs({}), endless_hours=0).report["tables"]["contact_leg"]["defects"]["endless"]


def test_midnight_crossed_is_information_and_so_is_the_step_of_the_clock(tmp_path: Path) -> None:
    """Midnight is that of the zone; the step is the smallest that all instants agree with."""
    late = {
        "arrived_at": "2026-03-02T23:59:00+01:00",
        "queued_at": "2026-03-02T23:59:00+01:00",
        "offered_at": "",
        "wrap_ended_at": "",
    }
    late |= {"answered_at": "2026-03-02T23:59:30+01:00", "ended_at": "2026-03-03T00:00:30.5+01:00"}
    done = deliver(tmp_path, legs(late, {"contact_id": "c2"}))
    assert done.report["tables"]["contact_leg"]["information"] == {
        "crossing_midnight": 1,
        "first_us": NINE,
        "last_us": 1_772_492_430_500_000,
        "smallest_step_us": 100_000,
    }
    assert not done.report["tables"]["contact_leg"]["defects"]


def test_every_rule_and_code_has_words() -> None:
    """What a rule can say is written down in both languages, and each has an example above."""
    shown = {rule for *_, rules in REPAIRED for rule in rules}
    assert shown | {"clock-short"} == set(REPAIRS)
    assert {code for *_, code in REJECTED} | {code for _, _, code, _ in ROWS} <= set(REJECTIONS)


@settings(max_examples=300)
@given(
    kind=st.sampled_from(sorted({column.kind for table in TABLES.values() for column in table.columns})),
    text=st.one_of(
        st.text(max_size=12),
        st.from_regex(r"\A\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d)?([.,]\d{1,9})?(Z|z|[+-]\d\d:?\d\d)?\Z"),
        st.from_regex(r"\A-?\d{1,20}([.,]\d{0,9})?\Z"),
    ),
)
def test_a_mended_cell_needs_no_mending(kind: str, text: str) -> None:
    """Whatever is read: it is rejected, or becomes a text that the same rules leave as it is."""
    column = next(one for table in TABLES.values() for one in table.columns if one.kind == kind)
    mender = CellRepairer("Europe/Paris")
    once = mender.cell(column, text)
    if once.rejected is None:
        again = mender.cell(column, once.text)
        assert (again.text, again.repairs, again.rejected) == (once.text, (), None)
