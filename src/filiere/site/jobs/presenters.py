"""How far a job is: a fragment of every page that shows one, and a small answer for the script that follows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import JsonResponse

from filiere.core import Text
from filiere.core.numbers import format_number
from filiere.site.jobs.handlers import find_handler
from filiere.site.jobs.models import Job
from filiere.site.jobs.worker_startup import ensure_worker
from filiere.site.kit.bilingual_text import localize

WAITING_FOR_ANOTHER = Text(
    fr="En attente : un autre traitement est en cours, celui-ci vient après",
    en="Waiting: another job is running, this one comes after it",
)
STARTING = Text(fr="Le traitement commence", en="Starting")
JOB_STATE_LABELS: dict[str, Text] = {
    Job.State.QUEUED: Text(fr="En attente", en="Waiting"),
    Job.State.RUNNING: Text(fr="En cours", en="In progress"),
    Job.State.DONE: Text(fr="Terminé", en="Done"),
    Job.State.FAILED: Text(fr="Arrêté par une erreur", en="Stopped by an error"),
    Job.State.CANCELLED: Text(fr="Annulé", en="Cancelled"),
}


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as a page shows it; ``percent`` is None when how much there is in all is unknown, ``stop`` where the reader
    may not cancel it."""

    job: Job
    state: str
    words: str
    percent: int | None
    follow: str
    stop: str | None


def build_job_view(job: Job, *, follow: str, stop: str | None = None) -> JobView:
    """Make a job ready to print, and look after it if nobody works on it; ``follow`` is the address that tells how far
    it is, ``stop`` the one that cancels it."""
    ensure_worker(job)
    percent = min(100, 100 * job.done // job.total) if job.total else None
    return JobView(job, job.state, _describe_job(job), percent, follow, stop if job.is_open else None)


def job_state_response(job_view: JobView) -> JsonResponse:
    """Where a job stands, for the script of the page that follows it."""
    told = {"state": job_view.state, "open": job_view.job.is_open, "words": job_view.words, "percent": job_view.percent}
    return JsonResponse(told, headers={"Cache-Control": "private, no-store"})


def _describe_job(job: Job) -> str:
    if job.state == Job.State.QUEUED and Job.objects.filter(state=Job.State.RUNNING).exists():
        return str(WAITING_FOR_ANOTHER)
    if job.state != Job.State.RUNNING:
        return str(JOB_STATE_LABELS[job.state])
    if job.cancel_at is not None:
        return str(Text(fr="Arrêt demandé", en="Stop requested"))
    handler = find_handler(job.kind, job.asked.get("what", ""))
    stage = handler.stages.get(job.stage, STARTING) if handler is not None else STARTING
    if not job.total:
        return str(stage)
    if handler is not None and job.stage in handler.byte_stages:
        # Nobody knows how many bytes a row has.
        percent = 100 * job.done // job.total
        return f"{stage}, {percent}{localize('\u202f%', '%')}"
    done, total = format_number(job.done), format_number(job.total)
    return f"{stage}, {done} {localize('sur', 'of')} {total}"
