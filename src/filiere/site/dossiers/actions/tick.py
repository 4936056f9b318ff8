"""Letting time pass: every dossier is swept up to the close of a day, each in a transaction of its own.

The server does it every hour and `filiere label tick` on demand. Swept twice, nothing more happens; swept late, what
fell due is dated the day it fell due.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.db import transaction

from filiere.core import Faults
from filiere.referentials import running
from filiere.site.accounts.permissions import OPERATOR, Actor, Permission, require
from filiere.site.dossiers.actions.writing import day_of, write
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.running import SiteHost, replayed
from filiere.site.journal.clock import ClockHeld, needs_clock
from filiere.site.sweeps import Apart

log = logging.getLogger(__name__)


@needs_clock
def tick(day: date | None = None, *, actor: Actor = OPERATOR) -> int:
    """Sweep every dossier to the close of the day before `day` (today without one); return how many events came.

    Today is not over: a party that acts on the last day of a delay is in time. Raises `ClockHeld` while the clock of
    the machine may not be trusted, and `Unswept` once all others are swept where one could not be.
    """
    require(actor, Permission.DOSSIER_TICK, subject_kind="dossier")
    until = day_of(day) - timedelta(days=1)
    apart = Apart("dossier")
    for key in Dossier.objects.order_by("pk").values_list("pk", flat=True):
        # A mistake in the code may be met by one: the others are owed their delays all the same.
        with apart.attempt(key):
            try:
                apart.done += sweep_one(key, until)
            except ClockHeld:
                raise
            except Faults as faults:
                # One that cannot go on is no failure of the sweep.
                log.error("dossier %d does not go on: %s", key, faults.faults[0].code)
    return apart.end()


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
