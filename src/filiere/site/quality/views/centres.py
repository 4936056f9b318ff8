"""The centres of a person, opening the space of one, and its settings: who manages it, how long contacts stay."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Text
from filiere.site.accounts.decorators import FormWords, act_page, page, sign_in_required, signed_in_user
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.forms import run_form_act
from filiere.site.kit.rights import allowed, require
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.members.models import Membership, Organisation
from filiere.site.quality import figure_store
from filiere.site.quality.actions.name_manager import end_manager, invite_manager, name_manager
from filiere.site.quality.actions.open_centre import open_centre, set_retention
from filiere.site.quality.forms import EndForm, ManagerForm, OpenForm, RetentionForm
from filiere.site.quality.models import Centre, QualityManager
from filiere.site.quality.views.page_frame import centre_address, centre_form_page, centre_page


@sign_in_required
@require_safe
def list_centres(request: HttpRequest) -> HttpResponse:
    """The centres that the person acts for, and the organisations for which they may open one."""
    found = list(Centre.objects.visible_to(request.user))
    have = {one.organisation_id for one in found}
    held = (
        Membership.objects.current(timezone.localdate())
        .filter(user=signed_in_user(request))
        .select_related("organisation")
    )
    waiting = [
        one.organisation
        for one in held
        if one.organisation_id not in have and allowed(request.user, "quality:open", one.organisation)
    ]
    managed = {one.pk for one in found if allowed(request.user, "quality:keep", one)}
    context = {"nav": "quality", "section": "centres", "centres": found, "waiting": waiting, "managed": managed}
    return render(request, "quality/centres.html", context)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_centre_page(request: HttpRequest, key: str) -> HttpResponse:
    """Open the space of an organisation that the person acts for."""
    organisation = find_or_404(Organisation.objects.for_key(key))
    require(request.user, "quality:open", organisation)
    if Centre.objects.for_key(key) is not None:
        return redirect("quality:centre", key=key)
    form = OpenForm(request.POST or None)

    def act() -> None:
        data = form.cleaned_data
        made = open_centre(
            organisation,
            actor=signed_in_user(request),
            zone=data["zone"].strip(),
            keep_days=data["keep_days"],
        )
        if data["me"]:
            name_manager(made, actor=signed_in_user(request), user=signed_in_user(request))

    opened = Text(fr="L’espace qualité est ouvert.", en="Quality space opened.")
    if request.method == "POST" and run_form_act(request, form, act, opened):
        return redirect("quality:centre", key=key)
    context = {"nav": "quality", "organisation": organisation, "form": form}
    return render(request, "quality/opening.html", context, status=422 if form.errors else 200)


@require_safe
@page("quality:read")
def show_settings(request: HttpRequest, centre: Centre) -> HttpResponse:
    """Who manages the quality, how long contacts stay, and the doors to change either."""
    today = timezone.localdate()
    running = centre.managers.current(today).select_related("user")
    context: dict[str, Any] = {
        "today": today,
        "managers": [(one, _may_end(request, one)) for one in running],
        "past": centre.managers.filter(until__lt=today).select_related("user"),
        "names": allowed(request.user, "quality:name", centre),
        "erases": allowed(request.user, "quality:erase", centre),
        "erases_people": allowed(request.user, "quality:contacts", centre),
        "kept_since": figure_store.kept_since(centre),
        "manages_already": any(one.user_id == request.user.pk for one in running),
    }
    return centre_page(request, "quality/settings.html", centre, "settings", context)


def _may_end(request: HttpRequest, manager: Any) -> bool:
    own = manager.user_id == request.user.pk
    return manager.until is None and (own or allowed(request.user, "quality:name", manager.centre))


retention_page = centre_form_page(
    "quality:erase",
    PageAct(
        set_retention,
        Text(fr="Durée enregistrée.", en="Retention period saved."),
        RetentionForm,
        form_options=lambda _request, centre: {"initial": {"keep_days": centre.keep_days}},
    ),
    Text(fr="Durée de conservation des contacts", en="How long contacts are kept"),
)

invite_manager_page = centre_form_page(
    "quality:name",
    PageAct(invite_manager, Text(fr="Invitation envoyée.", en="Invitation sent."), ManagerForm),
    Text(fr="Inviter un responsable qualité", en="Invite a quality manager"),
)

become_manager = act_page(
    "quality:name",
    PageAct(
        name_manager,
        Text(fr="Vous êtes responsable qualité.", en="You are now a quality manager."),
        given=lambda request, _centre: {"user": request.user},
    ),
    back=centre_address("quality:settings"),
)
"""Become quality manager of one's own centre."""


def _find_to_end(request: HttpRequest, centre: Centre, number: int) -> QualityManager:
    held = get_object_or_404(centre.managers.select_related("user", "centre__organisation"), pk=number)
    if not _may_end(request, held):
        key = centre.organisation.key
        refuse_hidden(request.user, "quality:end-manager", subject_kind="centre", subject_id=key)
    return held


end_manager_page = centre_form_page(
    "quality:read",
    PageAct(end_manager, Text(fr="Fin inscrite.", en="End recorded."), EndForm),
    lambda held: FormWords(
        Text(fr="Mettre fin à l’accès d’un responsable qualité", en="End the access of a quality manager"),
        held.user.name,
    ),
    find=_find_to_end,
    back=lambda _held: reverse("quality:centres"),
)
"""End the part of a quality manager: one's own, or any for whoever names them."""
