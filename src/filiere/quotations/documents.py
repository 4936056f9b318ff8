"""Text out of a document: plain text, HTML, mail, DOCX and PDF, with the page and paragraph of each place.

Sizes are bounded before and while reading, an archive is never trusted on what it says of itself, XML goes through the
house's reader, which refuses document types and entities, and whatever is damaged is a fault, never a traceback. On the
site this runs in a child process with limits. Offsets of rows refer to :attr:`Document.text`.
"""

import zipfile
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from functools import partial
from html.parser import HTMLParser
from io import BytesIO
from typing import Literal

from filiere.core.faults import Fault, Faults
from filiere.core.text import Text
from filiere.core.workbook_limits import ARCHIVE_ERRORS, BadXml, read_elements
from filiere.quotations.faults import fault
from filiere.quotations.word_lists import split_set

DocumentKind = Literal["text", "html", "eml", "docx", "pdf"]

MOST_BYTES = 20 * 1024 * 1024
MOST_SIGNS = 2_000_000
_MOST_UNPACKED = 64 * 1024 * 1024
_MOST_ELEMENTS = 2_000_000
_MOST_PARTS = 200
_LONGEST_SUBJECT = 2_000
_NO_CHARSETS = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "unicode-escape"})
"""Encodings of Python that no mail has; some take the square of the length."""
_BLOCK = 1 << 16
_SUFFIXES: Mapping[str, DocumentKind] = {
    "txt": "text", "text": "text", "md": "text", "html": "html", "htm": "html", "xhtml": "html", "eml": "eml",
    "docx": "docx", "pdf": "pdf",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DocumentPlace:
    """Where something stands: its page (None where there are none) and its paragraph, both from 1."""

    page: int | None
    paragraph: int


@dataclass(frozen=True, slots=True)
class Document:
    """A text and where its paragraphs begin: ``starts`` grows, and ``places`` says what each is."""

    kind: DocumentKind
    text: str
    starts: tuple[int, ...]
    places: tuple[DocumentPlace, ...]

    def find_place(self, at: int) -> DocumentPlace:
        """Return the page and paragraph of a place of the text."""
        number = bisect_right(self.starts, at) - 1
        return self.places[max(number, 0)] if self.places else DocumentPlace(None, 1)


def plain_document(text: str) -> Document:
    """Return a text as a document: its paragraphs are parted by empty lines, or are its lines where there are none."""
    starts: list[int] = []
    at, fresh = 0, True
    parted = "\n\n" in text.replace("\r\n", "\n").strip()
    for line in text.splitlines(keepends=True):
        if line.strip():
            if fresh or not parted:
                starts.append(at)
            fresh = False
        else:
            fresh = True
        at += len(line)
    places = tuple(DocumentPlace(None, number) for number in range(1, len(starts) + 1))
    return Document("text", text, tuple(starts), places)


def read_document(content: bytes, name: str) -> Document:
    """Return the text of a document; its name says its kind, and its first bytes must agree.

    Raises :class:`Faults`: ``document-kind``, ``-too-large``, ``-too-long``, ``-damaged``, ``-encrypted``,
    ``-too-many-pages``, ``-without-text``.
    """
    if len(content) > MOST_BYTES:
        raise Faults([fault("document-too-large", size=len(content) // 1_000_000, most=MOST_BYTES // 1_000_000)])
    kind = find_kind(content, name)
    if kind is None:
        raise Faults([fault("document-kind", name=name[-80:])])
    if kind == "text":
        document = plain_document(_decode(content))
    elif kind == "pdf":
        from filiere.quotations.pdf_text import read_pdf_pages

        document = _join(kind, ((number, block) for number, block in read_pdf_pages(content)))
    else:
        blocks = {"html": _read_html_bytes, "eml": _read_mail, "docx": _read_docx}[kind](content)
        document = _join(kind, blocks)
    if len(document.text) > MOST_SIGNS:
        raise Faults([_too_long()])
    if not any(sign.isalnum() for sign in document.text):
        raise Faults([fault("document-without-text")])
    return document


def find_kind(content: bytes, name: str) -> DocumentKind | None:
    """Return the kind of a document: what its first bytes say, else its suffix, else text when it decodes as such."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"%PDF-"):
        return "pdf"
    suffix = _SUFFIXES.get(name.rpartition(".")[2].lower()) if "." in name else None
    if content.startswith(b"PK\x03\x04"):
        return "docx" if suffix in {"docx", None} else None
    if suffix in {"pdf", "docx"}:
        return None
    if b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    if head[:15].lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    return suffix if suffix is not None else ("text" if "." not in name else None)


def _too_long() -> Fault:
    return fault("document-too-long", most=f"{MOST_SIGNS // 1_000_000} 000 000")


def _build_damaged_faults(fr: str, en: str) -> Faults:
    return Faults([fault("document-damaged", why=Text(fr=fr, en=en))])


def _decode(content: bytes) -> str:
    """Return bytes as text: by their mark, in UTF-8, else in the encoding of Western spreadsheets and mail."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _join(kind: DocumentKind, blocks: Iterable[tuple[int | None, str]]) -> Document:
    """Return a document of paragraphs, an empty line between them."""
    pieces: list[str] = []
    starts: list[int] = []
    places: list[DocumentPlace] = []
    at = 0
    for page, block in blocks:
        words = block.strip()
        if not words:
            continue
        starts.append(at)
        places.append(DocumentPlace(page, len(starts)))
        pieces.append(words)
        at += len(words) + 2
        if at > MOST_SIGNS:
            raise Faults([_too_long()])
    return Document(kind, "\n\n".join(pieces), tuple(starts), tuple(places))


class _HtmlText(HTMLParser):
    """The paragraphs of a page, without scripts, styles and what a browser does not show."""

    _BLOCKS = split_set(
        "p div li ul ol h1 h2 h3 h4 h5 h6 tr table section article header footer main aside nav blockquote dt dd "
        "figcaption caption pre title form hr"
    )
    _HIDDEN = split_set("script style template noscript head svg math object select")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._current: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - its name is theirs
        if tag in self._HIDDEN:
            self._hidden += 1
        elif tag in self._BLOCKS:
            self.end_block()
        elif tag == "br":
            self._current.append("\n")
        elif tag in {"td", "th"}:
            self._current.append(" ; " if self._current else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif tag in self._BLOCKS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._current.append(data)

    def end_block(self) -> None:
        """Close the paragraph under way; blanks of the source are one space, save the no-break ones."""
        words = "".join(self._current)
        lines = [" ".join(part for part in line.replace("\t", " ").split(" ") if part) for line in words.split("\n")]
        joined = " ".join(line for line in lines if line)
        if joined:
            self.blocks.append(joined)
        self._current = []


def read_html(markup: str) -> list[str]:
    """Return the paragraphs of a page."""
    reader = _HtmlText()
    reader.feed(markup)
    reader.close()
    reader.end_block()
    return reader.blocks


def _read_html_bytes(content: bytes) -> list[tuple[int | None, str]]:
    return [(None, block) for block in read_html(_decode(content))]


def _read_mail(content: bytes) -> list[tuple[int | None, str]]:
    """Return the subject and the body of a mail: its plain text, else its page; what is attached is left alone."""
    try:
        # The older reading of headers: the newer one takes the square of their length.
        message = BytesParser(policy=policy.compat32).parsebytes(content)
    except (MessageError, ValueError, LookupError, RecursionError):
        raise _build_damaged_faults("ce n’est pas un courriel", "it is no mail") from None
    blocks: list[tuple[int | None, str]] = []
    subject = _read_subject(message)
    if subject:
        blocks.append((None, subject))
    plain, page = _find_bodies(message)
    if plain is not None:
        blocks += [(None, part) for part in plain.replace("\r\n", "\n").split("\n\n")]
    elif page is not None:
        blocks += [(None, part) for part in read_html(page)]
    return blocks


def _read_subject(message: Message) -> str:
    raw = " ".join(str(message["subject"] or "").split())[:_LONGEST_SUBJECT]
    try:
        return _drop_surrogates(str(make_header(decode_header(raw))))
    except (MessageError, ValueError, LookupError):
        return _drop_surrogates(raw)


def _drop_surrogates(text: str) -> str:
    """Return a text whose halves of characters, which no page can hold, are marked as unreadable."""
    return text.encode("utf-8", "replace").decode()


def _find_bodies(message: Message) -> tuple[str | None, str | None]:
    plain = page = None
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS:
            break
        kind = part.get_content_type()
        if part.is_multipart() or part.get_content_disposition() == "attachment":
            continue
        if kind == "text/plain" and plain is None:
            plain = _decode_part(part)
        elif kind == "text/html" and page is None:
            page = _decode_part(part)
    return plain, page


def _decode_part(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        charset = part.get_content_charset() or "utf-8"
        return _decode(payload) if charset in _NO_CHARSETS else _drop_surrogates(payload.decode(charset, "replace"))
    except (LookupError, ValueError):
        # An encoding that is none, or not one of texts: « idna », « undefined ».
        return _decode(payload)


def _read_docx(content: bytes) -> list[tuple[int | None, str]]:
    """Return the paragraphs of a DOCX, then those of its notes; pages are those that the last print laid out."""
    blocks: list[tuple[int | None, str]] = []
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = {one.filename: one for one in archive.infolist()[:10_000]}
            main = names.get("word/document.xml")
            if main is None:
                raise Faults([fault("document-kind", name="ZIP")])
            if main.flag_bits & 1:
                raise Faults([fault("document-encrypted")])
            for part in ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"):
                if part in names:
                    reader = _DocxText(paged=part == "word/document.xml")
                    with archive.open(names[part]) as stream:
                        read_elements(
                            _limit_blocks(iter(partial(stream.read, _BLOCK), b"")),
                            reader.start,
                            most=_MOST_ELEMENTS,
                            text=reader.data,
                            end=reader.end,
                        )
                    blocks += reader.blocks
    except BadXml:
        raise _build_damaged_faults("son contenu n’est pas du XML sûr", "its content is no safe XML") from None
    except ARCHIVE_ERRORS:
        raise _build_damaged_faults("l’archive est abîmée", "the archive is damaged") from None
    return blocks


def _limit_blocks(blocks: Iterator[bytes]) -> Iterator[bytes]:
    total = 0
    for block in blocks:
        total += len(block)
        if total > _MOST_UNPACKED:
            raise Faults([_too_long()])
        yield block


class _DocxText:
    """The paragraphs of a part of a DOCX, read as events: runs of text, tabs, breaks, and where pages begin."""

    def __init__(self, *, paged: bool) -> None:
        self.blocks: list[tuple[int | None, str]] = []
        self._page = 1
        self._paged = paged
        self._current: list[str] = []
        self._in_text = False
        self._depth = 0
        self._begun = 1

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "p":
            if self._depth == 0:
                self._begun = self._page
            self._depth += 1
        elif name == "t":
            self._in_text = True
        elif name in {"tab", "ptab"}:
            self._current.append("\t")
        elif name == "noBreakHyphen":
            self._current.append("\u2011")
        elif name == "softHyphen":
            self._current.append("\u00ad")
        elif name == "br":
            if attributes.get("w:type") == "page":
                self._page += 1
            else:
                self._current.append("\n")
        elif name == "lastRenderedPageBreak":
            self._page += 1
        if self._depth and not any(words.strip() for words in self._current):
            # A paragraph that begins by a break of page stands on the page after it.
            self._begun = self._page

    def data(self, words: str) -> None:
        if self._in_text:
            self._current.append(words)

    def end(self, name: str) -> None:
        if name == "t":
            self._in_text = False
        elif name == "p":
            self._depth = max(0, self._depth - 1)
            self.blocks.append((self._begun if self._paged else None, "".join(self._current)))
            self._current = []
