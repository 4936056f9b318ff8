"""One delivered file: its bytes unpacked, its lines, and where it is cut if it is.

A file compressed by gzip is recognised by its first bytes, whatever its name, and unpacked while it is read. Everything
here takes memory that does not depend on the size of the file, save a line longer than any table has.
"""

import codecs
import gzip
import io
import os
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from filiere.contacts.importing.faults import fault
from filiere.core import Fault, Faults, Text, seal_file

type ProgressCallback = Callable[[str, int, int], None]
"""Told of a long work: the stage (``hash``, ``read``, ``match``, ``write``, ``contacts``), how much of it is done, and
how much there is in all."""

GZIP_MAGIC = b"\x1f\x8b"
BLOCK_BYTES = 1 << 18
DECODED_BYTES = 64 << 20
"""Bytes looked at to tell an encoding: letters with accents come sooner in any log."""
_NO_WINDOWS_LETTER = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def ignore_progress(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass
class DeliveredFile:
    """A file to import; ``sha256`` is that of its bytes as delivered, packed or not."""

    path: Path
    sha256: str
    size: int
    progress: ProgressCallback = field(default=ignore_progress, repr=False)
    _seen: tuple[int, int] = field(default=(0, 0), repr=False)

    @classmethod
    def at(cls, path: Path, *, progress: ProgressCallback = ignore_progress) -> "DeliveredFile":
        """Return the file at ``path``; raise :class:`Faults` when it cannot be read or is empty."""
        try:
            state = path.stat()
            if not path.is_file():
                raise IsADirectoryError(21, "ce n’est pas un fichier / not a file")
            progress("hash", 0, state.st_size)
            sha256 = seal_file(path)
        except OSError as error:
            raise Faults([_unreadable_file_fault(path, error)]) from None
        if state.st_size == 0:
            raise Faults([fault("empty-file").at(file=str(path))])
        progress("hash", state.st_size, state.st_size)
        return cls(path, sha256, state.st_size, progress, (state.st_size, state.st_mtime_ns))

    @property
    def name(self) -> str:
        """The name of the file, without its folder: what reports and the store keep."""
        return self.path.name

    def open(self) -> BinaryIO:
        """Return the bytes, unpacked; reading raises :class:`Faults` where a gzip file is cut or damaged."""
        raw = self.path.open("rb")
        return io.BufferedReader(_UnpackedStream(self, raw), BLOCK_BYTES)

    def text(self, encoding: str = "utf-8-sig") -> io.TextIOWrapper:
        """Return the file as text whose lines end with LF; a byte that has no meaning becomes a lone surrogate, which
        :func:`has_undecoded_byte` finds, so that the rest of the file can be read."""
        return io.TextIOWrapper(self.open(), encoding=encoding, errors="surrogateescape", newline="\n")

    def lines(self, encoding: str = "utf-8-sig") -> Iterator[tuple[int, str]]:
        """Yield each line and its number from 1, without its end."""
        with self.text(encoding) as stream:
            for number, line in enumerate(stream, 1):
                yield number, line.rstrip("\r\n")

    def guess_encoding(self) -> str:
        """Return the encoding of a text file: UTF-16 by its mark or its NUL bytes, UTF-8 where every byte is of it,
        else that of Windows, or of ISO 8859-15 where a byte has no meaning in Windows."""
        decoder = codecs.getincrementaldecoder("utf-8")()
        known, read = True, 0
        with self.open() as stream:
            head = stream.read(4)
            if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return "utf-16"
            if len(head) == 4 and head[1:2] == b"\0":
                return "utf-16-le"
            if len(head) == 4 and head[:1] == b"\0":
                return "utf-16-be"
            block = head
            while block and read < DECODED_BYTES:
                read += len(block)
                if known:
                    try:
                        decoder.decode(block)
                    except UnicodeDecodeError:
                        known = False
                if not known and _NO_WINDOWS_LETTER.search(block):
                    return "iso-8859-15"
                block = stream.read(1 << 20)
        return "utf-8" if known else "windows-1252"

    def check_unchanged(self) -> None:
        """Raise :class:`Faults` when someone wrote to the file while it was read."""
        state = self.path.stat()
        if (state.st_size, state.st_mtime_ns) != self._seen:
            raise Faults([fault("file-changed").at(file=str(self.path))])


class _UnpackedStream(io.RawIOBase):
    """The bytes of a file, unpacked if need be."""

    def __init__(self, file: DeliveredFile, raw: BinaryIO) -> None:
        self._file, self._raw = file, raw
        head = raw.read(2)
        raw.seek(0)
        self._stream: BinaryIO = gzip.GzipFile(fileobj=raw) if head == GZIP_MAGIC else raw  # type: ignore[assignment]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            block = self._stream.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise Faults([_cut_file_fault(self._file, error)]) from None
        buffer[: len(block)] = block
        self._file.progress("read", self._raw.tell(), self._file.size)
        return len(block)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
            self._raw.close()
        super().close()


def has_undecoded_byte(text: str) -> bool:
    """Whether a text holds a byte that its encoding does not know."""
    return not text.isascii() and any("\udc80" <= letter <= "\udcff" for letter in text)


def _measure_readable_part(path: Path) -> tuple[int, int]:
    """Return how many whole lines of a cut or damaged gzip file can be read, and how many of its bytes they take.

    The file is read once more: what is read ahead in blocks does not tell where in a block the fault is.
    """
    lines, read = 0, 0
    unpacker = zlib.decompressobj(wbits=31)
    with path.open("rb") as stream:
        while block := stream.read(BLOCK_BYTES):
            before = unpacker.copy()
            try:
                unpacked, unpacker = _decompress_members(unpacker, block)
            except zlib.error:
                # Byte by byte up to the one that means nothing.
                for place in range(len(block)):
                    try:
                        unpacked, before = _decompress_members(before, block[place : place + 1])
                    except zlib.error:
                        return lines, read + place
                    lines += unpacked.count(b"\n")
                return lines, read + len(block)
            lines += unpacked.count(b"\n")
            read += len(block)
    return lines, read


def _decompress_members(unpacker: "zlib._Decompress", packed: bytes) -> tuple[bytes, "zlib._Decompress"]:
    """Return what packed bytes hold, and what goes on: a gzip file may be several, one after the other."""
    unpacked = b""
    while packed:
        if unpacker.eof:
            # Zeros after the end fill a block of a tape, and are nothing.
            packed = packed.lstrip(b"\0")
            if not packed:
                break
            unpacker = zlib.decompressobj(wbits=31)
        unpacked += unpacker.decompress(packed)
        packed = unpacker.unused_data
    return unpacked, unpacker


def _cut_file_fault(file: DeliveredFile, error: Exception) -> Fault:
    lines, read = _measure_readable_part(file.path)
    line = lines + 1
    place = Text(
        fr=f"après {lines} lignes entières, vers l’octet {read} sur {file.size}",
        en=f"after {lines} whole lines, near byte {read} of {file.size}",
    )
    if isinstance(error, EOFError):
        return fault("truncated-gzip", place=place).at(file=str(file.path), line=line)
    return fault("damaged-gzip", place=place).at(file=str(file.path), line=line)


def _unreadable_file_fault(path: Path, error: OSError) -> Fault:
    why = os.strerror(error.errno) if error.errno else str(error)
    return fault("unreadable-file", why=why).at(file=str(path))
