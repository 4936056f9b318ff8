"""Explaining a figure by its contacts, and the gap between two definitions one choice at a time: jobs that write files.

Only a quality manager asks, for contacts are told. The files stand under the seals of what they explain, and go with
the store that they were read from.
"""

from __future__ import annotations

import json
import secrets
import shutil
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.utils import timezone

from filiere import contacts
from filiere.contacts import DefinitionSet, Indicator, Store
from filiere.core import Faults
from filiere.core.text import LANGUAGES
from filiere.site.accounts.models import User
from filiere.site.jobs.models import Job
from filiere.site.jobs.progress import Progress
from filiere.site.jobs.queue import enqueue_job
from filiere.site.jobs.worker_startup import start_worker_on_commit
from filiere.site.kit.rights import require
from filiere.site.quality import figure_store
from filiere.site.quality.computation_preconditions import require_definition, require_store
from filiere.site.quality.delivery_outcomes import find_last_month, list_months
from filiere.site.quality.explanation_files import (
    Explanation,
    figure_explanation,
    gap_explanation,
    list_oldest_explanations,
)
from filiere.site.quality.fault_builders import build_faults
from filiere.site.quality.figure_store import GROUP_COLUMNS
from filiere.site.quality.job_kinds import JobKind, handles_centre_job, job_owner
from filiere.site.quality.models import Centre
from filiere.site.quality.quotas import check_folder_size
from filiere.site.quality.unreported_measures import find_untold_measures

MAX_EXPLANATIONS = 200
"""Explanations that a centre keeps: they are found again when somebody asks, and the oldest makes room."""
MAX_SUBJECT_LENGTH = 120
MAX_EXAMPLES = 5
"""Contacts given with each step on the page of a gap; the list has all of them."""


def request_gap(*, actor: User, centre: Centre, start: str, end: str, indicator: str, period: str = "all") -> Job:
    """Ask for the way from an indicator of one set to that of another, over a month or all that the centre keeps."""
    require(actor, "quality:contacts", centre)
    compared_indicators(centre, start, end, indicator)
    asked = {"what": "gap", "start": start, "end": end, "indicator": indicator, "period": period}
    return _enqueue_explanation(centre, gap_subject(start, end, indicator, period), asked, actor)


def find_last_gap(centre: Centre) -> dict[str, str]:
    """The two sets, whatever their versions, and the indicator of the gap that was asked for last; empty where none
    was."""
    job = Job.objects.for_subject_prefix(job_owner(centre), JobKind.EXPLAIN, "gap:")
    if job is None:
        return {}
    return {key: job.asked[key].partition("@")[0] for key in ("start", "end", "indicator")}


def request_opening_gap(centre: Centre, *, by: User) -> None:
    """Ask again for the gap that the page opens with, after its store changed, over the month that came last."""
    last = find_last_gap(centre)
    if not last:
        return
    try:
        this, other = compared_indicators(centre, **last)
    except Faults:
        # A set that is no longer there is compared with nothing.
        return
    period = find_last_month(centre, list_months(centre))
    asked = {"start": this[0].name, "end": other[0].name, "indicator": this[1].key, "period": period}
    enqueue_job(
        owner=job_owner(centre),
        kind=JobKind.EXPLAIN,
        subject=gap_subject(**asked),
        asked={"what": "gap", **asked},
        by=by,
        by_itself=True,
    )


def gap_subject(start: str, end: str, indicator: str, period: str) -> str:
    """The subject of the job that finds a gap."""
    return f"gap:{period}:{start}:{end}:{indicator}"[:MAX_SUBJECT_LENGTH]


def request_contacts(*, actor: User, centre: Centre, name: str, indicator: str) -> Job:
    """Ask for the contacts behind an indicator."""
    require(actor, "quality:contacts", centre)
    _find_indicator(centre, name, indicator)
    asked = {"what": "figure", "start": name, "indicator": indicator}
    return _enqueue_explanation(centre, f"figure:{name}:{indicator}", asked, actor)


def _enqueue_explanation(centre: Centre, subject: str, asked: dict[str, Any], actor: User) -> Job:
    require_store(centre)
    check_folder_size(centre)
    subject = subject[:MAX_SUBJECT_LENGTH]
    job = enqueue_job(owner=job_owner(centre), kind=JobKind.EXPLAIN, subject=subject, asked=asked, by=actor)
    start_worker_on_commit()
    return job


def _find_indicator(centre: Centre, name: str, key: str) -> tuple[DefinitionSet, Indicator]:
    definition = require_definition(centre, name)
    return definition, contacts.find_counterparts(definition, definition, named=key)[0]


def compared_indicators(
    centre: Centre, start: str, end: str, indicator: str
) -> tuple[tuple[DefinitionSet, Indicator], tuple[DefinitionSet, Indicator]]:
    """The two indicators that are compared; raise ``Faults`` for a set that is not there or has none alike."""
    this, other = require_definition(centre, start), require_definition(centre, end)
    first, second = contacts.find_counterparts(this, other, named=indicator or None)
    return (this, first), (other, second)


@handles_centre_job(JobKind.EXPLAIN)
def compute_explanation(job: Job, progress: Progress) -> str:
    """Find what a job asks for, unless it stands already for the store as it is."""
    centre = Centre.objects.for_job(job)
    seal, store = figure_store.store_seal(centre), figure_store.open_store(centre)
    asked: dict[str, str] = job.asked
    if seal is None or store is None:
        raise build_faults(
            "nothing-to-compute",
            "Les contacts ne sont plus là.",
            "The contacts no longer exist.",
            "Déposez un journal.",
            "Deliver a log.",
        )
    progress("explain", 0, 1)
    if asked["what"] == "gap":
        start, end = compared_indicators(centre, asked["start"], asked["end"], asked["indicator"])
        # A job of an earlier version asks for no period.
        period = asked.get("period", "all")
        target = gap_explanation(centre, seal, start, end, period)
        if not target.ready:
            write_explanation(target, partial(_write_gap, centre, store, start, end, period))
    else:
        definition, indicator = _find_indicator(centre, asked["start"], asked["indicator"])
        target = figure_explanation(centre, seal, definition, indicator)
        if not target.ready:
            write_explanation(target, lambda draft: _write_figure_contacts(draft, store, indicator))
    progress("explain", 1, 1)
    return target.folder.name[:40]


def write_explanation(target: Explanation, make: Any) -> None:
    """Make an explanation aside, and put it in its place by one rename; the oldest one makes room."""
    draft = target.folder.with_name(f".{secrets.token_hex(8)}")
    draft.mkdir(mode=0o700)
    try:
        make(Explanation(draft))
        shutil.rmtree(target.folder, ignore_errors=True)
        draft.replace(target.folder)
        for old in list_oldest_explanations(target.folder, most=MAX_EXPLANATIONS):
            shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _engine_settings() -> contacts.EngineSettings:
    return contacts.EngineSettings(memory=settings.FILIERE_CONTACTS_MEMORY)


def _write_gap(centre: Centre, store: Store, start: Any, end: Any, period: str, draft: Explanation) -> None:
    month = None if period == "all" else period
    with contacts.open_engine(_engine_settings()) as engine, contacts.MovedContactsFile(draft.contacts) as listing:
        gaps = contacts.compare_definitions(
            store,
            start,
            end,
            month=month,
            first=MAX_EXAMPLES,
            listing=listing,
            engine=engine,
            untold=find_untold_measures(centre, store),
        )
    told = {lang: contacts.gap_as_json(gaps[0], lang) if gaps else None for lang in LANGUAGES}
    _write_json(draft.summary_path, told)


def _write_figure_contacts(draft: Explanation, store: Store, indicator: Indicator) -> None:
    """Write the part of every contact, by month: the very sums of the figure, with each contact a group of its own."""
    with contacts.open_engine(_engine_settings()) as engine:
        context = contacts.ContactContext(
            engine=engine,
            store=store,
            periods=contacts.build_periods(store),
            by=("site", "queue", "channel"),
            interval="month",
            today=timezone.localdate(),
        )
        measure = contacts.MEASURES[indicator.measure]
        sums = engine.fetch(measure.sums(context, indicator))
        months = {
            period: context.periods.label(period, "month")
            for period in set(sums.column("period").to_pylist())
            if period is not None
        }
        left_out = measure.exclusions(context, indicator)
        reasons = engine.fetch(left_out).to_pylist() if left_out is not None else []
    named = [months.get(period) for period in sums.column("period").to_pylist()]
    # Of a percentile, what a contact has is its observed value; of a count, it has no denominator.
    above = sums.column("value" if measure.observed else "numerator")
    below = sums.column("n" if measure.observed or measure.counted else "denominator")
    table = pa.table(
        {name: sums.column(name) for name in (*GROUP_COLUMNS, *contacts.CONTACT_COLUMNS)}
        | {"period": named, "numerator": above, "denominator": below}
    )
    pq.write_table(table, draft.contacts, compression="zstd")
    counted: dict[str, int] = {}
    for row in reasons:
        counted[str(row["reason"])] = counted.get(str(row["reason"]), 0) + int(row["n"])
    _write_json(draft.summary_path, {lang: {"exclusions": counted} for lang in LANGUAGES})


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
