"""The talking points of an operation, for whoever speaks to rewrite: the sentences in force and what they stand on.

They hold what the press sheet holds, as a text to work on, and say until when to trust them: a figure may fall once the
file has left, and the page of the operation alone knows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from filiere.core.dates import format_day
from filiere.core.text import Lang
from filiere.publication.documents.formatting import choose_words, localize_text
from filiere.publication.documents.press_sheet import PressMessage, PressSheet
from filiere.publication.text_documents import PartStyle, TextPart, write_text_document


def talking_points_odt(sheet: PressSheet, lang: Lang, *, day: date, page: str = "") -> bytes:
    """Return the talking points of an operation as they stand on a day, in that language and then in the other.

    ``page`` is the address at which they are read as they stand today.
    """
    other: Lang = "en" if lang == "fr" else "fr"
    parts = [one for spoken in (lang, other) for one in _list_parts(sheet, spoken, day, page)]
    return write_text_document(parts, title=localize_text(sheet.title, lang), lang=lang, day=day)


def _list_parts(sheet: PressSheet, lang: Lang, day: date, page: str) -> Iterator[TextPart]:
    def say(style: PartStyle, words: str) -> TextPart:
        return TextPart(style, words, lang)

    kicker = choose_words(lang, "Éléments de langage", "Talking points")
    yield say("title", f"{kicker}{choose_words(lang, ' : ', ': ')}{localize_text(sheet.title, lang)}")
    if sheet.stamp.fictitious:
        yield say(
            "note", choose_words(lang, "Opération fictive, de démonstration.", "A made-up operation, for display.")
        )
    for name, value in sheet.facts:
        yield say("detail", _pair(localize_text(name, lang), localize_text(value, lang), lang))
    yield say("heading", choose_words(lang, "Ce qui peut être dit", "What may be said"))
    if not sheet.messages:
        yield say("detail", choose_words(lang, "Aucun message n’est en vigueur.", "No message is in force."))
    for message in sheet.messages:
        yield say("statement", localize_text(message.sentence, lang))
        for words in _list_grounds(message, lang):
            yield say("detail", words)
    yield say("heading", choose_words(lang, "Avant de parler", "Before you speak"))
    on = format_day(day, lang)
    yield say(
        "detail",
        choose_words(
            lang,
            f"Ces phrases sont en vigueur le {on}. Un chiffre peut changer après : relisez la page de l’opération.",
            f"These sentences are in force on {on}. A figure may change afterwards: read the operation’s page again.",
        ),
    )
    yield say(
        "detail",
        choose_words(
            lang,
            "Changez les mots, jamais le chiffre, son année ni son périmètre.",
            "Change the words, never the figure, its year or its scope.",
        ),
    )
    if page:
        yield say("detail", page)
    if sheet.contact:
        yield say("detail", _pair(choose_words(lang, "Contact", "Contact"), sheet.contact, lang))
    if sheet.stamp.snapshot_sha256:
        yield say("note", _pair(choose_words(lang, "Empreinte", "Fingerprint"), sheet.stamp.snapshot_sha256, lang))


def _list_grounds(message: PressMessage, lang: Lang) -> Iterator[str]:
    amount = localize_text(message.amount, lang)
    yield _pair(localize_text(message.figure, lang), amount, lang)
    yield _pair(choose_words(lang, "Périmètre", "Scope"), localize_text(message.scope, lang), lang)
    source = localize_text(message.source, lang)
    at = f", {message.address}" if message.address.startswith(("https://", "http://")) else ""
    yield _pair(choose_words(lang, "Source", "Source"), source + at, lang)
    if message.dated is not None:
        yield localize_text(message.dated, lang)


def _pair(name: str, value: str, lang: Lang) -> str:
    return choose_words(lang, f"{name} : {value}", f"{name}: {value}")
