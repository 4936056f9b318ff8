"""Backups: whole, checked, never over anything; and archives made to do harm."""

from __future__ import annotations

import fcntl
import io
import json
import os
import sqlite3
import tarfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support.scenes.backup_sample import FILES, SECRETS, code_of, make_home, rows_of

from filiere.core import Faults
from filiere.site.backup import creation, encryption
from filiere.site.backup.creation import back_up, write_backup
from filiere.site.backup.restoration import restore_backup, verify_backup
from filiere.site.backup.tar_stream import (
    CHUNK,
    MOST_PATH,
    ArchiveMember,
    read_members,
    write_archive_end,
    write_member,
)
from filiere.site.data_folder import BACKUP_LOCK, database_settings

NOW = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """These folders have a database of their own; that of PostgreSQL is tried beside this file."""
    monkeypatch.delenv("FILIERE_DATABASE_URL", raising=False)


@pytest.fixture
def site(tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """A data folder and its database."""
    home = tmp_path / "site"
    home.mkdir(mode=0o700)
    return home, make_home(home)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder on another disk, so to say."""
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk"


def held(home: Path) -> dict[str, bytes]:
    """Every file of a folder, the database aside."""
    found = {str(path.relative_to(home)): path.read_bytes() for path in home.rglob("*") if path.is_file()}
    return {name: content for name, content in found.items() if not name.startswith("filiere.sqlite3")}


def restored(path: Path, home: Path, identity: Path | None = None) -> Any:
    """Put an archive back in a folder."""
    with path.open("rb") as source:
        return restore_backup(source, str(path), home, database_settings(home), identity=identity)


def test_a_restored_site_is_the_one_that_was_backed_up(
    site: tuple[Path, dict[str, Any]], place: Path, tmp_path: Path
) -> None:
    """The drill: row by row, file by file, private; what passes and what is secret stay out, which the archive says."""
    home, description = site
    writer = sqlite3.connect(home / "filiere.sqlite3")
    writer.execute("INSERT INTO thing (words) VALUES ('only in the log of writes ahead')")
    writer.commit()
    made = back_up(description, home, place, now=NOW)
    assert [path.name for path in place.iterdir()] == ["filiere-20261129T030000Z.tar"]
    before = rows_of(home / "filiere.sqlite3")
    writer.execute("INSERT INTO thing (words) VALUES ('after the backup')")
    writer.commit()
    writer.close()
    with Path(made.where).open("rb") as source:
        assert verify_backup(source, made.where).rows == len(before) == made.rows
    target = tmp_path / "again"
    done = restored(Path(made.where), target)
    assert rows_of(target / "filiere.sqlite3") == before
    assert held(target) == {name: content for name, content in FILES.items() if name not in SECRETS}
    assert {one.path for one in done.secrets_apart} == set(made.apart) == SECRETS
    assert done.head.journal.model_dump() == {"number": 7, "hash": "abc"}
    assert {path.stat().st_mode & 0o077 for path in (target, *target.rglob("*"))} == {0}
    assert json.loads((home / "backups" / "last.json").read_text())["sha256"] == made.sha256
    assert not [path for path in home.iterdir() if path.name.startswith(".backup")]


def test_no_session_comes_back(site: tuple[Path, dict[str, Any]], place: Path, tmp_path: Path) -> None:
    """Whoever was signed in that day, and lost the right to be since, was in again with their cookie."""
    home, description = site
    with closing(sqlite3.connect(home / "filiere.sqlite3")) as writer:
        writer.execute("CREATE TABLE django_session (session_key TEXT PRIMARY KEY, session_data TEXT)")
        writer.execute("INSERT INTO django_session VALUES ('k', 'of-somebody-since-dismissed')")
        writer.commit()
    made = back_up(description, home, place, now=NOW)
    target = tmp_path / "again"
    done = restored(Path(made.where), target)
    with closing(sqlite3.connect(target / "filiere.sqlite3")) as found:
        assert found.execute("SELECT count(*) FROM django_session").fetchone() == (0,)
    assert b"since-dismissed" not in (target / "filiere.sqlite3").read_bytes()
    assert done.sessions == 1
    assert rows_of(target / "filiere.sqlite3") == rows_of(home / "filiere.sqlite3")
    assert sorted(path.name for path in target.glob("filiere.sqlite3*")) == ["filiere.sqlite3"]


def test_any_tar_reads_it(site: tuple[Path, dict[str, Any]], place: Path) -> None:
    """An archive outlives its program: names, sizes and the manifest are those of an ordinary tar."""
    home, description = site
    made = back_up(description, home, place, now=NOW, secrets=True)
    with tarfile.open(made.where) as found:
        names = found.getnames()
        told = [json.loads(line) for line in found.extractfile("manifest.jsonl").read().splitlines()]  # type: ignore[union-attr]
        head = json.load(found.extractfile("filiere-backup.json"))  # type: ignore[arg-type]
    assert names == [*(one["path"] for one in told), "manifest.jsonl"]
    assert {name.removeprefix("home/") for name in names if name.startswith("home/")} == set(FILES)
    assert {one["path"]: one["included"] for one in head["secrets"]} == dict.fromkeys(SECRETS, True)


def test_an_encrypted_backup_has_one_reader(site: tuple[Path, dict[str, Any]], place: Path, tmp_path: Path) -> None:
    """Nothing of it can be read without the key, the site's own keys are in it, and another key is told as such."""
    import pyrage

    home, description = site
    mine, other = (pyrage.x25519.Identity.generate() for _ in range(2))
    made = back_up(description, home, place, now=NOW, encrypt_to=str(mine.to_public()))
    content = Path(made.where).read_bytes()
    assert made.where.endswith(".tar.age")
    assert b"journal_head" not in content
    keys = tmp_path / "key"
    for words, code in ((f"# made\n{other}\n", "backup-closed"), ("nothing", "identity-unreadable")):
        keys.write_text(words)
        with pytest.raises(Faults) as refused:
            restored(Path(made.where), tmp_path / "again", keys)
        assert code_of(refused) == code
        assert not (tmp_path / "again").exists()
    with pytest.raises(Faults) as refused:
        restored(Path(made.where), tmp_path / "again")
    assert code_of(refused) == "identity-missing"
    keys.write_text(f"# made\n{mine}\n")
    restored(Path(made.where), tmp_path / "again", keys)
    assert held(tmp_path / "again") == FILES
    Path(made.where).write_bytes(content[:-9])
    with pytest.raises(Faults) as refused:
        restored(Path(made.where), tmp_path / "third", keys)
    assert code_of(refused) == "backup-closed"


def test_without_the_library_and_the_program_it_says_so(
    site: tuple[Path, dict[str, Any]], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written in clear in place of what was asked; a recipient that is none is told too."""
    home, description = site
    with pytest.raises(Faults) as refused:
        back_up(description, home, place, now=NOW, encrypt_to="age1nobody")
    assert code_of(refused) == "recipient-unreadable"
    monkeypatch.setattr(encryption, "_load_pyrage", lambda: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Faults) as refused:
        back_up(description, home, place, now=NOW, encrypt_to="age1nobody")
    assert code_of(refused) == "age-missing"
    assert list(place.iterdir()) == []


def test_nothing_is_overwritten_nor_left_half_way(
    site: tuple[Path, dict[str, Any]], place: Path, tmp_path: Path
) -> None:
    """Neither by a backup nor by a restoration, wherever it stops."""
    home, description = site
    made = back_up(description, home, place, now=NOW)
    for folder, code in (
        (place, "backup-exists"),
        (tmp_path / "nowhere", "no-such-folder"),
        (home / "evidence", "folder-inside"),
    ):
        with pytest.raises(Faults) as refused:
            back_up(description, home, folder, now=NOW)
        assert code_of(refused) == code
    with pytest.raises(Faults) as refused:
        restored(Path(made.where), home)
    assert code_of(refused) == "folder-holds-data"
    assert rows_of(home / "filiere.sqlite3")
    content = Path(made.where).read_bytes()
    for size in (0, 100, 512, 700, len(content) // 2, len(content) - 1024, len(content) - 512):
        with pytest.raises(Faults) as refused:
            restore_backup(io.BytesIO(content[:size]), "cut", tmp_path / "again", database_settings(tmp_path / "again"))
        assert code_of(refused) == "backup-cut", size
        assert not (tmp_path / "again").exists()
    empty = tmp_path / "empty"
    empty.mkdir()
    for name in ("missing", "empty"):
        (tmp_path / name).mkdir(exist_ok=True)
        if name == "empty":
            (empty / "filiere.sqlite3").touch()
        with pytest.raises(Faults) as refused:
            back_up(database_settings(tmp_path / name), tmp_path / name, place, now=NOW.replace(hour=4))
        assert code_of(refused) == "no-database"
    assert len(list(place.iterdir())) == 1


def test_what_a_killed_backup_left_goes_with_the_next(site: tuple[Path, dict[str, Any]], place: Path) -> None:
    """A copy of the database and half an archive, once they are a day old; one that is under way is left alone."""
    home, description = site
    stale, fresh = NOW.timestamp() - 90_000, NOW.timestamp() - 60
    for name, age in (("old", stale), ("new", fresh)):
        (home / f".backup-{name}").mkdir()
        (home / f".backup-{name}" / "filiere.sqlite3").write_bytes(b"x")
        (place / f".filiere-{name}.partial").write_bytes(b"x")
        for path in (home / f".backup-{name}", place / f".filiere-{name}.partial"):
            os.utime(path, (age, age))
    made = back_up(description, home, place, now=NOW)
    assert [path.name for path in home.glob(".backup-*")] == [".backup-new"]
    assert {path.name for path in place.iterdir()} == {".filiere-new.partial", Path(made.where).name}


def test_one_changed_byte_is_seen_wherever_it_is(
    site: tuple[Path, dict[str, Any]], place: Path, tmp_path: Path
) -> None:
    """In a description, a header, the database, a file or the manifest; by `--verify` as by a restoration."""
    home, description = site
    made = back_up(description, home, place, now=NOW)
    content = Path(made.where).read_bytes()
    codes = set()
    for place_of in range(100, len(content) - 1024, len(content) // 60):
        if content[place_of] == 0:
            continue
        harmed = bytearray(content)
        harmed[place_of] ^= 0x21
        with pytest.raises(Faults) as refused:
            verify_backup(io.BytesIO(bytes(harmed)), "harmed")
        codes.add(code_of(refused))
        target = tmp_path / "again"
        with pytest.raises(Faults) as refused:
            restore_backup(io.BytesIO(bytes(harmed)), "harmed", target, database_settings(target))
        codes.add(code_of(refused))
        assert not (tmp_path / "again").exists()
    assert "backup-manifest" in codes


class Endless:
    """A content of any size that no memory holds."""

    def __init__(self, size: int) -> None:
        self.left, self.largest = size, 0

    def read(self, size: int) -> bytes:
        """Some of it."""
        self.largest = max(self.largest, size)
        size = min(size, self.left)
        self.left -= size
        return bytes(size)


def test_memory_does_not_grow_with_the_archive() -> None:
    """A file is written and read by pieces of one mebibyte, whatever its size; nine gibibytes are told as such."""
    big = 9 << 30
    out = io.BytesIO()
    with pytest.raises(ValueError, match="size-changed"):
        write_member(out, ArchiveMember("big", big, 5), iter([b"x"]))
    header = out.getvalue()[:512]
    assert tarfile.TarInfo.frombuf(header, "utf-8", "strict").size == big

    class Source(Endless):
        given = False

        def read(self, size: int) -> bytes:
            if not self.given:
                self.given = True
                return header
            return super().read(size)

    seen: list[int] = []

    def take(member: ArchiveMember, content: Any) -> None:
        seen.extend((member.size, len(next(content))))
        source.left = 0

    source = Source(big)
    with pytest.raises(ValueError, match="cut"):
        read_members(source, take)
    assert seen == [big, CHUNK]
    assert source.largest == CHUNK


def test_names_go_through_the_archive(tmp_path: Path) -> None:
    """Long ones are cut where a folder ends, or told by a header of their own, as every tar reads them."""
    names = ["a", "é" * 40, "/".join(["folder" * 5] * 7), "x" * 100]
    names += [
        "x" * 101,
        "é" * 127,
        "/".join(["x" * 255] * 4),
        f"{'é/' * 341}x",
        *(f"{'d/' * 99}{'x' * n}" for n in (90, 101)),
    ]
    assert max(len(name.encode()) for name in names) == MOST_PATH
    out = io.BytesIO()
    for name in names:
        write_member(out, ArchiveMember(name, 1), iter([b"1"]))
    write_archive_end(out)
    seen: list[str] = []
    read_members(io.BytesIO(out.getvalue()), lambda member, _: seen.append(member.name))
    with tarfile.open(fileobj=io.BytesIO(out.getvalue())) as found:
        assert found.getnames() == seen == names


@pytest.mark.parametrize("name", ["work-running.lock", "tick.lock"])
def test_a_backup_does_not_wait_for_ever(
    name: str, site: tuple[Path, dict[str, Any]], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that was stopped holds its lock: the copies of every night waited for it, and nobody was told."""
    home, described = site
    monkeypatch.setattr(creation, "LOCK_PATIENCE", 0.0)
    with (home / name).open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        with pytest.raises(Faults) as refused:
            back_up(described, home, place, now=NOW)
    assert code_of(refused) == "site-at-work"
    assert not list(place.iterdir())
    assert back_up(described, home, place, now=NOW).files


def test_a_backup_says_that_it_waits_until_it_has_its_turn(
    site: tuple[Path, dict[str, Any]], place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever does the jobs begins no other meanwhile."""
    home, described = site
    said: list[bool] = []

    def waits() -> bool:
        with (home / BACKUP_LOCK).open("a") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False

    with (home / "work-running.lock").open("a") as running:
        fcntl.flock(running, fcntl.LOCK_EX)

        def look(_seconds: float) -> None:
            said.append(waits())
            fcntl.flock(running, fcntl.LOCK_UN)

        monkeypatch.setattr(creation, "sleep", look)
        snapshot = creation.take_snapshot
        monkeypatch.setattr(creation, "take_snapshot", lambda *given: said.append(waits()) or snapshot(*given))
        assert back_up(described, home, place, now=NOW).files
    assert said == [True, False]


def test_a_job_and_a_sweep_wait_for_the_backup(site: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    """While files are copied, whoever wants to change a store of contacts finds its locks taken."""
    import fcntl

    home, description = site
    taken: list[bool] = []

    class Looking(io.BytesIO):
        def write(self, content: Any) -> int:
            if b"PAR1" in bytes(content):
                for lock in ("work-running.lock", "tick.lock", "contacts/o-0123456789/store/.lock"):
                    with (home / lock).open("a") as stream:
                        try:
                            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                        except BlockingIOError:
                            taken.append(True)
                        else:
                            taken.append(False)
            return super().write(content)

    write_backup(description, home, Looking(), now=NOW)
    assert taken
    assert all(taken)
