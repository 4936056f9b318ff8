"""The last step that measures share: rows with amounts, summed by group and period."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from filiere.contacts.measures.base import RATE_MINIMUM, TAIL_MINIMUM, Context, Indicator
from filiere.contacts.measures.rank_selection import values_at_ranks
from filiere.contacts.zone_offsets import DAY_US

MILLION = 1_000_000
TAIL_PERCENTILE = 90
"""The first percentile that needs as many observations as a tail does."""


def to_millionths(number: ir.NumericValue) -> ir.IntegerValue:
    """Return decimal numbers as whole millionths, rounded half away from 0.

    The store keeps them as floating-point numbers, whose sums depend on the order of the rows; whole numbers do not.
    """
    return (number * MILLION).round().cast("int64")


def month_start_us(month: ir.StringValue) -> ir.IntegerValue:
    """Return the first midnight of months ``YYYY-MM``, or of the months of days, microseconds from 1970 as if UTC.

    By Howard Hinnant's civil calendar, as :mod:`filiere.contacts.periods` the other way round.
    """
    year, number = month.substr(0, 4).cast("int64"), month.substr(5, 2).cast("int64")
    # The computed year begins in March.
    shifted = year - (number <= 2).ifelse(1, 0)
    from_march = (number + 9) % 12
    era = shifted // 400
    of_era = shifted - era * 400
    days = of_era * 365 + of_era // 4 - of_era // 100 + (153 * from_march + 2) // 5
    return (era * 146_097 + days - 719_468) * DAY_US


def sum_by_period(
    context: Context,
    rows: ir.Table,
    moment: ir.IntegerValue,
    *,
    numerator: ir.IntegerValue | int,
    denominator: ir.IntegerValue | int,
    n: ir.IntegerValue | int = 1,
    uncovered: ir.BooleanValue | None = None,
) -> ir.Table:
    """Return the sums of a measure, each row adding its amounts to its group and the period of ``moment``.

    Rows without moment are of no period and are left out. Where the denominator of a group is 0 so is its n: a ratio
    over nothing is no data.
    """
    columns: Mapping[str, ir.Value] = {
        **context.groups(rows),
        **context.place_moment(moment, rows.zone if "zone" in rows.columns else None),
        "numerator": _to_integer_expr(numerator),
        "denominator": _to_integer_expr(denominator),
        "n": _to_integer_expr(n),
        "moment": moment,
    }
    if uncovered is not None:
        columns = {**columns, "uncovered": uncovered.cast("int64")}
    # Amounts may be named as stored columns are: what is summed is taken before anything is replaced.
    table = rows.select(**columns)
    table = table.filter(table.moment.notnull())
    names = ["numerator", "denominator", "n", *(["uncovered"] if uncovered is not None else [])]
    found = table.group_by(context.keys).aggregate(**{name: table[name].sum().fill_null(0) for name in names})
    return zero_empty_sums(found)


def zero_empty_sums(sums: ir.Table) -> ir.Table:
    """Return sums with n at 0 where their denominator is 0."""
    return sums.mutate(n=(sums.denominator == 0).ifelse(0, sums.n).cast("int64"))


def _to_integer_expr(value: ir.IntegerValue | int) -> ir.IntegerValue:
    return ibis.literal(value, "int64") if isinstance(value, int) else value.cast("int64")


def value_at_rank(
    context: Context,
    rows: ir.Table,
    moment: ir.IntegerValue,
    amount: ir.IntegerValue,
    indicator: Indicator,
    *,
    uncovered: ir.BooleanValue,
) -> ir.Table:
    """Return the observed value at rank ⌈p·n/100⌉ of the amounts of each group and period.

    An amount is unknown only where it is uncovered; n counts it, and its row is withheld.
    """
    table = rows.select(
        **{**context.groups(rows), **context.place_moment(moment, rows.zone if "zone" in rows.columns else None)},
        amount=amount,
        moment=moment,
        uncovered=uncovered.cast("int64"),
    )
    table = table.filter(table.moment.notnull() & (table.amount.notnull() | (table.uncovered > 0)))
    found = values_at_ranks(table, context.keys, [indicator.percentile or 0])
    null = ibis.null("int64")
    return found.select(*context.keys, "uncovered", value=found.value_0, numerator=null, denominator=null, n=found.n)


def percentile_minimum(indicator: Indicator) -> int:
    """Return the fewest observations behind a percentile: 100 from the 90th on, unless the indicator says otherwise."""
    if indicator.minimum is not None:
        return indicator.minimum
    return TAIL_MINIMUM if (indicator.percentile or 0) >= TAIL_PERCENTILE else RATE_MINIMUM
