"""Which sums of many indicators are made by one reading of the rows.

Indicators whose units have the same outcomes, waits and moments are summed side by side, and over the cells of a cube
where there is one (:mod:`filiere.contacts.day_cube`); the percentiles of one population are ranked once, and beside the
sums where there is one period (:mod:`filiere.contacts.measures.single_period_sums`); every scope and window of contact
resolution shares one table of next contacts, in which customers are counted too. A new measure needs nothing here: it
is then read on its own.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from filiere.contacts import day_cube
from filiere.contacts.computation_context import Context
from filiere.contacts.cube_store import CubeStore
from filiere.contacts.definitions.records import Indicator
from filiere.contacts.indicator_rows import PeriodInterval
from filiere.contacts.measures import numpy_repeat_contacts, numpy_sums, single_period_sums
from filiere.contacts.measures.base import Measure
from filiere.contacts.measures.complaints import ComplaintsPerThousand
from filiere.contacts.measures.delays import plan_delays
from filiere.contacts.measures.percentiles import ObservedMeasure, rank_observations
from filiere.contacts.measures.resolution import ContactResolution, plan_repeats
from filiere.contacts.measures.shared_sums import SummedMeasure, compute_clock_sums, compute_tallies
from filiere.contacts.measures.workload import Backlog
from filiere.contacts.periods import INTERVALS
from filiere.contacts.unit_classification import IndicatorConditions, UnitClock, build_facts

type WantedIndicator = tuple[Measure, Indicator]

_INTEGER_COLUMNS = ("numerator", "denominator", "n", "value")


def compute_planned_sums(
    context: Context, wanted: Sequence[WantedIndicator], cubes: CubeStore | None = None
) -> Iterator[tuple[int, pa.Table | str]]:
    """Give the place in ``wanted`` of each indicator with its sums, in the order in which readings give them.

    ``cubes`` are those of the store, whose cells serve in the place of its rows wherever they can. Sums are as
    :meth:`Measure.sums` gives them, with a ``part`` where the roll-up is a mean of ratios; a word instead of a table is
    the reason why there are none.
    """
    plan_delays(context, wanted)
    _make_cubes(context, wanted, cubes)
    readings: dict[Hashable, list[int]] = defaultdict(list)
    for index, (measure, indicator) in enumerate(wanted):
        if reason := measure.refusal(context, indicator):
            yield index, reason
        else:
            readings[_reading_key(context, measure, indicator, index, cubes)].append(index)
    for how, indexes in readings.items():
        members = [wanted[index] for index in indexes]
        asked = replace(context, part=averaged_interval(context, *members[0]))
        for index, (measure, indicator), sums in zip(indexes, members, _run_reading(asked, how, members), strict=True):
            yield index, sums if how == index else measure.complete_sums(asked, indicator, sums)


def averaged_interval(context: Context, measure: Measure, indicator: Indicator) -> PeriodInterval | None:
    """Return the intervals whose ratios are averaged within each period; None where the sums are divided instead."""
    rule = indicator.choices.roll_up
    if rule.method == "ratio_of_sums" or measure.observed or measure.counted or not measure.averaged:
        return None
    part: PeriodInterval = rule.interval or "day"
    return part if INTERVALS.index(part) < INTERVALS.index(context.interval) else None


def _make_cubes(context: Context, wanted: Sequence[WantedIndicator], cubes: CubeStore | None) -> None:
    """Make the cubes that some indicators would be answered by, where cubes are to be made."""
    if cubes is None or not cubes.making:
        return
    clocks: dict[UnitClock, list[Indicator]] = defaultdict(list)
    for measure, indicator in wanted:
        asked = replace(context, part=averaged_interval(context, measure, indicator))
        if isinstance(measure, SummedMeasure) and day_cube.can_answer(asked, measure, measure.clock(indicator)):
            clocks[measure.clock(indicator)].append(indicator)
    for clock, indicators in clocks.items():
        cubes.make(context, clock, indicators)


def _reading_key(
    context: Context, measure: Measure, indicator: Indicator, index: int, cubes: CubeStore | None = None
) -> Hashable:
    """Return what the indicators that one reading answers have in common."""
    part = averaged_interval(context, measure, indicator)
    asked = replace(context, part=part)
    if (
        cubes is not None
        and isinstance(measure, SummedMeasure)
        and day_cube.can_answer(asked, measure, clock := measure.clock(indicator))
        and (file := cubes.cells(clock, [indicator], monthly=day_cube.can_answer_by_month(asked)))
    ):
        return "cube", clock, part, file
    if isinstance(measure, (SummedMeasure, ObservedMeasure)) and numpy_sums.can_sum_in_numpy(
        asked, measure.clock(indicator)
    ):
        return "dense", measure.clock(indicator)
    if isinstance(measure, (SummedMeasure, ObservedMeasure, Backlog)) and single_period_sums.can_read_single_period(
        asked, measure.clock(indicator)
    ):
        return "undivided", measure.clock(indicator)
    if isinstance(measure, SummedMeasure):
        return "summed", measure.clock(indicator), part
    if isinstance(measure, ContactResolution) and indicator.choices.resolution.method == "no_repeat":
        return "resolved", measure.clock(indicator), part
    if isinstance(measure, ComplaintsPerThousand) and numpy_repeat_contacts.can_count_repeats(
        asked, [(measure, indicator)]
    ):
        return "resolved", measure.clock(indicator), part
    if isinstance(measure, ObservedMeasure):
        clock = measure.clock(indicator)
        population = measure.population(IndicatorConditions(rows=build_facts(context, clock), indicator=indicator))
        return "ranked", clock, measure.amount(indicator), population.op()
    return index


def _run_reading(context: Context, how: Hashable, members: Sequence[WantedIndicator]) -> list[pa.Table]:
    together: Sequence[Any] = members
    kind = how[0] if isinstance(how, tuple) else ""
    if kind == "dense":
        return _read_with_numpy(context, members)
    if isinstance(how, tuple) and kind == "cube":
        _, clock, _, file = how
        planned = day_cube.plan_cube_tallies(context, file, together, hours=clock.hours != "counted")
        return planned.split_by_indicator(
            context.engine.fetch(day_cube.sum_cube_tallies(context, planned)), context.keys
        )
    if isinstance(how, tuple) and kind == "undivided":
        return single_period_sums.read_single_period_sums(context, how[1], together)
    if isinstance(how, tuple) and kind == "summed":
        return compute_clock_sums(context, how[1], together)
    if kind == "ranked":
        return _split_observed(context, context.engine.fetch(rank_observations(context, together)), len(members))
    if isinstance(how, tuple) and kind == "resolved":
        return (
            numpy_repeat_contacts.read_repeat_sums(context, how[1], together)
            if numpy_repeat_contacts.can_count_repeats(context, together)
            else _read_resolution(context, together)
        )
    return [context.engine.fetch(measure.sums(context, indicator)) for measure, indicator in members]


def _read_resolution(
    context: Context, members: Sequence[tuple[ContactResolution | ComplaintsPerThousand, Indicator]]
) -> list[pa.Table]:
    resolved = [(measure, indicator) for measure, indicator in members if isinstance(measure, ContactResolution)]
    found: Iterator[pa.Table] = iter(())
    if resolved:
        planned = plan_repeats(context, resolved)
        found = iter(planned.split_by_indicator(context.engine.fetch(compute_tallies(context, planned)), context.keys))
    return [
        next(found)
        if isinstance(measure, ContactResolution)
        else context.engine.fetch(measure.customers(context, indicator))
        for measure, indicator in members
    ]


def _read_with_numpy(context: Context, members: Sequence[WantedIndicator]) -> list[pa.Table]:
    sums = [(measure, indicator) for measure, indicator in members if isinstance(measure, SummedMeasure)]
    ranks = [(measure, indicator) for measure, indicator in members if isinstance(measure, ObservedMeasure)]
    clock = (sums or ranks)[0][0].clock((sums or ranks)[0][1])
    of_sums, of_ranks = (iter(found) for found in numpy_sums.read_numpy_sums(context, clock, sums, ranks))
    return [next(of_sums if isinstance(measure, SummedMeasure) else of_ranks) for measure, _ in members]


def _split_observed(context: Context, table: pa.Table, count: int) -> list[pa.Table]:
    """Return the observed values of each of ``count`` indicators, of a table that has them side by side."""
    missing = pa.nulls(table.num_rows, pa.int64())
    found = []
    for index in range(count):
        columns = {name: table[name] for name in context.keys}
        for name in (*_INTEGER_COLUMNS, "uncovered"):
            # How many the percentiles are of has no number, since they share it.
            source = f"{name}_{index}" if f"{name}_{index}" in table.column_names else name
            columns[name] = table[source] if source in table.column_names else missing
        found.append(pa.table(columns))
    return found
