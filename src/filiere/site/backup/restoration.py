"""Checking a backup, and putting it back in a data folder that holds nothing.

Everything is written aside and compared (each file with the manifest, each table with what the archive says of it)
before anything takes its place: what was refused leaves the folder as it was. Sessions alone do not come back: whoever
was signed in on that day, and lost the right to be since, signs in again.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Annotated, Any, Literal

from pydantic import BaseModel, Field, ValidationError

from filiere.core import Text
from filiere.site.backup.creation import FILES_PREFIX, FORMAT, HEAD_MEMBER, MANIFEST_MEMBER, manifest_line
from filiere.site.backup.databases import (
    POSTGRESQL_MEMBER,
    SQLITE_MEMBER,
    DatabaseContent,
    close_postgresql_sessions,
    close_sqlite_sessions,
    is_readable_dump,
    read_postgresql_content,
    read_sqlite_content,
    restore_postgresql,
    sqlite_path,
)
from filiere.site.backup.encryption import AGE_MAGIC, decrypt_stream
from filiere.site.backup.faults import fault, malformed_archive_faults, no_folder_error, other_engine_error
from filiere.site.backup.tar_stream import ArchiveMember, MalformedArchive, read_members
from filiere.site.data_folder import sqlite_files
from filiere.site.migration_files import list_migrations

MAX_FILES = 5_000_000
MAX_HEAD_BYTES = 64 << 20
_APPS = Path(__file__).resolve().parents[1]


_Name = Annotated[str, Field(pattern=r"^\w[\w-]{0,199}$")]


class _JournalHead(BaseModel):
    number: int
    hash: str


class _TableHead(BaseModel):
    rows: int
    sha256: str


class _SecretHead(BaseModel):
    path: str
    kept_in: Literal["file", "environment"]
    what: Text
    included: bool


class BackupHead(BaseModel):
    """What an archive says of itself: see `creation`."""

    format: int
    made_at: datetime
    version: str
    engine: Literal["sqlite", "postgresql"]
    database: str
    migrations: Mapping[_Name, Sequence[_Name]]
    journal: _JournalHead
    tables: Mapping[str, _TableHead]
    secrets: Sequence[_SecretHead]
    files: bool


@dataclass(frozen=True, slots=True)
class VerifiedBackup:
    """A backup that holds: what it says of itself, how many files were compared, whether its rows were, and how many
    sessions that were open in it were closed as it was put back."""

    head: BackupHead
    files: int
    rows: int
    rows_compared: bool
    sessions: int = 0

    @property
    def secrets_apart(self) -> list[_SecretHead]:
        """The secrets that the archive does not hold, and that the site needs to open what is sealed."""
        return [one for one in self.head.secrets if not one.included]


def verify_backup(source: IO[bytes], name: str, *, identity: Path | None = None) -> VerifiedBackup:
    """Read a backup whole and compare it with its manifest, its rows included; nothing is put back."""
    with (
        tempfile.TemporaryDirectory(prefix="filiere-verify-") as folder,
        _open_archive(source, name, identity) as stream,
    ):
        reading = _ArchiveReader(Path(folder), name, keep_files=False)
        reading.read(stream)
        head = reading.head
        if head.engine == "sqlite":
            _compare_content(read_sqlite_content(reading.database), head, name)
            compared = True
        else:
            # Rows of PostgreSQL are read by a server alone: its copy is only listed here.
            is_readable_dump(reading.database)
            compared = False
        return VerifiedBackup(head, reading.files, _count_rows(head), compared)


def restore_backup(
    source: IO[bytes], name: str, home: Path, database: dict[str, Any], *, identity: Path | None = None
) -> VerifiedBackup:
    """Put a backup back in a data folder that holds nothing; raises `Faults`, and then nothing was put."""
    check_folder_empty(home)
    fresh = not home.exists()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    staging = Path(tempfile.mkdtemp(prefix=".restoring-", dir=home))
    try:
        with _open_archive(source, name, identity) as stream:
            reading = _ArchiveReader(staging, name, keep_files=True)
            reading.read(stream)
        head, target = reading.head, sqlite_path(database)
        if (head.engine == "sqlite") != (target is not None):
            raise other_engine_error(head.engine)
        if target is not None:
            # SQLite would read into the database what stands beside it under such a name.
            places = sqlite_files(target)
            if found := [path.name for path in places if os.path.lexists(path)]:
                raise _not_empty_fault(target, found)
            if not target.parent.is_dir():
                raise no_folder_error(target.parent)
            inside = [path.relative_to(home) for path in places if path.is_relative_to(home)]
            if any(os.path.lexists(staging / "home" / path) for path in inside):
                raise malformed_archive_faults("database", name)
            _compare_content(read_sqlite_content(reading.database), head, name)
            sessions = close_sqlite_sessions(reading.database)
        else:
            restore_postgresql(database, reading.database)
            _compare_content(read_postgresql_content(database), head, name)
            sessions = close_postgresql_sessions(database)
        if (staging / "home").is_dir():
            for path in sorted((staging / "home").iterdir()):
                path.rename(home / path.name)
        if target is not None:
            # Last: a folder without its database is not yet a site.
            shutil.move(reading.database, target)
        return VerifiedBackup(head, reading.files, _count_rows(head), True, sessions)
    except BaseException:
        if fresh:
            shutil.rmtree(staging, ignore_errors=True)
            # A folder that was not there is not left behind, unless something is in it.
            _remove_empty(home)
        raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def check_folder_empty(home: Path) -> None:
    """Raise `Faults` when a folder holds anything at all."""
    if home.exists() and (not home.is_dir() or (found := sorted(path.name for path in home.iterdir()))):
        raise _not_empty_fault(home, found if home.is_dir() else [home.name])


def list_unknown_migrations(head: BackupHead) -> list[str]:
    """Migrations of our apps that a backup was made after, and that this version does not have: it is too old."""
    return [
        f"{app}.{name}"
        for app, names in head.migrations.items()
        if (folder := _APPS / app / "migrations").is_dir()
        for name in sorted(set(names) - list_migrations(folder))
    ]


class _ArchivePaths:
    """The paths of an archive, each of which comes once, and none of which is in another: kept on disk, for millions.

    Files that are written would say so by themselves; those that are only compared would not.
    """

    def __init__(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / ".paths", isolation_level=None)
        self._base.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN;"
            "CREATE TABLE path (name TEXT PRIMARY KEY, file INTEGER) WITHOUT ROWID;"
        )
        self._inside = ""

    def take(self, name: str) -> None:
        """Note a file; raises `MalformedArchive` when its path was taken, or one of its folders is a file."""
        inside = name.rpartition("/")[0]
        if inside != self._inside:
            for parent in PurePosixPath(name).parents:
                self._note(str(parent), 0)
            self._inside = inside
        self._note(name, 1)

    def _note(self, name: str, file: int) -> None:
        found = self._base.execute("SELECT file FROM path WHERE name = ?", (name,)).fetchone()
        if found is not None and (file or found[0]):
            raise MalformedArchive("twice")
        if found is None:
            self._base.execute("INSERT INTO path VALUES (?, ?)", (name, file))

    def close(self) -> None:
        """Forget them."""
        self._base.close()


class _ArchiveReader:
    """One pass over an archive: what it holds written under a folder, and the manifest of what really came."""

    def __init__(self, folder: Path, name: str, *, keep_files: bool) -> None:
        self._folder, self._name, self._keep = folder, name, keep_files
        self._head: BackupHead | None = None
        self._ended = False
        self.files = 0
        self.database = folder / "database"
        self._told, self._given = folder / ".came", folder / ".told"

    @property
    def head(self) -> BackupHead:
        if self._head is None:
            raise malformed_archive_faults("head", self._name)
        return self._head

    def read(self, stream: IO[bytes]) -> None:
        """Read all of it; raises `Faults` for what is not a whole backup of ours."""
        try:
            with (
                self._told.open("w", encoding="utf-8") as self._came,
                closing(_ArchivePaths(self._folder)) as self._paths,
            ):
                read_members(stream, self._take)
        except MalformedArchive as error:
            raise malformed_archive_faults(str(error), self._name) from None
        if not self._ended or not self.database.is_file():
            raise malformed_archive_faults("cut", self._name)
        if not _is_same_file(self._told, self._given):
            raise malformed_archive_faults("manifest", self._name)
        for path in (self._told, self._given, self._folder / ".paths"):
            path.unlink()

    def _take(self, member: ArchiveMember, content: Iterator[bytes]) -> None:
        if self._ended:
            raise MalformedArchive("manifest")
        if self._head is None:
            self._read_head(member, content)
            return
        if member.name == MANIFEST_MEMBER:
            self._ended = True
            self._write(self._given, member, content)
            return
        self.files += 1
        if self.files > MAX_FILES:
            raise MalformedArchive("many")
        if member.name == self._head.database:
            target: Path | None = self.database
        elif member.name.startswith(FILES_PREFIX):
            target = self._folder / member.name if self._keep else None
        else:
            raise MalformedArchive("name")
        self._paths.take(member.name)
        self._came.write(manifest_line(member, self._write(target, member, content)))

    def _read_head(self, member: ArchiveMember, content: Iterator[bytes]) -> None:
        if member.name != HEAD_MEMBER or member.size > MAX_HEAD_BYTES:
            raise MalformedArchive("head")
        words = b"".join(content)
        try:
            self._head = BackupHead.model_validate_json(words)
        except (ValidationError, RecursionError):
            raise MalformedArchive("head") from None
        if self._head.format != FORMAT or list_unknown_migrations(self._head):
            raise _too_new_fault(self._head, self._name)
        if self._head.database not in {SQLITE_MEMBER, POSTGRESQL_MEMBER}:
            raise MalformedArchive("head")
        self._came.write(manifest_line(member, hashlib.sha256(words).hexdigest()))

    def _write(self, target: Path | None, member: ArchiveMember, content: Iterator[bytes]) -> str:
        """Write a content to a file that must not be there yet (nowhere without one); return its SHA-256."""
        seal = hashlib.sha256()
        if target is None:
            for chunk in content:
                seal.update(chunk)
            return seal.hexdigest()
        self._check_room(member)
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            raise MalformedArchive("twice") from None
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                raise MalformedArchive("name") from None
            raise
        with os.fdopen(descriptor, "wb") as stream:
            for chunk in content:
                seal.update(chunk)
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        if 0 < member.changed < 1 << 40:
            os.utime(target, (member.changed, member.changed))
        return seal.hexdigest()

    def _check_room(self, member: ArchiveMember) -> None:
        if member.size > (free := shutil.disk_usage(self._folder).free):
            raise fault(
                "no-room",
                f"Il reste {free // 2**20} Mio, et {member.name} en prend {member.size // 2**20}.",
                f"{free // 2**20} MiB are free, and {member.name} needs {member.size // 2**20}.",
                "Libérez de la place, ou choisissez un autre disque ; rien n’a été remis.",
                "Free some space, or choose another disk; nothing was restored.",
                file=self._folder,
            )


@contextmanager
def _open_archive(source: IO[bytes], name: str, identity: Path | None) -> Iterator[IO[bytes]]:
    peek: Callable[[int], bytes] | None = getattr(source, "peek", None)
    if peek is None or not peek(len(AGE_MAGIC)).startswith(AGE_MAGIC):
        yield source
        return
    if identity is None:
        raise fault(
            "identity-missing",
            "Cette sauvegarde est chiffrée.",
            "This backup is encrypted.",
            "Donnez avec --identity le fichier de la clé (celui que age-keygen a écrit).",
            "Use --identity to give the key file (the one written by age-keygen).",
            file=name,
        )
    with decrypt_stream(source, identity) as stream:
        yield stream


def _compare_content(found: DatabaseContent, head: BackupHead, name: str) -> None:
    """Raise `Faults` unless a database holds, row by row, what the archive says."""
    told = {table: (one.rows, one.sha256) for table, one in head.tables.items()}
    now = {table: (one.rows, one.sha256) for table, one in found.tables.items()}
    if told != now or found.head != (head.journal.number, head.journal.hash):
        differing = sorted(table for table in told.keys() | now.keys() if told.get(table) != now.get(table))
        raise malformed_archive_faults("rows", f"{name} ({', '.join(differing[:10]) or 'journal_head'})")


def _count_rows(head: BackupHead) -> int:
    return sum(one.rows for one in head.tables.values())


def _is_same_file(left: Path, right: Path) -> bool:
    with left.open("rb") as this, right.open("rb") as other:
        while True:
            here, there = this.read(1 << 20), other.read(1 << 20)
            if here != there:
                return False
            if not here:
                return True


def _remove_empty(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _not_empty_fault(place: Path, found: Sequence[str]) -> Exception:
    shown = ", ".join(found[:5]) + (", …" if len(found) > 5 else "")
    return fault(
        "folder-holds-data",
        f"Il y a déjà quelque chose ici ({shown}) : une sauvegarde n’est jamais remise par-dessus.",
        f"There is already something here ({shown}): a backup never overwrites it.",
        "Arrêtez le service, déplacez ce dossier (gardez-le), puis recommencez.",
        "Stop the service, move this folder aside (keep it), then try again.",
        file=place,
    )


def _too_new_fault(head: BackupHead, name: str) -> Exception:
    return fault(
        "backup-too-new",
        f"La sauvegarde vient de la version {head.version} de Filière, plus récente que celle-ci.",
        f"The backup comes from Filière version {head.version}, newer than this one.",
        "Installez cette version, ou une plus récente, puis recommencez.",
        "Install that version, or a newer one, then try again.",
        file=name,
    )
