"""Small made-up stores for the tests of measures: rows given by hand, kept as Parquet, read by an engine."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from support.scenes.shared_engine import share_engine

from filiere.contacts.definitions import load_set
from filiere.contacts.definitions.choices import Choices
from filiere.contacts.definitions.records import Indicator
from filiere.contacts.engines import EngineSettings, open_engine, stored_columns
from filiere.contacts.indicator_rows import PeriodInterval
from filiere.contacts.measures import MEASURES
from filiere.contacts.measures.base import Context
from filiere.contacts.periods import Periods

PARIS = "Europe/Paris"
HOUR = 3_600_000_000
_ORIGIN = datetime(1970, 1, 1, tzinfo=UTC)
type Rows = Sequence[Mapping[str, Any]]


def us(words: str, zone: str = PARIS) -> int:
    """Microseconds UTC of a local time."""
    return (datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone)) - _ORIGIN) // timedelta(microseconds=1)


def stored(table: str, rows: Rows) -> pa.Table:
    """Return rows as the store keeps them: an ``…_at`` given as local time of Paris, blanks where nothing is given.

    ``organisation`` is ``centre`` and ``zone`` that of Paris unless a row says otherwise.
    """
    columns = stored_columns(table)
    made: list[dict[str, Any]] = []
    for row in rows:
        whole: dict[str, Any] = {**dict.fromkeys(columns), "organisation": "centre", "zone": PARIS}
        for name, value in row.items():
            if name.endswith("_at"):
                name, value = f"{name.removesuffix('_at')}_us", us(value) if value else None
            assert name in columns, name
            whole[name] = value
        made.append(whole)
    return pa.Table.from_pylist(made, schema=ibis.schema(dict(columns)).to_pyarrow())


@dataclass
class SampleStore:
    """The files of a store, and nothing else of it."""

    folder: Path
    zone: str = PARIS
    kept: dict[str, list[Path]] = field(default_factory=dict)

    def files(self, table: str) -> list[Path]:
        """The Parquet files of a table."""
        return self.kept.get(table, [])

    def zones(self) -> tuple[str, ...]:
        """The zones that its rows name."""
        return (self.zone,)


@contextmanager
def context_of(
    tables: Mapping[str, Rows],
    *,
    by: tuple[str, ...] = (),
    interval: PeriodInterval = "all",
    zones: tuple[str, ...] = (PARIS,),
    span: tuple[str, str] | None = None,
    settings: EngineSettings | None = None,
) -> Iterator[Context]:
    """Open a store of these rows; ``span`` is the first and last local time of the data, found in them otherwise."""
    with TemporaryDirectory(prefix="filiere-sample-") as folder:
        store = SampleStore(Path(folder))
        moments: list[int] = []
        for name, rows in tables.items():
            arrow = stored(name, rows)
            path = Path(folder) / f"{name}.parquet"
            pq.write_table(arrow, path)
            store.kept[name] = [path]
            moments += (
                value
                for column in arrow.column_names
                if column.endswith("_us") and column not in {"precision_us", "handle_us", "talk_us"}
                for value in arrow[column].to_pylist()
                if value is not None
            )
        first, last = (us(one) for one in span) if span else (min(moments, default=0), max(moments, default=0))
        with open_engine(settings) if settings else share_engine() as engine:
            yield Context(
                engine=engine,
                store=store,
                periods=Periods(zones=zones, default=PARIS, first_us=first, last_us=last),
                by=by,
                interval=interval,
            )


def indicator(
    measure: str, *, channel: Any = None, choices: Mapping[str, Any] | None = None, **parts: Any
) -> Indicator:
    """Return an indicator by the choices of ``common-v1``, save those given; of a choice of parts, the parts given."""
    whole = load_set("common-v1").choices.model_dump()
    for name, value in (choices or {}).items():
        whole[name] = {**whole[name], **value} if isinstance(value, dict) else value
    made = Indicator(key=measure, measure=measure, title={"fr": measure, "en": measure}, channel=channel, **parts)
    return made.with_choices(Choices.model_validate(whole))


def sums_of(context: Context, asked: Indicator) -> list[dict[str, Any]]:
    """Return the sums of an indicator, its periods by their labels, sorted."""
    found = context.engine.fetch(MEASURES[asked.measure].sums(context, asked)).to_pylist()
    labelled = [{**one, "period": context.periods.label(one["period"], context.interval)} for one in found]
    return sorted(labelled, key=lambda one: [str(one[name]) for name in context.keys])


def total(context: Context, asked: Indicator) -> tuple[int, int, int]:
    """Return numerator, denominator and n of an indicator that has one row; zeros when it has none."""
    rows = sums_of(context, asked)
    assert len(rows) <= 1, rows
    return tuple(rows[0][name] for name in ("numerator", "denominator", "n")) if rows else (0, 0, 0)  # type: ignore[return-value]


def left_out(context: Context, asked: Indicator) -> dict[str, int]:
    """Return how many observations an indicator leaves out, by reason."""
    table = MEASURES[asked.measure].exclusions(context, asked)
    return {} if table is None else {one["reason"]: one["n"] for one in context.engine.fetch(table).to_pylist()}
