"""The final report of an audit, with the candidate's answer attached whatever the auditor makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from filiere.core.dates import format_day
from filiere.core.numbers import format_number
from filiere.core.text import Lang, Text
from filiere.publication.documents.components import (
    Organisation,
    SitePlace,
    fact_list,
    organisation_facts,
    section,
    site_table,
    table,
)
from filiere.publication.documents.formatting import choose_words, join_names, localize_text
from filiere.publication.documents.markup import Markup, join, prose, tag
from filiere.publication.documents.pdf_renderer import Stamp, render_document


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """A theme and what each side finds, out of 100; None is not known, which is no zero. ``floor`` as in the award."""

    theme: Text | str
    candidate: Decimal | None
    auditor: Decimal | None
    floor: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    """A finding: ``kind`` in words (major, minor, observation, good practice), what was seen, and where it stands."""

    number: str
    kind: Text | str
    about: Text | str
    seen: str
    requirement: Text | str | None = None
    status: Text | str | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """An audit report. ``total`` is the whole score; ``sampling`` says how the sites were drawn and how to draw again.

    ``answer`` is the candidate's answer and ``reply`` the auditor's, each None when none came in time.
    """

    stamp: Stamp
    organisation: Organisation
    category: Text | str
    firm: str
    auditors: tuple[str, ...]
    independence: Text | str
    began: date
    ended: date
    sites: tuple[SitePlace, ...]
    sampling: Text | str
    scores: tuple[ScoreLine, ...]
    total: ScoreLine | None
    findings: tuple[FindingLine, ...]
    proposal: Text | str
    summary: str = ""
    answer: str | None = None
    reply: str | None = None


def audit_report_pdf(report: AuditReport, lang: Lang) -> bytes:
    """Return the report as a PDF in that language; what people wrote stays in their own."""
    stamp, organisation = report.stamp, report.organisation
    body = join(
        fact_list(
            *organisation_facts(organisation, lang),
            (choose_words(lang, "Catégorie", "Category"), localize_text(report.category, lang)),
            (choose_words(lang, "Organisme d’audit", "Audit firm"), report.firm),
            (choose_words(lang, "Auditeurs", "Auditors"), join_names(report.auditors)),
            (choose_words(lang, "Audit sur site", "Audit on site"), _format_span(report, lang)),
            (choose_words(lang, "Indépendance", "Independence"), localize_text(report.independence, lang)),
        ),
        section(
            choose_words(lang, "La proposition de l’auditeur", "The auditor’s proposal"),
            tag("p", localize_text(report.proposal, lang), class_="outcome"),
            tag(
                "p",
                choose_words(
                    lang, "Le comité décide ; l’auditeur propose.", "The committee decides; the auditor proposes."
                ),
                class_="note",
            ),
            prose(report.summary) if report.summary else None,
        ),
        section(choose_words(lang, "Les scores", "The scores"), _score_table(report, lang)),
        section(choose_words(lang, "Les constats", "The findings"), _findings_markup(report.findings, lang)),
        section(
            choose_words(lang, "Les sites visités", "The sites visited"),
            site_table(report.sites, lang, Text(fr="Visite", en="Visit")),
            tag("p", localize_text(report.sampling, lang), class_="note"),
        ),
        section(
            choose_words(lang, "La réponse de l’entreprise", "The company’s response"),
            tag("div", prose(report.answer), class_="quoted")
            if report.answer
            else tag("p", choose_words(lang, "Aucune réponse reçue dans le délai.", "No answer received in time.")),
        ),
        section(
            choose_words(lang, "La réplique de l’auditeur", "The auditor’s reply"),
            tag("div", prose(report.reply), class_="quoted")
            if report.reply
            else tag("p", choose_words(lang, "Aucune réplique.", "No reply.")),
        ),
    )
    return render_document(
        stamp,
        lang,
        title=choose_words(lang, f"Rapport d’audit : {organisation.name}", f"Audit report: {organisation.name}"),
        kicker=choose_words(
            lang, "Rapport final, après réponse de l’entreprise", "Final report, after the company’s answer"
        ),
        body=body,
    )


def _format_span(report: AuditReport, lang: Lang) -> str:
    if report.began == report.ended:
        return format_day(report.began, lang)
    began, ended = format_day(report.began, lang), format_day(report.ended, lang)
    return choose_words(lang, f"du {began} au {ended}", f"from {began} to {ended}")


def _score_table(report: AuditReport, lang: Lang) -> Markup:
    def cells(line: ScoreLine) -> list[str]:
        floor = format_number(line.floor, lang) if line.floor is not None else "–"
        return [
            localize_text(line.theme, lang),
            format_number(line.candidate, lang, 1),
            format_number(line.auditor, lang, 1),
            floor,
        ]

    return table(
        [
            (choose_words(lang, "Rubrique", "Theme"), False),
            (choose_words(lang, "Entreprise", "Company"), True),
            (choose_words(lang, "Auditeur", "Auditor"), True),
            (choose_words(lang, "Plancher", "Floor"), True),
        ],
        [cells(line) for line in report.scores],
        sums=[cells(report.total)] if report.total else (),
        caption=choose_words(lang, "Sur 100. Un tiret : non connu.", "Out of 100. A dash: not known."),
    )


def _findings_markup(findings: Sequence[FindingLine], lang: Lang) -> Markup:
    if not findings:
        return tag("p", choose_words(lang, "Aucun constat.", "No finding."))
    return join(
        *(
            tag(
                "div",
                tag("h3", f"{one.number} – {localize_text(one.kind, lang)} – {localize_text(one.about, lang)}"),
                tag("p", localize_text(one.requirement, lang), class_="note") if one.requirement else None,
                prose(one.seen),
                tag("p", tag("b", choose_words(lang, "État : ", "State: ")), localize_text(one.status, lang))
                if one.status
                else None,
                tag(
                    "div",
                    tag("b", choose_words(lang, "L’entreprise répond", "The company answers")),
                    prose(one.answer),
                    class_="quoted",
                )
                if one.answer
                else None,
                class_="keep",
            )
            for one in findings
        )
    )
