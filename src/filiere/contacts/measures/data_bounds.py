"""When the data of each organisation begin and end, found by one reading for all that ask in one context.

What is still open lasts to the last moment of its organisation, what came shortly before it is too young to be judged,
and a forecast of another time has nothing to be compared with.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from filiere.contacts.computation_context import Context


@dataclass(frozen=True, slots=True)
class DataBounds:
    """The first and the last arrival of an inbound contact of an organisation, None where there is none, and its last
    moment: of such an arrival, or of a case that was opened. All are microseconds."""

    first_us: int | None
    arrived_us: int | None
    last_us: int | None


def read_data_bounds(context: Context) -> Mapping[str, DataBounds]:
    """Return the moments of each organisation."""
    if read_data_bounds not in context.kept:
        contacts, cases = context.table("contact"), context.table("case")
        contacts = contacts.filter(contacts.direction == "inbound")
        of_contacts = _read_first_and_last(context, contacts, contacts.arrived_us)
        of_cases = _read_first_and_last(context, cases, cases.opened_us)
        found = {}
        for name in {*of_contacts, *of_cases}:
            (first, arrived), (_, opened) = of_contacts.get(name, (None, None)), of_cases.get(name, (None, None))
            found[name] = DataBounds(
                first, arrived, max((one for one in (arrived, opened) if one is not None), default=None)
            )
        context.kept[read_data_bounds] = found
    known: Mapping[str, DataBounds] = context.kept[read_data_bounds]
    return known


def _read_first_and_last(
    context: Context, rows: ir.Table, moment: ir.IntegerValue
) -> Mapping[str, tuple[int | None, int | None]]:
    ends = rows.group_by("organisation").aggregate(first=moment.min(), last=moment.max())
    return {one["organisation"]: (one["first"], one["last"]) for one in context.engine.fetch(ends).to_pylist()}


def data_bounds_table(context: Context) -> ir.Table:
    """Return a row an organisation, to be joined: ``organisation``, ``first_us`` and ``last_us``, as in
    :class:`DataBounds`."""
    rows = [
        {"organisation": name, "first_us": one.first_us, "last_us": one.last_us}
        for name, one in sorted(read_data_bounds(context).items())
    ]
    schema = pa.schema({"organisation": pa.string(), "first_us": pa.int64(), "last_us": pa.int64()})
    return context.engine.make_table(pa.Table.from_pylist(rows, schema=schema))


def value_of_organisation(rows: ir.Table, values: Mapping[str, int | None]) -> ir.IntegerValue:
    """Return for each row the value of its organisation, unknown where there is none."""
    # Each comparison with a word is of a dictionary's few entries, where a join would be of rows.
    known = [(rows.organisation == name, value) for name, value in sorted(values.items()) if value is not None]
    return ibis.cases(*known, else_=ibis.null("int64")) if known else ibis.null("int64")
