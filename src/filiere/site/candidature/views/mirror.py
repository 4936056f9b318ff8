"""Comparing what a client company and its outsourcer say of one contract, with the consent of both."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from filiere.core import Faults, Text
from filiere.site.accounts.decorators import page
from filiere.site.candidature.actions.mirror import accept_mirror, close_mirror, request_mirror
from filiere.site.candidature.forms import SirenForm
from filiere.site.candidature.mirrors import SIDE_CATEGORIES, is_client, list_question_pairs
from filiere.site.candidature.models import MirrorLink
from filiere.site.candidature.views.application import flash_faults
from filiere.site.kit.forms import show_faults
from filiere.site.kit.rights import allowed, require
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.common import render_dossier_page


@require_http_methods(["GET", "HEAD", "POST"])
@page("mirror:read")
def mirror(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The comparisons of a dossier: asked, agreed, and what they show."""
    form = SirenForm(request.POST if "ask" in request.POST else None)
    if request.method == "POST":
        require(request.user, "mirror:manage", dossier)
        if "ask" not in request.POST:
            return _handle_answer(request, dossier)
        if form.is_valid():
            try:
                request_mirror(actor=request.user, dossier=dossier, siren=form.cleaned_data["siren"])  # type: ignore[arg-type]
            except Faults as faults:
                show_faults(form, faults)
            else:
                words = Text(
                    fr="Demande gardée : cette entreprise la trouvera si elle est inscrite ici. Rien n’est montré sans "
                    "son accord.",
                    en="Request saved: the other company will see it if it is registered here. Nothing is shown "
                    "without its consent.",
                )
                messages.success(request, str(words))
                return redirect(request.path)
    links = [
        {
            "link": one,
            "other": _name_other_side(one, dossier),
            "asked_of_me": _is_asked_side(one, dossier),
            "pairs": list_question_pairs(dossier, one),
        }
        for one in MirrorLink.objects.for_organisation(dossier.organisation)
        if (one.side_of(dossier.organisation) == "client") == is_client(dossier)
    ]
    context = {
        "form": form,
        "links": links,
        "concerned": dossier.category in SIDE_CATEGORIES,
        "manages": allowed(request.user, "mirror:manage", dossier),
    }
    status = 400 if form.errors else 200
    return render_dossier_page(request, "candidature/mirror.html", dossier, "mirror", context, status=status)


def _is_asked_side(link: MirrorLink, dossier: Dossier) -> bool:
    return getattr(link, f"{link.side_of(dossier.organisation)}_agreed_at") is None


def _name_other_side(link: MirrorLink, dossier: Dossier) -> str:
    """The name of the other side: of whoever asked, or agreed; until then the number that was typed."""
    if link.asked_by_id != dossier.organisation_id:
        return link.asked_by.name
    other = (link.outsourcer if is_client(dossier) else link.client) if link.agreed else None
    return other.name if other is not None else f"SIREN {link.siren}"


def _handle_answer(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    words = request.POST.get("link", "")
    number = int(words) if words.isascii() and words.isdigit() and len(words) < 12 else 0
    do = close_mirror if "close" in request.POST else accept_mirror
    try:
        do(actor=request.user, dossier=dossier, link=number)  # type: ignore[arg-type]
    except Faults as faults:
        flash_faults(request, faults)
    return redirect(request.path)
