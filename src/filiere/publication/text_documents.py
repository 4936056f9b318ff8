"""A text to be worked on, as an OpenDocument file (ODF 1.2, ISO/IEC 26300): what a speaker rewrites in their own words.

A PDF is what the house says; this is what others make theirs. It holds paragraphs of a few named styles, each in its
language, and nothing else: no macro, no picture, no address that the reader's machine would call. The same parts make
the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from xml.sax.saxutils import escape

from filiere.core.text import Lang

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
PartStyle = Literal["title", "heading", "statement", "detail", "note"]

_STYLES: dict[PartStyle, tuple[str, str, str]] = {
    "title": ("Title", "fo:margin-bottom='0.4cm'", "fo:font-size='20pt' fo:font-weight='bold'"),
    "heading": (
        "Heading",
        "fo:margin-top='0.7cm' fo:margin-bottom='0.2cm' fo:keep-with-next='always'",
        "fo:font-size='14pt' fo:font-weight='bold'",
    ),
    "statement": ("Statement", "fo:margin-top='0.4cm' fo:keep-with-next='always'", "fo:font-size='13pt'"),
    "detail": ("Detail", "fo:margin-left='0.8cm'", "fo:font-size='10.5pt'"),
    "note": ("Note", "fo:margin-top='0.4cm'", "fo:font-size='9.5pt' fo:font-style='italic'"),
}
"""The name of each style in the file, then the properties of its paragraphs and of its letters."""
_COUNTRIES: dict[Lang, str] = {"fr": "FR", "en": "GB"}
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The date of each member: a file says nothing of the machine that made it."""


@dataclass(frozen=True, slots=True)
class TextPart:
    """A paragraph, in its style and its language; a line end in it is one on the page."""

    style: PartStyle
    words: str
    lang: Lang


def write_text_document(parts: Sequence[TextPart], *, title: str, lang: Lang, day: date) -> bytes:
    """Return the parts as an ODT file, of that title, main language and day."""
    members = {
        # A reader recognises the file by this member: the first, not compressed, without extra field (ODF 1.2, part 3).
        "mimetype": MEDIA_TYPE,
        "META-INF/manifest.xml": _write_manifest(),
        "content.xml": _write_content(parts),
        "styles.xml": _write_styles(lang),
        "meta.xml": _write_meta(title, lang, day),
    }
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        for name, words in members.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, words.encode())
    return found.getvalue()


def _escape_words(words: str) -> str:
    return escape(_NOT_XML.sub("", words))


def _write_words(words: str) -> str:
    """Words as ODF has them: line ends and runs of spaces are elements of their own."""
    lines = (re.sub(" {2,}", lambda one: f' <text:s text:c="{len(one[0]) - 1}"/>', line) for line in _split(words))
    return "<text:line-break/>".join(lines)


def _split(words: str) -> Iterable[str]:
    return _escape_words(words.replace("\r\n", "\n")).split("\n")


def _write_content(parts: Sequence[TextPart]) -> str:
    body = []
    for one in parts:
        name = f"{_STYLES[one.style][0]}-{one.lang}"
        tag, level = ("text:h", ' text:outline-level="2"') if one.style == "heading" else ("text:p", "")
        body.append(f'<{tag} text:style-name="{name}"{level}>{_write_words(one.words)}</{tag}>')
    return (
        f'{_HEAD}<office:document-content {_NAMESPACES} office:version="1.2"><office:body><office:text>'
        f"{''.join(body)}</office:text></office:body></office:document-content>"
    )


def _write_styles(lang: Lang) -> str:
    styles = [
        f'<style:default-style style:family="paragraph"><style:text-properties fo:language="{lang}" '
        f'fo:country="{_COUNTRIES[lang]}" fo:font-size="11pt"/></style:default-style>'
    ]
    for name, paragraph, letters in _STYLES.values():
        styles += [
            f'<style:style style:name="{name}-{one}" style:family="paragraph">'
            f"<style:paragraph-properties {paragraph}/>"
            f'<style:text-properties {letters} fo:language="{one}" fo:country="{country}"/></style:style>'
            for one, country in _COUNTRIES.items()
        ]
    return (
        f'{_HEAD}<office:document-styles {_NAMESPACES} office:version="1.2"><office:styles>{"".join(styles)}'
        "</office:styles></office:document-styles>"
    )


def _write_meta(title: str, lang: Lang, day: date) -> str:
    return (
        f'{_HEAD}<office:document-meta {_NAMESPACES} office:version="1.2"><office:meta>'
        f"<dc:title>{_escape_words(title)}</dc:title><dc:language>{lang}-{_COUNTRIES[lang]}</dc:language>"
        f"<dc:date>{day.isoformat()}T00:00:00</dc:date></office:meta></office:document-meta>"
    )


def _write_manifest() -> str:
    entries = [("/", MEDIA_TYPE), *((name, "text/xml") for name in ("content.xml", "styles.xml", "meta.xml"))]
    rows = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>' for name, kind in entries
    )
    return (
        f'{_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        f'manifest:version="1.2">{rows}</manifest:manifest>'
    )
