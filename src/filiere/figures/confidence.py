"""How far a figure can be trusted: computed from the kind of its source and from what was read of it.

Nobody types it. A person may only lower what the rule gives, in the figure's field ``confidence``, with a note.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filiere.core.text import Text
from filiere.figures.records import COMPUTED_HERE, UNTRACEABLE, FigureEntry

if TYPE_CHECKING:
    from filiere.figures.rules import RegisterContext

LEVELS = (UNTRACEABLE, "low", "medium", "high")

# The best that a number of each kind of document can be worth.
CEILINGS: Mapping[str, str] = {
    "statistics": "high",
    "law": "high",
    "record": "medium",
    "study": "medium",
    "press": "low",
    "statement": "low",
    "unsourced": UNTRACEABLE,
}


def list_ceilings() -> dict[str, list[str]]:
    """Return the kinds of document by the best confidence that a number of theirs can have, the best first."""
    return {level: [kind for kind, best in CEILINGS.items() if best == level] for level in reversed(LEVELS)}


REASONS: Mapping[str, Text] = {
    "kind-statistics": Text(fr="statistique publique", en="official statistics"),
    "kind-law": Text(fr="texte de droit ou norme", en="legal text or standard"),
    "kind-record": Text(
        fr="acte ou document de l’organisme lui-même, sans décompte",
        en="act or document of the body itself, without a count",
    ),
    "kind-study": Text(fr="enquête ou étude, non officielle", en="survey or study, not official"),
    "kind-press": Text(fr="article qui ne dit pas d’où vient le nombre", en="article that does not say its origin"),
    "kind-statement": Text(fr="déclaration, sans décompte", en="statement, without a count"),
    "kind-unsourced": Text(fr="page sans méthode ni origine", en="page with neither method nor origin"),
    "computed": Text(fr="la plus basse des valeurs dont il est calculé", en="the lowest of those it is computed from"),
    "repeated": Text(
        fr="nombre repris par un autre document que celui qui l’a établi",
        en="number repeated by another document than the one that made it",
    ),
    "mirror": Text(fr="copie tenue par un tiers", en="copy kept by somebody else"),
    "partly-read": Text(
        fr="document lu en partie, et nombre non relu à sa place",
        en="document read in part, and number not re-read at its place",
    ),
    "unread": Text(fr="document non lu", en="document not read"),
    "not-reread": Text(fr="valeur déduite ou non relue", en="value inferred or not re-read"),
    "uncertain-period": Text(fr="année incertaine", en="uncertain year"),
    "lowered": Text(fr="abaissée par la rédaction, voir la note", en="lowered by the editors, see the note"),
}


@dataclass(frozen=True, slots=True)
class Grade:
    """A level of confidence, and the reasons that brought it there, by code, the first being the kind."""

    level: str
    reasons: tuple[str, ...]


def evidence_of(entry: FigureEntry, context: "RegisterContext") -> str:
    """Return the kind of document that a figure comes from; ``computed`` for one computed here."""
    if entry.mark == COMPUTED_HERE:
        return "computed"
    source = context.sources.get(entry.source)
    return entry.evidence or (source.evidence if source else "press")


def grade_figure(
    entry: FigureEntry, context: "RegisterContext", *, typed: bool = True, above: frozenset[str] = frozenset()
) -> Grade:
    """Return how far a figure can be trusted, by the rule; with ``typed``, no better than the figure itself says.

    ``above`` are the ids of the figures that are computed from this one: a figure computed from itself is left out.
    """
    computed = evidence_of(entry, context) == "computed"
    grade = _grade_computed(entry, context, above | {entry.id}) if computed else _grade_read(entry, context)
    return _cap(grade, entry.confidence, "lowered") if typed and entry.confidence else grade


def _grade_computed(entry: FigureEntry, context: "RegisterContext", above: frozenset[str]) -> Grade:
    names = (name for name in (entry.derived.sources if entry.derived else ()) if name not in above)
    inputs = (context.figures[name] for name in names if name in context.figures)
    levels = (grade_figure(figure, context, above=above).level for figure in inputs)
    return Grade(min(levels, key=LEVELS.index, default="low"), ("computed",))


def _grade_read(entry: FigureEntry, context: "RegisterContext") -> Grade:
    kind = evidence_of(entry, context)
    grade = Grade(CEILINGS.get(kind, "low"), (f"kind-{kind}",))
    source = context.sources.get(entry.source)
    if source is None:
        return grade
    review = context.reviews.get(entry.id)
    partly = source.reading == "beginning" and not (review and review.at_place)
    for lowers, level, reason in (
        (kind != source.kind, "medium", "repeated"),
        (source.mirror, "medium", "mirror"),
        (partly, "medium", "partly-read"),
        (not source.read, "low", "unread"),
        (entry.mark in {"I", "K"}, "low", "not-reread"),
        (not entry.period_certain, "medium", "uncertain-period"),
    ):
        if lowers:
            grade = _cap(grade, level, reason)
    return grade


def _cap(grade: Grade, level: str, reason: str) -> Grade:
    if level not in LEVELS or LEVELS.index(level) >= LEVELS.index(grade.level):
        return grade
    return Grade(level, (*grade.reasons, reason))
