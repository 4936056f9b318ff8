"""The list of organisations that a person sees, with search; the whole of it out and in as a file, for the staff."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Text
from filiere.site.accounts.decorators import page, sign_in_required
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.file_responses import RECORDED, serve_file
from filiere.site.kit.rights import allowed
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.kit.uploads import StreamedUploadHandler, receive_upload, uploaded_file
from filiere.site.members.actions.save_organisation import create_organisation
from filiere.site.members.directory import COLUMNS, KINDS, MEDIA, write_csv, write_xlsx
from filiere.site.members.forms import DirectoryFileForm, OrganisationForm
from filiere.site.members.import_export import export_directory, import_directory
from filiere.site.members.models import Organisation
from filiere.site.members.views.common import directory_form_page
from filiere.site.pages.name_order import by_name

PAGE_SIZE = 50
MAX_FAULTS_SHOWN = 100


@sign_in_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The organisations that the person sees; the staff searches all of them."""
    # What cannot be printed is in no name, and PostgreSQL refuses some of it.
    words = "".join(sign for sign in request.GET.get("q", "") if sign.isprintable()).strip()[:200]
    kind = request.GET.get("kind", "")
    found = Organisation.objects.visible_to(request.user)
    if words:
        found = found.search(words)
    if kind in KINDS:
        found = found.filter(kind=kind)
    page = Paginator(found.order_by(by_name(), "pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    rows = [
        {"one": one, "kind": KINDS[one.kind], "late": one.since and not one.until and not _has_paid(one, today)}
        for one in page
    ]
    context: dict[str, Any] = {
        "nav": "staff",
        "rows": rows,
        "page": page,
        "words": words,
        "kind": kind,
        "kinds": KINDS,
        "reads_all": allowed(request.user, "directory:read"),
        "edits": allowed(request.user, "directory:edit"),
        "records": allowed(request.user, "mandate:record"),
    }
    return render(request, "members/home.html", context)


def _has_paid(organisation: Organisation, day: Any) -> bool:
    return organisation.fee_paid_until is not None and organisation.fee_paid_until >= day


create_organisation_page = directory_form_page(
    "directory:edit",
    PageAct(
        create_organisation,
        Text(fr="Organisation inscrite.", en="Organisation added."),
        OrganisationForm,
        back=lambda _nothing, made: reverse("members:organisation", args=[made.key]),
    ),
    Text(fr="Inscrire une organisation", en="Add an organisation"),
    back="members:home",
)
"""The form of a new organisation."""


@page("directory:read")
@require_safe
def export_directory_file(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The whole directory as a file, in the language of the page."""
    writers = {"csv": write_csv, "xlsx": write_xlsx}
    if extension not in writers:
        raise Http404
    content = writers[extension](export_directory(actor=request.user), lang())
    day = timezone.localdate().isoformat()
    name = localize("annuaire", "directory")
    name = f"{name}-{day}.{extension}"
    return serve_file(request, content, name=name, media_type=MEDIA[extension], reading=RECORDED)


@page("directory:edit")
@require_http_methods(["GET", "HEAD", "POST"])
@receive_upload()
def enter(request: HttpRequest, handler: StreamedUploadHandler) -> HttpResponse:
    """The whole directory from a file: every fault of it is told, or all of it is entered."""
    if request.method != "POST":
        return _render_page(request, DirectoryFileForm())
    form = DirectoryFileForm(request.POST, request.FILES)
    upload = uploaded_file(form, handler)
    if upload is None:
        return _render_page(request, form)
    if upload.too_large:
        form.add_error("file", str(Text(fr="Ce fichier est trop grand.", en="This file is too large.")))
        return _render_page(request, form)
    try:
        counts = import_directory(upload.path, actor=request.user)
    except Faults as faults:
        return _render_page(request, form, faults)
    words = Text(
        fr=f"Fichier importé : {counts['created']} organisations nouvelles, {counts['changed']} modifiées, "
        f"{counts['contacts']} contacts ajoutés ou modifiés.",
        en=f"File imported: {counts['created']} new organisations, {counts['changed']} changed, "
        f"{counts['contacts']} contacts added or changed.",
    )
    messages.success(request, str(words))
    return redirect("members:home")


def _render_page(request: HttpRequest, form: DirectoryFileForm, faults: Faults | None = None) -> HttpResponse:
    context = {
        "nav": "staff",
        "form": form,
        "total": faults.total if faults else 0,
        "counts": faults.counts if faults else {},
        "first": faults.faults[:MAX_FAULTS_SHOWN] if faults else (),
        "columns": COLUMNS,
        "kinds": KINDS,
    }
    return render(request, "members/import.html", context, status=422 if faults or form.errors else 200)
