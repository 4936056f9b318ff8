"""What must hold before a figure is published: told in words, and withheld where it does not."""

from typing import Any

import pytest
from support.scenes.measures_sample import context_of, us

from filiere.contacts.data_quality_checks import check_store
from filiere.contacts.definitions import DefinitionSet, load_set
from filiere.contacts.indicator_rows import PeriodInterval
from filiere.contacts.indicators import compute_indicators

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


def few(definitions: DefinitionSet, *keys: str) -> DefinitionSet:
    """A set without the indicators that a test does not look at: each takes a tenth of a second."""
    return definitions.model_copy(
        update={"indicators": tuple(one for one in definitions.indicators if one.key in keys)}
    )


def test_a_whole_store_passes() -> None:
    rows = calls(40)
    with context_of({"contact_leg": rows, "contact": rows}) as context:
        report = check_store(context)
    checks = {one.code: one for one in report.checks}
    assert report.has_passed
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
        report = check_store(context)
        level = load_set("icmi-3")
        by_centre = compute_indicators(context.store, [level], by=["organisation"], engine=context.engine, gates=report)
        whole = compute_indicators(context.store, [level], engine=context.engine)
    assert report.failing == {"centre"}
    found = {one.organisation: (one.status, one.reason, one.value) for one in by_centre if one.unit == "percent"}
    assert found == {"centre": ("withheld", "conservation", None), "other": ("published", "", 100.0)}
    assert {one.reason for one in whole if one.unit == "percent"} == {"conservation"}
    assert "≠" in " ".join(one.sentence.fr for one in report.checks if one.verdict == "failed")


def test_clocks_that_run_back_are_counted_and_enter_no_figure() -> None:
    rows = [*calls(40), *calls(3, contact_id="back", answered_us=START - SECOND)]
    with context_of({"contact_leg": rows, "contact": rows}) as context:
        report = check_store(context)
        found = compute_indicators(context.store, [load_set("icmi-3")], engine=context.engine)
    assert next(one.numbers for one in report.checks if one.code == "negative") == {"legs": 3}
    assert {one.n for one in found if one.indicator == "service_level_20"} == {40}


@pytest.mark.parametrize(
    "silence",
    [
        lambda row: row | {"queued_us": None},
        lambda row: row | {"queued_us": None, "offered_us": row["answered_us"]},
        lambda row: row | {"answered_us": None},
    ],
    ids=["neither", "offered-at-answer", "no-answer"],
)
@pytest.mark.parametrize(("untimed", "held"), [(20, False), (21, True)])
def test_calls_without_queue_times_are_told_and_withhold_waits_beyond_half(
    untimed: int, *, held: bool, silence: Any
) -> None:
    """Who leaves both columns empty, offers at the answer or gives no answer publishes no wait; other figures stay."""
    silent = [silence(row) for row in calls(untimed)]
    rows = [*silent, *calls(40 - untimed, contact_id="timed"), *calls(40, organisation="other")]
    rows += calls(50, contact_id="bot", reason="bot", queued_us=None)
    with context_of({"contact_leg": rows, "contact": rows}) as context:
        report = check_store(context)
        sets = [few(load_set(name), "service_level_20", "handling_time") for name in ("icmi-3", "common-v1")]
        by_centre = compute_indicators(
            context.store, sets, by=["organisation", "channel"], engine=context.engine, gates=report
        )
        whole = compute_indicators(context.store, sets, engine=context.engine)
    check = next(one for one in report.checks if one.code == "queue_times")
    assert (check.verdict, check.numbers) == ("failed" if held else "told", {"answered": 80, "untimed": untimed})
    assert ("(centre)" in check.sentence.fr, "(centre)" in check.sentence.en) == (held, held)
    assert report.has_passed is not held
    reasons = {
        (one.definition, one.organisation): one.reason for one in by_centre if one.indicator == "service_level_20"
    }
    assert reasons == {
        (name, centre): "queue_times" if held and centre == "centre" else ""
        for name in ("icmi-3", "common-v1")
        for centre in ("centre", "other")
    }
    assert {one.reason for one in whole if one.indicator == "service_level_20"} == ({"queue_times"} if held else {""})
    assert {one.reason for one in by_centre if one.indicator == "handling_time"} <= {""}


@pytest.mark.parametrize(
    ("interval", "held"),
    [
        ("all", set()),
        ("year", set()),
        ("month", {"2026-02"}),
        # The week in which the month changes has the calls of both months behind it.
        ("week", {"2026-W05", "2026-W06"}),
        ("day", {"2026-02-01", "2026-02-02"}),
        ("hour", {"2026-02-01T00:00:00+01:00/PT1H", "2026-02-02T11:00:00+01:00/PT1H"}),
    ],
)
def test_a_month_of_calls_without_queue_times_is_withheld_in_a_year_that_has_them(
    interval: PeriodInterval, held: set[str]
) -> None:
    """By the months that a period touches, in local time; of the organisation and of all, and of no other."""
    silent = [
        *_calls_at("2026-02-01T00:30", 30, queued_us=None),  # Still January by universal time.
        *_calls_at("2026-02-02T11:00", 30, queued_us=None),
    ]
    rows = [*silent, *_calls_at("2026-01-20T11:00", 40), *_calls_at("2026-03-02T11:00", 60)]
    rows += [row | {"organisation": "other"} for row in _calls_at("2026-02-02T11:00", 40)]
    with context_of({"contact_leg": rows, "contact": rows}) as context:
        report = check_store(context)
        sets = [few(load_set("icmi-3"), "service_level_20", "handling_time")]
        for by in ([], ["organisation"]):
            found = compute_indicators(
                context.store, sets, by=by, interval=interval, engine=context.engine, gates=report
            )
            withheld = {one.interval for one in found if one.reason == "queue_times"}
            assert withheld == held
            assert {one.indicator for one in found if one.reason == "queue_times"} <= {"service_level_20"}
            assert {one.organisation for one in found if one.reason == "queue_times"} <= {None, "centre"}
    check = next(one for one in report.checks if one.code == "queue_times")
    assert (check.verdict, check.numbers) == ("failed", {"answered": 200, "untimed": 60, "months": 1})
    assert "centre en février 2026" in check.sentence.fr
    assert "centre in February 2026" in check.sentence.en
    assert not report.has_passed


def _calls_at(moment: str, count: int, **more: Any) -> list[dict[str, Any]]:
    at = us(moment)
    times = {"arrived_us": at, "queued_us": at, "answered_us": at + SECOND, "ended_us": at + 9 * SECOND}
    return calls(count, contact_id=f"at-{moment}", **times | more)


def test_queue_times_withhold_no_wait_that_they_are_not_behind() -> None:
    """A wait from the arrival, one of another channel, and a share that is of no wait."""
    from support.scenes.measures_sample import indicator

    rows = calls(40, queued_us=None)
    with context_of({"contact_leg": rows, "contact": rows}) as context:
        report = check_store(context)
    level = indicator("service_level", threshold_seconds=20, choices={"clock_start": "queue"})
    assert report.wait_reason(level, "centre", None) == "queue_times"
    assert report.wait_reason(level, None, "phone") == "queue_times"
    assert report.wait_reason(level, "other", None) == ""
    assert report.wait_reason(level, "centre", "email") == ""
    from_arrival = indicator("service_level", threshold_seconds=20, choices={"clock_start": "arrival"})
    assert report.wait_reason(from_arrival, "centre", None) == ""
    assert report.wait_reason(indicator("accessibility", choices={"clock_start": "queue"}), "centre", None) == ""


def test_every_call_with_its_queue_times_passes() -> None:
    """An offer alone is an instant too."""
    rows = [*calls(3), *calls(3, contact_id="offered", queued_us=None, offered_us=START)]
    with context_of({"contact_leg": rows, "contact": rows}) as context:
        check = next(one for one in check_store(context).checks if one.code == "queue_times")
    assert (check.verdict, check.numbers) == ("passed", {"answered": 6, "untimed": 0})
