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

from filiere.contacts import DeliveredFile
from filiere.core import Faults, Text
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.jobs.models import Job
from filiere.site.kit.forms import run_form_act, show_faults
from filiere.site.kit.rights import allowed
from filiere.site.kit.uploads import StreamedUploadHandler, receive_upload, uploaded_file
from filiere.site.quality.actions.erase_contacts import ERASURE_REASONS
from filiere.site.quality.actions.import_delivery import request_import
from filiere.site.quality.actions.receive_delivery import ReceivedDelivery, receive_delivery
from filiere.site.quality.delivery_sources import find_mapping, list_choices, source_title
from filiere.site.quality.fault_builders import build_faults
from filiere.site.quality.folders import raw_path
from filiere.site.quality.forms import DeliveryForm, SourceForm
from filiere.site.quality.job_kinds import JobKind, job_owner
from filiere.site.quality.journal_reconciliation import DELIVERY_SUBJECT
from filiere.site.quality.models import Centre, Delivery, Mapping
from filiere.site.quality.period_labels import period_text
from filiere.site.quality.presenters.figures import list_month_results
from filiere.site.quality.presenters.import_report import (
    build_table_reports,
    holds_contacts,
    list_outcomes,
    list_refusals,
    list_unused,
    rejects_path,
)
from filiere.site.quality.source_detection import (
    AUTOMATIC,
    CANONICAL,
    WRITE_MAPPING,
    is_mappable,
    recognize_source,
)
from filiere.site.quality.views.page_frame import centre_page, find_row_or_404
from filiere.site.quality.views.progress import build_centre_job_view
from filiere.site.sandboxed_reading import InputOrigin, read_sandboxed

PAGE_SIZE = 50
DELIVERY_STATE_LABELS: dict[str, Text] = {
    Delivery.State.RECEIVED: Text(fr="reçu, à importer", en="received, awaiting import"),
    Delivery.State.IMPORTED: Text(fr="importé", en="imported"),
    Delivery.State.REFUSED: Text(fr="refusé", en="refused"),
    Delivery.State.ERASED: Text(fr="effacé", en="erased"),
}


@require_safe
@page("quality:read")
def list_deliveries(request: HttpRequest, centre: Centre) -> HttpResponse:
    """Every delivery, the latest first, with its counts."""
    page = Paginator(Delivery.objects.for_listing(centre), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(one, DELIVERY_STATE_LABELS[one.state]) for one in page]
    return centre_page(request, "quality/deliveries.html", centre, "deliveries", {"rows": rows, "page": page})


@page("quality:keep")
@require_http_methods(["GET", "HEAD", "POST"])
@receive_upload("FILIERE_CONTACTS_BYTES")
def send_delivery_page(request: HttpRequest, centre: Centre, handler: StreamedUploadHandler) -> HttpResponse:
    """Send a file, and be led to its import, or to the page that says what its columns are."""
    offered = list_choices(Mapping.objects.for_newest(centre, "name"))
    form = DeliveryForm(offered, request.POST, request.FILES) if request.method == "POST" else DeliveryForm(offered)
    upload = uploaded_file(form, handler)
    if upload is None:
        return _render_send_page(request, centre, form)
    received: ReceivedDelivery | None = None
    try:
        received = receive_delivery(
            actor=signed_in_user(request),
            centre=centre,
            path=upload.path,
            name=upload.name or "",
        )
        source = _begin_import(request, centre, received.delivery, form.cleaned_data["source"])
    except Faults as faults:
        if received is not None and is_mappable(received.delivery.kind):
            # A table that the tool named does not write: its columns can still be named one by one.
            messages.warning(request, str(faults.faults[0].message))
            return redirect("quality:map", key=centre.key, delivery_key=received.delivery.key)
        show_faults(form, faults)
        return _render_send_page(request, centre, form)
    return _redirect_after_receipt(request, centre, received, source)


def _begin_import(request: HttpRequest, centre: Centre, delivery: Delivery, chosen: str) -> str:
    """Ask for the import of a file by the source that was chosen, or that its headings tell; return the source, which
    is that of writing a mapping where no known layout suits."""
    if delivery.state == Delivery.State.IMPORTED:
        return chosen
    source = chosen
    if chosen == AUTOMATIC or (chosen == CANONICAL and is_mappable(delivery.kind)):
        source = _recognize_source(request, centre, delivery)
    if not source:
        raise build_faults(
            "source-not-recognized",
            "Ce fichier ne dit pas de quel outil il vient.",
            "This file does not say which tool it comes from.",
            "Choisissez l’outil dans la liste.",
            "Choose the tool from the list.",
            "source",
        )
    if source != WRITE_MAPPING:
        _request_import(request, centre, delivery, source)
    elif chosen == CANONICAL:
        said = Text(
            fr="Ce fichier n’a pas les colonnes du modèle de Filière : dites ce qu’est chacune des siennes.",
            en="This file does not have the columns of the Filière template: say what each of its own is.",
        )
        messages.warning(request, str(said))
    return source


def _recognize_source(request: HttpRequest, centre: Centre, delivery: Delivery) -> str:
    path = raw_path(centre, delivery.sha256)
    texts = {str(one): one.text for one in Mapping.objects.for_newest(centre, "name").defer(None)}
    return read_sandboxed(
        InputOrigin(signed_in_user(request), DELIVERY_SUBJECT, delivery.key),
        recognize_source,
        DeliveredFile(path, delivery.sha256, delivery.size),
        delivery.kind,
        delivery.name,
        texts,
    )


def _request_import(request: HttpRequest, centre: Centre, delivery: Delivery, source: str) -> Job:
    return request_import(
        actor=signed_in_user(request),
        centre=centre,
        delivery=delivery,
        source=source,
        mapping=find_mapping(centre, source),
    )


def _redirect_after_receipt(
    request: HttpRequest, centre: Centre, received: ReceivedDelivery, source: str
) -> HttpResponse:
    read = received.delivery.state == Delivery.State.IMPORTED
    if received.again and read and source == WRITE_MAPPING:
        said = Text(
            fr="Ce fichier est déjà importé : pour dire autrement ce qu’est chaque colonne, effacez d’abord ce dépôt.",
            en="This file is imported already: to describe its columns otherwise, erase this delivery first.",
        )
        messages.warning(request, str(said))
    elif received.again:
        said = Text(
            fr="Ce fichier était déjà là : il n’est compté qu’une fois.",
            en="This file had already been delivered: it counts once.",
        )
        messages.success(request, str(said))
    if source == WRITE_MAPPING and not read:
        return redirect("quality:map", key=centre.key, delivery_key=received.delivery.key)
    return redirect("quality:delivery", key=centre.key, delivery_key=received.delivery.key)


def _render_send_page(request: HttpRequest, centre: Centre, form: DeliveryForm) -> HttpResponse:
    context = {"form": form, "most": settings.FILIERE_CONTACTS_BYTES // 1024**3}
    status = 422 if form.errors else 200
    return centre_page(request, "quality/deliver.html", centre, "deliveries", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page("quality:read")
def show_delivery(request: HttpRequest, centre: Centre, delivery_key: str) -> HttpResponse:
    """One delivery: how far its import is, what became of its rows, and importing it by another source."""
    found = find_row_or_404(Delivery, centre, delivery_key)
    keeps = allowed(request.user, "quality:keep", centre)
    form = SourceForm(list_choices(Mapping.objects.for_newest(centre, "name")), request.POST or None)
    if request.method == "POST":
        source = form.data.get("source", "")
        taken_source: list[str] = []
        if run_form_act(request, form, lambda: taken_source.append(_begin_import(request, centre, found, source))):
            page = "quality:map" if WRITE_MAPPING in taken_source else "quality:delivery"
            return redirect(page, key=centre.key, delivery_key=found.key)
    job = Job.objects.for_subject(job_owner(centre), JobKind.IMPORT, found.key)
    taken = Job.objects.for_subject(job_owner(centre), JobKind.ERASE, found.key)
    undone = taken is not None and (taken.is_open or (taken.state == Job.State.FAILED and found.erased_at is None))
    month = found.report.get("last_month", "")
    context: dict[str, Any] = {
        "one": found,
        "erasing": build_centre_job_view(taken, centre, may_stop=False) if taken is not None and undone else None,
        "reason": ERASURE_REASONS.get(found.erased_rule),
        "state": DELIVERY_STATE_LABELS[found.state],
        "form": form,
        "work": build_centre_job_view(job, centre, may_stop=keeps) if job is not None else None,
        "mappable": keeps and found.state == Delivery.State.REFUSED and is_mappable(found.kind),
        "waits": found.state in (Delivery.State.RECEIVED, Delivery.State.REFUSED),
        "erases": allowed(request.user, "quality:erase", centre),
        "explains": holds_contacts(found) and allowed(request.user, "quality:contacts", centre),
        "tables": build_table_reports(found),
        "source": source_title(found.source),
        "outcomes": list_outcomes(found),
        "month": month,
        "month_words": period_text(month) if month else "",
        "results": list_month_results(centre, found, month) if month else (),
        "refusals": list_refusals(found),
        "unused": list_unused(found),
        "rejects": rejects_path(found) is not None and allowed(request.user, "quality:contacts", centre),
    }
    status = 422 if form.errors else 200
    return centre_page(request, "quality/delivery.html", centre, "deliveries", context, status=status)
