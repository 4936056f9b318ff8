"""Templates cut into tokens, and what may be rendered after what: for their formatter."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

BLOCK = frozenset(
    {"html", "head", "meta", "link", "title", "body", "header", "main", "nav", "footer", "section", "article", "aside"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "blockquote", "hr", "div", "address", "noscript", "dialog"}
    | {"ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "details", "summary"}
    | {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
    | {"form", "fieldset", "legend", "datalist", "optgroup", "option"}
    | {"svg", "g", "rect", "circle", "line", "path", "polyline", "polygon"}
)
"""Elements beside whose edges, outer and inner, white space shows nowhere."""
INSIDE = BLOCK | {"select", "button"}
"""Elements at whose inner edges it shows nowhere."""
_OUTSIDE = BLOCK | {"br", "script", "style"}
VERBATIM = frozenset({"pre", "textarea", "script", "style", "code", "title", "text"})
VOID = frozenset(
    {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}
    | {"rect", "circle", "line", "path", "polyline", "polygon"}
)
_DJANGO = re.compile(r"\{% text\b.*?\{% endtext %\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
SPACES = re.compile(r"[ \t\r\n\f]+")
_TAG_OPEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_CLEAR = frozenset(
    {"if", "elif", "else", "endif", "for", "empty", "endfor", "with", "endwith"}
    | {"load", "csrf_token", "extends", "comment"}
)
"""Tags of which nothing is seen on the page: white space before one is white space before what follows it."""

NONE, SAFE, SPACE = "none", "safe", "space"
EDGE, INLINE, CLEAR, END = "edge", "inline", "clear", "end"


class NotFormatted(ValueError):
    """A template that cannot be read."""


@dataclass(eq=False)
class Token:
    """A word, a variable, a tag of Django or HTML, or a passage kept as it is."""

    kind: str  # word, django, open, close, raw, comment, pair
    text: str
    name: str = ""
    parts: list[str] = field(default_factory=list)
    """Of an HTML tag: what may stand on lines of its own."""
    space: bool = False
    """Whether white space stands before it."""
    blank: bool = False
    gap: str = NONE
    depth: int = 0

    def face(self, side: str) -> str:
        """What stands at its side, `before` or `after`: an edge, something inline, or nothing."""
        if self.kind in ("open", "close"):
            outer = (side == "before") == (self.kind == "open") or self.name in VOID
            return EDGE if self.name in (_OUTSIDE if outer else INSIDE) else INLINE
        if self.kind == "comment":
            return CLEAR
        if self.kind == "django" and self.name in ("table", "endtable"):
            return EDGE
        if self.kind in ("django", "pair") and self.text.startswith("{%"):
            clear = self.name in _CLEAR or re.search(r" as \w+ $", self.text.split("%}")[0])
            return CLEAR if clear else INLINE
        return EDGE if self.kind == "django" and re.search(r"\|linebreaks\s*\}\}$", self.text) else INLINE


def read_tokens(source: str) -> list[Token]:
    """Cut a template into tokens."""
    tokens: list[Token] = []
    at, space, blank, depth = 0, False, False, 0

    def add(token: Token) -> None:
        nonlocal space, blank
        token.space, token.blank, token.depth = space, blank, depth
        space = blank = False
        tokens.append(token)

    while at < len(source):
        if found := SPACES.match(source, at):
            space, blank, at = True, found[0].count("\n") > 1, found.end()
        elif found := _DJANGO.match(source, at):
            text, at = found[0], found.end()
            name = text[2:-2].split()[0] if text.startswith("{%") else ""
            if name == "comment":
                end = source.index("{% endcomment %}", at)
                add(Token("comment", source[at:end]))
                at = end + len("{% endcomment %}")
            elif name == "text":
                add(Token("pair", text))
            else:
                depth -= name.startswith("end")
                add(Token("django" if not text.startswith("{#") else "comment", text, name))
                depth += f"{{% end{name} %}}" in source
        elif found := _TAG_OPEN.match(source, at):
            end = _find_tag_end(source, at)
            name = found[2].lower()
            add(Token("close" if found[1] else "open", source[at:end], name, _read_parts(source[at:end])))
            at = end
            if not found[1] and name in VERBATIM:
                end = source.index(f"</{found[2]}", at)
                if at < end:
                    add(Token("raw", source[at:end]))
                at = end
        else:
            end = at + 1
            while end < len(source) and not (
                source[end] in " \t\r\n\f" or _DJANGO.match(source, end) or _TAG_OPEN.match(source, end)
            ):
                end += 1
            add(Token("word", source[at:end]))
            at = end
    return tokens


def _find_tag_end(source: str, at: int) -> int:
    """Return where an HTML tag ends, tags of Django in it skipped whole."""
    quote = ""
    while at < len(source):
        if found := _DJANGO.match(source, at):
            at = found.end()
            continue
        letter = source[at]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter == ">":
            return at + 1
        at += 1
    raise NotFormatted("an HTML tag without an end")


def split_attributes(tag: str, deep: bool = False) -> list[str]:
    """Cut an HTML tag at the white space between attributes; those that a tag of Django encloses stay together, but if
    `deep`."""
    parts, quote, depth, at, start = [], "", 0, 0, 0
    while at < len(tag):
        if found := _DJANGO.match(tag, at):
            name = found[0][2:-2].split()[0] if found[0].startswith("{%") else ""
            depth += (name in ("if", "for", "with")) - (name in ("endif", "endfor", "endwith"))
            at = found.end()
            continue
        letter = tag[at]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif (deep or depth == 0) and (space := SPACES.match(tag, at)):
            parts.append(tag[start:at])
            start = at = space.end()
            continue
        at += 1
    return [*parts[:-1], parts[-1] + ">"] if tag[start:] == ">" and parts else [*parts, tag[start:]]


def _read_parts(tag: str) -> list[str]:
    """Cut an HTML tag at the white space between attributes, which becomes one space where it does not cut."""
    return [" ".join(split_attributes(part, deep=True)) for part in split_attributes(tag)]


class Flow:
    """Which token may be rendered after which: the ways through the branches and loops of one template."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.after: dict[tuple[int, str], set[tuple[int, str]]] = {}
        self.before: dict[tuple[int, str], set[tuple[int, str]]] = {}
        stack: list[list[int]] = []
        for rank, token in enumerate(tokens):
            name = token.name if token.kind == "django" else ""
            if name in ("if", "for"):
                stack.append([rank])
            elif name in ("elif", "else", "empty") and stack:
                stack[-1].append(rank)
                self.after.setdefault((rank, "end"), set())
            elif name in ("endif", "endfor"):
                self._join_branches(stack.pop(), rank)
            self._join((rank, ""), self.arrive(rank + 1))
        for start, reached in self.after.items():
            for end in reached:
                self.before.setdefault(end, set()).add(start)

    def arrive(self, rank: int) -> tuple[int, str]:
        """The place reached from the token before: at a dividing tag, the end of a branch and not the next one."""
        divides = rank < len(self.tokens) and self.tokens[rank].kind == "django"
        return rank, "end" if divides and self.tokens[rank].name in ("elif", "else", "empty") else ""

    def _join(self, start: tuple[int, str], end: tuple[int, str]) -> None:
        self.after.setdefault(start, set()).add(end)

    def _join_branches(self, divisions: list[int], end: int) -> None:
        for rank, following in zip(divisions, [*divisions[1:], end], strict=True):
            name = self.tokens[rank].name
            if name in ("if", "elif", "for"):
                self._join((rank, ""), (following, ""))
            if rank != divisions[0]:
                self._join((rank, "end"), (end, ""))
        if self.tokens[divisions[0]].name == "for":
            last = divisions[1] if len(divisions) > 1 else end
            self._join((last, "end" if last != end else ""), (divisions[0], ""))

    def look(self, place: tuple[int, str], side: str, read_faces: Callable[[Token, str], set[str]]) -> set[str]:
        """What may come first on one side of a gap: edges, something inline, or the end of the template."""
        ways = self.after if side == "before" else self.before
        seen, waiting, found = {place}, [place], set()
        while waiting:
            rank, role = here = waiting.pop()
            if not 0 <= rank < len(self.tokens):
                found.add(END)
                continue
            token = self.tokens[rank]
            faces = {CLEAR} if role == "end" else read_faces(token, side)
            found |= faces - {CLEAR}
            if CLEAR in faces:
                following = ways.get(here, set())
                if not following:
                    found.add(END)
                waiting += following - seen
                seen |= following
        return found
