"""Verifying a pack that one was given: open to all, the way to do it offline; by a page, for the people of a centre and
for auditors, who need none.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, seal_file
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.jobs.models import Job
from filiere.site.jobs.presenters import job_state_response
from filiere.site.kit.forms import show_faults
from filiere.site.kit.rights import allowed
from filiere.site.kit.uploads import StreamedUploadHandler, receive_upload, uploaded_file
from filiere.site.quality.actions.verify_pack import request_received_verification
from filiere.site.quality.forms import ReceivedPackForm
from filiere.site.quality.job_kinds import JobKind, job_owner
from filiere.site.quality.models import Centre
from filiere.site.quality.pack_verifications import read_verification
from filiere.site.quality.presenters.pack_verifications import build_verification
from filiere.site.quality.views.page_frame import centre_page
from filiere.site.quality.views.progress import build_centre_job_view


@require_safe
def explain_packs(request: HttpRequest) -> HttpResponse:
    """What a sealed pack is, what it proves, and how whoever holds one verifies it."""
    context = {
        "nav": "quality",
        "section": "packs",
        "centres": list(Centre.objects.visible_to(request.user)),
        "audits": allowed(request.user, "pack:verify"),
    }
    return render(request, "quality/packs_about.html", context)


@page("quality:read")
@require_http_methods(["GET", "HEAD", "POST"])
@receive_upload("FILIERE_PACK_BYTES")
def send_pack_page(request: HttpRequest, centre: Centre, handler: StreamedUploadHandler) -> HttpResponse:
    """Send a pack, and be led to what the second computation finds in it."""
    form, job = _handle_upload(request, centre, handler)
    if job is not None:
        return redirect("quality:verification", key=centre.key, job_key=job.key)
    return centre_page(
        request, "quality/pack_verify.html", centre, "packs", _form_context(form), status=_form_status(form)
    )


@page("pack:verify")
@require_http_methods(["GET", "HEAD", "POST"])
@receive_upload("FILIERE_PACK_BYTES")
def send_pack_as_auditor(request: HttpRequest, handler: StreamedUploadHandler) -> HttpResponse:
    """The same for an auditor, who asks in nobody's name."""
    form, job = _handle_upload(request, None, handler)
    if job is not None:
        return redirect("quality:pack-received", job_key=job.key)
    return render(
        request, "quality/pack_receive.html", {**_AUDITOR_FRAME, **_form_context(form)}, status=_form_status(form)
    )


def _handle_upload(
    request: HttpRequest, centre: Centre | None, handler: StreamedUploadHandler
) -> tuple[ReceivedPackForm, Job | None]:
    """The form of a page that takes a pack, and the job that verifies what was sent, None without a sound file."""
    form = ReceivedPackForm(request.POST, request.FILES) if request.method == "POST" else ReceivedPackForm()
    upload = uploaded_file(form, handler)
    if upload is None:
        return form, None
    sha256, expected = seal_file(upload.path), form.cleaned_data["seal"]
    try:
        job = request_received_verification(
            actor=signed_in_user(request), centre=centre, path=upload.path, sha256=sha256, expected=expected
        )
    except Faults as faults:
        show_faults(form, faults)
        return form, None
    return form, job


_AUDITOR_FRAME = {"nav": "quality", "section": "packs"}


def _form_context(form: ReceivedPackForm) -> dict[str, Any]:
    return {"form": form, "most": settings.FILIERE_PACK_BYTES // 1024**2}


def _form_status(form: ReceivedPackForm) -> int:
    return 422 if form.errors else 200


@require_safe
@page("quality:read")
def show_verification(request: HttpRequest, centre: Centre, job_key: str) -> HttpResponse:
    """What the second computation found in a pack that was sent: for whoever sent it, and nobody else."""
    return centre_page(
        request, "quality/verification.html", centre, "packs", _verification_context(request, centre, job_key)
    )


@require_safe
@page("pack:verify")
def show_auditor_verification(request: HttpRequest, job_key: str) -> HttpResponse:
    """The same for the auditor who sent it."""
    return render(
        request, "quality/pack_received.html", {**_AUDITOR_FRAME, **_verification_context(request, None, job_key)}
    )


@require_safe
@page("pack:verify")
def show_auditor_job_state(request: HttpRequest, job_key: str) -> HttpResponse:
    """How far the verification is, for the script of that page."""
    return job_state_response(build_centre_job_view(_find_job(request, None, job_key), None, may_stop=False))


def _find_job(request: HttpRequest, centre: Centre | None, job_key: str) -> Job:
    job = Job.objects.for_asker(job_owner(centre), job_key, signed_in_user(request))
    if job is None or job.kind != JobKind.PACK or "token" not in job.asked:
        raise Http404
    return job


def _verification_context(request: HttpRequest, centre: Centre | None, job_key: str) -> dict[str, Any]:
    job = _find_job(request, centre, job_key)
    result = read_verification(centre, job) if job.state == Job.State.DONE else None
    return {
        "asked": job,
        "work": build_centre_job_view(job, centre, may_stop=False) if job.state != Job.State.DONE else None,
        "result": build_verification(result) if result is not None else None,
    }
