"""Archives made to do harm, or that a restoration would refuse: each is told by a sentence, and nothing is written."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path

import pytest
from support.scenes.backup_sample import HEAD, archive, code_of, make_home

from filiere.core import Faults
from filiere.site.backup.restoration import restore_backup, verify_backup
from filiere.site.backup.tar_stream import is_safe_path
from filiere.site.data_folder import database_settings


@pytest.fixture(autouse=True)
def on_sqlite(monkeypatch: pytest.MonkeyPatch) -> None:
    """These archives hold a database of SQLite, whatever the tests run on."""
    monkeypatch.delenv("FILIERE_DATABASE_URL", raising=False)


def test_rows_are_compared_with_what_the_archive_says(tmp_path: Path) -> None:
    """A database put in the archive with its right fingerprint, but other rows than told, is refused."""
    forged = archive([("database/filiere.sqlite3", _database(tmp_path))])
    with pytest.raises(Faults) as refused:
        verify_backup(io.BytesIO(forged), "forged")
    assert code_of(refused) == "backup-rows"


def _database(tmp_path: Path) -> bytes:
    """The file of a database that holds rows."""
    home = tmp_path / "site"
    home.mkdir()
    make_home(home)
    with closing(sqlite3.connect(home / "filiere.sqlite3")) as made:
        made.execute("PRAGMA journal_mode=DELETE")
    return (home / "filiere.sqlite3").read_bytes()


def _tar(*, kind: bytes = tarfile.REGTYPE, name: str = "home/x", size: int = 0, link: str = "") -> bytes:
    """One header of the standard library, after a right description."""
    begun = archive([])[: 512 + -(-len(json.dumps(HEAD)) // 512) * 512]
    told = tarfile.TarInfo(name)
    told.type, told.size, told.linkname = kind, size, link
    return begun + told.tobuf(format=tarfile.GNU_FORMAT) + b"\0" * 2048


def _long(record: bytes, *, size: int | None = None, name: str = "", then: bytes = tarfile.REGTYPE) -> bytes:
    """An extended header that holds a record, then the header of a file, or of something else."""
    told = tarfile.TarInfo(name or f"long/{hashlib.sha256(LONG.encode()).hexdigest()}")
    told.type, told.size = tarfile.XHDTYPE, len(record) if size is None else size
    begun = (
        _tar()[: -512 - 2048]
        + told.tobuf(format=tarfile.USTAR_FORMAT)
        + record.ljust(-(-len(record) // 512) * 512, b"\0")
    )
    told.type, told.size, told.linkname = then, 0, "/etc/passwd" if then != tarfile.REGTYPE else ""
    return begun + told.tobuf(format=tarfile.USTAR_FORMAT) + b"\0" * 2048


def _path(name: str, keyword: str = "path") -> bytes:
    """One record of an extended header, its length in three digits."""
    return f"{len(name.encode()) + len(keyword) + 6} {keyword}={name}\n".encode()


LONG = "home/" + "x" * 200
assert len(_path(LONG)) == int(_path(LONG)[:3]) == 215

HARMFUL = {
    "backup-name": [
        archive([(name, b"x")]) if is_safe_path(name) else _tar(name=name)
        for name in ("home/../../x", "/etc/passwd", "home//x", "elsewhere/x", "home/.", "home/a\\b", "home/a\nb", "..")
    ]
    + [_long(_path(name)) for name in ("home/../" + "x" * 200, "/" + "x" * 200, "home/" + "x" * 256)],
    "backup-kind": [
        _tar(kind=kind, link="/etc/passwd")
        for kind in (
            tarfile.SYMTYPE,
            tarfile.LNKTYPE,
            tarfile.CHRTYPE,
            tarfile.BLKTYPE,
            tarfile.FIFOTYPE,
            tarfile.DIRTYPE,
            tarfile.GNUTYPE_SPARSE,
            tarfile.GNUTYPE_LONGNAME,
            tarfile.XHDTYPE,
            tarfile.XGLTYPE,
        )
    ]
    + [_long(_path(LONG), then=kind) for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.XHDTYPE)]
    + [
        _long(_path(LONG), name="home/other"),
        _long(_path("home/short" + "x" * 84)),
        _long(_path(LONG, "linkpath")),
        _long(_path(LONG) + _path(LONG)),
        _long(_path(LONG).replace(b"215", b"216")),
        _long(_path(LONG), size=1 << 32),
        _long(_path("home/" + "x/" * 600 + "x")),
        _long(b""),
    ],
    "backup-twice": [
        archive([("home/a", b"x"), ("home/a", b"y")]),
        archive([("home/a", b"x"), ("home/a/b", b"y")]),
        archive([("home/a/b", b"x"), ("home/a", b"y")]),
    ],
    "backup-head": [
        archive([], head=b"{}"),
        archive([], head=b"[" * 100_000),
        archive([], head=json.dumps(HEAD | {"database": "home/x"}).encode()),
        archive([], head=json.dumps(HEAD | {"database": "../x"}).encode()),
    ],
    "backup-too-new": [
        archive([], head=json.dumps(HEAD | {"format": 2}).encode()),
        archive([], head=json.dumps(HEAD | {"migrations": {"journal": ["0999_later"]}}).encode()),
    ],
    "backup-manifest": [
        archive([("database/filiere.sqlite3", b"x")], manifest=b""),
        archive([("database/filiere.sqlite3", b"x"), ("home/extra", b"")], manifest=b'{"path": "x"}\n'),
    ],
    "no-room": [_tar(size=1 << 60)],
    "backup-not-tar": [b"PK\x03\x04" * 1000, b"\xff" * 4096],
    "backup-cut": [archive([]), b"\0" * 1024],
    "database-damaged": [archive([("database/filiere.sqlite3", b"not a database" * 100)])],
}
"""Archives made to do harm, by the code of the sentence that refuses them."""


@pytest.mark.parametrize(("code", "content"), [(code, one) for code, several in HARMFUL.items() for one in several])
def test_an_archive_made_to_do_harm_is_refused(code: str, content: bytes, tmp_path: Path) -> None:
    """Nothing is written outside the folder, and nothing is left in it."""
    target = tmp_path / "inner" / "home"
    with pytest.raises(Faults) as refused:
        restore_backup(io.BytesIO(content), "harmful", target, database_settings(target))
    assert code_of(refused) == code
    assert not target.exists()
    assert not [path for path in tmp_path.rglob("*") if path.name not in {"inner", "home"}]
    if code == "no-room":
        return
    with pytest.raises(Faults):
        verify_backup(io.BytesIO(content), "harmful")


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("backup-twice", ["home/a", "home/a"]),
        ("backup-twice", ["home/a", "home/b/c", "home/a/b"]),
        ("backup-twice", ["home/a/b", "home/c", "home/a"]),
        ("backup-rows", ["home/a/b", "home/a/c", "home/a-b"]),
    ],
)
def test_what_verifies_is_what_can_be_put_back(code: str, names: list[str], tmp_path: Path) -> None:
    """An archive that holds a path twice was said to be good, and refused on the day it was needed."""
    members = [("database/filiere.sqlite3", _database(tmp_path)), *((name, b"x") for name in names)]
    whole, target = archive(members), tmp_path / "inner" / "home"
    found = []
    for attempt in (
        lambda: restore_backup(io.BytesIO(whole), "harmful", target, database_settings(target)),
        lambda: verify_backup(io.BytesIO(whole), "harmful"),
    ):
        with pytest.raises(Faults) as refused:
            attempt()
        found.append(code_of(refused))
    assert found == [code, code]


@pytest.mark.parametrize("end", ["", "-wal", "-shm", "-journal", "/x"])
def test_nothing_stands_where_the_database_would_read_it(end: str, tmp_path: Path) -> None:
    """SQLite reads a log of that name into the database: neither the archive nor the place may hold one."""
    made, target = ("database/filiere.sqlite3", _database(tmp_path)), tmp_path / "inner" / "home"
    whole = archive([made, (f"home/filiere.sqlite3{end}", b"x" * 4096)])
    with pytest.raises(Faults) as refused:
        restore_backup(io.BytesIO(whole), "harmful", target, database_settings(target))
    assert code_of(refused) == "backup-database"
    assert not target.exists()
    elsewhere = tmp_path / "elsewhere.sqlite3"
    left = Path(f"{elsewhere}{end}")
    left.parent.mkdir(exist_ok=True)
    left.write_bytes(b"x")
    with pytest.raises(Faults) as refused:
        restore_backup(
            io.BytesIO(archive([made])), "good", target, database_settings(target) | {"NAME": str(elsewhere)}
        )
    assert code_of(refused) == "folder-holds-data"


def test_a_database_in_a_folder_that_is_not_there_is_told_before_anything_is_put(tmp_path: Path) -> None:
    """The files were in their place already, and the next try found a folder that held something."""
    target, elsewhere = tmp_path / "inner" / "home", tmp_path / "absent" / "filiere.sqlite3"
    whole = archive([("database/filiere.sqlite3", _database(tmp_path)), ("home/a.txt", b"x")])
    with pytest.raises(Faults) as refused:
        restore_backup(io.BytesIO(whole), "good", target, database_settings(target) | {"NAME": str(elsewhere)})
    assert code_of(refused) == "missing-folder"
    assert not target.exists()


@pytest.mark.parametrize("name", ["x" * 5000, "../../../x", "a\0b", ""])
def test_names_of_migrations_are_names(name: str, tmp_path: Path) -> None:
    """They are looked for among the files of this version: a long one ended in a traceback."""
    content = archive([], head=json.dumps(HEAD | {"migrations": {"journal": [name]}}).encode())
    with pytest.raises(Faults) as refused:
        restore_backup(io.BytesIO(content), "harmful", tmp_path / "home", database_settings(tmp_path / "home"))
    assert code_of(refused) == "backup-head"
