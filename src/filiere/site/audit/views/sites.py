"""The draw of the sites: sealing, drawing, and the page from which anybody does it again."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults
from filiere.referentials.sampling import Beacon, Record, explain
from filiere.site.accounts.refusals import refuse_unseen
from filiere.site.attachments import OWN_SIDE, give_file
from filiere.site.audit.actions.sample_sites import draw_sites, seal_sites
from filiere.site.audit.beacons import CLOCKED, SOURCES, next_round, page_of, speaks_at
from filiere.site.audit.models import Sampling
from filiere.site.audit.perimeter import sites_of
from filiere.site.audit.rounds import opened_to_company, round_of
from filiere.site.audit.views.common import area, done, label
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.parties import parties_of
from filiere.site.dossiers.rights import allowed, require_in
from filiere.site.dossiers.views.common import dossier_page, with_dossier
from filiere.site.observatory.staff.forms import show_faults

COMPANY = frozenset({"candidate", "candidate_reader", "staff_representatives"})


class SealForm(forms.Form):
    """The beacon and its round, and the sites flagged at risk with the reason."""

    source = forms.ChoiceField(choices=[(one, one) for one in SOURCES], label=label("Balise publique", "Public beacon"))
    round = forms.RegexField(
        r"\A[0-9]{1,12}\Z",
        label=label("Tour de la balise, à venir", "Future round of the beacon"),
        help_text=label(
            "Pour la balise du NIST, la minute de l’impulsion, en secondes depuis 1970.",
            "For the NIST beacon, the minute of the pulse, in seconds since 1970.",
        ),
    )
    risky = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=label("Sites signalés à risque", "Sites flagged as at risk"),
        help_text=label(
            "Ils augmentent le nombre de sites visités, sans être choisis pour autant.",
            "They increase the number of sites visited, but are not selected for that reason.",
        ),
    )
    why = forms.CharField(
        required=False,
        max_length=500,
        widget=area(2),
        label=label(
            "Motif, s’il y a un risque ou une liste avant celle-ci",
            "Reason, if a site is flagged or a list is being replaced",
        ),
    )

    def __init__(self, dossier: Dossier, data: Any = None) -> None:
        soon = next_round(Beacon(source=SOURCES[0], round="1"), timezone.now())
        super().__init__(data, initial={"source": SOURCES[0], "round": soon})
        field = self.fields["risky"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  Declared above; tells the type checker.
        field.choices = [(one.key, one.name) for one in sites_of(dossier)]


class DrawForm(forms.Form):
    """The value that the beacon published for the round announced."""

    value = forms.CharField(max_length=256, label=label("Valeur de la balise", "Value of the beacon"))
    time = forms.DateTimeField(
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": 1}),
        label=label("Moment de publication, en temps universel", "Time of publication (UTC)"),
        help_text=label(
            "Inutile pour une balise dont le tour dit l’heure.", "Not needed for a beacon whose round gives the time."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_dossier("audit:draw-read")
def sites(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The page: what is sealed, what is drawn, and what nobody can choose afterwards."""
    may_seal, may_draw = (allowed(request.user, f"audit:{name}", dossier) for name in ("seal", "draw"))
    posted = request.POST.get("act") if request.method == "POST" else None
    seal = SealForm(dossier, request.POST if posted == "seal" else None) if may_seal else None
    draw = DrawForm(request.POST if posted == "draw" else None) if may_draw else None
    if posted == "draw" or posted == "seal":
        require_in(request.user, f"audit:{posted}", dossier)
    if posted == "seal" and seal is not None and seal.is_valid():
        data = seal.cleaned_data
        try:
            seal_sites(
                actor=request.user,  # type: ignore[arg-type]  # signed in, hence an account
                dossier=dossier,
                source=data["source"],
                round_=data["round"],
                risky=data["risky"],
                why=data["why"],
            )
        except Faults as faults:
            show_faults(seal, faults)
        else:
            done(
                request,
                "Liste scellée ; son empreinte est dans le journal.",
                "List sealed; its fingerprint is in the journal.",
            )
            return redirect("audit:sites", key=dossier.key)
    if posted == "draw" and draw is not None and draw.is_valid():
        try:
            _draw(request, dossier, draw)
        except Faults as faults:
            show_faults(draw, faults)
        else:
            done(request, "Tirage fait.", "Draw made.")
            return redirect("audit:sites", key=dossier.key)
    round_ = round_of(dossier)
    rows = list(round_.samplings.order_by("-pk")) if round_ is not None else []
    shown = may_see(request, dossier)
    context = {
        "seal": seal,
        "draw": draw,
        "rows": [_row(one, shown=shown) for one in rows],
        "shown": shown,
        "clocked": ", ".join(CLOCKED),
    }
    return dossier_page(request, "audit/sites.html", dossier, "audit", context, 422 if posted else 200)


def may_see(request: HttpRequest, dossier: Dossier) -> bool:
    """Whether the reader may know which sites are drawn: the company, only once the audit has opened."""
    held = parties_of(request.user, dossier)
    if held - COMPANY - {"holder"}:
        return True
    round_ = round_of(dossier)
    return round_ is not None and opened_to_company(round_, timezone.localdate())


@require_safe
@with_dossier("audit:draw-read")
def listing(request: HttpRequest, dossier: Dossier, number: int) -> HttpResponseBase:
    """The sealed list, as ``filiere referentials sample`` and ``sample-verify`` read it."""
    return _file(request, _sampling(request, dossier, number).population, f"{dossier.key}-{number}-list.json")


@require_safe
@with_dossier("audit:draw-read")
def record(request: HttpRequest, dossier: Dossier, number: int) -> HttpResponseBase:
    """The minutes of the draw, as ``filiere referentials sample-verify`` reads them."""
    found = _sampling(request, dossier, number)
    if found.record is None:
        raise Http404
    return _file(request, found.record, f"{dossier.key}-{number}-record.json")


def _file(request: HttpRequest, body: Any, name: str) -> HttpResponseBase:
    content = json.dumps(body, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder)
    return give_file(request, content, name=name, media_type="application/json", reading=OWN_SIDE)


def _sampling(request: HttpRequest, dossier: Dossier, number: int) -> Sampling:
    found = Sampling.objects.for_dossier(dossier).filter(pk=number).first()
    if found is None:
        raise Http404
    if not may_see(request, dossier):
        refuse_unseen(request.user, "audit:draw-read", subject_kind="dossier", subject_id=dossier.key)
    return found


def _draw(request: HttpRequest, dossier: Dossier, form: DrawForm) -> None:
    round_ = round_of(dossier)
    sampling = round_.samplings.last() if round_ is not None else None
    if sampling is None:
        raise Http404
    time = form.cleaned_data["time"]
    draw_sites(
        actor=request.user,  # type: ignore[arg-type]  # signed in, hence an account
        dossier=dossier,
        sampling=sampling,
        value=form.cleaned_data["value"],
        time=timezone.make_naive(time).replace(tzinfo=UTC) if time is not None else None,
    )


def _row(one: Sampling, *, shown: bool) -> dict[str, Any]:
    beacon = Beacon.model_validate(one.population["beacon"])
    record = Record.model_validate(one.record) if one.record is not None and shown else None
    return {
        "sampling": one,
        "beacon": beacon,
        "speaks": speaks_at(beacon),
        "page": page_of(beacon),
        "sites": len(one.population["sites"]),
        "sentences": [str(sentence) for sentence in explain(record)] if record is not None else [],
    }
