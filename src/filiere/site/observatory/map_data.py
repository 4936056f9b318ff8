"""The map as data: which places, with which counts, shares, rates and indices, from the register or a loaded file.

Two origins, never mixed: the regional table of the register (real, with its source on every value) for the years it
has, and the loaded file by commune and activity for every other cut and year. Shares, rates and indices are always
computed again from counts, never carried over from one cut to another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Literal

from filiere.core import Faults, Text
from filiere.estimation import RegionTable, regional_table
from filiere.figures import Register
from filiere.geography import Territory, TerritoryKind, territory
from filiere.geography.conversion import to_old_regions
from filiere.site.kit.bilingual_text import bilingual, to_decimal
from filiere.site.observatory import territory_counts
from filiere.site.observatory.models import SourceVersion
from filiere.site.observatory.territory_counts import CountPair, State

Cut = Literal["regions22", "regions18", "departments", "zones"]
Measure = Literal["index", "rate", "count"]

CUTS: Mapping[Cut, tuple[TerritoryKind, Text]] = {
    "regions22": ("region22", bilingual("Régions d’avant 2016", "Regions before 2016")),
    "regions18": ("region13", bilingual("Régions depuis 2016", "Regions since 2016")),
    "departments": ("department", bilingual("Départements", "Departments")),
    "zones": ("zone", bilingual("Zones d’emploi", "Employment zones")),
}
MEASURES: Mapping[Measure, Text] = {
    "index": bilingual("Indice de spécificité", "Specificity index"),
    "rate": bilingual("Pour 1 000 emplois salariés", "Per 1,000 salaried jobs"),
    "count": bilingual("Nombre d’emplois", "Number of jobs"),
}
SMALL_COUNT = 100
"""Jobs under which one site opening or closing changes a rate: the page names such places."""


@dataclass(frozen=True, slots=True)
class MapPlace:
    """One territory of the map. ``share`` is in per cent of the country, ``rate`` per 1,000 salaried jobs, ``index``
    100 for the country; each is None when its counts are unknown or hidden, which ``state`` tells apart, and when the
    file covers only a part of the territory, whose counts are then lower bounds.
    """

    code: str
    label: Text
    short: str
    state: State
    jobs: Decimal | None
    establishments: int | None = None
    every: Decimal | None = None
    share: Decimal | None = None
    rate: Decimal | None = None
    index: Decimal | None = None
    parts: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()

    @property
    def is_bound(self) -> bool:
        """Whether its jobs are only a lower bound."""
        return self.state in territory_counts.BOUND_STATES

    @property
    def is_partial(self) -> bool:
        """Whether the file covers only a part of it, hence every count is a lower bound."""
        return self.state == "partial"

    def value(self, measure: Measure) -> Decimal | None:
        """What the map shows of this place."""
        return {"index": self.index, "rate": self.rate, "count": self.jobs}[measure]


@dataclass(frozen=True, slots=True)
class Map:
    """All places of a cut in a year; ``total`` is the country, None when the source does not cover it.

    ``version`` is the loaded file, None for the register's own table.
    """

    cut: Cut
    year: int
    places: tuple[MapPlace, ...]
    total: MapPlace | None
    version: SourceVersion | None

    @property
    def is_fictitious(self) -> bool:
        """Whether it shows the generated file of the demonstration."""
        return self.version is not None and self.version.fictitious

    def rank_places(self, measure: Measure) -> list[MapPlace]:
        """Places, the largest value first; those without a value last, by name."""
        return sorted(
            self.places,
            key=lambda one: (
                (value := one.value(measure)) is None,
                -(value or Decimal(0)),
                -(one.jobs or Decimal(0)),
                one.label.fr,
            ),
        )


@lru_cache(maxsize=4)
def register_years(register: Register) -> tuple[int, ...]:
    """Years for which the register has a table of the regions before 2016."""
    found: dict[int, set[str]] = {}
    for figure in register:
        if figure.indicator == "all-jobs" and figure.territory.startswith("R22-"):
            found.setdefault(figure.period.year, set()).add(figure.territory)
    return tuple(sorted(year for year in found if regional_table(register, year).rows))


def years(register: Register, version: SourceVersion | None, cut: Cut) -> list[int]:
    """Years that can be shown for a cut."""
    found = set(territory_counts.facts_of_version(version).years) if version is not None else set()
    if cut in ("regions22", "regions18"):
        found |= set(register_years(register))
    return sorted(found)


def build_map(register: Register, version: SourceVersion | None, cut: Cut, year: int) -> Map | None:
    """The map of a cut and a year, None when nothing has it."""
    if cut in ("regions22", "regions18") and year in register_years(register):
        return _map_of_register(register, cut, year)
    if version is None or year not in territory_counts.facts_of_version(version).years:
        return None
    return map_of_version(version, cut, year)


def round_half_up(value: Decimal) -> Decimal:
    """The nearest integer, half upwards, as tables print an index."""
    return value.quantize(Decimal(1), ROUND_HALF_UP)


@lru_cache(maxsize=8)
def regional_table_of_register(register: Register, cut: Cut, year: int) -> RegionTable:
    """The regional table, recomputed once a process and register."""
    return regional_table(register, year, "22" if cut == "regions22" else "13")


@lru_cache(maxsize=8)
def _map_of_register(register: Register, cut: Cut, year: int) -> Map:
    table = regional_table_of_register(register, cut, year)
    places = tuple(
        MapPlace(
            row.code,
            row.label,
            territory(row.code).short,
            "known",
            to_decimal(row.jobs),
            every=to_decimal(row.all_jobs),
            share=to_decimal(row.share_of_national * 100),
            rate=to_decimal(row.share_of_regional * 1000),
            index=Decimal(row.rounded_index),
            parts=row.parts,
            figures=row.figures,
        )
        for row in table.rows
    )
    jobs, every = to_decimal(table.jobs), to_decimal(table.all_jobs)
    total = MapPlace(
        "FR",
        bilingual("Ensemble de ces régions", "All these regions"),
        "",
        "known",
        jobs,
        every=every,
        share=Decimal(100),
        rate=jobs / every * 1000,
        index=Decimal(100),
    )
    return Map(cut, year, places, total, None)


def map_of_version(version: SourceVersion, cut: Cut, year: int) -> Map:
    """The map of a loaded year, whatever the register has for it; one query."""
    kind = CUTS[cut][0]
    pairs = territory_counts.counts_of_year(version, kind, year)
    country = pairs.pop("FR", None)
    found = []
    for code in sorted(pairs):
        item = territory_counts.named_territory(code, version)
        if item is not None:
            found.append(build_place(item, pairs[code], country))
    total = build_place(territory("FR"), country, country) if country else None
    return Map(cut, year, tuple(found), total, version)


def build_place(territory: Territory, pair: CountPair, country: CountPair | None) -> MapPlace:
    """A territory with its shares, rate and index, from its counts and those of the country.

    A part of a territory has none of them: the jobs of one zone over the jobs of that zone are not the department's.
    """
    jobs = pair.sector.value if pair.sector else None
    every = pair.every.value if pair.every else None
    nation = country.sector.value if country and country.sector else None
    all_nation = country.every.value if country and country.every else None
    entire = pair.sector is not None and pair.sector.state != "partial"
    share = jobs / nation * 100 if entire and jobs is not None and nation else None
    rate = jobs / every * 1000 if entire and jobs is not None and every else None
    index = (
        round_half_up(rate / (nation / all_nation * 1000) * 100) if rate is not None and nation and all_nation else None
    )
    return MapPlace(
        territory.code,
        territory.label,
        territory.short,
        pair.sector.state if pair.sector else "unknown",
        jobs,
        pair.sector.establishments if pair.sector else None,
        every,
        share,
        rate,
        index,
    )


def conversion_refusal(register: Register) -> Text:
    """Why a table by new regions cannot become one by old regions: the engine's own reason, on a merged region."""
    year = max(register_years(register), default=2008)
    merged = [row.code for row in regional_table_of_register(register, "regions18", year).rows if len(row.parts) > 1]
    try:
        to_old_regions(dict.fromkeys(merged or ["REG-75"], Decimal(1)))
    except Faults as faults:
        return faults.faults[0].message
    return bilingual("La conversion est possible.", "The conversion is possible.")
