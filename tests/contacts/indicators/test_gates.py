"""What must hold before a figure is published: told in words, and withheld where it does not."""

from typing import Any

import pytest
from measures_sample import context_of, us

from filiere.contacts.definitions import load_set
from filiere.contacts.gates import gate_report
from filiere.contacts.indicators import compute

START = us("2026-05-04T10:00")
SECOND = 1_000_000


def calls(count: int, **more: Any) -> list[dict[str, Any]]:
    """Answered calls of one leg."""
    return [
        {
            "contact_id": f"c{index}",
            "leg": 1,
            "channel": "phone",
            "direction": "inbound",
            "outcome": "answered",
            "arrived_us": START,
            "queued_us": START,
            "answered_us": START + SECOND,
            "ended_us": START + 9 * SECOND,
            "precision_us": SECOND,
            "queue": "ventes",
            "talk_us": 8 * SECOND,
            "handle_us": 8 * SECOND,
            **more,
        }
        for index in range(count)
    ]


def test_a_whole_store_passes() -> None:
    rows = calls(40)
    with context_of({"contact_leg": rows, "contact": rows}) as context:
        report = gate_report(context)
    checks = {one.code: one for one in report.checks}
    assert report.passed
    assert checks["conservation_legs"].sentence.en.startswith("40 inbound legs = 40 answered + 0 abandoned + 0 overf")
    assert checks["conservation_leg_to_contact"].numbers == {"legs": 40, "legs_in_contacts": 40}
    assert (checks["precision"].verdict, checks["precision"].numbers) == ("told", {"coarsest_us": SECOND})
    assert checks["negative"].numbers == {"legs": 0}


@pytest.mark.parametrize("spoilt", ["outcome", "leg"])
def test_what_does_not_add_up_withholds_its_organisation_and_no_other(spoilt: str) -> None:
    sound = calls(40, organisation="other")
    legs = calls(40)
    contacts = [one.copy() for one in legs]
    if spoilt == "outcome":
        contacts[0]["outcome"] = legs[0]["outcome"] = "vanished"
    else:
        contacts = contacts[1:]
    with context_of({"contact_leg": [*legs, *sound], "contact": [*contacts, *sound]}, by=("organisation",)) as context:
        report = gate_report(context)
        level = load_set("icmi-3")
        by_centre = compute(context.store, [level], by=["organisation"], engine=context.engine, gates=report)
        whole = compute(context.store, [level], engine=context.engine)
    assert report.failing == {"centre"}
    found = {one.organisation: (one.status, one.reason, one.value) for one in by_centre if one.unit == "percent"}
    assert found == {"centre": ("withheld", "conservation", None), "other": ("published", "", 100.0)}
    assert {one.reason for one in whole if one.unit == "percent"} == {"conservation"}
    assert "≠" in " ".join(one.sentence.fr for one in report.checks if one.verdict == "failed")


def test_clocks_that_run_back_are_counted_and_enter_no_figure() -> None:
    rows = [*calls(40), *calls(3, contact_id="back", answered_us=START - SECOND)]
    with context_of({"contact_leg": rows, "contact": rows}) as context:
        report = gate_report(context)
        found = compute(context.store, [load_set("icmi-3")], engine=context.engine)
    assert next(one.numbers for one in report.checks if one.code == "negative") == {"legs": 3}
    assert {one.n for one in found if one.indicator == "service_level_20"} == {40}
