"""Comparing what a client company and its outsourcer say of one contract, with the consent of both."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from filiere.core import Text
from filiere.core.numbers import parse_whole_number
from filiere.site.accounts.decorators import page
from filiere.site.candidature.actions.comparison_consent import accept_mirror, close_mirror, request_mirror
from filiere.site.candidature.contract_comparison import SIDE_CATEGORIES, is_client, list_question_pairs
from filiere.site.candidature.forms import SirenForm
from filiere.site.candidature.models import MirrorLink
from filiere.site.kit.act_views import PageAct, act_view
from filiere.site.kit.rights import allowed, require
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import render_dossier_page


def _render_mirror(request: HttpRequest, dossier: Dossier, bound: dict[str, Any], status: int) -> HttpResponse:
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
        "form": bound.get("ask", SirenForm()),
        "links": links,
        "concerned": dossier.category in SIDE_CATEGORIES,
        "manages": allowed(request.user, "mirror:manage", dossier),
    }
    return render_dossier_page(request, "candidature/mirror.html", dossier, "mirror", context, status=status)


def _is_asked_side(link: MirrorLink, dossier: Dossier) -> bool:
    return getattr(link, f"{link.side_of(dossier.organisation)}_agreed_at") is None


def _name_other_side(link: MirrorLink, dossier: Dossier) -> str:
    """The name of the other side: of whoever asked, or agreed; until then the number that was typed."""
    if link.asked_by_id != dossier.organisation_id:
        return link.asked_by.name
    other = (link.outsourcer if is_client(dossier) else link.client) if link.is_agreed else None
    return other.name if other is not None else f"SIREN {link.siren}"


def _read_link(request: HttpRequest, _dossier: Dossier) -> dict[str, int]:
    return {"link": parse_whole_number(request.POST.get("link", ""), 11) or 0}


MIRROR_ACTS = {
    "ask": PageAct(
        request_mirror,
        Text(
            fr=(
                "Demande enregistrée : cette entreprise la verra si elle est inscrite ici. Rien n’est affiché sans "
                "son accord."
            ),
            en="Request saved: the other company will see it if it is registered here. Nothing is shown "
            "without its consent.",
        ),
        SirenForm,
    ),
    "close": PageAct(close_mirror, given=_read_link),
    "agree": PageAct(accept_mirror, given=_read_link),
}
_run_mirror_acts = act_view(
    MIRROR_ACTS, show=_render_mirror, back=lambda dossier: reverse("candidature:mirror", args=[dossier.key])
)


@require_http_methods(["GET", "HEAD", "POST"])
@page("mirror:read")
def mirror(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The comparisons of a dossier: asked, agreed, and what they show."""
    if request.method == "POST":
        require(request.user, "mirror:manage", dossier)
    return _run_mirror_acts(request, dossier)
