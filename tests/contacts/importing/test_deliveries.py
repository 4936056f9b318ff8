"""Rows delivered again: repeats, corrections and contradictions, and contacts that cross months."""

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from support.scenes.contacts_sample import LEG, TODAY, deliver, legs, rows_of

from filiere.contacts.importing.delivery_merge import REPLACED_DAYS
from filiere.contacts.importing.import_job import import_file
from filiere.contacts.importing.protocol import CanonicalRow, SourceContext, SourceItem
from filiere.contacts.store import Store
from filiere.core import Faults

LATER = {"ended_at": "2026-03-02T09:30:00+01:00", "wrap_ended_at": ""}


def counts(done: object, table: str = "contact_leg") -> dict[str, int]:
    """The verdicts of a table in a report, those that are nought left out."""
    found = done.report["tables"][table]  # type: ignore[attr-defined]
    assert found["reconciles"]
    names = ("rows", "accepted", "repaired", "rejected", "duplicates", "superseded", "supersedes", "conflicting")
    return {name: found[name] for name in names if found[name]}


def superseded(folder: Path) -> list[dict[str, object]]:
    """The rows that lost, which are kept."""
    files = Store.open(folder).files("superseded/contact_leg")
    return [row for file in files for row in pq.read_table(file, partitioning=None).to_pylist()]


def test_an_exact_repeat_is_a_duplicate(tmp_path: Path) -> None:
    """The first of the lines stays; how a value is written does not make another row."""
    again = {"arrived_at": "2026-03-02T08:00:00Z"}
    done = deliver(tmp_path, legs({}, {"contact_id": "c2"}, {}, again))
    assert counts(done) == {"rows": 4, "accepted": 2, "duplicates": 2}
    assert [row["raw_line"] for row in rows_of(tmp_path, "contact_leg")] == [2, 3]
    assert done.is_sound


def test_in_one_file_the_last_line_wins_and_both_are_named(tmp_path: Path) -> None:
    """A file that contradicts itself is a fault of the file; the line that lost is kept, and no contact is lost."""
    done = deliver(tmp_path, legs({}, {"contact_id": "c2"}, LATER))
    assert counts(done) == {"rows": 3, "accepted": 2, "superseded": 1, "conflicting": 1}
    assert done.report["tables"]["contact_leg"]["conflicts"] == [{"line": 2, "corrected_by_line": 4}]
    assert not done.is_sound
    assert {row["raw_line"] for row in rows_of(tmp_path, "contact_leg")} == {3, 4}
    (lost,) = superseded(tmp_path)
    assert (lost["raw_line"], lost["superseded_by"]) == (2, done.report["sha256"])
    told = [json.loads(line) for line in (tmp_path / done.report["rejects"]).read_text("utf-8").splitlines()]
    assert [(one["line"], one["faults"][0]["code"]) for one in told] == [(2, "conflicting-identity")]


def test_a_correction_taken_back_is_the_first_row_again(tmp_path: Path) -> None:
    """Of three lines A, B, A, the last says A: the first is its repeat and B is what lost."""
    done = deliver(tmp_path, legs({}, LATER, {}))
    assert counts(done) == {"rows": 3, "accepted": 1, "duplicates": 1, "superseded": 1, "conflicting": 1}
    assert [row["raw_line"] for row in superseded(tmp_path)] == [3]


def test_what_is_delivered_again_is_a_duplicate_and_what_changed_is_corrected(tmp_path: Path) -> None:
    """The later delivery wins; the row of the earlier one leaves the table and is kept, with what superseded it."""
    deliver(tmp_path, legs({}, {"contact_id": "c2"}, {"contact_id": "c3"}), name="march.csv")
    text = legs({}, {"contact_id": "c2"} | LATER, {"contact_id": "c4"})
    done = deliver(tmp_path, text, name="march-again.csv")
    assert counts(done) == {"rows": 3, "accepted": 2, "duplicates": 1, "supersedes": 1}
    assert done.is_sound
    assert [row["contact_id"] for row in rows_of(tmp_path, "contact_leg")] == ["c1", "c3", "c2", "c4"]
    assert [(row["contact_id"], row["superseded_by"]) for row in superseded(tmp_path)] == [
        ("c2", done.report["sha256"])
    ]
    contacts = {row["contact_id"]: row["ended_us"] for row in rows_of(tmp_path, "contact")}
    assert sorted(contacts) == ["c1", "c2", "c3", "c4"]
    assert contacts["c2"] > contacts["c1"]


def test_a_correction_may_move_a_leg_to_another_month(tmp_path: Path) -> None:
    """It leaves its month, whose other rows stay; a month left empty has no file."""
    deliver(tmp_path, legs({}, {"contact_id": "c2"}), name="first.csv")
    april = {name: f"2026-04-02T09:00:{rank:02}+02:00" for rank, name in enumerate(TIMES)}
    deliver(tmp_path, legs(april), name="second.csv", corrects=True)
    store = Store.open(tmp_path)
    assert store.months("contact_leg") == store.months("contact") == ("2026-03", "2026-04")
    deliver(tmp_path, legs({"contact_id": "c2"} | april), name="third.csv", corrects=True)
    store = Store.open(tmp_path)
    assert store.months("contact_leg") == store.months("contact") == ("2026-04",)
    assert store.rows("contact_leg") == store.rows("contact") == 2
    assert store.rows("superseded/contact_leg") == 2


TIMES = ("arrived_at", "queued_at", "offered_at", "answered_at", "ended_at", "wrap_ended_at")


def test_a_leg_that_comes_later_joins_its_contact_in_the_month_of_its_arrival(tmp_path: Path) -> None:
    """A call back of April to a contact of March: its contact stays in March, made again, and April has none."""
    asked = {"outcome": "callback", "answered_at": "", "agent_key": ""}
    deliver(tmp_path, legs(asked, {"contact_id": "c2"}), name="march.csv")
    (before,) = [row for row in rows_of(tmp_path, "contact") if row["contact_id"] == "c1"]
    assert (before["outcome"], before["called_back_us"], before["leg"]) == ("callback", None, 1)
    april = {name: f"2026-04-02T09:00:{rank:02}+02:00" for rank, name in enumerate(TIMES)}
    deliver(tmp_path, legs({"leg": "2", "direction": "outbound"} | april), name="april.csv")
    store = Store.open(tmp_path)
    assert store.months("contact_leg") == ("2026-03", "2026-04")
    assert store.months("contact") == ("2026-03",)
    rows = {row["contact_id"]: row for row in rows_of(tmp_path, "contact")}
    assert sorted(rows) == ["c1", "c2"]
    assert rows["c1"]["leg"] == 2
    assert rows["c1"]["outcome"] == "callback"
    assert rows["c1"]["called_back_us"] == 1_775_113_203_000_000
    assert rows["c1"]["arrived_us"] == before["arrived_us"]


@pytest.mark.parametrize("later", [{"contact_id": "c9"}, {"leg": "2"}, {}], ids=["new", "of several legs", "repeated"])
def test_a_later_delivery_joins_a_store_that_has_contacts_of_several_legs(
    tmp_path: Path, later: dict[str, str]
) -> None:
    """Whether it touches one of them, another contact, or none."""
    deliver(tmp_path, legs({}, {"leg": "2"}, {"contact_id": "c2"}), name="first.csv")
    deliver(tmp_path, legs(later, {"contact_id": "c2"}), name="second.csv")
    rows = {row["contact_id"]: row["leg"] for row in rows_of(tmp_path, "contact")}
    assert rows == {"c1": 2, "c2": 1} | ({"c9": 1} if "contact_id" in later else {})


def test_the_files_of_other_organisations_are_not_touched(tmp_path: Path) -> None:
    """A delivery of one centre leaves the files of another as they are."""
    deliver(tmp_path, legs({"organisation": "autre"}, {}), name="first.csv")
    other = Store.open(tmp_path).files("contact_leg", organisation="autre")
    deliver(tmp_path, legs(LATER), name="second.csv")
    store = Store.open(tmp_path)
    assert store.files("contact_leg", organisation="autre") == other
    assert store.rows("contact_leg") == 2


def test_files_that_were_replaced_stay_until_the_next_delivery(tmp_path: Path) -> None:
    """A reader who opened the store before a delivery can read what it named to its end."""
    deliver(tmp_path, legs({}), name="first.csv")
    reader = Store.open(tmp_path)
    deliver(tmp_path, legs(LATER), name="second.csv")
    (row,) = (row for file in reader.files("contact_leg") for row in pq.read_table(file, partitioning=None).to_pylist())
    assert row["ended_us"] == 1_772_438_666_000_000
    deliver(tmp_path, legs({"contact_id": "c9"}), name="third.csv")
    assert not any(file.exists() for file in reader.files("contact_leg"))


class Ranked:
    """A source whose rows have a date of last update, as records that are delivered at least once have."""

    name = "fictive-ranked"
    mapping_sha256 = None

    def read(self, file: object, context: SourceContext) -> list[SourceItem]:  # noqa: ARG002
        """Give three versions of one leg, the latest first."""
        values = {name: str(value) for name, value in LEG_VALUES.items()}
        return [
            CanonicalRow("contact_leg", values | {"reason": reason}, line=line, rank=rank)
            for line, (reason, rank) in enumerate([("last", 30), ("first", 10), ("second", 20)], 1)
        ]


LEG_VALUES = {
    "contact_id": "c1",
    "leg": 1,
    "organisation": "fictive",
    "channel": "phone",
    "direction": "inbound",
    "arrived_at": "2026-03-02T09:00:00+01:00",
    "ended_at": "2026-03-02T09:01:00+01:00",
    "outcome": "abandoned",
}


def test_a_rank_decides_whatever_the_order_of_lines(tmp_path: Path) -> None:
    """The greatest rank wins, and a file with ranks does not contradict itself."""
    Store.create(tmp_path / "store", zone="Europe/Paris")
    file = tmp_path / "records.json"
    file.write_text("made up", encoding="utf-8")
    done = import_file(tmp_path / "store", file, Ranked(), today=TODAY)  # type: ignore[arg-type]
    assert counts(done) == {"rows": 3, "accepted": 1, "superseded": 2}
    assert [row["reason"] for row in rows_of(tmp_path / "store", "contact_leg")] == ["last"]
    assert done.is_sound


@pytest.mark.parametrize("first", ["a.csv", "b.csv"])
def test_the_order_of_loading_decides_between_files(tmp_path: Path, first: str) -> None:
    """Whichever is delivered last has the last word, and the record keeps the order."""
    texts = {"a.csv": legs({}), "b.csv": legs(LATER)}
    order = [first, *(name for name in texts if name != first)]
    for name in order:
        deliver(tmp_path, texts[name], name=name)
    store = Store.open(tmp_path)
    assert [one.name for one in store.deliveries] == order
    (row,) = rows_of(tmp_path, "contact_leg")
    assert (row["wrap_ended_us"] is None) == (order[-1] == "b.csv")


def test_a_contact_without_its_first_leg_is_told_and_a_later_delivery_settles_it(tmp_path: Path) -> None:
    """Once a contact, by its first line; a leg 1 that was rejected is missing too; other defects stay beside it."""

    def found() -> dict[str, str]:
        return {str(row["contact_id"]): str(row["defects"]) for row in rows_of(tmp_path, "contact")}

    second = {"leg": "2", "transferred": "true"}
    done = deliver(
        tmp_path,
        legs(
            {},
            {"contact_id": "c2", "leg": "3", "agent_key": ""},
            {"contact_id": "c2", **second},
            {"contact_id": "c3", "outcome": "perhaps"},
            {"contact_id": "c3", **second},
            second,
        ),
    )
    told = done.report["tables"]["contact_leg"]["defects"]["leg-without-first"]
    assert (told["rows"], told["lines"]) == (2, [3, 6])
    assert "manque" in told["meaning"]["fr"]
    assert found() == {"c1": "", "c2": "answered-without-agent,leg-without-first", "c3": "leg-without-first"}

    again = deliver(tmp_path, legs({"contact_id": "c4", **second}, {"contact_id": "c2"}), name="later.csv")
    told = again.report["tables"]["contact_leg"]["defects"]["leg-without-first"]
    assert (told["rows"], told["lines"]) == (1, [2]), "c3 is not of this delivery"
    assert found() == {
        "c1": "",
        "c2": "answered-without-agent",
        "c3": "leg-without-first",
        "c4": "leg-without-first",
    }
    settled = deliver(tmp_path, legs({"contact_id": "c3"}, {"contact_id": "c4"}), name="last.csv")
    assert settled.report["tables"]["contact_leg"]["defects"] == {}
    assert set(found().values()) == {"", "answered-without-agent"}


# Queues of three rows of one identity, and what becomes of each: of two that say the same, one repeats the other.
TRIPLES = [
    ("aab", {"duplicates": 1, "superseded": 1, "conflicting": 1}, [2]),
    ("aba", {"duplicates": 1, "superseded": 1, "conflicting": 1}, [3]),
    ("abb", {"duplicates": 1, "superseded": 1, "conflicting": 1}, [2]),
    ("abc", {"superseded": 2, "conflicting": 2}, [2, 3]),
    ("aaa", {"duplicates": 2}, []),
]


@pytest.mark.parametrize(("queues", "found", "lost"), TRIPLES)
def test_of_rows_that_say_the_same_one_repeats_the_other(
    tmp_path: Path, queues: str, found: dict[str, int], lost: list[int]
) -> None:
    """Whether what they say wins or loses; a conflict has a sentence in the report, in both languages."""
    done = deliver(tmp_path, legs(*({"queue": one} for one in queues)))
    assert counts(done) == {"rows": 3, "accepted": 1, **found}
    assert [row["raw_line"] for row in superseded(tmp_path)] == lost
    assert ("conflicting-identity" in done.report["codes"]) == bool(lost)
    assert all(one["message"].keys() == {"fr", "en"} for one in done.report["codes"].values())


def test_numbers_that_begin_again_do_not_erase_another_month(tmp_path: Path) -> None:
    """A file whose rows would replace rows of other days changes nothing, unless it is said to correct them."""
    moved = {
        one: LEG[one].replace("2026-03-02", "2026-02-03")
        for one in ("arrived_at", "queued_at", "offered_at", "answered_at", "ended_at", "wrap_ended_at")
    }
    deliver(tmp_path, legs({}, {"contact_id": "c2"}), name="march.csv")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    february = legs(moved, {**moved, "contact_id": "c2"}, {**moved, "contact_id": "c3"})
    with pytest.raises(Faults) as refused:
        deliver(tmp_path, february, name="february.csv")
    (fault,) = refused.value.faults
    assert fault.code == REPLACED_DAYS
    assert all(one in fault.message.en for one in ("2 rows", "February 2026", "march.csv", "March 2026"))
    (tmp_path / "sent" / "february.csv").unlink()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    done = deliver(tmp_path, february, name="february.csv", corrects=True)
    assert counts(done) == {"rows": 3, "accepted": 3, "supersedes": 2}


def test_a_correction_of_the_same_day_asks_nothing(tmp_path: Path) -> None:
    """What begins earlier on its own day, though that is another day in UTC, is a correction as it ever was."""
    deliver(tmp_path, legs({}))
    sooner = {"arrived_at": "2026-03-02T00:10:00+01:00"}
    assert counts(deliver(tmp_path, legs(sooner), name="again.csv"))["supersedes"] == 1
