"""The differences between two releases, grouped for readers: by kind, then by theme, rules apart from words.

Comparing two questionnaires takes longer than a page may, and gives the same for the same fingerprints: what was found
is kept for the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from filiere.core import Text, source_language
from filiere.referentials import Release, ReleaseChange, compare_releases, is_patch
from filiere.referentials.comparison import format_value as value_words
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.label.code_labels import label_of

CHANGE_KIND_LABELS: Mapping[str, Text] = {
    "added": bilingual("Ajouts", "Added"),
    "removed": bilingual("Retraits", "Removed"),
    "weight": bilingual("Poids", "Weights"),
    "levels": bilingual("Niveaux et façon de noter", "Levels and scoring method"),
    "formula": bilingual("Formules et barèmes", "Formulas and points"),
    "applicability": bilingual("À qui la question s’applique", "Whom a question applies to"),
    "knock_out": bilingual("Règles éliminatoires", "Knock-out rules"),
    "evidence": bilingual("Preuves", "Evidence"),
    "assessment": bilingual("Évaluation", "Assessment"),
    "parameter": bilingual("Paramètres datés", "Dated parameters"),
    "award": bilingual("Attribution", "Award"),
    "aggregation": bilingual("Calcul des scores", "Computation of scores"),
    "audit": bilingual("Audit", "Audit"),
    "procedure": bilingual("Procédure", "Procedure"),
    "publication": bilingual("Publication", "Publication"),
    "fact": bilingual("Faits demandés", "Facts requested"),
    "moved": bilingual("Déplacements", "Moves"),
    "text": bilingual("Textes", "Texts"),
    "level_text": bilingual("Textes des niveaux", "Texts of levels"),
    "renumbered": bilingual("Numéros", "Numbers"),
    "reordered": bilingual("Ordre d’affichage", "Order of display"),
}
"""In the order of the page: what changes results first, then words."""

SCOPE_LABELS: Mapping[str, Text] = {"rule": bilingual("règle", "rule"), "wording": bilingual("mots", "words")}
RECORD_LABELS: Mapping[str, Text] = {
    "release": bilingual("La version entière", "The whole release"),
    "fact": bilingual("Faits", "Facts"),
    "derived": bilingual("Noms dérivés", "Derived names"),
    "parameter": bilingual("Paramètres", "Parameters"),
    "total": bilingual("Score total", "Total score"),
    "indicator": bilingual("Indicateurs", "Indicators"),
    "evidence": bilingual("Preuves", "Evidence"),
    "eligibility": bilingual("Éligibilité", "Eligibility"),
    "exclusion": bilingual("Exclusions", "Exclusions"),
    "level": bilingual("Niveaux du label", "Levels of the label"),
    "award": bilingual("Attribution", "Award"),
    "audit": bilingual("Audit", "Audit"),
    "procedure": bilingual("Procédure", "Procedure"),
}


@dataclass(frozen=True)
class ReleaseDifferences:
    """Every difference between two releases; ``patch`` says that only words differ: all results are the same."""

    before: Release
    after: Release
    changes: tuple[ReleaseChange, ...]
    patch: bool

    def theme(self, change: ReleaseChange) -> str:
        """The theme of a difference, or the part of the release that it is about."""
        for release in (self.after, self.before):
            if change.record == "theme" and change.key in {one.key for one in release.themes}:
                return str(release.theme(change.key).text)
            if change.record == "criterion" and change.key in release.theme_of:
                return str(release.theme_of[change.key].text)
        return label_of(RECORD_LABELS, change.record)


_differences_cache: dict[tuple[str, str], ReleaseDifferences] = {}


def describe_differences(before: Release, after: Release) -> ReleaseDifferences:
    """Return what changes from a release to another."""
    names = before.sha256, after.sha256
    if names not in _differences_cache:
        _differences_cache[names] = ReleaseDifferences(
            before, after, compare_releases(before, after), is_patch(before, after)
        )
    return _differences_cache[names]


def group_by_kind(changes: Iterable[ReleaseChange]) -> list[tuple[str, list[ReleaseChange]]]:
    """Return the differences by kind, in the order of the page."""
    found: dict[str, list[ReleaseChange]] = {kind: [] for kind in CHANGE_KIND_LABELS}
    for change in changes:
        found.setdefault(change.kind, []).append(change)
    return [(kind, held) for kind, held in found.items() if held]


def format_side(value: Any) -> str:
    """Return one side of a difference in words: a text in the language of the page, else as the engine says it."""
    if isinstance(value, dict) and {"fr", "en"} <= value.keys():
        return str(Text(fr=value["fr"], en=value["en"]))
    # A list with nothing in it is nothing, and is said so.
    lang = source_language()
    return value_words(value, lang).strip() or value_words(None, lang)
