"""The database engine at work on a delivery: one connection in memory, with a bounded appetite.

What does not fit goes to a folder of the staging area and leaves with it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY_LIMIT = "1GB"
ROW_GROUP_ROWS = 250_000
"""Rows of a row group of the store, where memory allows; each is held whole while it is written."""
ROW_BYTES = 4_000
MEMORY_FOR_TWO_THREADS = 128 << 20
"""Memory from which two threads sort: each holds blocks of its own. Under 96 MiB a large sort fails with one."""
BLANK_CHARACTERS = " \t\r\n\v\f\u00a0\u2007\u202f\u2003\u2009\u200b\ufeff"
"""Spaces that a text may begin or end with by accident, those of French typography and the invisible among them."""

# The forms of a clean cell. A cast is more tolerant than they are, and so they are tested first. Their digits are
# written out, since those of other scripts are digits to Python and not to the database engine.
TIME_PATTERN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])"
COUNT_PATTERN = r"[0-9]{1,15}"
NUMBER_PATTERN = r"-?[0-9]{1,12}(\.[0-9]{1,6})?"
MONTH_PATTERN = r"[0-9]{4}-(0[1-9]|1[0-2])"
DAY_PATTERN = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLOCK_PATTERN = r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00"

FIRST_US = 0
LAST_US = 4_102_444_800_000_000
"""Instants from 1970 to the end of 2099: an earlier or later one is a null date of some system, or a slip of a year."""

_MACROS = f"""
CREATE MACRO instant(c) AS CASE WHEN regexp_full_match(c, '{TIME_PATTERN}')
    THEN epoch_us(TRY_CAST(c AS TIMESTAMPTZ)) END;
CREATE MACRO step(c) AS CASE WHEN strpos(c, '.') = 0 THEN 1000000
    ELSE CAST(pow(10, 6 - (length(c) - strpos(c, '.') - CASE WHEN c LIKE '%Z' THEN 1 ELSE 6 END)) AS BIGINT) END;
"""


@contextmanager
def open_database(temporary: Path, *, memory_limit: str = MEMORY_LIMIT) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection in memory; what exceeds ``memory_limit`` goes to ``temporary``."""
    temporary.mkdir(parents=True, exist_ok=True)
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "threads": 2,
        "temp_directory": str(temporary),
    }
    connection = duckdb.connect(":memory:", config=settings)
    try:
        # An instant without offset must never take that of the machine.
        connection.execute("SET TimeZone = 'UTC'")
        # Its own bar would be drawn on the standard output, in the midst of what a command prints there.
        connection.execute("SET enable_progress_bar = false")
        connection.execute(_MACROS)
        limit = _memory_limit_bytes(connection)
        if limit < MEMORY_FOR_TWO_THREADS:
            connection.execute("SET threads = 1")
        connection.execute("SET VARIABLE row_group = ?", [min(ROW_GROUP_ROWS, max(2_048, limit // ROW_BYTES))])
        yield connection
    finally:
        connection.close()


def rows_per_group(connection: duckdb.DuckDBPyConnection) -> int:
    """Return how many rows a row group may have under the memory limit of a connection."""
    (rows,) = connection.execute("SELECT getvariable('row_group')").fetchone() or (None,)
    return int(rows or ROW_GROUP_ROWS)


def _memory_limit_bytes(connection: duckdb.DuckDBPyConnection) -> int:
    """Return the memory limit of a connection, which the engine writes as in ``953.6 MiB``."""
    (limit,) = connection.execute("SELECT current_setting('memory_limit')").fetchone() or ("0 bytes",)
    amount, unit = limit.split()
    return int(float(amount) * 1024 ** ("bytes", "KiB", "MiB", "GiB", "TiB").index(unit))


def quote_identifier(identifier: str) -> str:
    """Quote an identifier for SQL."""
    return '"' + identifier.replace('"', '""') + '"'


def quote_text(value: str) -> str:
    """Quote a string for SQL."""
    return "'" + value.replace("'", "''") + "'"


def list_identifiers(names: Iterable[str], *, prefix: str = "") -> str:
    """Return identifiers set apart by commas."""
    return ", ".join(prefix + quote_identifier(name) for name in names)


def parquet_sql(paths: Sequence[Path], *, places: bool = False) -> str:
    """Return the SQL of Parquet files that are parts of one table; ``places`` adds the columns ``filename`` and
    ``file_row_number``, which say where a row stands."""
    # The engine takes "ok[1].parquet" for a pattern; a pattern character between square brackets stands for itself.
    files = ", ".join(quote_text(re.sub(r"[\[*?]", lambda found: f"[{found[0]}]", str(path))) for path in paths)
    # A folder named "month=2026-03" would otherwise add a column "month".
    placed = ", filename=true, file_row_number=true" if places else ""
    return f"read_parquet([{files}], union_by_name=true, hive_partitioning=false{placed})"


def same_values_sql(left: str, right: str, columns: Iterable[str]) -> str:
    """Return the SQL that says whether two rows have the same values in ``columns``, unknown equal to unknown."""
    return " AND ".join(
        f"{left}.{quote_identifier(one)} IS NOT DISTINCT FROM {right}.{quote_identifier(one)}" for one in columns
    )
