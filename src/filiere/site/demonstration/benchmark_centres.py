"""The centres of the demonstration that compare themselves: each accepts the terms, and delivers its contacts by month.

Six firms of the cast beside the centre that measures itself in full. A benchmark takes five organisations, none of them
above half: five of the six make it, and the last has too few contacts to be in it, which its page says.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from filiere.site.demonstration import contact_logs
from filiere.site.demonstration.clock import Scenario
from filiere.site.demonstration.directory_entries import DemoPeople
from filiere.site.demonstration.measured_centre import (
    DELIVERY_DELAY,
    MEASURED_FIRM,
    ComparedMonth,
    compared_months,
    deliver_file,
    open_centre_of_firm,
    without_worker,
)
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.quality.actions.join_benchmark import join_benchmark
from filiere.site.quality.actions.make_edition import request_edition
from filiere.site.quality.benchmark_terms import CURRENT_TERMS
from filiere.site.quality.models import Centre

COMPARED_CENTRES: Mapping[str, contact_logs.GeneratedCentre] = {
    "audite": contact_logs.GeneratedCentre(
        contacts=9_000, sites=("Bordeaux", "Poitiers"), seed=21, queues=3, phone_only=True, bent=40
    ),
    "neuf": contact_logs.GeneratedCentre(
        contacts=8_000, sites=("Orléans",), seed=22, queues=3, phone_only=True, bent=-50
    ),
    "essai": contact_logs.GeneratedCentre(
        contacts=6_000, sites=("Dijon",), seed=23, queues=2, phone_only=True, bent=65
    ),
    "provisoire": contact_logs.GeneratedCentre(
        contacts=7_000, sites=("Nancy",), seed=24, queues=2, phone_only=True, bent=-20
    ),
    "levee": contact_logs.GeneratedCentre(
        contacts=9_000, sites=("Le Mans",), seed=25, queues=3, phone_only=True, bent=75
    ),
    "ecarte": contact_logs.GeneratedCentre(contacts=200, sites=("Limoges",), seed=26, queues=1, phone_only=True),
}
"""Every firm, and its made-up contacts of a year; the last has ten calls a month."""


def benchmark_scenarios(cast: DemoPeople, today: date) -> list[Scenario]:
    """The story of the comparison, unless it was told."""
    told = Centre.objects.filter(organisation__in=[cast.firms[firm] for firm in COMPARED_CENTRES]).exists()
    return [] if told else [play_benchmark(cast, today)]


def play_benchmark(cast: DemoPeople, today: date) -> Scenario:
    """Six centres open and take part with the seventh; two months are delivered and compared, each when it is due."""
    older, newer = compared_months(today)
    yield older.days_since_delivery + 4
    found = {firm: open_centre_of_firm(cast.editors[firm], cast, firm, cast.editors[firm]) for firm in COMPARED_CENTRES}
    asking = Centre.objects.get(organisation=cast.firms[MEASURED_FIRM])
    for firm, centre in (found | {MEASURED_FIRM: asking}).items():
        join_benchmark(centre, actor=cast.editors[firm], terms=CURRENT_TERMS)
    with tempfile.TemporaryDirectory(prefix="demo-compared-") as name:
        files = {
            firm: _write_monthly_logs(one, (older, newer), Path(name) / firm) for firm, one in COMPARED_CENTRES.items()
        }
        for rank, month in enumerate((older, newer)):
            yield month.days_since_delivery
            for firm, centre in found.items():
                deliver_file(centre, cast.editors[firm], files[firm][rank])
            yield month.compared
            with without_worker():
                request_edition(asking, actor=cast.managers[MEASURED_FIRM])
                run_waiting_jobs()


def _write_monthly_logs(
    centre: contact_logs.GeneratedCentre, months: tuple[ComparedMonth, ComparedMonth], folder: Path
) -> list[Path]:
    """Write the log of each month and return the files."""
    folder.mkdir()
    older, newer = months
    paths = [folder / f"journal-{one.first:%Y-%m}-fictif.csv" for one in months]
    contact_logs.write_log(
        centre,
        [
            (paths[0], older.first, older.last + DELIVERY_DELAY),
            (paths[1], newer.first + DELIVERY_DELAY, newer.last + DELIVERY_DELAY),
        ],
    )
    return paths
