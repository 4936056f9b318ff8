"""PNG, JPEG and WebP: whole, of a size that can be shown, and nothing after their end.

Each is walked part by part, without decoding: what shows a picture is the reader's own program. Written after the
PNG specification (third edition, §5), ITU-T T.81 annex B for JPEG, and the WebP container specification (RFC 9649).
"""

import zlib
from collections.abc import Iterator
from mmap import mmap

from filiere.core.faults import Fault
from filiere.inspection.active_markup import find_active_tag
from filiere.inspection.faults import fault
from filiere.inspection.file_kinds import Limits

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
_PNG_CRITICAL = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def inspect_png(content: mmap, limits: Limits) -> Iterator[Fault]:
    """Every fault of a file that begins as a PNG."""
    place, seen = len(PNG), set[bytes]()
    while True:
        if place + 12 > len(content):
            yield _truncated_fault("PNG")
            return
        length = int.from_bytes(content[place : place + 4], "big")
        name = content[place + 4 : place + 8]
        end = place + 12 + length
        if end > len(content):
            yield _truncated_fault("PNG")
            return
        if zlib.crc32(memoryview(content)[place + 4 : end - 4]) != int.from_bytes(content[end - 4 : end], "big"):
            yield _broken_fault(
                "une partie ne correspond pas à sa somme de contrôle", "a part does not match its checksum"
            )
            return
        if (not seen) != (name == b"IHDR") or (name[0] & 0x20 == 0 and name not in _PNG_CRITICAL):
            yield _broken_fault(
                "ses parties ne sont pas celles d’une image PNG", "its parts are not those of a PNG image"
            )
            return
        if name == b"IHDR":
            width, height = (int.from_bytes(content[place + 8 + at : place + 12 + at], "big") for at in (0, 4))
            yield from _size_faults(width, height, limits)
        seen.add(name)
        place = end
        if name == b"IEND":
            break
    if b"IDAT" not in seen:
        yield _broken_fault("elle ne contient aucune image", "it contains no image")
    yield from _trailing_faults(content, place)


def inspect_jpeg(content: mmap, limits: Limits) -> Iterator[Fault]:
    """Every fault of a file that begins as a JPEG."""
    place, framed, scanned = 2, False, False
    while True:
        if place + 2 > len(content):
            yield _truncated_fault("JPEG")
            return
        if content[place] != 0xFF:
            yield _broken_fault("ses segments ne se suivent pas", "its segments do not follow one another")
            return
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
            continue
        place += 2
        if marker == 0xD9:
            break
        if 0xD0 <= marker <= 0xD8 or marker == 0x01:
            continue
        length = int.from_bytes(content[place : place + 2], "big")
        if length < 2 or place + length > len(content):
            yield _truncated_fault("JPEG")
            return
        if marker in _FRAMES:
            framed = True
            height, width = (int.from_bytes(content[place + at : place + at + 2], "big") for at in (3, 5))
            yield from _size_faults(width, height, limits)
        place += length
        if marker == 0xDA:
            scanned = True
            place = _after_scan(content, place)
    if not (framed and scanned):
        yield _broken_fault("elle ne contient aucune image", "it contains no image")
    yield from _trailing_faults(content, place)


def _after_scan(content: mmap, place: int) -> int:
    """The first marker after the packed data, where FF 00 is data and FF D0–D7 restart them."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            return len(content)
        if content[place + 1] == 0 or 0xD0 <= content[place + 1] <= 0xD7:
            place += 2
            continue
        return place


def inspect_webp(content: mmap, limits: Limits) -> Iterator[Fault]:
    """Every fault of a file that begins as a WebP."""
    end = 8 + int.from_bytes(content[4:8], "little")
    if end > len(content):
        yield _truncated_fault("WebP")
        return
    place, pictures = 12, 0
    while place + 8 <= end:
        name = content[place : place + 4]
        length = int.from_bytes(content[place + 4 : place + 8], "little")
        data = place + 8
        if data + length > end:
            yield _broken_fault("ses parties ne se suivent pas", "its parts do not follow one another")
            return
        if name == b"VP8X" and length >= 10:
            width, height = (1 + int.from_bytes(content[data + at : data + at + 3], "little") for at in (4, 7))
            yield from _size_faults(width, height, limits)
        elif name == b"VP8L" and length >= 5:
            bits = int.from_bytes(content[data + 1 : data + 5], "little")
            yield from _size_faults(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF), limits)
        pictures += name in (b"VP8 ", b"VP8L", b"ANMF")
        place = data + length + length % 2
    if not pictures or place != end:
        yield _broken_fault("elle ne contient aucune image entière", "it contains no complete image")
    yield from _trailing_faults(content, end)


def _size_faults(width: int, height: int, limits: Limits) -> Iterator[Fault]:
    if not width or not height:
        yield _broken_fault("elle n’a pas de surface", "it has no area")
    elif width * height > limits.pixels:
        size = f"{width} × {height}"
        yield fault("file-bomb", fr=f"l’image mesure {size} points", en=f"the image measures {size} pixels")


def _trailing_faults(content: mmap, end: int) -> Iterator[Fault]:
    if end < len(content):
        yield fault("file-trailing-data")
    tag = find_active_tag(content)
    if tag is not None:
        yield fault("file-two-kinds", fr=f"image et comme page web ({tag})", en=f"an image and as a web page ({tag})")


def _truncated_fault(kind: str) -> Fault:
    return fault("file-truncated", fr=f"la fin de l’image {kind} manque", en=f"the end of the {kind} image is missing")


def _broken_fault(fr: str, en: str) -> Fault:
    return fault("file-broken", fr=fr, en=en)
