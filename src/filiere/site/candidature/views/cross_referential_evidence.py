"""Evidence asked once and reused: what the documents of a candidature may also show under other referentials."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from filiere.core import Text
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.candidature.actions.carry_evidence import carry_evidence
from filiere.site.candidature.cross_referential_evidence import list_reuse_targets, propose_reuse
from filiere.site.kit.rights import allowed
from filiere.site.served_referentials import load_content
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import render_dossier_page


@require_http_methods(["GET", "HEAD", "POST"])
@page("evidence:proposals")
def carry(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The proposals for one release at a time, and what was accepted."""
    targets = list_reuse_targets(dossier)
    target = request.GET.get("release", "") or (targets[0] if targets else "")
    if target and target not in targets:
        raise Http404
    if request.method == "POST" and target:
        wanted = {
            name.removeprefix("take."): set(request.POST.getlist(name))
            for name in request.POST
            if name.startswith("take.")
        }
        new = carry_evidence(dossier, actor=signed_in_user(request), release=target, wanted=wanted)
        told = Text(fr=f"Pièces acceptées : {new}.", en=f"Documents accepted: {new}.")
        messages.success(request, str(told))
        return redirect(f"{request.path}?release={target}")
    library = load_content().library
    context = {
        "targets": [(name, str(library.release(name).title), name == target) for name in targets],
        "proposals": propose_reuse(dossier, target, signed_in_user(request)) if target else (),
        "may_accept": allowed(request.user, "evidence:carry", dossier),
    }
    return render_dossier_page(request, "candidature/carry.html", dossier, "questionnaire", context)
