"""How far a job is: a fragment of every page that shows one, and a small answer for the script that follows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from filiere.core import Lang, Text
from filiere.core.numbers import format_number
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.quality.models import Centre, Job
from filiere.site.quality.views.common import find_row_or_404, signed_in_user, with_centre
from filiere.site.quality.work.queueing import request_cancellation
from filiere.site.quality.work.waking import ensure_worker

STAGE_LABELS: dict[str, Text] = {
    "": Text(fr="Le traitement commence", en="Starting"),
    "unpack": Text(fr="Contrôle du fichier compressé", en="Checking the compressed file"),
    "hash": Text(fr="Empreinte du fichier", en="Computing the file’s fingerprint"),
    "read": Text(fr="Lecture des lignes", en="Reading the rows"),
    "match": Text(fr="Recherche des doublons", en="Finding duplicates"),
    "write": Text(fr="Écriture des contacts", en="Writing the contacts"),
    "contacts": Text(fr="Reconstitution des contacts", en="Assembling contacts"),
    "figures": Text(fr="Calcul des indicateurs", en="Computing the indicators"),
    "explain": Text(fr="Recherche des contacts", en="Finding the contacts"),
    "pack": Text(fr="Constitution du dossier", en="Making the pack"),
    "verify": Text(fr="Second calcul de chaque chiffre", en="Recomputing every figure"),
    "benchmark": Text(fr="Calcul des centres à comparer", en="Computing the centres to be compared"),
    "protect": Text(
        fr="Recherche des cases à masquer, preuve, puis attaque",
        en="Choosing cells to suppress, proving, then attacking",
    ),
    "weigh": Text(fr="Le même tableau, protégé autrement", en="The same table, protected differently"),
    "erase": Text(fr="Effacement des lignes", en="Erasing the rows"),
}
STAGES_IN_BYTES = frozenset({"unpack", "hash", "read"})
"""The stages that count bytes of the file, or its rows where the source tells them: a reader is told a percentage."""
JOB_STATE_LABELS: dict[str, Text] = {
    Job.State.QUEUED: Text(fr="En attente", en="Waiting"),
    Job.State.RUNNING: Text(fr="En cours", en="In progress"),
    Job.State.DONE: Text(fr="Terminé", en="Done"),
    Job.State.FAILED: Text(fr="Arrêté sur une faute", en="Stopped by an error"),
    Job.State.CANCELLED: Text(fr="Annulé", en="Cancelled"),
}


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as a page shows it; ``percent`` is None when how much there is in all is unknown."""

    job: Job
    state: str
    words: str
    percent: int | None
    follow: str
    stop: str | None


def build_job_view(job: Job, centre: Centre | None, *, may_stop: bool, code: Lang, follow: str = "") -> JobView:
    """Make a job ready to print, and look after it if nobody works on it; ``follow`` is where one without a centre
    tells how far it is, by default the page of a pack that was received."""
    ensure_worker(job)
    stage = STAGE_LABELS.get(job.stage, STAGE_LABELS[""])
    said = JOB_STATE_LABELS[job.state].get(code)
    if job.state == Job.State.RUNNING:
        counts = ""
        if job.total:
            counts = f", {_format_progress(job, code)}"
        said = f"{stage.get(code)}{counts}"
        if job.cancel_at is not None:
            said = Text(fr="Arrêt demandé", en="Stop requested").get(code)
    percent = min(100, 100 * job.done // job.total) if job.total else None
    if centre is None:
        return JobView(
            job, job.state, said, percent, follow or reverse("quality:pack-received-job", args=[job.key]), None
        )
    stop = reverse("quality:job-stop", args=[centre.key, job.key]) if may_stop and job.open else None
    return JobView(job, job.state, said, percent, reverse("quality:job", args=[centre.key, job.key]), stop)


def job_state_response(one: JobView) -> JsonResponse:
    """Where a job stands, for the script of the page that follows it."""
    told = {"state": one.state, "open": one.job.open, "words": one.words, "percent": one.percent}
    return JsonResponse(told, headers={"Cache-Control": "private, no-store"})


def _format_progress(job: Job, code: Lang) -> str:
    """How far a stage is: by percent where it counts bytes, of which nobody knows how many a row has."""
    if job.stage in STAGES_IN_BYTES:
        return f"{100 * job.done // job.total}\u202f%" if code == "fr" else f"{100 * job.done // job.total}%"
    return f"{format_number(job.done, code)} {'sur' if code == 'fr' else 'of'} {format_number(job.total, code)}"


@require_safe
@with_centre("quality:read")
def show_job_state(request: HttpRequest, centre: Centre, job_key: str) -> HttpResponse:
    """Where a job stands, for the script of the page that follows it."""
    return job_state_response(
        build_job_view(find_row_or_404(Job, centre, job_key), centre, may_stop=False, code=lang())
    )


@require_POST
@with_centre("quality:keep")
def cancel_job(request: HttpRequest, centre: Centre, job_key: str) -> HttpResponse:
    """Cancel a job, then go back to where it was seen."""
    found = request_cancellation(find_row_or_404(Job, centre, job_key), by=signed_in_user(request))
    if found.kind == Job.Kind.IMPORT:
        return redirect("quality:delivery", key=centre.key, delivery_key=found.subject)
    return redirect("quality:packs" if found.kind == Job.Kind.PACK else "quality:centre", key=centre.key)
