"""The named parts of a proximity, their words and their weights.

A weight multiplies what the part measures, most often a share or a cosine from 0 to 1. Weights were chosen on the jobs
whose SHA-256 of the code is even, each against the spread of what its part measures, and then rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from filiere.core.text import Text


class Part(StrEnum):
    """A named part of a proximity; the parts of a suggestion sum to its score."""

    COVERAGE = "coverage"
    COMMON_ITEMS = "common_items"
    NEIGHBOUR_ITEMS = "neighbour_items"
    ITEM_WORDS = "item_words"
    TITLE_WORDS = "title_words"
    TITLE_FRAGMENTS = "title_fragments"
    ENVIRONMENTS = "environments"
    SCOPE = "scope"
    REACH = "reach"
    RESPONSIBILITY = "responsibility"
    LEVEL_STEP = "level_step"
    ENTRY_RULE = "entry_rule"
    SHEET_DEFINITION = "sheet_definition"
    SHEET_NEIGHBOURS = "sheet_neighbours"
    SHEET_ACCESS = "sheet_access"
    BRIDGES = "bridges"
    OFFICIAL_LINK = "official_link"
    RELATED_JOBS = "related_jobs"
    COMMON_TARGET = "common_target"
    CONGESTION = "congestion"


PART_LABELS: Mapping[Part, Text] = {
    Part.COVERAGE: Text(fr="Compétences demandées, déjà là", en="Skills asked for that are already there"),
    Part.COMMON_ITEMS: Text(fr="Compétences communes aux deux métiers", en="Skills that both jobs have"),
    Part.NEIGHBOUR_ITEMS: Text(fr="Compétences voisines", en="Neighbouring skills"),
    Part.ITEM_WORDS: Text(fr="Mots communs des compétences", en="Words that their skills share"),
    Part.TITLE_WORDS: Text(fr="Mots communs des appellations", en="Words that their titles share"),
    Part.TITLE_FRAGMENTS: Text(fr="Appellations qui se ressemblent", en="Titles that look alike"),
    Part.ENVIRONMENTS: Text(fr="Lieux et secteurs d’exercice communs", en="Places and sectors of work in common"),
    Part.SCOPE: Text(fr="Nombre d’appellations du métier visé", en="How many titles the target job has"),
    Part.REACH: Text(
        fr="Nombre de lieux et secteurs du métier visé", en="How many places and sectors have the target job"
    ),
    Part.RESPONSIBILITY: Text(fr="Postes de responsabilité du métier visé", en="Positions of charge in the target job"),
    Part.LEVEL_STEP: Text(fr="Écart de niveau", en="Step between levels"),
    Part.ENTRY_RULE: Text(fr="Accès réglementé du métier visé", en="Regulated entry to the target job"),
    Part.SHEET_DEFINITION: Text(
        fr="Proximité des fiches : définition (texte libre)", en="Closeness of the sheets: definition (free text)"
    ),
    Part.SHEET_NEIGHBOURS: Text(
        fr="Proximité des fiches : mots voisins (texte libre)",
        en="Closeness of the sheets: neighbouring words (free text)",
    ),
    Part.SHEET_ACCESS: Text(
        fr="Proximité des fiches : accès et appellations (texte libre)",
        en="Closeness of the sheets: access and titles (free text)",
    ),
    Part.BRIDGES: Text(fr="Passerelles", en="Bridges"),
    Part.OFFICIAL_LINK: Text(fr="Lien officiel", en="Official link"),
    Part.RELATED_JOBS: Text(fr="Métiers où servent ces compétences", en="Jobs that use these skills"),
    Part.COMMON_TARGET: Text(fr="Métier proche de beaucoup d’autres", en="Job close to many others"),
    Part.CONGESTION: Text(fr="Métier déjà proposé très souvent", en="Job already suggested very often"),
}

SHEET_PARTS = frozenset({Part.SHEET_DEFINITION, Part.SHEET_NEIGHBOURS, Part.SHEET_ACCESS})
"""Parts that read the free text of sheets to compare it; they are said to do so wherever they are shown."""
RULE_PARTS = frozenset({Part.LEVEL_STEP, Part.ENTRY_RULE})
"""Parts that read facts in the sheet’s sentences on access, by a stated rule."""

WEIGHTS: Mapping[Part, float] = {
    Part.COVERAGE: 10.0,
    Part.COMMON_ITEMS: 21.0,
    Part.NEIGHBOUR_ITEMS: 1.7,
    Part.ITEM_WORDS: 36.0,
    Part.TITLE_WORDS: 26.0,
    Part.TITLE_FRAGMENTS: 24.0,
    Part.ENVIRONMENTS: 5.0,
    Part.SCOPE: 2.4,
    Part.REACH: 1.3,
    Part.RESPONSIBILITY: 14.0,
    Part.LEVEL_STEP: 4.0,
    Part.ENTRY_RULE: 1.8,
    Part.SHEET_DEFINITION: 8.0,
    Part.SHEET_NEIGHBOURS: 37.0,
    Part.SHEET_ACCESS: 43.0,
    Part.BRIDGES: 26.0,
    Part.OFFICIAL_LINK: 10.0,
    Part.RELATED_JOBS: 1.0,
}
"""What a part weighs; ``common_target`` and ``congestion`` are corrections of the whole and have none."""


@dataclass(frozen=True, slots=True)
class Line:
    """What brings a part its value: a thing of the origin, one of the target where another, and the amount.

    ``kind`` says what they are: item, word, fragment, environment, title, level, rule, bridge, link, job, correction,
    or rest (all the smaller pairs together).
    """

    kind: str
    origin: str
    target: str
    amount: float


@dataclass(frozen=True, slots=True)
class PartScore:
    """A part of a suggestion: its value, and the lines that sum to it."""

    part: Part
    value: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A target job, its score and the values of its parts, which sum to the score."""

    code: str
    score: float
    parts: Mapping[Part, float]
