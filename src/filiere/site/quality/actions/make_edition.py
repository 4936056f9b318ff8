"""Making the benchmark of a month, once: by a job that the site asks for each hour until it is made.

Nobody chooses its members or its days: they are the centres that take part when it is made, and the calendar month.
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from filiere import contacts
from filiere.core import seal
from filiere.disclosure import Rule, load_rules, rule_in_force
from filiere.site.accounts.models import User
from filiere.site.jobs.models import Job
from filiere.site.jobs.progress import Progress
from filiere.site.jobs.queue import enqueue_job
from filiere.site.jobs.worker_startup import start_worker_on_commit
from filiere.site.journal.clock_trust import needs_clock
from filiere.site.journal.sealed_rows import record_row
from filiere.site.kit.hourly_tasks import register_hourly_task
from filiere.site.kit.rights import require
from filiere.site.quality import definition_catalogue, figure_store
from filiere.site.quality.benchmark_distinct_parties import find_contributors
from filiere.site.quality.benchmarks import (
    RULE,
    Contributions,
    compute_contributions,
    decide_edition,
    due_month,
    previous_month,
)
from filiere.site.quality.fault_builders import build_faults
from filiere.site.quality.job_kinds import JobKind, handles_centre_job, job_owner
from filiere.site.quality.models import Centre, Edition, Participation

BENCHMARK_JOB = "benchmark"
BENCHMARK_SUBJECT = "benchmark:"


def request_edition(centre: Centre, *, actor: User) -> Job | None:
    """Ask for the comparison that is due, for a centre that takes part; None when it is made already."""
    require(actor, "quality:keep", centre)
    if not Participation.objects.filter(centre=centre, until__isnull=True).exists():
        raise build_faults(
            "benchmark-no-part",
            "Le centre ne prend pas part à la comparaison.",
            "The centre does not take part in the benchmark.",
            "Qui agit pour l’organisation peut l’y engager.",
            "Someone who acts for the organisation can enrol it.",
        )
    return _enqueue_edition(centre, actor)


@needs_clock
def _enqueue_edition(centre: Centre, by: User) -> Job | None:
    month = due_month(timezone.localdate())
    if Edition.objects.filter(month=month, fictitious=centre.organisation.fictitious).exists():
        return None
    asked = {"what": BENCHMARK_JOB, "month": month}
    job = enqueue_job(
        owner=job_owner(centre),
        kind=JobKind.RUN,
        subject=f"{BENCHMARK_SUBJECT}{month}",
        asked=asked,
        by=by,
        by_itself=True,
    )
    start_worker_on_commit()
    return job


@register_hourly_task
def request_due_editions(_day: date) -> int:
    """Ask for the comparison that is due, unless it was made or tried today; the first that joined lends its name."""
    asked = 0
    for fictitious in (False, True):
        first = (
            _current_participations(fictitious=fictitious).order_by("since", "pk").select_related("joined_by").first()
        )
        if first is None:
            continue
        subject = f"{BENCHMARK_SUBJECT}{due_month(timezone.localdate())}"
        tried = Job.objects.for_owner(job_owner(first.centre)).filter(kind=JobKind.RUN, subject=subject)
        if tried.filter(asked_at__date=timezone.localdate()).exists():
            # One that failed is tried again tomorrow.
            continue
        asked += _enqueue_edition(first.centre, first.joined_by) is not None
    return asked


def _current_participations(*, fictitious: bool) -> models.QuerySet[Participation]:
    """Who takes part now, among the fictitious or among the others: whoever left today has left."""
    today = timezone.localdate()
    found = Participation.objects.current(today).filter(until__isnull=True, centre__organisation__fictitious=fictitious)
    return found.select_related("centre__organisation")


@handles_centre_job(JobKind.RUN, BENCHMARK_JOB)
@needs_clock
def make_edition(job: Job, progress: Progress) -> str:
    """Compare the month of a job; made already, it is left as it is."""
    asking = Centre.objects.for_job(job)
    month, fictitious = str(job.asked["month"]), asking.organisation.fictitious
    known = Edition.objects.for_month(month, fictitious=fictitious)
    if known is not None:
        return known.key
    centres = [one.centre for one in _current_participations(fictitious=fictitious)]
    found: dict[str, Contributions] = {}
    with contacts.open_engine(contacts.EngineSettings(memory=settings.FILIERE_CONTACTS_MEMORY)) as engine:
        for done, centre in enumerate(centres):
            progress("benchmark", done, len(centres))
            store, common = (
                figure_store.open_store(centre),
                definition_catalogue.find_definition(centre, definition_catalogue.COMMON_DEFINITION),
            )
            if store is not None and common is not None:
                found[centre.key] = compute_contributions(centre.key, store, common, engine, month)
    progress("benchmark", len(centres), len(centres))
    return _save_edition(month, found, fictitious=fictitious).key


def _save_edition(month: str, found: dict[str, Contributions], *, fictitious: bool) -> Edition:
    """Write the edition, without those who left while it was being made."""
    rule = _benchmark_rule(fictitious=fictitious)
    try:
        with transaction.atomic():
            centres = {one.centre.key: one.centre for one in _current_participations(fictitious=fictitious)}
            earlier = Edition.objects.for_month(previous_month(month), fictitious=fictitious)
            content = decide_edition(
                month,
                {key: brought for key, brought in found.items() if key in centres},
                find_contributors(list(centres.values()), timezone.localdate()),
                rule,
                earlier.content if earlier is not None else None,
            )
            made = Edition.objects.create(
                month=month,
                fictitious=fictitious,
                rule=rule.id,
                content=content,
                sha256=seal(content),
                made_at=timezone.now(),
            )
            made.centres.set(one for key, one in centres.items() if found.get(key))
            record_row("time", "edition.make", made)
    except IntegrityError:
        # Another process was faster: what it made is the edition.
        made = Edition.objects.get(month=month, fictitious=fictitious)
    return made


def _benchmark_rule(*, fictitious: bool) -> Rule:
    """The rule in force today. A made-up month may be compared on a day before there was one: the first one holds."""
    rules, day = load_rules(), timezone.localdate()
    if fictitious:
        day = max(day, min(one.since.start for one in rules if one.id == RULE))
    return rule_in_force(rules, RULE, day)
