"""Indicators drawn from two figures, given only when the two may be put together.

Half of the wrong numbers on this sector are a division between things that do not match: revenue of one perimeter
over jobs of another, growth across a change of nomenclature. Each function here answers with a value or with the
reason why there is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from filiere.core.text import Text
from filiere.estimation.results import to_json_number
from filiere.estimation.selection import to_exact_fraction
from filiere.figures import Figure, Register, Series


@dataclass(frozen=True, slots=True)
class DerivedIndicator:
    """A derived number with the figures used, or ``refusal`` when they may not be put together.

    ``unit`` is ``share`` (0.2 for 20 %), ``job/position``, or euros over a unit of people (``eur/job``, ``eur/fte``).
    """

    name: str
    value: Fraction | None
    unit: str
    figures: tuple[str, ...]
    refusal: Text | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the indicator as a JSON object."""
        return {
            "indicator": self.name,
            "value": to_json_number(self.value),
            "unit": self.unit,
            "figures": list(self.figures),
            "refusal": str(self.refusal) if self.refusal else None,
        }


_AXES = {
    "segment": Text(fr="le segment", en="the segment"),
    "measure": Text(fr="la mesure", en="the measure"),
    "market": Text(fr="le marché servi", en="the market served"),
    "territory": Text(fr="le territoire", en="the territory"),
    "period": Text(fr="la période", en="the period"),
    "nomenclature": Text(fr="la nomenclature", en="the classification"),
    "category": Text(fr="la catégorie", en="the category"),
    "unit": Text(fr="l’unité", en="the unit"),
}


def sector_share(sector: Figure, every: Figure) -> DerivedIndicator:
    """Return jobs of the sector over all jobs of the same territory, period and measure (``share``)."""
    return _build_quotient("sector-share", "share", sector, every, ("territory", "period", "measure", "market"))


def jobs_per_position(people: Figure, positions: Figure) -> DerivedIndicator:
    """Return people over positions of the same territory, period and segment (``job/position``)."""
    wrong = _check_unit(positions, "position") or _check_people(people)
    axes = ("territory", "period", "segment", "nomenclature")
    return _build_quotient("jobs-per-position", "job/position", people, positions, axes, wrong)


def revenue_per_job(revenue: Figure, jobs: Figure) -> DerivedIndicator:
    """Return revenue over jobs, only when segment, territory, period, nomenclature and panel agree.

    The unit says what the divisor counts: ``eur/job``, ``eur/fte``…
    """
    wrong = _check_people(jobs) or (None if revenue.unit.startswith("eur") else _describe_not_money(revenue))
    axes = ("segment", "territory", "period", "nomenclature", "category")
    unit = f"eur/{jobs.unit}"
    return _build_quotient("revenue-per-job", unit, revenue, jobs, axes, wrong)


def offshore_share(abroad: Figure, home: Figure) -> DerivedIndicator:
    """Return jobs abroad over jobs abroad and at home for the same segment, period and measure (``share``).

    ``abroad`` counts people outside France for the French market, ``home`` people at work in France: their
    territories and markets differ by construction, and nothing else may.
    """
    ids = (abroad.id, home.id)
    refusal = _describe_mismatch(abroad, home, ("segment", "period", "measure", "category"))
    if refusal is None and (abroad.territory == "FR" or home.territory not in ("FR", "FR-M")):
        refusal = Text(
            fr="Il faut un chiffre hors de France et un chiffre en France.",
            en="One figure outside France and one in France are needed.",
        )
    values = _exact_values(abroad, home)
    if refusal is not None or values is None:
        return DerivedIndicator("offshore-share", None, "share", ids, refusal or _describe_open_bound(abroad, home))
    return DerivedIndicator("offshore-share", values[0] / (values[0] + values[1]), "share", ids)


def growth(register: Register, series: Series, first: str, last: str) -> DerivedIndicator:
    """Return the change from figure ``first`` to figure ``last`` of a series (``share``), never across a break."""
    ids = list(series.figures)
    pair = (first, last)
    if first not in ids or last not in ids or ids.index(first) >= ids.index(last):
        refusal = Text(
            fr="Les deux chiffres doivent être dans la série, le plus ancien d’abord.",
            en="Both figures must be in the series, the older one first.",
        )
        return DerivedIndicator("growth", None, "share", pair, refusal)
    between = ids[ids.index(first) : ids.index(last)]
    for stop in series.breaks:
        if stop.after in between:
            refusal = Text(
                fr=f"Rupture de série entre les deux : {stop.reason.fr}",
                en=f"The series breaks between the two: {stop.reason.en}",
            )
            return DerivedIndicator("growth", None, "share", pair, refusal)
    this, other = register[first], register[last]
    axes = ("segment", "measure", "market", "territory", "nomenclature", "category", "unit")
    values = _exact_values(this, other)
    refusal_or_none = _describe_mismatch(this, other, axes)
    if refusal_or_none is not None or values is None:
        return DerivedIndicator("growth", None, "share", pair, refusal_or_none or _describe_open_bound(this, other))
    return DerivedIndicator("growth", values[1] / values[0] - 1, "share", pair)


def _build_quotient(
    name: str, unit: str, top: Figure, bottom: Figure, axes: Sequence[str], wrong: Text | None = None
) -> DerivedIndicator:
    ids = (top.id, bottom.id)
    refusal = wrong or _describe_mismatch(top, bottom, axes)
    values = _exact_values(top, bottom)
    if refusal is not None or values is None:
        return DerivedIndicator(name, None, unit, ids, refusal or _describe_open_bound(top, bottom))
    return DerivedIndicator(name, values[0] / values[1], unit, ids)


def _describe_mismatch(this: Figure, other: Figure, axes: Sequence[str]) -> Text | None:
    apart = [_AXES[axis] for axis in axes if str(getattr(this, axis)) != str(getattr(other, axis))]
    if not apart:
        return None
    return Text(
        fr="Les deux chiffres n’ont pas le même périmètre ; ce qui diffère : "
        + ", ".join(axis.fr for axis in apart) + ".",
        en="The two figures do not have the same scope; what differs: " + ", ".join(axis.en for axis in apart) + ".",
    )  # fmt: skip


def _exact_values(this: Figure, other: Figure) -> tuple[Fraction, Fraction] | None:
    if this.middle is None or other.middle is None or other.middle == 0 or this.middle == 0:
        return None
    return to_exact_fraction(this.middle, this.unit), to_exact_fraction(other.middle, other.unit)


def _describe_open_bound(this: Figure, other: Figure) -> Text:
    name = this.id if this.middle is None else other.id
    return Text(
        fr=f"Le chiffre « {name} » est nul, ou n’a qu’une borne : aucun quotient n’aurait de sens.",
        en=f"The figure “{name}” is zero, or has only one bound: no ratio would be meaningful.",
    )


def _check_unit(figure: Figure, unit: str) -> Text | None:
    if figure.unit == unit:
        return None
    return Text(
        fr=f"« {figure.id} » est en « {figure.unit} » ; il faut « {unit} ».",
        en=f"“{figure.id}” is in “{figure.unit}”; “{unit}” is needed.",
    )


def _check_people(figure: Figure) -> Text | None:
    if figure.measure in ("jobs", "headcount", "FTE"):
        return None
    return Text(
        fr=f"« {figure.id} » ne compte pas des personnes ou des emplois.",
        en=f"“{figure.id}” does not count people or jobs.",
    )


def _describe_not_money(figure: Figure) -> Text:
    return Text(fr=f"« {figure.id} » n’est pas en euros.", en=f"“{figure.id}” is not in euros.")
