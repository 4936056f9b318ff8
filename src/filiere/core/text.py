"""Bilingual text, because everything a reader sees exists in French and in English.

A text is one value with two faces, so that no page, error or export can be written in one language only. ``str(text)``
gives the face that the reader reads; ``text.get("en")`` gives one whoever reads.
"""

import unicodedata
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from filiere.core.language import LANGUAGES, Lang, choose_words, use_language
from filiere.core.typography import typeset_french


def make_legible(words: str) -> str:
    """Return words that can be written as UTF-8: what cannot, such as a byte of a path that is no text, as its
    escape."""
    return words.encode("utf-8", "backslashreplace").decode("utf-8")


def shorten(words: str, most: int) -> str:
    """Return words of at most so many characters, with an ellipsis where some are left out."""
    return words if len(words) <= most else words[: most - 1] + "…"


def make_printable(words: str, most: int) -> str:
    """Return words of a file that may be hostile, fit to be shown: printable characters only, and not too many."""
    return shorten("".join(sign if sign.isprintable() else "·" for sign in words), most)


def _validate_legible(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    try:
        return read(value)
    except ValidationError:
        if not isinstance(value, str) or (plain := make_legible(value)) == value:
            raise
        return read(plain)


__all__ = [
    "LANGUAGES",
    "Lang",
    "NameText",
    "StrictModel",
    "Text",
    "Words",
    "fold_text",
    "make_legible",
    "make_printable",
    "shorten",
    "write_in_both_languages",
]

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), WrapValidator(_validate_legible)]


class StrictModel(BaseModel):
    """A frozen record read from data: an unknown key is a fault, and nothing changes after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(StrictModel):
    """The same words in French and in English; neither may be blank."""

    fr: Words
    en: Words

    def get(self, lang: Lang) -> str:
        """Return the words in ``lang``, ready to print: French gets the spaces of French typography."""
        return typeset_french(self.fr) if lang == "fr" else self.en

    @classmethod
    def same(cls, words: str) -> "Text":
        """Return a text whose words are the same in both languages: a code, a name, a symbol."""
        return cls(fr=words, en=words)

    def __str__(self) -> str:
        """Return the words in the reader's language."""
        return choose_words(self.fr, self.en)


def write_in_both_languages(write: Callable[[], str]) -> Text:
    """Return the text that a function writes for its reader, asked once in each language."""
    words: dict[str, str] = {}
    for code in LANGUAGES:
        with use_language(code):
            words[code] = write()
    return Text(**words)


def _read_name(value: Any) -> Any:
    """Read a plain string as the same words in both languages, since a name is the same in both."""
    if value is None or isinstance(value, (dict, Text)):
        return value
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "a name is needed")
    if not value.strip():
        # Left to the text itself, the fault would be said once a language, at keys the file does not have.
        raise PydanticCustomError("string_too_short", "a name is needed")
    return Text.same(value)


NameText = Annotated[Text, BeforeValidator(_read_name)]


def fold_text(words: str) -> str:
    """Return words as typed ones are compared: without case, accents or blanks to spare, whatever the apostrophe."""
    plain = unicodedata.normalize("NFKD", words.replace("’", "'").casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())
