"""Agreements as essential data of grants: the file for all, and the import of one by the lead of the programme."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Fault, Faults, Text
from filiere.programme.grants import Grant, GrantFile, read_grants, write_grants
from filiere.publication.table_model import spreadsheet_cell
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.child_process import ChildStopped
from filiere.site.kit.file_responses import PUBLIC, serve_file
from filiere.site.kit.uploads import StreamedUpload, StreamedUploadHandler, receive_upload, uploaded_file
from filiere.site.programme.agreements.actions.grants import import_grants
from filiere.site.programme.agreements.forms import GrantFileForm
from filiere.site.programme.agreements.grant_records import IMPORT_LIMITS, split_writable
from filiere.site.programme.agreements.models import Agreement
from filiere.site.programme.agreements.views.acts import LEAD
from filiere.site.programme.agreements.views.pages import FRAME
from filiere.site.sandboxed_reading import InputOrigin, read_sandboxed

MAX_FILE_BYTES = 5_000_000
SHOWN_FAULTS = 100
BLOCKING_DOUBTS = frozenset({"grant-impossible-period", "grant-reversed-period", "grant-negative"})
"""What the schema allows and no agreement can hold."""


@require_safe
def export_grants(request: HttpRequest) -> HttpResponseBase:
    """Every agreement that the form of grants takes, as CSV."""
    taken, _ = split_writable(list(Agreement.objects.public()))
    safe = [_make_safe(one) for one in taken]
    return serve_file(
        request, write_grants(safe), name="subventions.csv", media_type="text/csv; charset=utf-8", reading=PUBLIC
    )


def _make_safe(grant: Grant) -> Grant:
    """Return a grant none of whose words a spreadsheet runs as a formula."""
    words: dict[str, Any] = {one.name: spreadsheet_cell(getattr(grant, one.name)) for one in fields(grant)}
    return replace(grant, **words)


@page(LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
@receive_upload(MAX_FILE_BYTES)
def import_grants_page(request: HttpRequest, handler: StreamedUploadHandler) -> HttpResponse:
    """Send a file of grants: checked whole, then entered whole, or refused with all its faults."""
    if request.method != "POST":
        return _render(request, GrantFileForm())
    form = GrantFileForm(request.POST, request.FILES)
    upload = uploaded_file(form, handler)
    if upload is None:
        return _render(request, form, status=422)
    try:
        read = _read_upload(request, upload)
    except (Faults, ChildStopped) as faults:
        return _render(request, form, getattr(faults, "faults", ()), status=422)
    wrong = (*read.faults, *(one for one in read.doubts if one.code in BLOCKING_DOUBTS))
    if wrong:
        return _render(request, form, wrong, status=422)
    kind = form.cleaned_data["funder_kind"]
    made = import_grants("new", actor=signed_in_user(request), grants=read.grants, funder_kind=kind)
    known = len(read.grants) - len(made)
    messages.success(
        request,
        str(
            Text(
                fr=f"Conventions inscrites : {len(made)} ; déjà connues : {known}.",
                en=f"Agreements entered: {len(made)}; already known: {known}.",
            )
        ),
    )
    return redirect("programme:agreements")


def _read_upload(request: HttpRequest, upload: StreamedUpload) -> GrantFile:
    origin = InputOrigin(signed_in_user(request), "agreement", "import")
    return read_sandboxed(origin, read_grants, upload.path, IMPORT_LIMITS)


def _render(
    request: HttpRequest, form: GrantFileForm, faults: tuple[Fault, ...] = (), *, status: int = 200
) -> HttpResponse:
    _, refused = split_writable(list(Agreement.objects.public()))
    context: dict[str, Any] = {
        **FRAME,
        "form": form,
        "faults": [one.at() for one in faults[:SHOWN_FAULTS]],
        "total": len(faults),
        "refused": refused,
    }
    return render(request, "programme/agreements/import.html", context, status=status)
