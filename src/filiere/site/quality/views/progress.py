"""How far a job of a centre is, for the script of the page that follows it, and the button that cancels it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.jobs.models import Job
from filiere.site.jobs.presenters import JobView, build_job_view, job_state_response
from filiere.site.jobs.queue import request_cancellation
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.quality.job_kinds import JobKind, job_owner
from filiere.site.quality.models import Centre


def build_centre_job_view(job: Job, centre: Centre | None, *, may_stop: bool) -> JobView:
    """Make a job of a centre ready to print; one without a centre verifies a pack for an auditor."""
    if centre is None:
        return build_job_view(job, follow=reverse("quality:pack-received-job", args=[job.key]))
    follow, stop = (reverse(name, args=[centre.key, job.key]) for name in ("quality:job", "quality:job-stop"))
    return build_job_view(job, follow=follow, stop=stop if may_stop else None)


def _find_job_or_404(centre: Centre, key: str) -> Job:
    return find_or_404(Job.objects.for_key(job_owner(centre), key))


@require_safe
@page("quality:read")
def show_job_state(request: HttpRequest, centre: Centre, job_key: str) -> HttpResponse:
    """Where a job stands, for the script of the page that follows it."""
    return job_state_response(build_centre_job_view(_find_job_or_404(centre, job_key), centre, may_stop=False))


@require_POST
@page("quality:keep")
def cancel_job(request: HttpRequest, centre: Centre, job_key: str) -> HttpResponse:
    """Cancel a job, then go back to where it was seen."""
    found = request_cancellation(_find_job_or_404(centre, job_key), by=signed_in_user(request))
    if found.kind == JobKind.IMPORT:
        return redirect("quality:delivery", key=centre.key, delivery_key=found.subject)
    return redirect("quality:packs" if found.kind == JobKind.PACK else "quality:centre", key=centre.key)
