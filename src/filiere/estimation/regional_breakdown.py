"""The regional table: jobs, shares and specificity index, recomputed from the counts rather than copied.

The index (location quotient × 100) says how many times over-represented the sector is in a region: above 100, more
than in France as a whole. Old regions add up to those since 2016, because the reform merged whole regions; their
index is computed anew from the sums, never averaged.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from filiere.core.faults import Faults
from filiere.core.text import Text
from filiere.estimation.results import MissingData, to_json_number
from filiere.estimation.selection import explain_unfitness, to_exact_fraction
from filiere.figures import Figure, Register
from filiere.geography import children, territory

RegionSet = Literal["22", "13"]


@dataclass(frozen=True, slots=True)
class Region:
    """One region: counts as published or added up, shares and index computed.

    ``published_index`` is the integer printed by the source, None when it printed none for this region; ``parts``
    are the codes of the old regions added up, the region itself when it was not merged.
    """

    code: str
    label: Text
    jobs: Fraction
    all_jobs: Fraction
    share_of_national: Fraction
    share_of_regional: Fraction
    index: Fraction
    published_index: Fraction | None
    parts: tuple[str, ...]
    figures: tuple[str, ...]

    @property
    def rounded_index(self) -> int:
        """The index at the nearest integer, half upwards, as tables print it."""
        return int(self.index + Fraction(1, 2))

    def as_json(self) -> dict[str, Any]:
        """Return the region as a JSON object; shares are in per cent."""
        return {
            "code": self.code,
            "name": str(self.label),
            "jobs": to_json_number(self.jobs),
            "all_jobs": to_json_number(self.all_jobs),
            "share_of_national": float(self.share_of_national * 100),
            "share_of_regional": float(self.share_of_regional * 100),
            "index": float(self.index),
            "rounded_index": self.rounded_index,
            "published_index": to_json_number(self.published_index),
            "parts": list(self.parts),
            "figures": list(self.figures),
        }


@dataclass(frozen=True, slots=True)
class RegionTable:
    """The regions of one year, and their total, which is the sum of the regions and nothing else.

    ``published_total`` and ``published_all`` are the national figures of the same producer, None when it gives none:
    the reader checks one against the other. ``no_data`` is given when the year has no table. ``incomplete`` are the
    codes of regions left out of the rows because a part of theirs is unknown.
    """

    year: int
    regions: RegionSet
    rows: tuple[Region, ...]
    jobs: Fraction
    all_jobs: Fraction
    published_total: Fraction | None
    published_all: Fraction | None
    no_data: MissingData | None
    incomplete: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the table as a JSON object."""
        return {
            "year": self.year,
            "regions": self.regions,
            "segment": "outsourced",
            "measure": "jobs",
            "rows": [row.as_json() for row in self.rows],
            "incomplete": list(self.incomplete),
            "total": {
                "code": "FR",
                "jobs": to_json_number(self.jobs),
                "all_jobs": to_json_number(self.all_jobs),
                "share_of_regional": float(self.jobs / self.all_jobs * 100) if self.all_jobs else None,
                "published_jobs": to_json_number(self.published_total),
                "published_all_jobs": to_json_number(self.published_all),
            },
            "no_data": self.no_data.as_json() if self.no_data else None,
        }


def location_quotient(sector: Fraction, every: Fraction, national: Fraction, national_every: Fraction) -> Fraction:
    """Return 100 × (sector ÷ all jobs of the territory) ÷ (sector ÷ all jobs of the country).

    Unrounded. The source is the table itself, whose published integers this formula gives back. Raises
    ``ZeroDivisionError`` when a denominator is zero: a territory without jobs has no index.
    """
    return 100 * (sector / every) / (national / national_every)


def regional_table(register: Register, year: int, regions: RegionSet = "22") -> RegionTable:
    """Return the outsourced jobs of ``year`` by region, with shares and specificity index.

    ``regions`` is ``"22"`` for the metropolitan regions before 2016, ``"13"`` for those since.
    """
    counts = _figures_by_region(register, "jobs", "outsourced", year)
    every = _figures_by_region(register, "all-jobs", "none", year)
    indices = _figures_by_region(register, "specificity-index", "outsourced", year)
    old = sorted(counts.keys() & every.keys())
    if not old:
        return RegionTable(year, regions, (), Fraction(0), Fraction(0), None, None, _explain_no_data(register, year))
    total, total_every = (sum((_figure_count(table[code]) for code in old), Fraction(0)) for table in (counts, every))
    groups: dict[str, list[str]] = {}
    for code in old:
        groups.setdefault(_region_since_2016(code) if regions == "13" else code, []).append(code)
    rows = []
    lacking = []
    for code, parts in groups.items():
        if regions == "13" and len(parts) < len(children(code, "region22")):
            # A sum without one of its parts would pass for the region: it is left out and named.
            lacking.append(code)
            continue
        jobs, all_jobs = (sum((_figure_count(table[part]) for part in parts), Fraction(0)) for table in (counts, every))
        printed = indices.get(parts[0]) if len(parts) == 1 else None
        used = [table[part].id for part in parts for table in (counts, every)] + ([printed.id] if printed else [])
        rows.append(
            Region(
                code=code,
                label=territory(code).label,
                jobs=jobs,
                all_jobs=all_jobs,
                share_of_national=jobs / total,
                share_of_regional=jobs / all_jobs,
                index=location_quotient(jobs, all_jobs, total, total_every),
                published_index=_figure_count(printed) if printed else None,
                parts=tuple(parts),
                figures=tuple(used),
            )
        )
    return RegionTable(
        year,
        regions,
        tuple(sorted(rows, key=_alphabetical_key)),
        total,
        total_every,
        _national_count(register, counts[old[0]], "jobs", "outsourced"),
        _national_count(register, counts[old[0]], "all-jobs", "none"),
        None,
        tuple(lacking),
    )


def _alphabetical_key(row: Region) -> str:
    """Return a sort key in which Île-de-France stands with the letter I."""
    return unicodedata.normalize("NFD", row.label.fr).encode("ascii", "ignore").decode().lower()


def _figures_by_region(register: Register, indicator: str, segment: str, year: int) -> dict[str, Figure]:
    return {
        figure.territory: figure
        for figure in _usable_figures(register.figures, indicator, segment, year)
        if figure.territory.startswith("R22-") and territory(figure.territory).is_metropolitan
    }


def _usable_figures(figures: Iterable[Figure], indicator: str, segment: str, year: int) -> Iterable[Figure]:
    return (
        figure
        for figure in figures
        if figure.indicator == indicator
        and figure.segment == segment
        and figure.category is None
        and str(figure.period) == str(year)
        and figure.value is not None
        and figure.measure in ("jobs", None)
        and explain_unfitness(figure) is None
    )


def _figure_count(figure: Figure) -> Fraction:
    # Only figures with a value get here: see _usable.
    assert figure.value is not None  # noqa: S101
    return to_exact_fraction(figure.value, figure.unit)


def _national_count(register: Register, regional: Figure, indicator: str, segment: str) -> Fraction | None:
    """Return the national figure of whoever counted the regions, in the same publication first."""
    who = regional.producer or regional.source
    found = [
        figure
        for figure in _usable_figures(register.figures, indicator, segment, regional.period.year)
        if figure.territory == "FR" and (figure.producer or figure.source) == who
    ]
    best = min(found, key=lambda one: (one.source != regional.source, one.id), default=None)
    return _figure_count(best) if best else None


def _region_since_2016(code: str) -> str:
    merged = territory(code).parent("region13")
    if merged is None:
        raise Faults.one(
            code="no-region-since-2016",
            key=code,
            message=Text(
                fr=f"La région « {code} » n’a pas de région correspondante depuis 2016.",
                en=f"The region “{code}” has no matching region since 2016.",
            ),
            remedy=Text(fr="Vérifiez le code dans la géographie.", en="Check the code in the geography."),
        )
    return merged


def _explain_no_data(register: Register, year: int) -> MissingData:
    years = sorted(
        {
            figure.period.year
            for figure in register.figures
            if figure.indicator == "specificity-index" and figure.territory.startswith("R22-")
        }
    )
    known = ", ".join(map(str, years)) or "–"
    return MissingData(
        Text(
            fr=f"Le registre des chiffres n’a pas de table régionale pour {year} ; il en a pour : {known}.",
            en=f"The register has no regional table for {year}; it has one for: {known}.",
        ),
        (
            Text(
                fr="les emplois du secteur et tous les emplois, par région, d’une même source et d’une même année",
                en="the sector’s jobs and all jobs, by region, from the same source and year",
            ),
        ),
    )
