"""What holds of every importer of a system, shown on the made-up file of each."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.scenes.systems_sample import FIXTURES, TODAY, assert_even, brought, rows_of

from filiere.contacts.importing.delivered_file import DeliveredFile
from filiere.contacts.importing.import_job import import_file
from filiere.contacts.importing.protocol import Source, SourceContext, SourceItem
from filiere.contacts.importing.sources import find_source
from filiere.contacts.schema import TABLES
from filiere.contacts.store import Store

SYSTEMS = {
    "asterisk": "asterisk.queue_log",
    "amazon-connect": "amazon-connect.jsonl",
    "genesys": "genesys.json",
    "zendesk": "zendesk.json",
    "chatwoot": "chatwoot.json",
    "vcon": "conversations.vcon.json",
    "xes": "process.xes",
}


class Killed(BaseException):
    """Stands for the end of the process."""


class Stopping:
    """A source that is killed after some items."""

    mapping_sha256 = None

    def __init__(self, real: Source, items: int) -> None:
        self.name, self._real, self._items = real.name, real, items

    def read(self, file: DeliveredFile, context: SourceContext) -> Iterator[SourceItem]:
        """Yield what the source yields, and stop at once."""
        for rank, item in enumerate(self._real.read(file, context)):
            if rank == self._items:
                raise Killed
            yield item


def content(folder: Path) -> dict[str, list[list[Any]]]:
    """The rows in force of every table, without the hashes of people, whose key is each store's own, or the file's."""
    people = {column.stored_name for table in TABLES.values() for column in table.columns if column.kind == "key"}
    left_out = people | {"delivery"}
    return {
        table: sorted(
            [str(value) for name, value in sorted(row.items()) if name not in left_out]
            for row in rows_of(folder, table)
        )
        for table in (*TABLES, "contact")
    }


@pytest.fixture(params=SYSTEMS)
def system(request: pytest.FixtureRequest) -> str:
    """Each system."""
    return str(request.param)


def test_an_import_that_was_killed_goes_on_and_gives_the_same(tmp_path: Path, system: str) -> None:
    """A checkpoint every two rows, killed at the fourth item: the second run ends with the rows of a whole one."""
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    for folder in (whole, killed):
        Store.create(folder, zone="Europe/Paris")
    file = FIXTURES / SYSTEMS[system]
    settings: dict[str, Any] = {"today": TODAY, "organisation": "fictive", "chunk": 2}
    with pytest.raises(Killed):
        import_file(killed, file, Stopping(find_source(system), 3), **settings)
    assert Store.open(killed).deliveries == ()
    again = import_file(killed, file, find_source(system), **settings)
    through = import_file(whole, file, find_source(system), **settings)
    assert_even(again)
    assert content(killed) == content(whole)
    assert again.report["raw"] == through.report["raw"]


def test_the_file_again_is_recognised_and_changes_nothing(tmp_path: Path, system: str) -> None:
    """And so it is under another name."""
    brought(tmp_path, FIXTURES / SYSTEMS[system], system)
    before = (tmp_path / "store.json").read_bytes()
    assert brought(tmp_path, (FIXTURES / SYSTEMS[system]).read_bytes(), system, name="again").again
    assert (tmp_path / "store.json").read_bytes() == before


def test_a_packed_file_gives_the_same_rows(tmp_path: Path, system: str) -> None:
    """Gzip is recognised by its first bytes."""
    plain, packed = tmp_path / "plain", tmp_path / "packed"
    for folder in (plain, packed):
        folder.mkdir()
    brought(plain, FIXTURES / SYSTEMS[system], system)
    brought(packed, gzip.compress((FIXTURES / SYSTEMS[system]).read_bytes()), system, name="export")
    assert content(plain) == content(packed)
