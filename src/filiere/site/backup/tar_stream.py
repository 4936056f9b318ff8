"""Archives as tar (POSIX): plain files one after the other, in constant memory.

Written here rather than by the standard library because what is read may come from anybody: no links, no devices, no
sparse files, no header of unbounded length, no name that leaves its folder. Any `tar` reads what is written.

A path that the fields of a plain header (ustar) cannot hold is told by an extended one (pax) before it, of this one
form: a single record `path`, of at most `MOST_PATH` bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

BLOCK = 512
CHUNK = 1 << 20
_END = b"\0" * (2 * BLOCK)
MOST_PATH, MOST_PART = 1_024, 255
"""Bytes of the path of a file, and of each of its parts: no disk that we know holds a longer part."""
_OCTAL_MOST = 8**11 - 1
_PLAIN, _EXTENDED = b"0", b"x"
_MAX_RECORD_BYTES = MOST_PATH + len(b"1234 path=\n")
_NAME = re.compile(r"[^\x00-\x1f\x7f\\]+")


class ByteSource(Protocol):
    """What bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Return at most this many bytes; none at the end."""


class ByteSink(Protocol):
    """What bytes go to."""

    def write(self, content: bytes, /) -> object:
        """Take them all."""


class MalformedArchive(ValueError):
    """What is read is no archive of ours; the argument is a word for why."""


@dataclass(frozen=True, slots=True)
class ArchiveMember:
    """One file of an archive: its path with slashes, its size in bytes, the second it was last changed."""

    name: str
    size: int
    changed: int = 0


def is_safe_path(name: str) -> bool:
    """Whether a name is a plain relative path within bounds: no root, no parent, no empty part, no sign that a system
    reads."""
    try:
        parts = name.encode().split(b"/")
    except UnicodeEncodeError:
        return False
    return (
        bool(_NAME.fullmatch(name))
        and not any(part in {b"", b".", b".."} or len(part) > MOST_PART for part in parts)
        and sum(map(len, parts)) + len(parts) - 1 <= MOST_PATH
    )


def write_member(out: ByteSink, member: ArchiveMember, content: Iterator[bytes]) -> None:
    """Write a file; raises `MalformedArchive` for a name that cannot be written, or a content of another size than
    told."""
    out.write(_build_header(member))
    written = 0
    for chunk in content:
        written += len(chunk)
        if written > member.size:
            break
        out.write(chunk)
    if written != member.size:
        raise MalformedArchive("size-changed")
    out.write(b"\0" * (-member.size % BLOCK))


def write_archive_end(out: ByteSink) -> None:
    """Write what ends an archive."""
    out.write(_END)


def read_members(source: ByteSource, take: Callable[[ArchiveMember, Iterator[bytes]], None]) -> None:
    """Give each file to `take`, with its content in chunks; raises `MalformedArchive`, also when the archive has no
    end.

    What `take` leaves of a content is read over.
    """
    while True:
        header = _read_exactly(source, BLOCK)
        if header == b"\0" * BLOCK:
            if _read_exactly(source, BLOCK) != b"\0" * BLOCK:
                raise MalformedArchive("end")
            return
        member = _parse_header(header, source)
        content = _read_content(source, member.size)
        take(member, content)
        for _ in content:
            pass
        _read_exactly(source, -member.size % BLOCK)


def _read_content(source: ByteSource, size: int) -> Iterator[bytes]:
    left = size
    while left:
        chunk = source.read(min(CHUNK, left))
        if not chunk:
            raise MalformedArchive("cut")
        left -= len(chunk)
        yield chunk


def _read_exactly(source: ByteSource, size: int) -> bytes:
    parts: list[bytes] = []
    while size:
        chunk = source.read(size)
        if not chunk:
            raise MalformedArchive("cut")
        parts.append(chunk)
        size -= len(chunk)
    return b"".join(parts)


def _build_header(member: ArchiveMember) -> bytes:
    if not is_safe_path(member.name):
        raise MalformedArchive("name")
    if (fields := _split_name(member.name)) is not None:
        return _pack_header(*fields, member.size, member.changed, _PLAIN)
    record, short = _build_path_record(member.name), _shorten_path(member.name)
    return b"".join(
        (
            _pack_header(b"", short, len(record), 0, _EXTENDED),
            record.ljust(-(-len(record) // BLOCK) * BLOCK, b"\0"),
            _pack_header(b"", short, member.size, member.changed, _PLAIN),
        )
    )


def _pack_header(prefix: bytes, name: bytes, size: int, changed: int, kind: bytes) -> bytes:
    fields = [
        name.ljust(100, b"\0"),
        b"0000600\0",
        b"0000000\0" * 2,
        _encode_number(size),
        _encode_number(changed),
        b" " * 8,
        kind,
        b"\0" * 100,
        b"ustar\x0000",
        b"\0" * 64,
        b"0000000\0" * 2,
        prefix.ljust(155, b"\0"),
        b"\0" * 12,
    ]
    fields[5] = b"%06o\0 " % sum(b"".join(fields))
    return b"".join(fields)


def _build_path_record(name: str) -> bytes:
    """What an extended header says of a path: the length of the record in its own digits, the keyword, the path."""
    rest = b" path=" + name.encode() + b"\n"
    digits = next(digits for digits in range(1, 6) if len(str(len(rest) + digits)) == digits)
    return str(len(rest) + digits).encode() + rest


def _shorten_path(name: str) -> bytes:
    """What stands for a long path in the fields: two of them never share it, should a reader know no other."""
    return b"long/" + hashlib.sha256(name.encode()).hexdigest().encode()


def _encode_number(value: int) -> bytes:
    """A number in octal, or beyond eight gibibytes in base 256, as every tar reads it."""
    if 0 <= value <= _OCTAL_MOST:
        return b"%011o\0" % value
    return b"\x80" + value.to_bytes(11, "big")


def _split_name(name: str) -> tuple[bytes, bytes] | None:
    """The two fields of a path in a plain header, None for one that they cannot hold."""
    whole = name.encode()
    if len(whole) <= 100:
        return b"", whole
    parents = [str(parent) for parent in PurePosixPath(name).parents if str(parent) != "."]
    for parent in parents:
        prefix, rest = parent.encode(), name[len(parent) + 1 :].encode()
        if len(prefix) <= 155 and len(rest) <= 100:
            return prefix, rest
    return None


def _parse_header(header: bytes, source: ByteSource) -> ArchiveMember:
    """The file that a header begins; the rest of an extended one is read from the source."""
    member, kind = _read_fields(header)
    if kind != _EXTENDED:
        return member
    if not 0 < member.size <= _MAX_RECORD_BYTES:
        raise MalformedArchive("kind")
    record = _read_exactly(source, member.size)
    _read_exactly(source, -member.size % BLOCK)
    found = re.fullmatch(rb"[0-9]{1,4} path=([^\n]+)\n", record)
    if found is None:
        raise MalformedArchive("kind")
    name = _decode_name(found[1])
    if record != _build_path_record(name) or _split_name(name) is not None:
        raise MalformedArchive("kind")
    named, kind = _read_fields(_read_exactly(source, BLOCK))
    if kind != _PLAIN or {member.name, named.name} != {_shorten_path(name).decode()}:
        raise MalformedArchive("kind")
    return ArchiveMember(name, named.size, named.changed)


def _read_fields(header: bytes) -> tuple[ArchiveMember, bytes]:
    """What a header says by its fields, and of what kind it is."""
    if header[257:262] != b"ustar":
        raise MalformedArchive("not-tar")
    told = header[148:156]
    unsigned = sum(header) - sum(told) + 8 * 32
    if _decode_number(told.strip(b"\0 ").rjust(1, b"0")) != unsigned:
        raise MalformedArchive("checksum")
    kind = header[156:157].replace(b"\0", _PLAIN)
    if kind not in {_PLAIN, _EXTENDED} or header[157:257].strip(b"\0"):
        raise MalformedArchive("kind")
    prefix, name = (header[start:end].split(b"\0", 1)[0] for start, end in ((345, 500), (0, 100)))
    path = _decode_name(prefix + b"/" + name if prefix else name)
    return ArchiveMember(path, _decode_number(header[124:136]), _decode_number(header[136:148])), kind


def _decode_name(name: bytes) -> str:
    try:
        path = name.decode()
    except UnicodeDecodeError:
        raise MalformedArchive("name") from None
    if not is_safe_path(path):
        raise MalformedArchive("name")
    return path


def _decode_number(field: bytes) -> int:
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b"\0 ")
    if not re.fullmatch(rb"[0-7]+", digits):
        raise MalformedArchive("number")
    return int(digits, 8)
