"""What pages read of the loaded counts by territory: one year of one kind, every year of one place.

What is withheld was decided when the file was loaded, and is not in the database: no page, chart or download can show
it. Unknown, withheld by the producer and not published are three states, and none of them is zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from django.db.models import Q

from filiere.core import Faults, Text
from filiere.figures import Register
from filiere.geography import Territory, kind_label, near_codes, territory
from filiere.geography import zone_territory as named_zone
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.observatory import accepted_sources, territory_coverage
from filiere.site.observatory.accepted_sources import ALL_ACTIVITIES, CALL_CENTRES, URSSAF
from filiere.site.observatory.models import SourceVersion
from filiere.site.observatory.querysets import AggregateQuerySet
from filiere.site.observatory.territory_coverage import VersionCoverage

State = Literal["known", "at-least", "partial", "unknown", "withheld", "confidential"]

COUNT_STATE_LABELS: Mapping[State, Text] = {
    "known": bilingual("connu", "known"),
    "at-least": bilingual("au moins : des cases de la somme sont inconnues", "at least: cells of the sum are unknown"),
    "partial": bilingual(
        "au moins : le fichier ne couvre pas tout le territoire",
        "at least: the file does not cover the whole territory",
    ),
    "unknown": bilingual("non connu", "not known"),
    "withheld": bilingual("retenu par le producteur", "withheld by the producer"),
    "confidential": bilingual("non publié", "not published"),
}

BOUND_STATES: frozenset[State] = frozenset({"at-least", "partial"})
"""States of a number that is only a lower bound."""

KINDS_WITH_PAGE = ("region22", "region13", "department", "zone", "commune")
"""Kinds of territory that have a page."""


@dataclass(frozen=True, slots=True)
class TerritoryCount:
    """Employees of a territory, a year and an activity as they may be shown; ``employees`` is None unless they may.

    ``unknown`` counts the source's cells that add nothing to the sum, among ``cells``.
    """

    territory: str
    year: int
    establishments: int | None
    employees: int | None
    cells: int
    unknown: int
    state: State

    @property
    def value(self) -> Decimal | None:
        """The employees as a decimal."""
        return None if self.employees is None else Decimal(self.employees)


@dataclass(frozen=True, slots=True)
class CountPair:
    """The call centres and all activities of one territory and one year; a missing one has no row in the source."""

    sector: TerritoryCount | None
    every: TerritoryCount | None


def current_version() -> SourceVersion | None:
    """The accepted version of the URSSAF file, None while none was loaded."""
    return accepted_sources.accepted_version(URSSAF)


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """What does not change in a version: its years, and whether it covers the country: the load draws a national total
    only then.
    """

    years: tuple[int, ...]
    national: bool


@lru_cache(maxsize=4)
def _cached_facts(key: int, sha256: str) -> VersionFacts:  # noqa: ARG001 - the hash is part of the key: a database may be replaced
    rows = accepted_sources.aggregates_of(SourceVersion(pk=key)).filter(
        ape=CALL_CENTRES, kind__in=(*KINDS_WITH_PAGE, "country")
    )
    years = rows.values_list("year", flat=True).distinct().order_by("year")
    return VersionFacts(tuple(years), rows.filter(territory="FR").exists())


def facts_of_version(version: SourceVersion) -> VersionFacts:
    """What does not change in a version, read once a process."""
    return _cached_facts(version.pk, version.sha256)


def coverage_of_version(version: SourceVersion) -> VersionCoverage:
    """How much of each territory a version covers."""
    return territory_coverage.coverage_of_version(version, facts_of_version(version).national)


def _count_from_row(row: Mapping[str, Any], partial: bool) -> TerritoryCount:
    employees, missing = row["jobs"], row["unknown_cells"] + row["suppressed_cells"]
    state: State = "known"
    if row["kept"]:
        state = "confidential"
    elif employees is None:
        state = "withheld" if row["suppressed_cells"] else "unknown"
    elif partial:
        state = "partial"
    elif missing:
        state = "at-least"
    return TerritoryCount(row["territory"], row["year"], row["establishments"], employees, row["cells"], missing, state)


def _pair_counts(rows: AggregateQuerySet, version: SourceVersion) -> dict[tuple[str, int], CountPair]:
    whole = coverage_of_version(version)
    found: dict[tuple[str, int], dict[str, TerritoryCount]] = {}
    for row in rows.select_public_rows():
        partial = whole.is_partial(row["territory"])
        found.setdefault((row["territory"], row["year"]), {})[row["ape"]] = _count_from_row(row, partial)
    return {key: CountPair(both_.get(CALL_CENTRES), both_.get(ALL_ACTIVITIES)) for key, both_ in found.items()}


def counts_of_year(version: SourceVersion, kind: str, year: int, *, within: str = "") -> dict[str, CountPair]:
    """Every territory of a kind in one year, and France under ``FR`` when the file covers it; one query.

    ``within`` keeps the codes that begin with it (``"COM-86"`` for the communes of a department).
    """
    rows = accepted_sources.aggregates_of(version).filter(
        kind__in=(kind, "country"), year=year, ape__in=(CALL_CENTRES, ALL_ACTIVITIES)
    )
    if within:
        rows = rows.filter(Q(territory__startswith=within) | Q(territory="FR"))
    return {code: pair for (code, _), pair in _pair_counts(rows, version).items()}


def counts_by_year(version: SourceVersion, codes: Iterable[str]) -> dict[str, dict[int, CountPair]]:
    """Every year of some territories; one query."""
    rows = accepted_sources.aggregates_of(version).filter(
        territory__in=list(codes), ape__in=(CALL_CENTRES, ALL_ACTIVITIES)
    )
    found: dict[str, dict[int, CountPair]] = {}
    for (code, year), pair in _pair_counts(rows, version).items():
        found.setdefault(code, {})[year] = pair
    return found


MAX_CODE_LENGTH = 40
"""Signs that the code of a territory never reaches."""


def find_territory(code: str) -> Territory | None:
    """The territory of a code, None when it names nothing."""
    return _find_territory(code) if len(code) <= MAX_CODE_LENGTH else None


@lru_cache(maxsize=4096)
def _find_territory(code: str) -> Territory | None:
    # What a visitor asks for is kept too: so many codes, and no more.
    try:
        return territory(code)
    except Faults:
        return None


def near_territories(code: str) -> tuple[Territory, ...]:
    """Territories that have a page and whose code or name is near to what was asked."""
    return tuple(one for one in near_codes(code, 6) if one.kind in KINDS_WITH_PAGE)[:4]


@lru_cache(maxsize=4)
def _cached_zone_names(key: int, sha256: str) -> Mapping[str, str]:  # noqa: ARG001 - see _facts
    version = SourceVersion.objects.get(pk=key)
    if not (version.folder / "communes.parquet").is_file():
        # The folder of the version was moved or pruned: the counts stay, the names are only a comfort.
        return {}
    rows = accepted_sources.read_counts(version, by=["zone", "zone_name"])
    return {f"ZE-{row['zone']}": row["zone_name"] for row in rows if row.get("zone_name")}


def named_territory(code: str, version: SourceVersion | None) -> Territory | None:
    """A territory with its name; employment zones take theirs from the loaded file, the only place that has it."""
    found = find_territory(code)
    if found is None or found.kind != "zone" or version is None:
        return found
    return named_zone(found.insee, _cached_zone_names(version.pk, version.sha256).get(code))


def figures_around(register: Register, code: str) -> dict[str, list[str]]:
    """Register figures about a territory, what it holds and what holds it, by the code they are about.

    France and metropolitan France are left out: every figure of the country would come with every place.
    """
    here = find_territory(code)
    above = set(here.parents) - {"FR", "FR-M"} if here else set()
    found: dict[str, list[str]] = {}
    for figure in register:
        other = figure.territory
        if other == code or other in above:
            found.setdefault(other, []).append(figure.id)
        elif "-" in other and (there := find_territory(other)) is not None and code in there.parents:
            found.setdefault(other, []).append(figure.id)
    order = {code: 0} | dict.fromkeys(above, 2)
    return dict(sorted(found.items(), key=lambda item: (order.get(item[0], 1), item[0])))


def territory_kind_label(territory: Territory) -> Text:
    """The kind of a territory in words."""
    return kind_label(territory.kind)
