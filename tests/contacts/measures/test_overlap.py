"""Time shared out over periods: two ways, one answer, nothing lost; and the naive way that loses some."""

from collections import defaultdict
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.measures_sample import HOUR, PARIS, context_of, us

from filiere.contacts.measures import numpy_time_union
from filiere.contacts.measures.base import Context
from filiere.contacts.measures.period_overlap import clip_spans, cut_spans, share_time, unite_spans
from filiere.contacts.periods import Periods

DAY = 24 * HOUR
# Over the change of October, from the middle of a day and of a quarter of an hour.
SPAN = ("2026-10-20T10:07", "2026-11-03T18:22")
FIRST, LAST = us(SPAN[0]), us(SPAN[1])
INTERVALS = ("15min", "30min", "hour", "day", "week", "month", "year", "all")
KOLKATA = "Asia/Kolkata"


def table_of(context: Context, spans: list[tuple[Any, ...]]) -> ibis.Table:
    """Spans given by queue, zone, start and end."""
    kinds = {"queue": pa.string(), "zone": pa.string(), "from_us": pa.int64(), "to_us": pa.int64()}
    rows = [dict(zip(kinds, one, strict=True)) for one in spans]
    return context.engine.make_table(pa.Table.from_pylist(rows, schema=pa.schema(kinds)))


def by_hand(spans: list[tuple[Any, ...]], periods: Periods, context: Context) -> dict[Any, tuple[int, int]]:
    """The same by walking through each span, a period at a time."""
    kept: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
    moments = sorted({moment for one in spans for moment in _edges_of(one, periods, context)})
    table = context.engine.make_table(pa.table({"t": pa.array(moments, pa.int64())}))
    starts = {zone: periods.start(table.t, ibis.literal(zone), context.interval) for zone in periods.zones}
    numbered = context.engine.fetch(table.select("t", **starts)).to_pydict()
    placed = {zone: dict(zip(numbered["t"], numbered[zone], strict=True)) for zone in starts}
    for queue, zone, start, end in spans:
        if end <= start:
            continue
        seen = set()
        edges = [one for one in _edges_of((queue, zone, start, end), periods, context) if start <= one < end]
        for low, high in zip(sorted(edges), [*sorted(edges)[1:], end], strict=True):
            cell = kept[queue, placed[zone or PARIS][low]]
            cell[0] += high - low
            if placed[zone or PARIS][low] not in seen:
                cell[1] += 1
                seen.add(placed[zone or PARIS][low])
    return {key: (value[0], value[1]) for key, value in kept.items()}


def _edges_of(span: tuple[Any, ...], periods: Periods, context: Context) -> list[int]:
    """Every quarter of an hour of universal time within a span: any period of any zone begins at one of them."""
    _, _, start, end = span
    quarter = HOUR // 4
    return [start, *range(start // quarter * quarter + quarter, end, quarter)]


SPANS = st.tuples(
    st.sampled_from(("sales", "post", None)),
    st.sampled_from((PARIS, KOLKATA, None)),
    st.integers(FIRST, LAST),
    st.integers(0, 3 * HOUR) | st.integers(0, 9 * DAY),
).map(lambda one: (*one[:3], min(one[2] + one[3], LAST + 1)))


@pytest.mark.parametrize("interval", INTERVALS)
@given(spans=st.lists(SPANS, min_size=1, max_size=25))
@settings(max_examples=6)
def test_two_ways_agree_with_each_other_and_with_a_walk(interval: Any, spans: list[tuple[Any, ...]]) -> None:
    """In two zones, half an hour apart from each other's hours, over a day of 25 hours."""
    with context_of({}, interval=interval, by=("queue",), zones=(PARIS, KOLKATA), span=SPAN) as context:
        table = clip_spans(table_of(context, spans), context)
        found = {}
        for way in ("pieces", "dense"):
            rows = context.engine.fetch(share_time(context, table, way=way)).to_pylist()
            found[way] = {(one["queue"], one["period"]): (one["spent_us"], one["touching"]) for one in rows}
            assert sum(one["spent_us"] for one in rows) == sum(max(0, end - start) for _, _, start, end in spans)
        assert found["pieces"] == found["dense"]
        assert found["pieces"] == by_hand(spans, context.periods, context)


def test_the_sparse_difference_array_forgets_what_goes_on() -> None:
    """A mail that waits for a day, and nothing else that day: only the hours in which it begins and ends are counted.

    This is the mistake that lost 13.4 % of a mail backlog; it is written here so that it stays one.
    """
    spans = [("post", PARIS, us("2026-10-21T09:30"), us("2026-10-22T09:30"))]
    with context_of({}, interval="hour", span=SPAN) as context:
        table = table_of(context, spans)
        cells = table.select(cell=table.from_us // HOUR, change=1).union(
            table.select(cell=table.to_us // HOUR, change=-1), distinct=False
        )
        sparse = cells.group_by("cell").aggregate(change=cells.change.sum())
        active = sparse.mutate(active=sparse.change.sum().over(ibis.window(order_by="cell", preceding=(None, 0))))
        naive = context.engine.fetch(active.aggregate(hours=active.active.sum())).to_pylist()[0]["hours"]
        rows = context.engine.fetch(share_time(context, clip_spans(table, context))).to_pylist()
    assert naive == 1
    assert sum(one["spent_us"] for one in rows) == 24 * HOUR
    assert len(rows) == 25


def test_the_cheaper_way_is_taken() -> None:
    """Short spans are cut in pieces; spans of days over quarters of an hour are not, and the answer is the same."""
    short = [
        ("sales", PARIS, us("2026-10-21T09:00") + n * HOUR // 60, us("2026-10-21T09:05") + n * HOUR // 60)
        for n in range(9)
    ]
    long = [("post", PARIS, FIRST + n, LAST - n) for n in range(40)]
    with context_of({}, interval="15min", span=SPAN) as context:
        for spans, dense in ((short, False), (long, True)):
            table = clip_spans(table_of(context, spans), context)
            sql = str(ibis.to_sql(share_time(context, table), dialect="duckdb"))
            # The dense way adds up over all earlier periods; pieces need no order at all.
            assert ("UNBOUNDED PRECEDING" in sql) is dense


def test_a_day_of_25_hours_holds_25_hours() -> None:
    """And its two hours from 02:00 to 03:00 are two."""
    spans = [("sales", PARIS, us("2026-10-24T00:00"), us("2026-10-27T00:00"))]
    with context_of({}, interval="day", span=SPAN) as context:
        rows = context.engine.fetch(share_time(context, table_of(context, spans)).order_by("period")).to_pylist()
        assert [one["spent_us"] // HOUR for one in rows] == [24, 25, 24]
    with context_of({}, interval="hour", span=SPAN) as context:
        rows = context.engine.fetch(share_time(context, table_of(context, spans))).to_pylist()
        assert len(rows) == 73
        assert {one["spent_us"] for one in rows} == {HOUR}


def test_spans_cut_at_the_bounds_of_periods_are_the_same_time() -> None:
    """A week over a month's end: its days, each within its own."""
    spans = [("sales", KOLKATA, us("2026-10-28T11:11"), us("2026-11-02T03:33"))]
    with context_of({}, interval="day", zones=(PARIS, KOLKATA), span=SPAN) as context:
        rows = context.engine.fetch(cut_spans(context, table_of(context, spans)).order_by("from_us")).to_pylist()
    assert rows[0]["from_us"] == spans[0][2]
    assert rows[-1]["to_us"] == spans[0][3]
    assert [one["to_us"] for one in rows][:-1] == [one["from_us"] for one in rows][1:]
    assert {us("2026-10-29T00:00", KOLKATA), us("2026-11-01T00:00", KOLKATA)} <= {one["from_us"] for one in rows}


@given(spans=st.lists(st.tuples(st.sampled_from("ab"), st.just(PARIS), *[st.integers(0, 40)] * 2), max_size=30))
@settings(max_examples=25)
def test_a_union_counts_each_instant_once(spans: list[tuple[Any, ...]]) -> None:
    """Against the set of its microseconds."""
    with context_of({}, span=("1970-01-01T01:00", "1970-01-01T02:00")) as context:
        table = clip_spans(table_of(context, spans), context)
        rows = context.engine.fetch(unite_spans(table, ["queue"])).to_pylist()
    for queue in "ab":
        instants = {one for name, _, start, end in spans if name == queue for one in range(start, end)}
        mine = [(one["from_us"], one["to_us"]) for one in rows if one["queue"] == queue]
        assert {one for start, end in mine for one in range(start, end)} == instants
        assert sum(end - start for start, end in mine) == len(instants)
        # What touches is one stretch: no stretch begins where another ends.
        assert not {start for start, _ in mine} & {end for _, end in mine}


OWNED = st.tuples(
    *(st.sampled_from(("sales", "post", None)), st.booleans(), st.sampled_from(("ann", "bob", "zoe"))),
    *(st.integers(0, 40),) * 2,
)


@pytest.mark.parametrize("held", [100, 3])
@given(rows=st.lists(OWNED, max_size=30))
@settings(max_examples=15)
def test_two_sorts_give_the_times_that_a_window_gives(held: int, rows: list[tuple[Any, ...]]) -> None:
    """By queue, one of them unknown, and by a flag; with all owners at once, and with a few of them at a time."""
    kinds = {"queue": pa.string(), "busy": pa.bool_(), "agent": pa.string(), "from_us": pa.int64(), "to_us": pa.int64()}
    made = [dict(zip(kinds, one, strict=True)) for one in rows]
    with context_of({}, by=("queue",), span=("1970-01-01T01:00", "1970-01-01T02:00")) as context:
        all_of_them = context.engine.make_table(pa.Table.from_pylist(made, schema=pa.schema(kinds)))
        spans, owners = clip_spans(all_of_them, context), all_of_them.select("queue", "busy", "agent")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(numpy_time_union, "SHARE_SPANS", held)
            found = context.engine.fetch(
                numpy_time_union.sum_united_times(context, spans, owners, kinds=["busy"])
            ).to_pylist()
        apart = unite_spans(spans, owners.columns)
        expected = apart.group_by("queue", "busy").aggregate(
            spent_us=(apart.to_us - apart.from_us).sum(), touching=apart.count()
        )
        assert {tuple(one.values()) for one in context.engine.fetch(expected).to_pylist()} == {
            (one["queue"], one["busy"], one["spent_us"], one["touching"]) for one in found
        }
        assert {one["period"] for one in found} <= {0}
