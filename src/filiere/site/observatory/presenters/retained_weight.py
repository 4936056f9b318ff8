"""The value retained for the weight of the sector, in words, the same on every page that shows it.

Number, year, who says it, reason and confidence all come from one figure and from the one choice of it. Staff may
retain a figure of other years or of another scope than the range beside it: the reader is then told, and the drawing
leaves it out, since a mark on the scale would compare what cannot be compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from filiere.core import Text, source_language
from filiere.estimation import WEIGHT_USE, ExcludedFigure, SectorWeight, explain_exclusion
from filiere.figures import Register
from filiere.publication.charts.base import format_range
from filiere.site.kit.text_formatting import localize
from filiere.site.observatory.views.common import figure_url, said_by
from filiere.site.observatory.weight_estimates import read_declarations


@dataclass(frozen=True, slots=True)
class RetainedWeightView:
    """A retained figure in the reader's language.

    `format_range` is its value or its range in words; `value` is what the scale may mark, None when the figure has no
    single value or does not enter the range. `aside` says why it does not, and is empty when it does.
    """

    figure: str
    url: str
    amount: str
    value: Decimal | None
    when: str
    by: str
    confidence: Text
    reason: Text
    aside: str


def build_retained_weight(register: Register, weight: SectorWeight) -> RetainedWeightView | None:
    """What is retained for the weight of the sector, beside the range of `weight`; None when nothing is."""
    choice = register.retention(WEIGHT_USE)
    if choice is None:
        return None
    figure = register[choice.figure]
    outside = explain_exclusion(weight, figure, read_declarations())
    return RetainedWeightView(
        figure=figure.id,
        url=figure_url(figure.id),
        amount=format_range(figure.low, figure.high, figure.value, source_language())
        if figure.unit == "job"
        else register.amount(figure),
        value=figure.value if outside is None else None,
        when=figure.period.label(),
        by=said_by(register, figure),
        confidence=register.name("confidence", figure.confidence),
        reason=choice.reason,
        aside="" if outside is None else _left_aside_sentence(outside),
    )


def _left_aside_sentence(outside: ExcludedFigure) -> str:
    return localize(
        f"Cette valeur n’est ni dans la fourchette ni sur l’échelle : {outside.reason.fr}.",
        f"This value is neither in the range nor on the scale: {outside.reason.en}.",
    )
