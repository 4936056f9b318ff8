"""Small files of every kind, honest or twisted, built by hand so that no hostile file lies in the repository."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib


def pdf(*more: bytes, trailer: bytes = b"", page: bytes = b"", catalog: bytes = b"") -> bytes:
    """A PDF of one empty page, with more objects (from number 4), words in its trailer, its page or its catalogue."""
    found = _objects(page, catalog, *more)
    out, places = _written(found)
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(found) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(found) + 1, trailer))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def packed_pdf(
    packed: dict[int, bytes],
    *more: bytes,
    listed: int | None = None,
    root: int = 1,
    catalog: bytes = b"",
    head: bytes = b"",
    twist: tuple[bytes, bytes] = (b"", b""),
) -> bytes:
    """A PDF whose objects of these numbers (from 20) are packed in object 9; ``listed`` of them are in its table.

    ``twist`` replaces words of the packing object, ``head`` its list of numbers and places.
    """
    body, places = b"", b""
    for number, words in packed.items():
        places += b"%d %d " % (number, len(body))
        body += words + b" "
    head = head or places
    data = zlib.compress(head + body)
    packing = b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n" % (
        len(packed),
        len(head),
        len(data),
    )
    packing = packing.replace(*twist) if twist[0] else packing
    found = _objects(b"", catalog, *more, *[b"null"] * (5 - len(more)), packing + data + b"\nendstream")
    out, begun = _written(found)
    start = out.tell()
    rows = [(0, 0, 65535), *((1, place, 0) for place in begun), (1, start, 0)]
    rows += [(0, 0, 0)] * (max(packed) + 1 - len(rows))
    for place, number in enumerate(list(packed)[:listed]):
        rows[number] = (2, 9, place)
    table = zlib.compress(b"".join(struct.pack(">BIH", *row) for row in rows))
    out.write(b"10 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Root %d 0 R " % (len(rows), root))
    out.write(b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(table), table))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def hybrid_pdf(packed: bytes, last: bytes = b"0 0\n", *more: bytes) -> bytes:
    """A PDF as a word processor makes it: object 20 is packed in 9, which the table 10 says beside a plain one where it
    is free; ``last`` is the plain table of the end."""
    data = zlib.compress(b"20 0 " + packed)
    packing = b"<< /Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
    found = _objects(b"", b"", *more, *[b"1"] * (5 - len(more)), packing % (len(data), data))
    out, begun = _written(found)
    begun.append(out.tell())
    rows = [(0, 0, 65535), *((1, place, 0) for place in begun), *[(0, 0, 0)] * 9, (2, 9, 0)]
    table = zlib.compress(b"".join(struct.pack(">BIH", *row) for row in rows))
    out.write(b"10 0 obj\n<< /Type /XRef /Size 21 /W [1 4 2] /Root 1 0 R /Filter /FlateDecode ")
    out.write(b"/Length %d >>\nstream\n%s\nendstream\nendobj\n" % (len(table), table))
    first = out.tell()
    free = b"0000000000 65535 f \n"
    plain = [free if number == 9 else b"%010d 00000 n \n" % place for number, place in enumerate(begun, 1)]
    out.write(b"xref\n0 21\n" + b"".join([free, *plain, *[free] * 10]))
    out.write(b"trailer\n<< /Size 21 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % first)
    end = out.tell()
    out.write(b"xref\n%strailer\n<< /Size 21 /Root 1 0 R /Prev %d /XRefStm %d >>\n" % (last, first, begun[-1]))
    out.write(b"startxref\n%d\n%%%%EOF\n" % end)
    return out.getvalue()


def _objects(page: bytes, catalog: bytes, *more: bytes) -> list[bytes]:
    return [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] " + page + b" >>",
        *more,
    ]


def _written(found: list[bytes]) -> tuple[io.BytesIO, list[int]]:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    for number, body in enumerate(found, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    return out, places


def saved_again(content: bytes, objects: dict[int, bytes], root: int = 1, free: int | None = None) -> bytes:
    """A PDF to whose end these objects were added, and one was freed."""
    out, rows = io.BytesIO(), [] if free is None else [b"%d 1\n0000000000 00001 f \n" % free]
    out.write(content)
    for number, body in objects.items():
        rows.append(b"%d 1\n%010d 00000 n \n" % (number, out.tell()))
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start, former = out.tell(), content.rsplit(b"startxref", 1)[1].split()[0]
    size = max(*objects, *(int(word) - 1 for word in re.findall(rb"/Size (\d+)", content))) + 1
    out.write(b"xref\n" + b"".join(rows))
    out.write(b"trailer\n<< /Size %d /Root %d 0 R /Prev %s >>\n" % (size, root, former))
    out.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return out.getvalue()


def object_stream(inside: bytes, name: bytes = b"/ObjStm") -> bytes:
    """An object that packs others."""
    data = zlib.compress(inside)
    return b"<< /Type %s /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (
        name,
        len(data),
        data,
    )


def chunk(name: bytes, data: bytes = b"") -> bytes:
    """A part of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int = 2, height: int = 2, *more: bytes) -> bytes:
    """A small grey picture; `more` goes before its end."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00\x80\x80" * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + b"".join(more) + chunk(b"IEND")


def jpeg(width: int = 8, height: int = 8) -> bytes:
    """The segments of a JPEG, with data that hold an escaped FF and a restart."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    scan = b"\x01\x01\x00\x00\x3f\x00"

    def segment(marker: int, data: bytes) -> bytes:
        return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data

    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
        + segment(0xC0, frame)
        + segment(0xDA, scan)
        + b"\x12\xff\x00\x34\xff\xd0\x56"
        + b"\xff\xd9"
    )


def webp() -> bytes:
    """A lossless WebP of one point, by its parts."""
    data = b"\x2f\x00\x00\x00\x00\x07\x10\x11"
    body = b"WEBPVP8L" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def archive(parts: dict[str, bytes], *, stored: tuple[str, ...] = ()) -> bytes:
    """A ZIP of these parts, in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


MAIN = {
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main"),
    "docx": ("word/document.xml", "wordprocessingml.document.main"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation.main"),
}


def open_xml(kind: str = "xlsx", more: dict[str, bytes] | None = None, types: str = "") -> bytes:
    """An Open XML document of the kind, with more parts."""
    path, main = MAIN[kind]
    declared = (
        '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'content-types"><Override PartName="/{path}" ContentType="application/vnd.openxmlformats-officedocument.'
        f'{main}+xml"/>{types}</Types>'
    )
    relations = '<?xml version="1.0"?><Relationships><Relationship Id="rId1" Target="' + path + '"/></Relationships>'
    return archive(
        {
            "[Content_Types].xml": declared.encode(),
            "_rels/.rels": relations.encode(),
            path: b"<?xml version='1.0'?><root/>",
            **(more or {}),
        }
    )


def open_document(kind: str = "text", more: dict[str, bytes] | None = None, content: bytes = b"<office/>") -> bytes:
    """An OpenDocument file of the kind, with more parts."""
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}".encode(),
        "content.xml": content,
        "META-INF/manifest.xml": b"<manifest/>",
        **(more or {}),
    }
    return archive(parts, stored=("mimetype",))


HONEST: dict[str, bytes] = {
    "pdf": pdf(),
    "png": png(),
    "jpeg": jpeg(),
    "webp": webp(),
    "text": "Compte rendu de la réunion.\nRien à signaler.\n".encode(),
    "csv": "site;année;départs\nLille;2026;12\nLyon;2026;7\n".encode(),
    "xlsx": open_xml("xlsx"),
    "docx": open_xml("docx"),
    "pptx": open_xml("pptx"),
    "odt": open_document("text"),
    "ods": open_document("spreadsheet"),
    "odp": open_document("presentation"),
}
