"""What the sums of an indicator are made in: the engine, the store, the groups and periods asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir

from filiere.contacts.engines import Engine
from filiere.contacts.indicator_rows import GROUP_NAMES, PeriodInterval
from filiere.contacts.periods import Periods


class StoreFiles(Protocol):
    """What a measure reads of a store: the Parquet files of each table, the time zones that its rows name, and the
    zone of rows that name none."""

    @property
    def zone(self) -> str: ...
    def zones(self) -> Sequence[str]: ...
    def files(self, table: str) -> Sequence[Path]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What sums are made in: the engine, the store, the groups and the interval asked, and the day it is.

    ``today`` is only for targets that a definition takes as they are today; None where nobody said. ``part`` asks
    for sums of the shorter periods within each period, for the mean of their ratios: rows then have a ``part`` too.
    ``kept`` is for what measures share, such as the hours of opening laid out once.
    """

    engine: Engine
    store: StoreFiles
    periods: Periods
    by: tuple[str, ...] = ()
    interval: PeriodInterval = "all"
    today: date | None = None
    part: PeriodInterval | None = None
    kept: dict[Any, Any] = field(default_factory=dict)

    def table(self, name: str) -> ir.Table:
        """Return a stored table, canonical or derived; without rows when the store has none."""
        return self.engine.read(name, self.store.files(name))

    @property
    def keys(self) -> list[str]:
        """What sums are grouped by: the groups asked, in their published order, the period, and its part if any."""
        return [*self.group_columns, "period", *(["part"] if self.part else [])]

    @property
    def group_columns(self) -> list[str]:
        """The groups asked, in their published order."""
        return [name for name in GROUP_NAMES if name in self.by]

    @property
    def is_undivided(self) -> bool:
        """Whether there is but one period, without parts: nothing has then to be shared out over several."""
        return self.interval == "all" and self.part is None

    def groups(self, table: ir.Table) -> Mapping[str, ir.StringValue]:
        """Return the groups asked, as columns; unknown for those that the table does not have."""
        return {name: table[name] if name in table.columns else ibis.null("string") for name in self.group_columns}

    def place_moment(self, moment: ir.IntegerValue, zone: ir.StringValue | None) -> Mapping[str, ir.IntegerValue]:
        """Return the period of instants, and the part of it when parts are asked for, as columns."""
        found = {"period": self.periods.start(moment, zone, self.interval)}
        return found if self.part is None else found | {"part": self.periods.start(moment, zone, self.part)}
