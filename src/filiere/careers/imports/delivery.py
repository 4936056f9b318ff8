"""What somebody brings: a file, an archive or a folder, opened within limits as named members that can be read twice.

Nothing is unpacked to the disk. An archive is judged by what it announces before a byte of it is unpacked, and by its
checksums while it is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import IO
from zipfile import ZipFile, ZipInfo, is_zipfile

from filiere.careers.imports.faults import CATALOGUE
from filiere.careers.imports.records import ReadFile
from filiere.core.faults import Fault, Faults
from filiere.core.text import Text
from filiere.core.workbook_limits import ARCHIVE_ERRORS, BadXml, is_xlsx

MOST_BYTES = 4 * 1024**3
"""The XML of certifications is over half a gibibyte; nothing that is read here is eight times that."""
MOST_RATIO = 200
MOST_MEMBERS = 500
_LEAST_JUDGED = 1024
SUFFIXES = frozenset({".csv", ".parquet", ".xlsx", ".xml", ".txt"})
_ARCHIVE_MAGIC = b"PK"
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a delivery: its name without folders, where it stands, for faults, and how it is opened."""

    name: str
    place: str
    size: int
    open: Callable[[], IO[bytes]]

    @property
    def suffix(self) -> str:
        return PurePosixPath(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        return PurePosixPath(self.name).stem


@dataclass(frozen=True, slots=True)
class Delivery:
    """The members of a delivery, what they were read from, and the day of the newest of them."""

    path: Path
    members: tuple[Member, ...]
    files: tuple[ReadFile, ...]
    newest: date


@contextmanager
def open_delivery(path: Path, *, prefix: str = "") -> Iterator[Delivery]:
    """Open a file, an archive or a folder; ``prefix`` keeps the members whose names begin so.

    Raises :class:`Faults` where nothing is there, and for an archive that is damaged, locked or beyond the limits.
    """
    if path.is_dir():
        yield _open_folder(path, prefix)
    elif not path.is_file():
        raise Faults([CATALOGUE.build("import-not-found").at(file=str(path))])
    elif path.stat().st_size == 0:
        raise Faults([CATALOGUE.build("import-empty-file").at(file=str(path))])
    elif _is_archive(path):
        with _open_archive(path) as archive:
            yield _list_archive(path, archive, prefix)
    else:
        yield Delivery(path, (_file_member(path),), (_describe_file(path),), _file_day(path))


def _is_archive(path: Path) -> bool:
    with path.open("rb") as stream:
        if stream.read(2) != _ARCHIVE_MAGIC:
            return False
    if not is_zipfile(path):
        raise Faults([_broken_fault(path)])
    with _open_archive(path) as archive:
        return not is_xlsx(archive)


@contextmanager
def _open_archive(path: Path) -> Iterator[ZipFile]:
    try:
        archive = ZipFile(path)
    except ARCHIVE_ERRORS:
        raise Faults([_broken_fault(path)]) from None
    with archive:
        yield archive


def _open_folder(path: Path, prefix: str) -> Delivery:
    kept = [one for one in sorted(path.iterdir()) if one.is_file() and _is_wanted(one.name, prefix)]
    if not kept:
        raise Faults([_empty_fault(path, prefix)])
    faults = [
        CATALOGUE.build("import-empty-file").at(file=str(one))
        for one in kept
        if one.stat().st_size == 0 and one.suffix.lower() != ".txt"
    ]
    if faults:
        raise Faults(faults)
    files = tuple(map(_describe_file, kept))
    return Delivery(path, tuple(map(_file_member, kept)), files, max(map(_file_day, kept)))


def _list_archive(path: Path, archive: ZipFile, prefix: str) -> Delivery:
    entries = [one for one in archive.infolist() if not one.is_dir()]
    faults = [*_judge_weight(path, entries), *_judge_locks(path, entries)]
    if faults:
        raise Faults(faults)
    kept = [one for one in entries if _is_wanted(PurePosixPath(one.filename).name, prefix)]
    if not kept:
        raise Faults([_empty_fault(path, prefix)])
    members = tuple(_archive_member(path, archive, one) for one in sorted(kept, key=lambda one: one.filename))
    empty = [one for one in members if one.size == 0 and one.suffix != ".txt"]
    if empty:
        raise Faults(CATALOGUE.build("import-empty-file").at(file=one.place) for one in empty)
    return Delivery(path, members, (_describe_file(path),), max(map(_entry_day, kept)))


def _is_wanted(name: str, prefix: str) -> bool:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix in SUFFIXES and name.startswith(prefix) and not name.startswith((".", "~"))


def _judge_weight(path: Path, entries: list[ZipInfo]) -> Iterator[Fault]:
    total = sum(one.file_size for one in entries)
    ratio = max((one.file_size / max(one.compress_size, _LEAST_JUDGED) for one in entries), default=0)
    if total > MOST_BYTES or ratio > MOST_RATIO or len(entries) > MOST_MEMBERS:
        limits = {"most": MOST_BYTES, "most_ratio": MOST_RATIO, "most_members": MOST_MEMBERS}
        measured = {"size": total, "ratio": round(ratio), "members": len(entries)}
        yield CATALOGUE.build("import-archive-too-large", **measured, **limits).at(file=str(path))


def _judge_locks(path: Path, entries: list[ZipInfo]) -> Iterator[Fault]:
    seen: set[str] = set()
    for one in entries:
        if one.flag_bits & 0x1 or one.filename in seen:
            yield CATALOGUE.build("import-archive-locked", name=one.filename[:80]).at(file=str(path))
        seen.add(one.filename)


def _archive_member(path: Path, archive: ZipFile, entry: ZipInfo) -> Member:
    name = PurePosixPath(entry.filename).name
    return Member(name, f"{path}/{name}", entry.file_size, lambda: archive.open(entry))


def _file_member(path: Path) -> Member:
    return Member(path.name, str(path), path.stat().st_size, lambda: path.open("rb"))


@contextmanager
def open_member(member: Member) -> Iterator[IO[bytes]]:
    """Open a member for as long as it is read; what a damaged archive raises meanwhile becomes a fault."""
    try:
        with member.open() as stream:
            yield stream
    except (UnicodeError, BadXml, Faults):
        raise
    except ARCHIVE_ERRORS:
        raise Faults([_broken_fault(Path(member.place).parent, member.name)]) from None


def _describe_file(path: Path) -> ReadFile:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return ReadFile(path.name, path.stat().st_size, digest.hexdigest())


def _file_day(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date()


def _entry_day(entry: ZipInfo) -> date:
    year, month, day = entry.date_time[:3]
    try:
        return date(year, month, day)
    except ValueError:
        return date(1980, 1, 1)


def _broken_fault(path: Path, part: str = "") -> Fault:
    said = Text(fr=f" (« {part} »)", en=f" (“{part}”)") if part else None
    words = {"part_fr": said.fr if said else "", "part_en": said.en if said else ""}
    return CATALOGUE.build("import-broken-archive", **words).at(file=str(path))


def _empty_fault(path: Path, prefix: str) -> Fault:
    words = {
        "named_fr": f" dont le nom commence par « {prefix} »" if prefix else "",
        "named_en": f" whose name begins with “{prefix}”" if prefix else "",
    }
    return CATALOGUE.build("import-empty-folder", **words).at(file=str(path))
