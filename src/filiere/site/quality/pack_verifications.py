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

from filiere.core.json_files import read_json
from filiere.site.jobs.models import Job
from filiere.site.kit.hourly_tasks import IsolatedTasks, register_hourly_task, was_changed_before
from filiere.site.quality.folders import auditors_folder, centre_folder
from filiere.site.quality.job_kinds import JobKind, job_owner
from filiere.site.quality.models import Centre, Pack

RESULT_LIFETIME = timedelta(days=30)
"""How long what a verification found stays."""
UNASKED_LIFETIME = timedelta(hours=1)
"""How long a received pack may stand without a job that is about it."""
VERIFICATION_SUBJECT = "verify:"
"""What the subject of a job that verifies begins with."""
_TOKEN_FORM = re.compile(r"[0-9a-f]{32}")


def _ensure_folder(centre: Centre | None, name: str) -> Path:
    found = (auditors_folder() if centre is None else centre_folder(centre)) / name
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def received_pack_path(centre: Centre | None, token: str) -> Path:
    """Where a received pack waits; its name is drawn here, and no address names it."""
    if not _TOKEN_FORM.fullmatch(token):
        raise ValueError(token)
    return _ensure_folder(centre, "verifying") / token


def verification_path(centre: Centre | None, job: Job) -> Path:
    """Where what a verification found is written."""
    return _ensure_folder(centre, "verified") / f"{job.key}.json"


def read_verification(centre: Centre | None, job: Job) -> dict[str, Any] | None:
    """What a verification found, None as long as it has not ended, and once it is too old."""
    path = verification_path(centre, job)
    if not path.is_file():
        return None
    found: dict[str, Any] = read_json(path)
    return found


@register_hourly_task
def remove_old_verifications(_day: date) -> int:
    """Remove received packs that nobody verifies, what was found long ago, and files of packs without a row."""
    apart = IsolatedTasks("packs of")
    for centre in (None, *Centre.objects.select_related("organisation")):
        with apart.attempt(centre.key if centre is not None else "visitors"):
            apart.done += _remove_old_in_folder(centre)
    return apart.end()


def _remove_old_in_folder(centre: Centre | None) -> int:
    now = timezone.now().timestamp()
    made = set(Pack.objects.filter(centre=centre, erased_at__isnull=True).values_list("sha256", flat=True))
    waiting = Job.objects.for_owner(job_owner(centre)).filter(kind=JobKind.PACK, state__in=Job.OPEN)
    kept = {str(one.asked.get("token", "")) for one in waiting}
    folders = [("verifying", kept), *([("packs", made)] if centre is not None else [])]
    gone = [
        path
        for folder, named in folders
        for path in _ensure_folder(centre, folder).iterdir()
        if path.name not in named and was_changed_before(path, now - UNASKED_LIFETIME.total_seconds())
    ]
    gone += [
        path
        for path in _ensure_folder(centre, "verified").iterdir()
        if was_changed_before(path, now - RESULT_LIFETIME.total_seconds())
    ]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
