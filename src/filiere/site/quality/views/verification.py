"""Verifying a pack that one was given: open to all, the way to do it offline; for the people of a centre, by a page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Text, seal_file
from filiere.site.observatory.staff.forms import show_faults
from filiere.site.quality.actions.verify_pack import ask_received
from filiere.site.quality.forms import ReceivedPackForm
from filiere.site.quality.models import Centre, Job
from filiere.site.quality.shown_packs import shown_result
from filiere.site.quality.verified import result_of
from filiere.site.quality.views.common import centre_page, person, with_centre
from filiere.site.quality.views.progress import shown
from filiere.site.templatetags.filiere import lang
from filiere.site.uploads import StreamedUpload, StreamedUploadHandler


@require_safe
def packs_about(request: HttpRequest) -> HttpResponse:
    """What a sealed pack is, what it proves, and how whoever holds one verifies it."""
    centres = list(Centre.objects.visible_to(request.user))
    return render(request, "quality/packs_about.html", {"nav": "quality", "section": "packs", "centres": centres})


@with_centre("quality:read")
@require_http_methods(["GET", "HEAD", "POST"])
def _verify(request: HttpRequest, centre: Centre) -> HttpResponseBase:
    # The handler that writes to disk is set here, after the right is checked and before anything reads the body.
    handler = StreamedUploadHandler(request, limit=settings.FILIERE_PACK_BYTES)
    request.upload_handlers = [handler]
    try:
        return _verifying(request, centre, handler)
    finally:
        handler.erase()


# The CSRF check reads the body, so it must come after the handler is chosen: `_verifying` makes it.
verify = csrf_exempt(_verify)


@csrf_protect
def _verifying(request: HttpRequest, centre: Centre, handler: StreamedUploadHandler) -> HttpResponse:
    form = ReceivedPackForm(request.POST, request.FILES) if request.method == "POST" else ReceivedPackForm()
    if handler.skipped:
        form.add_error("file", Text(fr="Un seul fichier à la fois.", en="One file at a time.").get(lang()))
    if form.is_bound and form.is_valid():
        upload: StreamedUpload = form.cleaned_data["file"]
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
