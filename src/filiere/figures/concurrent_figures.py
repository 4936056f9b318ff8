"""Concurrent figures: which stand on the same point, and what sets them apart.

Two published numbers that disagree usually measure two things. Saying which axis of the scope differs is what lets
a reader choose between 36,352, 44,664 and 60,000 without anyone hiding two of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from filiere.core.language import choose_words
from filiere.core.numbers import format_number
from filiere.core.periods import Period
from filiere.core.text import Text
from filiere.figures import territories
from filiere.figures.records import Derivation, Figure

AXES: Mapping[str, Text] = {
    "indicator": Text(fr="indicateur", en="indicator"),
    "category": Text(fr="catégorie", en="category"),
    "segment": Text(fr="segment", en="segment"),
    "measure": Text(fr="mesure", en="measure"),
    "unit": Text(fr="unité", en="unit"),
    "staff": Text(fr="personnel compté", en="staff counted"),
    "market": Text(fr="lieu de travail ou marché servi", en="place of work or market served"),
    "threshold": Text(fr="seuil de taille", en="size threshold"),
    "nomenclature": Text(fr="nomenclature", en="classification"),
    "territory": Text(fr="territoire", en="territory"),
    "period": Text(fr="période", en="period"),
    "period_certain": Text(fr="certitude de la période", en="certainty of the period"),
    "nature": Text(fr="nature", en="nature"),
    "producer": Text(fr="avancé par", en="stated by"),
    "source": Text(fr="source", en="source"),
    "method": Text(fr="méthode", en="method"),
}

# What a correction may change: the scope, and all that is said around it.
FIELDS: Mapping[str, Text] = {
    "value": Text(fr="valeur", en="value"),
    "low": Text(fr="borne basse", en="lower bound"),
    "high": Text(fr="borne haute", en="upper bound"),
    **AXES,
    "published": Text(fr="date de publication", en="publication date"),
    "evidence": Text(fr="genre de document", en="kind of document"),
    "confidence": Text(fr="confiance abaissée à", en="confidence lowered to"),
    "mark": Text(fr="mode de connaissance", en="how it is known"),
    "derived": Text(fr="calcul", en="computation"),
    "locator": Text(fr="endroit dans la source", en="place in the source"),
    "note": Text(fr="remarque", en="remark"),
}

_UNSTATED = Text(fr="non précisé", en="not stated")
_CERTAIN = Text(fr="certaine", en="certain")
_UNCERTAIN = Text(fr="incertaine", en="uncertain")


@dataclass(frozen=True)
class AxisDifference:
    """One axis on which two figures differ, with what each says; what is not stated says so."""

    axis: str
    label: Text
    one: Text
    other: Text

    def sentence(self, between: str = "/") -> str:
        """Return the difference as a short line: ``nomenclature : NAF 82.20 / 748H``; a change has an arrow between."""
        words = f"{self.label}{choose_words(' :', ':')} {self.one} {between} {self.other}"
        return choose_words(words, words)


def is_same_point(this: Figure, other: Figure) -> bool:
    """Tell whether two different figures claim to measure the same thing at the same time.

    The same indicator and category, the same segment, the same territory (metropolitan France counts as France), and
    periods that share at least a day. An uncertain period counts as what it likely is.
    """
    return (
        this.id != other.id
        and this.indicator == other.indicator
        and this.category == other.category
        and this.segment == other.segment
        and territories.are_comparable(this.territory, other.territory)
        and this.period.overlaps(other.period)
    )


def list_differences(
    figure: Figure, other: Figure, name: Callable[[str, str], Text] | None = None
) -> list[AxisDifference]:
    """Return the axes on which two figures differ, in a fixed order.

    ``name`` gives the label of a code, from the axis and the code; without it the codes themselves are shown. A figure
    with no producer of its own is said by the publisher of its source: ``name`` gives it for the axis *producer* and
    the id of the source.
    """
    found = []
    for axis, label in AXES.items():
        if getattr(figure, axis) != getattr(other, axis):
            this, that = _axis_words(figure, axis, name), _axis_words(other, axis, name)
            # One and the same house may be named as the producer here and as the publisher there.
            if axis != "producer" or this != that:
                found.append(AxisDifference(axis, label, this, that))
    return found


def list_changes(before: Figure, after: Figure, name: Callable[[str, str], Text]) -> list[AxisDifference]:
    """Return what a correction changed, field by field, in words; ``name`` is as for :func:`list_differences`."""
    return [
        AxisDifference(field, label, _axis_words(before, field, name), _axis_words(after, field, name))
        for field, label in FIELDS.items()
        if getattr(before, field) != getattr(after, field)
    ]


def _axis_words(figure: Figure, axis: str, name: Callable[[str, str], Text] | None) -> Text:
    value = getattr(figure, axis)
    if value is None or value == "":
        return name(axis, figure.source) if axis == "producer" and name is not None else _UNSTATED
    if isinstance(value, Period):
        return Text(fr=value.label("fr"), en=value.label("en"))
    if isinstance(value, Decimal):
        return Text(fr=format_number(value, "fr"), en=format_number(value, "en"))
    if isinstance(value, Derivation):
        return value.formula
    if axis == "period_certain":
        return _CERTAIN if value else _UNCERTAIN
    if isinstance(value, Text):
        return value
    return Text.same(str(value)) if name is None else name(axis, str(value))
