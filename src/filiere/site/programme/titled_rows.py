"""Rows with a title that a person wrote in one language, and perhaps in English for the readers of the site."""

from __future__ import annotations

from filiere.core import Text


def pair_words(words: str, english: str) -> Text:
    """What a person wrote, in English where they did; the same words for both readers where they did not."""
    return Text(fr=words or "–", en=english or words or "–")


class TitledRow:
    """A row with ``title`` and ``title_en``."""

    title: str
    title_en: str

    @property
    def name(self) -> Text:
        """The title, in the language of the reader where it has one."""
        return pair_words(self.title, self.title_en)
