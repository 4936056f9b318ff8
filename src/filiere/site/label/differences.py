"""The differences between two releases, grouped for readers: by kind, then by theme, rules apart from words.

Comparing two questionnaires takes longer than a page may, and gives the same for the same fingerprints: what was found
is kept for the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from filiere.core import Lang, Text
from filiere.referentials import Change, Release, compare, is_patch
from filiere.referentials.comparison.sentences import shown as value_words
from filiere.site.label.words import said
from filiere.site.observatory.words import both

KINDS: Mapping[str, Text] = {
    "added": both("Ajouts", "Added"),
    "removed": both("Retraits", "Removed"),
    "weight": both("Poids", "Weights"),
    "levels": both("Niveaux et façon de noter", "Levels and scoring method"),
    "formula": both("Formules et barèmes", "Formulas and points"),
    "applicability": both("À qui la question s’applique", "Whom a question applies to"),
    "knock_out": both("Règles éliminatoires", "Knock-out rules"),
    "evidence": both("Preuves", "Evidence"),
    "assessment": both("Évaluation", "Assessment"),
    "parameter": both("Paramètres datés", "Dated parameters"),
    "award": both("Attribution", "Award"),
    "aggregation": both("Calcul des scores", "Computation of scores"),
    "audit": both("Audit", "Audit"),
    "procedure": both("Procédure", "Procedure"),
    "publication": both("Publication", "Publication"),
    "fact": both("Faits demandés", "Facts requested"),
    "moved": both("Déplacements", "Moves"),
    "text": both("Textes", "Texts"),
    "level_text": both("Textes des niveaux", "Texts of levels"),
    "renumbered": both("Numéros", "Numbers"),
    "reordered": both("Ordre d’affichage", "Order of display"),
}
"""In the order of the page: what changes results first, then words."""

SCOPES: Mapping[str, Text] = {"rule": both("règle", "rule"), "wording": both("mots", "words")}
RECORDS: Mapping[str, Text] = {
    "release": both("La version entière", "The whole release"),
    "fact": both("Faits", "Facts"),
    "derived": both("Noms dérivés", "Derived names"),
    "parameter": both("Paramètres", "Parameters"),
    "total": both("Score total", "Total score"),
    "indicator": both("Indicateurs", "Indicators"),
    "evidence": both("Preuves", "Evidence"),
    "eligibility": both("Éligibilité", "Eligibility"),
    "exclusion": both("Exclusions", "Exclusions"),
    "level": both("Niveaux du label", "Levels of the label"),
    "award": both("Attribution", "Award"),
    "audit": both("Audit", "Audit"),
    "procedure": both("Procédure", "Procedure"),
}


@dataclass(frozen=True)
class Differences:
    """Every difference between two releases; ``patch`` says that only words differ: all results are the same."""

    before: Release
    after: Release
    changes: tuple[Change, ...]
    patch: bool

    def count(self, scope: str) -> int:
        """How many differences are of a scope."""
        return sum(change.scope == scope for change in self.changes)

    def theme(self, change: Change, lang: Lang) -> str:
        """The theme of a difference, or the part of the release that it is about."""
        for release in (self.after, self.before):
            if change.record == "theme" and change.key in {one.key for one in release.themes}:
                return release.theme(change.key).text.get(lang)
            if change.record == "criterion" and change.key in release.theme_of:
                return release.theme_of[change.key].text.get(lang)
        return said(RECORDS, change.record, lang)

    def question(self, change: Change) -> tuple[str, str] | None:
        """The release and key of the question a difference is about, the later release first; None for another."""
        if change.record != "criterion":
            return None
        for release in (self.after, self.before):
            if change.key in release.criteria:
                return release.id, change.key
        return None


_kept: dict[tuple[str, str], Differences] = {}


def differences(before: Release, after: Release) -> Differences:
    """Return what changes from a release to another."""
    names = before.sha256, after.sha256
    if names not in _kept:
        _kept[names] = Differences(before, after, compare(before, after), is_patch(before, after))
    return _kept[names]


def by_kind(changes: Iterable[Change]) -> list[tuple[str, list[Change]]]:
    """Return the differences by kind, in the order of the page."""
    found: dict[str, list[Change]] = {kind: [] for kind in KINDS}
    for change in changes:
        found.setdefault(change.kind, []).append(change)
    return [(kind, held) for kind, held in found.items() if held]


def side(value: Any, lang: Lang) -> str:
    """Return one side of a difference in words: a text in the language of the page, else as the engine says it."""
    if isinstance(value, dict) and {"fr", "en"} <= value.keys():
        return Text(fr=value["fr"], en=value["en"]).get(lang)
    # A list with nothing in it is nothing, and is said so.
    return value_words(value, lang).strip() or value_words(None, lang)
