"""Markdown as pages show it: no HTML of its own, no style, no link that leads nowhere, tables and code that scroll.

What an association or a guide writes is never more than words: tags are shown as they are typed, comments are left out,
and a link is one that the caller admits. Headings bear the anchors that the usual readers of Markdown give them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from filiere.core.typography import typeset_french
from filiere.site.kit.bilingual_text import localize

LinkFinder = Callable[[str], str | None]
"""Give the address of a link as a page prints it; None for one that leads nowhere, whose words alone are kept."""

_NOT_OF_ANCHOR = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A text: its title, apart; what follows as HTML; its words alone, for a search; its headings and their anchors."""

    title: str
    html: SafeString
    words: str
    headings: tuple[tuple[str, str], ...]


def render_markdown(source: str, find_link: LinkFinder, *, french: bool = False) -> RenderedText:
    """Return a text as a page shows it, with the spaces of French typography when it is French."""
    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").parse(_drop_comments(source))
    title, tokens = _take_title(tokens)
    writer = _Writer(find_link, french)
    html = "".join(writer.write(tokens))
    said = " ".join(_plain(one) if one.children else one.content for one in tokens)
    return RenderedText(writer.typeset(title), mark_safe(html), " ".join(said.split()), tuple(writer.headings))  # noqa: S308


def anchor_of(heading: str) -> str:
    """Return the anchor of a heading."""
    return _NOT_OF_ANCHOR.sub("", heading.lower()).replace(" ", "-")


def _drop_comments(source: str) -> str:
    before, opened, after = source.partition("<!--")
    kept = [before]
    while opened:
        _, _, after = after.partition("-->")
        before, opened, after = after.partition("<!--")
        kept.append(before)
    return "".join(kept)


def _take_title(tokens: Sequence[Token]) -> tuple[str, list[Token]]:
    """Take the first heading of the first level out of a text, wherever it stands."""
    for rank, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h1":
            return _plain(tokens[rank + 1]), [*tokens[:rank], *tokens[rank + 3 :]]
    return "", list(tokens)


def _plain(inline: Token) -> str:
    breaks = {"softbreak": " ", "hardbreak": " "}
    return "".join(breaks.get(one.type, one.content) for one in inline.children or () if one.type != "image")


class _Writer:
    """Writes the tokens of one text."""

    def __init__(self, find_link: LinkFinder, french: bool) -> None:
        self.find_link, self.french = find_link, french
        self.anchors: dict[str, int] = {}
        self.headings: list[tuple[str, str]] = []
        self.heading, self.tables, self.cell = localize("Texte", "Text"), 0, "td"

    def typeset(self, words: str) -> str:
        return typeset_french(words) if self.french else words

    def write(self, tokens: Sequence[Token]) -> Iterator[str]:
        for rank, token in enumerate(tokens):
            following = tokens[rank + 1] if rank + 1 < len(tokens) else None
            yield from self._write_one(token, following)

    def _write_one(self, token: Token, following: Token | None) -> Iterator[str]:
        match token.type:
            case "inline":
                yield from self._write_inline(token.children or [])
            case "heading_open":
                # The title of the page is its only heading of the first level.
                tag = "h2" if token.tag == "h1" else token.tag
                self.heading = _plain(following) if following is not None else ""
                self.tables = 0
                anchor = self._new_anchor(self.heading)
                if tag == "h2":
                    self.headings.append((anchor, self.typeset(self.heading)))
                yield f'<{tag} id="{escape(anchor)}">'
            case "heading_close":
                yield "</h2>" if token.tag == "h1" else f"</{token.tag}>"
            case "fence" | "code_block":
                yield f'<pre tabindex="0"><code>{escape(token.content)}</code></pre>'
            case "table_open":
                name = escape(self._name_table())
                yield f'<div class="scroll" role="region" aria-label="{name}" tabindex="0"><table>'
            case "table_close":
                yield "</table></div>"
            case "th_open" | "td_open":
                empty = token.type == "th_open" and following is not None and not following.content
                tag = "td" if empty or token.type == "td_open" else "th"
                end = ' class="n"' if "right" in str(token.attrGet("style") or "") else ""
                self.cell = tag
                yield f"<{tag}{' scope="col"' if tag == 'th' else ''}{end}>"
            case "th_close" | "td_close":
                yield f"</{self.cell}>"
            case "hr":
                yield "<hr>"
            case _:
                yield from _write_plain(token)

    def _write_inline(self, tokens: Sequence[Token]) -> Iterator[str]:
        opened: list[bool] = []
        for token in tokens:
            match token.type:
                case "text":
                    yield escape(self.typeset(token.content))
                case "code_inline":
                    yield f"<code>{escape(token.content)}</code>"
                case "link_open":
                    address = self.find_link(str(token.attrGet("href") or ""))
                    opened.append(address is not None)
                    if address is not None:
                        yield f'<a href="{escape(address)}">'
                case "link_close":
                    if opened.pop():
                        yield "</a>"
                case "softbreak":
                    yield "\n"
                case "hardbreak":
                    yield "<br>"
                case "image":
                    yield escape(token.content)
                case _:
                    yield from _write_plain(token)

    def _new_anchor(self, heading: str) -> str:
        anchor = anchor_of(heading)
        self.anchors[anchor] = count = self.anchors.get(anchor, 0) + 1
        return anchor if count == 1 else f"{anchor}-{count - 1}"

    def _name_table(self) -> str:
        self.tables += 1
        words = localize(f"Tableau : {self.heading}", f"Table: {self.heading}")
        return words if self.tables == 1 else f"{words} ({self.tables})"


def _write_plain(token: Token) -> Iterator[str]:
    """Write a token that is a tag and nothing more: paragraphs that lists hide, lists, quotes, emphasis, rows."""
    if token.hidden or not token.tag:
        return
    start: Any = token.attrGet("start") if token.type == "ordered_list_open" else None
    attributes = f' start="{int(start)}"' if start is not None else ""
    yield f"<{token.tag}{attributes}>" if token.nesting >= 0 else f"</{token.tag}>"
