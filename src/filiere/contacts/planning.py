"""Which sums of many indicators are made by one reading of the rows.

Indicators whose units have the same outcomes, waits and moments are summed side by side, and over the cells of a cube
where there is one (:mod:`filiere.contacts.cube`); the percentiles of one population are ranked once, and beside the
sums where there is one period (:mod:`filiere.contacts.measures.undivided`); every scope and window of contact
resolution shares one table of next contacts, in which customers are counted too. A new measure needs nothing here: it
is then read on its own.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from filiere.contacts import cube
from filiere.contacts.classify import Clock, Judged, facts
from filiere.contacts.context import Context
from filiere.contacts.cubes import Cubes
from filiere.contacts.definitions.records import Indicator
from filiere.contacts.measures import dense, returns, undivided
from filiere.contacts.measures.base import Measure
from filiere.contacts.measures.cases import ComplaintsPerThousand
from filiere.contacts.measures.delays import foresee
from filiere.contacts.measures.load import Backlog
from filiere.contacts.measures.percentiles import Observed, ranked
from filiere.contacts.measures.resolution import Resolution, returning
from filiere.contacts.measures.tally import Summed, summed, tallied
from filiere.contacts.periods import INTERVALS
from filiere.contacts.rows import Interval

type Wanted = tuple[Measure, Indicator]

_INTEGERS = ("numerator", "denominator", "n", "value")


def planned(
    context: Context, wanted: Sequence[Wanted], cubes: Cubes | None = None
) -> Iterator[tuple[int, pa.Table | str]]:
    """Give the place in ``wanted`` of each indicator with its sums, in the order in which readings give them.

    ``cubes`` are those of the store, whose cells serve in the place of its rows wherever they can. Sums are as
    :meth:`Measure.sums` gives them, with a ``part`` where the roll-up is a mean of ratios; a word instead of a table is
    the reason why there are none.
    """
    foresee(context, wanted)
    _make(context, wanted, cubes)
    readings: dict[Hashable, list[int]] = defaultdict(list)
    for index, (measure, indicator) in enumerate(wanted):
        if reason := measure.refusal(context, indicator):
            yield index, reason
        else:
            readings[_reading(context, measure, indicator, index, cubes)].append(index)
    for how, indexes in readings.items():
        members = [wanted[index] for index in indexes]
        asked = replace(context, part=part_of(context, *members[0]))
        for index, (measure, indicator), sums in zip(indexes, members, _read(asked, how, members), strict=True):
            yield index, sums if how == index else measure.completed(asked, indicator, sums)


def part_of(context: Context, measure: Measure, indicator: Indicator) -> Interval | None:
    """Return the intervals whose ratios are averaged within each period; None where the sums are divided instead."""
    rule = indicator.choices.roll_up
    if rule.method == "ratio_of_sums" or measure.observed or measure.counted or not measure.averaged:
        return None
    part: Interval = rule.interval or "day"
    return part if INTERVALS.index(part) < INTERVALS.index(context.interval) else None


def _make(context: Context, wanted: Sequence[Wanted], cubes: Cubes | None) -> None:
    """Make the cubes that some indicators would be answered by, where cubes are to be made."""
    if cubes is None or not cubes.making:
        return
    clocks: dict[Clock, list[Indicator]] = defaultdict(list)
    for measure, indicator in wanted:
        asked = replace(context, part=part_of(context, measure, indicator))
        if isinstance(measure, Summed) and cube.suits(asked, measure):
            clocks[measure.clock(indicator)].append(indicator)
    for clock, indicators in clocks.items():
        cubes.make(context, clock, indicators)


def _reading(
    context: Context, measure: Measure, indicator: Indicator, index: int, cubes: Cubes | None = None
) -> Hashable:
    """Return what the indicators that one reading answers have in common."""
    part = part_of(context, measure, indicator)
    asked = replace(context, part=part)
    if cubes is not None and isinstance(measure, Summed) and cube.suits(asked, measure):
        clock = measure.clock(indicator)
        if file := cubes.cells(clock, [indicator], monthly=cube.monthly(asked)):
            return "cube", clock, part, file
    if isinstance(measure, (Summed, Observed)) and dense.suits(asked, measure.clock(indicator)):
        return "dense", measure.clock(indicator)
    if isinstance(measure, (Summed, Observed, Backlog)) and undivided.suits(asked, measure.clock(indicator)):
        return "undivided", measure.clock(indicator)
    if isinstance(measure, Summed):
        return "summed", measure.clock(indicator), part
    if isinstance(measure, Resolution) and indicator.choices.resolution.method == "no_repeat":
        return "resolved", measure.clock(indicator), part
    if isinstance(measure, ComplaintsPerThousand) and returns.suits(asked, [(measure, indicator)]):
        return "resolved", measure.clock(indicator), part
    if isinstance(measure, Observed):
        clock = measure.clock(indicator)
        population = measure.population(Judged(rows=facts(context, clock), indicator=indicator))
        return "ranked", clock, measure.amount(indicator), population.op()
    return index


def _read(context: Context, how: Hashable, members: Sequence[Wanted]) -> list[pa.Table]:
    together: Sequence[Any] = members
    kind = how[0] if isinstance(how, tuple) else ""
    if kind == "dense":
        return _densely(context, members)
    if isinstance(how, tuple) and kind == "cube":
        _, clock, _, file = how
        planned = cube.weighing(context, file, together, hours=clock.hours != "counted")
        return planned.apart(context.engine.fetch(cube.weighed(context, planned)), context.keys)
    if isinstance(how, tuple) and kind == "undivided":
        return undivided.read(context, how[1], together)
    if isinstance(how, tuple) and kind == "summed":
        return summed(context, how[1], together)
    if kind == "ranked":
        return _apart(context, context.engine.fetch(ranked(context, together)), len(members))
    if isinstance(how, tuple) and kind == "resolved":
        return (
            returns.read(context, how[1], together)
            if returns.suits(context, together)
            else _resolved(context, together)
        )
    return [context.engine.fetch(measure.sums(context, indicator)) for measure, indicator in members]


def _resolved(
    context: Context, members: Sequence[tuple[Resolution | ComplaintsPerThousand, Indicator]]
) -> list[pa.Table]:
    resolved = [(measure, indicator) for measure, indicator in members if isinstance(measure, Resolution)]
    found: Iterator[pa.Table] = iter(())
    if resolved:
        planned = returning(context, resolved)
        found = iter(planned.apart(context.engine.fetch(tallied(context, planned)), context.keys))
    return [
        next(found) if isinstance(measure, Resolution) else context.engine.fetch(measure.customers(context, indicator))
        for measure, indicator in members
    ]


def _densely(context: Context, members: Sequence[Wanted]) -> list[pa.Table]:
    sums = [(measure, indicator) for measure, indicator in members if isinstance(measure, Summed)]
    ranks = [(measure, indicator) for measure, indicator in members if isinstance(measure, Observed)]
    clock = (sums or ranks)[0][0].clock((sums or ranks)[0][1])
    of_sums, of_ranks = (iter(found) for found in dense.read(context, clock, sums, ranks))
    return [next(of_sums if isinstance(measure, Summed) else of_ranks) for measure, _ in members]


def _apart(context: Context, table: pa.Table, count: int) -> list[pa.Table]:
    """Return the observed values of each of ``count`` indicators, of a table that has them side by side."""
    missing = pa.nulls(table.num_rows, pa.int64())
    found = []
    for index in range(count):
        columns = {name: table[name] for name in context.keys}
        for name in (*_INTEGERS, "uncovered"):
            # How many the percentiles are of has no number, since they share it.
            source = f"{name}_{index}" if f"{name}_{index}" in table.column_names else name
            columns[name] = table[source] if source in table.column_names else missing
        found.append(pa.table(columns))
    return found
