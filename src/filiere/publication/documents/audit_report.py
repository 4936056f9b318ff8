"""The final report of an audit, with the candidate's answer attached whatever the auditor makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from filiere.core.numbers import number
from filiere.core.text import Lang, Text
from filiere.publication.documents.frame import Stamp, drawn
from filiere.publication.documents.markup import Markup, join, prose, tag
from filiere.publication.documents.parts import Organisation, Place, about, facts, places, section, table
from filiere.publication.documents.words import day, listed, said, two


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
    sites: tuple[Place, ...]
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
        facts(
            *about(organisation, lang),
            (two(lang, "Catégorie", "Category"), said(report.category, lang)),
            (two(lang, "Organisme d’audit", "Audit firm"), report.firm),
            (two(lang, "Auditeurs", "Auditors"), listed(report.auditors)),
            (two(lang, "Audit sur site", "Audit on site"), _span(report, lang)),
            (two(lang, "Indépendance", "Independence"), said(report.independence, lang)),
        ),
        section(
            two(lang, "La proposition de l’auditeur", "The auditor’s proposal"),
            tag("p", said(report.proposal, lang), class_="outcome"),
            tag(
                "p",
                two(lang, "Le comité décide ; l’auditeur propose.", "The committee decides; the auditor proposes."),
                class_="note",
            ),
            prose(report.summary) if report.summary else None,
        ),
        section(two(lang, "Les scores", "The scores"), _scores(report, lang)),
        section(two(lang, "Les constats", "The findings"), _findings(report.findings, lang)),
        section(
            two(lang, "Les sites visités", "The sites visited"),
            places(report.sites, lang, Text(fr="Visite", en="Visit")),
            tag("p", said(report.sampling, lang), class_="note"),
        ),
        section(
            two(lang, "La réponse de l’entreprise", "The company’s response"),
            tag("div", prose(report.answer), class_="quoted")
            if report.answer
            else tag("p", two(lang, "Aucune réponse reçue dans le délai.", "No answer received in time.")),
        ),
        section(
            two(lang, "La réplique de l’auditeur", "The auditor’s reply"),
            tag("div", prose(report.reply), class_="quoted")
            if report.reply
            else tag("p", two(lang, "Aucune réplique.", "No reply.")),
        ),
    )
    return drawn(
        stamp,
        lang,
        title=two(lang, f"Rapport d’audit : {organisation.name}", f"Audit report: {organisation.name}"),
        kicker=two(lang, "Rapport final, après réponse de l’entreprise", "Final report, after the company’s answer"),
        body=body,
    )


def _span(report: AuditReport, lang: Lang) -> str:
    if report.began == report.ended:
        return day(report.began, lang)
    began, ended = day(report.began, lang), day(report.ended, lang)
    return two(lang, f"du {began} au {ended}", f"from {began} to {ended}")


def _scores(report: AuditReport, lang: Lang) -> Markup:
    def cells(line: ScoreLine) -> list[str]:
        floor = number(line.floor, lang) if line.floor is not None else "–"
        return [said(line.theme, lang), number(line.candidate, lang, 1), number(line.auditor, lang, 1), floor]

    return table(
        [
            (two(lang, "Rubrique", "Theme"), False),
            (two(lang, "Entreprise", "Company"), True),
            (two(lang, "Auditeur", "Auditor"), True),
            (two(lang, "Plancher", "Floor"), True),
        ],
        [cells(line) for line in report.scores],
        sums=[cells(report.total)] if report.total else (),
        caption=two(lang, "Sur 100. Un tiret : non connu.", "Out of 100. A dash: not known."),
    )


def _findings(findings: Sequence[FindingLine], lang: Lang) -> Markup:
    if not findings:
        return tag("p", two(lang, "Aucun constat.", "No finding."))
    return join(
        *(
            tag(
                "div",
                tag("h3", f"{one.number} – {said(one.kind, lang)} – {said(one.about, lang)}"),
                tag("p", said(one.requirement, lang), class_="note") if one.requirement else None,
                prose(one.seen),
                tag("p", tag("b", two(lang, "État : ", "State: ")), said(one.status, lang)) if one.status else None,
                tag(
                    "div",
                    tag("b", two(lang, "L’entreprise répond", "The company answers")),
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
