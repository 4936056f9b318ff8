"""The papers of an item as a member reads them: out of the frozen body, and of nothing that changed since.

A body is written by other apps and may come from an older one: what is not there, or is of another kind, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.core.typography import lower_first_letter, raise_first_letter
from filiere.publication.documents import ScoreLine
from filiere.referentials import Release
from filiere.site.audit.report_scores import build_score_lines, read_day, read_decimal, read_mapping
from filiere.site.kit.bilingual_text import count_in_letters, localize

FINDING_LABELS: Mapping[str, Text] = {
    "major": Text(fr="Écart majeur", en="Major finding"),
    "minor": Text(fr="Écart mineur", en="Minor finding"),
    "observation": Text(fr="Observation", en="Observation"),
    "good_practice": Text(fr="Bonne pratique", en="Good practice"),
}
GAP_KINDS = ("major", "minor")


@dataclass(frozen=True, slots=True)
class PaperFinding:
    """A finding of the audit, the question it is about, what both sides said of it, and how it was closed."""

    kind: str
    about: str
    question: str
    text: str
    answer: str
    reply: str
    closed: str
    gap: bool


@dataclass(frozen=True, slots=True)
class PaperStatement:
    """Something that somebody said: a fact raised, an explanation, an answer, a reply."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ItemPapers:
    """What is shown of the papers."""

    themes: tuple[ScoreLine, ...] = ()
    total: ScoreLine | None = None
    findings: tuple[PaperFinding, ...] = ()
    words: tuple[PaperStatement, ...] = ()
    conditions: tuple[tuple[str, str], ...] = ()
    headcount: Decimal | None = None
    sites: Decimal | None = None
    visited: int = 0
    audit_ended: date | None = None

    @property
    def gaps(self) -> tuple[PaperFinding, ...]:
        """The findings that are to be lifted."""
        return tuple(one for one in self.findings if one.gap)

    @property
    def remarks(self) -> tuple[PaperFinding, ...]:
        """The other findings."""
        return tuple(one for one in self.findings if not one.gap)

    @property
    def gap_words(self) -> str:
        """How many findings are to be lifted, as a heading."""
        major = sum(one.kind == str(FINDING_LABELS["major"]) for one in self.gaps)
        minor = len(self.gaps) - major
        if not major and not minor:
            return localize("Aucun écart, ni majeur ni mineur", "No major or minor finding")
        many = count_in_letters(major, masculine=True) if major else localize("aucun", "no")
        few = count_in_letters(minor, masculine=True) if minor else localize("aucun", "no")
        words = localize(
            f"{many} écart{'s' if major > 1 else ''} majeur{'s' if major > 1 else ''}, "
            f"{few} mineur{'s' if minor > 1 else ''}",
            f"{many} major finding{'' if major == 1 else 's'}, {few} minor",
        )
        return raise_first_letter(words)

    @property
    def score_words(self) -> str:
        """What the scores say, as a heading; empty without a total."""
        if self.total is None or self.total.auditor is None:
            return ""
        points = format_number(self.total.auditor, digits=1)
        if self.total.floor is None:
            return localize(f"{points} points sur 100", f"{points} points out of 100")
        floor = format_number(self.total.floor)
        said = localize(f"{points} points pour un seuil de {floor}", f"{points} points, for a threshold of {floor}")
        held = [one for one in self.themes if one.margin is not None]
        if low := [one for one in held if one.state == "no"]:
            named = lower_first_letter(str(low[0].theme))
            return said + (
                localize(f" ; « {named} » sous le plancher", f"; “{named}” below its floor")
                if len(low) == 1
                else localize(
                    f" ; {count_in_letters(len(low))} rubriques sous le plancher",
                    f"; {len(low)} themes below their floor",
                )
            )
        if narrow := [one for one in held if one.state == "part"]:
            named = lower_first_letter(str(narrow[0].theme))
            return said + (
                localize(f" ; « {named} » dépasse de peu le plancher", f"; “{named}” passes narrowly")
                if len(narrow) == 1
                else localize(
                    f" ; {count_in_letters(len(narrow))} rubriques dépassent de peu le plancher",
                    f"; {count_in_letters(len(narrow))} themes pass narrowly",
                )
            )
        return said + (localize(" ; aucune rubrique sous le plancher", "; no theme below its floor") if held else "")


def read_papers(body: Mapping[str, Any] | None, release: Release, category: str) -> ItemPapers:
    """Return the papers in words."""
    body = body or {}
    report, facts = read_mapping(body.get("final_report")), read_mapping(body.get("facts"))
    ended = read_day(report.get("ended"))
    themes, total = build_score_lines(report, release, category)
    score = read_decimal(body.get("score"))
    findings = tuple(_build_finding(read_mapping(one), release) for one in _as_list(body.get("findings")))
    return ItemPapers(
        themes=themes,
        total=replace(total, auditor=score) if score is not None else None,
        findings=findings,
        words=tuple(_list_statements(body)),
        conditions=tuple(_list_conditions(body, release)),
        headcount=read_decimal(facts.get("headcount")),
        sites=read_decimal(facts.get("sites")),
        visited=len(_as_list(report.get("visits"))),
        audit_ended=ended,
    )


def _build_finding(finding: Mapping[str, Any], release: Release) -> PaperFinding:
    kind = str(finding.get("kind") or "")
    asked = release.criteria.get(str(finding.get("criterion") or ""))
    return PaperFinding(
        str(FINDING_LABELS[kind]) if kind in FINDING_LABELS else localize("Constat", "Finding"),
        str(release.theme_of[asked.key].text) if asked is not None else "",
        asked.number or "" if asked is not None else "",
        str(finding.get("text") or ""),
        str(finding.get("answer") or ""),
        str(finding.get("reply") or ""),
        localize("retiré par l’auditeur", "withdrawn by the auditor")
        if finding.get("withdrawn")
        else localize("levé", "lifted")
        if finding.get("lifted")
        else "",
        kind in GAP_KINDS,
    )


def _list_statements(body: Mapping[str, Any]) -> list[PaperStatement]:
    found = []
    raised, said = Text(fr="Fait signalé", en="Matter raised"), Text(fr="Explication du titulaire", en="Explanation")
    for title, key in ((raised, "facts_raised"), (said, "explanations")):
        found += [
            PaperStatement(str(title), text)
            for one in _as_list(body.get(key))
            if (text := str(read_mapping(one).get("words") or ""))
        ]
    answer = Text(fr="Réponse de l’entreprise", en="The company’s response")
    reply = Text(fr="Réplique de l’auditeur", en="The auditor’s reply")
    for title, key in ((answer, "answer"), (reply, "reply")):
        if isinstance(body.get(key), str) and body[key]:
            found.append(PaperStatement(str(title), body[key]))
    return found


def _list_conditions(body: Mapping[str, Any], release: Release) -> list[tuple[str, str]]:
    """The conditions of eligibility as they were judged when the candidature was filed."""
    if release.award is None:
        return []
    texts = {one.key: str(one.text) for one in (*release.award.eligibility, *release.award.exclusions)}
    worth = {True: Text(fr="oui", en="yes"), False: Text(fr="non", en="no"), None: Text(fr="inconnu", en="unknown")}
    rules = read_mapping(read_mapping(body.get("eligibility")).get("rules"))
    return [(texts[key], str(worth[met])) for key, met in rules.items() if key in texts and met in (True, False, None)]


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
