"""Amounts that nobody may read, planted as numbers that are recognised wherever they come out, whatever the way.

Every amount planted is a multiple of sixty times one great prime. So is every sum and every difference of such amounts,
the greatest and the least of them, and, up to six of them, every mean and median is still a multiple of the prime. An
answer of the site is therefore read as text, and no number in it may be a multiple of that prime: it does not matter
how the code that printed it is written. A share or a number rounded to thousands is not recognised so; what the
database is asked for is looked at beside (see `Reads`).
"""

from __future__ import annotations

import html
import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

SITE = Path(__file__).resolve().parents[3] / "src" / "filiere" / "site"

AMOUNTS = {
    "survey.SampledUnit": {"size"},
    "members.Site": {"headcount", "positions"},
    "candidature.PerimeterSite": {"headcount", "fte", "positions"},
    "candidature.Quote": {"gross", "body"},
    "candidature.Payment": {"amount"},
    "observatory.Aggregate": {"employees"},
    "quality.Edition": {"content"},
}
"""What somebody answered or pays, or what a source tells of few."""

PRIME = 1_000_003
AMOUNT = 60 * PRIME
"""Thirty-two of them are the most that a whole number of the database holds."""
MOST = 1 << 36
"""Above the sum of all that is planted; a longer number is a mark of a file or of a moment."""


def amount(rank: int) -> int:
    """The amount of a rank from 0 to 5: each is twice the one before, so that two sums are never the same."""
    return AMOUNT << rank


_DIGITS = re.compile(r"(?<![0-9A-Za-z])\d+(?![0-9A-Za-z])", re.ASCII)
_GROUP = re.compile(r"[ \u00a0\u202f\u2009.,'’_](\d{3})(?![0-9A-Za-z])")
_POWER = re.compile(r"(?<![0-9A-Za-z.])\d{1,3}(?:\.\d{1,20})?[eE]\+?\d{1,2}(?![0-9A-Za-z])")
_MARKUP = re.compile(r"<[^>]*>")


def numbers(text: str) -> Iterator[int]:
    """Every whole number of a text, in each way that a reader may take it: alone, or as groups of three digits."""
    for found in _DIGITS.finditer(text):
        whole, end = found.group(), found.end()
        yield int(whole[:20])
        if len(whole) > 3 or whole.startswith("0"):
            continue
        while (more := _GROUP.match(text, end)) is not None and len(whole) < 15:
            whole, end = whole + more.group(1), more.end()
            yield int(whole)
    for found in _POWER.finditer(text):
        yield int(Decimal(found.group()))


def told(text: str) -> set[int]:
    """The amounts planted, or what was computed of them, that a text tells."""
    text = html.unescape(text)
    # Marks become bars: the numbers of two cells of a table are not one number, and an attribute is read too.
    readings = (text, _MARKUP.sub("|", text))
    return {one for reading in readings for one in numbers(reading) if PRIME <= one < MOST and one % PRIME == 0}


def text_of(content: bytes) -> str:
    """What an answer says, in whatever file: those of spreadsheets are opened."""
    if content.startswith(b"PK"):
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(content)) as opened:
            return "\n".join(text_of(opened.read(name)) for name in opened.namelist())
    return content.decode("utf-8", "replace")


class Reads:
    """Looks at each statement that the database is asked, and keeps those that read an amount outside their readers.

    ``readers`` are modules of the site, or folders of them, one of which must be among those that asked.
    """

    def __init__(self, columns: dict[str, set[str]], readers: Iterable[str]) -> None:
        self.columns = columns
        self.readers = tuple(str(SITE / one) for one in readers)
        self.stray: set[tuple[str, str, str]] = set()

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = str(sql).lower()
        if "select" in text:
            for table, names in self.columns.items():
                read = asked(text, table, names) if table in text else set()
                if read and (place := self._place()) is not None:
                    self.stray |= {(place, table, name) for name in read}
        return execute(sql, params, many, context)

    def _place(self) -> str | None:
        """The module of the site that asks, the nearest; None when a reader of amounts is among those that asked."""
        frame, nearest = sys._getframe(2), ""
        while frame is not None:
            name = frame.f_code.co_filename
            if name.startswith(self.readers):
                return None
            if not nearest and name.startswith(str(SITE)) and not name.endswith(("middleware.py", "querysets.py")):
                nearest = Path(name).relative_to(SITE).as_posix()
            frame = frame.f_back  # type: ignore[assignment]
        return nearest or "?"


_ALL = re.compile(r"(?:select|,)\s+(?:\"?\w+\"?\.)?\*")


def asked(sql: str, table: str, names: Iterable[str]) -> set[str]:
    """The columns among those named that a statement in small letters mentions of a table, or takes with all others."""
    if not re.search(rf"\b{table}\b", sql):
        return set()
    if _ALL.search(sql):
        return set(names)
    found = set()
    for name in names:
        for hit in re.finditer(rf"(?:\"?(\w+)\"?\.)?\"?\b{name}\b", sql):
            # A column of another table that is named in full is not one of this table.
            of = hit.group(1)
            if of is None or of == table or not re.search(rf"(?:from|join)\s+\"?{of}\b", sql):
                found.add(name)
    return found


def columns_of(amounts: dict[str, set[str]]) -> dict[str, set[str]]:
    """The columns of the amounts, by table, in the names of the database."""
    from django.apps import apps

    return {
        apps.get_model(label)._meta.db_table: {
            str(apps.get_model(label)._meta.get_field(name).column) for name in names
        }
        for label, names in amounts.items()
    }


_LINK = re.compile(r"(?:href|src|action)=[\"']([^\"'#]+)")
_SAME = 3
"""Addresses of one name that are asked besides, found by links: files of one table in each format, two of a list."""


def walk(browser: Any, starts: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Ask each address, and those that the pages lead to: a few of each name, and every file of each kind."""
    waiting, seen = list(starts), set[str]()
    count: dict[tuple[str, ...], int] = {}
    while waiting:
        url = waiting.pop(0)
        if url in seen:
            continue
        seen.add(url)
        answer = browser.get(url)
        yield url, answer
        if "html" not in answer.get("Content-Type", ""):
            continue
        for link in _LINK.findall(answer.content.decode()):
            parts = urlsplit(html.unescape(link))
            if parts.netloc not in ("", "testserver") or not parts.path.startswith("/") or link in seen:
                continue
            try:
                found = resolve(parts.path)
            except Resolver404:
                continue
            kept = found.kwargs
            kind = (found.view_name, str(kept.get("table", "")), str(kept.get("extension", "")), parts.path[:4])
            if count.get(kind, 0) < _SAME:
                count[kind] = count.get(kind, 0) + 1
                waiting.append(html.unescape(link))


def body_of(answer: Any) -> bytes:
    """What an answer holds, streamed or not."""
    if getattr(answer, "streaming", False):
        return b"".join(answer.streaming_content)
    content: bytes = answer.content
    return content
