"""What a page may ask of whoever reads it: its height, its fields, its buttons, its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

MOST_HEIGHT = 12_000
MOST_FIELDS = 120
MOST_FIELDS_IN_VIEW = 30
WIDE, NARROW = (1280, 900), (390, 844)

_SILENT = {"script", "style", "code", "pre", "textarea", "svg", "head"}
_VOID = {"input", "meta", "link", "br", "hr", "img", "col", "source", "wbr"}
_FILE_NAME = re.compile(r"\S+\.(?:csv|xlsx?|json|ya?ml|parquet|pdf|zip|pack|txt|png|svg|jwt)\b|https?://\S+|\S+@\S+")
_WRONG_WORDS = {
    "key": re.compile(r"\b[a-z]+(?:_[a-z]+)+\b"),
    "brace": re.compile(r"\{"),
    "date": re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d\d?/\d\d?/\d{4}\b"),
}

MEASURE = """height => {
  const shown = one => one.checkVisibility({visibilityProperty: true});
  const fields = [...document.querySelectorAll("main input:not([type=hidden]), main select, main textarea")];
  const tops = fields.filter(shown).map(one => one.getBoundingClientRect().top + scrollY).sort((a, b) => a - b);
  let most = 0, first = 0;
  tops.forEach((top, last) => {
    while (top - tops[first] > height) first++;
    most = Math.max(most, last - first + 1);
  });
  return [document.documentElement.scrollHeight, fields.length, most];
}"""
"""The height of the page, its fields, and the most of them that a window of a height shows at once."""


@dataclass
class PageFacts(HTMLParser):
    """What a page says of itself in its HTML: links, headings, buttons, words."""

    html: str
    links: list[str] = field(default_factory=list)
    headings: int = 0
    primary: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: list[str] = []
        self._button: list[str] | None = None
        self._words: list[str] = []
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link, a heading or a button."""
        known = dict(attrs)
        if tag in _VOID:
            return
        self._open.append(tag)
        if tag == "a":
            self.links.append(known.get("href") or "")
        self.headings += tag == "h1"
        classes = set((known.get("class") or "").split())
        # A link to a place of the page itself leads to the button that stands there.
        pushed = tag == "button" or (
            tag == "a" and "button" in classes and not (known.get("href") or "").startswith("#")
        )
        plain = not {"second", "as-link"} & classes and "disabled" not in known
        if pushed and plain and "main" in self._open:
            self._button = [] if "details" not in self._open else None

    def handle_endtag(self, tag: str) -> None:
        """Close what is open; a button is known by its words."""
        if tag in ("button", "a") and self._button is not None:
            self.primary.add(" ".join("".join(self._button).split()))
            self._button = None
        while self._open:
            if self._open.pop() == tag:
                break

    def handle_data(self, data: str) -> None:
        """Keep the words that somebody reads."""
        if self._button is not None:
            self._button.append(data)
        if not _SILENT & set(self._open):
            self._words.append(data)

    def faults(self) -> Iterator[tuple[str, str]]:
        """What the page has too much of, by kind, with its count or its words."""
        if self.headings != 1:
            yield "h1", f"{self.headings} h1"
        if len(self.primary) > 1:
            yield "primary", f"{len(self.primary)} primary buttons: {', '.join(sorted(self.primary)[:4])}"
        text = _FILE_NAME.sub(" ", " ".join(" ".join(self._words).split()))
        for kind, wrong in _WRONG_WORDS.items():
            if found := sorted(set(wrong.findall(text))):
                yield kind, f"{len(found)}: {', '.join(found[:4])}"


def measure_faults(height: int, fields: int, in_view: int, overflow: int) -> Iterator[tuple[str, str]]:
    """What a page has too much of once it is drawn."""
    if height >= MOST_HEIGHT:
        yield "height", f"{height} px"
    if fields >= MOST_FIELDS:
        yield "fields", f"{fields} fields"
    if in_view > MOST_FIELDS_IN_VIEW:
        yield "in-view", f"{in_view} fields in view"
    if overflow:
        yield "overflow", f"{overflow} px too wide"
