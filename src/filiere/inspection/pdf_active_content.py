"""What the objects of a PDF start, fetch or carry.

A link waits for the reader's hand. An action under ``/OpenAction`` or ``/AA`` waits for nobody, and so may only move
within the document. A file named on another machine (``\\\\host\\share``) makes the reader's computer say who it is.
After ISO 32000-1, §7.11 (file specifications), §12.6 (actions).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from filiere.inspection.pdf_objects import REFERENCE, Value

ACTIVE_NAMES = ("JavaScript", "Launch", "ImportData", "SubmitForm", "Rendition", "RichMedia", "GoToE", "GoToR")
ACTIVE_SHORT_NAMES = {"JS": "JavaScript", "OnInstantiate": "JavaScript", "XFA": "XFA"}
EMBEDDED_NAMES = ("EmbeddedFile", "EmbeddedFiles", "FileAttachment")
AUTOMATIC_NAMES = ("OpenAction", "AA")
_DECISIVE_NAMES = {*ACTIVE_NAMES, *ACTIVE_SHORT_NAMES, *EMBEDDED_NAMES, *AUTOMATIC_NAMES}
_HARMLESS_ACTIONS = {"GoTo", "Named", "Hide", "SetOCGState", "Trans", "ResetForm", "GoTo3DView", "GoToDp"}
"""Kinds of action that stay within the document."""
_MAX_STEPS = 20_000
"""Actions that may follow one another in all."""
_FILE_KEYS = {"F", "UF", "DOS", "Unix", "Mac", "URI", "Base"}
"""Keys under which a file or an address stands."""
# What no reader shows: controls, marks of an encoding, a language between two escapes.
_UNSEEN = re.compile(r"\x1b[^\x1b]*+\x1b|[\s\x00-\x1f\ufeff]")
_REMOTE_FILE_PATTERN = re.compile(r"/?//|(?:smb|cifs|nfs|afp|davs?|ssh)[:+]|file:(?://[^/]|/{4})")
_REMEMBERED = 20_000
"""Openings of earlier states that are looked at again in the next ones."""


@dataclass
class PdfContents:
    """What the objects of a PDF say, wherever they are written."""

    names: set[str] = field(default_factory=set)
    """The names that decide something, as keys or as values."""
    fetched: set[str] = field(default_factory=set)
    """What is fetched from elsewhere, and by what; ``?`` where it cannot be told."""
    _openings: list[tuple[Value, str]] = field(default_factory=list)
    """What starts by itself, and the way it does."""
    _former: list[tuple[Value, str]] = field(default_factory=list)
    """The same of earlier states: a reader that keeps what a later state freed finds there what that state has."""

    def read(self, value: Value, *, stream: bool) -> None:
        """Judge an object but for what it starts by itself."""
        if isinstance(value, bytes) and _is_remote_file(value):
            self.fetched.add("\\\\…")
        if stream and isinstance(value, dict) and "/F" in value:
            self.fetched.add("/F")
        left = [value]
        while left:
            node = left.pop()
            if isinstance(node, list):
                left.extend(node)
            elif isinstance(node, dict):
                for key, held in node.items():
                    self._judge_pair(_parse_name(key) or "", held)
                    left.append(held)
            elif isinstance(node, str) and (name := _parse_name(node)) in _DECISIVE_NAMES:
                self.names.add(name)

    def follow(self, find: Callable[[str], Value]) -> None:
        """Judge what starts by itself; ``find`` gives an object by its reference, as a state of the file has it."""
        self.fetched |= set(_find_leaving_actions(self._openings, find))
        self.fetched |= set(_find_leaving_actions(self._former, find)) - {"?"}
        self._former = [*self._former, *self._openings][-_REMEMBERED:]
        self._openings.clear()

    def _judge_pair(self, key: str, held: Value) -> None:
        if key in _DECISIVE_NAMES:
            self.names.add(key)
        addresses = held if isinstance(held, list) else [held]
        if key in _FILE_KEYS and any(isinstance(one, bytes) and _is_remote_file(one) for one in addresses):
            self.fetched.add("\\\\…")
        if key in AUTOMATIC_NAMES:
            self._openings.append((held, "open" if key == "OpenAction" else "events"))


def _find_leaving_actions(openings: list[tuple[Value, str]], find: Callable[[str], Value]) -> Iterator[str]:
    """The kinds of action that leave the document. The way of each value tells what opens a document (an action or a
    place), the actions of several events, one action, and a list of next ones."""
    left, known, steps = [*openings], set[tuple[str, str]](), 0
    while left:
        node, way = left.pop()
        steps += 1
        if steps > _MAX_STEPS + len(openings):
            yield "?"
            return
        if isinstance(node, str) and REFERENCE.fullmatch(node):
            if (node, way) not in known:
                known.add((node, way))
                left.append((find(node), way))
        elif isinstance(node, dict) and way == "events":
            left += [(held, "action") for held in node.values()]
        elif isinstance(node, dict):
            kind = node.get("/S")
            if isinstance(kind, str) and REFERENCE.fullmatch(kind):
                kind = find(kind)
            said = _parse_name(kind) if isinstance(kind, str) else None
            if said not in _HARMLESS_ACTIONS and "/S" in node:
                yield said[:30] if said else "?"
            if "/Next" in node:
                left.append((node["/Next"], "next"))
        elif node is None:
            # Nothing for qpdf may be something for another reader.
            yield "?"
        elif isinstance(node, list) and way == "next":
            left += [(held, "next") for held in node]


def _parse_name(said: str) -> str | None:
    """A name without its slash; None for what is no name."""
    return said[1:] if said.startswith("/") else None


def _is_remote_file(said: bytes) -> bool:
    """Whether a string names a file of another machine, in whatever encoding."""
    for encoding in ("utf-16-be", "utf-16-le", "latin-1"):
        text = unquote(_UNSEEN.sub("", said.decode(encoding, "ignore"))).replace("\\", "/").lower()
        if _REMOTE_FILE_PATTERN.match(text.removeprefix("þÿ").removeprefix("ÿþ").removeprefix("ï»¿")):
            return True
    return False
