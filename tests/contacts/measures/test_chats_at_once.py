"""Chats held at once share the time of their agent: their shares add up to the time in which any was under way."""

import tempfile
from pathlib import Path
from typing import Any

from support.oracles.two_ways import agree
from support.scenes.measures_sample import us
from support.strategies.random_stores import made_store, set_of

from filiere.contacts import compute_indicators
from filiere.contacts.definitions import Choices, load_set

SECOND = 1_000_000
AT = us("2026-03-02T09:00")


def chat(contact: str, start: int, end: int, **more: Any) -> dict[str, Any]:
    """A chat of one agent, from and to some seconds after nine."""
    row = {"contact_id": contact, "leg": 1, "channel": "chat", "direction": "inbound", "outcome": "answered"}
    moments = {"arrived_us": AT, "answered_us": AT + start * SECOND, "ended_us": AT + end * SECOND}
    return {**row, "agent_key": "g1", "queue": "aide", **moments, **more}


def mean(rows: list[dict[str, Any]], concurrency: str, **asked: Any) -> list[tuple[int | None, int | None]]:
    """Numerators and denominators of the mean handling time, on which both computations agree."""
    common = load_set("common-v1").choices
    assert common is not None
    handling = {"parts": "talk", "per": "leg", "concurrency": concurrency}
    chosen = Choices.model_validate(common.model_dump() | {"handling": handling})
    definition = set_of(chosen, [{"key": "time", "measure": "handling_time_mean"}])
    with tempfile.TemporaryDirectory() as folder:
        store = made_store(Path(folder), {"contact_leg": rows})
        agree(store, definition, asked.get("by", ()), "all")
        found = compute_indicators(store, [definition], **asked)
        return [(one.numerator, one.denominator) for one in found]


def test_three_chats_at_once_take_the_time_of_one_agent() -> None:
    """Three chats of ten minutes at once are ten minutes and not thirty, to the microsecond."""
    rows = [chat(name, 0, 600, ended_us=AT + 600 * SECOND + 1) for name in "abc"]
    assert mean(rows, "elapsed") == [(3 * (600 * SECOND + 1), 3)]
    assert mean(rows, "divided") == [(600 * SECOND + 1, 3)]


def test_only_what_is_common_is_shared() -> None:
    """A minute alone counts whole; calls, chats of others and chats of nobody known share nothing."""
    rows = [chat("a", 0, 120), chat("b", 60, 180), chat("c", 0, 120, agent_key="g2"), chat("d", 0, 60, agent_key=None)]
    rows.append(chat("e", 0, 120, channel="phone"))
    assert mean(rows, "divided") == [((180 + 120 + 60 + 120) * SECOND, 5)]


def test_shares_go_where_their_chats_are_counted() -> None:
    """By queue, each chat brings its own share."""
    rows = [chat("a", 0, 120), chat("b", 60, 120, queue="ventes")]
    assert mean(rows, "divided", by=("queue",)) == [(90 * SECOND, 1), (30 * SECOND, 1)]
