"""A report on an agreement with the State: its figures as they were sent, and the corrections known since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from filiere.core.dates import format_day
from filiere.core.numbers import format_number
from filiere.core.text import Lang, Text
from filiere.publication.documents.components import fact_list, section, table
from filiere.publication.documents.formatting import choose_words, localize_text
from filiere.publication.documents.markup import Part, join, prose, tag
from filiere.publication.documents.pdf_renderer import Stamp, render_document


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedLine:
    """A line as it was sent; without a value, ``why`` says what kept it from being known."""

    words: Text
    goal: Decimal | None
    value: Decimal | None
    unit: Text | None
    place: Text
    why: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCorrection:
    """A line that is now known to be another: both values, since when, and why."""

    words: Text
    sent: Decimal | None
    now: Decimal | None
    since: date | None
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementReport:
    """A report of one period. ``parts`` are titles with their lines; ``corrections`` those known on the day
    ``corrected_on`` of the print."""

    stamp: Stamp
    agreement: Text
    number: int
    starts: date
    ends: date
    version: int
    parts: tuple[tuple[Text, tuple[ReportedLine, ...]], ...]
    comment: str = ""
    corrections: tuple[ReportCorrection, ...] = ()


def agreement_report_pdf(report: AgreementReport, lang: Lang) -> bytes:
    """Return the report as a PDF in that language."""
    starts, ends = format_day(report.starts, lang), format_day(report.ends, lang)
    version = (
        choose_words(lang, "telle que signée", "as signed")
        if report.version == 0
        else choose_words(lang, f"après l’avenant n° {report.version}", f"after amendment no. {report.version}")
    )
    body = join(
        fact_list(
            (choose_words(lang, "Convention", "Agreement"), localize_text(report.agreement, lang)),
            (
                choose_words(lang, "Période", "Period"),
                choose_words(lang, f"du {starts} au {ends}", f"{starts} to {ends}"),
            ),
            (choose_words(lang, "Texte en vigueur", "Text in force"), version),
        ),
        *(section(localize_text(title, lang), _table_lines(lines, lang)) for title, lines in report.parts),
        section(choose_words(lang, "Ce que l’association ajoute", "What the association adds"), prose(report.comment))
        if report.comment
        else None,
        section(
            choose_words(lang, "Corrections depuis l’envoi", "Corrections since it was sent"),
            _corrections(report, lang),
        ),
    )
    name = localize_text(report.agreement, lang)
    return render_document(
        report.stamp,
        lang,
        title=choose_words(lang, f"Rapport n° {report.number} : {name}", f"Report no. {report.number}: {name}"),
        kicker=choose_words(lang, f"Du {starts} au {ends}", f"{starts} to {ends}"),
        body=body,
    )


def _table_lines(lines: tuple[ReportedLine, ...], lang: Lang) -> Part:
    rows: list[list[Part]] = [
        [
            localize_text(one.words, lang),
            format_number(one.goal, lang),
            join(
                _write_amount(one.value, one.unit, lang),
                join(tag("br"), tag("span", localize_text(one.why, lang), class_="note")) if one.why else None,
            ),
            localize_text(one.place, lang),
        ]
        for one in lines
    ]
    heads = [
        (choose_words(lang, "Ligne", "Line"), False),
        (choose_words(lang, "But ou prévu", "Goal or plan"), True),
        (choose_words(lang, "Valeur", "Value"), True),
        (choose_words(lang, "D’où elle vient", "Where it comes from"), False),
    ]
    return table(heads, rows)


def _corrections(report: AgreementReport, lang: Lang) -> Part:
    if not report.corrections:
        return tag("p", choose_words(lang, "Aucune à ce jour.", "None to date."))
    rows: list[list[Part]] = [
        [
            join(
                localize_text(one.words, lang),
                join(tag("br"), tag("span", one.comment, class_="note")) if one.comment else None,
            ),
            format_number(one.sent, lang),
            format_number(one.now, lang),
            format_day(one.since, lang) if one.since else "–",
        ]
        for one in report.corrections
    ]
    heads = [
        (choose_words(lang, "Ligne", "Line"), False),
        (choose_words(lang, "Envoyé", "As sent"), True),
        (choose_words(lang, "Aujourd’hui", "Now"), True),
        (choose_words(lang, "Depuis le", "Since"), False),
    ]
    return table(heads, rows)


def write_nothing_counted(value: Decimal | None, unit: Text | None) -> Text | None:
    """Return what is said in place of a count of zero, as “0 labels” leaves it in doubt; None for any other."""
    if value is None or value or unit is None or unit.fr == "€":
        return None
    return Text(fr="rien à compter à cette date", en="nothing to count on that date")


def _write_amount(value: Decimal | None, unit: Text | None, lang: Lang) -> str:
    if nothing := write_nothing_counted(value, unit):
        return localize_text(nothing, lang)
    words = format_number(value, lang)
    return f"{words} {localize_text(unit, lang)}" if unit is not None and value is not None else words
