"""The yearly report of a programme: how far each action has come, what is declared of it, what needs a decision, and
what changed since a year before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from filiere.core.dates import format_day
from filiere.core.text import Lang, Text
from filiere.publication.documents.components import fact_list, section, table
from filiere.publication.documents.formatting import choose_words, localize_text
from filiere.publication.documents.markup import Markup, join, prose, tag
from filiere.publication.documents.pdf_renderer import Stamp, render_document


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedAction:
    """An action as the report prints it; every field is in words already, in one language."""

    code: str
    title: str
    owner: str
    due: str
    declared: str
    share: str
    measure: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedAxis:
    """An axis, the mean of its known actions in words, and its actions."""

    title: str
    share: str
    actions: tuple[ReportedAction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeReport:
    """The report; ``on`` is the day of the state, ``known`` by whose knowledge, ``since`` what it is compared with.

    ``needs`` (why, what, finding, owner, what is expected) and ``changes`` are lines of cells, in their columns’ order.
    """

    stamp: Stamp
    title: str
    finding: str
    on: date
    known: date
    since: date
    share: str
    counted: str
    axes: tuple[ReportedAxis, ...]
    needs: tuple[tuple[str, str, str, str, str], ...]
    changes: tuple[tuple[str, str, str, str], ...]
    orientations: tuple[tuple[str, str], ...] = ()


def programme_report_pdf(report: ProgrammeReport, lang: Lang) -> bytes:
    """Return the report as a PDF; its words are those of one language already."""
    on, since = format_day(report.on, lang), format_day(report.since, lang)
    body = join(
        fact_list(
            (choose_words(lang, "Chemin parcouru", "Progress"), report.share or "–"),
            (choose_words(lang, "Actions calculées", "Actions measured"), report.counted or "–"),
            (choose_words(lang, "D’après ce qu’on savait le", "As known on"), format_day(report.known, lang)),
        ),
        _draw_table(
            lang,
            Text(fr="Ce qui demande une décision", en="What needs a decision"),
            (
                ("Pourquoi", "Why"),
                ("Action", "Action"),
                ("Constat", "Finding"),
                ("Pilote", "Owner"),
                ("Attendu", "Expected"),
            ),
            report.needs,
        ),
        *(_draw_axis(axis, lang) for axis in report.axes),
        _draw_table(
            lang,
            Text(fr=f"Ce qui a changé depuis le {since}", en=f"What has changed since {since}"),
            (("Nature", "Kind"), ("Action", "Action"), (since, since), (on, on)),
            report.changes,
        ),
        section(
            choose_words(lang, "Ce que l’assemblée générale a adopté", "What the general assembly adopted"),
            *(join(tag("p", tag("strong", title)), prose(text)) for title, text in report.orientations),
        )
        if report.orientations
        else None,
    )
    return render_document(
        report.stamp,
        lang,
        title=report.title,
        kicker=choose_words(lang, f"Rapport du programme, état au {on}", f"Programme report, state on {on}"),
        lead=report.finding,
        body=body,
    )


def _draw_axis(axis: ReportedAxis, lang: Lang) -> Markup:
    heads = (
        ("Action", "Action"),
        ("Pilote, échéance", "Owner, deadline"),
        ("Déclarée", "Declared"),
        ("Calculée", "Measured"),
    )
    rows = [
        [
            join(
                tag("strong", one.code),
                f" {one.title}",
                join(tag("br"), tag("span", one.measure, class_="note")) if one.measure else None,
                join(tag("br"), tag("span", one.note, class_="note")) if one.note else None,
            ),
            join(one.owner, tag("br"), tag("span", one.due, class_="note")),
            one.declared,
            one.share,
        ]
        for one in axis.actions
    ]
    title = f"{axis.title} · {axis.share}" if axis.share else axis.title
    return section(title, table([(choose_words(lang, *words), False) for words in heads], rows))


def _draw_table(
    lang: Lang, title: Text, heads: tuple[tuple[str, str], ...], rows: tuple[tuple[str, ...], ...]
) -> Markup | None:
    if not rows:
        return None
    return section(
        localize_text(title, lang),
        table([(choose_words(lang, *words), False) for words in heads], [list(row) for row in rows]),
    )
