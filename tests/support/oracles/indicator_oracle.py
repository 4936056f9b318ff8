"""Indicators of waits, row by row in plain Python, after docs/reference/contact-indicators.md and nothing else.

Slow and obvious on purpose: no engine, no sharing, no integer trick. Opening hours have no part here.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from filiere.contacts.definitions import Choices
from filiere.contacts.definitions.records import Indicator

type Row = Mapping[str, Any]
type Key = tuple[Any, ...]
SECOND = 1_000_000


def first(*values: int | None) -> int | None:
    """The first that is known."""
    return next((one for one in values if one is not None), None)


def outcome(row: Row, choices: Choices) -> str:
    """§ 2."""
    recorded, reason = row["outcome"], row["reason"]
    if recorded == "answered":
        if choices.clock_stop == "human" and reason in {"bot", "auto_ack"}:
            return "deflected"
        if choices.clock_stop == "any_answer" and reason == "auto_ack":
            return "deflected"
    if recorded == "callback":
        if choices.callback == "abandoned":
            return "abandoned"
        if choices.callback == "answered_when_reached" and row["called_back_us"] is not None:
            return "answered"
    return str(recorded)


def start(row: Row, choices: Choices) -> int | None:
    """§ 3."""
    arrived, queued, offered = row["arrived_us"], row["queued_us"], row["offered_us"]
    never = {"answered": row["answered_us"], "callback": row["ended_us"]}.get(row["outcome"])
    if row["channel"] != "phone":
        never = arrived
    return {
        "arrival": first(arrived),
        "ivr_end": first(queued, offered, arrived),
        "queue": first(queued, offered, never),
        "offer": first(offered, queued, offered, never),
    }[choices.clock_start]


def wait(row: Row, choices: Choices) -> int | None:
    """§ 3."""
    if row["outcome"] == "answered":
        stop = row["answered_us"]
    elif row["outcome"] == "callback" and outcome(row, choices) == "answered":
        stop = row["called_back_us"]
    else:
        stop = row["ended_us"]
    began = start(row, choices)
    if stop is None or began is None:
        return None
    found: int = stop - began
    rang = row["outcome"] == "answered" and outcome(row, choices) == "answered"
    if choices.ring == "excluded" and rang and row["offered_us"] is not None:
        found -= row["answered_us"] - row["offered_us"]
    return found


def within(waited: int | None, threshold: int, choices: Choices) -> bool:
    """§ 4, by decimals."""
    if waited is None:
        return False
    seconds = Decimal(waited) / SECOND
    how = choices.comparison
    if how.seconds == "truncated":
        seconds = seconds.quantize(Decimal(1), ROUND_DOWN)
    if how.seconds == "rounded":
        seconds = seconds.quantize(Decimal(1), ROUND_HALF_UP)
    return seconds <= threshold if how.edge == "at_most" else seconds < threshold


def short(row: Row, choices: Choices) -> bool:
    """§ 4."""
    rule, waited = choices.short_abandon, wait(row, choices)
    seconds = rule.by_queue.get(row["queue"], rule.seconds)
    ended = outcome(row, choices) == "abandoned"
    if not ended or seconds is None or waited is None:
        return False
    return waited < seconds * SECOND or (rule.edge != "below" and waited == seconds * SECOND)


def aside(row: Row, choices: Choices) -> str:
    """§ 5."""
    waited = wait(row, choices)
    if choices.callback == "excluded" and row["outcome"] == "callback":
        return "callback"
    if waited is not None and waited < 0:
        return "negative_wait"
    if choices.short_abandon.effect == "excluded" and short(row, choices):
        return "short_abandon"
    return ""


def moment(row: Row, choices: Choices) -> int:
    """§ 9."""
    found = {
        "arrival": row["arrived_us"],
        "queue": first(start(row, choices), row["arrived_us"]),
        "answer_or_end": first(row["answered_us"], row["ended_us"], row["arrived_us"]),
        "end": first(row["ended_us"], row["arrived_us"]),
    }[choices.attribution]
    assert found is not None
    return int(found)


def units(rows: Sequence[Row], indicator: Indicator) -> list[Row]:
    """§§ 1 and 5: what is counted."""
    inbound = [one for one in rows if one["direction"] == "inbound"]
    if indicator.channel is not None:
        inbound = [one for one in inbound if one["channel"] == indicator.channel]
    return [one for one in inbound if not aside(one, indicator.choices)]


def judge(row: Row, indicator: Indicator) -> tuple[int, int]:
    """§ 6: what a unit adds to the numerator and to the denominator of a rate or a mean."""
    choices, ended = indicator.choices, outcome(row, indicator.choices)
    waited = wait(row, choices)
    in_time = within(waited, indicator.threshold_seconds or 0, choices)
    match indicator.measure:
        case "contacts":
            counted = ended in choices.front_door
            return counted, counted
        case "accessibility":
            counted = ended in choices.front_door
            return counted and ended == "answered", counted
        case "abandonment":
            counted = {
                "queued": row["queued_us"] is not None,
                "offered": ended in choices.front_door,
                "arrived": True,
                "answered_and_abandoned": ended in {"answered", "abandoned"},
            }[choices.short_abandon.share_of]
            forgiven = choices.short_abandon.effect == "excluded_from_abandoned" and short(row, choices)
            return counted and ended == "abandoned" and not forgiven, counted
        case "blocked_rate":
            return ended == "blocked", ended == "blocked" or ended in choices.front_door
        case "transfer_rate":
            return ended == "answered" and bool(row["transferred"]), ended == "answered"
        case "service_level":
            lucky = choices.short_abandon.effect == "success" and short(row, choices)
            gone = ended == "abandoned" and in_time
            if ended not in choices.denominator:
                return 0, 0
            menu = ended == "abandoned" and waited is None and row["queued_us"] is None
            if menu and choices.clock_start in {"queue", "offer"}:
                return 0, 0
            if choices.abandon_in_threshold == "ignored" and gone and not lucky:
                return 0, 0
            won = (ended == "answered" and in_time) or lucky or (choices.abandon_in_threshold == "positive" and gone)
            return won, 1
        case "speed_of_answer_mean" | "speed_of_answer_percentile":
            waiting = {
                "answered": {"answered"},
                "answered_and_abandoned": {"answered", "abandoned"},
                "all": {"answered", "abandoned", "overflowed", "callback", "system_dropped"},
            }[choices.wait_population]
            if waited is None or ended not in waiting:
                return 0, 0
            return waited, 1
        case "handling_time_mean" | "handling_time_percentile":
            end = row["ended_us"]
            if choices.handling.parts == "talk_and_wrap":
                end = first(row["wrap_ended_us"], end)
            if ended != "answered" or end is None or row["answered_us"] is None or end < row["answered_us"]:
                return 0, 0
            return end - row["answered_us"], 1
    raise AssertionError(indicator.measure)


def recorded(legs: Sequence[Row], indicator: Indicator, organisation: str, channel: str | None) -> bool:
    """§ 19: whether a rate of transfers, or of blocked contacts, may be published in the rows of an organisation."""
    channel = indicator.channel or channel
    inbound = [one for one in legs if one["direction"] == "inbound" and one["organisation"] == organisation]
    if channel is not None:
        inbound = [one for one in inbound if one["channel"] == channel]
    answered = [one for one in inbound if one["outcome"] == "answered"]
    if indicator.measure == "transfer_rate":
        return not answered or any(one["transferred"] is not None for one in answered)
    if indicator.measure == "blocked_rate":
        return not inbound or any(one["outcome"] == "blocked" for one in inbound)
    return True


def period(instant: int, interval: str, zone: str) -> str:
    """§ 9, a name of the period."""
    local = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=instant)).astimezone(ZoneInfo(zone))
    if interval == "all":
        return "all"
    if interval == "hour":
        return local.strftime("%Y-%m-%dT%H%z")
    return local.strftime({"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}[interval])


def sums(rows: Sequence[Row], indicator: Indicator, by: Sequence[str], interval: str) -> dict[Key, tuple[int, int]]:
    """The numerator and the denominator of each group and period in which there is a unit; of a percentile, the
    observed value and how many were sorted."""
    found: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    for row in units(rows, indicator):
        key = (*(row[name] for name in by), period(moment(row, indicator.choices), interval, row["zone"]))
        found[key].append(judge(row, indicator))
    if indicator.measure.endswith("percentile"):
        return {key: _ranked(members, indicator.percentile or 0) for key, members in found.items()}
    add: Callable[[list[tuple[int, int]]], tuple[int, int]] = lambda members: (  # noqa: E731
        sum(int(top) for top, _ in members),
        sum(int(bottom) for _, bottom in members),
    )
    return {key: add(members) for key, members in found.items()}


def _ranked(members: list[tuple[int, int]], percentile: int) -> tuple[int, int]:
    values = sorted(value for value, counts in members if counts)
    return (values[-(-percentile * len(values) // 100) - 1] if values else 0), len(values)


def resolved(rows: Sequence[Row], indicator: Indicator, by: Sequence[str], interval: str) -> dict[Key, tuple[int, int]]:
    """§ 7, by looking at every pair of contacts."""
    choices, rule = indicator.choices, indicator.choices.resolution
    window = rule.window_days * 86_400 * SECOND
    shared = {"customer_queue": ["queue"], "customer_channel": ["channel"], "customer_reason": ["reason"]}
    same = ["organisation", "customer_key", *shared.get(rule.scope, [])]
    inbound = [one for one in rows if one["direction"] == "inbound"]
    found: dict[Key, tuple[int, int]] = {}
    for row in units(rows, indicator):
        if outcome(row, choices) != "answered" or row["customer_key"] is None:
            continue
        if rule.base == "net" and row["transferred"]:
            continue
        end = row["arrived_us"] if rule.since == "arrival" else first(row["ended_us"], row["arrived_us"]) or 0
        last = max(one["arrived_us"] for one in inbound if one["organisation"] == row["organisation"])
        if rule.tail == "excluded" and end + window > last:
            continue
        order = (row["arrived_us"], row["contact_id"])
        later = [
            one["arrived_us"]
            for one in inbound
            if all(one[name] == row[name] for name in same) and (one["arrived_us"], one["contact_id"]) > order
        ]
        settled = not later or min(later) - end > window
        key = (*(row[name] for name in by), period(moment(row, choices), interval, row["zone"]))
        top, bottom = found.get(key, (0, 0))
        found[key] = (top + settled, bottom + 1)
    return found
