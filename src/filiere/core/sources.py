"""Sources: who published a number, where, when, under which licence, and how far it can be relied on."""

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, StringConstraints

from filiere.core.periods import Period
from filiere.core.text import NameText, StrictModel, Text, Words

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]

Reliability = Literal["official", "academic", "professional", "press", "union", "company", "unknown"]


def _web_address(address: str) -> str:
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError(
            Text(
                fr=f"« {address} » n’est pas une adresse http ou https.",
                en=f"“{address}” is not an http or https address.",
            )
        )
    return address


WebAddress = Annotated[str, AfterValidator(_web_address)]
"""An http or https address."""


class Source(StrictModel):
    """A publication.

    ``publisher`` is a name (a plain string, the same in both languages) or a phrase in both; a title stays as printed.
    ``reliability`` tells the kind of publisher, not the quality of one number. ``read`` is true when the page was
    read by whoever typed the figures in; ``via`` is the id of the source that quotes this one, when it was not.
    """

    id: Slug
    publisher: NameText
    title: Words | None = None
    address: WebAddress | None = None
    published: Period | None = None
    consulted: Period | None = None
    licence: Words | None = None
    reliability: Reliability = "unknown"
    read: bool = False
    via: Slug | None = None
    note: Text | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the public JSON object of the source, its texts in the reader's language."""
        note = str(self.note) if self.note else None
        return self.model_dump(mode="json") | {"publisher": str(self.publisher), "note": note}
