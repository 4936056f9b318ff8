"""Tables under confidentiality in the demonstration: last year's went out, this year's waits for its statistician.

Rows, companies and amounts are made up and say so. Most companies answer the same in both years, as they do in real
life: whoever has both tables subtracts one from the other, and the second is protected against that.
"""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import yaml
from django.utils import timezone

from filiere.core import Text
from filiere.disclosure import load_rules
from filiere.site.accounts.models import User
from filiere.site.confidentiality.actions.publish_release import publish_release
from filiere.site.confidentiality.models import Protection
from filiere.site.confidentiality.table_protection import TableDescription, prepare_table
from filiere.site.demonstration.clock import Scenario
from filiere.site.demonstration.directory_entries import DemoPeople

RULE_ID = "enterprise-statistics"
RESPONSE = "postes"
POPULATION = "Adhérents de l’association"
OLDER_DAYS_AGO, NEWER_DAYS_AGO = 210, 3
"""How many days ago each table was made."""
ROW_COLUMNS = ("entreprise", "région", "taille", RESPONSE)
_REGIONS = {
    "Bretagne": 3,
    "Centre-Val de Loire": 2,
    "Grand Est": 4,
    "Hauts-de-France": 5,
    "Île-de-France": 8,
    "Normandie": 2,
    "Nouvelle-Aquitaine": 4,
    "Occitanie": 4,
    "Pays de la Loire": 3,
}
_SIZES = {"1. 10–49": (10, 49), "2. 50–249": (50, 249), "3. ≥ 250": (250, 900)}
_ROW_COUNT, _MOVED_REGION, _SEED = 110, "Île-de-France", 63

SyntheticRow = tuple[str, str, str, int]


def build_rows(*, later: bool) -> list[SyntheticRow]:
    """The made-up rows of the first year, or of the next: those of a region answer otherwise, and one is new."""
    draw = random.Random(_SEED)  # noqa: S311  Made-up amounts, the same each time.
    found = [_draw_row(draw, number) for number in range(_ROW_COUNT)]
    if not later:
        return found
    found = [
        (name, region, size, amount + draw.randint(2, 9) if region == _MOVED_REGION else amount)
        for name, region, size, amount in found
    ]
    return [*found, _draw_row(draw, _ROW_COUNT)]


def _draw_row(draw: random.Random, number: int) -> SyntheticRow:
    size = draw.choices(list(_SIZES), (5, 4, 2))[0]
    region = draw.choices(list(_REGIONS), list(_REGIONS.values()))[0]
    return f"Centre {number + 1:03}", region, size, draw.randint(*_SIZES[size])


def write_specification() -> str:
    """What is asked of both tables, as a statistician would write it."""
    rule = next(one for one in load_rules() if one.id == RULE_ID)
    return yaml.safe_dump(
        {
            "input": "microdata",
            "response": RESPONSE,
            "contributor": "entreprise",
            "dimensions": [{"column": column, "total": "Total"} for column in ROW_COLUMNS[1:3]],
            "rules": {
                "minimum": rule.minimum,
                "dominance": [{"n": one.n, "share": float(one.share)} for one in rule.dominance],
            },
            "level": "contributors",
            "time_limit": 10,
        },
        allow_unicode=True,
    )


def prepare_yearly_table(actor: User, year: int, *, later: bool) -> Protection:
    """Prepare the table of a year."""
    rule = next(one for one in load_rules() if one.id == RULE_ID)
    title = Text(
        fr=f"Postes de conseillers des adhérents par région et taille, {year}",
        en=f"Members’ adviser positions by region and size, {year}",
    )
    with tempfile.TemporaryDirectory(prefix="demo-tables-") as name:
        data, spec = Path(name) / "postes-fictifs.csv", Path(name) / "spec.yaml"
        with data.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(ROW_COLUMNS)
            writer.writerows(build_rows(later=later))
        spec.write_text(write_specification(), encoding="utf-8")
        about = TableDescription(title, POPULATION, str(year))
        return prepare_table(actor=actor, data=data, spec=spec, about=about, rule=rule)


def table_scenarios(cast: DemoPeople, today: date) -> list[Scenario]:
    """The story of the two tables, unless it was told."""
    return [] if Protection.objects.filter(population=POPULATION).exists() else [_play_tables(cast, today)]


def _play_tables(cast: DemoPeople, today: date) -> Iterator[int]:
    statistician = cast.people["statistique"]
    yield OLDER_DAYS_AGO
    row = prepare_yearly_table(statistician, today.year - 1, later=False)
    reason = "Relu avec la commission des statistiques."
    publish_release(row, actor=statistician, reason=reason, day=timezone.localdate())
    yield NEWER_DAYS_AGO
    prepare_yearly_table(statistician, today.year, later=True)
