"""Finding a skill or a phrase by its words, in French or in English: a bridge names both ends by their words."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from filiere.core.text import Text, fold_text


class Labelled(Protocol):
    """What has an id and a label in both languages."""

    @property
    def id(self) -> str: ...

    @property
    def label(self) -> Text: ...


def index_labels[L: Labelled](records: Iterable[L]) -> Mapping[str, L]:
    """Return records by their folded label in each language; of two with the same words, the first."""
    found: dict[str, L] = {}
    for record in records:
        for words in (record.label.fr, record.label.en):
            found.setdefault(fold_text(words).rstrip(" .!"), record)
    return found


def match_text[L: Labelled](words: str, labels: Mapping[str, L]) -> L | None:
    """Return the record whose label is these words, case, accents and a final stop aside."""
    return labels.get(fold_text(words).rstrip(" .!"))
