"""What the loaded files of Dares say of the families in which the occupations of the profession are counted.

They are published statistics: nothing here is counted from people, and a cell that the producer leaves out is unknown.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from filiere import sources
from filiere.careers.profession import Occupation
from filiere.core import Text
from filiere.figures.data_gaps import STALE_YEARS
from filiere.geography import territories
from filiere.site.careers.mission.portrait_words import CATEGORY_LABELS, FAMILY_LABELS
from filiere.site.careers.profession_content import shipped_profession
from filiere.site.observatory.models import SourceVersion
from filiere.site.observatory.tensions import DEFAULT_FAMILY, TENSIONS_SOURCE

PORTRAITS_SOURCE = "dares-portraits"
ALL_OCCUPATIONS = "ENS"
_FRACTION = "fraction"


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject of the observatory, the parts of the source that speak of it, and what of the register does."""

    key: str
    title: Text
    parts: tuple[str, ...]
    indicators: tuple[str, ...] = ()


TOPICS: Mapping[str, Topic] = {
    one.key: one
    for one in (
        Topic("jobs", Text(fr="Emplois", en="Jobs"), ("headcounts",)),
        Topic(
            "contract",
            Text(fr="Contrats et temps de travail", en="Contracts and working time"),
            ("status", "fixed-term", "working-time"),
            ("contract-share", "full-time-share"),
        ),
        Topic("gender", Text(fr="Femmes et hommes", en="Women and men"), ("women",), ("gender-share",)),
        Topic("age", Text(fr="Âge", en="Age"), ("age",), ("age-share", "adviser-mean-age")),
        Topic(
            "flows",
            Text(fr="Entrées, sorties, ancienneté", en="Entries, exits, length of service"),
            ("job-flows", "fixed-term-hires", "exits", "seniority"),
            ("turnover-rate", "seniority", "absenteeism-rate"),
        ),
        Topic("tension", Text(fr="Tension de recrutement", en="Recruitment tension"), ("tension-history",)),
        Topic(
            "pay",
            Text(fr="Salaires", en="Pay"),
            ("median-wage", "wages"),
            ("hourly-pay", "gross-monthly-pay", "pay-gap"),
        ),
        Topic("training", Text(fr="Diplômes", en="Diplomas"), ("diplomas",), ("staff-profile",)),
    )
}


@dataclass(frozen=True, slots=True)
class PortraitRow:
    """A cell of a part: ``value`` is None where the producer gives none; ``unit`` is a key of the units."""

    part: str
    family: str
    period: str
    category: str
    value: Decimal | None
    unit: str

    @property
    def last_year(self) -> int:
        """The last year that it speaks of; 0 where the file says none."""
        years = re.findall(r"\d{4}", self.period)
        return int(years[-1]) if years else 0

    @property
    def label(self) -> Text:
        """Its line, in words; those of the file where nobody translated them."""
        return CATEGORY_LABELS.get(self.category) or Text.same(self.category)


@cache
def list_profession_families() -> Mapping[str, tuple[tuple[Occupation, Decimal], ...]]:
    """The families under which occupations of the profession are counted, each with them and their share."""
    found: dict[str, list[tuple[Occupation, Decimal]]] = defaultdict(list)
    for job in shipped_profession().occupations.values():
        for link in job.codes:
            if link.nomenclature == "fap" and link.until is None:
                found[link.code].append((job, link.weight))
    order = sorted(found, key=lambda code: (code != DEFAULT_FAMILY, -len(found[code]), code))
    return {code: tuple(found[code]) for code in order}


def name_family(code: str) -> Text:
    """The name of a family; its code where nobody named it."""
    return FAMILY_LABELS.get(code) or Text.same(code)


def read_portraits(version: SourceVersion) -> tuple[PortraitRow, ...]:
    """Every cell of the families of the profession, of the wider ones they are in, and of all occupations."""
    wanted = set(list_profession_families())
    return _read_portraits(version.sha256, str(version.folder), frozenset(wanted | {one[:3] for one in wanted}))


# A version never changes once it is written: its hash and its folder name what was read.
@lru_cache(maxsize=2)
def _read_portraits(_sha256: str, folder: str, families: frozenset[str]) -> tuple[PortraitRow, ...]:
    by = ["part", "fap", "period", "category", "indicator"]
    where = {"fap": sorted(families | {ALL_OCCUPATIONS})}
    rows = sources.table(PORTRAITS_SOURCE, Path(folder), by=by, where=where)
    return tuple(_build_row(one) for one in rows)


def _build_row(row: Mapping[str, Any]) -> PortraitRow:
    value = None if row["value"] is None else Decimal(str(row["value"]))
    unit = str(row["indicator"] or "")
    if unit == _FRACTION and value is not None:
        value *= 100
    words = str(row["category"] or "").strip()
    return PortraitRow(str(row["part"]), str(row["fap"]), str(row["period"] or ""), words, value, unit)


def select_rows(rows: Iterable[PortraitRow], topic: Topic, family: str) -> tuple[PortraitRow, ...]:
    """The rows of a topic for a family, in each part the wider family where the part does not have the narrow one.

    Of a part that gives people and shares of the same lines, people are left out: the shares say the same.
    """
    found: list[PortraitRow] = []
    listed = list(rows)
    for part in topic.parts:
        among = [one for one in listed if one.part == part]
        own = [one for one in among if one.family == family] or [one for one in among if one.family == family[:3]]
        shares = [one for one in own if one.unit in {"percent", _FRACTION}]
        found += shares if shares and len(shares) < len(own) else own
    return tuple(found)


def keep_latest(rows: Iterable[PortraitRow]) -> tuple[PortraitRow, ...]:
    """Of each part, the rows of its latest period."""
    listed = list(rows)
    last = {
        part: max(one.last_year for one in listed if one.part == part) for part in dict.fromkeys(r.part for r in listed)
    }
    return tuple(one for one in listed if one.last_year == last[one.part])


def is_dated(last_year: int, today: date) -> bool:
    """Whether what speaks of a year is too old to be said of today."""
    return bool(last_year) and last_year < today.year - STALE_YEARS


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region and a family: jobs, None where the producer gives none or rounds them to zero; and tension."""

    code: str
    label: Text
    year: int
    jobs: Decimal | None
    rounded_away: bool
    tension: Decimal | None


def read_regions(version: SourceVersion, family: str) -> tuple[RegionRow, ...]:
    """The regions of a family in its latest year, those with the most jobs first."""
    return _read_regions(version.sha256, str(version.folder), family)


@lru_cache(maxsize=32)
def _read_regions(_sha256: str, folder: str, family: str) -> tuple[RegionRow, ...]:
    where = {"fap": family, "niveau_geo": "reg"}
    rows = sources.table(TENSIONS_SOURCE, Path(folder), by=["year", "region"], where=where)
    if not rows:
        return ()
    year = max(int(row["year"]) for row in rows)
    names = {one.insee: one.label for one in territories("region13")}
    found = []
    for row in rows:
        if int(row["year"]) != year or not row["region"]:
            continue
        jobs = None if row["employment"] is None else Decimal(str(row["employment"]))
        tension = None if row["tension"] is None else Decimal(str(row["tension"]))
        code = str(row["region"])
        away = jobs is not None and not jobs
        found.append(RegionRow(code, names.get(code) or Text.same(code), year, None if away else jobs, away, tension))
    return tuple(sorted(found, key=lambda one: (-(one.jobs or 0), one.label.fr)))
