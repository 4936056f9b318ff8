"""The ZIP that a pack is: one form for one content, so that any byte out of place is found.

Every entry is stored as it is, dated 1980-01-01, named in plain ASCII, without comment or extra field save the sizes of
ZIP64 where four bytes do not hold them; entries stand side by side in the order in which they were written, then the
directory. A reader writes every header again from what the directory says and compares: what differs by one bit is not
a pack. Nothing is compressed, hence nothing can swell; no name can leave the folder it is unpacked in. Written after
APPNOTE 6.3.10, sections 4.3 to 4.5; any program that opens a ZIP opens a pack.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from filiere.contacts.sealed.faults import fault
from filiere.core.faults import Faults

MOST_ENTRIES = 100_000
LONGEST_DIRECTORY = 32 * 1024 * 1024
_BLOCK_BYTES = 1 << 20
_UINT32_MAX, _UINT16_MAX = 0xFFFFFFFF, 0xFFFF
_DOS_DATE = 0x0021
"""1980-01-01 as the format writes it, the first day it knows."""
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_CENTRAL_HEADER = struct.Struct("<4s6H3L5H2L")
_END_RECORD = struct.Struct("<4s4H2LH")
_END_RECORD_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64 = struct.Struct("<4sLQL")
_NAME_PATTERN = re.compile(r"[A-Za-z0-9_@=+,-][A-Za-z0-9_@=+,.-]*(/[A-Za-z0-9_@=+,-][A-Za-z0-9_@=+,.-]*)*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveEntry:
    """A file of a pack: its name, its size in bytes, its CRC-32, and where its header begins."""

    name: str
    size: int
    crc: int
    offset: int

    @property
    def data(self) -> int:
        """Where its bytes begin."""
        return self.offset + len(_local_header_bytes(self))


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """What was written of a file: its size in bytes and the SHA-256 of its bytes."""

    size: int
    sha256: str


def is_sound_name(name: str) -> bool:
    """Whether a name is plain: relative, ASCII, no step that begins with a dot, at most 240 characters."""
    return len(name) <= 240 and _NAME_PATTERN.match(name) is not None


class ArchiveWriter:
    """Writes a pack entry by entry; nothing is held in memory but the directory."""

    def __init__(self, path: Path) -> None:
        self._stream: BinaryIO = path.open("wb")
        self._entries: list[ArchiveEntry] = []
        self._taken: set[str] = set()

    def add(self, name: str, content: bytes | Path) -> WrittenEntry:
        """Write one file, from bytes or from a path, and return its size and hash.

        Raises ``ValueError`` for a name that is not plain or is already taken: names are ours, never a user's.
        """
        if not is_sound_name(name) or name.casefold() in self._taken:
            raise ValueError(f"not the name of a new entry: {name}")
        self._taken.add(name.casefold())
        size = len(content) if isinstance(content, bytes) else content.stat().st_size
        place = ArchiveEntry(name=name, size=size, crc=0, offset=self._stream.tell())
        self._stream.write(_local_header_bytes(place))
        digest, crc, count = hashlib.sha256(), 0, 0
        for block in _iter_blocks(content):
            digest.update(block)
            crc = zlib.crc32(block, crc)
            count += len(block)
            self._stream.write(block)
        if count != size:
            raise OSError(f"{name} changed while it was read")
        entry = ArchiveEntry(name=name, size=size, crc=crc, offset=place.offset)
        # The checksum is known only now, and stands before the bytes it is of.
        self._stream.seek(place.offset)
        self._stream.write(_local_header_bytes(entry))
        self._stream.seek(0, 2)
        self._entries.append(entry)
        return WrittenEntry(size, digest.hexdigest())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None) -> None:
        if kind is None:
            start = self._stream.tell()
            self._stream.write(_directory_bytes(self._entries, start))
        self._stream.close()


class Archive:
    """A pack opened for reading, its form already compared to the last bit."""

    def __init__(self, path: Path) -> None:
        """Open a pack; raise :class:`Faults` for what is not one: cut, changed, swollen, or made by another hand."""
        self._path = path
        try:
            self._stream: BinaryIO = path.open("rb")
        except (FileNotFoundError, IsADirectoryError, PermissionError):
            raise Faults([fault("pack-unreadable", file=str(path))]) from None
        try:
            self.entries: Mapping[str, ArchiveEntry] = {one.name: one for one in _read_entries(self._stream, str(path))}
        except BaseException:
            self._stream.close()
            raise

    def blocks(self, name: str) -> Iterator[bytes]:
        """Give the bytes of an entry, at most a mebibyte at a time; raises ``KeyError`` for a name it does not have."""
        entry = self.entries[name]
        self._stream.seek(entry.data)
        left = entry.size
        while left and (block := self._stream.read(min(left, _BLOCK_BYTES))):
            left -= len(block)
            yield block

    def read(self, name: str) -> bytes:
        """Return all the bytes of an entry; for the small ones."""
        return b"".join(self.blocks(name))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()


def _iter_blocks(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            yield block


def _local_header_bytes(entry: ArchiveEntry) -> bytes:
    """The header before the bytes of an entry."""
    name = entry.name.encode("ascii")
    big = entry.size >= _UINT32_MAX
    extra = struct.pack("<2H2Q", 1, 16, entry.size, entry.size) if big else b""
    size = _UINT32_MAX if big else entry.size
    version = 45 if big else 20
    head = _LOCAL_HEADER.pack(b"PK\x03\x04", version, 0, 0, 0, _DOS_DATE, entry.crc, size, size, len(name), len(extra))
    return head + name + extra


def _central_header_bytes(entry: ArchiveEntry) -> bytes:
    """The line of an entry in the directory; it is marked as made on no system in particular (FAT, version 4.5)."""
    name = entry.name.encode("ascii")
    sizes = [entry.size, entry.size] if entry.size >= _UINT32_MAX else []
    far = [entry.offset] if entry.offset >= _UINT32_MAX else []
    values = sizes + far
    extra = struct.pack(f"<2H{len(values)}Q", 1, 8 * len(values), *values) if values else b""
    size = _UINT32_MAX if sizes else entry.size
    head = _CENTRAL_HEADER.pack(
        *(b"PK\x01\x02", 45, 45 if values else 20, 0, 0, 0, _DOS_DATE, entry.crc, size, size, len(name), len(extra)),
        *(0, 0, 0, 0, _UINT32_MAX if far else entry.offset),
    )
    return head + name + extra


def _directory_bytes(entries: list[ArchiveEntry], start: int) -> bytes:
    """The directory and the records that end the file."""
    lines = b"".join(map(_central_header_bytes, entries))
    count, size = len(entries), len(lines)
    records = b""
    if count >= _UINT16_MAX or size >= _UINT32_MAX or start >= _UINT32_MAX:
        records = _END_RECORD_64.pack(b"PK\x06\x06", _END_RECORD_64.size - 12, 45, 45, 0, 0, count, count, size, start)
        records += _LOCATOR_64.pack(b"PK\x06\x07", 0, start + size, 1)
    few = min(count, _UINT16_MAX)
    tail = _END_RECORD.pack(b"PK\x05\x06", 0, 0, few, few, min(size, _UINT32_MAX), min(start, _UINT32_MAX), 0)
    return lines + records + tail


def _read_entries(stream: BinaryIO, file: str) -> list[ArchiveEntry]:
    """The entries of a pack, once every byte between their contents is what it must be."""
    length = stream.seek(0, 2)
    start, count = _read_end_records(stream, length, file)
    if count > MOST_ENTRIES or length - start > LONGEST_DIRECTORY:
        raise Faults([fault("pack-too-large", file=file, count=count)])
    stream.seek(start)
    lines = stream.read(length - start)
    entries = _read_directory_lines(lines, count, file)
    expected = 0
    seen: set[str] = set()
    for entry in entries:
        if not is_sound_name(entry.name) or entry.name.casefold() in seen:
            raise Faults([fault("pack-bad-name", file=file, name=entry.name)])
        seen.add(entry.name.casefold())
        head = _local_header_bytes(entry)
        # A place that is not the one expected may lie beyond what a file can have: it is not gone to.
        if entry.offset == expected:
            stream.seek(entry.offset)
        if entry.offset != expected or stream.read(len(head)) != head:
            raise Faults([fault("pack-changed-header", file=file, name=entry.name)])
        expected = entry.offset + len(head) + entry.size
    if expected != start or lines != _directory_bytes(entries, start):
        raise Faults([fault("pack-changed-directory", file=file)])
    return entries


def _read_end_records(stream: BinaryIO, length: int, file: str) -> tuple[int, int]:
    """Where the directory begins and how many entries it has, as the last records say."""
    stream.seek(max(length - _END_RECORD.size, 0))
    tail = stream.read(_END_RECORD.size)
    if len(tail) < _END_RECORD.size or tail[:4] != b"PK\x05\x06":
        stream.seek(0)
        code = "pack-truncated" if stream.read(4) == b"PK\x03\x04" else "pack-not-one"
        raise Faults([fault(code, file=file)])
    count, start = _END_RECORD.unpack(tail)[4], _END_RECORD.unpack(tail)[6]
    before = length - _END_RECORD.size - _LOCATOR_64.size - _END_RECORD_64.size
    if before >= 0 and (count == _UINT16_MAX or start == _UINT32_MAX):
        stream.seek(before)
        record = stream.read(_END_RECORD_64.size)
        if record[:4] == b"PK\x06\x06":
            count, start = _END_RECORD_64.unpack(record)[7], _END_RECORD_64.unpack(record)[9]
    if not 0 <= start <= length:
        raise Faults([fault("pack-changed-directory", file=file)])
    return start, count


def _read_directory_lines(lines: bytes, count: int, file: str) -> list[ArchiveEntry]:
    """The entries as the directory lists them; whether it is written as it must be is compared afterwards."""
    entries = []
    place = 0
    for _ in range(count):
        if place + _CENTRAL_HEADER.size > len(lines):
            raise Faults([fault("pack-changed-directory", file=file)])
        row = _CENTRAL_HEADER.unpack_from(lines, place)
        place += _CENTRAL_HEADER.size
        name = lines[place : place + row[10]].decode("latin-1")
        extra = lines[place + row[10] : place + row[10] + row[11]]
        place += row[10] + row[11]
        sizes = [one[0] for one in struct.iter_unpack("<Q", extra[4 : 4 + (len(extra) - 4) // 8 * 8])]
        size, offset = row[9], row[16]
        if size == _UINT32_MAX and len(sizes) >= 2:
            size, sizes = sizes[0], sizes[2:]
        if offset == _UINT32_MAX and sizes:
            offset = sizes[0]
        entries.append(ArchiveEntry(name=name, size=size, crc=row[7], offset=offset))
    return entries
