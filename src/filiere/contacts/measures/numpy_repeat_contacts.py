"""Returns of customers where the rows are in this process: one sort by customer, and one of whole numbers a scope.

An engine sorts words for each scope anew. Here it only reads, and gives each contact two hashes of its customer, its
arrival and end, and one whole number for all that scopes and conditions tell apart. Contacts are ordered by time, then
by customer, as one whole number each; within a customer a scope is a further part of that number. All a customer's
contacts are in one share of the customers, and no more than a share is held; of a share, each core works on its own
part of the customers. Customers themselves are counted in the same order, each once, where an indicator is of them.

Contacts of one customer that arrived at the same microsecond follow each other by their identities, which are read of
those few alone. Customers are keyed hashes already, of which 64 bits of hash and some forty of that of twelve digits
are compared: two of them would be taken for one in about one store of 10¹⁶.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import prod
from threading import Lock
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from filiere.contacts.computation_context import Context
from filiere.contacts.definitions.records import Indicator
from filiere.contacts.measures.complaints import ComplaintsPerThousand, is_counted_contact
from filiere.contacts.measures.data_bounds import read_data_bounds
from filiere.contacts.measures.numpy_sums import GroupValues, decode_groups, group_code, read_group_values
from filiere.contacts.measures.resolution import REPEAT_SCOPES, ContactResolution, is_answered_in_base
from filiere.contacts.periods import INTERVAL_LENGTHS_US
from filiere.contacts.unit_classification import IndicatorConditions, UnitClock, build_facts
from filiere.contacts.zone_offsets import DAY_US

type IntArray = npt.NDArray[np.int64]
type NumberArray = npt.NDArray[Any]
type BoolArray = npt.NDArray[np.bool_]
type WantedRepeat = Sequence[tuple[ContactResolution | ComplaintsPerThousand, Indicator]]

SHARE_CONTACTS, SMALL_SHARE_CONTACTS, PART_CONTACTS = 24_000_000, 5_000_000, 100_000
"""About how many contacts are held at once, some fifty bytes each; fewer where the engine's memory is limited; and how
many are worth a core."""
_MOST_NAMES, _MOST_CELLS, _MOST_CONDITIONS = 2_000, 1 << 24, 15
_READ_LOCK = Lock()  # An engine answers one thread at a time.
_NAMED_COLUMNS = ("queue", "channel", "reason")


def can_count_repeats(context: Context, wanted: WantedRepeat) -> bool:
    """Whether returns can be counted this way: few enough groups, periods, names and conditions."""
    if not context.engine.local or context.part is not None or not context.store.files("contact"):
        return False
    # Customers are known where contacts are, and contacts without hours are those of unknown customers too.
    clocks = [it.clock(one) for it, one in wanted if not _is_resolution(it)]
    if any(one.per != "contact" or one.hours != "counted" for one in clocks):
        return False
    if context.interval in INTERVAL_LENGTHS_US and not context.periods.is_aligned(
        INTERVAL_LENGTHS_US[context.interval]
    ):
        return False
    names = read_group_values(context, "contact", [*context.group_columns, "organisation", *_scope_columns(wanted)])
    groups = prod(len(names[name]) for name in context.group_columns)
    few = max(map(len, names.values()), default=0) <= _MOST_NAMES
    return few and _CellNumbering.of(context, groups).count <= _MOST_CELLS and len(wanted) <= _MOST_CONDITIONS


def read_repeat_sums(context: Context, clock: UnitClock, wanted: WantedRepeat) -> list[pa.Table]:
    """Return the sums of indicators of one clock: of returns by the method ``no_repeat``, and of customers, who are the
    denominator of theirs."""
    names = read_group_values(context, "contact", [*context.group_columns, "organisation", *_scope_columns(wanted)])
    groups: GroupValues = {name: names[name] for name in context.group_columns}
    cells = _CellNumbering.of(context, prod(len(values) for values in groups.values()))
    rows = build_facts(context, clock)
    last = {name: one.arrived_us for name, one in read_data_bounds(context).items()}
    latest = np.array([last.get(name or "") or 0 for name in names["organisation"]], np.int64)
    conditions, bits = _collect_conditions(rows, wanted)
    layout = _BitLayout.of(len(conditions), {name: names[name] for name in ("organisation", *_scope_columns(wanted))})
    counting = _RepeatCounter(wanted, bits, layout, cells.count, latest)
    asked = _select_contacts(context, rows, conditions, layout, cells, groups)
    with ThreadPoolExecutor(context.engine.threads) as cores:
        for parts in _iter_shares(context, asked):
            # NumPy lets other threads work while it sorts and picks.
            list(cores.map(lambda part: counting.add(_order_contacts(context, part, asked)), parts))
    return [
        pa.table(
            {
                **cells.keys(np.flatnonzero(counts[1]), groups),
                **{name: pa.array(counts[at][counts[1] > 0]) for name, at in _ROW_BY_COLUMN.items()},
            }
        )
        for counts in counting.counts
    ]


_ROW_BY_COLUMN = {"numerator": 0, "denominator": 1, "n": 1, "uncovered": 2}


@dataclass(frozen=True, slots=True)
class _CellNumbering:
    """Groups and periods by number: the group within the period, counted from ``first`` in steps of ``length``."""

    first: int
    length: int
    periods: int
    groups: int

    @classmethod
    def of(cls, context: Context, groups: int) -> "_CellNumbering":
        if context.interval == "all":
            return cls(0, 1, 1, groups)
        length = INTERVAL_LENGTHS_US.get(context.interval, DAY_US)
        # A year may begin as many days before the first instant, and local time is a day ahead at most.
        early = DAY_US if context.interval in INTERVAL_LENGTHS_US else 368 * DAY_US
        first = (context.periods.first_us - early) // length * length
        return cls(first, length, (context.periods.last_us + DAY_US - first) // length + 1, groups)

    @property
    def count(self) -> int:
        return self.periods * self.groups

    def keys(self, cells: IntArray, names: GroupValues) -> dict[str, pa.Array]:
        period, code = np.divmod(cells, self.groups)
        return {**decode_groups(code, names), "period": pa.array(period * self.length + self.first)}


@dataclass(frozen=True, slots=True)
class _BitLayout:
    """How the small numbers of a contact lie in one: ``flags``, a bit a condition, then the place of each name."""

    flags: int
    names: GroupValues

    @classmethod
    def of(cls, flags: int, names: GroupValues) -> "_BitLayout":
        return cls(flags, {name: values for name, values in names.items() if len(values) > 1})

    def width(self, name: str) -> int:
        return (len(self.names[name]) - 1).bit_length() if name in self.names else 0

    def shift(self, name: str) -> int:
        before = [*self.names][: [*self.names].index(name)]
        return self.flags + sum(self.width(one) for one in before)

    def pack_rows(self, rows: ir.Table, conditions: Sequence[ir.BooleanValue]) -> ir.IntegerValue:
        """Return the number of each row."""
        told: ir.IntegerValue = ibis.literal(0, "int64")
        for bit, condition in enumerate(conditions):
            told = told + condition.fill_null(False).cast("int64") * (1 << bit)
        for name, values in self.names.items():
            told = told + group_code(rows, {name: values}) * (1 << self.shift(name))
        return told.cast("int64" if self.flags + sum(map(self.width, self.names)) > 31 else "int32")

    def place(self, told: IntArray, name: str) -> IntArray:
        """Return the place of a name that has more than one value."""
        found: IntArray = told >> self.shift(name) & ((1 << self.width(name)) - 1)
        return found


@ibis.udf.scalar.builtin(name="hash")  # type: ignore[untyped-decorator]
def hash_word(word: str) -> dt.uint64:
    """Return 64 bits of a word, by the function that DuckDB has for it."""
    raise NotImplementedError(word)


class _RepeatCounter:
    """How many contacts of each cell are settled, of the base, and of the base without a calendar, by indicator; or how
    many customers are of the base."""

    def __init__(
        self, wanted: WantedRepeat, bits: Sequence[int], layout: _BitLayout, cells: int, latest: IntArray
    ) -> None:
        self._wanted, self._bits, self._layout, self._latest = wanted, bits, layout, latest
        self.counts = [np.zeros((3, cells), np.int64) for _ in wanted]
        self._adding = Lock()

    def add(self, share: Mapping[str, NumberArray]) -> None:
        """Count the contacts of some customers, who follow each other by customer and time."""
        members = [*zip(self._wanted, self._bits, self.counts, strict=True)]
        for (measure, _), bit, counts in members:
            if not isinstance(measure, ContactResolution):
                customers = self._customers(share, share["told"] & (1 << bit) != 0, len(counts[1]))
                with self._adding:
                    counts[1] += customers
        resolved = [(one.choices.resolution, bit, counts) for (it, one), bit, counts in members if _is_resolution(it)]
        for scope, since in dict.fromkeys((rule.scope, rule.since) for rule, *_ in resolved):
            start = share["end" if since == "end" else "arrived"]
            place, gap = _find_next_contacts(share, start, self._layout, REPEAT_SCOPES[scope])
            told, age = share["told"][place], self._age(share, start)[place]
            cell = share["cell"][place] if "cell" in share else None
            for rule, bit, counts in resolved:
                if (rule.scope, rule.since) != (scope, since):
                    continue
                base = told & (1 << bit) != 0
                if rule.tail == "excluded":
                    base &= age >= rule.window_days * DAY_US
                settled = base & (gap > rule.window_days * DAY_US)
                for into, met in zip(counts, (settled, base, base & (told & 1 != 0)), strict=True):
                    more = _count_by_cell(met, cell, len(into))
                    with self._adding:
                        into += more

    def _age(self, share: Mapping[str, NumberArray], start: NumberArray) -> IntArray:
        """Return how long before the last arrival of its organisation the window of a contact began."""
        several = "organisation" in self._layout.names
        found: IntArray = self._latest[self._layout.place(share["told"], "organisation")] if several else self._latest
        return found - start

    def _customers(self, share: Mapping[str, NumberArray], met: BoolArray, cells: int) -> IntArray:
        """Return how many customers have a contact that meets a condition, by cell; a customer of two organisations is
        two, for their keys are of two secrets."""
        number = share["run"]
        if width := self._layout.width("organisation"):
            number = number << width | self._layout.place(share["told"], "organisation")
        if "cell" in share:
            number = number * cells + share["cell"]
        number = number[met]
        number.sort()
        number = number[np.append(True, number[1:] != number[:-1])[: len(number)]]
        return np.bincount(number % cells, minlength=cells)


def _count_by_cell(met: BoolArray, cell: NumberArray | None, cells: int) -> NumberArray:
    """Return how many contacts meet a condition, by cell; all where there is but one."""
    return np.array([np.count_nonzero(met)]) if cell is None else np.bincount(cell[met], minlength=cells)


def _is_resolution(measure: ContactResolution | ComplaintsPerThousand) -> bool:
    return isinstance(measure, ContactResolution)


def _scope_columns(wanted: WantedRepeat) -> list[str]:
    scopes = {name for it, one in wanted if _is_resolution(it) for name in REPEAT_SCOPES[one.choices.resolution.scope]}
    return [name for name in _NAMED_COLUMNS if name in scopes]


def _collect_conditions(rows: ir.Table, wanted: WantedRepeat) -> tuple[list[ir.BooleanValue], list[int]]:
    """Return the conditions of bases, each once, and which each indicator's is, as bits of a number; bit 0 is for
    contacts whose hours nobody knows."""
    conditions: list[ir.BooleanValue] = [rows.uncovered]
    found: dict[object, int] = {}
    bits = []
    for measure, indicator in wanted:
        judged = IndicatorConditions(rows=rows, indicator=indicator)
        condition = is_answered_in_base(judged) if _is_resolution(measure) else is_counted_contact(judged)
        if condition.op() not in found:
            found[condition.op()] = len(conditions)
            conditions.append(condition)
        bits.append(found[condition.op()])
    return conditions, bits


def _select_contacts(
    context: Context,
    rows: ir.Table,
    conditions: Sequence[ir.BooleanValue],
    layout: _BitLayout,
    cells: _CellNumbering,
    groups: GroupValues,
) -> ir.Table:
    """Return what is read of each contact of a known customer; no cell where there is but one."""
    asked = rows.filter(rows.customer_key.notnull())
    period = context.periods.start(rows.moment_us, rows.zone, context.interval)
    cell = (period - cells.first) // cells.length * cells.groups + group_code(rows, groups)
    return asked.select(
        customer=hash_word(rows.customer_key),
        check=hash_word(rows.customer_key.right(12)),
        contact_id=rows.contact_id,
        arrived=rows.arrived_us,
        end=ibis.coalesce(rows.ended_us, rows.arrived_us),
        told=layout.pack_rows(rows, conditions),
        **({} if cells.count == 1 else {"cell": cell.cast("int32")}),
    )


def _iter_shares(context: Context, asked: ir.Table) -> Iterator[list[dict[str, NumberArray]]]:
    """Give the contacts of a share of the customers at a time, in the parts that cores work on."""
    query = context.engine.connection.compile(asked.drop("contact_id"))
    contacts = context.engine.fetch(context.table("contact").count().as_table()).column(0)[0].as_py()
    count = contacts // (SHARE_CONTACTS if context.engine.settings.memory is None else SMALL_SHARE_CONTACTS) + 1
    for share in range(count):
        mine = query if count == 1 else f"SELECT * FROM ({query}) WHERE customer % {count} = {share}"  # noqa: S608
        blocks = [dict(one) for one in context.engine.blocks(mine)]
        yield _split_into_parts(
            blocks, min(context.engine.threads, sum(len(one["customer"]) for one in blocks) // PART_CONTACTS + 1)
        )


def _split_into_parts(blocks: Sequence[dict[str, NumberArray]], count: int) -> list[dict[str, NumberArray]]:
    """Return contacts by parts of the customers, about as many in each; those without contacts are left out."""
    # Parts are told apart by the first bits of a hash, shares by the last.
    half, several = np.uint64(32), blocks if count > 1 else []
    places = [((one["customer"] >> half) * np.uint64(count) >> half).astype(np.uint16) for one in several]
    found: list[dict[str, NumberArray]] = [{} for _ in range(count)]
    for name in [*blocks[0]] if blocks else []:
        # A column leaves its blocks as it is put together, so that no more than one is there twice.
        columns = [one.pop(name) for one in blocks]
        for part, into in enumerate(found):
            theirs = [column[at == part] for column, at in zip(columns, places, strict=True)] if places else columns
            into[name] = np.concatenate(theirs)
    return [one for one in found if one and len(one["customer"])]


def _order_contacts(context: Context, share: dict[str, NumberArray], asked: ir.Table) -> dict[str, NumberArray]:
    """Return contacts by customer, then time, then identity, with ``run``, the number of the customer."""
    width = np.uint64(len(share["customer"]).bit_length())
    # Blocks come in the order of time, or nearly: a stable sort finds their runs.
    by_time = np.argsort(share["arrived"], kind="stable")
    customer = share.pop("customer")
    key = customer[by_time] >> width << width
    key |= np.arange(len(key), dtype=np.uint64)
    key.sort()
    place = by_time[(key & ((np.uint64(1) << width) - np.uint64(1))).astype(np.int64)]
    key >>= width
    share["check"] = _collision_checks(customer, share["check"], width)
    del by_time, customer
    ordered = {}
    for name in [*share]:
        ordered[name] = share.pop(name)[place]
    del place
    alike = key[1:] == key[:-1]
    same = alike & _is_same_customer(ordered, "check")
    if (alike & ~same).any():
        # What is left of the hash beside a place is not all of it: two customers may have come between each other.
        run = np.concatenate([np.zeros(1, np.int64), np.cumsum(~alike)])
        where = np.flatnonzero(np.isin(run, run[1:][alike & ~same]))
        within = where[np.lexsort((where, ordered["check"][where], run[where]))]
        for values in ordered.values():
            values[where] = values[within]
        same = alike & _is_same_customer(ordered, "check")
    at_once = same & _is_same_customer(ordered, "arrived")
    if at_once.any():
        _order_by_identity(context, ordered, at_once, asked, key, width)
    del ordered["check"]
    return ordered | {"run": np.concatenate([np.zeros(1, np.int64), np.cumsum(~same)])}


def _collision_checks(customer: NumberArray, check: NumberArray, width: np.uint64) -> NumberArray:
    """Return what tells customers apart whose hashes are alike but for their last bits, as many as ``width``: these
    first, then those of the other hash."""
    found: NumberArray = customer << (np.uint64(64) - width) | check & (
        (np.uint64(1) << (np.uint64(64) - width)) - np.uint64(1)
    )
    return found


def _is_same_customer(ordered: Mapping[str, NumberArray], *names: str) -> BoolArray:
    """Whether each contact but the first is as the one before it."""
    found: BoolArray = np.ones(len(ordered["arrived"]) - 1, np.bool_)
    for name in names:
        found &= ordered[name][1:] == ordered[name][:-1]
    return found


def _order_by_identity(
    context: Context,
    ordered: dict[str, NumberArray],
    at_once: BoolArray,
    asked: ir.Table,
    key: NumberArray,
    width: np.uint64,
) -> None:
    """Put contacts of one customer and one instant in the order of their identities, which are read of them alone."""
    edge = np.zeros(1, np.bool_)
    where = np.flatnonzero(np.concatenate([edge, at_once]) | np.concatenate([at_once, edge]))
    with _READ_LOCK:
        at = context.engine.make_table(pa.table({"_arrived": np.unique(ordered["arrived"][where])}))
        found = context.engine.fetch(asked.semi_join(at, asked.arrived == at._arrived))
    customers = key[where] << width | ordered["check"][where] >> (np.uint64(64) - width)
    found = found.filter(pa.array(np.isin(found["customer"].to_numpy(), customers)))
    columns = {name: found[name].to_numpy() for name in ("customer", *ordered)}
    columns["check"] = _collision_checks(columns["customer"], columns["check"], width)
    # Another customer of the same instant, or the same one alone at another, is none of those to be put in order.
    pairs = set(zip(customers.tolist(), ordered["arrived"][where].tolist(), strict=True))
    kept = [pair in pairs for pair in zip(columns["customer"].tolist(), columns["arrived"].tolist(), strict=True)]
    identities = np.array(found["contact_id"].to_pylist(), np.str_)[kept]
    columns = {name: values[kept] for name, values in columns.items()}
    rank = np.lexsort((identities, columns["arrived"], columns["check"], columns["customer"]))
    into = where[np.lexsort((where, ordered["arrived"][where], ordered["check"][where], customers))]
    for name, values in ordered.items():
        values[into] = columns[name][rank]


def _find_next_contacts(
    share: Mapping[str, NumberArray], start: NumberArray, layout: _BitLayout, names: Sequence[str]
) -> tuple[IntArray | slice, IntArray]:
    """Return the places of contacts, and how long after ``start`` the next one of its scope came: as long as can be
    where none did. A contact of another organisation is never the next."""
    width = len(share["run"]).bit_length()
    place: IntArray | slice = slice(None)
    key = share["run"].astype(np.uint64)
    scoped = [name for name in ("organisation", *names) if name in layout.names]
    for name in scoped:
        key <<= np.uint64(layout.width(name))
        key |= layout.place(share["told"], name).astype(np.uint64)
    arrived, begun = share["arrived"], start
    if scoped:
        key, place = _sort_with_places(key, width)
        arrived, begun = arrived[place], begun[place]
    gap = np.full(len(key), np.iinfo(np.int64).max)
    np.subtract(arrived[1:], begun[:-1], out=gap[:-1], where=key[1:] == key[:-1])
    return place, gap


def _sort_with_places(key: NumberArray, width: int) -> tuple[NumberArray, IntArray]:
    """Return numbers in order, those alike as they came, and their places, which take ``width`` bits."""
    if int(key.max(initial=0)).bit_length() + width > 64:
        place = np.argsort(key, kind="stable")
        return key[place], place
    key = key << np.uint64(width) | np.arange(len(key), dtype=np.uint64)
    key.sort()
    return key >> np.uint64(width), (key & np.uint64((1 << width) - 1)).astype(np.int64)
