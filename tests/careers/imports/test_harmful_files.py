"""Files made to bring a reader down: a cell, or lists in lists, without end, lines of nothing. Each is a fault."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from filiere.careers.imports.delivery import open_delivery
from filiere.careers.imports.release_file import FORMAT, MOST_LINES, read_release_file
from filiere.careers.imports.tables import list_tables
from filiere.careers.titles.title_files import read_titles
from filiere.core import Faults

_LONG = "x" * 200_000
_DEEP = b"[" * 100_000 + b"\n"
_HEADER = json.dumps({"format": FORMAT, "sha256": hashlib.sha256(_DEEP).hexdigest()}).encode() + b"\n"


def make_parquet_without_names() -> bytes:
    """A Parquet file whose only column is named by bytes that are no text."""
    content = io.BytesIO()
    pq.write_table(pa.table({"title": ["conseiller"]}), content)
    return content.getvalue().replace(b"title", b"\xe4itle")


def read_tables(path: Path) -> None:
    """Head the tables of a file as an import does."""
    with open_delivery(path) as delivery:
        _, faults = list_tables(delivery.members)
    if faults:
        raise Faults(faults)


@pytest.mark.parametrize(
    ("name", "content", "read", "code"),
    [
        ("titles.csv", f"id,label\n1,{_LONG}\n".encode(), read_titles, "import-csv-broken"),
        ("head.csv", f"{_LONG},label\n1,2\n".encode(), read_tables, "import-csv-broken"),
        ("names.parquet", make_parquet_without_names(), read_tables, "import-not-a-table"),
        ("deep.jsonl.gz", gzip.compress(_HEADER + _DEEP), read_release_file, "release-unreadable"),
        ("empty.jsonl.gz", gzip.compress(b"\n" * (MOST_LINES + 1)), read_release_file, "release-too-many-lines"),
    ],
)
def test_a_harmful_file_is_a_fault(
    tmp_path: Path, name: str, content: bytes, read: Callable[[Path], Any], code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Faults) as raised:
        read(path)
    assert [one.code for one in raised.value.faults] == [code]
