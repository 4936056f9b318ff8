"""Time shared out over periods: each span is laid on the line of time and cut where periods begin.

Where periods begin is read from a clock looked at every minute of the data, so that the days on which clocks change
need no rule. Follows docs/reference/contact-indicators.md, section 16.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import polars as pl

from filiere.contacts.definitions.records import Indicator
from filiere.contacts.indicator_rows import GROUP_NAMES
from filiere.contacts.recount.opening_hours import MINUTE_US, PlaceHours, share_place_hours
from filiere.contacts.recount.records import PERCENT, RecountResult
from filiere.contacts.recount.sums import GroupSums, RecountRequest, add_period_columns
from filiere.contacts.recount.tables import StoredTables
from filiere.contacts.recount.unit_classification import build_visits, channel_condition
from filiere.contacts.schema import MACHINE_REASONS

_HOUR_US = 3_600_000_000
type GroupKey = tuple[Any, ...]


def recount_backlog(tables: StoredTables, indicator: Indicator, asked: RecountRequest) -> RecountResult:
    """How many units wait at once: their waits, over the length of each period."""
    units = (
        build_visits(tables, indicator)
        .filter(channel_condition(indicator))
        .join(find_last_moments(tables), on="organisation", how="left")
    )
    backwards = units.filter(pl.col("wait_us") < 0).select(pl.len()).collect(engine="streaming").item()
    counted = pl.col("aside").is_null() & pl.col("ending").is_in([*indicator.choices.front_door, "open"])
    units = units.filter(counted)
    waiting = (pl.col("ending") == "open") & pl.col("stop_us").is_null()
    until = pl.when(waiting).then("last_us").otherwise("stop_us")
    spans = units.select(*_group_columns(asked), "zone", from_us="start_us", to_us=until)
    own: dict[GroupKey, int] = {}
    found = _share_time(tables, spans, asked, lengths=own)
    usual = _period_lengths(tables, asked)
    groups = [name for name in asked.keys if name in GROUP_NAMES]
    # A group of no column is one group: the constant stands for it.
    counts = units.group_by(*groups, _one=pl.lit(1)).agg(n=pl.col("uncovered").cast(pl.Int64).sum())
    uncovered = {row[: len(groups)]: row[-1] for row in counts.collect(engine="streaming").iter_rows()}
    sums = [
        GroupSums(
            key=key,
            numerator=spent,
            denominator=usual.get(key[len(groups) :], own[key]),
            n=touching,
            uncovered=uncovered.get(key[: len(groups)], 0),
        )
        for key, (spent, touching) in found.items()
    ]
    return RecountResult(sums=sums, scale=Fraction(1), exclusions={"negative_span": backwards} if backwards else {})


def recount_workload(tables: StoredTables, indicator: Indicator, asked: RecountRequest) -> RecountResult:
    """Hours of handling by persons, in any direction."""
    spans = _handling_spans(tables, indicator, asked)
    backwards = _count_backward_spans(spans, pl.col("to_us") < pl.col("from_us"))
    if indicator.choices.occupancy.overlaps == "union":
        spans = _unite_known_agents(tables, spans, asked)
    sums = [
        GroupSums(key=key, numerator=spent, denominator=None, n=touching)
        for key, (spent, touching) in _share_time(tables, spans, asked).items()
    ]
    return RecountResult(
        sums=sums,
        scale=Fraction(1, _HOUR_US),
        kind="count",
        exclusions=backwards,
    )


def _handling_spans(tables: StoredTables, indicator: Indicator, asked: RecountRequest) -> pl.LazyFrame:
    """The handling of each visit by a person, of the channel of an indicator."""
    by_machine = pl.col("reason").is_in(list(MACHINE_REASONS)).fill_null(value=False)
    whole = indicator.choices.handling.parts == "talk_and_wrap"
    end = pl.coalesce("wrap_ended_us", "ended_us") if whole else pl.col("ended_us")
    legs = tables.table("contact_leg").filter(
        channel_condition(indicator) & (pl.col("outcome") == "answered") & ~by_machine
    )
    return legs.select(
        *_group_columns(asked), "zone", owner="organisation", agent="agent_key", from_us="answered_us", to_us=end
    )


def _unite_known_agents(tables: StoredTables, spans: pl.LazyFrame, asked: RecountRequest) -> pl.LazyFrame:
    """The spans of each known agent made one; those of nobody known stay as they are."""
    known = _unite_spans(tables, spans.filter(pl.col("agent").is_not_null()), asked, ["owner", "agent"])
    unknown = spans.filter(pl.col("agent").is_null()).select(known.collect_schema().names())
    return pl.concat([known, unknown])


def recount_occupancy(tables: StoredTables, indicator: Indicator, asked: RecountRequest) -> RecountResult:
    """Time handling over time at work, agent by agent; time at work that is none counts once, whatever work does."""
    rule = indicator.choices.occupancy
    states = tables.table("agent_state")
    at_work = ["busy", "wrap", "available", *(["pause"] if rule.pauses == "in" else [])]

    def state_spans(names: Sequence[str]) -> pl.LazyFrame:
        return states.filter(pl.col("state").is_in(list(names))).select(
            *_group_columns(asked, channel=False), "zone", "from_us", "to_us", owner="organisation", agent="agent_key"
        )

    def times(spans: pl.LazyFrame, *, once: bool) -> Mapping[GroupKey, tuple[int, int]]:
        return _share_time(tables, _unite_known_agents(tables, spans, asked) if once else spans, asked)

    busy, present = state_spans(["busy", "wrap"]), state_spans(at_work)
    if rule.work == "contacts":
        busy = _handling_spans(tables, indicator, asked).select(busy.collect_schema().names())
        present = pl.concat([present, busy])
    work, whole = times(busy, once=True), times(present, once=True)
    if rule.overlaps == "union":
        return _pair_times(work, whole, states)
    often, spans = times(busy, once=False), times(present, once=False)
    counted = {
        key: (often.get(key, (0, 0))[0] + whole[key][0] - work.get(key, (0, 0))[0], touching)
        for key, (_, touching) in spans.items()
    }
    return _pair_times(often, counted, states)


def recount_availability(tables: StoredTables, indicator: Indicator, asked: RecountRequest) -> RecountResult:
    """Time up over time of service; of the hours of opening only, where the choices leave the others out."""
    states = tables.table("service_uptime")
    hours = (
        share_place_hours(tables, indicator.choices.holidays) if indicator.choices.out_of_hours == "excluded" else None
    )

    def times(names: Sequence[str]) -> Mapping[GroupKey, tuple[int, int]]:
        spans = _separate_states(tables, states.filter(pl.col("state").is_in(list(names)))).select(
            *_group_columns(asked, channel=False), "zone", "from_us", "to_us",
            **{f"of_{name}": pl.col(name) for name in ("organisation", "site", "queue")},
        )  # fmt: skip
        return _share_time(tables, spans, asked, hours=hours, doubtful=doubtful)

    doubtful: dict[GroupKey, int] = {}
    down, service = times(["down"]), times(["up", "down"])
    # What is told as up and down at once is down.
    up = {key: (spent - down.get(key, (0, 0))[0], touching) for key, (spent, touching) in service.items()}
    return _pair_times(up, service, states, doubtful)


def _pair_times(
    above: Mapping[GroupKey, tuple[int, int]],
    below: Mapping[GroupKey, tuple[int, int]],
    states: pl.LazyFrame,
    doubtful: Mapping[GroupKey, int] | None = None,
) -> RecountResult:
    sums = [
        GroupSums(
            key=key,
            numerator=above.get(key, (0, 0))[0],
            denominator=spent,
            n=touching if spent else 0,
            uncovered=(doubtful or {}).get(key, 0),
        )
        for key, (spent, touching) in below.items()
    ]
    return RecountResult(
        sums=sums, scale=PERCENT, exclusions=_count_backward_spans(states, pl.col("to_us") < pl.col("from_us"))
    )


def _count_backward_spans(rows: pl.LazyFrame, condition: pl.Expr) -> Mapping[str, int]:
    count = rows.filter(condition).select(pl.len()).collect(engine="streaming").item()
    return {"negative_span": count} if count else {}


def find_last_moments(tables: StoredTables) -> pl.LazyFrame:
    """The last moment of each organisation: of an inbound contact that arrived, or of a case opened."""
    contacts = tables.contacts().filter(pl.col("direction") == "inbound").select("organisation", last_us="arrived_us")
    cases = tables.table("case").select("organisation", last_us="opened_us")
    return pl.concat([contacts, cases]).group_by("organisation").agg(pl.col("last_us").max())


def _group_columns(asked: RecountRequest, *, channel: bool = True) -> list[pl.Expr]:
    """The groups asked, as columns of their names; tables of agents and systems have no channel."""
    names = [name for name in asked.keys if name in GROUP_NAMES]
    return [pl.col(name) if channel or name != "channel" else pl.lit(None, pl.String).alias(name) for name in names]


def _clip_spans(tables: StoredTables, spans: pl.LazyFrame) -> pl.LazyFrame:
    """The spans that have a length, cut to the span of the data."""
    first, last = tables.data_span()
    forward = spans.filter(pl.col("from_us") < pl.col("to_us"))
    cut = forward.with_columns(
        pl.max_horizontal("from_us", pl.lit(first)), pl.min_horizontal("to_us", pl.lit(last + 1))
    )
    return cut.filter(pl.col("from_us") < pl.col("to_us"))


def _unite_spans(
    tables: StoredTables, spans: pl.LazyFrame, asked: RecountRequest, owners: Sequence[str]
) -> pl.LazyFrame:
    """The union of the spans of each owner in a group: what touches or overlaps is one."""
    keys = [*(name for name in asked.keys if name in GROUP_NAMES), "zone", *owners]
    spans = spans.with_columns(zone=pl.coalesce("zone", pl.lit(tables.zone)))
    ordered = _clip_spans(tables, spans).sort(*keys, "from_us", "to_us")
    reach = pl.col("to_us").cum_max().shift(1).over(keys)
    apart = (pl.col("from_us") > reach).fill_null(value=True)
    ordered = ordered.with_columns(stretch=apart.cast(pl.Int64).cum_sum().over(keys))
    return ordered.group_by([*keys, "stretch"]).agg(pl.col("from_us").min(), pl.col("to_us").max()).drop("stretch")


def _separate_states(tables: StoredTables, states: pl.LazyFrame) -> pl.LazyFrame:
    """The states of each system without what an earlier one of it covers: a system is up once at a time."""
    system = ["organisation", "site", "queue", "system"]
    ordered = _clip_spans(tables, states).sort(*system, "from_us", "to_us")
    reach = pl.col("to_us").cum_max().shift(1).over(system)
    return ordered.with_columns(from_us=pl.max_horizontal("from_us", reach))


def _share_time(
    tables: StoredTables,
    spans: pl.LazyFrame,
    asked: RecountRequest,
    *,
    hours: PlaceHours | None = None,
    doubtful: dict[GroupKey, int] | None = None,
    lengths: dict[GroupKey, int] | None = None,
) -> dict[GroupKey, tuple[int, int]]:
    """The time of spans by group and period, and how many spans touch it.

    ``lengths`` is given how long each period is, in that of the spans' zones in which it is longest.
    With ``hours`` only open time counts, and ``doubtful`` is given how many pieces have hours that nobody knows.
    """
    groups = [name for name in asked.keys if name in GROUP_NAMES]
    held = (
        _clip_spans(tables, spans)
        .with_columns(zone=pl.coalesce("zone", pl.lit(tables.zone)))
        .collect(engine="streaming")
    )
    found: dict[GroupKey, tuple[int, int]] = {}
    for (zone,), rows in held.group_by("zone"):
        edges, periods = _period_cells(tables, asked, str(zone))
        start, end = rows["from_us"].to_numpy(), rows["to_us"].to_numpy()
        first = np.searchsorted(edges, start, side="right") - 1
        count = np.searchsorted(edges, end, side="left") - first
        span = np.repeat(np.arange(len(rows)), count)
        cell = np.arange(len(span)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
        low, high = np.maximum(start[span], edges[cell]), np.minimum(end[span], edges[cell + 1])
        spent, unknown = high - low, np.zeros(len(span), np.int64)
        if hours is not None:
            spent, unknown = _open_time(hours, rows.select("of_organisation", "of_site", "of_queue")[span], low, high)
        pieces = pl.DataFrame({name: rows[name][span] for name in groups} | {"cell": cell})
        pieces = pieces.with_columns(spent=spent, unknown=unknown)
        sums = pieces.group_by([*groups, "cell"]).agg(pl.col("spent").sum(), pl.len(), pl.col("unknown").sum())
        for row in sums.iter_rows():
            key = (*row[: len(groups)], *periods[row[len(groups)]])
            before = found.get(key, (0, 0))
            found[key] = (before[0] + row[-3], before[1] + row[-2])
            if lengths is not None:
                cell_length = int(edges[row[len(groups)] + 1] - edges[row[len(groups)]])
                lengths[key] = max(lengths.get(key, 0), cell_length)
            if doubtful is not None:
                doubtful[key] = doubtful.get(key, 0) + row[-1]
    return found


def _open_time(hours: PlaceHours, places: pl.DataFrame, low: Any, high: Any) -> tuple[Any, Any]:
    """The open time of pieces, and whether some of it is unknown."""
    spent, unknown = np.zeros(len(low), np.int64), np.zeros(len(low), np.int64)
    for key, rows in places.with_row_index("row").group_by("of_organisation", "of_site", "of_queue"):
        grid = hours.grid(key)
        at = rows["row"].to_numpy()
        known = grid.covers(low[at], high[at])
        spent[at] = grid.open_until(high[at]) - grid.open_until(low[at])
        unknown[at] = ~known
    return spent, unknown


def _period_cells(tables: StoredTables, asked: RecountRequest, zone: str) -> tuple[Any, list[GroupKey]]:
    """Where the periods of a zone begin within the data, ended by its end; and the period, and part, of each."""
    key = (_period_cells, asked.interval, asked.part, asked.zone, zone)
    return tables.share(key, lambda: _read_period_cells(tables, asked, zone))


def _read_period_cells(tables: StoredTables, asked: RecountRequest, zone: str) -> tuple[Any, list[GroupKey]]:
    first, last = tables.data_span()
    minutes = np.arange(first // MINUTE_US + 1, last // MINUTE_US + 1, dtype=np.int64) * MINUTE_US
    moments = pl.LazyFrame({"moment_us": np.concatenate(([first], minutes))}).with_columns(zone=pl.lit(zone))
    names = [name for name in asked.keys if name not in GROUP_NAMES]
    read = add_period_columns(moments, asked).select("moment_us", *names).collect()
    changed = pl.any_horizontal(pl.col(name) != pl.col(name).shift(1) for name in names).fill_null(value=True)
    begins = read.filter(changed)
    edges = np.concatenate((begins["moment_us"].to_numpy(), [last + 1]))
    return edges, [tuple(row) for row in begins.select(names).iter_rows()]


def _period_lengths(tables: StoredTables, asked: RecountRequest) -> Mapping[GroupKey, int]:
    """How long each period is in the zone of the store, within the data."""
    edges, periods = _period_cells(tables, asked, tables.zone)
    found: dict[GroupKey, int] = {}
    for period, length in zip(periods, np.diff(edges).tolist(), strict=True):
        found[period] = found.get(period, 0) + length
    return found
