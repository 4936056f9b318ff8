"""What goes by itself, each hour: files that nobody imported, contacts too old, and what a process left behind."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from filiere.contacts import RECORD_FILE
from filiere.site.accounts.retention_rules import retention_rules
from filiere.site.kit.hourly_tasks import IsolatedTasks, register_hourly_task, was_changed_before
from filiere.site.quality.actions.erase_contacts import erase_expired_contacts
from filiere.site.quality.explanation_files import find_writing_time, make_explanations_folder
from filiere.site.quality.folders import make_figures_folder, raw_path, store_folder
from filiere.site.quality.models import Centre, Delivery, Run

RETENTION_RULE = "contact-files"
"""The rule of the register of processing: a received file waits the time to mend a mapping, for it holds people."""
ORPHAN_AGE = timedelta(hours=1)
"""How long a file may stand without a row that speaks of it: it is put in its place before its row is written."""

ABANDONED_AGE = timedelta(days=1)
"""How long what a job writes aside, before it is told of, may stand: longer than any job lasts."""


@register_hourly_task
def sweep_contacts(_day: date) -> int:
    """Erase the contacts that their centre no longer keeps; return how many rows went."""
    return erase_expired_contacts()


@retention_rules.register(RETENTION_RULE)
def remove_files(before: datetime, most: int) -> int:
    """Remove the files received before a moment that are not imported, and those that no row speaks of."""
    apart = IsolatedTasks("received files of")
    for centre in Centre.objects.select_related("organisation"):
        with apart.attempt(centre.key):
            apart.done += _remove_files_of_centre(centre, before, most - apart.done)
        if apart.done >= most:
            break
    return apart.end()


def _remove_files_of_centre(centre: Centre, before: datetime, most: int) -> int:
    waiting = Delivery.objects.filter(centre=centre, state__in=(Delivery.State.RECEIVED, Delivery.State.REFUSED))
    kept = set(waiting.filter(sent_at__gte=before).values_list("sha256", flat=True))
    over = set(waiting.filter(sent_at__lt=before).values_list("sha256", flat=True))
    gone, unnamed = 0, (timezone.now() - ORPHAN_AGE).timestamp()
    for path in raw_path(centre, "0" * 64).parent.iterdir():
        if path.name in over or (path.name not in kept and was_changed_before(path, unnamed)):
            path.unlink(missing_ok=True)
            gone += 1
        if gone >= most:
            break
    return gone


@register_hourly_task
def remove_abandoned_files(_day: date) -> int:
    """Remove explanations of a store that has changed since, and tables and drafts of jobs that were killed."""
    apart = IsolatedTasks("what jobs left of")
    for centre in Centre.objects.select_related("organisation"):
        with apart.attempt(centre.key):
            apart.done += _remove_abandoned_of_centre(centre)
    return apart.end()


def _remove_abandoned_of_centre(centre: Centre) -> int:
    before = (timezone.now() - ABANDONED_AGE).timestamp()
    record = store_folder(centre) / RECORD_FILE
    changed = record.stat().st_mtime if record.is_file() else None
    told = set(Run.objects.filter(centre=centre).values_list("key", flat=True))
    gone: list[Path] = []
    for path in make_explanations_folder(centre).iterdir():
        if path.name.startswith("."):
            over = was_changed_before(path, before)
        else:
            # They stand under a seal of the store of then: nobody asks for them any more.
            over = changed is None or find_writing_time(path) < changed
        if over:
            gone.append(path)
    gone += [
        path
        for path in make_figures_folder(centre).iterdir()
        if path.name not in told and was_changed_before(path, before)
    ]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    return len(gone)
