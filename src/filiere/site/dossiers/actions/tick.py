"""Letting time pass: every dossier is swept up to the close of a day, each in a transaction of its own.

The server does it every hour and `filiere label tick` on demand. Swept twice, nothing more happens; swept late, what
fell due is dated the day it fell due.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.db import InterfaceError, OperationalError, transaction

from filiere.core import Faults
from filiere.referentials import running
from filiere.site.accounts.permissions import OPERATOR, Actor, Permission, require
from filiere.site.dossiers.actions.writing import day_of, write
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.running import SiteHost, replayed
from filiere.site.journal.clock import ClockHeld, needs_clock
from filiere.site.sweeps import place_of

log = logging.getLogger(__name__)


class UnsweptDossiers(Exception):
    """Something unexpected kept ``failed`` dossiers from being swept; all others were, and ``events`` came."""

    def __init__(self, events: int, failed: int) -> None:
        super().__init__(f"{failed} dossiers were not swept")
        self.events = events
        self.failed = failed


@needs_clock
def tick(day: date | None = None, *, actor: Actor = OPERATOR) -> int:
    """Sweep every dossier to the close of the day before `day` (today without one); return how many events came.

    Today is not over: a party that acts on the last day of a delay is in time. Raises `ClockHeld` while the clock of
    the machine may not be trusted, and `UnsweptDossiers` once all others are swept where one could not be.
    """
    require(actor, Permission.DOSSIER_TICK, subject_kind="dossier")
    until = day_of(day) - timedelta(days=1)
    came = failed = 0
    for key in Dossier.objects.order_by("pk").values_list("pk", flat=True):
        try:
            came += sweep_one(key, until)
        except (ClockHeld, OperationalError, InterfaceError):
            # No other dossier would go on either.
            raise
        except Faults as faults:
            # One dossier that cannot go on keeps nobody else's from it.
            log.error("dossier %d does not go on: %s", key, faults.faults[0].code)
        except Exception as error:
            # A mistake in the code, met by one: the others are owed their delays all the same.
            log.error("dossier %d could not be swept: %s", key, place_of(error))
            failed += 1
    if failed:
        raise UnsweptDossiers(came, failed)
    return came


@needs_clock
def sweep_one(pk: int, until: date) -> int:
    """Sweep one dossier to the close of a day; return how many events came."""
    with transaction.atomic():
        row = Dossier.objects.select_for_update().select_related("organisation").get(pk=pk)
        engine = replayed(row)
        if engine.final or until < engine.last_day:
            return 0
        host = SiteHost(row)
        swept = running.sweep(engine, until, host)
        if len(swept.history) == row.length:
            return 0
        return len(write(row, swept, host, None))
