"""Kinds of units: all that the conditions of indicators can tell apart, so that they are asked once a kind.

However many units there are, conditions read only how each ended, whether it entered a queue, was transferred or
arrived while closed, its channel and queue where an indicator names some, and on which side of a few bounds its wait
lies. A wait is within a threshold where it is at most a whole number of microseconds, whatever the form of the
comparison; between two neighbouring bounds no condition can therefore tell one wait from another.

Conditions are asked of one *example* of each kind, by the very expressions that are asked of units elsewhere. Counting
by place and the cube of days both rest on this.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from filiere.contacts.computation_context import Context
from filiere.contacts.definitions.records import Indicator
from filiere.contacts.schema import OUTCOMES
from filiere.contacts.unit_classification import limit_us
from filiere.contacts.zone_offsets import SECOND_US

type BoolArray = npt.NDArray[np.bool_]

UNKNOWN_DURATION = int(np.iinfo(np.int64).min)
"""An unknown duration among whole numbers."""
_ENDING_RANKS = (-1, *range(len(OUTCOMES)))
_FALSE_TRUE = (False, True)


def condition_bounds(indicators: Iterable[Indicator]) -> tuple[int, ...]:
    """Return the waits at which a condition of indicators changes, the last on each side; microseconds, −1 first."""
    bounds = {-1}
    for indicator in indicators:
        if indicator.threshold_seconds is not None:
            bounds.add(limit_us(indicator.threshold_seconds, indicator.choices.comparison))
        rule = indicator.choices.short_abandon
        less = rule.edge == "below"
        limits = (rule.seconds, *rule.by_queue.values())
        bounds |= {seconds * SECOND_US - less for seconds in limits if seconds is not None}
    return tuple(sorted(bound for bound in bounds if bound >= -1))


@dataclass(frozen=True, slots=True, kw_only=True)
class FactSignatures:
    """The kinds of units that some indicators tell apart.

    ``bounds`` are those of the wait; ``channels`` and ``queues`` the ones that are named; ``hours`` whether it matters
    that a unit arrived while closed. ``others`` are the other durations, of which it matters whether they are known.
    A kind is a whole number: its *base*, all but durations, above the sides of its durations.
    """

    bounds: tuple[int, ...]
    channels: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    hours: bool = False
    others: tuple[str, ...] = ()

    @classmethod
    def of(cls, indicators: Sequence[Indicator], *, others: Iterable[str], hours: bool = False) -> "FactSignatures":
        """Return the kinds that indicators tell apart."""
        named = {one.channel for one in indicators if one.channel is not None}
        queues = {queue for one in indicators for queue in one.choices.short_abandon.by_queue}
        return cls(
            bounds=condition_bounds(indicators),
            channels=tuple(sorted(named)),
            queues=tuple(sorted(queues)),
            hours=hours,
            others=tuple(sorted(others)),
        )

    @property
    def _fields(self) -> Mapping[str, Sequence[Any]]:
        """What a base is made of: each field and its values, an unnamed channel or queue being unknown, and last."""
        fields: dict[str, Sequence[Any]] = {"ending": _ENDING_RANKS, "queued": _FALSE_TRUE, "transferred": _FALSE_TRUE}
        if self.hours:
            fields |= {"closed": _FALSE_TRUE, "uncovered": _FALSE_TRUE}
        if self.channels:
            fields["channel"] = (*self.channels, None)
        if self.queues:
            fields["queue"] = (*self.queues, None)
        return fields

    @property
    def _sides(self) -> Mapping[str, tuple[int | None, ...]]:
        """An example of each side of each duration: unknown, up to each bound, beyond the last."""
        sides: dict[str, tuple[int | None, ...]] = {"wait_us": (None, *self.bounds, self.bounds[-1] + 1)}
        return sides | {f"{name}_us": (None, -1, 0) for name in self.others}

    @property
    def sides(self) -> int:
        """How many kinds a base has."""
        return prod(len(values) for values in self._sides.values())

    @property
    def count(self) -> int:
        """How many kinds there are."""
        return prod(len(values) for values in self._fields.values()) * self.sides

    def base(self, rows: ir.Table) -> ir.IntegerValue:
        """Return the base of each row of facts."""
        found: ir.IntegerValue = ibis.literal(0, "int64")
        for name, values in self._fields.items():
            rank: ir.IntegerValue
            if name == "ending":
                rank = rows.ending + 1
            elif values is _FALSE_TRUE:
                rank = rows[name].fill_null(False).cast("int64")
            else:
                known = [(rows[name] == value, rank) for rank, value in enumerate(values[:-1])]
                rank = ibis.cases(*known, else_=len(known))
            found = found * len(values) + rank
        return found

    def number_kinds(
        self, base: npt.NDArray[np.integer], amounts: Mapping[str, npt.NDArray[np.integer]]
    ) -> npt.NDArray[np.int32]:
        """Return the kinds of units, given their bases and their durations, :data:`UNKNOWN_DURATION` where unknown."""
        kind = base.astype(np.int32)
        for name, bounds in {"wait": self.bounds, **dict.fromkeys(self.others, (-1,))}.items():
            kind *= len(bounds) + 2
            values = amounts[name]
            kind += values != UNKNOWN_DURATION
            for bound in bounds:
                kind += values > bound
        return kind

    def examples(self, context: Context) -> ir.Table:
        """Return one example of each kind, as a table of facts has it, with the ``kind``."""
        names = [*self._fields, *self._sides]
        values = product(*self._fields.values(), *self._sides.values())
        columns: dict[str, Any] = dict(zip(names, zip(*values, strict=True), strict=True))
        types = {name: pa.int64() for name in ("ending", *self._sides)}
        types |= {"channel": pa.string(), "queue": pa.string()}
        count = self.count
        missing: dict[str, Any] = {"closed": [False] * count, "uncovered": [False] * count}
        missing |= {name: [None] * count for name in ("channel", "queue")}
        made = {"kind": range(count), **missing, **columns}
        return context.engine.make_table(
            pa.table({name: pa.array(column, types.get(name)) for name, column in made.items()})
        )

    def answers(self, context: Context, examples: ir.Table, conditions: Sequence[ir.BooleanValue]) -> list[BoolArray]:
        """Return, for each condition, which kinds meet it; an unknown condition is not met."""
        asked = {f"c{index}": condition.fill_null(False) for index, condition in enumerate(conditions)}
        found = context.engine.fetch(examples.select(kind=examples.kind, **asked).order_by("kind"))
        return [found[name].to_numpy() for name in asked]
