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
from filiere.publication.documents.markup import Markup, Part, join, prose, tag
from filiere.publication.documents.pdf_renderer import Stamp, render_document

NARROW_MARGIN = Decimal(5)
"""A theme that stands less than so many points above its floor is said to pass narrowly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """A theme and what each side finds, out of 100; None is not known, which is no zero. ``floor`` as in the award.

    A range holds the two bounds of a score that is not known yet; ``weight`` is in per cent.
    """

    theme: Text | str
    candidate: Decimal | None
    auditor: Decimal | None
    floor: Decimal | None = None
    number: str = ""
    weight: Decimal | None = None
    candidate_range: tuple[Decimal, Decimal] | None = None
    auditor_range: tuple[Decimal, Decimal] | None = None

    @property
    def margin(self) -> Decimal | None:
        """How far the auditor's score stands above the floor; negative below it."""
        return None if self.auditor is None or self.floor is None else self.auditor - self.floor

    @property
    def state(self) -> str:
        """The mark of the line: above, narrowly above, below; none without a floor."""
        if self.margin is None:
            return ""
        return "no" if self.margin < 0 else "part" if self.margin < NARROW_MARGIN else "ok"


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
            (choose_words(lang, "Audit mené par", "Audit led by"), join_names(report.auditors)),
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
        pictures={name: _draw_bar(line) for line, name in _name_bars(report).items()},
    )


def _format_span(report: AuditReport, lang: Lang) -> str:
    if report.began == report.ended:
        return format_day(report.began, lang)
    began, ended = format_day(report.began, lang), format_day(report.ended, lang)
    return choose_words(lang, f"du {began} au {ended}", f"from {began} to {ended}")


def _score_table(report: AuditReport, lang: Lang) -> Markup:
    bars = _name_bars(report)

    def cells(line: ScoreLine) -> list[Part]:
        return [
            f"{line.number} {localize_text(line.theme, lang)}".strip(),
            _show_bar(line, bars.get(line), lang),
            _format_score(line.auditor, line.auditor_range, lang),
            _format_score(line.candidate, line.candidate_range, lang),
            format_number(line.floor, lang) if line.floor is not None else "–",
        ]

    return table(
        [
            (choose_words(lang, "Rubrique", "Theme"), False),
            (choose_words(lang, "Score", "Score"), False),
            (choose_words(lang, "Audit", "Audit"), True),
            (choose_words(lang, "Entreprise", "Company"), True),
            (choose_words(lang, "Seuil", "Threshold"), True),
        ],
        [cells(line) for line in report.scores],
        sums=[cells(report.total)] if report.total else (),
        caption=choose_words(
            lang,
            "Sur 100. Barre : score de l’audit. Trait plein : seuil à atteindre. Trait en tirets : score que "
            "l’entreprise s’était attribué. Un tiret : non connu.",
            "Out of 100. Bar: the audit’s score. Solid mark: the threshold to reach. Dashed mark: the score that "
            "the company gave itself. A dash: not known.",
        ),
    )


def _format_score(value: Decimal | None, span: tuple[Decimal, Decimal] | None, lang: Lang) -> str:
    if value is not None or span is None:
        return format_number(value, lang, 1)
    low, high = (format_number(one, lang, 1) for one in span)
    return choose_words(lang, f"de {low} à {high}", f"{low} to {high}")


def _name_bars(report: AuditReport) -> dict[ScoreLine, str]:
    lines = [*report.scores, *((report.total,) if report.total else ())]
    return {line: f"bar-{number}" for number, line in enumerate(lines) if line.auditor is not None}


def _show_bar(line: ScoreLine, name: str | None, lang: Lang) -> Part:
    if name is None:
        return None
    score = format_number(line.auditor, lang, 1)
    words = choose_words(lang, f"{score} sur 100", f"{score} out of 100")
    return tag("img", src=f"house:{name}", alt=words, class_="bar")


def _draw_bar(line: ScoreLine) -> bytes:
    """The auditor's score as a bar, with the threshold and the score of the company as marks."""

    def mark(value: Decimal | None, **look: str) -> Markup | None:
        place = f"{value:.1f}" if value is not None else ""
        return tag("line", x1=place, x2=place, y1="0", y2="10", **look) if place else None

    return tag(
        "svg",
        tag("rect", y="2", width="100", height="6", fill="#d3d9d9"),
        tag("rect", y="2", width=f"{line.auditor or 0:.1f}", height="6", fill="#0a5566"),
        mark(line.floor, stroke="#15191c", stroke_width="1"),
        mark(line.candidate, stroke="#4a545a", stroke_width="1", stroke_dasharray="2 1.4"),
        xmlns="http://www.w3.org/2000/svg",
        width="440",
        height="44",
        viewBox="0 0 100 10",
    ).encode()


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
