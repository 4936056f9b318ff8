"""Writing a mapping from the first rows of a received file: what each column is, ten rows as read, then saved."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from filiere.contacts.importing.delivered import Delivered
from filiere.contacts.schema import TABLES
from filiere.core import Fault, Faults, Text
from filiere.site.attachments import OWN_SIDE, give_file
from filiere.site.child_process import Stopped
from filiere.site.quality.actions.import_delivery import ask_import
from filiere.site.quality.actions.write_mapping import next_version, write_mapping
from filiere.site.quality.folders import raw_path
from filiere.site.quality.mapping_form import ENCODINGS, SEPARATORS, Filled, form_of, layout_of, text_of
from filiere.site.quality.mapping_guess import FORMS
from filiere.site.quality.mapping_preview import previewed
from filiere.site.quality.models import Centre, Delivery, Mapping
from filiere.site.quality.sources import MAPPED_KINDS, OWN
from filiere.site.quality.told import DELIVERY
from filiere.site.quality.views.common import FAULTS_SHOWN, centre_page, found_in, person, with_centre
from filiere.site.templatetags.filiere import lang
from filiere.site.untrusted import Sent, read


@require_http_methods(["GET", "HEAD", "POST"])
@with_centre("quality:keep")
def write(request: HttpRequest, centre: Centre, delivery_key: str) -> HttpResponse:
    """The page: the form as proposed, as sent, with its preview; “save” keeps the mapping and imports the file."""
    one = found_in(Delivery, centre, delivery_key)
    if one.state not in (Delivery.State.RECEIVED, Delivery.State.REFUSED):
        return redirect("quality:delivery", key=centre.key, delivery_key=one.key)
    if one.kind.removesuffix(".gz") not in MAPPED_KINDS:
        raise Http404
    sent = {key: value for key, value in request.POST.items() if isinstance(value, str)}
    form, faults = _form(request, centre, one, sent)
    text = _text(form, sent, centre)
    context: dict[str, Any] = {"one": one, "form": form, "text": text, "advanced": "yaml" in sent}
    if not faults:
        context |= _previewed(request, centre, one, text)
        faults = list(context.pop("wrong"))
    if request.method == "POST" and "save" in sent and not faults:
        try:
            return _saved(request, centre, one, form.name, text)
        except Faults as wrong:
            faults = list(wrong.faults[:FAULTS_SHOWN])
            context["more"] = wrong.total - FAULTS_SHOWN
    context |= {"faults": faults, "tried": request.method == "POST", "tables": TABLES, "forms": FORMS}
    context |= {"encodings": ENCODINGS, "separators": SEPARATORS}
    status = 422 if faults and "save" in sent else 200
    return centre_page(request, "quality/map.html", centre, "deliveries", context, status=status)


def _delivered(centre: Centre, one: Delivery) -> Delivered:
    """The file of a delivery that waits; its fingerprint is known and not computed again."""
    return Delivered(raw_path(centre, one.sha256), one.sha256, one.size)


def _form(request: HttpRequest, centre: Centre, one: Delivery, sent: dict[str, str]) -> tuple[Filled, list[Fault]]:
    name = slugify(one.name.partition(".")[0])[:40].strip("-") or "journal"
    try:
        form, faults = read(
            _sent(request, one), form_of, _delivered(centre, one), one.kind, sent, name=name, zone=centre.zone
        )
    except Stopped as stopped:
        return layout_of(sent, name=name, zone=centre.zone, separator=","), list(stopped.faults)
    return form, list(faults)


def _sent(request: HttpRequest, one: Delivery) -> Sent:
    return Sent(person(request), DELIVERY, one.key)


def _text(form: Filled, sent: dict[str, str], centre: Centre) -> str:
    """The YAML that the page stands for: the one typed when somebody works on it directly, else what the form says."""
    if "yaml" in sent:
        return sent["yaml"].replace("\r\n", "\n")
    return text_of(form, next_version(centre, form.name), f"{form.name}, {centre.name}")


def _previewed(request: HttpRequest, centre: Centre, one: Delivery, text: str) -> dict[str, Any]:
    try:
        rows = read(_sent(request, one), previewed, text, _delivered(centre, one), lang())
    except Faults as wrong:
        return {"preview": None, "wrong": wrong.faults[:FAULTS_SHOWN], "more": wrong.total - FAULTS_SHOWN}
    return {"preview": rows, "wrong": ()}


def _saved(request: HttpRequest, centre: Centre, one: Delivery, name: str, text: str) -> HttpResponse:
    made = write_mapping(actor=person(request), centre=centre, name=name, text=text)
    ask_import(actor=person(request), centre=centre, delivery=one, source=f"{OWN}{made}", mapping=made)
    said = Text(
        fr=f"Correspondance {made.name}, version {made.version}, enregistrée.",
        en=f"Mapping {made.name}, version {made.version}, saved.",
    )
    messages.success(request, str(said))
    return redirect("quality:delivery", key=centre.key, delivery_key=one.key)


@require_safe
@with_centre("quality:read")
def mappings(request: HttpRequest, centre: Centre) -> HttpResponse:
    """Every version of every mapping of the centre."""
    rows = Mapping.objects.for_version_list(centre).select_related("made_by")
    return centre_page(request, "quality/mappings.html", centre, "deliveries", {"rows": rows})


@require_safe
@with_centre("quality:read")
def mapping_file(request: HttpRequest, centre: Centre, name: str, version: int) -> HttpResponseBase:
    """One version as it was saved, for the command line or another site."""
    found = Mapping.objects.for_version(centre, name, version)
    if found is None:
        raise Http404
    return give_file(
        request,
        found.text,
        name=f"{found.name}@{found.version}.yaml",
        media_type="application/yaml; charset=utf-8",
        reading=OWN_SIDE,
    )
