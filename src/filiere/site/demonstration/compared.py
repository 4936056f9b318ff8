"""The centres of the demonstration that compare themselves: each accepts the terms, and delivers its contacts by month.

Six firms of the cast beside the centre that measures itself in full. A benchmark takes five organisations, none of them
above half: five of the six make it, and the last has too few contacts to be in it, which its page says.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from filiere.site.demonstration import logs
from filiere.site.demonstration.cast import Cast
from filiere.site.demonstration.centres import AFTER, FIRM, Month, by_hand, compared_months, delivered, opened
from filiere.site.demonstration.clock import Story
from filiere.site.quality.actions.make_edition import ask_edition
from filiere.site.quality.actions.take_part import join
from filiere.site.quality.benchmark_terms import CURRENT
from filiere.site.quality.models import Centre
from filiere.site.quality.work.worker import work

SMALL: Mapping[str, logs.Centre] = {
    "audite": logs.Centre(contacts=9_000, sites=("Bordeaux", "Poitiers"), seed=21, queues=3, phone_only=True, bent=40),
    "neuf": logs.Centre(contacts=8_000, sites=("Orléans",), seed=22, queues=3, phone_only=True, bent=-50),
    "essai": logs.Centre(contacts=6_000, sites=("Dijon",), seed=23, queues=2, phone_only=True, bent=65),
    "provisoire": logs.Centre(contacts=7_000, sites=("Nancy",), seed=24, queues=2, phone_only=True, bent=-20),
    "levee": logs.Centre(contacts=9_000, sites=("Le Mans",), seed=25, queues=3, phone_only=True, bent=75),
    "ecarte": logs.Centre(contacts=200, sites=("Limoges",), seed=26, queues=1, phone_only=True),
}
"""Every firm, and its made-up contacts of a year; the last has ten calls a month."""


def stories(cast: Cast, today: date) -> list[Story]:
    """The story of the comparison, unless it was told."""
    told = Centre.objects.filter(organisation__in=[cast.firms[firm] for firm in SMALL]).exists()
    return [] if told else [compared(cast, today)]


def compared(cast: Cast, today: date) -> Story:
    """Six centres open and take part with the seventh; two months are delivered and compared, each when it is due."""
    older, newer = compared_months(today)
    yield older.delivered + 4
    found = {firm: opened(cast.editors[firm], cast, firm, cast.editors[firm]) for firm in SMALL}
    asking = Centre.objects.get(organisation=cast.firms[FIRM])
    for firm, centre in (found | {FIRM: asking}).items():
        join(actor=cast.editors[firm], centre=centre, terms=CURRENT)
    with tempfile.TemporaryDirectory(prefix="demo-compared-") as name:
        files = {firm: _months(one, (older, newer), Path(name) / firm) for firm, one in SMALL.items()}
        for rank, month in enumerate((older, newer)):
            yield month.delivered
            for firm, centre in found.items():
                delivered(centre, cast.editors[firm], files[firm][rank])
            yield month.compared
            with by_hand():
                ask_edition(actor=cast.managers[FIRM], centre=asking)
                work()


def _months(centre: logs.Centre, months: tuple[Month, Month], folder: Path) -> list[Path]:
    """Write the log of each month and return the files."""
    folder.mkdir()
    older, newer = months
    paths = [folder / f"journal-{one.first:%Y-%m}-fictif.csv" for one in months]
    logs.log(
        centre,
        [(paths[0], older.first, older.last + AFTER), (paths[1], newer.first + AFTER, newer.last + AFTER)],
    )
    return paths
