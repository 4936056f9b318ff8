"""Where the sums are done: DuckDB in memory by default, Spark by one setting, both through Ibis.

Every expression of this package is whole numbers, comparisons, groups, joins and windows, which mean the same thing on
both engines. Results come back by Arrow: through pandas, a column of whole numbers with one unknown would come back as
floats, and a sum of microseconds of a year does not fit in one.
"""

import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import duckdb
import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from filiere.contacts.schema import LINEAGE, TABLES
from filiere.contacts.spark_session import start_spark_session
from filiere.core import Fault, Faults, Text

EngineName = Literal["duckdb", "spark"]

INTERPRETER_BYTES = 256_000_000
"""Bytes that Python, Ibis, Arrow and NumPy hold once they are at work; a quarter of the memory where it is less."""

# Few rows are copied: see :meth:`Engine.fetch`.
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result", category=UserWarning)

_DISABLED_OPTIMIZERS = "partial_aggregate_pushdown"
"""DuckDB 2 sums before it joins by writing each sum out over the rows joined: what thirty sums have in common it then
seeks for half a second of processor, whatever the rows. A unit has one row of hours, so that nothing is joined less."""

_COLUMN_TYPES = {"time": "int64", "count": "int64", "number": "float64", "flag": "boolean"}
_LINEAGE_TYPES = {"raw_line": "int64", "precision_us": "int64"}
_DERIVED = {"called_back_us": "int64", "handle_us": "int64", "talk_us": "int64"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """Which engine, and what it may take of the machine.

    ``memory`` is what the process may hold before DuckDB writes to disk, such as ``1GB``: of it, DuckDB is given what
    the interpreter does not need (None: its own rule, four fifths of the machine); ``threads`` None is every core;
    ``scratch`` is where it writes, a temporary folder when None. ``master`` is Spark's, such as ``local[2]`` or
    ``spark://host:7077``.
    """

    name: EngineName = "duckdb"
    master: str = "local[*]"
    memory: str | None = None
    threads: int | None = None
    scratch: Path | None = None


@dataclass(slots=True, kw_only=True)
class Engine:
    """An open engine: reads Parquet as Ibis tables, and fetches results as Arrow."""

    settings: EngineSettings
    connection: Any
    _views: dict[tuple[str, tuple[Path, ...]], ir.Table] = field(default_factory=dict)
    _named: int = 0
    _held: list[str] = field(default_factory=list)

    @property
    def local(self) -> bool:
        """Whether rows are in this process, so that NumPy can work on them without a copy over a network."""
        return self.settings.name == "duckdb"

    @property
    def threads(self) -> int:
        """How many threads may work at once, where rows are in this process."""
        return self.settings.threads or os.cpu_count() or 1

    def read(self, table: str, files: Sequence[Path]) -> ir.Table:
        """Return stored files as one table; one of the right columns and no rows when there are no files."""
        key = (table, tuple(files))
        if key not in self._views:
            self._views[key] = self._read(table, files) if files else self.make_table(build_empty_table(table))
        return self._views[key]

    def _read(self, table: str, files: Sequence[Path]) -> ir.Table:
        name = f"{table}_{len(self._views)}"
        if self.local:
            self._view(name, files)
            return self.connection.table(name)
        frame = self.connection._session.read.parquet(*map(str, files))
        frame.createOrReplaceTempView(name)
        return self.connection.table(name)

    @contextmanager
    def restrict_files(self, table: str, files: Sequence[Path], to: Sequence[Path]) -> Iterator[None]:
        """For the time of a ``with``, let the table of ``files`` have the rows of some of them only.

        One expression can then be run file after file, without being made anew: DuckDB alone does it.
        """
        name = self.read(table, files).get_name()
        self._view(name, to)
        try:
            yield
        finally:
            self._view(name, files)

    def _view(self, name: str, files: Sequence[Path]) -> None:
        listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
        # The organisation and the month are columns of the files already: the folders must not add them again.
        source = f"read_parquet([{listed}], hive_partitioning = false)"
        self.connection.con.execute(f'CREATE OR REPLACE VIEW "{name}" AS SELECT * FROM {source}')  # noqa: S608

    def cells(self, file: Path) -> ir.Table:
        """Return the cells of a cube, where they are in this process."""
        return self.connection.read_parquet(file)

    def blocks(self, query: str) -> Iterator[Mapping[str, npt.NDArray[Any]]]:
        """Run a compiled query in this process, and give its columns for NumPy, none of which has an unknown, some ten
        thousand rows at a time."""
        # Read whole and not as a stream: threads that wait for each other's blocks would wait busily.
        for batch in self.connection.con.sql(query).to_arrow_table().to_batches():
            yield {name: batch[name].to_numpy() for name in batch.schema.names}

    def name_expression(self, name: str, expression: ir.Table) -> ir.Table:
        """Return an expression under a name of its own, so that what is made of it need not write it out again.

        DuckDB puts a view in the place of its name before it plans, and so reads nothing twice nor apart; what it saves
        is the translation of the expression, which takes longer than the sums themselves where rows are few. Whoever
        asks keeps ``expression`` for as long as the name is used: it may hold rows made in Python.
        """
        if not self.local:
            return expression
        self._named += 1
        return self._create("VIEW", f"{name}_named_{self._named}", expression)

    def hold_rows(self, name: str, expression: ir.Table) -> ir.Table:
        """Return the rows of an expression, computed once and kept until :meth:`holding` ends, for what reads them more
        than once. DuckDB writes them to disk where they are more than its memory; Spark computes them each time.
        """
        if not self.local:
            return expression
        self._named += 1
        self._held.append(f"{name}_held_{self._named}")
        return self._create("TEMP TABLE", self._held[-1], expression)

    def _create(self, kind: str, name: str, expression: ir.Table) -> ir.Table:
        """Make a view or a table of an expression, and return it with the types that Ibis declares.

        Ibis would copy the translation to write it, and ask DuckDB what columns it has made.
        """
        connection = self.connection
        # No expression of this package has functions of its own to be told of, only rows made in Python.
        connection._register_in_memory_tables(expression)
        schema = ibis.schema({each: kept.copy(nullable=True) for each, kept in expression.schema().items()})
        # DuckDB adds whole numbers up to one of twice the bytes, which Ibis would take for a decimal.
        write_type = connection.compiler.type_mapper.to_string
        columns = ", ".join(f'CAST("{each}" AS {write_type(kept)}) AS "{each}"' for each, kept in schema.items())
        query = f'CREATE {kind} "{name}" AS SELECT {columns} FROM ({connection.compile(expression)})'  # noqa: S608
        connection.con.execute(query)
        return ops.DatabaseTable(name, schema=schema, source=connection).to_expr()

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Let go, at the end of a ``with``, of what was held within it."""
        before = len(self._held)
        try:
            yield
        finally:
            while len(self._held) > before:
                # What Ibis 12 writes to drop a temporary table, DuckDB 2 does not read.
                self.connection.raw_sql(f'DROP TABLE "{self._held.pop()}"')

    def make_table(self, rows: pa.Table) -> ir.Table:
        """Return rows made in Python, a few thousand at most, as a table that joins with stored ones."""
        return ibis.memtable(rows)

    def fetch(self, expression: ir.Table, *, many: bool = False) -> pa.Table:
        """Compute a table and return it as Arrow, its columns of the types that Ibis declares.

        ``many`` is said of rows that may be as many as those of the store: DuckDB then makes them Arrow as it finds
        them. Otherwise it need not bind the question twice, a third of what it takes to answer a small one.
        """
        self.connection._register_in_memory_tables(expression)
        query = self.connection.compile(expression)
        if not self.local:
            arrow = self.connection._session.sql(query).toArrow()
        elif many:
            arrow = self.connection.con.sql(query).to_arrow_table()
        else:
            arrow = self.connection.con.execute(query).to_arrow_reader().read_all()
        return arrow.cast(expression.schema().to_pyarrow())


@contextmanager
def open_engine(settings: EngineSettings | None = None) -> Iterator[Engine]:
    """Open an engine for the time of a ``with``; Spark's process and DuckDB's scratch files go with it.

    Raises :class:`~filiere.core.Faults` where Spark is asked for and cannot start
    (:mod:`filiere.contacts.spark_session`), and where what is asked takes more memory than DuckDB was given.
    """
    chosen = settings or EngineSettings()
    # DuckDB merges selects within selects by itself; Ibis takes a third of a translation to do it first. Spark analyses
    # fewer of them faster. The option is one for the process, where the engine opened last decides: time alone differs.
    ibis.options.sql.fuse_selects = chosen.name == "spark"
    with TemporaryDirectory(prefix="filiere-contacts-", dir=chosen.scratch) as scratch:
        if chosen.name == "spark":
            session = start_spark_session(chosen.master, scratch)
            try:
                yield Engine(settings=chosen, connection=ibis.pyspark.connect(session))
            finally:
                session.stop()
            return
        options: dict[str, Any] = {
            "temp_directory": scratch,
            "preserve_insertion_order": False,
            "disabled_optimizers": _DISABLED_OPTIMIZERS,
        }
        if chosen.memory is not None:
            options["memory_limit"] = chosen.memory
        if chosen.threads is not None:
            options["threads"] = chosen.threads
        connection = ibis.duckdb.connect(**options)
        try:
            if chosen.memory is not None:
                _leave_room(connection.con)
            yield Engine(settings=chosen, connection=connection)
        except duckdb.OutOfMemoryException:
            raise Faults([_too_little_memory_fault(chosen.memory)]) from None
        finally:
            connection.disconnect()


def _leave_room(connection: Any) -> None:
    """Let DuckDB have less than the memory it was given, by what the interpreter and its libraries hold beside it."""
    (given,) = connection.execute("SELECT parse_formatted_bytes(current_setting('memory_limit'))").fetchone()
    connection.execute(f"SET memory_limit = '{given - min(INTERPRETER_BYTES, given // 4)} B'")


def _too_little_memory_fault(limit: str | None) -> Fault:
    given = limit or Text(fr="celle de la machine", en="the machine’s")
    fr, en = (given, given) if isinstance(given, str) else (given.fr, given.en)
    return Fault(
        code="memory-limit",
        message=Text(
            fr=f"La mémoire accordée au calcul ({fr}) ne suffit pas.",
            en=f"The memory allotted to the computation ({en}) is not enough.",
        ),
        remedy=Text(
            fr="Donnez-en davantage par « --memory-limit », ou comptez par périodes plus longues.",
            en="Allow more with “--memory-limit”, or use longer periods.",
        ),
    )


def stored_columns(table: str) -> Mapping[str, str]:
    """Return the stored columns of a canonical table, or of the derived ``contact``, with their Ibis types."""
    known = TABLES["contact_leg" if table == "contact" else table]
    types = {column.stored_name: _COLUMN_TYPES.get(column.kind, "string") for column in known.columns}
    if known.name == "contact_leg":
        types |= _DERIVED
    return types | {name: _LINEAGE_TYPES.get(name, "string") for name in LINEAGE}


def build_empty_table(table: str) -> pa.Table:
    """Return a stored table without rows, its columns typed."""
    return ibis.schema(dict(stored_columns(table))).to_pyarrow().empty_table()


@cache
def read_file_span(path: Path, columns: tuple[str, ...]) -> tuple[int, int] | None:
    """Return the first and last value of instants in a stored file; None when there are none.

    Read from the statistics in the footer, a few milliseconds and no row; a stored file never changes.
    """
    found: list[int] = []
    footer = pq.read_metadata(path)
    for group in range(footer.num_row_groups):
        for index in range(footer.num_columns):
            column = footer.row_group(group).column(index)
            if column.path_in_schema in columns and column.statistics and column.statistics.has_min_max:
                found += (column.statistics.min, column.statistics.max)
    return (min(found), max(found)) if found else None


def read_files_span(files: Sequence[Path], columns: Sequence[str]) -> tuple[int, int] | None:
    """Return the first and last value of instants in stored files; None when there are none."""
    found = [both for path in files if (both := read_file_span(path, tuple(columns)))]
    return (min(first for first, _ in found), max(last for _, last in found)) if found else None
