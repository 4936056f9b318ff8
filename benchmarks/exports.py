"""What writing the register of figures takes in each format, in processor time and in memory.

Each format is written by a process of its own, which has written it once before and then writes it again: the time is
that of the second, the memory what its peak rose by since the table was built. Parquet is also written as it was before
columns were the parameters of one statement: by one statement a row. Target: Parquet in 300 ms. Results go to
``benchmarks/exports.md``.
"""

import multiprocessing
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TARGET = 300.0
BY_ROWS = "parquet, by one statement a row, as before"


def write_by_rows(table: Any, lang: Any) -> bytes:
    """Write a Parquet file as it was written before."""
    import duckdb

    from filiere.publication.table_model import rows_as_lists
    from filiere.publication.table_writers import _SQL_TYPES, _parquet_cell

    columns = ", ".join(f'"{column.key}" {_SQL_TYPES[column.kind]}' for column in table.columns)
    marks = ", ".join("?" for _ in table.columns)
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(f"CREATE TABLE data ({columns})")
        rows = [[_parquet_cell(cell, lang) for cell in cells] for cells in rows_as_lists(table, lang)]
        connection.executemany(f"INSERT INTO data VALUES ({marks})", rows)  # noqa: S608 - only "?" is put in.
        path = Path(folder) / "table.parquet"
        connection.execute(f"COPY data TO '{path}' (FORMAT parquet)")
        return path.read_bytes()


def peak_megabytes() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(name: str, answers: Any) -> None:
    """Write the register in one format, twice; tell rows, bytes, milliseconds and megabytes."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "filiere.site.settings"}
    from filiere.site.django_startup import start_django

    start_django()
    from filiere.publication import WRITERS
    from filiere.site.kit.exported_tables import TableRequest, build_table
    from filiere.site.observatory.figure_register import shipped_register

    table = build_table("register", TableRequest("fr", content=shipped_register()))
    writers: dict[str, Callable[[Any, Any], bytes]] = {**WRITERS, BY_ROWS: write_by_rows}
    before = peak_megabytes()
    writers[name](table, "fr")
    start = time.process_time()
    content = writers[name](table, "fr")
    answers.put((len(table.rows), len(content), 1000 * (time.process_time() - start), peak_megabytes() - before))


def main() -> int:
    """Print the table and keep it; the status is 1 when the target is missed."""
    context = multiprocessing.get_context("spawn")
    found: dict[str, tuple[int, int, float, float]] = {}
    with tempfile.TemporaryDirectory() as home:
        os.environ["FILIERE_HOME"] = home
        for name in ("csv", "json", "xlsx", "parquet", BY_ROWS):
            answers = context.SimpleQueue()
            process = context.Process(target=measure, args=(name, answers))
            process.start()
            found[name] = answers.get()
            process.join()
    lines = [
        "# Results of `./dev bench exports`",
        "",
        f"{date.today()} · the register of figures, {found['csv'][0]} rows · Python {platform.python_version()}, "
        f"{os.cpu_count()} cores",
        "",
        "| Format | Bytes | CPU ms | Memory, MB |",
        "|---|---:|---:|---:|",
        *(f"| {name} | {size:,} | {spent:.0f} | {more:.0f} |" for name, (_, size, spent, more) in found.items()),
        "",
        f"Goal: Parquet in {TARGET:.0f} ms or less; {'met' if found['parquet'][2] <= TARGET else 'missed'}.",
    ]
    print("\n".join(lines))
    (HERE / "exports.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0 if found["parquet"][2] <= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
