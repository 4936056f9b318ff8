"""What the file of recruitment tensions says of one occupational family, level by level.

Its numbers of jobs are rounded in each territory, so that the departments do not add up to the country. Levels are
therefore never added together, and the gap is computed and told instead of hidden.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from math import gcd
from pathlib import Path
from typing import Any

from filiere import sources
from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.geography import territories
from filiere.site.kit.bilingual_text import bilingual, count_in_letters, join_list, localize
from filiere.site.observatory.models import SourceVersion

TENSIONS_SOURCE = "dares-tensions"
DEFAULT_FAMILY = "R1Z67"
"""The family shown first: the one of the classification FAP 2009 that is nearest to the sector."""

FAMILY_NAMES: Mapping[str, Text] = {DEFAULT_FAMILY: bilingual("Télévendeurs", "Telephone salespeople")}

LEVEL_LABELS: Mapping[str, Text] = {
    "nat": bilingual("France", "France"),
    "reg": bilingual("Régions", "Regions"),
    "dep": bilingual("Départements", "Departments"),
}


@dataclass(frozen=True, slots=True)
class TensionLevel:
    """One geographic level: its rows, how many give a number of jobs, and their sum; None when none gives one."""

    key: str
    cells: int
    known: int
    employment: Decimal | None
    unknown: int
    rounding: int
    territories: tuple[str, ...]

    @property
    def label(self) -> Text:
        """The level in words."""
        return LEVEL_LABELS[self.key]


@dataclass(frozen=True, slots=True)
class Tensions:
    """One family and one year, from the country down to departments."""

    family: str
    year: int
    levels: Mapping[str, TensionLevel]

    @property
    def gap(self) -> Decimal | None:
        """The published national number less the sum of departments; None when either is not known."""
        country, departments = self.levels.get("nat"), self.levels.get("dep")
        if country is None or departments is None or country.employment is None or departments.employment is None:
            return None
        return country.employment - departments.employment


def list_families(version: SourceVersion) -> tuple[str, ...]:
    """The families of a version, in the order of their codes."""
    return _cached_families(version.sha256, str(version.folder))


def tensions_of(version: SourceVersion, family: str) -> Tensions | None:
    """The latest year of one family in a version; None when the version does not have it."""
    if family not in list_families(version):
        return None
    return _cached_tensions(version.sha256, str(version.folder), family)


# A version never changes once it is written: its hash and its folder name what was read.
@lru_cache(maxsize=4)
def _cached_families(_sha256: str, folder: str) -> tuple[str, ...]:
    return tuple(row["fap"] for row in sources.table(TENSIONS_SOURCE, Path(folder), by=["fap"]))


@lru_cache(maxsize=256)
def _cached_tensions(_sha256: str, folder: str, family: str) -> Tensions:
    by = ["year", "niveau_geo", "region", "department"]
    rows = sources.table(TENSIONS_SOURCE, Path(folder), by=by, where={"fap": family})
    year = max(int(row["year"]) for row in rows)
    kept = [row for row in rows if int(row["year"]) == year]
    levels = {key: [row for row in kept if row["niveau_geo"] == key] for key in LEVEL_LABELS}
    return Tensions(family, year, {key: _build_level(key, found) for key, found in levels.items() if found})


def _build_level(key: str, rows: Sequence[Mapping[str, Any]]) -> TensionLevel:
    values = [Decimal(str(row["employment"])) for row in rows if row["employment"] is not None]
    names = [str(row["department"] if key == "dep" else row["region"]) for row in rows]
    return TensionLevel(
        key,
        len(rows),
        len(values),
        sum(values, Decimal(0)) if values else None,
        len(rows) - len(values),
        gcd(*(int(value) for value in values)) if all(value == value.to_integral() for value in values) else 1,
        tuple(names) if key != "nat" else (),
    )


def absent_departments(found: Tensions) -> list[str]:
    """Names of the departments that have no row at all."""
    level = found.levels.get("dep")
    present = set(level.territories) if level else set()
    return [str(one.label) for one in territories("department") if one.insee not in present]


def comparison_sentence(found: Tensions) -> str:
    """The sum of departments beside the published national number, and why they differ; all of it from the data."""
    country, departments = found.levels.get("nat"), found.levels.get("dep")
    if country is None or departments is None or country.employment is None or departments.employment is None:
        return localize(
            "Le total national ou les départements manquent : ils ne peuvent pas être rapprochés.",
            "The national total or the departments are missing: they cannot be compared.",
        )
    known, total, whole = departments.known, departments.employment, country.employment
    return " ".join([
        localize(
            f"La somme des {format_number(known)} départements est {format_number(total)} ; "
            f"le total national publié est {format_number(whole)} : {_gap_phrase(whole - total)}.",
            f"The sum of the {format_number(known)} departments is {format_number(total)}; "
            f"the published national total is {format_number(whole)}: {_gap_phrase(whole - total)}.",
        ),
        *_gap_reasons(found),
    ])  # fmt: skip


def _gap_phrase(gap: Decimal) -> str:
    if not gap:
        return localize("les deux sont égaux", "the two are equal")
    words = format_number(abs(gap))
    less = localize(f"{words} de moins pour les départements", f"{words} fewer in the departments")
    return less if gap > 0 else localize(f"{words} de plus pour les départements", f"{words} more in the departments")


def _gap_reasons(found: Tensions) -> list[str]:
    """What in the data explains a gap: rounded values, cells without a number, departments without a row."""
    level = found.levels["dep"]
    reasons = []
    if level.rounding > 1:
        reasons.append(
            localize(
                f"Chaque valeur est arrondie à un multiple de {format_number(level.rounding)}, "
                "et une petite valeur peut l’être à zéro.",
                f"Each value is rounded to a multiple of {format_number(level.rounding)}, "
                "and a small one may be rounded to zero.",
            )
        )
    if level.unknown:
        cells = count_in_letters(level.unknown)
        reasons.append(
            localize(
                f"Cases sans nombre : {cells}, inconnues et non nulles.",
                f"Cells without a number: {cells}, unknown and not zero.",
            )
        )
    if absent := absent_departments(found):
        names = join_list(absent) if len(absent) <= 5 else format_number(len(absent))
        reasons.append(localize(f"Sans ligne dans le fichier : {names}.", f"Without a row in the file: {names}."))
    return reasons
