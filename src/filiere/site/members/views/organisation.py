"""One organisation: its record, sites, people and history; each reader sees the forms that they may send."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.core import Text
from filiere.site.accounts.actions.approvals import act_or_request
from filiere.site.accounts.decorators import FormWords, sign_in_required
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.rights import allowed, list_rights, require
from filiere.site.members.actions.memberships import end_membership
from filiere.site.members.actions.save_contact import add_contact, change_contact
from filiere.site.members.actions.save_organisation import change_organisation
from filiere.site.members.actions.save_site import add_site, change_site
from filiere.site.members.directory import KINDS
from filiere.site.members.forms import ContactForm, EndForm, MembershipForm, OrganisationChangeForm, SiteForm
from filiere.site.members.history import read_history
from filiere.site.members.invitations import invite_to_organisation
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
from filiere.site.members.seat_requests import request_group
from filiere.site.members.views.common import (
    directory_form_page,
    find_organisation,
    lead_back,
    lead_to_request,
    say_done_or_asked,
)

SAVED = Text(fr="Enregistré.", en="Saved.")
GROUP_ASKED = Text(
    fr=(
        "Enregistré, sauf le groupe, qui écarterait un membre votant d’un dossier : une autre personne doit "
        "le contresigner."
    ),
    en="Saved, except the group, which would disqualify a voting member from a dossier: someone else must "
    "countersign it.",
)

INVITED = Text(fr="Invitation envoyée.", en="Invitation sent.")
INVITATION_ASKED = Text(
    fr="L’invitation attend qu’une autre personne la contresigne ; l’e-mail partira alors.",
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
    shown = find_organisation(request, key)
    today = timezone.localdate()
    held_there = list_rights(request.user, ORGANISATION, shown)
    gives = _list_givable_rights(held_there)
    people = [
        MembershipRow(
            held, RIGHT_LABELS[held.right], held.until is None and (held.user == request.user or held.right in gives)
        )
        for held in shown.memberships.current(today).select_related("user", "organisation")
    ]
    context: dict[str, Any] = {
        "nav": "staff",
        "one": shown,
        "kind": KINDS[shown.kind],
        "today": today,
        "people": people,
        "past": shown.memberships.filter(until__lt=today).select_related("user"),
        "sites": shown.sites.all(),
        "contacts": shown.contacts.all() if _may_read_contacts(request, shown, held_there) else None,
        "edits": "organisation:edit" in held_there,
        "keeps": "organisation:keep" in held_there,
        "invites": bool(gives),
        "history": read_history(shown) if "organisation:keep" in held_there else (),
    }
    return render(request, "members/organisation.html", context)


def _may_read_contacts(request: HttpRequest, organisation: Organisation, held: frozenset[str]) -> bool:
    """Staff representatives see who acts for the company, not its private list of contacts."""
    return "organisation:edit" in held or READ in list_membership_rights(request.user, organisation)


def _may_end(request: HttpRequest, held: Membership) -> bool:
    return held.user_id == request.user.pk or allowed(request.user, get_inviting_right(held.right), held.organisation)


def _list_givable_rights(held: frozenset[str]) -> list[str]:
    """The memberships that whoever holds these rights may give here."""
    return [right for right in (READ, EDIT, SPEAK) if get_inviting_right(right) in held]


def _find_to_edit(request: HttpRequest, key: str, right: str = "organisation:edit") -> Organisation:
    organisation = find_organisation(request, key)
    require(request.user, right, organisation)
    return organisation


def _change_or_request(
    organisation: Organisation, *, actor: User, seen: int | None, reason: str, **given: Any
) -> Approval | None:
    """Change the record, but for a group that takes a second person, which is asked for."""

    def ask() -> Approval:
        # What one person may change is saved, or nothing is where the request is refused.
        with transaction.atomic():
            change_organisation(
                actor=actor, organisation=organisation, seen=seen, **given | {"group": organisation.group}
            )
            return request_group(actor=actor, organisation=organisation, group=given["group"], reason=reason)

    return act_or_request(lambda: change_organisation(actor=actor, organisation=organisation, seen=seen, **given), ask)


change_organisation_page = directory_form_page(
    None,
    PageAct(
        _change_or_request,
        say_done_or_asked(SAVED, GROUP_ASKED),
        OrganisationChangeForm,
        form_options=lambda _request, one: {"row": one, "seen": one.version},
        back=lead_to_request,
    ),
    Text(fr="Modifier la fiche", en="Edit the record"),
    find=lambda request, key: _find_to_edit(request, key, "organisation:keep"),
)
"""The record itself, for the staff."""

_SITE = PageAct(add_site, SAVED, SiteForm, form_options=lambda _request, one: {"seen": one.version})
_CONTACT = replace(_SITE, act=add_contact, form=ContactForm)


def _describe_row(_request: HttpRequest, row: Any) -> dict[str, Any]:
    return {"row": row, "seen": row.organisation.version}


site_new = directory_form_page(None, _SITE, Text(fr="Ajouter un site", en="Add a site"), find=_find_to_edit)
contact_new = directory_form_page(None, _CONTACT, Text(fr="Ajouter un contact", en="Add a contact"), find=_find_to_edit)
site = directory_form_page(
    None,
    replace(_SITE, act=change_site, form_options=_describe_row),
    Text(fr="Modifier un site", en="Edit a site"),
    find=lambda request, key, site_key: get_object_or_404(_find_to_edit(request, key).sites, key=site_key),
)
contact = directory_form_page(
    None,
    replace(_CONTACT, act=change_contact, form_options=_describe_row),
    Text(fr="Modifier un contact", en="Edit a contact"),
    find=lambda request, key, number: get_object_or_404(_find_to_edit(request, key).contacts, pk=number),
)


def _find_to_invite(request: HttpRequest, key: str) -> Organisation:
    organisation = find_organisation(request, key)
    if not _list_givable_rights(list_rights(request.user, ORGANISATION, organisation)):
        require(request.user, "organisation:invite", organisation)
    return organisation


def _invite(organisation: Organisation, *, actor: User, **given: Any) -> Approval | None:
    made, _link = invite_to_organisation(actor=actor, organisation=organisation, **given)
    asked: Approval | None = made.approval
    return asked


invite_page = directory_form_page(
    None,
    PageAct(
        _invite,
        say_done_or_asked(INVITED, INVITATION_ASKED),
        MembershipForm,
        form_options=lambda request, one: {
            "rights": _list_givable_rights(list_rights(request.user, ORGANISATION, one)),
            "asks": invitation_takes_two(request.user, one),
        },
        back=lead_to_request,
    ),
    Text(fr="Inviter un collègue", en="Invite a colleague"),
    find=_find_to_invite,
)
"""Invite somebody to act for the organisation."""


def _find_to_end(request: HttpRequest, key: str, number: str) -> Membership:
    organisation = find_organisation(request, key)
    held = get_object_or_404(
        organisation.memberships.select_related("user", "organisation"), pk=number, until__isnull=True
    )
    if not _may_end(request, held):
        right = "organisation:end-membership"
        refuse_hidden(request.user, right, subject_kind="organisation", subject_id=organisation.key)
    return held


def _end(held: Membership, *, actor: User, on: date) -> bool:
    """End a membership; whether the actor still reads the organisation."""
    end_membership(held, actor=actor, on=on)
    return allowed(actor, "organisation:read", held.organisation)


end_membership_page = directory_form_page(
    None,
    PageAct(
        _end,
        Text(fr="Fin inscrite.", en="End recorded."),
        EndForm,
        back=lambda held, reads: lead_back(held) if reads else reverse("members:home"),
    ),
    lambda held: FormWords(Text(fr="Mettre fin à l’accès d’une personne", en="End a person’s access"), held.user.name),
    find=_find_to_end,
)
"""End a membership: one's own, or one of the same side."""
