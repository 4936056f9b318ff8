"""Everything that the site says to whoever asks: its own list of pages, feeds, files and operations, read one by one.

The list is the site's: its sitemaps, its addresses without parameters, its tables and its operations for programs; what
these lead to is followed. A subject added tomorrow is read by itself. Of pages of one name outside of the sections that
a test is about, the first few are read, since hundreds of them differ by their figure alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from io import BytesIO
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit
from zipfile import ZipFile

from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import override
from pypdf import PdfReader
from support.harness.rights_addresses import VALUES, parameters

LANGS: Final = ("fr", "en")
FEW: Final = 1
LEAVES: Final = frozenset({"accounts:sign-out"})
"""Addresses that are acts and not answers."""
_VOID: Final = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_LINK: Final = re.compile(
    r'(?:href|src|action)="(/[^"#]*)|content="https?://[^/"]*(/[^"#]*)|<loc>(?:https?://[^/<]*)?(/[^<]*)'
)


class _Values(dict[str, str]):
    """Parameters of addresses; one that nobody knows is a letter."""

    def __missing__(self, _key: str) -> str:
        return "x"


class _CurrentText(HTMLParser):
    """The words of a page, attributes that are read aloud or by programs included, outside of some elements."""

    def __init__(self, without: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._without = without
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note whether an element, or one around it, is left out."""
        aside = (bool(self._open) and self._open[-1][1]) or not self._without.isdisjoint(name for name, _ in attrs)
        if not aside:
            self.words += [value or "" for name, value in attrs if name in {"alt", "aria-label", "content", "title"}]
        if tag not in _VOID:
            self._open.append((tag, aside))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and what was left open in it."""
        if any(name == tag for name, _ in self._open):
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Keep the words of what is not left out."""
        if not self._open or not self._open[-1][1]:
            self.words.append(data)


def read_words(answer: Any, *, without: frozenset[str] = frozenset()) -> str:
    """What a reader finds in an answer: of a page, all but the elements with one of some attributes."""
    content = b"".join(answer)
    kind = answer.get("Content-Type", "")
    if content.startswith(b"%PDF"):
        return " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as book:
            return " ".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    text = content.decode(errors="replace")
    if "html" not in kind:
        return text
    page = _CurrentText(without)
    page.feed(text)
    return " ".join(" ".join(page.words).split())


def list_first_addresses(about: Mapping[str, str]) -> Iterator[str]:
    """Addresses that the site lists of itself: what takes no parameter, its tables, its operations for programs.

    ``about`` gives parameters of operations by their names; others are those of the matrix of rights.
    """
    from filiere.site.kit.api import api
    from filiere.site.kit.exported_tables import exported_tables

    yield "/sitemap.xml"
    for name, names in parameters():
        if names or name in LEAVES:
            continue
        for lang in LANGS:
            with override(lang):
                try:
                    yield reverse(name)
                except NoReverseMatch:
                    continue
    for table in exported_tables.values():
        for extension in ("csv", "json"):
            yield f"/export/{table.id}.{extension}"
    for path, operations in api.get_openapi_schema()["paths"].items():
        filled = path.format_map(_Values(VALUES[0] | dict(about)))
        if "get" in operations:
            yield from (f"{filled}?lang={lang}" for lang in LANGS)
            yield filled


def crawl(
    client: Client,
    *,
    whole: Iterable[str] = (),
    known: Iterable[str] = (),
    about: Mapping[str, str] = MappingProxyType({}),
    without: frozenset[str] = frozenset(),
    space: tuple[str, ...] = ("",),
) -> dict[str, str]:
    """What every address says, empty for one that answers nothing, in the order in which they were found.

    ``whole`` are beginnings of names of pages of which all are read, and words of addresses that are; ``known`` are
    addresses that somebody remembers, ``about`` parameters of operations for programs, and ``space`` keeps to addresses
    with one of some words.
    """
    waiting = [*known, *list_first_addresses(about)][::-1]
    kept, seen = tuple(whole), Counter[str]()
    found: dict[str, str] = {}
    while waiting:
        url = waiting.pop().replace("&amp;", "&")
        if url in found or not any(one in url for one in space):
            continue
        name = _name_address(url)
        seen[name] += 1
        if not name or (seen[name] > FEW and not any(name.startswith(one) or one in url for one in kept)):
            continue
        answer = client.get(url)
        found[url] = ""
        if answer.status_code in {301, 302}:
            waiting.append(answer["Location"])
        elif answer.status_code == 200:
            raw = b"".join(answer) if answer.streaming else answer.content
            kind = answer.get("Content-Type", "")
            found[url] = read_words(_Read(raw, kind), without=without)
            if "html" in kind or "xml" in kind:
                waiting += [next(filter(None, one)) for one in _LINK.findall(raw.decode(errors="replace"))]
    return found


class _Read:
    """An answer read already."""

    def __init__(self, content: bytes, kind: str) -> None:
        self._content, self._kind = content, kind

    def __iter__(self) -> Iterator[bytes]:
        yield self._content

    def get(self, _name: str, _default: str = "") -> str:
        """The type of its content."""
        return self._kind


def _name_address(url: str) -> str:
    """The name of a page in one language with its format, empty for files of the product and what is no page."""
    path = urlsplit(url).path
    if path.startswith("/static/"):
        return ""
    lang = path[1:3] if path[1:3] in LANGS and path[3:4] == "/" else ""
    try:
        with override(lang or "fr"):
            found = resolve(path)
    except Resolver404:
        return ""
    table = str(found.kwargs.get("table", ""))
    return f"{found.view_name}:{table}:{found.kwargs.get('extension', '')}:{lang}"
