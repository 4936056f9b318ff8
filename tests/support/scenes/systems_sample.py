"""Stores made from files of contact-centre systems, for tests, as a user would make them."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from filiere.contacts.definitions import load_set
from filiere.contacts.importing.import_job import ImportResult, import_file
from filiere.contacts.importing.sources import find_source
from filiere.contacts.indicator_rows import IndicatorRow
from filiere.contacts.indicators import compute_indicators
from filiere.contacts.store import Store

FIXTURES = Path(__file__).parents[2] / "contacts" / "importing" / "systems" / "fixtures"
TODAY = "2026-11-26"
US = 1_000_000


def brought(
    folder: Path, content: Path | str | bytes, system: str, *, name: str = "export", **options: Any
) -> ImportResult:
    """Import a file, or a text as a file of that name, to the store at ``folder``, made if need be in Europe/Paris."""
    if not (folder / "store.json").exists():
        Store.create(folder, zone="Europe/Paris")
    if not isinstance(content, Path):
        data = content.encode() if isinstance(content, str) else content
        content = folder / name
        content.write_bytes(data)
    options = {"organisation": "fictive", "today": TODAY} | options
    done = import_file(folder, content, find_source(system), **options)
    assert_even(done)
    return done


def assert_even(done: ImportResult) -> None:
    """Every row has one verdict, and every raw record is a row, refused or unused."""
    for table in done.report["tables"].values():
        verdicts = ("accepted", "repaired", "rejected", "duplicates", "superseded")
        assert table["rows"] == sum(table[one] for one in verdicts)
        assert table["reconciles"]


def rows_of(folder: Path, table: str) -> list[dict[str, Any]]:
    """The rows in force of a table of a store."""
    files = Store.open(folder).files(table)
    return [row for file in files for row in pq.read_table(file, partitioning=None).to_pylist()]


def legs_of(folder: Path) -> Iterator[dict[str, Any]]:
    """The legs in force, in order of contact and rank."""
    yield from sorted(rows_of(folder, "contact_leg"), key=lambda row: (row["contact_id"], row["leg"]))


def command(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the command line of Filière in English."""
    return subprocess.run(
        [sys.executable, "-m", "filiere", *words], capture_output=True, text=True, check=False, timeout=300
    )


def figures(folder: Path, *keys: str) -> dict[str, IndicatorRow]:
    """The indicators asked of ``common-v1``, over all of a store, by key.

    They are computed here and alone: the command, whose own tests are in tests/cli, would start and compute all fifty.
    """
    common = load_set("common-v1")
    asked = common.model_copy(update={"indicators": tuple(one for one in common.indicators if one.key in keys)})
    return {row.indicator: row for row in compute_indicators(Store.open(folder), [asked])}
