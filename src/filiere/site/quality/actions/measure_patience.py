"""Measuring how patient the callers of a centre are, and what calls its week brings: a job reads every queue visit."""

from __future__ import annotations

import json
from typing import Any

import duckdb
from django.conf import settings

from filiere import contacts
from filiere.contacts import Store, parquet_sql
from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.jobs.models import Job
from filiere.site.jobs.progress import Progress
from filiere.site.jobs.queue import enqueue_job
from filiere.site.jobs.worker_startup import start_worker_on_commit
from filiere.site.kit.rights import require
from filiere.site.quality import figure_store
from filiere.site.quality.actions.explain_figure import write_explanation
from filiere.site.quality.computation_preconditions import require_store
from filiere.site.quality.explanation_files import Explanation, staffing_explanation
from filiere.site.quality.fault_builders import build_faults
from filiere.site.quality.job_kinds import JobKind, handles_centre_job, job_owner
from filiere.site.quality.models import Centre
from filiere.site.quality.quotas import check_folder_size
from filiere.staffing import PatienceEstimate, StaffingError, WaitCounts, kaplan_meier

STAFFING_JOB = "staffing"
STAFFING_SUBJECT = "staffing"
MIN_CALLERS = 30
"""Callers who waited, below which nothing is said of patience: as for any rate."""
MOST_QUEUES = 12
MOST_STEPS = 12
"""Points of the curve that are kept: enough to draw it."""


def request_staffing(centre: Centre, *, actor: User) -> Job:
    """Ask for the patience and the calls of a centre, of the store as it stands."""
    require(actor, "quality:keep", centre)
    require_store(centre)
    check_folder_size(centre)
    job = enqueue_job(
        owner=job_owner(centre), kind=JobKind.EXPLAIN, subject=STAFFING_SUBJECT, asked={"what": STAFFING_JOB}, by=actor
    )
    start_worker_on_commit()
    return job


@handles_centre_job(JobKind.EXPLAIN, STAFFING_JOB)
def run_staffing(job: Job, progress: Progress) -> str:
    """Measure what a job asks for, unless it stands already for the store as it is."""
    centre = Centre.objects.for_job(job)
    seal, store = figure_store.store_seal(centre), figure_store.open_store(centre)
    if seal is None or store is None or not store.has("contact_leg"):
        raise _no_queue_visits_fault()
    target = staffing_explanation(centre, seal)
    if not target.ready:
        write_explanation(target, lambda draft: _measure_queues(draft, store, progress))
    return target.folder.name[:40]


def _measure_queues(draft: Explanation, store: Store, progress: Progress) -> None:
    names = [None, *_busiest_queues(store)]
    told: list[dict[str, Any]] = []
    with contacts.open_engine(contacts.EngineSettings(memory=settings.FILIERE_CONTACTS_MEMORY)) as engine:
        periods = contacts.build_periods(store)
        for done, name in enumerate(names):
            progress("explain", done, len(names))
            told.append({"queue": name, **_measure_queue(engine, store, periods, name)})
    draft.summary_path.write_text(json.dumps({"fr": told, "en": told}), encoding="utf-8")


def _busiest_queues(store: Store) -> list[str]:
    """The queues of the phone with most visits, by name."""
    query = f"""
        SELECT queue FROM {parquet_sql(store.files("contact_leg"))}
        WHERE channel = 'phone' AND direction = 'inbound' AND queued_us IS NOT NULL AND queue IS NOT NULL
        GROUP BY queue ORDER BY count(*) DESC, queue LIMIT {MOST_QUEUES}
    """  # noqa: S608  Paths that are quoted, and numbers of ours.
    with duckdb.connect(":memory:") as connection:
        found = [name for (name,) in connection.execute(query).fetchall()]
    # The only queue there is says what all of them say.
    return sorted(found) if len(found) > 1 else []


def _measure_queue(
    engine: contacts.Engine, store: Store, periods: contacts.Periods, queue: str | None
) -> dict[str, Any]:
    load = contacts.count_queue_load(engine, store, periods, queue=queue)
    waits = contacts.count_queue_waits(engine, store, queue=queue)
    told: dict[str, Any] = {
        "handling": load.handling,
        "answered": load.answered,
        "days": [load.days.get(weekday, 0) for weekday in range(7)],
        "calls": [[weekday, half, mean] for (weekday, half), mean in load.calls.items()],
        "set_aside": [waits.at_once, waits.unknown, waits.negative],
        "callers": sum(left + stayed for _, left, stayed in waits.waits),
        "patience": None,
        "refused": [],
    }
    if told["callers"] < MIN_CALLERS:
        return told
    try:
        found = kaplan_meier(WaitCounts(waited / 1000, left, stayed) for waited, left, stayed in waits.waits)
    except StaffingError as faults:
        told["refused"] = [
            {"message": one.message.model_dump(), "remedy": one.remedy.model_dump()} for one in faults.faults
        ]
        return told
    return told | {"patience": _patience_json(found)}


def _patience_json(found: PatienceEstimate) -> dict[str, Any]:
    names = ("callers", "left", "abandonment", "mean_wait", "longest", "horizon", "restricted_mean", "beyond", "mean",
             "median", "exponential_mean")  # fmt: skip
    # At even waits, so that the start, where most steps are, is not all that is seen.
    waits = sorted({round(found.horizon * place / MOST_STEPS) for place in range(MOST_STEPS + 1)})
    curve = [[wait, found.compute_survival(wait)] for wait in waits if wait <= found.horizon]
    return {name: getattr(found, name) for name in names} | {"curve": curve}


def _no_queue_visits_fault() -> Faults:
    return build_faults(
        "nothing-delivered",
        "Le centre n’a encore importé aucun passage en file.",
        "The centre has not imported any queue visits yet.",
        "Déposez d’abord un journal de contacts.",
        "Deliver a contact log first.",
    )
