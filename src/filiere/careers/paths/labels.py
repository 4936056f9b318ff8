"""What a reader is told of the words of paths."""

from collections.abc import Mapping

from filiere.careers.paths.effort import EFFORT_LABELS
from filiere.careers.paths.records import ChangeKind, Direction, GapOutcome, GapState, PathPart
from filiere.core.text import Text

__all__ = [
    "CHANGE_LABELS",
    "DIRECTION_LABELS",
    "EFFORT_LABELS",
    "OUTCOME_LABELS",
    "PART_LABELS",
    "STATE_LABELS",
]

DIRECTION_LABELS: Mapping[Direction, Text] = {
    Direction.UP: Text(fr="vers le haut", en="up"),
    Direction.SIDE: Text(fr="de côté", en="sideways"),
    Direction.DOWN: Text(fr="vers le bas", en="down"),
    Direction.IN: Text(fr="entrer dans la profession", en="into the profession"),
    Direction.OUT: Text(fr="vers un autre métier", en="out of the profession"),
}
PART_LABELS: Mapping[PathPart, Text] = {
    PathPart.COVERAGE: Text(fr="Compétences demandées, déjà là", en="Skills asked for that are already there"),
    PathPart.BRIDGES: Text(fr="Passerelles de la profession", en="Bridges of the profession"),
    PathPart.OFFICIAL_LINK: Text(fr="Lien officiel", en="Official link"),
    PathPart.SHEET_TEXT: Text(
        fr="Proximité des fiches : mots communs (texte libre)", en="Closeness of the sheets: shared words (free text)"
    ),
    PathPart.LEVEL_STEP: Text(fr="Marche de niveau", en="Step between levels"),
    PathPart.COMMON_TARGET: Text(fr="Métier proche de beaucoup d’autres", en="Job close to many others"),
}
STATE_LABELS: Mapping[GapState, Text] = {
    GapState.SAID_NO: Text(fr="à apprendre", en="to be learned"),
    GapState.NOT_ASKED: Text(fr="pas encore demandé", en="not asked yet"),
    GapState.TO_DEEPEN: Text(fr="à approfondir", en="to be taken further"),
}
OUTCOME_LABELS: Mapping[GapOutcome, Text] = {
    GapOutcome.CERTIFICATION: Text(
        fr="formation d’une certification, à vérifier avant de s’inscrire",
        en="training of a certification, to be looked up before enrolling",
    ),
    GapOutcome.TRAINING: Text(fr="formation connue", en="known training"),
    GapOutcome.NO_KNOWN_TRAINING: Text(fr="pas de formation connue", en="no known training"),
}
CHANGE_LABELS: Mapping[ChangeKind, Text] = {
    ChangeKind.GAINED: Text(fr="gagné", en="gained"),
    ChangeKind.LOST: Text(fr="perdu", en="lost"),
    ChangeKind.SAME: Text(fr="à peu près pareil", en="much the same"),
    ChangeKind.NOT_KNOWN: Text(fr="non connu", en="not known"),
}
