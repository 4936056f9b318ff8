"""A made-up national file, so that a fresh clone has communes, zones and years to show.

The product ships no URSSAF file. Without one, the map and the territory pages would be empty, and nobody could see
what they do. This file has the official layout and goes through the real connector; real are only the codes and
names of communes, departments, regions and activities. Every number, every employment zone and every group of
communes is invented, and each row says so itself: its EPCI is called « Fictif … », from which the load knows.
"""

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from filiere.core import Faults, content_path
from filiere.geography import Commune, communes, territories, territory
from filiere.sources.connector_catalogue import connector
from filiere.sources.faults import fault
from filiere.sources.staged_load import FICTITIOUS_MARK

YEARS = range(2006, 2023)
SEED = 20_081_124
COMMUNES_PER_DEPARTMENT = 12
SECTOR = "8220Z"

# Made-up course of employment by year, 2006 = 1: growth, the crisis of 2009, a plateau, growth, the dip of 2020.
_SECTOR_COURSE = (
    *(1.000, 1.017, 1.022, 0.996, 1.000, 1.004, 0.999, 0.994, 0.992),
    *(0.996, 1.006, 1.022, 1.034, 1.048, 1.034, 1.066, 1.081),
)
# Some forty activities stand for seven hundred: each carries the weight of its neighbours, but for the sector's own,
# so that shares of employment have a likely size.
_ACTIVITY_FACTOR = 2.3


@dataclass(frozen=True)
class _Activity:
    code: str
    names: tuple[str, ...]
    employees: float
    size: float
    drift: float


@dataclass(frozen=True)
class _Place:
    department: str
    cells: tuple[str, ...]
    codes: tuple[str, ...]
    population: int


def name_file(years: Sequence[int] = YEARS) -> str:
    """Return the usual name of a file of these years."""
    return f"urssaf-commune-ape-fictif-{min(years)}-{max(years)}.csv"


def generate(
    path: Path,
    *,
    seed: int = SEED,
    communes_per_department: int = COMMUNES_PER_DEPARTMENT,
    years: Sequence[int] = YEARS,
) -> Path:
    """Write a made-up file in the official layout, and return its path.

    ``path`` is the file, or a folder in which it is named after its years; the name of the file must say « fictif ».
    The same ``seed`` gives the same bytes. All 101 departments are covered, each by its most populous communes.
    """
    usual = name_file(years)
    target = path / usual if path.is_dir() else path
    if "fictif" not in target.name:
        raise Faults([fault("unmarked-fiction", name=target.name, usual=usual).at(file=str(target))])
    random = Random(seed)  # noqa: S311  Numbers to look at, not secrets.
    headers = _headers(years)
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(headers)
        writer.writerows(_iter_rows(random, communes_per_department, years))
    return target


def _headers(years: Sequence[int]) -> list[str]:
    layout = connector("urssaf-commune-ape").layout
    named = [column.name or "" for column in layout.named_columns]
    return [*named, *(f"{what} {year}" for year in years for what in ("Nombre d'établissements", "Effectifs salariés"))]


def _read_activities() -> list[_Activity]:
    path = content_path("sources", "fictitious-activities.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            _Activity(
                code=row["ape"],
                names=(row["sector"], row["na17"], row["na38"], row["na88"], f"{row['ape']} {row['label']}"),
                employees=float(row["employees"]) * (1 if row["ape"] == SECTOR else _ACTIVITY_FACTOR),
                size=float(row["size"]),
                drift=float(row["drift"]) / 100,
            )
            for row in csv.DictReader(stream)
        ]


def _choose_places(random: Random, per_department: int) -> list[_Place]:
    """The most populous communes of each department, in made-up zones and groups of communes."""
    by_department: dict[str, list[Commune]] = {}
    for commune in communes():
        by_department.setdefault(commune.department, []).append(commune)
    places: list[_Place] = []
    zone = 9000
    for department in territories("department"):
        found = by_department.get(department.insee, [])
        largest = sorted(found, key=lambda one: (-(one.population or 0), one.code))[:per_department]
        region, region22 = (department.parent(kind) or "" for kind in ("region13", "region22"))
        names = tuple(territory(code).label.fr for code in (region, region22, department.code))
        zones = 1 + int(random.random() * 3)
        for rank, commune in enumerate(largest):
            number = zone + 1 + rank % zones
            zone_name = f"Zone fictive {department.label.fr} {rank % zones + 1}"
            group = f"{FICTITIOUS_MARK} : communauté de {largest[rank % zones].name}"
            places.append(
                _Place(
                    department=department.insee,
                    cells=(*names, zone_name, group, commune.name, f"{commune.code} {commune.name}"),
                    codes=(
                        region.removeprefix("REG-"),
                        region22.removeprefix("R22-"),
                        department.insee,
                        str(number),
                        f"9{number:08d}",
                        commune.code,
                    ),
                    population=commune.population or 500,
                )
            )
        zone += zones
    return places


def _iter_rows(random: Random, per_department: int, years: Sequence[int]) -> Iterator[list[str]]:
    places = _choose_places(random, per_department)
    activities = _read_activities()
    total = sum(place.population for place in places)
    course = [_SECTOR_COURSE[min(max(year - YEARS[0], 0), len(_SECTOR_COURSE) - 1)] for year in years]
    # Each department is good at some things: that is what a specificity index is there to show.
    tastes = {
        (department, activity.code): math.exp((random.random() + random.random() - 1) * 1.1)
        for department in dict.fromkeys(place.department for place in places)
        for activity in activities
    }
    for place in places:
        share = place.population / total
        for activity in activities:
            expected = activity.employees * share * tastes[place.department, activity.code]
            cells = _draw_series(random, activity, expected, course)
            if cells:
                yield [*place.cells, *activity.names, *place.codes, activity.code, *cells]


def _draw_series(random: Random, activity: _Activity, expected: float, course: Sequence[float]) -> list[str]:
    """The cells of a row, by year; no row where the activity is too small to have an establishment."""
    present = expected / activity.size
    if present < 1 and random.random() > present:
        return []
    level = max(expected, activity.size * (0.3 + random.random()))
    opened = int(random.random() * min(12, len(course))) if random.random() < 0.22 else 0
    closed = opened + 3 + int(random.random() * 12) if random.random() < 0.15 else len(course)
    cells: list[str] = []
    wander = 1.0
    for rank, step in enumerate(course):
        wander *= 1 + (random.random() - 0.5) * 0.09
        if not opened <= rank < closed or random.random() < 0.004:
            cells += ["", ""]
            continue
        employees = round(level * step * wander * (1 + activity.drift) ** rank)
        establishments = max(1, round(employees / activity.size))
        # A few headcounts are left out, as in the real file.
        cells += [str(establishments), "" if random.random() < 0.001 else str(employees)]
    return cells
