"""The logs that a centre delivered: their list, sending one, what became of each, and erasing one.

Bytes that were sent are never served: what comes back is what the importer says of them.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Text
from filiere.site.observatory.staff.forms import done, show_faults
from filiere.site.quality.actions.erase_contacts import REASONS
from filiere.site.quality.actions.import_delivery import ask_import
from filiere.site.quality.actions.receive_delivery import Received, receive_delivery
from filiere.site.quality.forms import DeliveryForm, SourceForm
from filiere.site.quality.models import Centre, Delivery, Job, Mapping
from filiere.site.quality.rights import may_in
from filiere.site.quality.shown_report import refusals_of, rejects_path, tables_of, unused_of
from filiere.site.quality.sources import WRITE, choices, named
from filiere.site.quality.views.common import centre_page, found_in, person, upload_in, with_centre
from filiere.site.quality.views.progress import shown
from filiere.site.templatetags.filiere import lang
from filiere.site.uploads import StreamedUploadHandler, receiving

A_PAGE = 50
STATES: dict[str, Text] = {
    Delivery.State.RECEIVED: Text(fr="reçu, à importer", en="received, awaiting import"),
    Delivery.State.IMPORTED: Text(fr="importé", en="imported"),
    Delivery.State.REFUSED: Text(fr="refusé", en="refused"),
    Delivery.State.ERASED: Text(fr="effacé", en="erased"),
}


@require_safe
@with_centre("quality:read")
def deliveries(request: HttpRequest, centre: Centre) -> HttpResponse:
    """Every delivery, the latest first, with its counts."""
    page = Paginator(Delivery.objects.for_listing(centre), A_PAGE).get_page(request.GET.get("page"))
    rows = [(one, STATES[one.state]) for one in page]
    return centre_page(request, "quality/deliveries.html", centre, "deliveries", {"rows": rows, "page": page})


@with_centre("quality:keep")
@require_http_methods(["GET", "HEAD", "POST"])
@receiving("FILIERE_CONTACTS_BYTES")
def send(request: HttpRequest, centre: Centre, handler: StreamedUploadHandler) -> HttpResponse:
    """Send a file, and be led to its import, or to the page that says what its columns are."""
    offered = choices(Mapping.objects.for_newest(centre, "name"), lang())
    form = DeliveryForm(offered, request.POST, request.FILES) if request.method == "POST" else DeliveryForm(offered)
    upload = upload_in(form, handler)
    if upload is None:
        return _send_page(request, centre, form)
    source: str = form.cleaned_data["source"]
    try:
        received = receive_delivery(
            actor=person(request),
            centre=centre,
            path=upload.path,
            name=upload.name or "",
        )
        if source != WRITE and received.delivery.state != Delivery.State.IMPORTED:
            _import(request, centre, received.delivery, source)
    except Faults as faults:
        show_faults(form, faults)
        return _send_page(request, centre, form)
    return _after(request, centre, received, source)


def _import(request: HttpRequest, centre: Centre, delivery: Delivery, source: str) -> Job:
    return ask_import(
        actor=person(request),
        centre=centre,
        delivery=delivery,
        source=source,
        mapping=named(centre, source),
    )


def _after(request: HttpRequest, centre: Centre, received: Received, source: str) -> HttpResponse:
    if received.again:
        said = Text(
            fr="Ce fichier était déjà là : il n’est compté qu’une fois.",
            en="This file had already been delivered: it counts once.",
        )
        messages.success(request, str(said))
    if source == WRITE and received.delivery.state != Delivery.State.IMPORTED:
        return redirect("quality:map", key=centre.key, delivery_key=received.delivery.key)
    return redirect("quality:delivery", key=centre.key, delivery_key=received.delivery.key)


def _send_page(request: HttpRequest, centre: Centre, form: DeliveryForm) -> HttpResponse:
    context = {"form": form, "most": settings.FILIERE_CONTACTS_BYTES // 1024**3}
    status = 422 if form.errors else 200
    return centre_page(request, "quality/deliver.html", centre, "deliveries", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@with_centre("quality:read")
def delivery(request: HttpRequest, centre: Centre, delivery_key: str) -> HttpResponse:
    """One delivery: how far its import is, what became of its rows, and importing it by another source."""
    found = found_in(Delivery, centre, delivery_key)
    keeps = may_in(request.user, "quality:keep", centre)
    form = SourceForm(choices(Mapping.objects.for_newest(centre, "name"), lang()), request.POST or None)
    if request.method == "POST":
        source = form.data.get("source", "")
        if source == WRITE and keeps:
            return redirect("quality:map", key=centre.key, delivery_key=found.key)
        if done(request, form, lambda: _import(request, centre, found, source)):
            return redirect("quality:delivery", key=centre.key, delivery_key=found.key)
    job = Job.objects.for_subject(centre, Job.Kind.IMPORT, found.key)
    taken = Job.objects.for_subject(centre, Job.Kind.ERASE, found.key)
    undone = taken is not None and (taken.open or (taken.state == Job.State.FAILED and found.erased_at is None))
    context: dict[str, Any] = {
        "one": found,
        "erasing": shown(taken, centre, may_stop=False, code=lang()) if taken is not None and undone else None,
        "reason": REASONS.get(found.erased_rule),
        "state": STATES[found.state],
        "form": form,
        "work": shown(job, centre, may_stop=keeps, code=lang()) if job is not None else None,
        "waits": found.state in (Delivery.State.RECEIVED, Delivery.State.REFUSED),
        "erases": may_in(request.user, "quality:erase", centre),
        "tables": tables_of(found),
        "refusals": refusals_of(found),
        "unused": unused_of(found),
        "rejects": rejects_path(found) is not None and may_in(request.user, "quality:contacts", centre),
    }
    status = 422 if form.errors else 200
    return centre_page(request, "quality/delivery.html", centre, "deliveries", context, status=status)
