"""The press sheet of a survey wave, on one page: its results with their intervals, what a change proves and does not,
how to cite them, and the method in a few lines."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from filiere.core.numbers import UNKNOWN_MARK, format_number, format_percent, format_signed
from filiere.core.text import Lang, Text
from filiere.publication.documents.components import fact_list, section, table
from filiere.publication.documents.formatting import choose_words, localize_text
from filiere.publication.documents.markup import Markup, Part, join, tag
from filiere.publication.documents.pdf_renderer import Stamp, render_document


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetResult:
    """A result: a share in per cent or a number, its 95 % interval, how many answered, its change, what that proves."""

    label: Text
    value: Decimal
    is_share: bool
    n: int
    low: Decimal | None = None
    high: Decimal | None = None
    change: Decimal | None = None
    verdict: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveySheet:
    """The sheet. ``more`` counts results that the page has no room for; ``facts`` are names and values of the wave;
    ``cautions`` are what may not be said of it; ``address`` is where all results stand."""

    stamp: Stamp
    title: Text
    lead: Text
    results: tuple[SheetResult, ...]
    more: int
    facts: tuple[tuple[Text, Text], ...]
    cautions: tuple[Text, ...]
    citation: Text
    address: str
    contact: str = ""


def survey_sheet_pdf(sheet: SurveySheet, lang: Lang) -> bytes:
    """Return the sheet as a PDF of one page."""
    words = localize_text
    body = join(
        table(
            [
                (choose_words(lang, "Résultat", "Result"), False),
                (choose_words(lang, "Valeur", "Value"), True),
                (choose_words(lang, "Intervalle à 95 %", "95% interval"), True),
                ("n", True),
                (choose_words(lang, "Écart", "Change"), True),
                (choose_words(lang, "Conclusion", "Conclusion"), False),
            ],
            [_write_result(one, lang) for one in sheet.results],
        ),
        tag(
            "p",
            choose_words(
                lang, f"Autres résultats, sur la page : {sheet.more}.", f"More results, on the page: {sheet.more}."
            ),
            class_="note",
        )
        if sheet.more
        else None,
        section(
            choose_words(lang, "Ce qui ne peut pas être dit", "What may not be said"),
            tag("ul", *(tag("li", words(one, lang)) for one in sheet.cautions)),
        )
        if sheet.cautions
        else None,
        section(
            choose_words(lang, "Comment l’enquête est faite", "How the survey is made"),
            fact_list(*((words(name, lang), words(value, lang)) for name, value in sheet.facts)),
        ),
        section(
            choose_words(lang, "Citer", "How to cite"),
            tag("p", words(sheet.citation, lang)),
            fact_list(
                (choose_words(lang, "Adresse", "Address"), _link(sheet.address)),
                (choose_words(lang, "Contact", "Contact"), sheet.contact) if sheet.contact else None,
            ),
        ),
    )
    return render_document(
        sheet.stamp,
        lang,
        title=words(sheet.title, lang),
        kicker=choose_words(lang, "Fiche presse", "Press sheet"),
        lead=words(sheet.lead, lang),
        body=body,
    )


def _write_result(result: SheetResult, lang: Lang) -> tuple[Part, ...]:
    interval = UNKNOWN_MARK
    if result.low is not None and result.high is not None:
        low, high = (_write_value(one, result.is_share, lang) for one in (result.low, result.high))
        interval = choose_words(lang, f"{low} à {high}", f"{low} to {high}")
    return (
        localize_text(result.label, lang),
        _write_value(result.value, result.is_share, lang),
        interval,
        format_number(result.n, lang),
        UNKNOWN_MARK if result.change is None else format_signed(result.change, lang, digits=1),
        UNKNOWN_MARK if result.verdict is None else localize_text(result.verdict, lang),
    )


def _write_value(value: Decimal, is_share: bool, lang: Lang) -> str:
    return format_percent(value, lang, digits=1) if is_share else format_number(value, lang, digits=1)


def _link(address: str) -> Markup | str:
    return tag("a", address, href=address) if address.startswith(("https://", "http://")) else address
