"""JSON that somebody sent, read only where it is not too deep: a reader calls itself once a level, and falls over.

The bound is far beyond what any file of the field needs, and far below what a reader bears.
"""

import json
import re
from typing import Any

from filiere.core.text import Text

DEEPEST_NESTING = 100
"""Levels of lists and objects that a file may have, one in the other."""
_STRING = re.compile(r'"(?:[^"\\]++|\\(?s:.)?+)*+"?+')
_BRACKET = re.compile(r"[\[\]{}]")


class NestedTooDeep(ValueError):
    """Lists and objects lie more than :data:`DEEPEST_NESTING` levels deep; ``line`` is where they do, ``words`` say
    it."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.words = Text(
            fr=f"des listes ou des objets s’y emboîtent sur plus de {DEEPEST_NESTING} niveaux",
            en=f"its lists or objects are nested more than {DEEPEST_NESTING} levels deep",
        )
        super().__init__(self.words.en)


def check_nesting(text: str) -> None:
    """Raise :class:`NestedTooDeep` for JSON, whole or cut, that is too deep; what is no JSON is not judged."""
    if text.count("[") + text.count("{") <= DEEPEST_NESTING:
        return
    # The line ends within strings stay, for the line to be told.
    bare = _STRING.sub(lambda found: "\n" * found[0].count("\n"), text)
    depth = 0
    for found in _BRACKET.finditer(bare):
        depth = depth + 1 if found[0] in "[{" else max(0, depth - 1)
        if depth > DEEPEST_NESTING:
            raise NestedTooDeep(bare.count("\n", 0, found.start()) + 1)


def load_json(content: str | bytes, **hooks: Any) -> Any:
    """Return what JSON says, as :func:`json.loads` does with the same ``hooks``.

    Raises ``ValueError`` for what is no JSON, or no text; :class:`NestedTooDeep`, which is one, before reading what is
    too deep.
    """
    text = content if isinstance(content, str) else content.decode(json.detect_encoding(content), "surrogatepass")
    check_nesting(text)
    return json.loads(text, **hooks)
