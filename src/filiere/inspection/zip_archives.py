"""The ZIP that an office document is made of, read strictly: one directory, entries side by side, nothing else.

Programs disagree on a twisted archive: one shows the document, another finds the program. So only the plain form is
taken: it begins with its first entry, ends with its directory, no two entries share bytes (the trick of bombs that do
not nest), no byte lies between them, and what each grows to is what it says. Written after APPNOTE 6.3.10.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from mmap import mmap

from filiere.core.faults import Fault, Faults
from filiere.inspection.faults import fault, printable_name
from filiere.inspection.file_kinds import Limits

_TAIL = struct.Struct("<4s4H2LH")
_CENTRAL = struct.Struct("<4s4B4HL2L5H2L")
_LOCAL = struct.Struct("<4s5HL2L2H")
_BLOCK = 65_536
_INFLATE_BLOCK = 1 << 18
_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class ArchiveEntry:
    """An entry: its name, where its packed bytes lie, its sizes and its checksum."""

    name: str
    method: int
    data: int
    packed: int
    size: int
    crc: int


def read_entries(content: mmap | bytes, limits: Limits) -> list[ArchiveEntry]:
    """The entries of a plain archive, in the order of the file.

    Raises ``Faults`` for an archive that is not of the plain form or would grow too much; nothing is unpacked yet.
    """
    start, count = _read_directory(content, limits)
    parts, spans, names, faults = [], [], set[str](), []
    place = start
    for _ in range(count):
        row = _CENTRAL.unpack_from(content, place) if place + _CENTRAL.size <= len(content) else None
        if row is None or row[0] != b"PK\x01\x02":
            raise Faults([_broken_fault("son sommaire ne se lit pas", "its directory cannot be read")])
        flags, method, crc, packed, size = row[5], row[6], row[9], row[10], row[11]
        name_length, extra, comment, offset = row[12], row[13], row[14], row[18]
        raw = content[place + _CENTRAL.size : place + _CENTRAL.size + name_length]
        place += _CENTRAL.size + name_length + extra + comment
        if flags & 0x2041:
            raise Faults([fault("file-encrypted")])
        if 0xFFFFFFFF in (packed, size, offset) or method not in (0, 8):
            raise Faults(
                [_broken_fault("une partie est rangée d’une façon inconnue", "a part is stored in an unknown way")]
            )
        name = _entry_name(raw)
        if name is None or name.casefold() in names:
            faults.append(fault("file-bad-inner-path", what=printable_name(raw)))
            continue
        names.add(name.casefold())
        data, end = _entry_span(content, offset, raw, packed, start, described=bool(flags & 8))
        spans.append((offset, end, bool(flags & 8)))
        parts.append(ArchiveEntry(name, method, data, packed, size, crc))
    if faults:
        raise Faults(faults[:10])
    _require_disjoint(sorted(spans), start)
    _require_bounded_growth(parts, limits)
    return sorted(parts, key=lambda part: part.data)


def _read_directory(content: mmap | bytes, limits: Limits) -> tuple[int, int]:
    """Where the directory begins and how many entries it has, the last record of the file saying so."""
    place = len(content) - _TAIL.size
    if place < 0 or content[place : place + 4] != b"PK\x05\x06":
        if content.rfind(b"PK\x05\x06") >= 0:
            raise Faults([fault("file-trailing-data")])
        raise Faults([fault("file-truncated", fr="son sommaire manque", en="its directory is missing")])
    _, disk, first, here, count, size, start, comment = _TAIL.unpack_from(content, place)
    if disk or first or here != count or comment or start + size != place:
        raise Faults([fault("file-two-kinds", fr="plusieurs archives à la fois", en="several archives at once")])
    if count > limits.entries:
        raise Faults([fault("file-bomb", fr=f"il a {count} parties", en=f"it has {count} parts")])
    return start, count


def _entry_name(raw: bytes) -> str | None:
    """The name of an entry, None when it could leave the folder it is unpacked in or is not plainly written."""
    try:
        name = raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    steps = name.removesuffix("/").split("/")
    if not name.isprintable() or "\\" in name or _DRIVE.match(name) or len(name) > 512:
        return None
    return None if any(step.strip() in ("", ".", "..") for step in steps) else name


def _entry_span(
    content: mmap | bytes, offset: int, raw: bytes, packed: int, start: int, *, described: bool
) -> tuple[int, int]:
    """Where the packed bytes of an entry begin and end, its own header agreeing with the directory."""
    row = _LOCAL.unpack_from(content, offset) if offset + _LOCAL.size <= start else None
    if row is None or row[0] != b"PK\x03\x04":
        raise Faults([_broken_fault("une partie n’est pas à sa place", "a part is misplaced")])
    name_length, extra = row[9], row[10]
    data = offset + _LOCAL.size + name_length + extra
    if content[offset + _LOCAL.size : offset + _LOCAL.size + name_length] != raw or row[2] & 0x2041:
        raise Faults([_broken_fault("une partie porte deux noms", "a part has two names")])
    if data + packed > start or (not described and row[7] not in (packed, 0xFFFFFFFF)):
        raise Faults([fault("file-truncated", fr="une partie est coupée", en="a part is truncated")])
    return data, data + packed


def _require_disjoint(spans: list[tuple[int, int, bool]], start: int) -> None:
    """Refuse two entries that share bytes, and bytes that belong to none."""
    place, room = 0, 0
    for offset, end, described in [*spans, (start, start, False)]:
        if offset < place:
            raise Faults([fault("file-bomb", fr="ses parties se chevauchent", en="its parts overlap")])
        if offset - place > room:
            raise Faults(
                [fault("file-two-kinds", fr="document et comme autre chose", en="a document and as something else")]
            )
        # After an entry whose sizes were not known at first comes a record of them, 12 to 24 bytes long.
        place, room = end, 24 if described else 0


def _require_bounded_growth(parts: list[ArchiveEntry], limits: Limits) -> None:
    """Refuse, on what it says of itself, an archive that would grow too much."""
    total = sum(part.size for part in parts)
    if total > limits.unpacked:
        what = f"{total // (1024 * 1024)} "
        raise Faults([fault("file-bomb", fr=f"{what}Mio une fois décompressé", en=f"{what}MiB once decompressed")])
    worst = [part for part in parts if part.size > limits.ratio_from and part.size > limits.ratio * max(part.packed, 1)]
    # Many small parts are one large one: what they grow to beyond the ratio is added up.
    beyond = sum(max(0, part.size - limits.ratio * part.packed) for part in parts)
    if beyond > limits.ratio_from and not worst:
        worst = [max(parts, key=lambda part: part.size - limits.ratio * part.packed)]
    if worst:
        raise Faults(
            [
                fault(
                    "file-bomb",
                    fr=f"« {printable_name(worst[0].name)} » est comprimé plus de {limits.ratio} fois",
                    en=f"“{printable_name(worst[0].name)}” is compressed more than {limits.ratio} times",
                )
            ]
        )


def unpack_entry(content: mmap | bytes, part: ArchiveEntry) -> Iterator[bytes]:
    """The bytes of an entry, block by block.

    Raises ``Faults`` when they are not of the size and checksum that the directory says: one that lies is a bomb or
    is damaged, and never grows past what it said.
    """
    size, crc = 0, 0
    for block in _stored_blocks(content, part) if part.method == 0 else _inflated_blocks(content, part):
        size += len(block)
        if size > part.size:
            raise Faults([fault("file-bomb", fr="une partie ment sur sa taille", en="a part misstates its size")])
        crc = zlib.crc32(block, crc)
        yield block
    if size != part.size or crc != part.crc:
        raise Faults(
            [_broken_fault(f"« {printable_name(part.name)} » est abîmé", f"“{printable_name(part.name)}” is damaged")]
        )


def _stored_blocks(content: mmap | bytes, part: ArchiveEntry) -> Iterator[bytes]:
    for place in range(part.data, part.data + part.packed, _BLOCK):
        yield content[place : min(place + _BLOCK, part.data + part.packed)]


def _inflated_blocks(content: mmap | bytes, part: ArchiveEntry) -> Iterator[bytes]:
    reader = zlib.decompressobj(-15)
    try:
        for block in _stored_blocks(content, part):
            left = block
            while left:
                yield reader.decompress(left, _INFLATE_BLOCK)
                left = reader.unconsumed_tail
                if reader.eof:
                    break
        # Bytes after the end of the packed ones would be hidden from all but whom they are meant for.
        if not reader.eof or reader.unused_data:
            raise Faults([_broken_fault("une partie est coupée", "a part is truncated")])
    except zlib.error:
        raise Faults(
            [_broken_fault(f"« {printable_name(part.name)} » est abîmé", f"“{printable_name(part.name)}” is damaged")]
        ) from None


def _broken_fault(fr: str, en: str) -> Fault:
    return fault("file-broken", fr=fr, en=en)
