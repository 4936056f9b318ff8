"""HTML written by functions, so that no text of anyone's can become markup.

A string is text and is escaped; only what :func:`tag` returns is markup. There is no template to forget a filter in,
and nothing in these documents can name a picture, a style or an address but the functions of this folder.
"""

from __future__ import annotations

import re
import unicodedata
from html import escape

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_VOID = frozenset({"br", "hr", "img", "meta"})


class Markup(str):
    """HTML that is ready; made by :func:`tag` and :func:`join` alone."""

    __slots__ = ()


Part = Markup | str | None


def clean_text(words: str) -> str:
    """Return a text as it may be printed: composed, without control characters nor marks that turn the line round.

    A mark of direction inside a name would let a reader see another name than the one that is signed.
    """
    return _CONTROLS.sub("", unicodedata.normalize("NFC", words))


def _render_part(part: Part) -> str:
    if part is None:
        return ""
    return part if isinstance(part, Markup) else escape(clean_text(part), quote=False)


def join(*parts: Part) -> Markup:
    """Return the parts one after another; strings are escaped, None is nothing."""
    return Markup("".join(_render_part(part) for part in parts))


def tag(name: str, /, *parts: Part, **attributes: str | None) -> Markup:
    """Return an element. ``class_`` gives ``class``; an attribute that is None is left out, values are escaped."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(clean_text(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{join(*parts)}</{name}>")


def prose(words: str, class_: str | None = None) -> Markup:
    """Return what a person typed, as paragraphs: an empty line parts two of them, a line break stays one."""
    blocks = [block for block in re.split(r"\n\s*\n", words.replace("\r\n", "\n").strip()) if block.strip()]
    return join(*(tag("p", _break_lines(block), class_=class_) for block in blocks))


def _break_lines(block: str) -> Markup:
    lines = block.strip().split("\n")
    return join(*(part for index, line in enumerate(lines) for part in ((tag("br"), line) if index else (line,))))
