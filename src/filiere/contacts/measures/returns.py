"""Returns of customers where the rows are in this process: one sort by customer, and one of whole numbers a scope.

An engine sorts words for each scope anew. Here it only reads, and gives each contact two hashes of its customer, its
arrival and end, and small numbers for what scopes and conditions tell apart. Contacts are ordered by time, then by
customer, as one whole number each; within a customer a scope is a further part of that number. All a customer's
contacts are in one share of the customers, and no more than a share is held.

Contacts of one customer that arrived at the same microsecond follow each other by their identities, which are read of
those few alone. Customers are keyed hashes already, of which 64 bits of hash and twelve digits are compared: two of
them would be taken for one in about one store of 10²⁰.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from filiere.contacts.classify import Clock, Judged, facts
from filiere.contacts.context import Context
from filiere.contacts.definitions.records import Indicator
from filiere.contacts.measures.dense import Names, coded, named, values_of
from filiere.contacts.measures.resolution import SCOPES, Resolution, answered
from filiere.contacts.periods import DAY, WITHIN_DAY

type Integers = npt.NDArray[np.int64]
type Numbers = npt.NDArray[Any]
type Flags = npt.NDArray[np.bool_]
type Wanted = Sequence[tuple[Resolution, Indicator]]

SHARE, SMALL_SHARE = 12_000_000, 5_000_000
"""About how many contacts are held at once, some sixty bytes each; fewer where the engine's memory is limited."""
_MOST_NAMES = 2_000
_MOST_CELLS = 1 << 24
_MOST_CONDITIONS = 15
_NAMED = ("queue", "channel", "reason")


def suits(context: Context, wanted: Wanted) -> bool:
    """Whether returns can be counted this way: few enough groups, periods, names and conditions."""
    if not context.engine.local or context.part is not None or not context.store.files("contact"):
        return False
    if context.interval in WITHIN_DAY and not context.periods.aligned(WITHIN_DAY[context.interval]):
        return False
    names = values_of(context, "contact", [*context.asked, "organisation", *_scoped(wanted)])
    groups = prod(len(names[name]) for name in context.asked)
    few = max(map(len, names.values()), default=0) <= _MOST_NAMES
    return few and _Cells.of(context, groups).count <= _MOST_CELLS and len(wanted) <= _MOST_CONDITIONS


def read(context: Context, clock: Clock, wanted: Wanted) -> list[pa.Table]:
    """Return the sums of indicators of one clock whose method is ``no_repeat``."""
    names = values_of(context, "contact", [*context.asked, "organisation", *_scoped(wanted)])
    groups: Names = {name: names[name] for name in context.asked}
    cells = _Cells.of(context, prod(len(values) for values in groups.values()))
    rows = facts(context, clock)
    latest = _latest(context, rows, names["organisation"])
    counting = _Counting(wanted, _conditions(rows, wanted), cells.count, latest)
    asked = _asked(context, rows, wanted, names, cells, counting)
    for share in _shares(context, asked):
        counting.add(_ordered(context, share, asked))
    return [
        pa.table(
            {
                **cells.keys(np.flatnonzero(counts[1]), groups),
                **{name: pa.array(counts[at][counts[1] > 0]) for name, at in _COLUMNS.items()},
            }
        )
        for counts in counting.counts
    ]


_COLUMNS = {"numerator": 0, "denominator": 1, "n": 1, "uncovered": 2}


@dataclass(frozen=True, slots=True)
class _Cells:
    """Groups and periods by number: the group within the period, counted from ``first`` in steps of ``length``."""

    first: int
    length: int
    periods: int
    groups: int

    @classmethod
    def of(cls, context: Context, groups: int) -> "_Cells":
        if context.interval == "all":
            return cls(0, 1, 1, groups)
        length = WITHIN_DAY.get(context.interval, DAY)
        # A year may begin as many days before the first instant, and local time is a day ahead at most.
        early = DAY if context.interval in WITHIN_DAY else 368 * DAY
        first = (context.periods.first_us - early) // length * length
        return cls(first, length, (context.periods.last_us + DAY - first) // length + 1, groups)

    @property
    def count(self) -> int:
        return self.periods * self.groups

    def keys(self, cells: Integers, names: Names) -> dict[str, pa.Array]:
        period, code = np.divmod(cells, self.groups)
        return {**named(code, names), "period": pa.array(period * self.length + self.first)}


@ibis.udf.scalar.builtin(name="hash")  # type: ignore[untyped-decorator]
def hashed(word: str) -> dt.uint64:
    """Return 64 bits of a word, by the function that DuckDB has for it."""
    raise NotImplementedError(word)


class _Counting:
    """How many contacts of each cell are settled, of the base, and of the base without a calendar, by indicator."""

    def __init__(
        self, wanted: Wanted, conditions: tuple[list[ir.BooleanValue], list[int]], cells: int, latest: Integers
    ) -> None:
        self._indicators = [indicator for _, indicator in wanted]
        self.conditions, self._bits = conditions
        self._latest = latest
        self.counts = [np.zeros((3, cells), np.int64) for _ in wanted]

    def add(self, share: Mapping[str, Numbers]) -> None:
        """Count a share, whose contacts follow each other by customer and time."""
        for scope in dict.fromkeys(one.choices.resolution.scope for one in self._indicators):
            place, gap, last = _following(share, SCOPES[scope])
            flags, cell = share["flags"][place], share["cell"][place]
            end, latest = share["end"][place], self._latest[share["organisation"][place]]
            for one, bit, counts in zip(self._indicators, self._bits, self.counts, strict=True):
                rule = one.choices.resolution
                if rule.scope != scope:
                    continue
                window = rule.window_days * DAY
                base = (flags >> bit & 1).astype(np.bool_)
                if rule.tail == "excluded":
                    base &= end + window <= latest
                settled = base & (last | (gap > window))
                uncovered = base & (flags & 1).astype(np.bool_)
                for into, met in zip(counts, (settled, base, uncovered), strict=True):
                    into += np.bincount(cell[met], minlength=len(into)) if len(into) > 1 else np.count_nonzero(met)


def _scoped(wanted: Wanted) -> list[str]:
    scopes = {name for _, one in wanted for name in SCOPES[one.choices.resolution.scope]}
    return [name for name in _NAMED if name in scopes]


def _conditions(rows: ir.Table, wanted: Wanted) -> tuple[list[ir.BooleanValue], list[int]]:
    """Return the conditions of bases, each once, and which each indicator's is, as bits of a number; bit 0 is for
    contacts whose hours nobody knows."""
    conditions: list[ir.BooleanValue] = [rows.uncovered]
    found: dict[object, int] = {}
    bits = []
    for _, indicator in wanted:
        condition = answered(Judged(rows=rows, indicator=indicator))
        if condition.op() not in found:
            found[condition.op()] = len(conditions)
            conditions.append(condition)
        bits.append(found[condition.op()])
    return conditions, bits


def _latest(context: Context, rows: ir.Table, organisations: Sequence[str | None]) -> Integers:
    """Return the last arrival of each organisation."""
    last = context.engine.fetch(rows.group_by("organisation").aggregate(last=rows.arrived_us.max())).to_pylist()
    known = {one["organisation"]: one["last"] for one in last}
    return np.array([known.get(name) or 0 for name in organisations], np.int64)


def _asked(
    context: Context, rows: ir.Table, wanted: Wanted, names: Names, cells: _Cells, counting: _Counting
) -> ir.Table:
    """Return what is read of each contact of a known customer."""
    flags: ir.IntegerValue = ibis.literal(0, "int32")
    for bit, condition in enumerate(counting.conditions):
        flags = flags + condition.fill_null(False).cast("int32") * (1 << bit)
    period = context.periods.start(rows.moment_us, rows.zone, context.interval)
    cell = (period - cells.first) // cells.length * cells.groups + coded(
        rows, {name: names[name] for name in context.asked}
    )
    scoped = {name: coded(rows, {name: names[name]}).cast("int16") for name in _scoped(wanted)}
    return rows.filter(rows.customer_key.notnull()).select(
        customer=hashed(rows.customer_key),
        check=hashed(rows.customer_key.right(12)),
        contact_id=rows.contact_id,
        arrived=rows.arrived_us,
        end=ibis.coalesce(rows.ended_us, rows.arrived_us),
        flags=flags.cast("int32"),
        cell=cell.cast("int32"),
        organisation=coded(rows, {"organisation": names["organisation"]}).cast("int16"),
        **scoped,
    )


def _shares(context: Context, asked: ir.Table) -> Iterator[dict[str, Numbers]]:
    """Give the contacts of a share of the customers at a time."""
    query = context.engine.connection.compile(asked.drop("contact_id"))
    contacts = context.engine.fetch(context.table("contact").count().as_table()).column(0)[0].as_py()
    count = contacts // (SHARE if context.engine.settings.memory is None else SMALL_SHARE) + 1
    for share in range(count):
        mine = query if count == 1 else f"SELECT * FROM ({query}) WHERE customer % {count} = {share}"  # noqa: S608
        if found := _read(context, mine):
            yield found


def _read(context: Context, query: str) -> dict[str, Numbers]:
    blocks = [dict(one) for one in context.engine.blocks(query)]
    # A column leaves its blocks as it is put together, so that no more than one is there twice.
    return {name: np.concatenate([one.pop(name) for one in blocks]) for name in [*blocks[0]]} if blocks else {}


def _ordered(context: Context, share: dict[str, Numbers], asked: ir.Table) -> dict[str, Numbers]:
    """Return contacts by customer, then time, then identity, with ``run``, the number of the customer."""
    width = np.uint64(len(share["customer"]).bit_length())
    # Blocks come in the order of time, or nearly: a stable sort finds their runs.
    by_time = np.argsort(share["arrived"], kind="stable")
    key = share["customer"][by_time] >> width << width
    key |= np.arange(len(key), dtype=np.uint64)
    key.sort()
    place = by_time[(key & ((np.uint64(1) << width) - np.uint64(1))).astype(np.int64)]
    key >>= width
    alike = key[1:] == key[:-1]
    del by_time
    ordered = {}
    for name in [*share]:
        ordered[name] = share.pop(name)[place]
    same = alike & _same(ordered, "customer", "check")
    if mixed := (alike & ~same).any():
        # What is left of the hash beside a place is not all of it: two customers may have come between each other.
        run = np.concatenate([np.zeros(1, np.int64), np.cumsum(~alike)])
        where = np.flatnonzero(np.isin(run, run[1:][alike & ~same]))
        within = where[np.lexsort((where, ordered["check"][where], ordered["customer"][where]))]
        for values in ordered.values():
            values[where] = values[within]
    if mixed:
        same = alike & _same(ordered, "customer", "check")
    at_once = same & _same(ordered, "arrived")
    if at_once.any():
        _by_identity(context, ordered, at_once, asked)
    del ordered["customer"], ordered["check"]
    return ordered | {"run": np.concatenate([np.zeros(1, np.int64), np.cumsum(~same)])}


def _same(ordered: Mapping[str, Numbers], *names: str) -> Flags:
    """Whether each contact but the first is as the one before it."""
    found: Flags = np.ones(len(ordered["arrived"]) - 1, np.bool_)
    for name in names:
        found &= ordered[name][1:] == ordered[name][:-1]
    return found


def _by_identity(context: Context, ordered: dict[str, Numbers], at_once: Flags, asked: ir.Table) -> None:
    """Put contacts of one customer and one instant in the order of their identities, which are read of them alone."""
    edge = np.zeros(1, np.bool_)
    where = np.flatnonzero(np.concatenate([edge, at_once]) | np.concatenate([at_once, edge]))
    moments = context.engine.made(pa.table({"_arrived": np.unique(ordered["arrived"][where])}))
    found = context.engine.fetch(asked.semi_join(moments, asked.arrived == moments._arrived))
    customers = ordered["customer"][where]
    found = found.filter(pa.array(np.isin(found["customer"].to_numpy(), customers)))
    columns = {name: found[name].to_numpy() for name in ordered}
    # Another customer of the same instant, or the same one alone at another, is none of those to be put in order.
    pairs = set(zip(customers.tolist(), ordered["arrived"][where].tolist(), strict=True))
    kept = [pair in pairs for pair in zip(columns["customer"].tolist(), columns["arrived"].tolist(), strict=True)]
    identities = np.array(found["contact_id"].to_pylist(), np.str_)[kept]
    columns = {name: values[kept] for name, values in columns.items()}
    rank = np.lexsort((identities, columns["arrived"], columns["check"], columns["customer"]))
    into = where[np.lexsort((where, ordered["arrived"][where], ordered["check"][where], customers))]
    for name, values in ordered.items():
        values[into] = columns[name][rank]


def _following(share: Mapping[str, Numbers], names: Sequence[str]) -> tuple[Integers, Integers, Flags]:
    """Return the places of contacts, how long after the end of each the next one of its scope came, and whether none
    did. A contact of another organisation is never the next."""
    width = len(share["run"]).bit_length()
    key = share["run"].astype(np.uint64)
    for name in ("organisation", *names):
        codes = share[name].astype(np.uint64)
        key = key * np.uint64(int(codes.max(initial=0)) + 1) + codes
    place = np.arange(len(key))
    if names or share["organisation"].any():
        if int(key.max(initial=0)).bit_length() + width > 64:
            place = np.argsort(key, kind="stable")
            key = key[place]
        else:
            key = key << np.uint64(width) | place.astype(np.uint64)
            key.sort()
            place = (key & np.uint64((1 << width) - 1)).astype(np.int64)
            key >>= np.uint64(width)
    arrived = share["arrived"][place]
    last = np.ones(len(key), np.bool_)
    last[:-1] = key[1:] != key[:-1]
    gap = np.zeros(len(key), np.int64)
    gap[:-1] = arrived[1:] - share["end"][place[:-1]]
    return place, gap, last
