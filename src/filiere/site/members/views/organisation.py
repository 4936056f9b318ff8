"""One organisation: its record, sites, people and history; each reader sees the forms that they may send."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Text
from filiere.site.accounts.actions.approvals import act_or_request
from filiere.site.accounts.decorators import sign_in_required
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.refusals import refuse_hidden
from filiere.site.kit.forms import run_form_act
from filiere.site.kit.rights import allowed, list_rights, require
from filiere.site.members.actions.keep_contact import add_contact, change_contact
from filiere.site.members.actions.keep_organisation import change_organisation
from filiere.site.members.actions.keep_site import add_site, change_site
from filiere.site.members.actions.memberships import end_membership
from filiere.site.members.directory import KINDS
from filiere.site.members.forms import ContactForm, EndForm, MembershipForm, OrganisationChangeForm, SiteForm
from filiere.site.members.history import read_history
from filiere.site.members.invitations import invite_to_organisation
from filiere.site.members.mandate_requests import request_group
from filiere.site.members.models import Membership, Organisation
from filiere.site.members.rights import (
    EDIT,
    ORGANISATION,
    READ,
    RIGHT_LABELS,
    SPEAK,
    get_inviting_right,
    invitation_takes_two,
    list_membership_rights,
)
from filiere.site.members.views.common import find_organisation

SAVED = Text(fr="Enregistré.", en="Saved.")
GROUP_ASKED = Text(
    fr="Enregistré, sauf le groupe, qui tiendrait un juge hors d’un dossier : une autre personne doit le contresigner.",
    en="Saved, except the group, which would disqualify a voting member from a dossier: someone else must "
    "countersign it.",
)

INVITED = Text(fr="Invitation envoyée.", en="Invitation sent.")
INVITATION_ASKED = Text(
    fr="L’invitation attend qu’une autre personne la contresigne ; la lettre partira alors.",
    en="The invitation is waiting for someone else to countersign it; it will then be sent.",
)


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """A person who acts for the organisation, as the page shows it."""

    membership: Membership
    right: Text
    ends: bool


@sign_in_required
@require_safe
def organisation(request: HttpRequest, key: str) -> HttpResponse:
    """The page of an organisation for its own people and the staff."""
    one = find_organisation(request, key)
    today = timezone.localdate()
    held_there = list_rights(request.user, ORGANISATION, one)
    gives = _list_givable_rights(held_there)
    people = [
        MembershipRow(
            held, RIGHT_LABELS[held.right], held.until is None and (held.user == request.user or held.right in gives)
        )
        for held in one.memberships.current(today).select_related("user", "organisation")
    ]
    context: dict[str, Any] = {
        "nav": "staff",
        "one": one,
        "kind": KINDS[one.kind],
        "today": today,
        "people": people,
        "past": one.memberships.filter(until__lt=today).select_related("user"),
        "sites": one.sites.all(),
        "contacts": one.contacts.all() if _may_read_contacts(request, one, held_there) else None,
        "edits": "organisation:edit" in held_there,
        "keeps": "organisation:keep" in held_there,
        "invites": bool(gives),
        "history": read_history(one) if "organisation:keep" in held_there else (),
    }
    return render(request, "members/organisation.html", context)


def _may_read_contacts(request: HttpRequest, one: Organisation, held: frozenset[str]) -> bool:
    """Staff representatives see who acts for the company, not its private list of contacts."""
    return "organisation:edit" in held or READ in list_membership_rights(request.user, one)


def _may_end(request: HttpRequest, held: Membership) -> bool:
    return held.user_id == request.user.pk or allowed(request.user, get_inviting_right(held.right), held.organisation)


def _list_givable_rights(held: frozenset[str]) -> list[str]:
    """The memberships that whoever holds these rights may give here."""
    return [right for right in (READ, EDIT, SPEAK) if get_inviting_right(right) in held]


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_organisation_page(request: HttpRequest, key: str) -> HttpResponse:
    """The record itself, for the staff."""
    one = find_organisation(request, key)
    require(request.user, "organisation:keep", one)
    user: Any = request.user
    form = OrganisationChangeForm(request.POST or None, row=one, seen=one.version)
    asked: list[Approval] = []

    def save(**given: Any) -> None:
        change_organisation(actor=user, organisation=one, seen=form.cleaned_data["seen"], **given)

    def ask() -> Approval:
        # What one person may change is saved, or nothing is where the request is refused.
        given = form.given()
        with transaction.atomic():
            save(**given | {"group": one.group})
            return request_group(actor=user, organisation=one, group=given["group"], reason=form.cleaned_data["reason"])

    def act() -> None:
        made = act_or_request(lambda: save(**form.given()), ask)
        asked.extend([made] if made is not None else [])

    if request.method == "POST" and run_form_act(request, form, act):
        messages.success(request, str(GROUP_ASKED if asked else SAVED))
        return redirect("accounts:approval", asked[0].key) if asked else redirect("members:organisation", key=one.key)
    return _handle_form(request, one, form, Text(fr="Modifier la fiche", en="Change the record"))


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def site(request: HttpRequest, key: str, site_key: str | None = None) -> HttpResponse:
    """A new site, or one to change."""
    one = find_organisation(request, key)
    require(request.user, "organisation:edit", one)
    row = get_object_or_404(one.sites, key=site_key) if site_key else None
    form = SiteForm(request.POST or None, row=row, seen=one.version)

    def act() -> Any:
        seen = form.cleaned_data["seen"]
        if row is None:
            return add_site(actor=request.user, organisation=one, seen=seen, **form.given())
        return change_site(actor=request.user, site=row, seen=seen, **form.given())

    if request.method == "POST" and run_form_act(request, form, act, SAVED):
        return redirect("members:organisation", key=one.key)
    title = Text(fr="Modifier un site", en="Change a site") if row else Text(fr="Ajouter un site", en="Add a site")
    return _handle_form(request, one, form, title)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, key: str, number: int | None = None) -> HttpResponse:
    """A new contact, or one to change."""
    one = find_organisation(request, key)
    require(request.user, "organisation:edit", one)
    row = get_object_or_404(one.contacts, pk=number) if number else None
    form = ContactForm(request.POST or None, row=row, seen=one.version)

    def act() -> Any:
        seen = form.cleaned_data["seen"]
        if row is None:
            return add_contact(actor=request.user, organisation=one, seen=seen, **form.given())
        return change_contact(actor=request.user, contact=row, seen=seen, **form.given())

    if request.method == "POST" and run_form_act(request, form, act, SAVED):
        return redirect("members:organisation", key=one.key)
    title = (
        Text(fr="Modifier un contact", en="Change a contact")
        if row
        else Text(fr="Ajouter un contact", en="Add a contact")
    )
    return _handle_form(request, one, form, title)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite_page(request: HttpRequest, key: str) -> HttpResponse:
    """Invite somebody to act for the organisation."""
    one = find_organisation(request, key)
    rights = _list_givable_rights(list_rights(request.user, ORGANISATION, one))
    if not rights:
        require(request.user, "organisation:invite", one)
    asks = invitation_takes_two(request.user, one)
    form = MembershipForm(rights, request.POST or None, asks=asks)
    asked: list[Approval] = []

    def act() -> None:
        data = form.cleaned_data
        made, _ = invite_to_organisation(
            actor=request.user,
            organisation=one,
            email=data["email"],
            right=data["right"],
            reason=data.get("reason", ""),
        )
        asked.extend([made.approval] if made.approval is not None else [])

    if request.method == "POST" and run_form_act(request, form, act):
        messages.success(request, str(INVITATION_ASKED if asked else INVITED))
        return redirect("accounts:approval", asked[0].key) if asked else redirect("members:organisation", key=one.key)
    return _handle_form(request, one, form, Text(fr="Inviter un collègue", en="Invite a colleague"), asks=asks)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def end_membership_page(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """End a membership: one's own, or one of the same side."""
    one = find_organisation(request, key)
    held = get_object_or_404(one.memberships.select_related("user", "organisation"), pk=number, until__isnull=True)
    if not _may_end(request, held):
        right = "organisation:end-membership"
        refuse_hidden(request.user, right, subject_kind="organisation", subject_id=one.key)
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and run_form_act(
        request,
        form,
        lambda: end_membership(actor=request.user, membership=held, on=form.cleaned_data["on"]),
        Text(fr="Fin inscrite.", en="End recorded."),
    ):
        mine = allowed(request.user, "organisation:read", one)
        return redirect("members:organisation", key=one.key) if mine else redirect("members:home")
    return _handle_form(
        request, one, form, Text(fr="Mettre fin à l’accès d’une personne", en="End a person’s access"), held.user.name
    )


def _handle_form(
    request: HttpRequest, one: Organisation, form: Any, title: Text, about: str = "", *, asks: bool = False
) -> HttpResponse:
    context = {"nav": "staff", "one": one, "form": form, "title": title, "about": about, "asks": asks}
    return render(request, "members/form.html", context, status=422 if form.errors else 200)
