"""The language of a command: the one that it asks for, else that of the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from filiere.core.text import Lang


def terminal_language() -> Lang:
    """Return the language of the terminal: English where the locale says so, else French."""
    for variable in ("FILIERE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "en" if value.startswith("en") else "fr"
    return "fr"


def requested_language() -> Lang:
    """Return the language that the command as it was typed asks for, else that of the terminal."""
    return language_of(sys.argv[1:], terminal_language())


def language_of(tokens: Sequence[str], terminal: Lang) -> Lang:
    """Return the language that ``--lang`` asks for among the words of a command, else that of the terminal."""
    for rank, token in enumerate(tokens):
        name, _, value = token.partition("=")
        if name == "--lang":
            asked = value or "".join(tokens[rank + 1 : rank + 2])
            if asked in ("fr", "en"):
                return "en" if asked == "en" else "fr"
    return terminal
