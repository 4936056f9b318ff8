"""The stable name of a paragraph of a referential, which an amendment keeps aiming at when the text is renumbered.

A release never changes once it is sealed, so its seal, a criterion, a field of it and a paragraph name the same words
for ever. Written on one line, they are parted by a stroke: ``<seal>/3.2/applied/1``.
"""

import re
from dataclasses import dataclass

from filiere.core.faults import Faults
from filiere.core.text import make_printable
from filiere.programme.amendment_faults import FAULTS

_FORM = re.compile(
    r"(?P<release>[0-9a-f]{64})/(?P<criterion>[^/\s]{1,80}+)/(?P<field>[a-z][a-z0-9_.]{0,79}+)/"
    r"(?P<paragraph>[1-9][0-9]{0,5}+)\Z"
)


@dataclass(frozen=True, slots=True)
class TextTarget:
    """One paragraph: ``release`` is the seal of the release, ``paragraph`` is counted from 1 in the field's text."""

    release: str
    criterion: str
    field: str
    paragraph: int

    @classmethod
    def parse(cls, words: str) -> "TextTarget":
        """Read a target as :func:`str` writes it; raise :class:`Faults` when it is none."""
        match = _FORM.match(words.strip())
        if match is None:
            raise Faults([FAULTS.build("text-target-form", words=make_printable(words, 120))])
        return cls(match["release"], match["criterion"], match["field"], int(match["paragraph"]))

    def __str__(self) -> str:
        return f"{self.release}/{self.criterion}/{self.field}/{self.paragraph}"
