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
from filiere.site.observatory import coverage, loaded
from filiere.site.observatory.coverage import Covered
from filiere.site.observatory.loaded import ALL_ACTIVITIES, CALL_CENTRES, URSSAF
from filiere.site.observatory.models import SourceVersion
from filiere.site.observatory.querysets import AggregateQuerySet
from filiere.site.observatory.words import both

State = Literal["known", "at-least", "partial", "unknown", "withheld", "confidential"]

STATES: Mapping[State, Text] = {
    "known": both("connu", "known"),
    "at-least": both("au moins : des cases de la somme sont inconnues", "at least: cells of the sum are unknown"),
    "partial": both(
        "au moins : le fichier ne couvre pas tout le territoire",
        "at least: the file does not cover the whole territory",
    ),
    "unknown": both("non connu", "not known"),
    "withheld": both("retenu par le producteur", "withheld by the producer"),
    "confidential": both("non publié", "not published"),
}

BOUNDS: frozenset[State] = frozenset({"at-least", "partial"})
"""States of a number that is only a lower bound."""

PAGED = ("region22", "region13", "department", "zone", "commune")
"""Kinds of territory that have a page."""


@dataclass(frozen=True, slots=True)
class Count:
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
class Pair:
    """The call centres and all activities of one territory and one year; a missing one has no row in the source."""

    sector: Count | None
    every: Count | None


def current() -> SourceVersion | None:
    """The accepted version of the URSSAF file, None while none was loaded."""
    return loaded.accepted(URSSAF)


@dataclass(frozen=True, slots=True)
class Facts:
    """What does not change in a version: its years, and whether it covers the country: the load draws a national total
    only then.
    """

    years: tuple[int, ...]
    national: bool


@lru_cache(maxsize=4)
def _facts(key: int, sha256: str) -> Facts:  # noqa: ARG001 - the hash is part of the key: a database may be replaced
    rows = loaded.aggregates(SourceVersion(pk=key)).filter(ape=CALL_CENTRES, kind__in=(*PAGED, "country"))
    years = rows.values_list("year", flat=True).distinct().order_by("year")
    return Facts(tuple(years), rows.filter(territory="FR").exists())


def facts(version: SourceVersion) -> Facts:
    """What does not change in a version, read once a process."""
    return _facts(version.pk, version.sha256)


def covered(version: SourceVersion) -> Covered:
    """How much of each territory a version covers."""
    return coverage.covered(version, facts(version).national)


def _count(row: Mapping[str, Any], partial: bool) -> Count:
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
    return Count(row["territory"], row["year"], row["establishments"], employees, row["cells"], missing, state)


def _pairs(rows: AggregateQuerySet, version: SourceVersion) -> dict[tuple[str, int], Pair]:
    whole = covered(version)
    found: dict[tuple[str, int], dict[str, Count]] = {}
    for row in rows.shown():
        partial = whole.partial(row["territory"])
        found.setdefault((row["territory"], row["year"]), {})[row["ape"]] = _count(row, partial)
    return {key: Pair(both_.get(CALL_CENTRES), both_.get(ALL_ACTIVITIES)) for key, both_ in found.items()}


def year_of(version: SourceVersion, kind: str, year: int, *, within: str = "") -> dict[str, Pair]:
    """Every territory of a kind in one year, and France under ``FR`` when the file covers it; one query.

    ``within`` keeps the codes that begin with it (``"COM-86"`` for the communes of a department).
    """
    rows = loaded.aggregates(version).filter(
        kind__in=(kind, "country"), year=year, ape__in=(CALL_CENTRES, ALL_ACTIVITIES)
    )
    if within:
        rows = rows.filter(Q(territory__startswith=within) | Q(territory="FR"))
    return {code: pair for (code, _), pair in _pairs(rows, version).items()}


def history(version: SourceVersion, codes: Iterable[str]) -> dict[str, dict[int, Pair]]:
    """Every year of some territories; one query."""
    rows = loaded.aggregates(version).filter(territory__in=list(codes), ape__in=(CALL_CENTRES, ALL_ACTIVITIES))
    found: dict[str, dict[int, Pair]] = {}
    for (code, year), pair in _pairs(rows, version).items():
        found.setdefault(code, {})[year] = pair
    return found


LONGEST_CODE = 40
"""Signs that the code of a territory never reaches."""


def find(code: str) -> Territory | None:
    """The territory of a code, None when it names nothing."""
    return _find(code) if len(code) <= LONGEST_CODE else None


@lru_cache(maxsize=4096)
def _find(code: str) -> Territory | None:
    # What a visitor asks for is kept too: so many codes, and no more.
    try:
        return territory(code)
    except Faults:
        return None


def near(code: str) -> tuple[Territory, ...]:
    """Territories that have a page and whose code or name is near to what was asked."""
    return tuple(one for one in near_codes(code, 6) if one.kind in PAGED)[:4]


@lru_cache(maxsize=4)
def _zone_names(key: int, sha256: str) -> Mapping[str, str]:  # noqa: ARG001 - see _facts
    version = SourceVersion.objects.get(pk=key)
    if not (version.folder / "communes.parquet").is_file():
        # The folder of the version was moved or pruned: the counts stay, the names are only a comfort.
        return {}
    rows = loaded.table(version, by=["zone", "zone_name"])
    return {f"ZE-{row['zone']}": row["zone_name"] for row in rows if row.get("zone_name")}


def place(code: str, version: SourceVersion | None) -> Territory | None:
    """A territory with its name; employment zones take theirs from the loaded file, the only place that has it."""
    found = find(code)
    if found is None or found.kind != "zone" or version is None:
        return found
    return named_zone(found.insee, _zone_names(version.pk, version.sha256).get(code))


def figures_near(register: Register, code: str) -> dict[str, list[str]]:
    """Register figures about a territory, what it holds and what holds it, by the code they are about.

    France and metropolitan France are left out: every figure of the country would come with every place.
    """
    here = find(code)
    above = set(here.parents) - {"FR", "FR-M"} if here else set()
    found: dict[str, list[str]] = {}
    for figure in register:
        other = figure.territory
        if other == code or other in above:
            found.setdefault(other, []).append(figure.id)
        elif "-" in other and (there := find(other)) is not None and code in there.parents:
            found.setdefault(other, []).append(figure.id)
    order = {code: 0} | dict.fromkeys(above, 2)
    return dict(sorted(found.items(), key=lambda item: (order.get(item[0], 1), item[0])))


def kind_words(one: Territory) -> Text:
    """The kind of a territory in words."""
    return kind_label(one.kind)
