"""What each contact adds to an indicator, and which contacts a change moves.

A measure sums over groups; here a group is one contact, so that the very expressions that make the figure also say what
each contact has in it. The contacts of a step are those whose part differs on its two sides: no contact is named that
does not move the figure, and none that moves it is left out, for the parts sum to the figure.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from filiere.contacts.computation_context import Context
from filiere.contacts.definitions import Indicator
from filiere.contacts.indicator_rows import GROUP_NAMES
from filiere.contacts.measures import MEASURES

CONTACT_COLUMNS = ("organisation", "contact_id")
PART_COLUMNS = ("before_numerator", "before_denominator", "after_numerator", "after_denominator")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactContext(Context):
    """A context in which each contact is a group of its own, within the groups asked."""

    @property
    def group_columns(self) -> list[str]:
        """The groups asked, then the contact."""
        return [*(name for name in GROUP_NAMES if name in self.by and name != "organisation"), *CONTACT_COLUMNS]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedContact:
    """A contact that a change moves: what it adds to the numerator and the denominator, before and after.

    For a percentile the numerator is the observed value, in microseconds, and the denominator whether it is ranked.
    """

    organisation: str
    contact_id: str
    before: tuple[int, int]
    after: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedCounts:
    """How many contacts a change moves in one group: ``entered`` and ``left`` the denominator, ``gained`` and ``lost``
    in the numerator (one contact may be in two of them); and the first of them, by organisation and contact."""

    changed: int = 0
    entered: int = 0
    left: int = 0
    gained: int = 0
    lost: int = 0
    first: tuple[MovedContact, ...] = ()


type GroupKey = tuple[str | None, ...]

# A name is never taken twice, so that two comparisons can share an open engine.
_RELATION_NUMBERS = count(1)


def select_month(context: Context, sums: ir.Table, month: str | None) -> ir.Table:
    """Return the sums of a month (``2026-03``) of a context of months; all of them without one."""
    if month is None:
        return sums
    return sums.filter(sums.period == context.periods.find_month(month))


class ContactParts:
    """The part of every contact in indicators of one measure, kept in the engine while they are compared."""

    def __init__(self, context: Context, month: str | None = None) -> None:
        self._context = context
        self._month = month
        self._alone = ContactContext(
            engine=context.engine,
            store=context.store,
            periods=context.periods,
            by=context.by,
            interval=context.interval,
            today=context.today,
            kept=context.kept,
        )
        self._held: deque[str] = deque()

    def of(self, indicator: Indicator) -> ir.Table:
        """Return one row a contact and group: the groups asked, the contact, ``numerator`` and ``denominator``."""
        measure = MEASURES[indicator.measure]
        sums = select_month(self._alone, measure.sums(self._alone, indicator), self._month)
        zero = ibis.literal(0, "int64")
        numerator = sums.value if measure.observed else sums.numerator
        denominator = sums.n if measure.observed else zero if measure.counted else sums.denominator
        parts = sums.select(
            *self._alone.group_columns, numerator=numerator.fill_null(zero), denominator=denominator.fill_null(zero)
        )
        # Read twice or more: once with the change before it, once with the one after it, and to be listed.
        name = f"contact_parts_{next(_RELATION_NUMBERS)}"
        made: ir.Table = self._context.engine.connection.create_table(name, parts, temp=True)
        self._held.append(name)
        return made

    def drop_oldest(self) -> None:
        """Forget the parts that were made first of those still held."""
        # What Ibis 12 writes to drop a temporary table, DuckDB 2 does not read.
        self._context.engine.connection.raw_sql(f"DROP TABLE {self._held.popleft()}")

    def totals(self, parts: ir.Table) -> Mapping[GroupKey, tuple[int, int]]:
        """Return the sums of the parts by group: numerator and denominator."""
        asked = self._context.group_columns
        sums = parts.group_by(asked) if asked else parts
        table = sums.aggregate(numerator=parts.numerator.sum(), denominator=parts.denominator.sum())
        return {
            tuple(row[name] for name in asked): (row["numerator"] or 0, row["denominator"] or 0)
            for row in self._context.engine.fetch(table).to_pylist()
        }

    def differing(self, before: ir.Table, after: ir.Table) -> ir.Table:
        """Return the contacts whose part differs, with their :data:`PART_COLUMNS`."""
        zero = ibis.literal(0, "int64")
        keys = self._alone.group_columns
        # Two halves one under the other, for a join would lose the contacts of an unknown queue.
        selected = before.select(
            *keys, before_numerator=before.numerator, before_denominator=before.denominator,
            after_numerator=zero, after_denominator=zero,
        )  # fmt: skip
        other = after.select(
            *keys, before_numerator=zero, before_denominator=zero,
            after_numerator=after.numerator, after_denominator=after.denominator,
        )  # fmt: skip
        both = selected.union(other)
        sums = both.group_by(keys).aggregate(**{name: both[name].sum() for name in PART_COLUMNS})
        return sums.filter(
            (sums.before_numerator != sums.after_numerator) | (sums.before_denominator != sums.after_denominator)
        )

    def count_moved_contacts(self, differing: ir.Table, first: int) -> Mapping[GroupKey, MovedCounts]:
        """Count the contacts that differ by group, and give the ``first`` of each."""
        asked = self._context.group_columns
        signs = {
            "changed": ibis.literal(True),
            "entered": differing.after_denominator > differing.before_denominator,
            "left": differing.after_denominator < differing.before_denominator,
            "gained": differing.after_numerator > differing.before_numerator,
            "lost": differing.after_numerator < differing.before_numerator,
        }
        sums = differing.group_by(asked) if asked else differing
        counts = self._context.engine.fetch(
            sums.aggregate(**{name: differing.count(where=sign) for name, sign in signs.items()})
        ).to_pylist()
        order = ibis.window(group_by=asked or None, order_by=list(CONTACT_COLUMNS))
        ranked = differing.mutate(place=ibis.row_number().over(order))
        shown = self._context.engine.fetch(ranked.filter(ranked.place < first).order_by([*asked, "place"]))
        members: dict[GroupKey, list[MovedContact]] = {}
        for row in shown.to_pylist():
            members.setdefault(tuple(row[name] for name in asked), []).append(_build_moved_contact(row))
        found = {}
        for row in counts:
            group = tuple(row[name] for name in asked)
            found[group] = MovedCounts(**{name: row[name] for name in signs}, first=tuple(members.get(group, ())))
        return found

    def list_differing_contacts(self, differing: ir.Table) -> pa.Table:
        """Return every contact that differs, in order: groups, contact, parts."""
        names = [
            *(name for name in self._context.group_columns if name != "organisation"),
            *CONTACT_COLUMNS,
            *PART_COLUMNS,
        ]
        return self._context.engine.fetch(differing.select(*names).order_by(self._alone.group_columns), many=True)


def _build_moved_contact(row: Mapping[str, Any]) -> MovedContact:
    before, after = (tuple(row[name] for name in names) for names in (PART_COLUMNS[:2], PART_COLUMNS[2:]))
    return MovedContact(organisation=row["organisation"], contact_id=row["contact_id"], before=before, after=after)
