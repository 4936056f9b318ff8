"""Which figures of the register each public page speaks of.

Chosen by what they measure, never by their identifiers: a figure added to the register, or corrected by staff,
appears on its pages without a change of code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from filiere.core import Text
from filiere.estimation import WEIGHT_USE, Region, SectorWeight, regional_table, sector_weight
from filiere.figures import FORESEEN_NATURES, Figure, Register
from filiere.publication.charts import Segment
from filiere.site.kit.bilingual_text import bilingual

FRANCE = frozenset({"FR", "FR-M"})
OUTSIDE = frozenset({"ABROAD", "OFFSHORE", "NEARSHORE"})
PEOPLE = frozenset({"job", "employee", "person", "fte"})


@dataclass(frozen=True, slots=True)
class ChartScope:
    """A scope of the chart of jobs: its words, its shape and its class name."""

    key: str
    label: Text
    shape: str
    css: str

    def segment(self, label: str) -> Segment:
        """The scope as the chart engine wants it."""
        return Segment(key=self.key, label=label, shape=self.shape, css=self.css)


CHART_SCOPES: tuple[ChartScope, ...] = (
    ChartScope("whole", bilingual("Filière entière, en France", "Whole sector, in France"), "circle", "m-all"),
    ChartScope("outsourced", bilingual("Prestataires, en France", "Outsourcers, in France"), "square", "m-out"),
    ChartScope(
        "abroad",
        bilingual("Hors de France, pour le marché français", "Abroad, for the French market"),
        "triangle",
        "m-far",
    ),
)


@dataclass(frozen=True, slots=True)
class WeightPoint:
    """A figure of jobs with the scope it is drawn in; `retained` when it is retained for the weight of the sector."""

    figure: Figure
    scope: str
    retained: bool


def scope_of(figure: Figure) -> str | None:
    """The scope a total of jobs belongs to, None when it is not such a total or mixes scopes."""
    if figure.indicator != "jobs" or figure.category is not None or figure.unit not in PEOPLE:
        return None
    if figure.territory in FRANCE and figure.market != "market-served":
        return figure.segment if figure.segment in {"whole", "outsourced"} else None
    if figure.territory in OUTSIDE and figure.segment in {"whole", "outsourced"}:
        return "abroad"
    return None


def is_drawable(figure: Figure) -> bool:
    """Whether a value can stand on a chart of what was: published for its time, and traceable."""
    return figure.is_traceable and figure.nature not in FORESEEN_NATURES


def _is_transposed(register: Register, figure: Figure) -> bool:
    """Whether a value was computed here from another scope: an estimate of ours, not a publication."""
    return figure.derived is not None and any(
        register[one].segment != figure.segment for one in figure.derived.sources if register[one].indicator == "jobs"
    )


@lru_cache(maxsize=4)
def weight_points(register: Register) -> tuple[WeightPoint, ...]:
    """Every value of jobs that can be drawn, by scope, then year, then value."""
    order = {scope.key: rank for rank, scope in enumerate(CHART_SCOPES)}
    chosen = retained_weight(register)
    found = [
        WeightPoint(figure, scope, figure is chosen)
        for figure in register
        if is_drawable(figure) and (scope := scope_of(figure)) is not None and not _is_transposed(register, figure)
    ]
    return tuple(
        sorted(
            found, key=lambda one: (order[one.scope], one.figure.period.year, _middle_value(one.figure), one.figure.id)
        )
    )


def undrawn_weight_figures(register: Register) -> list[Figure]:
    """Totals of jobs that are not drawn: forecasts, untraceable values, totals that mix France and abroad."""
    return [
        figure
        for figure in register
        if figure.indicator == "jobs"
        and figure.category is None
        and figure.segment in {"whole", "outsourced"}
        and figure.territory in FRANCE | OUTSIDE | {"WORLD"}
        and not (is_drawable(figure) and scope_of(figure))
        and not _is_transposed(register, figure)
    ]


def retained_weight(register: Register) -> Figure | None:
    """The figure retained for the weight of the sector; the other uses of a figure are not about it."""
    return register.retained_for(WEIGHT_USE)


def current_weight(register: Register, today: date) -> SectorWeight:
    """The weight of the sector in the latest year for which a total is published."""
    return _cached_weight(register, find_latest_year(register, today))


def find_latest_year(register: Register, today: date) -> int:
    """The latest year for which a total is published.

    No figure of the future moves it, whatever let it in: the page speaks of today.
    """
    years = [
        min(figure.period.last_year, today.year)
        for figure in register
        if scope_of(figure) == "whole"
        and is_drawable(figure)
        and figure.period_certain
        and figure.period.start <= today
    ]
    return max(years, default=2008)


@lru_cache(maxsize=4)
def _cached_weight(register: Register, year: int) -> SectorWeight:
    return sector_weight(register, year)


def _middle_value(figure: Figure) -> Decimal:
    return figure.middle or figure.low or figure.high or Decimal(0)


def sort_by_time(figures: list[Figure]) -> list[Figure]:
    """Figures, oldest first."""
    return sorted(figures, key=lambda one: (one.period, one.indicator, one.category or "", one.id))


def list_revenue_figures(register: Register) -> list[Figure]:
    """Revenues of the outsourced segment."""
    return sort_by_time(
        [one for one in register if one.indicator == "revenue" and one.segment == "outsourced" and is_drawable(one)]
    )


def list_outsourced_staff_figures(register: Register) -> list[Figure]:
    """Contracts, full time, pay and turnover in the outsourced segment."""
    families = {"contracts", "pay", "turnover"}
    return sort_by_time([one for one in register if one.segment == "outsourced" and register.family(one) in families])


def list_abroad_figures(register: Register) -> list[Figure]:
    """Everything measured outside France for the French market, and the prices compared with it."""
    areas = OUTSIDE | {"MA", "TN", "MG", "MU", "SN", "XX-maghreb", "XX-morocco-tunisia"}
    return sort_by_time([one for one in register if one.territory in areas and one.segment != "none"])


FOREIGN = frozenset({"DE", "GB", "US", "EUROPE", "ES", "IT", "NL", "XX-north-east-england"})
_NOT_WEIGHT = frozenset({"norms", "programme", "label", "other", "barometer"})


def list_international_figures(register: Register) -> list[Figure]:
    """What weighs the sector of other countries: people, centres, money, pay; not norms, nor outside the sector."""
    return sort_by_time(
        [
            one
            for one in register
            if one.territory in FOREIGN and one.segment != "none" and register.family(one) not in _NOT_WEIGHT
        ]
    )


def list_hourly_prices(register: Register) -> list[Figure]:
    """Hourly prices, wherever the work is done, dearest first."""
    found = [one for one in register if one.indicator == "hourly-price" and one.middle is not None and is_drawable(one)]
    return sorted(found, key=lambda one: (-(one.high or one.value or 0), one.id))


def _figures_by_country(register: Register) -> dict[str, list[Figure]]:
    """Totals of jobs by country, each country's latest last."""
    found: dict[str, list[Figure]] = {}
    for figure in register:
        if (
            figure.indicator == "jobs"
            and figure.segment == "whole"
            and figure.category is None
            and figure.middle is not None
            and figure.derived is None
            and len(figure.territory) == 2
            and is_drawable(figure)
        ):
            found.setdefault(figure.territory, []).append(figure)
    return {code: sorted(figures, key=lambda one: one.period) for code, figures in found.items()}


def figures_of_same_year(register: Register) -> list[Figure]:
    """One total a country, in the latest year for which the most countries have one; largest first."""
    countries = _figures_by_country(register)
    years = sorted({one.period.year for figures in countries.values() for one in figures})
    best = max(
        years,
        key=lambda year: (
            sum(any(one.period.year == year for one in figures) for figures in countries.values()),
            year,
        ),
        default=None,
    )
    chosen = [
        next(one for one in reversed(figures) if one.period.year == best)
        for figures in countries.values()
        if any(one.period.year == best for one in figures)
    ]
    return sorted(chosen, key=lambda one: -(one.middle or Decimal(0)))


def employment_shares(register: Register) -> list[Figure]:
    """The latest share of the sector in the employment of each country and of Europe, the largest first."""
    latest: dict[str, Figure] = {}
    for figure in sorted(register, key=lambda item: item.period):
        country = len(figure.territory) == 2 or figure.territory == "EUROPE"
        if figure.indicator == "employment-share" and figure.segment == "whole" and country and is_drawable(figure):
            latest[figure.territory] = figure
    return sorted(latest.values(), key=lambda one: (-_middle_value(one), one.id))


def positions_abroad(register: Register) -> list[Figure]:
    """Positions by country, where a source names the country, the most first."""
    found = [
        one
        for one in list_abroad_figures(register)
        if one.indicator == "positions" and one.category is None and one.middle is not None
    ]
    return sorted(found, key=lambda one: (-_middle_value(one), one.id))


@lru_cache(maxsize=8)
def list_regions(register: Register, year: int = 2008, kind: Literal["22", "13"] = "22") -> tuple[Region, ...]:
    """The regions of a year with their shares and index, computed from the counts, the highest index first."""
    return tuple(sorted(regional_table(register, year, kind).rows, key=lambda one: (-one.index, one.code)))
