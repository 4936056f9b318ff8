"""Counting by place gives the sums of the engine's own aggregation, cell by cell, and the same observed values."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.scenes.measures_sample import context_of
from support.strategies.drawn import drawn
from support.strategies.waits_sample import choices, indicator, rows_of, unit

from filiere.contacts.computation_context import Context
from filiere.contacts.definitions.records import Indicator, Overrides, merge_choices
from filiere.contacts.fact_signatures import UNKNOWN_DURATION, FactSignatures
from filiere.contacts.measures import MEASURES, numpy_sums
from filiere.contacts.measures.numpy_counting import (
    WIDE_BITS,
    CellOverflow,
    CountRequest,
    DurationSum,
    RankedDurations,
    count_cells,
)
from filiere.contacts.measures.percentiles import ObservedMeasure, rank_observations
from filiere.contacts.measures.shared_sums import SummedMeasure, compute_tallies, plan_clock_tallies

SUMMED = ("contacts", "accessibility", "abandonment", "blocked_rate", "service_level", "transfer_rate")


def keyed(table: pa.Table, context: Context, names: Sequence[str]) -> dict[Any, Any]:
    """Rows that count anything, by group and period."""
    return {
        tuple(row[key] for key in context.keys): tuple(row[name] for name in names)
        for row in table.to_pylist()
        if row["n"]
    }


@given(
    st.lists(unit(), min_size=1, max_size=30),
    choices(),
    st.sampled_from([(), ("queue",), ("organisation", "site", "queue", "channel")]),
    st.sampled_from(["15min", "30min", "hour"]),
    st.sampled_from([None, "phone"]),
)
@settings(max_examples=drawn(12), deadline=None)
def test_both_ways_agree(made: Any, chosen: Any, by: Any, interval: Any, channel: Any) -> None:
    rows = rows_of(made)
    legs = [row | {"called_back_us": None} for row in rows]
    chosen = merge_choices(chosen, Overrides(attribution="arrival", handling={"per": chosen.transfers}))  # type: ignore[call-arg]
    more = [
        indicator("speed_of_answer_mean", chosen),
        indicator("handling_time_mean", chosen),
        indicator("service_level", chosen, threshold=5, channel=channel),
    ]
    sums: list[tuple[SummedMeasure, Indicator]] = [
        (MEASURES[one.measure], one)  # type: ignore[misc]
        for one in [*(indicator(name, chosen, channel=channel) for name in SUMMED), *more]
    ]
    ranks: list[tuple[ObservedMeasure, Indicator]] = [
        (MEASURES[name], indicator(name, chosen, percentile=percentile, channel=channel))  # type: ignore[misc]
        for name in ("speed_of_answer_percentile", "handling_time_percentile")
        for percentile in (50, 90)
    ]
    with context_of({"contact": rows, "contact_leg": legs}, by=by, interval=interval) as context:
        clock = sums[0][0].clock(sums[0][1])
        assert numpy_sums.can_sum_in_numpy(context, clock)
        of_sums, of_ranks = numpy_sums.read_numpy_sums(context, clock, sums, ranks)
        for (measure, one), found in zip(sums, of_sums, strict=True):
            alone = plan_clock_tallies(context, clock, [(measure, one)])
            (expected,) = alone.split_by_indicator(context.engine.fetch(compute_tallies(context, alone)), context.keys)
            names = ("numerator", "denominator", "n")
            assert keyed(found, context, names) == keyed(expected, context, names), one.measure
        for wanted, found in zip(ranks, of_ranks, strict=True):
            table = context.engine.fetch(rank_observations(context, [wanted]))
            expected_values = table.rename_columns({"value_0": "value"})
            names = ("n", "value")
            assert keyed(found, context, names) == keyed(expected_values, context, names), wanted[1].key


def asked_of(percentiles: Sequence[int] = (50,)) -> CountRequest:
    """Everyone counted, added and ranked."""
    kinds = FactSignatures(bounds=(-1,))
    everyone = np.ones(kinds.count, np.bool_)
    return CountRequest(
        kinds, [everyone], [DurationSum(everyone, "wait")], [RankedDurations(everyone, "wait", percentiles)]
    )


def block(cells: list[int], waits: list[int]) -> dict[str, Any]:
    """Units of these cells and waits, all of one base."""
    return {"cell": np.array(cells), "base": np.zeros(len(cells), np.int64), "wait": np.array(waits)}


def test_a_cell_too_full_for_narrow_counts_is_seen_and_counted_wide() -> None:
    full = [block([7] * 40_000, [1] * 40_000), block([9], [5])]
    with pytest.raises(CellOverflow):
        count_cells(full, asked_of(), first=0, cells=10)
    found = count_cells(full, asked_of(), first=0, cells=10, width=WIDE_BITS)
    assert (found.cells.tolist(), found.counts[0].tolist(), found.sums[0].tolist()) == (
        [7, 9],
        [40_000, 1],
        [40_000, 5],
    )


def test_durations_too_long_for_one_number_are_ranked_all_the_same() -> None:
    cells, most = 1 << 10, 1 << 60
    found = count_cells([block([3, 3, 3, 900], [most, 2, most - 1, 4])], asked_of((50, 90)), first=0, cells=cells)
    (counts, values) = found.ranks[0]
    assert counts.tolist() == [3, 1]
    assert [one.tolist() for one in values] == [[most - 1, 4], [most, 4]]


def test_every_kind_is_its_own_example() -> None:
    kinds = FactSignatures(bounds=(-1, 5_000_000, 20_000_000), channels=("phone",), others=("handle",))
    with context_of({"contact": []}) as context:
        rows = context.engine.fetch(kinds.examples(context).order_by("kind")).to_pylist()
    assert len(rows) == kinds.count
    waits = {"wait": [], "handle": []}
    for row in rows:
        for name, values in waits.items():
            values.append(UNKNOWN_DURATION if row[f"{name}_us"] is None else row[f"{name}_us"])
    base = np.arange(kinds.count) // kinds.sides
    assert kinds.number_kinds(base, {name: np.array(values) for name, values in waits.items()}).tolist() == [
        row["kind"] for row in rows
    ]
