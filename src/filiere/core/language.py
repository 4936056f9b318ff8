"""The language of whoever reads what is being written: one variable, set by the site and by the command line.

It follows the work as context variables do: a thread or a process that starts begins in French, and whoever starts it
for a reader says so again with :func:`use_language`. Words for another reader than this one, such as a letter, are made
inside ``with language("en"):``.

Every text is written in French and in English. A further language has a catalogue of translations
(:mod:`filiere.core.translation_catalogues`); what it does not translate is read in English, and counted.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Literal, Protocol, get_args

from filiere.core.typography import typeset_french

Lang = Literal["fr", "en"]
LANGUAGES: tuple[Lang, ...] = get_args(Lang)


class Translations(Protocol):
    """The texts of one more language."""

    def find(self, fr: str, en: str) -> str | None:
        """Return the translation of a text; None where there is none."""


@dataclass(slots=True)
class Reading:
    """What a page in a further language has said so far, as pairs of French and English."""

    translated: set[tuple[str, str]] = field(default_factory=set)
    untranslated: set[tuple[str, str]] = field(default_factory=set)


_LETTER = re.compile(r"[^\W\d_]")
_CURRENT: ContextVar[str] = ContextVar("language", default="fr")
_READING: ContextVar[Reading | None] = ContextVar("reading", default=None)
_TRANSLATIONS: dict[str, Translations] = {}


def current_language() -> str:
    """Return the code of the reader's language: ``fr``, ``en``, or that of a catalogue, such as ``es``."""
    return _CURRENT.get()


def choose_language(code: str) -> Reading | None:
    """Write in this language from now on, for what begins the work of one reader: a page or a command.

    Returns what counts the texts of a further language; None for French and English, which lack none.
    """
    _CURRENT.set(code)
    reading = None if code in LANGUAGES else Reading()
    _READING.set(reading)
    return reading


@contextmanager
def use_language(code: str) -> Iterator[None]:
    """Write in this language for a while: for words that another than the current reader will read."""
    before, reading = _CURRENT.set(code), _READING.set(None if code in LANGUAGES else Reading())
    try:
        yield
    finally:
        _READING.reset(reading)
        _CURRENT.reset(before)


def install_translations(found: Mapping[str, Translations]) -> None:
    """Serve these further languages, by code, in place of those served before."""
    _TRANSLATIONS.clear()
    _TRANSLATIONS.update(found)


def current_reading() -> Reading | None:
    """Return what counts the texts of the page; None in French and in English."""
    return _READING.get()


def source_language() -> Lang:
    """Return which of French and English the reader reads, where something is written in no other language."""
    return "fr" if _CURRENT.get() == "fr" else "en"


def choose_words(fr: str, en: str) -> str:
    """Return a text in the reader's language, ready to print; one without a translation, in English."""
    return translate(fr, en) or (typeset_french(fr) if source_language() == "fr" else en)


def translate(fr: str, en: str) -> str | None:
    """Return a text in the further language that the reader reads; None if it is neither further nor translated."""
    code = _CURRENT.get()
    if code in LANGUAGES:
        return None
    key = fr.strip(), en.strip()
    found = _TRANSLATIONS[code].find(*key) if code in _TRANSLATIONS else None
    if (reading := _READING.get()) is not None:
        if found is not None:
            reading.translated.add(key)
        elif fr != en and _LETTER.search(en):
            # What is the same in French and in English, or has no letter, has nothing to translate.
            reading.untranslated.add(key)
    # Words beside others keep the spaces that stand between them.
    return None if found is None else en.replace(key[1], found) if key[1] != en else found
