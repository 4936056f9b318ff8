"""Where the logo is shown, and the follow-up of its removal place by place."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from filiere.core import Faults, Text
from filiere.site.accounts.decorators import page
from filiere.site.holders import attachments
from filiere.site.holders.actions.places import declare_unmarked, list_place, prove_place, refuse_proof
from filiere.site.holders.labels import PLACE_KIND_LABELS
from filiere.site.holders.models import Place, Proof
from filiere.site.holders.procedure_inputs import is_place_proven, is_unmarking_proven
from filiere.site.holders.views.common import get_form_data, handle_form
from filiere.site.holders.views.forms import PlaceForm, ProofForm, ReasonForm
from filiere.site.kit.forms import flash_faults, show_faults
from filiere.site.kit.rights import allowed
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.common import render_dossier_page


@require_http_methods(["GET", "HEAD", "POST"])
@page("label:read")
def places(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The list, and the form to add a place for those who may."""
    today = timezone.localdate()
    may = allowed(request.user, "unmarking:list", dossier)
    form = PlaceForm(get_form_data(request)) if may or request.method == "POST" else None
    if request.method == "POST" and form is not None and (form.is_valid() or not may):
        data = form.cleaned_data if may else {}
        try:
            list_place(
                actor=request.user,  # type: ignore[arg-type]  # signed in, hence an account
                dossier=dossier,
                kind=data.get("kind", ""),
                words=data.get("words", ""),
            )
        except Faults as faults:
            show_faults(form, faults)
        else:
            return redirect("holders:places", key=dossier.key)
    found = dossier.logo_places.prefetch_related("proofs")
    names = attachments.name_readable_documents(
        request.user, dossier, (proof.document for one in found for proof in one.proofs.all())
    )
    rows = [
        {
            "row": one,
            "kind": PLACE_KIND_LABELS[Place.Kind(one.kind)],
            "proven": is_place_proven(one, today),
            "proofs": [(proof, names.get(proof.document)) for proof in one.proofs.all()],
        }
        for one in found
    ]
    context = {
        "places": rows,
        "form": form,
        "all_proven": is_unmarking_proven(dossier, today),
        "prove": allowed(request.user, "unmarking:prove", dossier),
        "check": allowed(request.user, "unmarking:check", dossier),
    }
    status = 422 if form is not None and form.errors else 200
    return render_dossier_page(request, "holders/places.html", dossier, "label", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page("unmarking:prove")
def prove_place_page(request: HttpRequest, dossier: Dossier, place: str) -> HttpResponse:
    """Prove that the logo is gone from a place."""
    row = dossier.logo_places.select_related("dossier__organisation").filter(key=place).first()
    if row is None:
        raise Http404
    kind = PLACE_KIND_LABELS[Place.Kind(row.kind)]
    return handle_form(
        request,
        dossier,
        ProofForm(attachments.list_document_choices(request.user, dossier), get_form_data(request)),
        lambda data: prove_place(actor=request.user, place=row, **data),  # type: ignore[arg-type]
        title=Text(fr=f"Prouver le retrait : {kind.fr}", en=f"Prove the removal: {kind.en}"),
        intro=Text(
            fr="Dites comment on voit que le logo n’y est plus, ou qu’il n’y a jamais été. L’équipe du label vérifie.",
            en="Explain how it can be verified that the logo has been removed, or was never there. The label staff "
            "will check.",
        ),
        button=Text(fr="Donner la preuve", en="Submit the evidence"),
        done=Text(fr="La preuve est donnée.", en="Evidence submitted."),
        back="holders:places",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page("unmarking:check")
def refuse(request: HttpRequest, dossier: Dossier, proof: int) -> HttpResponse:
    """Refuse evidence, with the reason."""
    row = Proof.objects.for_dossier(dossier).filter(pk=proof).first()
    if row is None:
        raise Http404
    return handle_form(
        request,
        dossier,
        ReasonForm(get_form_data(request)),
        lambda data: refuse_proof(actor=request.user, proof=row, reason=data["reason"]),  # type: ignore[arg-type]
        title=Text(fr="Refuser une preuve", en="Refuse evidence"),
        intro=Text(
            fr="Le titulaire lit le motif et en donne une autre.",
            en="The holder will read the reason and submit new evidence.",
        ),
        button=Text(fr="Refuser", en="Refuse"),
        done=Text(
            fr="La preuve est refusée ; le titulaire est prévenu.", en="Evidence refused; the holder has been notified."
        ),
        back="holders:places",
    )


@require_http_methods(["POST"])
@page("unmarking:prove")
def unmarking_done(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Say that the logo is gone everywhere."""
    try:
        declare_unmarked(actor=request.user, dossier=dossier)  # type: ignore[arg-type]  # signed in, hence an account
    except Faults as faults:
        flash_faults(request, faults)
    else:
        last = dossier.events.order_by("-number").first()
        proved = last is not None and last.event == "unmarking_proved"
        words = (
            Text(fr="Le retrait du logo est prouvé partout.", en="Removal of the logo is now evidenced everywhere.")
            if proved
            else Text(fr="Il manque encore une preuve : voyez la liste.", en="Evidence is still missing: see the list.")
        )
        messages.success(request, str(words))
    return redirect("holders:places", key=dossier.key)
