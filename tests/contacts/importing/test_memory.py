"""A file four times the memory of the database engine goes in whole, within bounds that do not grow with it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.scenes.contacts_sample import TODAY, legs

from filiere.contacts.importing.canonical_sources import CanonicalCsv
from filiere.contacts.importing.import_job import import_file
from filiere.contacts.store import Store
from filiere.core import Faults

MEBIBYTE = 1 << 20
LIMIT = 96 * MEBIBYTE

IMPORT = """
import json, resource, sys
from pathlib import Path
from filiere.contacts.importing.canonical_sources import CanonicalCsv
from filiere.contacts.importing.import_job import import_file

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

store, file, today, chunk = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
before = peak()
done = import_file(store, file, CanonicalCsv(), today=today, memory_limit=sys.argv[5], chunk=chunk)
print(json.dumps({"report": done.report, "grown": peak() - before}))
"""


def write(file: Path, size: int, *, customer: str = "client-") -> int:
    """Write a canonical CSV of legs of at least ``size`` bytes, in the order of arrival; return how many legs.

    One contact in ten has two legs; keys of customers begin with ``customer``.
    """
    header, line = legs({"customer_key": f"{customer}1"}).splitlines()
    parts = line.split("c1,1,", 1)[1]
    count = size // len(line) + 1
    with file.open("w", encoding="utf-8") as stream:
        stream.write(header + "\n")
        for rank in range(count):
            second = rank % 86_400
            day = 1 + rank // 86_400
            moment = f"2026-03-{day:02}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"
            changed = parts.replace("2026-03-02T09:00:00+01:00", moment, 1).replace(
                f"{customer}1", f"{customer}{rank % 9973}"
            )
            second_leg = rank % 11 == 10
            stream.write(f"c{rank - second_leg},{1 + second_leg},{changed}\n")
    return count


@pytest.mark.engines
def test_a_file_of_four_times_the_memory_limit(tmp_path: Path) -> None:
    """96 MiB for the engine, a file of 384: every row is in the store, and the process never grew by the file."""
    file = tmp_path / "legs.csv"
    # An import costs by its rows, and the memory that it must not take is that of the bytes: the rows are wide.
    rows = write(file, 4 * LIMIT, customer="client fictif " * 20)
    assert file.stat().st_size >= 4 * LIMIT
    Store.create(tmp_path / "store", zone="Europe/Paris")
    done = subprocess.run(
        [sys.executable, "-c", IMPORT, str(tmp_path / "store"), str(file), TODAY, "25000", "96MiB"],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    table = found["report"]["tables"]["contact_leg"]
    assert (table["rows"], table["accepted"], table["reconciles"]) == (rows, rows, True)
    store = Store.open(tmp_path / "store")
    assert store.rows("contact_leg") == rows
    assert store.rows("contact") == rows - rows // 11
    print(f"a file of {file.stat().st_size >> 20} MiB, {found['grown'] >> 20} MiB more than before the import")
    # The engine's 96 MiB, and what Arrow and Python hold of one chunk of twenty-five thousand rows.
    assert found["grown"] < 2.5 * LIMIT


def test_too_little_memory_is_told_and_the_reading_is_kept(tmp_path: Path) -> None:
    """The store is unchanged, and the same import with more memory goes on from what was read."""
    file = tmp_path / "legs.csv"
    write(file, 16 * MEBIBYTE)
    store = Store.create(tmp_path / "store", zone="Europe/Paris")
    with pytest.raises(Faults) as refused:
        import_file(store.folder, file, CanonicalCsv(), today=TODAY, memory_limit="12MiB", chunk=2_000)
    assert refused.value.faults[0].code == "memory-limit"
    assert Store.open(store.folder) == store
    done = import_file(store.folder, file, CanonicalCsv(), today=TODAY, chunk=2_000)
    assert done.report["tables"]["contact_leg"]["reconciles"]
