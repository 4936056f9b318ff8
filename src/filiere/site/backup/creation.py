"""Writing a backup: the database at one moment, then the files, then the manifest of both.

The database comes first, so that a file which it names is in the copy. Meanwhile no job changes a store of contacts
and no sweep erases anything: both wait. Pages go on.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import IO, Any

from filiere import __version__
from filiere.core import Text
from filiere.site.backup.contents import find_secret, list_files
from filiere.site.backup.databases import sqlite_path, take_snapshot
from filiere.site.backup.encryption import encrypt_stream
from filiere.site.backup.faults import fault, not_archived_fault
from filiere.site.backup.tar_stream import CHUNK, ArchiveMember, MalformedArchive, write_archive_end, write_member
from filiere.site.data_folder import BACKUP_LOCK

FORMAT = 1
HEAD_MEMBER, MANIFEST_MEMBER, FILES_PREFIX = "filiere-backup.json", "manifest.jsonl", "home/"
LAST_BACKUP_FILE = "last.json"
"""What is kept of the last backup in the folder `backups`: when, where to, what it weighed."""
PARTIAL_SUFFIX = ".partial"
LEFTOVER_AGE = timedelta(days=1)
"""Age of what a backup that was killed left: none lasts so long."""
LOCKS = ("work-running.lock", "tick.lock")
LOCK_PATIENCE, LOCK_POLL = 2 * 3600.0, 0.2
"""Seconds that a backup waits for what is under way to end, and between two looks."""


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """A backup that was written: where (a dash for a pipe), its size and SHA-256, what it holds, which secrets not."""

    where: str
    size: int
    sha256: str
    files: int
    rows: int
    head: tuple[int, str]
    encrypted: bool
    apart: tuple[str, ...]


def back_up(
    database: dict[str, Any],
    home: Path,
    folder: Path,
    *,
    now: datetime,
    encrypt_to: str = "",
    secrets: bool = False,
    name: str = "",
    files: bool = True,
) -> BackupSummary:
    """Write a backup in a folder, whole under its name or not at all; nothing is ever overwritten.

    `encrypt_to` is the recipient of age that alone will read it. Without one, the keys of the site stay out unless
    `secrets` asks for them. `files` false leaves the database alone.
    """
    if not folder.is_dir():
        raise fault(
            "no-such-folder",
            "Ce dossier n’existe pas : un disque n’est peut-être pas monté.",
            "This folder does not exist: a disk may not be mounted.",
            "Créez-le, ou montez le disque, puis recommencez.",
            "Create it, or mount the disk, then try again.",
            file=folder,
        )
    inside = folder.resolve()
    if files and (inside == home.resolve() or home.resolve() in inside.parents):
        raise fault(
            "folder-inside",
            "Une sauvegarde dans le dossier de données serait perdue avec lui.",
            "A backup inside the data folder would be lost with it.",
            "Choisissez un autre disque, ou envoyez-la ailleurs par un tube : filiere backup -",
            "Choose another disk, or pipe it elsewhere: filiere backup -",
            file=folder,
        )
    kind = ".tar.age" if encrypt_to else ".tar"
    target = folder / f"{name or f'filiere-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}'}{kind}"
    if target.exists():
        raise fault(
            "backup-exists",
            "Une sauvegarde de ce nom est déjà là ; elle n’est pas remplacée.",
            "A backup with this name already exists; it is not overwritten.",
            "Recommencez dans une seconde, ou choisissez un autre dossier.",
            "Try again in a second, or choose another folder.",
            file=target,
        )
    _remove_leftovers(folder, f".*{PARTIAL_SUFFIX}", now)
    descriptor, draft = tempfile.mkstemp(prefix=f".{target.name}-", suffix=PARTIAL_SUFFIX, dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as out:
            made = write_backup(
                database, home, out, now=now, encrypt_to=encrypt_to, secrets=secrets, where=str(target), files=files
            )
            out.flush()
            os.fsync(out.fileno())
        # A link refuses to replace, where a renaming would not.
        target.hardlink_to(draft)
    finally:
        Path(draft).unlink(missing_ok=True)
    _fsync_folder(folder)
    if files:
        record_last_backup(home, made, now)
    return made


def write_backup(
    database: dict[str, Any],
    home: Path,
    out: IO[bytes],
    *,
    now: datetime,
    encrypt_to: str = "",
    secrets: bool = False,
    where: str = "-",
    files: bool = True,
) -> BackupSummary:
    """Write a backup to a stream, as :func:`back_up` does to a folder."""
    counted = _CountingStream(out)
    with ExitStack() as stack:
        _remove_leftovers(home, ".backup-*", now)
        aside = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=".backup-", dir=home)))
        _check_room(database, home)
        if files:
            # Whoever keeps a job waiting does not keep the backup from its turn.
            with _hold_lock(home / BACKUP_LOCK):
                for name in LOCKS:
                    stack.enter_context(_hold_lock(home / name))
        found = stack.enter_context(take_snapshot(database, aside))
        stream = stack.enter_context(encrypt_stream(counted, encrypt_to)) if encrypt_to else counted  # type: ignore[arg-type]
        writer = _ArchiveWriter(stream, aside / "manifest")  # type: ignore[arg-type]
        with_secrets = secrets or bool(encrypt_to)
        apart = _describe_secrets(home, database) if files else []
        head = {
            "format": FORMAT,
            "made_at": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "version": __version__,
            "engine": found.engine,
            "database": found.member,
            "migrations": found.content.migrations,
            "journal": {"number": found.content.head[0], "hash": found.content.head[1]},
            "tables": {name: {"rows": one.rows, "sha256": one.sha256} for name, one in found.content.tables.items()},
            "secrets": [one | {"included": with_secrets and one["kept_in"] == "file"} for one in apart],
            "files": files,
        }
        writer.add_bytes(HEAD_MEMBER, json.dumps(head, ensure_ascii=False, indent=1).encode())
        writer.add(found.member, found.file)
        if files:
            stores = _StoreLocks(home, stack)
            for name, path in list_files(home, database=sqlite_path(database)):
                if with_secrets or find_secret(name) is None:
                    stores.lock_store(name)
                    writer.add(f"{FILES_PREFIX}{name}", path, may_vanish=True)
        writer.end()
    return BackupSummary(
        where,
        counted.size,
        counted.seal.hexdigest(),
        writer.files,
        sum(one.rows for one in found.content.tables.values()),
        found.content.head,
        bool(encrypt_to),
        tuple(one["path"] for one in apart if not (with_secrets and one["kept_in"] == "file")),
    )


class _CountingStream:
    """A stream that counts and seals what goes through it."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self.size, self.seal = out, 0, hashlib.sha256()

    def write(self, content: bytes) -> int:
        self._out.write(content)
        self.size += len(content)
        self.seal.update(content)
        return len(content)

    def flush(self) -> None:
        self._out.flush()


class _ArchiveWriter:
    """An archive being written, with its manifest aside."""

    def __init__(self, out: IO[bytes], manifest: Path) -> None:
        self._out, self._path, self.files = out, manifest, 0
        self._manifest = manifest.open("w", encoding="utf-8")

    def add_bytes(self, name: str, content: bytes) -> None:
        """Add a small file made here."""
        self._write(ArchiveMember(name, len(content)), iter([content]))

    def add(self, name: str, path: Path, *, may_vanish: bool = False) -> None:
        """Add a file of the disk, as long as it is when it is opened."""
        try:
            stream = path.open("rb")
        except FileNotFoundError:
            if may_vanish:
                return
            raise
        with stream:
            told = os.fstat(stream.fileno())
            self._write(ArchiveMember(name, told.st_size, int(told.st_mtime)), _read_chunks(stream, told.st_size))

    def end(self) -> None:
        """Write the manifest, then what ends an archive."""
        self._manifest.close()
        with self._path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            write_member(self._out, ArchiveMember(MANIFEST_MEMBER, size), _read_chunks(stream, size))
        write_archive_end(self._out)

    def _write(self, member: ArchiveMember, content: Iterator[bytes]) -> None:
        seal = hashlib.sha256()

        def seal_chunks() -> Iterator[bytes]:
            for chunk in content:
                seal.update(chunk)
                yield chunk

        try:
            write_member(self._out, member, seal_chunks())
        except MalformedArchive as error:
            raise not_archived_fault(str(error), member.name.removeprefix(FILES_PREFIX)) from None
        self._manifest.write(manifest_line(member, seal.hexdigest()))
        self.files += 1


def manifest_line(member: ArchiveMember, sha256: str) -> str:
    """What the manifest says of one file."""
    return json.dumps({"path": member.name, "size": member.size, "sha256": sha256}, ensure_ascii=False) + "\n"


def _read_chunks(stream: IO[bytes], size: int) -> Iterator[bytes]:
    left = size
    while left and (chunk := stream.read(min(CHUNK, left))):
        left -= len(chunk)
        yield chunk


@contextmanager
def _hold_lock(path: Path) -> Iterator[None]:
    """Hold a lock, once whoever has it ends; a process that was stopped ends never, and a night's copy is then missing:
    raises `Faults` after `LOCK_PATIENCE`."""
    until = monotonic() + LOCK_PATIENCE
    with path.open("a") as stream:
        while True:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if monotonic() > until:
                    raise _already_running_fault(path) from None
                sleep(LOCK_POLL)
        yield


def _already_running_fault(path: Path) -> Exception:
    return fault(
        "site-at-work",
        f"Un autre programme tient {path.name} depuis plus de {LOCK_PATIENCE / 3600:.0f} h : une tâche, un import ou "
        f"une "
        "autre sauvegarde ne finit pas. Rien n’a été sauvegardé.",
        f"Another program has held {path.name} for more than {LOCK_PATIENCE / 3600:.0f} h: a task, an import or "
        f"another "
        f"backup has not finished. Nothing was backed up.",
        f"Cherchez-le (fuser {path}), terminez-le, puis recommencez.",
        f"Find it (fuser {path}), stop it, then try again.",
        file=path,
    )


class _StoreLocks:
    """The stores of contacts that were come to: each is held until the backup ends, so that its files agree."""

    def __init__(self, home: Path, stack: ExitStack) -> None:
        self._home, self._stack, self._held = home, stack, set[Path]()

    def lock_store(self, name: str) -> None:
        """Hold the store that a file of the data folder belongs to, if it belongs to one."""
        parts = name.split("/")
        if len(parts) > 3 and parts[0] == "contacts" and parts[2] == "store":
            lock = self._home.joinpath(*parts[:3], ".lock")
            if lock not in self._held:
                self._held.add(lock)
                self._stack.enter_context(_hold_lock(lock))


def _describe_secrets(home: Path, database: dict[str, Any]) -> list[dict[str, Any]]:
    """Where the secrets of the site lie, as the archive tells it."""
    found = [
        {"path": name, "kept_in": "file", "what": secret.what.model_dump()}
        for name, _ in list_files(home, database=sqlite_path(database))
        if (secret := find_secret(name)) is not None
    ]
    for variable, words in _SECRETS_IN_ENVIRONMENT.items():
        if os.environ.get(variable):
            found.append({"path": variable, "kept_in": "environment", "what": words.model_dump()})
    return found


_SECRETS_IN_ENVIRONMENT = {
    "FILIERE_SECRET_KEY": Text(fr="la clé du site", en="the site’s key"),
    "FILIERE_SECRET_KEY_FALLBACKS": Text(fr="les clés précédentes du site", en="the site’s former keys"),
    "FILIERE_CONTACTS_KEY": Text(fr="la clé des empreintes de personnes", en="the key for hashing people"),
}


def _check_room(database: dict[str, Any], home: Path) -> None:
    path = sqlite_path(database)
    wanted = path.stat().st_size if path is not None and path.is_file() else 0
    free = shutil.disk_usage(home).free
    if free < wanted * 1.1:
        raise fault(
            "no-room",
            f"Il reste {free // 2**20} Mio, et la copie de la base en prend {wanted // 2**20}.",
            f"{free // 2**20} MiB are free, and the copy of the database needs {wanted // 2**20}.",
            "Libérez de la place sur le disque du dossier de données.",
            "Free some space on the data folder’s disk.",
            file=home,
        )


def record_last_backup(home: Path, made: BackupSummary, now: datetime) -> None:
    """Keep when the last backup was made, and where to, for whoever looks at the health of the site."""
    folder = home / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    told = {"at": now.astimezone(UTC).isoformat(), "where": made.where, "size": made.size, "sha256": made.sha256}
    draft = folder / f".{LAST_BACKUP_FILE}"
    draft.write_text(json.dumps(told | {"encrypted": made.encrypted}), encoding="utf-8")
    draft.replace(folder / LAST_BACKUP_FILE)


def _remove_leftovers(folder: Path, pattern: str, now: datetime) -> None:
    """Remove what backups that were killed left in a folder: copies of the database, and archives half written."""
    for path in folder.glob(pattern):
        if now.timestamp() - path.stat().st_mtime < LEFTOVER_AGE.total_seconds():
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
