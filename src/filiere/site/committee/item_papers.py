"""The papers of an item as a member reads them: out of the frozen body, and of nothing that changed since.

A body is written by other apps and may come from an older one: what is not there, or is of another kind, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from filiere.core import Text
from filiere.referentials import Release

FINDING_LABELS: Mapping[str, Text] = {
    "major": Text(fr="majeur", en="major"),
    "minor": Text(fr="mineur", en="minor"),
    "observation": Text(fr="observation", en="observation"),
    "good_practice": Text(fr="bonne pratique", en="good practice"),
}


@dataclass(frozen=True, slots=True)
class PaperFinding:
    """A finding of the audit."""

    kind: str
    criterion: str
    text: str
    lifted: bool


@dataclass(frozen=True, slots=True)
class PaperStatement:
    """Something that somebody said: a fact raised, an explanation, an answer, a reply."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ItemPapers:
    """What is shown of the papers."""

    score: str
    themes: tuple[tuple[str, str], ...]
    findings: tuple[PaperFinding, ...]
    words: tuple[PaperStatement, ...]
    conditions: tuple[tuple[str, str], ...]


def read_papers(body: Mapping[str, Any] | None, release: Release) -> ItemPapers:
    """Return the papers in words."""
    body = body or {}
    report = _as_mapping(body.get("final_report"))
    scores = _as_mapping(_as_mapping(report.get("scores")).get("auditor"))
    names = {one.key: str(one.text) for one in release.themes}
    themes = tuple(
        (names.get(key, key), str(value)) for key, value in _as_mapping(scores.get("themes")).items() if value
    )
    return ItemPapers(
        score=str(body.get("score") or ""),
        themes=themes,
        findings=tuple(_build_finding(_as_mapping(one)) for one in _as_list(body.get("findings"))),
        words=tuple(_list_statements(body)),
        conditions=tuple(_list_conditions(body, release)),
    )


def _build_finding(one: Mapping[str, Any]) -> PaperFinding:
    kind = str(one.get("kind") or "")
    return PaperFinding(
        str(FINDING_LABELS[kind]) if kind in FINDING_LABELS else kind,
        str(one.get("criterion") or ""),
        str(one.get("text") or ""),
        bool(one.get("lifted") or one.get("withdrawn")),
    )


def _list_statements(body: Mapping[str, Any]) -> list[PaperStatement]:
    found = []
    raised, said = Text(fr="Fait signalé", en="Matter raised"), Text(fr="Explication du titulaire", en="Explanation")
    for title, key in ((raised, "facts_raised"), (said, "explanations")):
        found += [
            PaperStatement(str(title), text)
            for one in _as_list(body.get(key))
            if (text := str(_as_mapping(one).get("words") or ""))
        ]
    answer = Text(fr="Réponse du candidat", en="The applicant’s response")
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
    rules = _as_mapping(_as_mapping(body.get("eligibility")).get("rules"))
    return [(texts[key], str(worth[met])) for key, met in rules.items() if key in texts and met in (True, False, None)]


def _as_mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
