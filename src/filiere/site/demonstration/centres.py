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

from filiere.contacts.definitions import load_set
from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.demonstration import logs
from filiere.site.demonstration.cast import Cast
from filiere.site.demonstration.clock import Story
from filiere.site.quality.actions.compute import ask_figures
from filiere.site.quality.actions.explain import ask_gap
from filiere.site.quality.actions.import_delivery import ask_import
from filiere.site.quality.actions.managers import name_manager
from filiere.site.quality.actions.open_centre import open_centre
from filiere.site.quality.actions.receive_delivery import receive_delivery
from filiere.site.quality.actions.write_definition import write_definition
from filiere.site.quality.benchmarks import before, days_of, due_day, due_month
from filiere.site.quality.definition_form import choice_rows, indicator_rows, text_of
from filiere.site.quality.models import Centre, Job
from filiere.site.quality.shelf import COMMON
from filiere.site.quality.sources import CANONICAL
from filiere.site.quality.work.queueing import ask_to_stop
from filiere.site.quality.work.worker import work

FIRM = "long"
"""The centre that measures itself in full: its label is a year old, and its follow-up is due."""
YEAR = timedelta(days=390)
AFTER = timedelta(days=8)
"""A delivery ends so many days into the month after: whether somebody came back within seven is known then only."""
LOCAL, LIKE = "local-telephone", "genesys-default"
FULL = logs.Centre(contacts=24_000, sites=("Caen",), seed=14, queues=4, phone_only=True)
"""One channel and one site: a channel more is ten indicators more, and a second for each cut of the figures."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month that centres compare: its first and last day, and how many days before today it is compared."""

    first: date
    last: date
    compared: int

    @property
    def delivered(self) -> int:
        """How many days before today its contacts are delivered: five days before it is compared."""
        return self.compared + 5


def compared_months(today: date) -> tuple[Month, Month]:
    """The last two months whose comparison is due, the older one first."""
    last = due_month(today)
    older, newer = (Month(*days_of(name), (today - due_day(name)).days) for name in (before(last), last))
    return older, newer


def stories(cast: Cast, today: date) -> list[Story]:
    """The stories of the centres that are not open yet."""
    opened = Centre.objects.filter(organisation=cast.firms[FIRM]).exists()
    return [] if opened else [measured(cast, today)]


def measured(cast: Cast, today: date) -> Story:
    """A centre that delivers a year of contacts, then each month, and explains why its figure is another."""
    editor, manager = cast.editors[FIRM], cast.managers[FIRM]
    older, newer = compared_months(today)
    yield older.delivered + 5
    centre = opened(editor, cast, FIRM, manager)
    last = today - timedelta(days=5)
    with tempfile.TemporaryDirectory(prefix="demo-logs-") as name:
        folder = Path(name)
        year, month = folder / "journal-annee-fictif.csv.gz", folder / f"journal-{newer.first:%Y-%m}-fictif.csv"
        clean, lately = folder / "clean.csv", folder / "journal-dernier-mois-fictif.csv"
        logs.log(
            FULL,
            [
                (year, last - YEAR, older.last + AFTER),
                (month, newer.first + AFTER, newer.last + AFTER),
                (clean, newer.last + AFTER + timedelta(days=1), last),
            ],
        )
        yield older.delivered
        delivered(centre, manager, year)
        yield newer.delivered
        delivered(centre, manager, month)
        yield 4
        for path in logs.beside(FULL, last, folder):
            delivered(centre, manager, path)
        yield 2
        logs.flawed(clean, lately)
        delivered(centre, manager, lately)
        _definition(centre, manager, today)
        _computed(centre, manager)


def opened(editor: User, cast: Cast, firm: str, manager: User) -> Centre:
    """Open the space of a firm, and name who manages its quality."""
    centre = open_centre(actor=editor, organisation=cast.firms[firm])
    name_manager(actor=editor, centre=centre, user=manager)
    return centre


def delivered(centre: Centre, manager: User, path: Path) -> None:
    """Deliver a file and have it imported, but stop the figures that the site then computes: another file is due."""
    with by_hand():
        received = receive_delivery(actor=manager, centre=centre, path=path, name=path.name)
        ask_import(actor=manager, centre=centre, delivery=received.delivery, source=CANONICAL)
        work(Job.Kind.IMPORT)
    for job in Job.objects.filter(centre=centre, kind=Job.Kind.RUN, state=Job.State.QUEUED):
        ask_to_stop(job)


def _definition(centre: Centre, manager: User, today: date) -> None:
    """Write the definition that the centre used before: that of its telephone system."""
    base = load_set(LIKE)
    text = text_of(
        choice_rows(base, {}),
        indicator_rows(base, {}),
        key=LOCAL,
        version=1,
        title=Text(fr="Notre façon de compter (fictive)", en="Our way to count (made up)"),
        owner=centre.name,
        start=date(today.year - 1, 1, 1).isoformat(),
    )
    write_definition(actor=manager, centre=centre, text=text)


def _computed(centre: Centre, manager: User) -> None:
    """Have the figures computed, and the way from the centre's figure to the common one."""
    with by_hand():
        for name in (COMMON, LOCAL):
            ask_figures(actor=manager, centre=centre, name=name)
        ask_gap(actor=manager, centre=centre, start=LOCAL, end=COMMON, indicator="service_level_20")
        work()


@contextmanager
def by_hand() -> Iterator[None]:
    """Start no process for the jobs: the story does them itself, on the days of its calendar."""
    kept, settings.FILIERE_WORKERS = settings.FILIERE_WORKERS, False
    try:
        yield
    finally:
        settings.FILIERE_WORKERS = kept
