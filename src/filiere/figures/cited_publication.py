"""A publication of the register: what kind of document it is, how much of it was read, and its title as printed.

A title that nobody read is unknown: the publication is then described in our own words, which no citation puts between
quotation marks.
"""

from typing import Annotated, Any, Literal, get_args

from pydantic import StrictBool, StringConstraints, model_validator

from filiere.core.sources import Source
from filiere.core.text import NameText, Text, Words

Kind = Literal["statistics", "law", "record", "study", "press", "statement", "unsourced"]
Reading = Literal["whole", "beginning", "quoted", "none"]

KINDS: tuple[str, ...] = get_args(Kind)
COUNTED_KINDS = frozenset({"statistics", "study"})
"""Kinds of document that say what they counted; the others say a number."""

Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

_READ = frozenset({"whole", "beginning"})


class Publication(Source):
    """A source of the register.

    ``kind`` is the kind of this document, ``repeats`` that of the document whose numbers it repeats, if it does:
    an article about a survey is ``press`` and repeats a ``study``. ``reading`` says how much was read by whoever typed
    the figures in. ``title`` is the printed one; without it, ``describes`` says what the publication is.
    ``mirror`` is true when the address is a copy kept by somebody else, and ``archive`` is the SHA-256 of the file
    that was read, when one was.
    """

    kind: Kind
    repeats: Kind | None = None
    reading: Reading
    describes: NameText | None = None
    author: Words | None = None
    mirror: StrictBool = False
    archive: Digest | None = None

    @model_validator(mode="before")
    @classmethod
    def _derive_read(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        if "read" in data:
            raise ValueError(
                Text(
                    fr="« read » ne s’écrit plus : dites dans « reading » ce qui a été lu.",
                    en="“read” is no longer written: say in “reading” how much was read.",
                )
            )
        return {**data, "read": data.get("reading") in _READ}

    @property
    def evidence(self) -> str:
        """The kind of document that its numbers come from."""
        return self.repeats or self.kind

    def heading(self) -> str:
        """Return the title, or the words that describe the publication, or its publisher."""
        return self.title or str(self.describes or self.publisher)

    def as_json(self) -> dict[str, Any]:
        """Return the public JSON object of the source, its texts in the reader's language."""
        return super().as_json() | {"describes": str(self.describes) if self.describes else None}
