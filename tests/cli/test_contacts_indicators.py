"""``filiere contacts indicators``: from a canonical CSV to rows, on the worked examples that vendors publish."""

import contextlib
import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from filiere.contacts.schema import CONTACT_LEG

COMMAND = "contacts"
LOCAL = Path(__file__).parents[1] / "contacts" / "definitions" / "local.yaml"
START = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
KEYS = [
    *("definition", "version", "sha256", "organisation", "site", "queue", "channel", "interval", "indicator", "unit"),
    *("value", "numerator", "denominator", "n", "status", "reason", "target"),
]
# Made-up calls with the counts of the examples: how many waited how many seconds, and what came of it.
ICMI = {
    ("answered", 15): 860,
    ("answered", 30): 140,
    ("abandoned", 5): 10,
    ("abandoned", 15): 10,
    ("abandoned", 45): 40,
}
CISCO = {("answered", 10): 70, ("abandoned", 10): 10, ("answered", 60): 20}

Run = Callable[..., tuple[int, str, str]]


def calls(counts: Mapping[tuple[str, int], int], path: Path) -> Path:
    """Write a canonical CSV of calls, one a minute."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, CONTACT_LEG.header, lineterminator="\n")
        writer.writeheader()
        waits = [key for key, count in counts.items() for _ in range(count)]
        for index, (outcome, seconds) in enumerate(waits):
            arrived = START + timedelta(minutes=index)
            stop = arrived + timedelta(seconds=seconds)
            row = {"contact_id": f"appel-{index}", "leg": 1, "organisation": "centre", "queue": "ventes"}
            row |= {"channel": "phone", "direction": "inbound", "outcome": outcome}
            row |= {"arrived_at": arrived.isoformat(), "queued_at": arrived.isoformat()}
            row |= {"ended_at": stop.isoformat()}
            if outcome == "answered":
                row |= {"answered_at": stop.isoformat(), "ended_at": (stop + timedelta(minutes=3)).isoformat()}
            writer.writerow(row)
    return path


@pytest.fixture
def store(tmp_path: Path, run: Run) -> Callable[[Mapping[tuple[str, int], int]], str]:
    """Import made-up calls, and give the folder of the store."""

    def imported(counts: Mapping[tuple[str, int], int]) -> str:
        folder = tmp_path / "store"
        file = calls(counts, tmp_path / "calls.csv")
        assert run("import", str(file), "--source", "canonical-csv", "--out", str(folder))[0] == 0
        return str(folder)

    return imported


@pytest.mark.parametrize(
    ("counts", "printed"),
    [
        (ICMI, {"icmi-1": 83.02, "icmi-2": 86.00, "icmi-3": 81.13, "icmi-4": 82.69, "icmi-5": 82.08}),
        (CISCO, {"cisco-ignored": 77.78, "cisco-negative": 70.00, "cisco-positive": 80.00}),
    ],
)
def test_worked_examples(
    run: Run, store: Callable[..., str], counts: dict[tuple[str, int], int], printed: dict[str, float]
) -> None:
    status, out, _ = run("indicators", store(counts), "--definitions", ",".join(printed), "--format", "json")
    rows = [one for one in json.loads(out) if one["indicator"].startswith("service_level")]
    assert status == 0
    assert {one["definition"]: round(one["value"], 2) for one in rows} == printed
    assert {one["status"] for one in rows} == {"published"}
    assert list(rows[0]) == KEYS
    # A percentage is in percent and nothing is rounded: it is the quotient that the row carries.
    assert all(one["value"] == pytest.approx(100 * one["numerator"] / one["denominator"], rel=1e-15) for one in rows)


def test_groups_and_intervals(run: Run, store: Callable[..., str]) -> None:
    folder = store(ICMI)
    asked = ("indicators", folder, "--definitions", "icmi-3", "--by", "queue,organisation", "--interval", "hour")
    rows = [one for one in json.loads(run(*asked, "--format", "json")[1]) if one["indicator"] == "service_level_20"]
    assert rows[0]["interval"] == "2026-05-04T10:00:00+02:00/PT1H"
    assert {(one["organisation"], one["site"], one["queue"], one["channel"]) for one in rows} == {
        ("centre", None, "ventes", None)
    }
    assert sum(one["numerator"] for one in rows if one["status"] == "published") == 860
    small = [one for one in rows if one["status"] == "withheld"]
    assert {(one["reason"], one["value"], one["numerator"]) for one in small} <= {("effectif", None, None)}


def test_a_value_is_read_against_the_target_of_its_period_or_of_today(
    run: Run, store: Callable[..., str], tmp_path: Path
) -> None:
    folder = store(ICMI)
    words = LOCAL.read_text(encoding="utf-8").replace("out_of_hours: excluded", "out_of_hours: counted")
    words = words.replace('{from: "2026-07-01", value: 85}', '{from: "2026-07-01", to: "2099-12-31", value: 85}')
    targets = {}
    for target in ("today", "at_event"):
        path = tmp_path / f"{target}.yaml"
        path.write_text(words.replace("target: today", f"target: {target}"), encoding="utf-8")
        asked = ("indicators", folder, "--definitions", str(path), "--interval", "month", "--format", "json")
        rows = json.loads(run(*asked)[1])
        targets[target] = {one["target"] for one in rows if one["indicator"] == "in_30_seconds"}
        assert {one["target"] for one in rows if one["indicator"] == "answered"} == {None}
    # The calls are of May 2026, and what today is depends on nobody here: it comes after.
    assert targets == {"today": {85.0}, "at_event": {80.0}}


def test_every_format_has_the_same_rows(run: Run, store: Callable[..., str]) -> None:
    folder = store(CISCO)
    asked = ("indicators", folder, "--definitions", "cisco-ignored", "--format")
    as_json = json.loads(run(*asked, "json")[1])
    as_csv = list(csv.DictReader(io.StringIO(run(*asked, "csv")[1])))
    assert list(as_csv[0]) == KEYS
    assert [one["indicator"] for one in as_csv] == [one["indicator"] for one in as_json]
    assert [float(one["value"]) for one in as_csv if one["value"]] == [
        one["value"] for one in as_json if one["value"] is not None
    ]
    table = run(*asked, "table", "--lang", "fr")[1]
    # A binary file is captured apart.
    stream = io.TextIOWrapper(io.BytesIO())
    with contextlib.redirect_stdout(stream):
        run(*asked, "parquet")
    assert pq.read_table(io.BytesIO(stream.buffer.getvalue())).to_pylist() == as_json  # type: ignore[attr-defined]
    assert "77,78 %" in table.replace("\u202f", " ")


def test_wrong_use_is_named_with_what_was_meant(run: Run, store: Callable[..., str]) -> None:
    folder = store(CISCO)
    status, _, told = run("indicators", folder, "--definitions", "icmi-3", "--by", "queu", "--lang", "en")
    assert (status, "Did you mean “queue”?" in told) == (2, True)
    status, _, told = run("indicators", folder, "--definitions", "icmi-33", "--lang", "en")
    assert (status, "icmi-3" in told) == (2, True)
    status, _, told = run("indicators", folder, "--definitions", "nf345", "--lang", "en")
    assert (status, "defines no computation" in told) == (2, True)
    status, _, told = run("indicators", folder, "--definitions", "icmi-3", "--interval", "weekly", "--lang", "en")
    assert (status, "week" in told) == (2, True)
    status, _, told = run("indicators", folder, "--definitions", "icmi-3", "--interval", "30", "--lang", "en")
    assert (status, "30 minutes (30min) or 30 seconds" in " ".join(told.replace("│", "").split())) == (2, True)
    status, _, told = run("indicators", f"{folder}/nowhere", "--definitions", "icmi-3", "--lang", "en")
    assert (status, "not a contact store" in told) == (2, True)
