"""Which sums of many indicators are made by one reading of the rows.

Indicators whose units have the same outcomes, waits and moments are summed side by side; the percentiles of one
population are ranked once; every scope and window of contact resolution shares one table of next contacts. A new
measure needs nothing here: it is then read on its own.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from filiere.contacts.classify import Judged, facts
from filiere.contacts.context import Context
from filiere.contacts.definitions.records import Indicator
from filiere.contacts.measures.base import Measure
from filiere.contacts.measures.percentiles import Observed, ranked
from filiere.contacts.measures.resolution import Resolution, resolved
from filiere.contacts.measures.tally import Summed, summed
from filiere.contacts.periods import INTERVALS
from filiere.contacts.rows import Interval

type Wanted = tuple[Measure, Indicator]

_INTEGERS = ("numerator", "denominator", "n", "value")


def planned(context: Context, wanted: Sequence[Wanted]) -> Iterator[tuple[int, pa.Table | str]]:
    """Give the place in ``wanted`` of each indicator with its sums, in the order in which readings give them.

    Sums are as :meth:`Measure.sums` gives them, with a ``part`` where the roll-up is a mean of ratios; a word instead
    of a table is the reason why there are none.
    """
    readings: dict[Hashable, list[int]] = defaultdict(list)
    for index, (measure, indicator) in enumerate(wanted):
        if reason := measure.refusal(context, indicator):
            yield index, reason
        else:
            readings[_reading(context, measure, indicator, index)].append(index)
    for indexes in readings.values():
        members = [wanted[index] for index in indexes]
        asked = replace(context, part=part_of(context, *members[0]))
        yield from zip(indexes, _read(asked, members), strict=True)


def part_of(context: Context, measure: Measure, indicator: Indicator) -> Interval | None:
    """Return the intervals whose ratios are averaged within each period; None where the sums are divided instead."""
    rule = indicator.choices.roll_up
    if rule.method == "ratio_of_sums" or measure.observed or measure.counted or not measure.averaged:
        return None
    part: Interval = rule.interval or "day"
    return part if INTERVALS.index(part) < INTERVALS.index(context.interval) else None


def _reading(context: Context, measure: Measure, indicator: Indicator, index: int) -> Hashable:
    """Return what the indicators that one reading answers have in common."""
    part = part_of(context, measure, indicator)
    if isinstance(measure, Summed):
        return "summed", measure.clock(indicator), part
    if isinstance(measure, Resolution) and indicator.choices.resolution.method == "no_repeat":
        return "resolved", measure.clock(indicator), part
    if isinstance(measure, Observed):
        clock = measure.clock(indicator)
        population = measure.population(Judged(rows=facts(context, clock), indicator=indicator))
        return "ranked", clock, measure.amount(indicator), population.op()
    return index


def _read(context: Context, members: Sequence[Wanted]) -> list[pa.Table]:
    together: Sequence[Any] = members
    first = members[0][0]
    if isinstance(first, Summed):
        return _apart(context, context.engine.fetch(summed(context, together)), len(members))
    if isinstance(first, Observed):
        return _apart(context, context.engine.fetch(ranked(context, together)), len(members))
    if isinstance(first, Resolution) and members[0][1].choices.resolution.method == "no_repeat":
        return _apart(context, context.engine.fetch(resolved(context, together)), len(members))
    return [context.engine.fetch(measure.sums(context, indicator)) for measure, indicator in members]


def _apart(context: Context, table: pa.Table, count: int) -> list[pa.Table]:
    """Return the sums of each of ``count`` indicators, of a table that has them side by side."""
    missing = pa.nulls(table.num_rows, pa.int64())
    found = []
    for index in range(count):
        columns = {name: table[name] for name in context.keys}
        for name in (*_INTEGERS, "uncovered"):
            # What all indicators of the reading share has no number: how many a percentile is of.
            source = f"{name}_{index}" if f"{name}_{index}" in table.column_names else name
            columns[name] = table[source] if source in table.column_names else missing
        found.append(pa.table(columns))
    return found
