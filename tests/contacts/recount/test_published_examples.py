"""The recomputation meets the worked examples that others published, and a day of 25 hours counted by hand."""

from pathlib import Path
from typing import Any

import pytest
from measures_sample import us
from random_stores import SECOND, made_store, set_of

from filiere.contacts.definitions import load_set
from filiere.contacts.recount.recounting import recount
from filiere.contacts.recount.tables import Tables

START = us("2026-03-02T09:00:00")
COMMON = load_set("common-v1").choices.model_copy(update={"denominator": ("answered", "abandoned")})
SERVICE_LEVEL = {"key": "sl", "measure": "service_level", "threshold_seconds": 20}
# Answered within 20 s, answered later, abandoned within 5 s, within 20 s, later: the example of ICMI, and Cisco's.
ICMI = {
    ("answered", 20): 860,
    ("answered", 60): 140,
    ("abandoned", 5): 10,
    ("abandoned", 20): 10,
    ("abandoned", 60): 40,
}
CISCO = {("answered", 20): 70, ("abandoned", 20): 10, ("answered", 60): 20}


def legs(counts: dict[tuple[str, int], int]) -> list[dict[str, Any]]:
    """So many calls of each outcome and wait."""
    rows: list[dict[str, Any]] = []
    for (outcome, wait), count in counts.items():
        stop = START + wait * SECOND
        for _ in range(count):
            row = {"contact_id": f"c{len(rows)}", "leg": 1, "channel": "phone", "direction": "inbound"}
            row |= {"arrived_us": START, "queued_us": START, "outcome": outcome}
            row |= {"answered_us": stop} if outcome == "answered" else {}
            rows.append(row | {"ended_us": stop + (180 * SECOND if outcome == "answered" else 0)})
    return rows


@pytest.mark.parametrize(
    ("counts", "choices", "value"),
    [
        (ICMI, {"abandon_in_threshold": "positive"}, 83.02),
        (ICMI, {"denominator": ("answered",)}, 86.00),
        (ICMI, {}, 81.13),
        (ICMI, {"abandon_in_threshold": "ignored"}, 82.69),
        (ICMI, {"short_abandon": {"seconds": 5, "effect": "success"}}, 82.08),
        (CISCO, {"abandon_in_threshold": "ignored"}, 77.78),
        (CISCO, {"abandon_in_threshold": "negative"}, 70.00),
        (CISCO, {"abandon_in_threshold": "positive"}, 80.00),
    ],
)
def test_service_levels_that_others_printed(
    tmp_path: Path, counts: dict[tuple[str, int], int], choices: dict[str, Any], value: float
) -> None:
    """To the digits that were printed."""
    chosen = COMMON.model_validate(COMMON.model_dump() | choices)
    tables = Tables(made_store(tmp_path, {"contact_leg": legs(counts)}), tmp_path)
    (done,) = recount(tables, set_of(chosen, [SERVICE_LEVEL]))
    (row,) = done.rows
    assert row.status == "published"
    assert round(row.value or 0, 2) == value


def test_the_two_hours_of_autumn_are_two_periods(tmp_path: Path) -> None:
    """One call each half hour of 25 October 2026 in Paris: fifty half hours, twenty-five hours, one day."""
    midnight = us("2026-10-25T00:00:00")
    rows = [
        row | {"arrived_us": midnight + rank * 1800 * SECOND, "contact_id": f"c{rank}"}
        for rank, row in enumerate(legs({("abandoned", 5): 50}))
    ]
    tables = Tables(made_store(tmp_path, {"contact_leg": rows}), tmp_path)
    counted = set_of(COMMON, [{"key": "n", "measure": "contacts"}])
    labels = {}
    for interval in ("30min", "hour", "day"):
        (done,) = recount(tables, counted, interval=interval)  # type: ignore[arg-type]
        labels[interval] = {row.interval: row.n for row in done.rows}
    assert len(labels["30min"]) == 50
    assert set(labels["30min"].values()) == {1}
    assert labels["hour"] == dict.fromkeys(labels["hour"], 2)
    assert "2026-10-25T02:00:00+02:00/PT1H" in labels["hour"]
    assert "2026-10-25T02:00:00+01:00/PT1H" in labels["hour"]
    assert labels["day"] == {"2026-10-25": 50}


def test_contacts_of_several_legs_are_put_together(tmp_path: Path) -> None:
    """A bot, then a queue, then a person: one contact, answered once, by the person, its handling the sum of both."""
    one = {"contact_id": "c", "channel": "phone", "direction": "inbound", "outcome": "answered"}
    bot = one | {"leg": 1, "arrived_us": START, "answered_us": START, "ended_us": START + 9 * SECOND, "reason": "bot"}
    person = one | {"leg": 2, "arrived_us": START + 9 * SECOND, "queued_us": START + 9 * SECOND, "transferred": True}
    person |= {"answered_us": START + 40 * SECOND, "ended_us": START + 100 * SECOND}
    tables = Tables(made_store(tmp_path, {"contact_leg": [person, bot]}), tmp_path)
    (row,) = tables.contacts().collect().iter_rows(named=True)
    expected = {"leg": 2, "arrived_us": START, "queued_us": START + 9 * SECOND, "answered_us": START + 40 * SECOND}
    expected |= {"outcome": "answered", "reason": None, "talk_us": 69 * SECOND, "transferred": True}
    assert {name: row[name] for name in expected} == expected
