"""A month of made-up queue visits, by whole columns: who came, how long they waited, what came of it.

Queues are drawn by Zipf's law, the hours of the day and the days of the week as centres have them, waits and patience
from exponentials: an abandonment is a patience shorter than the wait. Customers come back, some of them often, so that
returns within days exist. Every number is an assumption made for the tests and says nothing of any centre.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from filiere.contacts.generation.arrow_columns import UNKNOWN_NUMBER, IntArray
from filiere.contacts.schema import OUTCOMES
from filiere.contacts.zone_offsets import DAY_US, SECOND_US, offset_changes

ZONE = "Europe/Paris"
CHANNELS = ("phone", "email", "chat", "social", "mail")
REASONS = ("facture", "livraison", "contrat", "panne", "autre", "bot", "auto_ack")
QUEUES = tuple(f"file-{rank:03d}" for rank in range(1, 201))
SITES = ("Lille", "Nantes", "Tours", "Poitiers")
MOST_AGENTS = 8_000

_OUTCOME_RANKS = {name: rank for rank, name in enumerate(OUTCOMES)}
_CHANNEL_SHARES = np.array([0.62, 0.17, 0.13, 0.05, 0.03])
# Mean wait by channel, seconds; patience of those who can give up; the hours of opening weigh most.
_MEAN_WAITS = np.array([35.0, 9 * 3600.0, 60.0, 2 * 3600.0, 3 * 86_400.0])
_MEAN_PATIENCES = np.array([120.0, np.inf, 300.0, np.inf, np.inf])
_MEAN_TALKS = np.array([240.0, 300.0, 420.0, 240.0, 600.0])
_WEEKDAY_WEIGHTS = np.array([1.0, 0.95, 0.95, 0.9, 0.9, 0.5, 0.12])
_HOUR_WEIGHTS = np.array(
    [1, 1, 1, 1, 1, 2, 6, 25, 70, 100, 100, 90, 70, 80, 95, 95, 90, 80, 60, 30, 10, 5, 3, 2], float
)
_CLOCK_STEP_US = 1_000
"""Instants are whole milliseconds, as many systems note them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedMonth:
    """One month to be made: its days (from 1970-01-01, UTC), how many contacts, and the number of the first."""

    first_day: int
    days: int
    contacts: int
    first_number: int
    cut_us: int
    customers: int
    agents: int


def day_weights(first_day: int, days: int) -> npt.NDArray[np.float64]:
    """Return the weight of each day, by its day of the week."""
    return _WEEKDAY_WEIGHTS[(np.arange(first_day, first_day + days) + 3) % 7]


def queue_shares() -> npt.NDArray[np.float64]:
    """Return the share of each queue, by Zipf's law."""
    shares = 1 / np.arange(1, len(QUEUES) + 1)
    return shares / shares.sum()


def generate_visits(month: GeneratedMonth, rng: np.random.Generator) -> Mapping[str, IntArray]:
    """Return the visits of the contacts of a month, in no order: instants in microseconds UTC, other columns as ranks.

    ``several`` is 1 for the visits of a contact that has more than one.
    """
    first = _generate_first_visits(month, rng)
    more = [_generate_transfers(first, month, rng), _generate_callbacks(first, rng)]
    return {name: np.concatenate([first[name], *(one[name] for one in more)]) for name in first}


def _generate_first_visits(month: GeneratedMonth, rng: np.random.Generator) -> dict[str, IntArray]:
    count = month.contacts
    arrived = _draw_arrivals(month, rng)
    channel = _draw_ranks(rng, _CHANNEL_SHARES, count)
    queue = _draw_ranks(rng, queue_shares(), count)
    phone, chat = channel == 0, channel == 2
    menu = np.where(phone, rng.integers(4_000, 14_000, count), 0) * _CLOCK_STEP_US
    queued = arrived + menu
    # A busy queue waits longer: between half and twice the mean of its channel.
    wait = _draw_durations(rng, _MEAN_WAITS[channel] * (0.5 + 1.5 * (queue % 10) / 9), count)
    patience = _draw_durations(rng, np.where(np.isinf(_MEAN_PATIENCES[channel]), 1.0, _MEAN_PATIENCES[channel]), count)
    gone = (patience < wait) & ~np.isinf(_MEAN_PATIENCES[channel])
    outcome = np.where(gone, _OUTCOME_RANKS["abandoned"], _OUTCOME_RANKS["answered"])
    fate = rng.random(count)
    for name, share in (("system_dropped", 0.003), ("overflowed", 0.013), ("callback", 0.028)):
        chosen = (fate < share) & (phone | chat) & (outcome == _OUTCOME_RANKS["answered"])
        fate[chosen] = 1.0
        outcome[chosen] = _OUTCOME_RANKS[name]
    turned = rng.random(count)
    outcome[phone & (turned < 0.012)] = _OUTCOME_RANKS["blocked"]
    outcome[(phone & (turned >= 0.012) & (turned < 0.032)) | (chat & (turned > 0.99))] = _OUTCOME_RANKS["deflected"]
    answered_by_bot = chat & (outcome == _OUTCOME_RANKS["answered"]) & (rng.random(count) < 0.06)
    wait = np.where(answered_by_bot, SECOND_US, wait)
    answered = queued + wait
    # What was not answered when the log was closed is open.
    late = (outcome == _OUTCOME_RANKS["answered"]) & (answered > month.cut_us)
    outcome[late] = _OUTCOME_RANKS["open"]
    is_answered = outcome == _OUTCOME_RANKS["answered"]
    talk = _draw_durations(rng, _MEAN_TALKS[channel], count) + 5 * SECOND_US
    left = np.where(outcome == _OUTCOME_RANKS["abandoned"], patience, np.minimum(wait, 90 * SECOND_US))
    ended = np.where(is_answered, answered + talk, queued + left)
    turned_away = (outcome == _OUTCOME_RANKS["blocked"]) | (outcome == _OUTCOME_RANKS["deflected"])
    ring = np.where(phone, rng.integers(2_000, 10_000, count), rng.integers(500, 3_000, count)) * _CLOCK_STEP_US
    ring = np.where(answered_by_bot, 0, np.minimum(ring, wait))
    reason = np.where(rng.random(count) < 0.4, rng.integers(0, 5, count), -1)
    receipt = (channel == 1) & is_answered & (rng.random(count) < 0.01)
    reason = np.where(answered_by_bot & is_answered, 5, np.where(receipt, 6, reason))
    pressed = rng.random(count)
    transferred = is_answered & (phone | chat) & np.where(answered_by_bot, pressed < 0.4, pressed < 0.07)
    wrap = np.where(answered_by_bot, 0, _draw_durations(rng, np.full(count, 40.0), count))
    asked = outcome == _OUTCOME_RANKS["callback"]
    unknown = np.full(count, UNKNOWN_NUMBER)
    return {
        "number": month.first_number + np.arange(count),
        "leg": np.ones(count, np.int64),
        "queue": queue,
        "channel": channel,
        "direction": np.where((fate > 0.99) & is_answered & ~transferred & phone, 1, 0),
        "customer": _draw_customers(month, rng, count),
        "agent": np.where(is_answered & ~answered_by_bot, rng.integers(0, month.agents, count), -1),
        "arrived_us": arrived,
        "queued_us": np.where(turned_away, unknown, queued),
        "offered_us": np.where(is_answered, answered - ring, unknown),
        "answered_us": np.where(is_answered, answered, unknown),
        "ended_us": np.where(outcome == _OUTCOME_RANKS["open"], unknown, np.where(turned_away, arrived + menu, ended)),
        "wrap_ended_us": np.where(is_answered, ended + wrap, unknown),
        "outcome": outcome,
        "transferred": transferred.astype(np.int64),
        "reason": reason,
        "several": (transferred | asked).astype(np.int64),
    }


def _generate_transfers(
    first: Mapping[str, IntArray], month: GeneratedMonth, rng: np.random.Generator
) -> dict[str, IntArray]:
    """Return the second visits of those transferred, by a person or a bot: another queue, sometimes given up."""
    rows = {name: values[first["transferred"] == 1] for name, values in first.items()}
    count = len(rows["number"])
    start = rows["ended_us"]
    wait = _draw_durations(rng, np.full(count, 45.0), count)
    patience = _draw_durations(rng, np.full(count, 180.0), count)
    served = patience >= wait
    answered, unknown = start + wait, np.full(count, UNKNOWN_NUMBER)
    ended = np.where(served, answered + _draw_durations(rng, np.full(count, 300.0), count), start + patience)
    return rows | {
        "leg": np.full(count, 2),
        "queue": (rows["queue"] + 1 + rng.integers(0, len(QUEUES) - 1, count)) % len(QUEUES),
        "agent": np.where(served, rng.integers(0, month.agents, count), -1),
        "arrived_us": start,
        "queued_us": start,
        "offered_us": np.where(served, answered, unknown),
        "answered_us": np.where(served, answered, unknown),
        "ended_us": ended,
        "wrap_ended_us": np.where(served, ended + _draw_durations(rng, np.full(count, 40.0), count), unknown),
        "outcome": np.where(served, _OUTCOME_RANKS["answered"], _OUTCOME_RANKS["abandoned"]),
        "transferred": np.zeros(count, np.int64),
        "reason": np.where(rows["reason"] >= 5, -1, rows["reason"]),
    }


def _generate_callbacks(first: Mapping[str, IntArray], rng: np.random.Generator) -> dict[str, IntArray]:
    """Return the calls back to seven in ten of those who asked for one; four in five are answered."""
    asked = (first["outcome"] == _OUTCOME_RANKS["callback"]) & (rng.random(len(first["number"])) < 0.7)
    rows = {name: values[asked] for name, values in first.items()}
    count = len(rows["number"])
    start = rows["ended_us"] + rng.integers(300_000, 10_800_000, count) * _CLOCK_STEP_US
    reached = rng.random(count) < 0.8
    unknown = np.full(count, UNKNOWN_NUMBER)
    answered = start + rng.integers(5_000, 25_000, count) * _CLOCK_STEP_US
    ended = np.where(reached, answered + _draw_durations(rng, np.full(count, 240.0), count), start + 30 * SECOND_US)
    return rows | {
        "leg": np.full(count, 2),
        "direction": np.ones(count, np.int64),
        "agent": np.where(reached, rows["customer"] % 97, -1),
        "arrived_us": start,
        "queued_us": unknown,
        "offered_us": unknown,
        "answered_us": np.where(reached, answered, unknown),
        "ended_us": ended,
        "wrap_ended_us": np.where(reached, ended + 30 * SECOND_US, unknown),
        "outcome": np.where(reached, _OUTCOME_RANKS["answered"], _OUTCOME_RANKS["abandoned"]),
    }


def _draw_arrivals(month: GeneratedMonth, rng: np.random.Generator) -> IntArray:
    """Return instants within the month: days by their weekday, hours by the clock of the wall."""
    day = month.first_day + _draw_ranks(rng, day_weights(month.first_day, month.days), month.contacts)
    hour = _draw_ranks(rng, _HOUR_WEIGHTS, month.contacts)
    of_day = hour * 3600 * SECOND_US + rng.integers(0, 3_600_000, month.contacts) * _CLOCK_STEP_US
    pieces = offset_changes(ZONE, month.first_day * DAY_US, (month.first_day + month.days) * DAY_US)
    offset = np.full(month.contacts, pieces[0].offset_us)
    for piece in pieces[1:]:
        offset[day * DAY_US >= piece.from_us] = piece.offset_us
    # Turned about within the day of UTC, so that a month of UTC keeps its contacts.
    arrived: IntArray = day * DAY_US + (of_day - offset) % DAY_US
    return arrived


def _draw_customers(month: GeneratedMonth, rng: np.random.Generator, count: int) -> IntArray:
    """Return the customers: some come often, most rarely; of seven in a hundred nobody knows who they are."""
    drawn = (rng.random(count) ** 3 * month.customers).astype(np.int64)
    return np.where(rng.random(count) < 0.07, -1, drawn)


def _draw_ranks(rng: np.random.Generator, shares: npt.NDArray[np.float64], count: int) -> IntArray:
    """Return ranks drawn with these weights."""
    steps = np.cumsum(shares / shares.sum())
    ranks: IntArray = np.searchsorted(steps, rng.random(count), side="right").astype(np.int64)
    ranks[ranks == len(shares)] = len(shares) - 1
    return ranks


def _draw_durations(rng: np.random.Generator, mean_seconds: npt.NDArray[np.float64], count: int) -> IntArray:
    """Return durations in microseconds, on whole milliseconds."""
    steps: IntArray = (rng.standard_exponential(count) * mean_seconds * 1000).astype(np.int64)
    return steps * _CLOCK_STEP_US


def month_boundaries(year: int) -> list[int]:
    """Return the first day of each month of a year and of the next year's first, in days from 1970-01-01."""
    starts = [datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC) for month in range(13)]
    return [int(one.timestamp()) // 86_400 for one in starts]
