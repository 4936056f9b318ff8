"""The draw of the sites: sealing, drawing, and the page from which anybody does it again."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from babel import Locale
from django import forms
from django.contrib import messages
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Text
from filiere.core.typography import lower_first_letter
from filiere.referentials.sampling import Beacon, DrawRecord, explain_draw
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.audit.actions.sample_sites import draw_sites, seal_sites
from filiere.site.audit.models import Sampling
from filiere.site.audit.randomness_beacons import (
    CLOCKED_BEACONS,
    SOURCES,
    compute_next_round,
    find_beacon_page,
    find_publication_time,
)
from filiere.site.audit.rounds import find_round, is_opened_to_company
from filiere.site.audit.site_population import SIZE_LABELS, list_audited_sites
from filiere.site.audit.views.form_fields import field_label, text_area
from filiere.site.candidature.forms import ACTIVITY_LABELS
from filiere.site.kit.file_responses import OWN_SIDE, serve_file
from filiere.site.kit.forms import show_faults
from filiere.site.kit.rights import allowed, require
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.label.expression_text import describe_expression
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties
from filiere.site.workflow.views.page_frame import render_dossier_page

COMPANY = frozenset({"candidate", "candidate_reader", "staff_representatives"})


class SealForm(forms.Form):
    """The beacon and its round, and the sites flagged at risk with the reason."""

    source = forms.ChoiceField(
        choices=[(one, one) for one in SOURCES], label=field_label("Balise publique", "Public beacon")
    )
    round = forms.RegexField(
        r"\A[0-9]{1,12}\Z",
        label=field_label("Tour de la balise, à venir", "Future round of the beacon"),
        help_text=field_label(
            "Pour la balise du NIST, la minute de l’impulsion, en secondes depuis 1970.",
            "For the NIST beacon, the minute of the pulse, in seconds since 1970.",
        ),
    )
    risky = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=field_label("Sites signalés à risque", "Sites flagged as at risk"),
        help_text=field_label(
            "Ils augmentent le nombre de sites visités, sans être choisis pour autant.",
            "They increase the number of sites visited, but are not selected for that reason.",
        ),
    )
    why = forms.CharField(
        required=False,
        max_length=500,
        widget=text_area(2),
        label=field_label(
            "Motif, s’il y a un risque ou une liste avant celle-ci",
            "Reason, if a site is flagged or a list is being replaced",
        ),
    )

    def __init__(self, dossier: Dossier, data: Any = None) -> None:
        soon = compute_next_round(Beacon(source=SOURCES[0], round="1"), timezone.now())
        super().__init__(data, initial={"source": SOURCES[0], "round": soon})
        field = self.fields["risky"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  Declared above; tells the type checker.
        field.choices = [(one.key, one.name) for one in list_audited_sites(dossier)]


class DrawForm(forms.Form):
    """The value that the beacon published for the round announced."""

    value = forms.CharField(max_length=256, label=field_label("Valeur de la balise", "Value of the beacon"))
    time = forms.DateTimeField(
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": 1}),
        label=field_label("Moment de publication, en temps universel", "Time of publication (UTC)"),
        help_text=field_label(
            "Inutile pour une balise dont le tour dit l’heure.", "Not needed for a beacon whose round gives the time."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page("audit:draw-read")
def sites(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The page: what is sealed, what is drawn, and what nobody can choose afterwards."""
    may_seal, may_draw = (allowed(request.user, f"audit:{name}", dossier) for name in ("seal", "draw"))
    posted = request.POST.get("act") if request.method == "POST" else None
    seal = SealForm(dossier, request.POST if posted == "seal" else None) if may_seal else None
    draw = DrawForm(request.POST if posted == "draw" else None) if may_draw else None
    if posted == "draw" or posted == "seal":
        require(request.user, f"audit:{posted}", dossier)
    if posted == "seal" and seal is not None and seal.is_valid():
        data = seal.cleaned_data
        try:
            seal_sites(
                dossier,
                actor=signed_in_user(request),
                source=data["source"],
                round_=data["round"],
                risky=data["risky"],
                why=data["why"],
            )
        except Faults as faults:
            show_faults(seal, faults)
        else:
            words = Text(
                fr="Liste scellée ; son empreinte est dans le journal.",
                en="List sealed; its fingerprint is in the journal.",
            )
            messages.success(request, str(words))
            return redirect("audit:sites", key=dossier.key)
    if posted == "draw" and draw is not None and draw.is_valid():
        try:
            _draw_from_form(request, dossier, draw)
        except Faults as faults:
            show_faults(draw, faults)
        else:
            messages.success(request, str(Text(fr="Tirage fait.", en="Draw completed.")))
            return redirect("audit:sites", key=dossier.key)
    round_ = find_round(dossier)
    rows = list(round_.samplings.order_by("-pk")) if round_ is not None else []
    shown = may_see_draw(request, dossier)
    context = {
        "seal": seal,
        "draw": draw,
        "rows": [_build_row(one, dossier, shown=shown) for one in rows],
        "shown": shown,
        "clocked": ", ".join(CLOCKED_BEACONS),
    }
    return render_dossier_page(request, "audit/sites.html", dossier, "audit", context, 422 if posted else 200)


def may_see_draw(request: HttpRequest, dossier: Dossier) -> bool:
    """Whether the reader may know which sites are drawn: the company, only once the audit has opened."""
    held = find_parties(request.user, dossier)
    if held - COMPANY - {"holder"}:
        return True
    round_ = find_round(dossier)
    return round_ is not None and is_opened_to_company(round_, timezone.localdate())


@require_safe
@page("audit:draw-read")
def listing(request: HttpRequest, dossier: Dossier, number: int) -> HttpResponseBase:
    """The sealed list, as ``filiere referentials sample`` and ``sample-verify`` read it."""
    return _serve_json(
        request, _find_sampling(request, dossier, number).population, f"{dossier.key}-{number}-list.json"
    )


@require_safe
@page("audit:draw-read")
def record(request: HttpRequest, dossier: Dossier, number: int) -> HttpResponseBase:
    """The minutes of the draw, as ``filiere referentials sample-verify`` reads them."""
    found = _find_sampling(request, dossier, number)
    if found.record is None:
        raise Http404
    return _serve_json(request, found.record, f"{dossier.key}-{number}-record.json")


def _serve_json(request: HttpRequest, body: Any, name: str) -> HttpResponseBase:
    content = json.dumps(body, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
    return serve_file(request, content, name=name, media_type="application/json", reading=OWN_SIDE)


def _find_sampling(request: HttpRequest, dossier: Dossier, number: int) -> Sampling:
    found = find_or_404(Sampling.objects.for_dossier(dossier).filter(pk=number).first())
    if not may_see_draw(request, dossier):
        refuse_hidden(request.user, "audit:draw-read", subject_kind="dossier", subject_id=dossier.key)
    return found


def _draw_from_form(request: HttpRequest, dossier: Dossier, form: DrawForm) -> None:
    round_ = find_round(dossier)
    sampling = find_or_404(round_.samplings.last() if round_ is not None else None)
    time = form.cleaned_data["time"]
    draw_sites(
        dossier,
        actor=signed_in_user(request),
        sampling=sampling,
        value=form.cleaned_data["value"],
        time=timezone.make_naive(time).replace(tzinfo=UTC) if time is not None else None,
    )


def _put_in_words(record: DrawRecord, dossier: Dossier) -> DrawRecord:
    """A record as somebody reads it: its rules in words, its strata and sites by their names."""
    release, sites = load_release(dossier), list_audited_sites(dossier)
    # The record to check names a site by its key alone.
    names = {one.key: f"{one.name} ({one.key})" for one in sites}
    words = {**SIZE_LABELS, **{str(key): label for key, label in ACTIVITY_LABELS.items()}}
    countries = Locale(lang()).territories

    def spell_rule(rule: str) -> str:
        return lower_first_letter(describe_expression(release, rule, timezone.localdate(record.sealed_at)))

    def spell_part(part: str) -> str:
        known = words.get(part)
        return lower_first_letter(str(known)) if known else str(countries.get(part.upper(), part))

    added = tuple((spell_rule(rule), value) for rule, value in record.size.add)
    return record.model_copy(
        update={
            "size": record.size.model_copy(update={"rule": spell_rule(record.size.rule), "add": added}),
            "strata": tuple(
                one.model_copy(update={"name": ", ".join(map(spell_part, one.name.split("/")))})
                for one in record.strata
            ),
            "sites": tuple(one.model_copy(update={"key": names.get(one.key, one.key)}) for one in record.sites),
        }
    )


def _build_row(sampling: Sampling, dossier: Dossier, *, shown: bool) -> dict[str, Any]:
    beacon = Beacon.model_validate(sampling.population["beacon"])
    record = DrawRecord.model_validate(sampling.record) if sampling.record is not None and shown else None
    return {
        "sampling": sampling,
        "beacon": beacon,
        "speaks": find_publication_time(beacon),
        "page": find_beacon_page(beacon),
        "sites": len(sampling.population["sites"]),
        "sentences": list(map(str, explain_draw(_put_in_words(record, dossier)))) if record is not None else [],
    }
