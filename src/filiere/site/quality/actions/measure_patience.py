"""Measuring how patient the callers of a centre are, and what calls its week brings: a job reads every queue visit."""

from __future__ import annotations

import json
from typing import Any

import duckdb
from django.conf import settings

from filiere.contacts.engines import Engine, Settings, open_engine
from filiere.contacts.importing.database import parquet
from filiere.contacts.indicators import periods_of
from filiere.contacts.periods import Periods
from filiere.contacts.queue_load import queue_load
from filiere.contacts.queue_waits import queue_waits
from filiere.contacts.store import Store
from filiere.core import Faults
from filiere.site.accounts.models import User
from filiere.site.quality import figures
from filiere.site.quality.actions.explain import put
from filiere.site.quality.explained import Explained, staffing_at
from filiere.site.quality.faulty import refused
from filiere.site.quality.models import Centre, Job
from filiere.site.quality.needed import store_of
from filiere.site.quality.quotas import check_room
from filiere.site.quality.rights import require_in
from filiere.site.quality.work.makers import makes
from filiere.site.quality.work.progress import Progress
from filiere.site.quality.work.queueing import enqueue
from filiere.site.quality.work.waking import wake
from filiere.staffing import Patience, StaffingError, Waited, kaplan_meier

WHAT = "staffing"
SUBJECT = "staffing"
LEAST = 30
"""Callers who waited, below which nothing is said of patience: as for any rate."""
MOST_QUEUES = 12
MOST_STEPS = 12
"""Points of the curve that are kept: enough to draw it."""


def ask_staffing(*, actor: User, centre: Centre) -> Job:
    """Ask for the patience and the calls of a centre, of the store as it stands."""
    require_in(actor, "quality:keep", centre)
    store_of(centre)
    check_room(centre)
    job = enqueue(centre=centre, kind=Job.Kind.EXPLAIN, subject=SUBJECT, asked={"what": WHAT}, by=actor)
    wake()
    return job


@makes(Job.Kind.EXPLAIN, WHAT)
def make_staffing(job: Job, progress: Progress) -> str:
    """Measure what a job asks for, unless it stands already for the store as it is."""
    centre = Centre.objects.for_job(job)
    seal, store = figures.store_seal(centre), figures.open_store(centre)
    if seal is None or store is None or not store.has("contact_leg"):
        raise _nothing()
    target = staffing_at(centre, seal)
    if not target.ready:
        put(target, lambda draft: _measured(draft, store, progress))
    return target.folder.name[:40]


def _measured(draft: Explained, store: Store, progress: Progress) -> None:
    names = [None, *_queues(store)]
    told: list[dict[str, Any]] = []
    with open_engine(Settings(memory=settings.FILIERE_CONTACTS_MEMORY)) as engine:
        periods = periods_of(store)
        for done, name in enumerate(names):
            progress("explain", done, len(names))
            told.append({"queue": name, **_of(engine, store, periods, name)})
    draft.told.write_text(json.dumps({"fr": told, "en": told}), encoding="utf-8")


def _queues(store: Store) -> list[str]:
    """The queues of the phone with most visits, by name."""
    query = f"""
        SELECT queue FROM {parquet(store.files("contact_leg"))}
        WHERE channel = 'phone' AND direction = 'inbound' AND queued_us IS NOT NULL AND queue IS NOT NULL
        GROUP BY queue ORDER BY count(*) DESC, queue LIMIT {MOST_QUEUES}
    """  # noqa: S608  Paths that are quoted, and numbers of ours.
    with duckdb.connect(":memory:") as connection:
        found = [name for (name,) in connection.execute(query).fetchall()]
    # The only queue there is says what all of them say.
    return sorted(found) if len(found) > 1 else []


def _of(engine: Engine, store: Store, periods: Periods, queue: str | None) -> dict[str, Any]:
    load = queue_load(engine, store, periods, queue=queue)
    waits = queue_waits(engine, store, queue=queue)
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
    if told["callers"] < LEAST:
        return told
    try:
        found = kaplan_meier(Waited(waited / 1000, left, stayed) for waited, left, stayed in waits.waits)
    except StaffingError as faults:
        told["refused"] = [
            {"message": one.message.model_dump(), "remedy": one.remedy.model_dump()} for one in faults.faults
        ]
        return told
    return told | {"patience": _patience(found)}


def _patience(found: Patience) -> dict[str, Any]:
    names = ("callers", "left", "abandonment", "mean_wait", "longest", "horizon", "restricted_mean", "beyond", "mean",
             "median", "exponential_mean")  # fmt: skip
    # At even waits, so that the start, where most steps are, is not all that is seen.
    waits = sorted({round(found.horizon * place / MOST_STEPS) for place in range(MOST_STEPS + 1)})
    curve = [[wait, found.surviving(wait)] for wait in waits if wait <= found.horizon]
    return {name: getattr(found, name) for name in names} | {"curve": curve}


def _nothing() -> Faults:
    return refused(
        "nothing-delivered",
        "Le centre n’a encore importé aucun passage en file.",
        "The centre has not imported any queue visits yet.",
        "Versez d’abord un journal de contacts.",
        "Deliver a contact log first.",
    )
