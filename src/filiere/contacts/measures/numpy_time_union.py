"""Time of which overlaps count once, where the rows are in this process: two sorts of whole numbers, and no window.

The union of the spans of one owner is found from their starts and their ends alone, each put in order by itself: where
the start at one place comes after the end at the place before, all that began earlier has ended, and a stretch begins.
An owner and an instant are one whole number, so that the spans of all owners are put in order at once; NumPy sorts
sixteen million such numbers in a quarter of a second, where a window of an engine takes ten.

Only the sums of a single period are made this way: stretches that are to be cut by periods are made by the engine
(:func:`filiere.contacts.measures.period_overlap.unite_spans`), which gives the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from filiere.contacts.computation_context import Context

type IntArray = npt.NDArray[np.int64]

SHARE_SPANS, SMALL_SHARE_SPANS = 24_000_000, 6_000_000
"""About how many spans are held at once, some thirty bytes each; fewer where the engine's memory is limited."""
_NUMBER_BITS = 62
"""Bits that hold an owner and an instant, no number being below 0."""
_BOUND_COLUMNS = {"start": "from_us", "stop": "to_us"}


def can_unite_times(context: Context) -> bool:
    """Whether times can be summed this way: one period, and rows that are in this process."""
    return context.engine.local and context.is_undivided


def sum_united_times(context: Context, spans: ir.Table, owners: ir.Table, *, kinds: Sequence[str] = ()) -> ir.Table:
    """Return the time of spans by group, overlaps of one owner counted once: ``context.keys``, the columns ``kinds`` of
    the owners, ``spent_us``, and ``touching``, how many stretches.

    ``owners`` has one row or more of each owner, some of whom may have no span. ``spans`` have its columns, ``from_us``
    and ``to_us``, as :func:`~filiere.contacts.measures.period_overlap.clip_spans` leaves them.
    """
    keys = owners.columns
    named = owners.group_by(keys).aggregate(most=owners.count())
    named = context.engine.hold_rows("owners", named.mutate(who=ibis.row_number().over(ibis.window(order_by=keys))))
    counts = context.engine.fetch(named.aggregate(owners=named.count(), spans=named.most.sum().fill_null(0)))
    count, most = (counts[name][0].as_py() for name in ("owners", "spans"))
    found = [_sum_share(context, spans, named, share) for share in _iter_shares(context, count, most)]
    columns = {name: np.concatenate([one[place] for one in found]) for place, name in enumerate(("who", *_SUM_COLUMNS))}
    rows = context.engine.make_table(pa.table(columns)).inner_join(named, "who")
    rows = rows.filter(rows.stretches > 0).mutate(**context.place_moment(ibis.literal(context.periods.first_us), None))
    return rows.group_by([*context.keys, *kinds]).aggregate(
        spent_us=rows.spent_us.sum(), touching=rows.stretches.sum().cast("int64")
    )


_SUM_COLUMNS = ("spent_us", "stretches")


@dataclass(frozen=True, slots=True)
class _OwnerShare:
    """The owners whose number, divided by ``count``, leaves ``rest``: they are ``owners``, numbered by the quotient."""

    count: int
    rest: int
    owners: int


def _iter_shares(context: Context, owners: int, spans: int) -> Iterator[_OwnerShare]:
    """Give the shares of the owners, so many that the spans of one can be held, and its owners numbered."""
    held = SHARE_SPANS if context.engine.settings.memory is None else SMALL_SHARE_SPANS
    count = max(spans // held, owners >> (_NUMBER_BITS - _instant_bits(context))) + 1
    for rest in range(count):
        yield _OwnerShare(count, rest, len(range(rest, owners, count)))


def _instant_bits(context: Context) -> int:
    """Return how many bits an instant takes, counted from the first of the data to the one after the last."""
    return (context.periods.last_us + 1 - context.periods.first_us).bit_length()


def _sum_share(
    context: Context, spans: ir.Table, named: ir.Table, share: _OwnerShare
) -> tuple[IntArray, IntArray, IntArray]:
    """Return the owners of a share, the microseconds of the stretches of each, and how many they are."""
    bits = _instant_bits(context)
    starts, ends = _order_bounds(context, spans, named.filter(named.who % share.count == share.rest), share)
    begins = np.ones(len(starts), np.bool_)
    begins[1:] = starts[1:] > ends[:-1]
    starts, ends = starts[begins], ends[np.roll(begins, -1)]
    bounds = np.searchsorted(starts, np.arange(share.owners + 1) << bits)
    so_far = np.concatenate([np.zeros(1, np.int64), np.cumsum(ends - starts)])
    return np.arange(share.owners) * share.count + share.rest, np.diff(so_far[bounds]), np.diff(bounds)


def _order_bounds(context: Context, spans: ir.Table, named: ir.Table, share: _OwnerShare) -> Sequence[IntArray]:
    """Return the starts and the ends of the spans of owners, each in order: the number of the owner, then the instant,
    as one whole number."""
    theirs = named.select("who", **{f"n__{name}": name for name in named.columns if name not in {"most", "who"}})
    same = [spans[name].identical_to(theirs[f"n__{name}"]) for name in named.columns if name not in {"most", "who"}]
    placed = spans.inner_join(theirs, same)
    owner, first = (placed.who // share.count).cast("int64") * (1 << _instant_bits(context)), context.periods.first_us
    asked = placed.select(**{name: owner + (placed[column] - first) for name, column in _BOUND_COLUMNS.items()})
    blocks = [*context.engine.blocks(context.engine.connection.compile(asked))]
    found = [np.concatenate([np.zeros(0, np.int64), *(one[name] for one in blocks)]) for name in _BOUND_COLUMNS]
    for ends in found:
        ends.sort()
    return found
