"""Where the logo is shown, and the follow-up of its removal place by place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.decorators import FormWords, act_page, form_page
from filiere.site.holders import proof_document_choices
from filiere.site.holders.actions.logo_places import declare_unmarked, list_place, prove_place, refuse_proof
from filiere.site.holders.code_labels import PLACE_KIND_LABELS
from filiere.site.holders.forms import PlaceForm, ProofForm, ReasonForm
from filiere.site.holders.models import Place, Proof
from filiere.site.holders.procedure_conditions import is_place_proven, is_unmarking_proven
from filiere.site.holders.views.common import dossier_address, dossier_form_page
from filiere.site.kit.act_views import PageAct, show_form
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import render_dossier_page


def _render_places(request: HttpRequest, dossier: Dossier, form: PlaceForm, status: int) -> HttpResponse:
    today = timezone.localdate()
    found = dossier.logo_places.prefetch_related("proofs")
    names = proof_document_choices.name_readable_documents(
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
        "form": form if allowed(request.user, "unmarking:list", dossier) else None,
        "all_proven": is_unmarking_proven(dossier, today),
        "prove": allowed(request.user, "unmarking:prove", dossier),
        "check": allowed(request.user, "unmarking:check", dossier),
    }
    return render_dossier_page(request, "holders/places.html", dossier, "label", context, status=status)


_lead_to_places = dossier_address("holders:places")
_LIST = PageAct(list_place, form=PlaceForm)

places = form_page(
    "label:read", _LIST, send_right="unmarking:list", show=show_form(_LIST, _render_places), back=_lead_to_places
)
"""The list, and the form to add a place for those who may."""


def _find_place(_request: HttpRequest, dossier: Dossier, place: str) -> Place:
    return find_or_404(dossier.logo_places.select_related("dossier__organisation").filter(key=place).first())


def _describe_proof(row: Place) -> FormWords:
    kind = PLACE_KIND_LABELS[Place.Kind(row.kind)]
    return FormWords(
        Text(fr=f"Prouver le retrait : {kind.fr}", en=f"Prove the removal: {kind.en}"),
        Text(
            fr="Indiquez comment vérifier que le logo n’y est plus, ou n’y a jamais été. L’équipe du label vérifie.",
            en="Explain how it can be verified that the logo has been removed, or was never there. The label staff "
            "will check.",
        ),
        Text(fr="Déposer la preuve", en="Submit the evidence"),
    )


prove_place_page = dossier_form_page(
    "unmarking:prove",
    PageAct(
        prove_place,
        Text(fr="La preuve est déposée.", en="Evidence submitted."),
        ProofForm,
        form_options=lambda request, row: {
            "documents": proof_document_choices.list_document_choices(request.user, row.dossier)
        },
    ),
    _describe_proof,
    find=_find_place,
    back=_lead_to_places,
)
"""Prove that the logo is gone from a place."""


def _find_proof(_request: HttpRequest, dossier: Dossier, proof: int) -> Proof:
    return find_or_404(Proof.objects.for_dossier(dossier).filter(pk=proof).first())


_REFUSAL = FormWords(
    Text(fr="Refuser une preuve", en="Refuse evidence"),
    Text(
        fr="Le titulaire lit le motif et pourra en déposer une autre.",
        en="The holder will read the reason and submit new evidence.",
    ),
    Text(fr="Refuser", en="Refuse"),
)

refuse = dossier_form_page(
    "unmarking:check",
    PageAct(
        refuse_proof,
        Text(
            fr="La preuve est refusée ; le titulaire est prévenu.", en="Evidence refused; the holder has been notified."
        ),
        ReasonForm,
    ),
    _REFUSAL,
    find=_find_proof,
    back=_lead_to_places,
)
"""Refuse evidence, with the reason."""


def _describe_unmarking(dossier: Dossier) -> Text:
    last = dossier.events.order_by("-number").first()
    if last is not None and last.event == "unmarking_proved":
        return Text(fr="Le retrait du logo est prouvé partout.", en="Removal of the logo is now evidenced everywhere.")
    return Text(fr="Il manque encore une preuve : voyez la liste.", en="Evidence is still missing: see the list.")


unmarking_done = act_page("unmarking:prove", PageAct(declare_unmarked, _describe_unmarking), back=_lead_to_places)
"""Say that the logo is gone everywhere."""
