"""Importing a source file: sent by a form, streamed to disk, checked, loaded as pending, erased.

Uploaded bytes are never served: what comes back to the browser is the list of faults the engine wrote about them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from filiere import sources
from filiere.core import Faults, Text
from filiere.site.accounts.decorators import page
from filiere.site.kit.file_responses import OWN_SIDE, serve_file
from filiere.site.kit.forms import show_faults
from filiere.site.kit.uploads import StreamedUpload, StreamedUploadHandler, receive_upload, uploaded_file
from filiere.site.observatory.actions.load_source import load_source
from filiere.site.observatory.staff.forms import ImportForm

MAX_FAULTS_SHOWN = 100


@page("source:load")
@require_http_methods(["GET", "HEAD", "POST"])
@receive_upload()
def import_source(request: HttpRequest, handler: StreamedUploadHandler) -> HttpResponse:
    """The form, then the file: checked, and loaded as pending."""
    if request.method != "POST":
        return _render_page(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    several = Text(
        fr="Le formulaire a envoyé plusieurs fichiers ; un seul est attendu. Rien n’a été chargé.",
        en="The form sent several files; only one is expected. Nothing was loaded.",
    )
    upload = uploaded_file(form, handler, several)
    return _load_upload(request, form, upload) if upload is not None else _render_page(request, form)


def _load_upload(request: HttpRequest, form: ImportForm, upload: StreamedUpload) -> HttpResponse:
    name: str = form.cleaned_data["source"]
    try:
        loaded = load_source(
            name,
            upload.path,
            actor=request.user,
            file_name=upload.name or "",
            accept=False,
            allow_rejects=form.cleaned_data["allow_rejects"],
        )
    except sources.RefusedFile as refused:
        return _render_page(request, form, _refusal_context(name, refused))
    except Faults as faults:
        show_faults(form, faults)
        return _render_page(request, form)
    messages.success(request, str(loaded.sentence()))
    return redirect("staff:version", pk=loaded.version.pk)


def _refusal_context(name: str, refused: sources.RefusedFile) -> dict[str, Any]:
    """What the page says of a refused file: how many faults of each kind, the first ones, where all are."""
    return {
        "name": name,
        "identity": refused.report.parent.name,
        "counts": refused.counts,
        "total": refused.total,
        "first": refused.faults[:MAX_FAULTS_SHOWN],
    }


def _render_page(request: HttpRequest, form: ImportForm, refusal: dict[str, Any] | None = None) -> HttpResponse:
    context = {"nav": "staff", "form": form, "refusal": refusal, "connectors": sources.connectors()}
    status = 422 if refusal or form.errors else 200
    return render(request, "staff/import.html", context, status=status)


@page("source:read")
@require_safe
def refused_faults_file(request: HttpRequest, name: str, identity: str) -> HttpResponseBase:
    """Every fault of a refused file, as CSV in both languages."""
    if name not in {one.name for one in sources.connectors()}:
        raise Http404
    folder = sources.versions_folder(Path(settings.FILIERE_HOME), name)
    return give_fault_file(request, folder / "refused" / identity / "faults.csv", f"{name}-{identity}-faults.csv")


def give_fault_file(request: HttpRequest, path: Path, name: str) -> HttpResponseBase:
    """A list of faults to download; 404 when there is none."""
    if not path.is_file():
        raise Http404
    return serve_file(request, path, name=name, media_type="text/csv; charset=utf-8", reading=OWN_SIDE)
