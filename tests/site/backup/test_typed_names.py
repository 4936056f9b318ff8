"""Backups of files whose names come from words that somebody typed: all of them are taken, whatever the words."""

from __future__ import annotations

import csv
import io
import os
import sqlite3
import tarfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.scenes.backup_sample import code_of, make_home
from support.scenes.contacts_sample import LEG, deliver

from filiere.contacts.schema import TABLES
from filiere.contacts.store import Store, partition_folder
from filiere.core import Faults
from filiere.site.backup.creation import back_up, write_backup
from filiere.site.backup.restoration import restore_backup, verify_backup
from filiere.site.backup.tar_stream import ArchiveMember, is_safe_path, read_members, write_archive_end, write_member
from filiere.site.data_folder import database_settings

NOW = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
LONGEST = 80
"""Bytes of the key of an organisation, as the schema bounds them."""
KEYS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=LONGEST).filter(
    lambda key: len(key.encode()) <= LONGEST
)
WORST = ["é" * 40, "𝄞" * 20, "/" * 80, "\\" * 80, "x" * 80, "..", "acme.log", ".acme", "a.lock", "a.log.b", "a.partial"]


@pytest.fixture(autouse=True)
def on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """These folders have a database of their own."""
    monkeypatch.delenv("FILIERE_DATABASE_URL", raising=False)


def held(home: Path) -> dict[str, bytes]:
    """Every file of the folders of contacts and of proposals that no lock is."""
    folders = (home / "contacts", home / "proposals")
    files = [path for one in folders for path in one.rglob("*") if path.is_file()]
    return {str(one.relative_to(home)): one.read_bytes() for one in files if one.name not in {".lock", "secret.key"}}


def copied(home: Path, folder: Path) -> Path:
    """The folder put back from a backup, which was verified first."""
    out = io.BytesIO()
    made = write_backup(database_settings(home), home, out, now=NOW)
    content = out.getvalue()
    assert verify_backup(io.BytesIO(content), "made").files == made.files - 1
    restore_backup(io.BytesIO(content), "made", folder / "again", database_settings(folder / "again"))
    with tarfile.open(fileobj=io.BytesIO(content)) as found:
        assert set(held(folder / "again")) <= {name.removeprefix("home/") for name in found.getnames()}
    return folder / "again"


@settings(max_examples=2, deadline=None)
@given(st.lists(KEYS, max_size=3))
@example(WORST)
def test_any_key_that_an_import_accepts_is_backed_up(keys: list[str]) -> None:
    """One row of an organisation of forty accented letters stopped the backups of every night: in the path of a file
    of the store each takes three signs a byte, which the fields of a header cannot hold. An organisation `acme.log` was
    left out of them, and nobody was told."""
    with TemporaryDirectory() as name:
        home = Path(name) / "site"
        home.mkdir()
        make_home(home)
        (home / "contacts/o-0123456789/store/store.json").unlink()
        rows = io.StringIO()
        written = csv.DictWriter(rows, TABLES["contact_leg"].header, restval="")
        written.writeheader()
        written.writerows({**LEG, "organisation": key, "contact_id": f"c{n}"} for n, key in enumerate(keys))
        store = home / "contacts/o-0123456789/store"
        report = deliver(store, rows.getvalue()).report["tables"]
        if keys == WORST:
            assert report["contact_leg"]["rejected"] == 0
            assert set(Store.open(store).organisations()) == set(WORST)
        again = copied(home, Path(name))
        assert held(again) == held(home)
        assert Store.open(again / "contacts/o-0123456789/store").check().is_whole


_STEP = st.text("ab.-_Z9", min_size=1, max_size=255).filter(lambda step: step not in {".", ".."})


@given(
    st.one_of(
        KEYS.map(
            lambda key: (
                f"home/contacts/o-0123456789/store/{partition_folder('mystery_contact', key, '2026-03')}/x.parquet"
            )
        ),
        st.lists(_STEP, min_size=1, max_size=3).map(lambda steps: f"home/proposals/p-1/{'/'.join(steps)}"),
    )
)
def test_any_path_of_a_file_of_the_house_goes_through_an_archive(name: str) -> None:
    """Each is read again as it was written, by us and by any tar."""
    out = io.BytesIO()
    write_member(out, ArchiveMember(name, 3), iter([b"abc"]))
    write_archive_end(out)
    seen: list[str] = []
    read_members(io.BytesIO(out.getvalue()), lambda member, content: seen.append(member.name + next(content).decode()))
    with tarfile.open(fileobj=io.BytesIO(out.getvalue())) as found:
        assert [f"{one}abc" for one in found.getnames()] == seen == [f"{name}abc"]


def test_files_of_a_proposal_are_taken_whatever_their_names(tmp_path: Path) -> None:
    """The rules of logs, locks and drafts held for every part of every path: such files were missing after the
    restoration, and the proposal could not be read."""
    home = tmp_path / "site"
    home.mkdir()
    make_home(home)
    release = home / "proposals/p-1/referentials/r/releases/2026"
    typed = ("x.log.md", ".x.yaml", "a.log/b.yaml", ".a/b.md", "a.lock/x.partial/c.md", f"{'a' * 250}/{'b' * 250}.yaml")
    for name in typed:
        (release / name).parent.mkdir(parents=True, exist_ok=True)
        (release / name).write_text(name)
    again = copied(home, tmp_path)
    assert held(again) == held(home)
    assert sum(name.startswith("proposals/p-1/ref") for name in held(again)) == len(typed)


@pytest.mark.parametrize("name", [b"a\\b", b"a\nb", b"\xff"])
def test_a_name_that_cannot_be_archived_is_told(name: bytes, tmp_path: Path) -> None:
    """Which file, and what to do: the words were those of whoever reads an archive. Nothing half is left."""
    home, disk = tmp_path / "site", tmp_path / "disk"
    home.mkdir()
    disk.mkdir()
    described = make_home(home)
    (home / "evidence/ab" / os.fsdecode(name)).write_bytes(b"x")
    with pytest.raises(Faults) as refused:
        back_up(described, home, disk, now=NOW)
    assert code_of(refused) == "file-name-not-archived"
    (fault,) = refused.value.faults
    assert fault.file == f"evidence/ab/{os.fsdecode(name).encode(errors='backslashreplace').decode()}"
    assert not list(disk.iterdir())
    with closing(sqlite3.connect(home / "filiere.sqlite3")) as found:
        assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not is_safe_path(os.fsdecode(name))
