"""What a counsellor chooses from, read from content: the text of consent, pseudonyms and wishes. Nothing else names a
person or says why they wish for something."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Annotated

from pydantic import Field

from filiere.core import StrictModel, Text, content_path, read_yaml, validate
from filiere.core.text import Lang

FOLDER = "counselling"
type Day = Annotated[date, Field(strict=False)]


class _Sentences(StrictModel):
    fr: tuple[str, ...]
    en: tuple[str, ...]


class ConsentText(StrictModel):
    """A version of what a person agrees to, sentence by sentence, in both languages."""

    id: str
    since: Day
    text: _Sentences

    def list_sentences(self, lang: Lang) -> tuple[str, ...]:
        """The sentences in a language."""
        return self.text.fr if lang == "fr" else self.text.en


class _Consents(StrictModel):
    versions: tuple[ConsentText, ...] = Field(min_length=1)


class Wish(StrictModel):
    """A condition of work, never its reason."""

    id: str
    label: Text


class _Choices(StrictModel):
    pseudonyms: tuple[str, ...] = Field(min_length=20)
    wishes: tuple[Wish, ...]


@cache
def list_consents() -> tuple[ConsentText, ...]:
    """Every version of the text of consent, in the order of their days."""
    return validate(read_yaml(content_path(FOLDER, "consent.yaml")), _Consents).versions


def find_consent(version: str) -> ConsentText | None:
    """The version of this number."""
    return next((one for one in list_consents() if one.id == version), None)


def find_current_consent(day: date) -> ConsentText:
    """The version that is agreed to on a day; the first before any."""
    return next((one for one in reversed(list_consents()) if one.since <= day), list_consents()[0])


@cache
def _read_choices() -> _Choices:
    return validate(read_yaml(content_path(FOLDER, "choices.yaml")), _Choices)


def list_pseudonym_words() -> tuple[str, ...]:
    """The words of which a pseudonym is made, with a number."""
    return _read_choices().pseudonyms


def list_wishes() -> tuple[Wish, ...]:
    """What a person may wish for at work."""
    return _read_choices().wishes
