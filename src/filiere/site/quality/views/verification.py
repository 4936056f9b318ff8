"""Verifying a pack that one was given: open to all, the way to do it offline; for the people of a centre, by a page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, seal_file
from filiere.site.observatory.staff.forms import show_faults
from filiere.site.quality.actions.verify_pack import ask_received
from filiere.site.quality.forms import ReceivedPackForm
from filiere.site.quality.models import Centre, Job
from filiere.site.quality.shown_packs import shown_result
from filiere.site.quality.verified import result_of
from filiere.site.quality.views.common import centre_page, person, receiving, upload_in, with_centre
from filiere.site.quality.views.progress import shown
from filiere.site.templatetags.filiere import lang
from filiere.site.uploads import StreamedUploadHandler


@require_safe
def packs_about(request: HttpRequest) -> HttpResponse:
    """What a sealed pack is, what it proves, and how whoever holds one verifies it."""
    centres = list(Centre.objects.visible_to(request.user))
    return render(request, "quality/packs_about.html", {"nav": "quality", "section": "packs", "centres": centres})


@with_centre("quality:read")
@require_http_methods(["GET", "HEAD", "POST"])
@receiving("FILIERE_PACK_BYTES")
def verify(request: HttpRequest, centre: Centre, handler: StreamedUploadHandler) -> HttpResponse:
    """Send a pack, and be led to what the second computation finds in it."""
    form = ReceivedPackForm(request.POST, request.FILES) if request.method == "POST" else ReceivedPackForm()
    upload = upload_in(form, handler)
    if upload is not None:
        try:
            job = ask_received(
                actor=person(request),
                centre=centre,
                path=upload.path,
                sha256=seal_file(upload.path),
                expected=form.cleaned_data["seal"],
            )
        except Faults as faults:
            show_faults(form, faults)
        else:
            return redirect("quality:verification", key=centre.key, job_key=job.key)
    context = {"form": form, "most": settings.FILIERE_PACK_BYTES // 1024**2}
    status = 422 if form.errors else 200
    return centre_page(request, "quality/pack_verify.html", centre, "packs", context, status=status)


@require_safe
@with_centre("quality:read")
def verification(request: HttpRequest, centre: Centre, job_key: str) -> HttpResponse:
    """What the second computation found in a pack that was sent: for whoever sent it, and nobody else."""
    job = Job.objects.for_asker(centre, job_key, person(request))
    if job is None or job.kind != Job.Kind.PACK or "token" not in job.asked:
        raise Http404
    result = result_of(centre, job) if job.state == Job.State.DONE else None
    context: dict[str, Any] = {
        "asked": job,
        "work": shown(job, centre, may_stop=False, code=lang()) if job.state != Job.State.DONE else None,
        "result": shown_result(result, lang()) if result is not None else None,
    }
    return centre_page(request, "quality/verification.html", centre, "packs", context)
