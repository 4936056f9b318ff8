"""The press sheet of an operation: what may be said of it, each sentence with its figure and its source, twice.

One document for both languages, that of the reader first, so that a journalist who passes it on passes on both.
"""

from __future__ import annotations

from dataclasses import dataclass

from filiere.core.text import Lang, Text
from filiere.publication.documents.components import fact_list, section
from filiere.publication.documents.formatting import choose_words, localize_text
from filiere.publication.documents.markup import Markup, Part, join, tag
from filiere.publication.documents.pdf_renderer import Stamp, render_document

CHART = "chart"


@dataclass(frozen=True, slots=True, kw_only=True)
class PressMessage:
    """A sentence and what it stands on. ``dated`` says of when it was true, where it is so no more."""

    sentence: Text
    figure: Text
    amount: Text
    scope: Text
    source: Text
    address: str = ""
    dated: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PressSheet:
    """A press sheet. ``facts`` are names and values of the operation; ``chart`` is an SVG for each language."""

    stamp: Stamp
    title: Text
    facts: tuple[tuple[Text, Text], ...]
    messages: tuple[PressMessage, ...]
    contact: str = ""
    chart_title: Text | None = None
    chart_fr: bytes | None = None
    chart_en: bytes | None = None


def press_sheet_pdf(sheet: PressSheet, lang: Lang) -> bytes:
    """Return the sheet as a PDF, in that language and then in the other."""
    other: Lang = "en" if lang == "fr" else "fr"
    title = localize_text(sheet.title, lang)
    translated = tag(
        "section",
        tag("h2", localize_text(sheet.title, other), class_="title"),
        _write_body(sheet, other),
        lang=other,
        class_="translated",
    )
    charts = {f"{CHART}-{one}": svg for one, svg in (("fr", sheet.chart_fr), ("en", sheet.chart_en)) if svg is not None}
    return render_document(
        sheet.stamp,
        lang,
        title=title,
        kicker=choose_words(lang, "Fiche presse", "Press sheet"),
        body=join(_write_body(sheet, lang), translated),
        pictures=charts,
    )


def _write_body(sheet: PressSheet, lang: Lang) -> Markup:
    drawn = sheet.chart_fr if lang == "fr" else sheet.chart_en
    chart: Part = None
    if drawn is not None and sheet.chart_title is not None:
        words = localize_text(sheet.chart_title, lang)
        chart = section(
            words, tag("p", tag("img", src=f"house:{CHART}-{lang}", alt=words, class_="chart"), class_="keep")
        )
    return join(
        fact_list(
            *((localize_text(name, lang), localize_text(value, lang)) for name, value in sheet.facts),
            (choose_words(lang, "Contact", "Contact"), sheet.contact) if sheet.contact else None,
        ),
        section(
            choose_words(lang, "Ce qui peut être dit", "What may be said"),
            *(_write_message(one, lang) for one in sheet.messages),
        )
        if sheet.messages
        else tag(
            "p",
            choose_words(
                lang,
                "Aucun message n’est en vigueur : les chiffres de cette opération ont changé, ou ne sont pas encore "
                "approuvés.",
                "No message is in force: the figures of this operation have changed, or are not approved yet.",
            ),
            class_="note",
        ),
        chart,
    )


def _write_message(message: PressMessage, lang: Lang) -> Markup:
    return tag(
        "div",
        tag("p", localize_text(message.sentence, lang), class_="outcome"),
        fact_list(
            (
                choose_words(lang, "Chiffre", "Figure"),
                choose_words(
                    lang,
                    f"{localize_text(message.figure, 'fr')} : {localize_text(message.amount, 'fr')}",
                    f"{localize_text(message.figure, 'en')}: {localize_text(message.amount, 'en')}",
                ),
            ),
            (choose_words(lang, "Périmètre", "Scope"), localize_text(message.scope, lang)),
            (choose_words(lang, "Source", "Source"), _write_source(message, lang)),
            (choose_words(lang, "Date", "Date"), localize_text(message.dated, lang)) if message.dated else None,
        ),
        class_="keep",
    )


def _write_source(message: PressMessage, lang: Lang) -> Part:
    words = localize_text(message.source, lang)
    return tag("a", words, href=message.address) if message.address.startswith(("https://", "http://")) else words
