"""What goes by itself, each hour: files that nobody imported, contacts too old, and what a process left behind."""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from django.utils import timezone

from filiere.contacts.store import RECORD
from filiere.site.accounts.retention import removes
from filiere.site.quality.actions.erase_contacts import erase_old
from filiere.site.quality.explained import explained_folder, written_at
from filiere.site.quality.folders import figures_folder, raw_path, store_of
from filiere.site.quality.models import Centre, Delivery, Run
from filiere.site.sweeps import Apart, changed_before, each_hour

RULE = "contact-files"
"""The rule of the register of processing: a received file waits the time to mend a mapping, for it holds people."""
UNNAMED = timedelta(hours=1)
"""How long a file may stand without a row that speaks of it: it is put in its place before its row is written."""

LEFT = timedelta(days=1)
"""How long what a job writes aside, before it is told of, may stand: longer than any job lasts."""


@each_hour
def sweep_contacts(_day: date) -> int:
    """Erase the contacts that their centre no longer keeps; return how many rows went."""
    return erase_old()


@removes(RULE)
def remove_files(before: datetime, most: int) -> int:
    """Remove the files received before a moment that are not imported, and those that no row speaks of."""
    apart = Apart("received files of")
    for centre in Centre.objects.select_related("organisation"):
        with apart.attempt(centre.key):
            apart.done += _of_centre(centre, before, most - apart.done)
        if apart.done >= most:
            break
    return apart.end()


def _of_centre(centre: Centre, before: datetime, most: int) -> int:
    waiting = Delivery.objects.filter(centre=centre, state__in=(Delivery.State.RECEIVED, Delivery.State.REFUSED))
    kept = set(waiting.filter(sent_at__gte=before).values_list("sha256", flat=True))
    over = set(waiting.filter(sent_at__lt=before).values_list("sha256", flat=True))
    gone, unnamed = 0, (timezone.now() - UNNAMED).timestamp()
    for path in raw_path(centre, "0" * 64).parent.iterdir():
        if path.name in over or (path.name not in kept and changed_before(path, unnamed)):
            path.unlink(missing_ok=True)
            gone += 1
        if gone >= most:
            break
    return gone


@each_hour
def sweep_left_behind(_day: date) -> int:
    """Remove explanations of a store that has changed since, and tables and drafts of jobs that were killed."""
    apart = Apart("what jobs left of")
    for centre in Centre.objects.select_related("organisation"):
        with apart.attempt(centre.key):
            apart.done += _left_behind(centre)
    return apart.end()


def _left_behind(centre: Centre) -> int:
    before = (timezone.now() - LEFT).timestamp()
    record = store_of(centre) / RECORD
    changed = record.stat().st_mtime if record.is_file() else None
    told = set(Run.objects.filter(centre=centre).values_list("key", flat=True))
    gone: list[Path] = []
    for path in explained_folder(centre).iterdir():
        if path.name.startswith("."):
            over = changed_before(path, before)
        else:
            # They stand under a seal of the store of then: nobody asks for them any more.
            over = changed is None or written_at(path) < changed
        if over:
            gone.append(path)
    gone += [
        path for path in figures_folder(centre).iterdir() if path.name not in told and changed_before(path, before)
    ]
    for path in gone:
        shutil.rmtree(path, ignore_errors=True)
    return len(gone)
