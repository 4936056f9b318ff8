"""All that is known of one territory, gathered for its page: register, loaded years, rank, parts and wholes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from filiere.core.collation import collation_key
from filiere.core.numbers import format_number, format_percent
from filiere.core.typography import raise_first_letter
from filiere.figures import Register
from filiere.geography import Territory, TerritoryKind, children
from filiere.site.kit.bilingual_text import localize
from filiere.site.observatory import map_data, territory_counts
from filiere.site.observatory.map_data import Cut, Map, MapPlace
from filiere.site.observatory.map_narrative import times_as_much
from filiere.site.observatory.models import SourceVersion
from filiere.site.observatory.territory_counts import CountPair

CUT_OF: Mapping[str, Cut] = {
    "region22": "regions22",
    "region13": "regions18",
    "department": "departments",
    "zone": "zones",
}
MIN_RANKED = 5
"""Territories of a kind under which no rank is given."""


@dataclass(frozen=True, slots=True)
class TerritoryRank:
    """Place in a ranking by jobs and by index, among ``among`` territories that have a value."""

    jobs: int | None
    index: int | None
    among: int


@dataclass(frozen=True, slots=True)
class TerritoryPart:
    """A territory that this one holds, with its counts of the latest loaded year when it has any."""

    territory: Territory
    place: MapPlace | None


@dataclass(frozen=True, slots=True)
class TerritoryProfile:
    """One territory. ``published`` is its row in the register's regional table; ``latest`` its row in the latest
    loaded year for which it has a value to show, else in the latest year.
    """

    territory: Territory
    published: MapPlace | None
    published_map: Map | None
    latest: MapPlace | None
    latest_year: int | None
    rank: TerritoryRank | None
    history: Mapping[str, Mapping[int, CountPair]]
    parts: Mapping[TerritoryKind, tuple[TerritoryPart, ...]]
    wholes: tuple[Territory, ...]
    version: SourceVersion | None


def rank_of(shown: Map, code: str) -> TerritoryRank | None:
    """Where a territory stands among those of its kind; None under five of them, without a value, or when the file does
    not cover the country: a rank among the territories of one file would pass for a rank among all.
    """
    if shown.total is None:
        return None
    orders = {
        measure: [place.code for place in shown.rank_places(measure) if place.value(measure) is not None]
        for measure in ("count", "index")
    }
    among = len(orders["count"])
    if among < MIN_RANKED or code not in orders["count"]:
        return None
    index = orders["index"].index(code) + 1 if code in orders["index"] else None
    return TerritoryRank(orders["count"].index(code) + 1, index, among)


def build_profile(register: Register, version: SourceVersion | None, code: str) -> TerritoryProfile | None:
    """Everything about a territory; None when it has no page, or when nothing is known of a zone."""
    territory = territory_counts.named_territory(code, version)
    if territory is None or territory.kind not in territory_counts.KINDS_WITH_PAGE:
        return None
    history = territory_counts.counts_by_year(version, (code, "FR")) if version is not None else {}
    mine = history.get(code, {})
    if territory.kind == "zone" and not mine:
        return None
    published_map = _published_map(register, territory)
    published = next((place for place in published_map.places if place.code == code), None) if published_map else None
    latest_year = _latest_year(mine)
    latest = rank = None
    if latest_year is not None and version is not None:
        latest = map_data.build_place(territory, mine[latest_year], history.get("FR", {}).get(latest_year))
        cut = CUT_OF.get(territory.kind)
        # The register's own year is not a loaded year: its regions would be ranked on another source.
        shown = map_data.map_of_version(version, cut, latest_year) if cut else None
        rank = rank_of(shown, code) if shown else None
    return TerritoryProfile(
        territory,
        published,
        published_map,
        latest,
        latest_year,
        rank,
        history,
        _territory_parts(territory, version, latest_year),
        tuple(
            found
            for above in territory.parents
            if (found := territory_counts.find_territory(above)) is not None
            and found.kind in territory_counts.KINDS_WITH_PAGE
        ),
        version,
    )


def _published_map(register: Register, territory: Territory) -> Map | None:
    cut = CUT_OF.get(territory.kind)
    years = map_data.register_years(register)
    if cut not in ("regions22", "regions18") or not years:
        return None
    return map_data.build_map(register, None, cut, years[-1])


def _latest_year(mine: Mapping[int, CountPair]) -> int | None:
    shown = [year for year, pair in mine.items() if pair.sector is not None and pair.sector.employees is not None]
    return max(shown or mine, default=None)


def _territory_parts(
    territory: Territory, version: SourceVersion | None, year: int | None
) -> dict[TerritoryKind, tuple[TerritoryPart, ...]]:
    found: dict[TerritoryKind, tuple[TerritoryPart, ...]] = {}
    kinds: tuple[TerritoryKind, ...] = {"region13": ("region22", "department"), "region22": ("department",)}.get(
        territory.kind, ()
    )  # type: ignore[assignment]
    for kind in kinds:
        below = children(territory.code, kind)
        pairs = territory_counts.counts_of_year(version, kind, year) if version is not None and year is not None else {}
        if below:
            found[kind] = tuple(
                TerritoryPart(
                    part, map_data.build_place(part, pairs[part.code], pairs.get("FR")) if part.code in pairs else None
                )
                for part in below
            )
    if territory.kind == "department" and version is not None and year is not None:
        pairs = territory_counts.counts_of_year(version, "commune", year, within=f"COM-{territory.insee}")
        country = pairs.pop("FR", None)
        places = [
            (part, map_data.build_place(part, pairs[code], country))
            for code in sorted(pairs)
            if (part := territory_counts.find_territory(code)) is not None
        ]
        places.sort(
            key=lambda item: (item[1].jobs is None, -(item[1].jobs or Decimal(0)), collation_key(str(item[0].label)))
        )
        if places:
            found["commune"] = tuple(TerritoryPart(*item) for item in places)
    return found


def profile_finding(profile: TerritoryProfile) -> str:
    """The title of the page: the index in the register when there is one, else the latest loaded count."""
    territory, row = profile.territory, profile.published
    if row is not None and row.index is not None and profile.published_map is not None:
        return _index_sentence(territory, row.index, profile.published_map.year)
    latest, year = profile.latest, profile.latest_year
    start = str(territory.at)
    start = raise_first_letter(start)
    if latest is None or year is None:
        return localize(
            f"{start}, aucun emploi de centre d’appels n’est compté par les sources d’ici",
            f"{start}, no contact-centre job is counted by the sources here",
        )
    if latest.jobs is None:
        state = str(territory_counts.COUNT_STATE_LABELS[latest.state if not latest.is_bound else "unknown"])
        return localize(
            f"{start}, l’effectif des centres d’appels externalisés en {year} : {state}",
            f"{start}, the headcount of outsourced contact centres in {year}: {state}",
        )
    least = localize("au moins ", "at least ") if latest.is_bound else ""
    jobs = format_number(latest.jobs)
    index = ""
    if latest.index is not None and not latest.is_bound:
        index = localize(f", indice {format_number(latest.index)}", f", index {format_number(latest.index)}")
    return localize(
        f"{start}, {least}{jobs} salariés dans les centres d’appels externalisés en {year}{index}",
        f"{start}, {least}{jobs} employees in outsourced contact centres in {year}{index}",
    )


def _index_sentence(territory: Territory, index: Decimal, year: int) -> str:
    where = str(territory.at)
    if index >= 150:
        much = times_as_much(index / 100)
        return localize(
            f"En {year}, les centres d’appels externalisés pèsent {much} plus {where} que dans le pays",
            f"In {year}, outsourced contact centres weigh {much} as much {where} as in the country",
        )
    gap = abs(index - 100)
    if gap < 5:
        return localize(
            f"En {year}, les centres d’appels externalisés pèsent autant {where} que dans le pays",
            f"In {year}, outsourced contact centres weigh as much {where} as in the country",
        )
    more = index > 100
    return localize(
        f"En {year}, les centres d’appels externalisés pèsent {format_percent(gap, 'fr', 0)} de "
        f"{'plus' if more else 'moins'} "
        f"{where} que dans le pays",
        f"In {year}, outsourced contact centres weigh {format_percent(gap, 'en', 0)} {'more' if more else 'less'} "
        f"{where} "
        "than in the country",
    )
