"""Words, days, amounts and fingerprints as the documents print them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from babel.numbers import format_currency

from filiere.core.text import Lang, Text
from filiere.core.typography import typeset_french

_LOCALES = {"fr": "fr_FR", "en": "en_GB"}


def localize_text(words: Text | str, lang: Lang) -> str:
    """Return a text in the language of the document; a plain string is a name or a person's words, and stays as is."""
    return words.get(lang) if isinstance(words, Text) else words


def choose_words(lang: Lang, fr: str, en: str) -> str:
    """Return our own words in the language of the document."""
    return typeset_french(fr) if lang == "fr" else en


def format_euros(value: Decimal, lang: Lang) -> str:
    """Return an amount in euros with its cents."""
    return format_currency(value, "EUR", locale=_LOCALES[lang])


def group_fingerprint(sha256: str) -> str:
    """Return a fingerprint in groups of eight, as a person reads it aloud."""
    return " ".join(sha256[place : place + 8] for place in range(0, len(sha256), 8))


def join_names(words: Iterable[str]) -> str:
    """Return several names on one line."""
    return ", ".join(words)
