"""Words that YAML 1.1 reads as true or false, refused bare, as keys and as values.

Our reader is YAML 1.2 and keeps them as words, but people open the files with other tools, where ``on:`` becomes
``True:``. In quotes they mean the same everywhere, and are left alone.
"""

import re
from collections.abc import Iterator
from typing import Any

from filiere.core.faults import Fault
from filiere.core.yaml_documents import Document, Key
from filiere.referentials.faults import FORM_FAULTS

_WORDS = frozenset(
    form for word in ("on", "off", "yes", "no", "y", "n") for form in (word, word.upper(), word.capitalize())
)
_BARE = re.compile(rf"(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?=\s*(?:[,\]}}:#]|$))")


def bare_word_faults(document: Document) -> list[Fault]:
    """Return a fault for each bare word of YAML 1.1 in a document, in its order."""
    suspects = list(_find_bare_words(document.data, ()))
    if not suspects:
        return []
    lines = document.path.read_text(encoding="utf-8-sig").split("\n")
    faults = []
    for key, word, is_key in suspects:
        line, column = document.position(key)
        rest = lines[line - 1][column - 1 :]
        if not is_key and isinstance(key[-1], str):
            # The place of a value in a mapping is that of its key: the value is what follows the colon.
            rest = rest.partition(":")[2].lstrip() or (lines[line].lstrip() if line < len(lines) else "")
        if _BARE.match(rest):
            found = FORM_FAULTS.build("yaml-1-1-word", word=word)
            faults.append(document.place_fault(key, found))
    return faults


def _find_bare_words(data: Any, key: Key) -> Iterator[tuple[Key, str, bool]]:
    if isinstance(data, dict):
        for name, value in data.items():
            if name in _WORDS:
                yield (*key, name), name, True
            if isinstance(value, str):
                if value in _WORDS:
                    yield (*key, name), value, False
            else:
                yield from _find_bare_words(value, (*key, name))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            if isinstance(value, str):
                if value in _WORDS:
                    yield (*key, index), value, False
            else:
                yield from _find_bare_words(value, (*key, index))
