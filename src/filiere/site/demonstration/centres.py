"""The service quality of the demonstration: a centre that measures itself, and what its quality manager did.

Everything goes the way of a real centre: the editor opens the space, files are received, the jobs import them and
compute. Contacts are generated, of nobody.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
from filiere.site.quality.definition_form import choice_rows, indicator_rows, text_of
from filiere.site.quality.models import Centre
from filiere.site.quality.sources import CANONICAL
from filiere.site.quality.work.worker import work

FIRM = "long"
"""The centre that measures itself in full: its label is a year old, and its follow-up is due."""
MONTHS, LATELY = timedelta(days=390), timedelta(days=31)
LOCAL, LIKE = "local-telephone", "genesys-default"
FULL = logs.Centre(contacts=24_000, sites=("Caen",), seed=14, queues=4, phone_only=True)
"""One channel and one site: a channel more is ten indicators more, and a second for each cut of the figures."""


def stories(cast: Cast, today: date) -> list[Story]:
    """The stories of the centres that are not open yet."""
    opened = Centre.objects.filter(organisation=cast.firms[FIRM]).exists()
    return [] if opened else [measured(cast, today)]


def measured(cast: Cast, today: date) -> Story:
    """A centre that delivers a year of contacts, then its last month, and explains why its figure is another."""
    editor, manager = cast.editors[FIRM], cast.managers[FIRM]
    yield 60
    centre = _opened(editor, cast, FIRM, manager)
    last = today - timedelta(days=5)
    with tempfile.TemporaryDirectory(prefix="demo-logs-") as name:
        folder = Path(name)
        year, clean = folder / "journal-annee-fictif.csv.gz", folder / "clean.csv"
        lately = last - LATELY
        logs.log(FULL, [(year, last - MONTHS, lately), (clean, lately + timedelta(days=1), last)])
        yield 4
        _delivered(centre, manager, year)
        for path in logs.beside(FULL, last, folder):
            _delivered(centre, manager, path)
        yield 2
        month = folder / "journal-dernier-mois-fictif.csv"
        logs.flawed(clean, month)
        _delivered(centre, manager, month)
        _definition(centre, manager, today)
        _work(centre, manager)


def _opened(editor: User, cast: Cast, firm: str, manager: User) -> Centre:
    centre = open_centre(actor=editor, organisation=cast.firms[firm])
    name_manager(actor=editor, centre=centre, user=manager)
    return centre


def _delivered(centre: Centre, manager: User, path: Path) -> None:
    with _by_hand():
        received = receive_delivery(actor=manager, centre=centre, path=path, name=path.name)
        ask_import(actor=manager, centre=centre, delivery=received.delivery, source=CANONICAL)


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


def _work(centre: Centre, manager: User) -> None:
    """Do what waits: the imports, the figures, and the way from the centre's figure to the common one."""
    with _by_hand():
        work()
        ask_figures(actor=manager, centre=centre, name=LOCAL)
        ask_gap(actor=manager, centre=centre, start=LOCAL, end="common-v1", indicator="service_level_20")
        work()


@contextmanager
def _by_hand() -> Iterator[None]:
    """Start no process for the jobs: the story does them itself, on the days of its calendar."""
    kept, settings.FILIERE_WORKERS = settings.FILIERE_WORKERS, False
    try:
        yield
    finally:
        settings.FILIERE_WORKERS = kept
