"""Forecasts as they stood before the day, against the contacts that came."""

from typing import Any

from support.scenes.measures_sample import Rows, context_of, indicator, left_out, sums_of, total

MILLION = 1_000_000


def forecast(starts: str, volume: float, made: str = "2026-03-01", **parts: Any) -> dict[str, Any]:
    """A forecast of half an hour of calls of a queue."""
    row = {"starts_at": starts, "seconds": 1800, "volume": volume, "made_on": made, "channel": "phone"}
    return row | {"queue": "sales"} | parts


def calls(*arrived: str, **parts: Any) -> Rows:
    """Answered calls of a queue; the first and the last of the day bound what there is data of."""
    common = {"leg": 1, "channel": "phone", "direction": "inbound", "outcome": "answered", "queue": "sales"}
    return [
        {
            **common,
            "contact_id": f"{one}{number}",
            "arrived_at": one,
            "queued_at": one,
            "answered_at": one,
            "ended_at": one,
        }
        | parts
        for number, one in enumerate(arrived)
    ]


DAY = calls("2026-03-02T08:59", *["2026-03-02T09:05"] * 8, *["2026-03-02T09:30"] * 12, "2026-03-02T18:00")


def test_errors_do_not_make_up_for_each_other() -> None:
    """10 foreseen and 8 came, 10 foreseen and 12 came: 16 of 20, not 20 of 20. 09:30 itself is of the second."""
    tables = {"contact": DAY, "forecast": [forecast("2026-03-02T09:00", 10), forecast("2026-03-02T09:30", 10)]}
    with context_of(tables) as context:
        assert total(context, indicator("forecast_accuracy")) == (16 * MILLION, 20 * MILLION, 2)
    with context_of(tables, interval="30min") as context:
        rows = sums_of(context, indicator("forecast_accuracy"))
        assert [one["numerator"] // MILLION for one in rows] == [8, 8]


def test_the_forecast_of_the_eve_is_the_one_judged() -> None:
    """The last made before the day, in local time; one made on the day knows too much, and is counted as late."""
    rows = [
        forecast("2026-03-02T09:00", 100, "2026-02-01"),
        forecast("2026-03-02T09:00", 9.5, "2026-03-01"),
        forecast("2026-03-02T09:00", 8, "2026-03-02"),
    ]
    with context_of({"contact": DAY, "forecast": rows}) as context:
        assert total(context, indicator("forecast_accuracy")) == (8 * MILLION, 9_500_000, 1)
        assert left_out(context, indicator("forecast_accuracy")) == {"made_late": 1}


def test_who_is_still_there_has_come() -> None:
    """Eight answered and two that are open yet, ten foreseen: no error."""
    still = calls("2026-03-02T09:06", "2026-03-02T09:07", outcome="open", answered_at=None, ended_at=None)
    with context_of({"contact": [*DAY, *still], "forecast": [forecast("2026-03-02T09:00", 10)]}) as context:
        assert total(context, indicator("forecast_accuracy")) == (10 * MILLION, 10 * MILLION, 1)


def test_an_accuracy_may_be_below_nought() -> None:
    """One foreseen and eight came: an error of seven."""
    with context_of({"contact": DAY, "forecast": [forecast("2026-03-02T09:00", 1)]}) as context:
        assert total(context, indicator("forecast_accuracy")) == (-6 * MILLION, MILLION, 1)


def test_what_came_of_nothing_foreseen_is_an_error_too() -> None:
    """It adds to the numerator below nought; alone it divides nothing, which is no data."""
    empty = forecast("2026-03-02T09:00", 0)
    with context_of({"contact": DAY, "forecast": [empty, forecast("2026-03-02T09:30", 12)]}) as context:
        assert total(context, indicator("forecast_accuracy")) == (4 * MILLION, 12 * MILLION, 2)
    with context_of({"contact": DAY, "forecast": [empty]}) as context:
        assert total(context, indicator("forecast_accuracy"))[1:] == (0, 0)


def test_intervals_before_and_after_the_data_are_left_out() -> None:
    """Nobody knows yet what comes, nor what came before."""
    rows = [forecast(f"2026-03-02T{at}", 5) for at in ("08:00", "09:00", "17:30", "18:00")]
    with context_of({"contact": DAY, "forecast": rows}) as context:
        assert total(context, indicator("forecast_accuracy"))[2] == 2
        assert left_out(context, indicator("forecast_accuracy")) == {"outside": 2}


def test_of_several_levels_the_finest_counts() -> None:
    """The whole centre's forecast would count every call twice; a centre that has no other is judged by it."""
    rows = [forecast("2026-03-02T09:00", 8), forecast("2026-03-02T09:00", 50, queue=None)]
    others = calls("2026-03-02T09:10", queue="post")
    with context_of({"contact": [*DAY, *others], "forecast": rows}) as context:
        assert total(context, indicator("forecast_accuracy")) == (8 * MILLION, 8 * MILLION, 1)
        assert left_out(context, indicator("forecast_accuracy")) == {"coarser": 1}
    with context_of({"contact": [*DAY, *others], "forecast": rows[1:]}) as context:
        assert total(context, indicator("forecast_accuracy")) == (9 * MILLION, 50 * MILLION, 1)


def test_intervals_of_several_lengths_and_phases() -> None:
    """An hour from 08:40, twenty minutes from 09:20: each counts its own, to the minute."""
    rows = [forecast("2026-03-02T08:40", 21, seconds=3600), forecast("2026-03-02T09:20", 12, seconds=1200)]
    with context_of({"contact": DAY, "forecast": rows}) as context:
        assert total(context, indicator("forecast_accuracy")) == (33 * MILLION, 33 * MILLION, 2)


def test_blocked_calls_came_to_the_door_too() -> None:
    """Real is what the definition counts at the front door, and an outcome that it leaves out is left out here."""
    blocked = calls("2026-03-02T09:10", outcome="blocked", queued_at=None, answered_at=None)
    tables = {"contact": [*DAY, *blocked], "forecast": [forecast("2026-03-02T09:00", 9)]}
    with context_of(tables) as context:
        assert total(context, indicator("forecast_accuracy")) == (9 * MILLION, 9 * MILLION, 1)
        door = indicator("forecast_accuracy", choices={"front_door": ("answered",)})
        assert total(context, door) == (8 * MILLION, 9 * MILLION, 1)
