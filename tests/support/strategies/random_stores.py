"""Small stores of made-up legs, drawn at random, and random choices: what two implementations are compared on.

The rows are of a kind that real logs have: contacts of one to three legs, machines, call backs, blocked and open legs,
customers unknown or coming back, clocks that disagree, days on which clocks change. The derived contacts are those that
an import writes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st
from support.scenes.measures_sample import PARIS, stored, us

from filiere.contacts.definitions import Choices, DefinitionSet, load_set
from filiere.contacts.definitions.choices import COUNTED_OUTCOMES
from filiere.contacts.importing.contact_derivation import contacts_sql
from filiere.contacts.schema import OUTCOMES

SECOND = 1_000_000
# Around the nights on which the clocks of Paris change, and over a week in between, that the end of a month cuts.
_DAYS = [
    us(f"{day}T00:00:00")
    for day in ("2026-03-28", "2026-03-29", "2026-03-31", "2026-04-01", "2026-04-02", "2026-10-25")
]
_QUEUES = ("ventes", "litiges", None)
_CHANNELS = ("phone", "phone", "email", "chat")
_REASONS = (None, None, None, "bot", "auto_ack", "facture")


@dataclass
class MadeStore:
    """A store on disk, as the engine and the recomputation read one."""

    folder: Path
    zone: str = PARIS
    kept: dict[str, list[Path]] = field(default_factory=dict)

    def files(self, table: str) -> list[Path]:
        """The Parquet files of a table."""
        return self.kept.get(table, [])

    def zones(self) -> tuple[str, ...]:
        """The zones that rows name."""
        return (PARIS, "Asia/Jerusalem")

    def write(self, name: str, table: pa.Table) -> None:
        """Keep a table, cut in two files where it has two rows."""
        half = table.num_rows // 2
        parts = [table.slice(0, half), table.slice(half)] if half else [table]
        self.kept[name] = []
        for rank, part in enumerate(parts):
            path = self.folder / f"{name}-{rank}.parquet"
            pq.write_table(part, path)
            self.kept[name].append(path)


def made_store(folder: Path, tables: Mapping[str, Sequence[Mapping[str, Any]]], zone: str = PARIS) -> MadeStore:
    """Write rows as a store keeps them, the derived contacts included."""
    store = MadeStore(folder, zone)
    for name, rows in tables.items():
        if name == "contact_leg":
            rows = [{**row, **_durations(row)} for row in rows]
        store.write(name, stored(name, rows))
    if legs := store.files("contact_leg"):
        store.write("contact", _open_database().sql(contacts_sql(legs, whole=True)).to_arrow_table())
    return store


@cache
def _open_database() -> duckdb.DuckDBPyConnection:
    """One for the process: to open it takes longer than to derive a few contacts."""
    return duckdb.connect(config={"threads": 1})


def _durations(row: Mapping[str, Any]) -> dict[str, int | None]:
    answered, ended = row.get("answered_us"), row.get("ended_us")
    wrapped = ended if row.get("wrap_ended_us") is None else row["wrap_ended_us"]

    def length(end: int | None) -> int | None:
        return None if answered is None or end is None else end - answered

    return {"talk_us": length(ended), "handle_us": length(wrapped)}


@st.composite
def leg_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw the legs of up to twenty contacts."""
    rows = []
    for rank in range(draw(st.integers(1, 20))):
        start = (
            draw(st.sampled_from(_DAYS))
            + draw(st.integers(0, 86_399)) * SECOND
            + draw(st.sampled_from([0, 0, 400_000]))
        )
        customer = draw(st.sampled_from([None, "a", "a", "b", "c"]))
        zone = draw(st.sampled_from([None, PARIS, PARIS, "Asia/Jerusalem"]))
        for leg in range(1, draw(st.sampled_from([1, 1, 1, 2, 3])) + 1):
            rows.append(_leg(draw, f"c{rank}", leg, start, customer, zone))
            start = (rows[-1]["ended_us"] or start) + draw(st.integers(-1, 600)) * SECOND
    # Some sources never tell of transfers, and some stopped telling of waits, or began to, on the night of a month.
    silent = draw(st.sampled_from([False, False, True]))
    rows = [row | {"transferred": None} for row in rows] if silent else rows
    waitless = draw(st.sampled_from([(), (), ("2026-03", "2026-02"), ("2026-04",), ("2026-10",)]))
    return [row | {"queued_us": None, "offered_us": None} if _utc_month(row) in waitless else row for row in rows]


def _utc_month(row: Mapping[str, Any]) -> str:
    return f"{datetime.fromtimestamp(row['arrived_us'] / 1_000_000, UTC):%Y-%m}"


def _leg(draw: st.DrawFn, contact: str, leg: int, start: int, customer: str | None, zone: str | None) -> dict[str, Any]:
    def later(moment: int | None, *, known: int = 9, most: int = 40) -> int | None:
        """An instant after another, sometimes before it or unknown."""
        if moment is None or draw(st.integers(0, 9)) > known:
            return None
        return (
            moment
            + draw(st.integers(-1 if most > 30 else 0, most)) * SECOND
            + draw(st.sampled_from([0, 500_000, 999_999]))
        )

    outcome = draw(st.sampled_from([*OUTCOMES, "answered", "answered", "abandoned"]))
    queued = None if outcome in ("blocked", "deflected") else later(start, known=8, most=8)
    offered = later(queued or start, known=6, most=20) if outcome == "answered" else None
    answered = later(offered or queued or start, most=40) if outcome == "answered" else None
    ended = None if outcome == "open" else later(answered or queued or start, most=300)
    return {
        "contact_id": contact,
        "leg": leg,
        "organisation": draw(st.sampled_from(["centre", "centre", "autre"])) if leg == 1 else "centre",
        "site": draw(st.sampled_from([None, "lille"])),
        "queue": draw(st.sampled_from(_QUEUES)),
        "channel": draw(st.sampled_from(_CHANNELS)),
        "direction": draw(st.sampled_from(["inbound", "inbound", "inbound", "outbound"])),
        "customer_key": customer,
        "agent_key": draw(st.sampled_from([None, "g1", "g2"])) if outcome == "answered" else None,
        "arrived_us": start,
        "queued_us": queued,
        "offered_us": offered,
        "answered_us": answered,
        "ended_us": ended,
        "wrap_ended_us": later(ended, known=6, most=60) if outcome == "answered" else None,
        "outcome": outcome,
        "transferred": draw(st.sampled_from([True, False, None])),
        "reason": draw(st.sampled_from(_REASONS)),
        "zone": zone,
    }


@st.composite
def survey_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw answers, or none, to whether a contact settled its matter."""
    return [
        {
            "answer_id": f"a{rank}",
            "organisation": "centre",
            "channel": "phone",
            "contact_id": f"c{draw(st.integers(0, 5))}",
            "question": draw(st.sampled_from(["resolution", "resolution", "satisfaction"])),
            "invited_us": _DAYS[-1],
            "answered_us": draw(st.sampled_from([None, _DAYS[-1], _DAYS[-1] + SECOND])),
            "score": draw(st.sampled_from([None, 0.0, 1.0, 2.0])),
            "scale_min": 0.0,
            "scale_max": 2.0,
            "satisfied_from": draw(st.sampled_from([None, 1.0])),
        }
        for rank in range(draw(st.integers(0, 6)))
    ]


_CLOCKS = st.sampled_from(["00:00", "02:30", "08:00", "12:00", "18:30", "23:59", "24:00"])


@st.composite
def calendar_rows(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Draw a calendar: of the centre or of a queue, with holidays, versions that follow each other, some faults."""
    rows: list[dict[str, Any]] = []
    for rank in range(draw(st.integers(0, 4))):
        head = {
            "organisation": draw(st.sampled_from(["centre", "autre"])),
            "site": draw(st.sampled_from([None, None, "lille"])),
            "queue": draw(st.sampled_from([None, None, "ventes"])),
            "version": f"v{rank}",
            "zone": draw(st.sampled_from(["Europe/Paris"] * 5 + ["America/New_York", "Nulle/Part"])),
            "valid_from": draw(st.sampled_from(["2026-01-01", "2026-03-29"])),
            "valid_to": draw(st.sampled_from([None, None, "2026-03-30", "2026-12-31"])),
            "raw_line": rank,
        }
        for _ in range(draw(st.integers(1, 5))):
            weekday = draw(st.sampled_from([None, 1, 4, 6, 7, 7]))
            day = draw(st.sampled_from(["2026-03-29", "2026-04-02"])) if weekday is None else None
            opens, closes = sorted((draw(_CLOCKS), draw(_CLOCKS)))
            hours = (None, None) if opens == closes or draw(st.integers(0, 4)) == 0 else (opens, closes)
            holiday = day is not None and draw(st.booleans())
            rows.append(
                {**head, "weekday": weekday, "day": day, "holiday": holiday, "opens": hours[0], "closes": hours[1]}
            )
    return rows


@st.composite
def state_rows(draw: st.DrawFn, states: tuple[str, ...], **about: st.SearchStrategy[Any]) -> list[dict[str, Any]]:
    """Draw the states of agents or systems, which overlap, touch, go backwards, and last from seconds to days."""
    rows = []
    for _ in range(draw(st.integers(0, 10))):
        start = draw(st.sampled_from(_DAYS)) + draw(st.integers(0, 86_399)) * SECOND
        length = draw(st.sampled_from([-5, 0, 60, 1800, 7200, 100_000])) * SECOND
        row = {
            "organisation": draw(st.sampled_from(["centre", "autre"])),
            "site": draw(st.sampled_from([None, "lille"])),
        }
        row |= {"queue": draw(st.sampled_from(_QUEUES))}
        row["state"] = draw(st.sampled_from(states))
        row |= {name: draw(value) for name, value in about.items()}
        rows.append(row | {"from_us": start, "to_us": start + length, "zone": draw(st.sampled_from([None, PARIS]))})
    return rows


agent_rows = state_rows(("available", "busy", "wrap", "pause", "offline"), agent_key=st.sampled_from(["g1", "g2"]))
uptime_rows = state_rows(("up", "up", "down", "planned"), system=st.sampled_from(["ivr", "acd"]))


_OUTCOME_SETS = st.lists(st.sampled_from(COUNTED_OUTCOMES), min_size=1, max_size=7, unique=True)
_SHORT = st.one_of(
    st.just({"seconds": None, "effect": "none"}),
    st.fixed_dictionaries(
        {
            "seconds": st.sampled_from([0, 5, 10]),
            "effect": st.sampled_from(["excluded_from_abandoned", "excluded", "success"]),
            "by_queue": st.sampled_from([{}, {"ventes": 20}, {"litiges": 0}]),
            "edge": st.sampled_from([None, "at_most", "below"]),
            "share_of": st.sampled_from(["queued", "offered", "arrived", "answered_and_abandoned"]),
        }
    ),
)

choices = st.fixed_dictionaries(
    {
        "clock_start": st.sampled_from(["arrival", "ivr_end", "queue", "offer"]),
        "ring": st.sampled_from(["included", "excluded"]),
        "clock_stop": st.sampled_from(["human", "any_answer", "acknowledgement"]),
        "short_abandon": _SHORT,
        "abandon_in_threshold": st.sampled_from(["negative", "ignored", "positive"]),
        "denominator": _OUTCOME_SETS,
        "comparison": st.fixed_dictionaries(
            {
                "edge": st.sampled_from(["at_most", "below"]),
                "seconds": st.sampled_from(["exact", "truncated", "rounded"]),
            }
        ),
        "transfers": st.sampled_from(["leg", "contact"]),
        "callback": st.sampled_from(["own_outcome", "excluded", "abandoned", "answered_when_reached"]),
        "front_door": _OUTCOME_SETS,
        "out_of_hours": st.sampled_from(["counted", "counted", "excluded", "from_opening"]),
        "attribution": st.sampled_from(["arrival", "queue", "answer_or_end", "end"]),
        "wait_population": st.sampled_from(["answered", "all", "answered_and_abandoned"]),
        "handling": st.fixed_dictionaries(
            {
                "parts": st.sampled_from(["talk", "talk_and_wrap"]),
                "per": st.sampled_from(["leg", "contact"]),
                "concurrency": st.sampled_from(["elapsed", "divided"]),
            }
        ),
        "occupancy": st.fixed_dictionaries(
            {
                "overlaps": st.sampled_from(["union", "sum"]),
                "pauses": st.sampled_from(["out", "in"]),
                "work": st.sampled_from(["states", "contacts"]),
            }
        ),
        "resolution": st.fixed_dictionaries(
            {
                "method": st.sampled_from(["no_repeat", "no_repeat", "survey", "agent_flag"]),
                "window_days": st.sampled_from([1, 4, 30]),
                "scope": st.sampled_from(["customer", "customer_queue", "customer_channel", "customer_reason"]),
                "base": st.sampled_from(["gross", "net"]),
                "tail": st.sampled_from(["excluded", "counted"]),
                "since": st.sampled_from(["end", "arrival"]),
            }
        ),
        "written_clock": st.just({"stop": "first_reply", "hours": "calendar", "calendar_of": "arrival_queue"}),
        "reopened": st.just("old_clock"),
        "holidays": st.sampled_from(["closed", "open"]),
        "cohort": st.just("opened"),
        "roll_up": st.sampled_from(
            [
                {"method": "ratio_of_sums"},
                {"method": "mean_of_ratios"},
                {"method": "mean_of_ratios", "interval": "hour"},
                {"method": "mean_of_ratios", "interval": "day"},
            ]
        ),
        "target": st.just("at_event"),
    }
).map(Choices.model_validate)
"""The 22 choices at random; those of other families than waits are fixed."""


def set_of(chosen: Choices, indicators: Sequence[Mapping[str, Any]]) -> DefinitionSet:
    """Return a set of definitions of some choices and indicators, of which one observation is enough."""
    common = load_set("common-v1")
    content = {
        "id": "drawn",
        "version": 1,
        "kind": "definitions",
        "status": "local",
        "owner": "Essai",
        "valid": {"from": "2026-01-01"},
        "title": common.title.model_dump(),
        "choices": chosen.model_dump(),
        "indicators": [{"title": {"fr": one["key"], "en": one["key"]}, "minimum": 1, **one} for one in indicators],
    }
    return DefinitionSet.model_validate(content)
