"""The level of a job, read in its own sheet by a stated rule: no list of codes, no table of moves.

The rule adds named points, each from words that anyone can find again in the sheet:

- *diploma*: the first sentences on access that name a diploma, from the lowest to the highest named (0 without any, CAP
  1, bac 2, bac+2 3, licence 4, master 5, doctorate 6): the middle of the two;
- *responsibility* and *team*: the share of titles that name somebody in charge, and of lines of the sheet that are
  about a team, a budget, recruitment, training others, strategy;
- *design* and *hand*: the share of lines that are about designing, analysing, advising, planning, and of those about
  cleaning, carrying, tools and machines (which lower it);
- *expertise*, *teaching*, *execution*: the share of titles that name an engineer or an expert, somebody who teaches,
  and a helper or an operator (which lower it).

Points are rounded weights of a logistic model of one-way official evolutions, looked at on the origins whose SHA-256 is
even. The level shown, 1 to 7, is the points cut in equal steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from filiere.careers.nomenclature import Item, Job, SheetPart
from filiere.core.text import fold_text


class LevelPoint(StrEnum):
    """What a part of a level’s points comes from."""

    DIPLOMA = "diploma"
    RESPONSIBILITY = "responsibility"
    TEAM = "team"
    DESIGN = "design"
    HAND = "hand"
    EXPERTISE = "expertise"
    TEACHING = "teaching"
    EXECUTION = "execution"


POINTS: Mapping[LevelPoint, float] = {
    LevelPoint.DIPLOMA: 1.0,
    LevelPoint.RESPONSIBILITY: 2.0,
    LevelPoint.TEAM: 9.0,
    LevelPoint.DESIGN: 6.5,
    LevelPoint.HAND: -6.5,
    LevelPoint.EXPERTISE: 3.5,
    LevelPoint.TEACHING: 5.0,
    LevelPoint.EXECUTION: -3.5,
}
"""Points for a diploma’s step, and for a share of 1."""

_UNKNOWN_DIPLOMA = 2.0
"""Where no diploma is named: the middle of those that are."""
_FIRST_SENTENCES = 3
LOWEST, HIGHEST = 1, 7
_POINTS_OF_LOWEST, _POINTS_A_LEVEL = -0.5, 1.25

# Folded words, and the step of the diploma that they name.
_DIPLOMAS = tuple(
    (re.compile(pattern), step)
    for pattern, step in (
        (r"\bdoctorat|\bdocteur|\bbac ?\+ ?8", 6.0),
        (r"\bmaster|\bm2\b|\bbac ?\+ ?5|\bingenieur|\bgrandes? ecoles?|\becoles? de commerce", 5.0),
        (r"\bm1\b|\bbac ?\+ ?4|\biup\b", 4.6),
        (r"\blicence|\bbac ?\+ ?3|\bl3\b|\bdiplome d.etat", 4.0),
        (r"\bbac ?\+ ?2|\bbts|\bdut\b|\bdeust\b|\bl2\b", 3.0),
        (r"\bbac\b(?! ?\+)|\bbrevet professionnel|\bbrevet de technicien|\bbaccalaureat", 2.0),
        (r"\bcap\b|\bbep\b|\bbpa\b", 1.0),
        (r"\bsans diplome ni experience", 0.0),
    )
)
_TITLE_WORDS = {
    LevelPoint.RESPONSIBILITY: re.compile(r"responsable|directeur|directrice|\bchef|manager|cadre|dirigeant|gerant"),
    LevelPoint.EXPERTISE: re.compile(r"ingenieur|expert|consultant|chercheur|architecte"),
    LevelPoint.TEACHING: re.compile(r"formateur|enseignant|professeur|moniteur"),
    LevelPoint.EXECUTION: re.compile(r"aide|ouvrier|man.?oeuvre|manœuvre|agent d|employe|operateur|auxiliaire|commis"),
}
_LINE_WORDS = {
    LevelPoint.TEAM: re.compile(
        r"coordonner l.activite|management|ressources humaines|budg|recrut|former|strateg|superviser|encadr|piloter"
        r"|equipe"
    ),
    LevelPoint.DESIGN: re.compile(
        r"concev|elabor|defin|analys|etud|expert|conseil|projet|diagnos|control|organis|planif"
    ),
    LevelPoint.HAND: re.compile(r"nettoy|entreten|ranger|manutent|port|charg|outil|manuel|engin|machine|gestes"),
}


@dataclass(frozen=True, slots=True)
class JobLevel:
    """The level of a job (1 to 7), its points, and what each comes from."""

    level: int
    points: float
    parts: Mapping[LevelPoint, float]
    shares: Mapping[LevelPoint, float]

    @property
    def diploma(self) -> float:
        """The middle of the diplomas that the sheet’s sentences on access name, 0 to 6."""
        return self.shares[LevelPoint.DIPLOMA]


def read_diplomas(sentences: Iterable[str]) -> tuple[float, float] | None:
    """Return the lowest and the highest diploma of the first sentence that names one, 0 to 6; None without any."""
    for sentence in sentences:
        folded = fold_text(sentence)
        if steps := [step for pattern, step in _DIPLOMAS if pattern.search(folded)]:
            return min(steps), max(steps)
    return None


def rate_level(job: Job, items: Mapping[str, Item]) -> JobLevel:
    """Return the level of a job by the rule of this module."""
    found = read_diplomas(job.sheet.get(SheetPart.ACCESS, ())[:_FIRST_SENTENCES])
    shares = {LevelPoint.DIPLOMA: sum(found) / 2 if found else _UNKNOWN_DIPLOMA}
    titles = [fold_text(title) for title in (*(one.label for one in job.titles), job.title)]
    lines = [fold_text(items[one.item].label) for one in job.requirements if one.item in items]
    shares |= {point: _share(pattern, titles) for point, pattern in _TITLE_WORDS.items()}
    shares |= {point: _share(pattern, lines) for point, pattern in _LINE_WORDS.items()}
    parts = {point: POINTS[point] * shares[point] for point in LevelPoint}
    points = sum(parts.values())
    level = 1 + int((points - _POINTS_OF_LOWEST) / _POINTS_A_LEVEL)
    return JobLevel(min(HIGHEST, max(LOWEST, level)), points, parts, shares)


def _share(pattern: re.Pattern[str], texts: list[str]) -> float:
    return sum(bool(pattern.search(text)) for text in texts) / len(texts) if texts else 0.0
