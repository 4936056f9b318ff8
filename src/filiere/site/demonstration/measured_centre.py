"""The service quality of the demonstration: a centre that measures itself, and what its quality manager did.

Everything goes the way of a real centre: the editor opens the space, files are received, the jobs import them and
compute. Contacts are generated, of nobody.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from filiere.contacts import load_set
from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.demonstration import contact_logs
from filiere.site.demonstration.clock import Scenario
from filiere.site.demonstration.directory_entries import DemoPeople
from filiere.site.jobs.models import Job
from filiere.site.jobs.queue import request_cancellation
from filiere.site.jobs.worker import run_waiting_jobs
from filiere.site.quality.actions.compute_figures import request_figures
from filiere.site.quality.actions.explain_figure import request_gap
from filiere.site.quality.actions.import_delivery import request_import
from filiere.site.quality.actions.name_manager import name_manager
from filiere.site.quality.actions.open_centre import open_centre
from filiere.site.quality.actions.receive_delivery import receive_delivery
from filiere.site.quality.actions.write_definition import write_definition
from filiere.site.quality.benchmarks import due_day, due_month, month_bounds, previous_month
from filiere.site.quality.definition_catalogue import COMMON_DEFINITION
from filiere.site.quality.definition_form import build_choice_rows, build_indicator_rows, write_definition_yaml
from filiere.site.quality.delivery_outcomes import find_last_month, list_months
from filiere.site.quality.job_kinds import JobKind, job_owner
from filiere.site.quality.models import Centre
from filiere.site.quality.source_detection import CANONICAL

MEASURED_FIRM = "long"
"""The centre that measures itself in full: its label is a year old, and its follow-up is due."""
HISTORY_PERIOD = timedelta(days=390)
DELIVERY_DELAY = timedelta(days=8)
"""A delivery ends so many days into the month after: whether somebody came back within seven is known then only."""
LOCAL_DEFINITION, BASE_DEFINITION = "local-telephone", "genesys-default"
MEASURED_CENTRE = contact_logs.GeneratedCentre(contacts=24_000, sites=("Caen",), seed=14, queues=4, phone_only=True)
"""One channel and one site: a channel more is ten indicators more, and a second for each cut of the figures."""


@dataclass(frozen=True, slots=True)
class ComparedMonth:
    """A month that centres compare: its first and last day, and how many days before today it is compared."""

    first: date
    last: date
    compared: int

    @property
    def days_since_delivery(self) -> int:
        """How many days before today its contacts are delivered: five days before it is compared."""
        return self.compared + 5


def compared_months(today: date) -> tuple[ComparedMonth, ComparedMonth]:
    """The last two months whose comparison is due, the older one first."""
    last = due_month(today)
    older, newer = (
        ComparedMonth(*month_bounds(name), (today - due_day(name)).days) for name in (previous_month(last), last)
    )
    return older, newer


def centre_scenarios(cast: DemoPeople, today: date) -> list[Scenario]:
    """The stories of the centres that are not open yet."""
    opened = Centre.objects.filter(organisation=cast.firms[MEASURED_FIRM]).exists()
    return [] if opened else [play_measured_centre(cast, today)]


def play_measured_centre(cast: DemoPeople, today: date) -> Scenario:
    """A centre that delivers a year of contacts, then each month, and explains why its figure is another."""
    editor, manager = cast.editors[MEASURED_FIRM], cast.managers[MEASURED_FIRM]
    older, newer = compared_months(today)
    yield older.days_since_delivery + 5
    centre = open_centre_of_firm(editor, cast, MEASURED_FIRM, manager)
    last = today - timedelta(days=5)
    with tempfile.TemporaryDirectory(prefix="demo-logs-") as name:
        folder = Path(name)
        year, month = folder / "journal-annee-fictif.csv.gz", folder / f"journal-{newer.first:%Y-%m}-fictif.csv"
        clean, lately = folder / "clean.csv", folder / "journal-dernier-mois-fictif.csv"
        contact_logs.write_log(
            MEASURED_CENTRE,
            [
                (year, last - HISTORY_PERIOD, older.last + DELIVERY_DELAY),
                (month, newer.first + DELIVERY_DELAY, newer.last + DELIVERY_DELAY),
                (clean, newer.last + DELIVERY_DELAY + timedelta(days=1), last),
            ],
        )
        yield older.days_since_delivery
        deliver_file(centre, manager, year)
        yield newer.days_since_delivery
        deliver_file(centre, manager, month)
        yield 4
        for path in contact_logs.write_side_tables(MEASURED_CENTRE, last, folder):
            deliver_file(centre, manager, path)
        yield 2
        contact_logs.write_flawed_log(clean, lately)
        deliver_file(centre, manager, lately)
        _write_local_definition(centre, manager, today)
        _compute_figures(centre, manager)


def open_centre_of_firm(editor: User, cast: DemoPeople, firm: str, manager: User) -> Centre:
    """Open the space of a firm, and name who manages its quality."""
    centre = open_centre(cast.firms[firm], actor=editor)
    name_manager(centre, actor=editor, user=manager)
    return centre


def deliver_file(centre: Centre, manager: User, path: Path) -> None:
    """Deliver a file and have it imported, but stop the figures that the site then computes: another file is due."""
    with without_worker():
        received = receive_delivery(actor=manager, centre=centre, path=path, name=path.name)
        request_import(actor=manager, centre=centre, delivery=received.delivery, source=CANONICAL)
        run_waiting_jobs(JobKind.IMPORT)
    for job in Job.objects.for_owner(job_owner(centre)).filter(kind=JobKind.RUN, state=Job.State.QUEUED):
        request_cancellation(job)


def _write_local_definition(centre: Centre, manager: User, today: date) -> None:
    """Write the definition that the centre used before: that of its telephone system."""
    base = load_set(BASE_DEFINITION)
    text = write_definition_yaml(
        build_choice_rows(base, {}),
        build_indicator_rows(base, {}),
        key=LOCAL_DEFINITION,
        version=1,
        title=Text(fr="Notre façon de compter", en="Our way of counting"),
        owner=centre.name,
        start=date(today.year - 1, 1, 1).isoformat(),
    )
    write_definition(centre, actor=manager, text=text)


def _compute_figures(centre: Centre, manager: User) -> None:
    """Have the figures computed, and the way from the centre's figure to the common one."""
    with without_worker():
        for name in (COMMON_DEFINITION, LOCAL_DEFINITION):
            request_figures(actor=manager, centre=centre, name=name)
        request_gap(
            actor=manager,
            centre=centre,
            start=LOCAL_DEFINITION,
            end=COMMON_DEFINITION,
            indicator="service_level_20",
            period=find_last_month(centre, list_months(centre)),
        )
        run_waiting_jobs()


@contextmanager
def without_worker() -> Iterator[None]:
    """Start no process for the jobs: the story does them itself, on the days of its calendar."""
    kept, settings.FILIERE_WORKERS = settings.FILIERE_WORKERS, False
    try:
        yield
    finally:
        settings.FILIERE_WORKERS = kept
