"""What one reading of the facts gives where there is one period: sums, exact percentiles and backlogs, side by side.

To read twenty million contacts takes longer than to count them. Percentiles read them twice where values are counted by
bins (`rank_selection`), and a backlog once more, though all of them are of the facts that sums are of. DuckDB can keep
the values of a population, eight bytes each, and take the one at a rank from among them: so it is done here, unless its
memory is limited, for these values would not go to disk.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as pa

from filiere.contacts import single_scan_counts
from filiere.contacts.computation_context import Context
from filiere.contacts.definitions.records import Indicator
from filiere.contacts.measures.percentiles import ObservedMeasure
from filiere.contacts.measures.shared_sums import SummedMeasure, compute_tallies, plan_clock_tallies
from filiere.contacts.measures.workload import Backlog
from filiere.contacts.unit_classification import IndicatorConditions, UnitClock, build_facts

type WantedIndicator = Sequence[tuple[SummedMeasure | ObservedMeasure | Backlog, Indicator]]

_SUM_COLUMNS = ("numerator", "denominator", "n", "value")


def can_read_single_period(context: Context, clock: UnitClock) -> bool:
    """Whether all can be read together: one period, whose hours do not matter, of rows that are in this process."""
    engine = context.engine
    return engine.local and engine.settings.memory is None and context.is_undivided and clock.hours == "counted"


def read_single_period_sums(context: Context, clock: UnitClock, wanted: WantedIndicator) -> list[pa.Table]:
    """Return the sums, or the observed values, of indicators of one clock, each as its measure gives them; what was
    foretold to be counted of the facts is counted in passing."""
    sums = [(measure, indicator) for measure, indicator in wanted if isinstance(measure, SummedMeasure)]
    planned = plan_clock_tallies(context, clock, sums, settle=len(sums) == len(wanted))
    more = {
        f"{name}_{place}": value
        for place, (measure, indicator) in enumerate(wanted)
        if not isinstance(measure, SummedMeasure)
        for name, value in _extra_aggregates(context, planned.rows, measure, indicator).items()
    }
    table = context.engine.fetch(
        compute_tallies(context, planned, beside={**single_scan_counts.count_aggregates(planned.rows), **more})
    )
    single_scan_counts.record_counts(context, build_facts(context, clock), table)
    summed = iter(planned.split_by_indicator(table, context.keys))
    return [
        next(summed) if isinstance(measure, SummedMeasure) else _split_indicator(context, table, place)
        for place, (measure, _) in enumerate(wanted)
    ]


def _extra_aggregates(
    context: Context, rows: ir.Table, measure: ObservedMeasure | Backlog, indicator: Indicator
) -> Mapping[str, ir.IntegerScalar]:
    """Return what is summed of facts for one indicator that has no tallies."""
    if isinstance(measure, Backlog):
        return measure.sum_undivided(context, rows, indicator)
    amount = rows[f"{measure.amount(indicator)}_us"]
    ranked = measure.population(IndicatorConditions(rows=rows, indicator=indicator)) & (amount >= 0)
    part = ibis.literal(Decimal(indicator.percentile or 0) / 100, "decimal(3, 2)")
    return {"n": rows.count(where=ranked), "value": discrete_quantile(amount, part, where=ranked)}


@ibis.udf.agg.builtin(name="quantile_disc")  # type: ignore[untyped-decorator]
def discrete_quantile(amount: dt.int64, part: dt.Decimal(3, 2)) -> dt.int64:  # type: ignore[valid-type]
    """Return the value at rank ⌈part · n⌉, by the function that DuckDB has for it: a decimal part is exact."""
    raise NotImplementedError(amount, part)


def _split_indicator(context: Context, table: pa.Table, place: int) -> pa.Table:
    """Return the numbers of one indicator, of a table that has those of all."""
    missing = pa.nulls(table.num_rows, pa.int64())
    known = {name: f"{name}_{place}" for name in _SUM_COLUMNS if f"{name}_{place}" in table.column_names}
    columns = {name: table[name] for name in context.keys}
    return pa.table(columns | {name: table[known[name]] if name in known else missing for name in _SUM_COLUMNS})
