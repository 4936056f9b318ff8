"""What a number of people counts, so that two numbers are put together only when they count the same thing.

A range that mixed outsourcers with the whole sector, positions with jobs, or the French market with France, would be
wide for a wrong reason. Every result carries its scope, and :func:`same_scope` is the only door to a range.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from filiere.core.faults import Fault, Faults
from filiere.core.text import Text
from filiere.figures import Figure

PLACE_OF_WORK = "place-of-work"
FRANCE = "FR"


@dataclass(frozen=True, slots=True)
class Scope:
    """Who is counted (``segment``, ``staff``), how (``measure``), where, and by place of work or market served."""

    segment: str
    measure: str | None
    territory: str
    market: str | None = PLACE_OF_WORK
    staff: str = "all"

    @classmethod
    def of(cls, figure: Figure) -> "Scope":
        """Return the scope of a figure; staff left unsaid means all staff."""
        return cls(figure.segment, figure.measure, figure.territory, figure.market, figure.staff or "all")

    def differences(self, other: "Scope") -> tuple[str, ...]:
        """Return the names of the axes on which the two scopes differ, in a fixed order."""
        return tuple(
            axis
            for axis in AXES
            if getattr(self, axis) != getattr(other, axis)
            and not (axis == "measure" and {self.measure, other.measure} == LOOSE_MEASURES)
        )

    def as_json(self) -> dict[str, Any]:
        """Return the scope as a JSON object."""
        return {axis: getattr(self, axis) for axis in AXES}


AXES = ("segment", "measure", "territory", "market", "staff")
# A source that says jobs and no more is not set apart from one that says people: two jobs held by one person are fewer
# than the rounding of these values (docs/explanation/estimating-the-weight.md).
LOOSE_MEASURES = frozenset({"jobs", "headcount"})

_AXIS_WORDS = {
    "segment": Text(
        fr="autre segment (prestataires, centres intégrés ou filière entière)",
        en="another segment (outsourcers, in-house centres or whole sector)",
    ),
    "measure": Text(
        fr="autre mesure (emplois, personnes, équivalents temps plein ou positions)",
        en="another measure (jobs, headcount, full-time equivalents or positions)",
    ),
    "territory": Text(fr="autre territoire", en="another territory"),
    "market": Text(
        fr="compté pour le marché servi et non là où l’on travaille, ou l’inverse",
        en="counted for the market served and not where people work, or the reverse",
    ),
    "staff": Text(fr="autres personnels (conseillers seuls)", en="other staff (advisers only)"),
}


def difference_words(axes: Iterable[str]) -> Text:
    """Return in words what sets two scopes apart."""
    texts = [_AXIS_WORDS[axis] for axis in axes]
    return Text(fr=" ; ".join(text.fr for text in texts), en="; ".join(text.en for text in texts))


def same_scope(scopes: Iterable[tuple[str, Scope]]) -> Scope | None:
    """Return the one scope shared by all, None when there is none to share.

    ``scopes`` are pairs of a name and a scope. Raises :class:`Faults`, one a pair that differs from the first.
    """
    pairs = list(scopes)
    if not pairs:
        return None
    first_name, first = pairs[0]
    faults = [
        Fault(
            code="scope-mixing",
            key=name,
            message=Text(
                fr=f"« {name} » ne peut pas être réuni avec « {first_name} » : {difference_words(axes).fr}.",
                en=f"“{name}” cannot be combined with “{first_name}”: {difference_words(axes).en}.",
            ),
            remedy=Text(
                fr="Formez une fourchette par périmètre.",
                en="Form one range for each scope.",
            ),
        )
        for name, scope in pairs[1:]
        if (axes := scope.differences(first))
    ]
    if faults:
        raise Faults(faults)
    return first
