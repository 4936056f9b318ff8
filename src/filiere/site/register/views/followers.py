"""Following a holder, and stopping."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from filiere.core import Text
from filiere.site.accounts.decorators import sign_in_required
from filiere.site.client_addresses import client_network
from filiere.site.kit.forms import run_form_act
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.members.models import Organisation
from filiere.site.pages.name_order import by_name
from filiere.site.register.actions.follow_holder import (
    confirm_follow,
    end_follow,
    follow_holder,
    follow_to_end,
    request_follow,
    unfollow_holder,
)
from filiere.site.register.forms import FollowForm
from filiere.site.register.label_records import labels_of_organisation
from filiere.site.register.views.holders import render_holder


def _find_holder(key: str) -> Organisation:
    if not labels_of_organisation(key):
        raise Http404
    return get_object_or_404(Organisation, key=key)


@never_cache
@require_http_methods(["POST"])
def start_following(request: HttpRequest, key: str) -> HttpResponse:
    """Follow: at once with an account, by a link in a letter with an address."""
    organisation = _find_holder(key)
    if request.user.is_authenticated:
        follow_holder(request.user, organisation)
        words = Text(fr="Vous suivez ce titulaire.", en="You follow this holder.")
        messages.success(request, str(words))
        return redirect("register:holder", key=key)
    form, visitor = FollowForm(request.POST), client_network(request.META)
    words = Text(
        fr=(
            "Un e-mail vient d’être envoyé : ouvrez son lien pour confirmer. Si l’adresse est déjà inscrite, rien "
            "ne change."
        ),
        en="An e-mail has just been sent: open its link to confirm. If the address is already subscribed, nothing "
        "changes.",
    )
    if run_form_act(
        request,
        form,
        lambda: request_follow(form.cleaned_data["email"], organisation, language=lang(), visitor=visitor),
        words,
    ):
        return redirect("register:holder", key=key)
    # A refusal that is of no field is that of a machine that asks too often.
    return render_holder(request, key, form, 429 if form.non_field_errors() else 422)


@sign_in_required
@require_http_methods(["GET", "HEAD"])
def list_follows(request: HttpRequest) -> HttpResponse:
    """The holders that the person follows with their account."""
    user: Any = request.user
    rows = user.follows.select_related("organisation").order_by(by_name("organisation__name"))
    return render(request, "register/follows.html", {"nav": "label", "rows": rows})


@never_cache
@require_http_methods(["POST"])
def stop_following(request: HttpRequest, key: str) -> HttpResponse:
    """Stop following with an account."""
    organisation = get_object_or_404(Organisation, key=key)
    if request.user.is_authenticated:
        unfollow_holder(request.user, organisation)
        words = Text(fr="Vous ne suivez plus ce titulaire.", en="You no longer follow this holder.")
        messages.success(request, str(words))
    return redirect("register:holder", key=key)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_following(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the link that confirms an address: a button, since machines open links too."""
    if request.method != "POST":
        return _render_page(request, "confirm", None)
    row = confirm_follow(token)
    return _render_page(request, "confirmed" if row else "void", row.organisation if row else None, 200 if row else 404)


# The link of a letter is the proof; a mail client that sends the form has no cookie of ours.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def end_following(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the link that ends: one click, then the address is gone."""
    row = follow_to_end(token)
    if row is None:
        return _render_page(request, "void", None, 404)
    organisation = row.organisation
    if request.method != "POST":
        return _render_page(request, "end", organisation)
    end_follow(row)
    return _render_page(request, "ended", organisation)


def _render_page(request: HttpRequest, step: str, organisation: Any, status: int = 200) -> HttpResponse:
    context = {"nav": "label", "step": step, "organisation": organisation}
    return render(request, "register/follow.html", context, status=status)
