"""Letting time pass: every dossier is swept up to the close of a day, each in a transaction of its own.

The server does it every hour, and a command on demand. Swept twice, nothing more happens; swept late, what
fell due is dated the day it fell due.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta

from django.db import transaction

from filiere.core import Faults
from filiere.referentials import workflow
from filiere.site.accounts.rights import OPERATOR, Actor
from filiere.site.journal.clock_trust import ClockHeld, needs_clock
from filiere.site.kit.hourly_tasks import IsolatedTasks
from filiere.site.kit.rights import require
from filiere.site.workflow.actions.write_events import resolve_day, write_events
from filiere.site.workflow.engine_adapter import SiteHost, replay_dossier
from filiere.site.workflow.models import Dossier

log = logging.getLogger(__name__)


@needs_clock
def run_due(day: date | None = None, *, actor: Actor = OPERATOR) -> int:
    """Sweep every dossier to the close of the day before `day` (today without one); return how many events came.

    Today is not over: a party that acts on the last day of a delay is in time. Raises `ClockHeld` while the clock of
    the machine may not be trusted, and `Unswept` once all others are swept where one could not be.
    """
    require(actor, "dossier:tick", subject_kind="dossier")
    until = resolve_day(day) - timedelta(days=1)
    apart = IsolatedTasks("dossier")
    for key in Dossier.objects.order_by("pk").values_list("pk", flat=True):
        # A mistake in the code may be met by one: the others are owed their delays all the same.
        with apart.attempt(key):
            try:
                apart.done += run_due_for_dossier(key, until)
            except ClockHeld:
                raise
            except Faults as faults:
                # One that cannot go on is no failure of the sweep.
                log.error("dossier %d does not go on: %s", key, faults.faults[0].code)
    return apart.end()


@needs_clock
def run_due_for_dossier(pk: int, until: date) -> int:
    """Sweep one dossier to the close of a day; return how many events came."""
    with transaction.atomic():
        row = Dossier.objects.select_for_update().select_related("organisation").get(pk=pk)
        engine = replay_dossier(row)
        if engine.final or until < engine.last_day:
            return 0
        host = SiteHost(row)
        swept = workflow.apply_due_steps(engine, until, host)
        if len(swept.history) == row.length:
            return 0
        return len(write_events(row, swept, host, None))
