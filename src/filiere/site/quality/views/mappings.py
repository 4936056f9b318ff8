"""Writing a mapping from the first rows of a received file: what each column is, ten rows as read, then saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from filiere.contacts import TABLES, DeliveredFile
from filiere.core import Fault, Faults, Text
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.child_process import ChildStopped
from filiere.site.kit.file_responses import OWN_SIDE, serve_file
from filiere.site.kit.forms import flash_faults
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.quality.actions.import_delivery import request_import
from filiere.site.quality.actions.write_mapping import mapping_name_fault, next_version, write_mapping
from filiere.site.quality.computation_preconditions import require_definition
from filiere.site.quality.definition_catalogue import COMMON_DEFINITION
from filiere.site.quality.folders import raw_path
from filiere.site.quality.journal_reconciliation import DELIVERY_SUBJECT
from filiere.site.quality.mapping_form import (
    ENCODINGS,
    MAX_NAME_LENGTH,
    SEPARATORS,
    MappingForm,
    build_form,
    build_layout,
    fold_name,
    write_mapping_yaml,
)
from filiere.site.quality.mapping_preview import preview_text
from filiere.site.quality.mapping_restart import PERIODS, complete_identity
from filiere.site.quality.models import Centre, Delivery, Mapping
from filiere.site.quality.presenters.definitions import format_measure
from filiere.site.quality.source_detection import OWN_PREFIX, is_mappable
from filiere.site.quality.views.page_frame import MAX_FAULTS_SHOWN, centre_page, find_row_or_404
from filiere.site.sandboxed_reading import InputOrigin, read_sandboxed


@require_http_methods(["GET", "HEAD", "POST"])
@page("quality:keep")
def write_mapping_page(request: HttpRequest, centre: Centre, delivery_key: str) -> HttpResponse:
    """The page: the form as proposed, as sent, with its preview; “save” keeps the mapping and imports the file."""
    delivery = find_row_or_404(Delivery, centre, delivery_key)
    if delivery.state not in (Delivery.State.RECEIVED, Delivery.State.REFUSED):
        return redirect("quality:delivery", key=centre.key, delivery_key=delivery.key)
    if not is_mappable(delivery.kind):
        raise Http404
    sent = {key: value for key, value in request.POST.items() if isinstance(value, str)}
    form, faults = _read_form(request, centre, delivery, sent)
    text = _yaml_of_page(form, sent, centre)
    context: dict[str, Any] = {"one": delivery, "form": form, "text": text, "advanced": "yaml" in sent}
    if not 0 < len(form.name) <= MAX_NAME_LENGTH and "yaml" not in sent:
        faults = list(mapping_name_fault().faults)
    if not faults:
        context |= _preview_context(request, centre, delivery, text)
        faults = list(context.pop("wrong"))
    if request.method == "POST" and "save" in sent and not faults:
        try:
            return _save_and_import(request, centre, delivery, form.name, text)
        except Faults as wrong:
            faults = list(wrong.faults[:MAX_FAULTS_SHOWN])
            context["more"] = wrong.total - MAX_FAULTS_SHOWN
    context |= {"faults": faults, "tried": request.method == "POST" or not form.rows, "tables": TABLES}
    guessed = ENCODINGS.get(form.guessed_encoding) if delivery.kind.startswith("csv") else None
    context |= {"encodings": ENCODINGS, "separators": SEPARATORS, "guessed": guessed}
    status = 422 if faults and "save" in sent else 200
    return centre_page(request, "quality/map.html", centre, "deliveries", context, status=status)


def _delivered_file(centre: Centre, delivery: Delivery) -> DeliveredFile:
    """The file of a delivery that waits; its fingerprint is known and not computed again."""
    return DeliveredFile(raw_path(centre, delivery.sha256), delivery.sha256, delivery.size)


def _read_form(
    request: HttpRequest, centre: Centre, delivery: Delivery, sent: dict[str, str]
) -> tuple[MappingForm, list[Fault]]:
    name = fold_name(delivery.name.partition(".")[0])[:MAX_NAME_LENGTH].strip("-") or "journal"
    try:
        form, faults = read_sandboxed(
            _sent_by(request, delivery),
            build_form,
            _delivered_file(centre, delivery),
            delivery.kind,
            sent,
            name=name,
            zone=centre.zone,
        )
    except ChildStopped as stopped:
        layout = build_layout(sent, name=name, zone=centre.zone, separator=",", encoding="utf-8")
        return layout, list(stopped.faults)
    return form, list(faults)


def _sent_by(request: HttpRequest, delivery: Delivery) -> InputOrigin:
    return InputOrigin(signed_in_user(request), DELIVERY_SUBJECT, delivery.key)


def _yaml_of_page(form: MappingForm, sent: dict[str, str], centre: Centre) -> str:
    """The YAML that the page stands for: the one typed when somebody works on it directly, else what the form says."""
    if "yaml" in sent:
        return sent["yaml"].replace("\r\n", "\n")
    return write_mapping_yaml(form, next_version(centre, form.name), f"{form.name}, {centre.name}")


def _preview_context(request: HttpRequest, centre: Centre, delivery: Delivery, text: str) -> dict[str, Any]:
    try:
        common = require_definition(centre, COMMON_DEFINITION)
        level = next(found for found in common.indicators if found.measure == "service_level")
        rows = read_sandboxed(
            _sent_by(request, delivery), preview_text, text, _delivered_file(centre, delivery), lang(), level
        )
    except Faults as wrong:
        return {"preview": None, "wrong": wrong.faults[:MAX_FAULTS_SHOWN], "more": wrong.total - MAX_FAULTS_SHOWN}
    share = rows.share
    return {
        "preview": rows,
        "wrong": (),
        "level": level,
        "level_words": format_measure(100 * share.numerator / share.denominator, level.unit)
        if share is not None and share.denominator and not rows.missing_targets
        else None,
    }


def _save_and_import(request: HttpRequest, centre: Centre, delivery: Delivery, name: str, text: str) -> HttpResponse:
    made = write_mapping(centre, actor=signed_in_user(request), name=name, text=text)
    request_import(
        actor=signed_in_user(request), centre=centre, delivery=delivery, source=f"{OWN_PREFIX}{made}", mapping=made
    )
    said = Text(
        fr=f"Correspondance {made.name}, version {made.version}, enregistrée.",
        en=f"Mapping {made.name}, version {made.version}, saved.",
    )
    messages.success(request, str(said))
    return redirect("quality:delivery", key=centre.key, delivery_key=delivery.key)


@require_POST
@page("quality:keep")
def answer_other_days(request: HttpRequest, centre: Centre, delivery_key: str) -> HttpResponse:
    """Import a file whose rows have the identity of rows of other days: its numbers begin again, or it corrects."""
    delivery = find_row_or_404(Delivery, centre, delivery_key)
    period, mapping, source = request.POST.get("restarts", ""), delivery.mapping, delivery.source
    try:
        if mapping is not None and period in PERIODS:
            version = next_version(centre, mapping.name)
            text = read_sandboxed(_sent_by(request, delivery), complete_identity, mapping.text, period, version)
            return _save_and_import(request, centre, delivery, mapping.name, text)
        request_import(
            actor=signed_in_user(request), centre=centre, delivery=delivery, source=source, mapping=mapping,
            corrects="corrects" in request.POST,
        )  # fmt: skip
    except Faults as faults:
        flash_faults(request, faults)
    return redirect("quality:delivery", key=centre.key, delivery_key=delivery.key)


@require_safe
@page("quality:read")
def list_mappings(request: HttpRequest, centre: Centre) -> HttpResponse:
    """Every version of every mapping of the centre."""
    rows = Mapping.objects.for_version_list(centre).select_related("made_by")
    return centre_page(request, "quality/mappings.html", centre, "deliveries", {"rows": rows})


@require_safe
@page("quality:read")
def give_mapping_file(request: HttpRequest, centre: Centre, name: str, version: int) -> HttpResponseBase:
    """One version as it was saved, for the command line or another site."""
    found = find_or_404(Mapping.objects.for_version(centre, name, version))
    return serve_file(
        request,
        found.text,
        name=f"{found.name}@{found.version}.yaml",
        media_type="application/yaml; charset=utf-8",
        reading=OWN_SIDE,
    )
