"""Values at ranks, found by any engine with a few small sorts: first in which bin a rank lies, then where within it.

Microseconds are nearly all different, and to count each value apart is to sort all there are. Values are counted by
wide bins instead; those of the few bins in which a rank lies are then read again, and only they are counted one by one.
"""

from collections.abc import Sequence
from functools import reduce
from operator import or_

import ibis
import ibis.expr.types as ir

BIN_WIDTH_US = 1 << 24
"""Some 17 seconds: a wait or a call has a few dozen such bins, each with a small part of the values."""


def values_at_ranks(rows: ir.Table, keys: Sequence[str], percentiles: Sequence[int]) -> ir.Table:
    """Return the observed values at ranks ⌈p·n/100⌉ of each group: ``keys``, ``n``, ``value_0``, ``value_1`` … and the
    sum of ``uncovered``.

    ``rows`` have ``keys``, which may be unknown, ``amount``, int64, of which an unknown one comes last, and
    ``uncovered``, int64.
    """
    rows = rows.mutate(bin=rows.amount // BIN_WIDTH_US)
    bins = rows.group_by([*keys, "bin"]).aggregate(units=rows.count(), uncovered=rows.uncovered.sum())
    so_far = ibis.window(group_by=keys, order_by="bin", preceding=(None, 0))
    whole = ibis.window(group_by=keys)
    bins = bins.mutate(
        upto=bins.units.sum().over(so_far),
        total=bins.units.sum().over(whole),
        all_uncovered=bins.uncovered.sum().over(whole),
    )
    bins = bins.mutate(below=bins.upto - bins.units)
    held = [(bins.below * 100 < bins.total * one) & (bins.upto * 100 >= bins.total * one) for one in percentiles]
    chosen = bins.filter(reduce(or_, held)).select(
        "below", "total", "all_uncovered", **{f"of__{name}": name for name in (*keys, "bin")}
    )
    same = [rows[name].identical_to(chosen[f"of__{name}"]) for name in (*keys, "bin")]
    near = rows.inner_join(chosen, same).select(*keys, "bin", "amount", "below", "total", "all_uncovered")
    counts = near.group_by([*keys, "bin", "amount"]).aggregate(
        units=near.count(), **{name: near[name].max() for name in ("below", "total", "all_uncovered")}
    )
    within = ibis.window(group_by=[*keys, "bin"], order_by="amount", preceding=(None, 0))
    counts = counts.mutate(upto=counts.below + counts.units.sum().over(within))
    values = {
        f"value_{index}": counts.amount.min(where=counts.upto * 100 >= counts.total * one)
        for index, one in enumerate(percentiles)
    }
    return counts.group_by(keys).aggregate(n=counts.total.max(), uncovered=counts.all_uncovered.max(), **values)
