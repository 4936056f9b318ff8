"""Templates read from their files without the indentation that is for who writes them: pages stay small."""

from __future__ import annotations

import re

from django.template.base import Origin
from django.template.loaders import filesystem

_KEPT = re.compile(r"(</?(?:pre|textarea|script|style)\b)")
_SPACES = re.compile(r"(?<![ \t\r\n\f])[ \t\r\n\f]++")


class Loader(filesystem.Loader):
    """Reads the templates of folders, each end of line with the white space about it as one space."""

    def get_contents(self, origin: Origin) -> str:
        """Return the text of a template; what an element shows as it is written stays so."""
        first, *parts = _KEPT.split(super().get_contents(origin))
        pairs = zip(parts[::2], parts[1::2], strict=True)
        return _join_lines(first) + "".join(
            tag + (_join_lines(text) if tag.startswith("</") else text) for tag, text in pairs
        )


def _join_lines(text: str) -> str:
    return _SPACES.sub(lambda found: " " if "\n" in found[0] else found[0], text)
