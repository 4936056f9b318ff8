"""The kinds of file that can prove something, each with the suffix and the media type it is given back under.

A file is given back under what it is, never under what its sender called it.
"""

from dataclasses import dataclass
from enum import StrEnum

from filiere.core.text import Text

MIB = 1024 * 1024


class FileKind(StrEnum):
    """A kind of file that is accepted."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    TEXT = "text"
    CSV = "csv"
    XLSX = "xlsx"
    DOCX = "docx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"


@dataclass(frozen=True, slots=True)
class KindInfo:
    """What is known of a kind: its suffix, its media type, its name for a reader, and the families it belongs to."""

    suffix: str
    media_type: str
    text: Text
    families: frozenset[str]


def _make_kind_info(suffix: str, media_type: str, fr: str, en: str, *families: str) -> KindInfo:
    return KindInfo(suffix, media_type, Text(fr=fr, en=en), frozenset(families))


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"

KIND_INFO: dict[FileKind, KindInfo] = {
    FileKind.PDF: _make_kind_info(".pdf", "application/pdf", "document PDF", "PDF document", "pdf"),
    FileKind.PNG: _make_kind_info(".png", "image/png", "image PNG", "PNG picture", "image"),
    FileKind.JPEG: _make_kind_info(".jpg", "image/jpeg", "image JPEG", "JPEG picture", "image"),
    FileKind.WEBP: _make_kind_info(".webp", "image/webp", "image WebP", "WebP picture", "image"),
    FileKind.TEXT: _make_kind_info(".txt", "text/plain; charset=utf-8", "texte", "text", "text"),
    FileKind.CSV: _make_kind_info(".csv", "text/csv; charset=utf-8", "tableau CSV", "CSV table", "csv", "spreadsheet"),
    FileKind.XLSX: _make_kind_info(
        ".xlsx", f"{_OPEN_XML}.spreadsheetml.sheet", "classeur XLSX", "XLSX workbook", "xlsx", "spreadsheet"
    ),
    FileKind.DOCX: _make_kind_info(
        ".docx", f"{_OPEN_XML}.wordprocessingml.document", "document DOCX", "DOCX document", "docx", "document"
    ),
    FileKind.PPTX: _make_kind_info(
        ".pptx", f"{_OPEN_XML}.presentationml.presentation", "présentation PPTX", "PPTX slides", "pptx", "slides"
    ),
    FileKind.ODT: _make_kind_info(".odt", f"{_OPEN_DOCUMENT}.text", "document ODT", "ODT document", "odt", "document"),
    FileKind.ODS: _make_kind_info(
        ".ods", f"{_OPEN_DOCUMENT}.spreadsheet", "classeur ODS", "ODS workbook", "ods", "xlsx", "spreadsheet"
    ),
    FileKind.ODP: _make_kind_info(
        ".odp", f"{_OPEN_DOCUMENT}.presentation", "présentation ODP", "ODP slides", "odp", "slides"
    ),
}
"""A referential asks for a family (`spreadsheet`, `image`) or for a kind (`pdf`): see `is_wanted_kind`."""


def is_wanted_kind(kind: FileKind, wanted: tuple[str, ...]) -> bool:
    """Whether a file of this kind is one of the kinds that a referential asks for; nothing asked means any."""
    return not wanted or bool(KIND_INFO[kind].families & set(wanted))


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a file may cost to whoever opens it, in bytes and counts.

    ``ratio`` is looked at above ``ratio_from`` bytes only: a small part may compress very well without harm.
    """

    size: int = 50 * MIB
    name: int = 200
    entries: int = 5000
    unpacked: int = 400 * MIB
    ratio: int = 200
    ratio_from: int = 8 * MIB
    pixels: int = 120_000_000
    nested: int = 32 * MIB


LIMITS = Limits()
