"""What verifications of packs found, and the packs that wait for theirs, in the folder of the centre that asked, or in
that of auditors, who ask without a centre (None below).

::

    FILIERE_HOME/contacts/o-…/verifying/<random>      a pack received, until it is verified
    FILIERE_HOME/contacts/o-…/verified/<job>.json     what was found, for thirty days

A received pack may be that of another centre: nothing of it is ever served, and it goes as soon as it is verified.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from filiere.site.kept_json import read_json
from filiere.site.quality.folders import auditors_folder, folder_of
from filiere.site.quality.models import Centre, Job, Pack
from filiere.site.sweeps import Apart, changed_before, each_hour

KEPT = timedelta(days=30)
"""How long what a verification found stays."""
UNASKED = timedelta(hours=1)
"""How long a received pack may stand without a job that is about it."""
VERIFYING = "verify:"
"""What the subject of a job that verifies begins with."""
_TOKEN = re.compile(r"[0-9a-f]{32}")


def _folder(centre: Centre | None, name: str) -> Path:
    found = (auditors_folder() if centre is None else folder_of(centre)) / name
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def waiting_path(centre: Centre | None, token: str) -> Path:
    """Where a received pack waits; its name is drawn here, and no address names it."""
    if not _TOKEN.fullmatch(token):
        raise ValueError(token)
    return _folder(centre, "verifying") / token


def result_path(centre: Centre | None, job: Job) -> Path:
    """Where what a verification found is written."""
    return _folder(centre, "verified") / f"{job.key}.json"


def result_of(centre: Centre | None, job: Job) -> dict[str, Any] | None:
    """What a verification found, None as long as it has not ended, and once it is too old."""
    path = result_path(centre, job)
    if not path.is_file():
        return None
    found: dict[str, Any] = read_json(path)
    return found


@each_hour
def sweep(_day: date) -> int:
    """Remove received packs that nobody verifies, what was found long ago, and files of packs without a row."""
    apart = Apart("packs of")
    for centre in (None, *Centre.objects.select_related("organisation")):
        with apart.attempt(centre.key if centre is not None else "visitors"):
            apart.done += _swept(centre)
    return apart.end()


def _swept(centre: Centre | None) -> int:
    now = timezone.now().timestamp()
    made = set(Pack.objects.filter(centre=centre, erased_at__isnull=True).values_list("sha256", flat=True))
    waiting = Job.objects.filter(centre=centre, kind=Job.Kind.PACK, state__in=Job.OPEN)
    kept = {str(one.asked.get("token", "")) for one in waiting}
    folders = [("verifying", kept), *([("packs", made)] if centre is not None else [])]
    gone = [
        path
        for folder, named in folders
        for path in _folder(centre, folder).iterdir()
        if path.name not in named and changed_before(path, now - UNASKED.total_seconds())
    ]
    gone += [path for path in _folder(centre, "verified").iterdir() if changed_before(path, now - KEPT.total_seconds())]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
