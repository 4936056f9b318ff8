"""The list of accounts, for those who keep it: who holds what, found by words and by state, and the invitations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from filiere.core import Text
from filiere.core.text import fold_text
from filiere.site.accounts.actions.invite import revoke_invitation, send_invitation
from filiere.site.accounts.approval_rules import MAX_REASON_LENGTH
from filiere.site.accounts.decorators import act_page, form_page
from filiere.site.accounts.letters import NO_MAIL_SERVER, can_send_letters
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.models_credentials import Invitation
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.accounts.rights import ROLE_NAMES, Role
from filiere.site.kit import fields
from filiere.site.kit.act_views import PageAct, show_form

PAGE = 50

STATES: dict[str, Text] = {
    "open": Text(fr="ouverts", en="open"),
    "role": Text(fr="avec un rôle", en="with a role"),
    "no-factor": Text(fr="sans second facteur", en="without a second factor"),
    "closed": Text(fr="fermés", en="closed"),
}

INVITATION_STATES: dict[str, tuple[Text, str]] = {
    "accepted": (Text(fr="acceptée", en="accepted"), "ok"),
    "open": (Text(fr="en attente", en="pending"), "part"),
    "held": (Text(fr="à contresigner", en="awaiting countersignature"), "part"),
    "refused": (Text(fr="refusée", en="refused"), "no"),
    "revoked": (Text(fr="retirée", en="withdrawn"), "no"),
    "expired": (Text(fr="échue", en="expired"), "no"),
}


class InviteForm(forms.Form):
    """Whom to invite, and to what; for a role, why."""

    email = fields.EmailField(Text(fr="Adresse électronique", en="E-mail address"), max_length=254)
    role = fields.ChoiceField(
        Text(fr="Rôle donné", en="Role given"),
        Text(
            fr=(
                "Donner un rôle demande deux personnes : l’e-mail part quand une autre a contresigné. Toute "
                "personne ayant un rôle doit utiliser un second facteur."
            ),
            en="Granting a role requires two people: the e-mail is sent once someone else has countersigned. Anyone "
            "with a role must use a second factor.",
        ),
        required=False,
    )
    reason = fields.CharField(
        Text(fr="Pourquoi ce rôle", en="Why this role"),
        Text(
            fr="Pour un rôle seulement ; la seconde personne et la personne invitée le liront.",
            en="Only for a role; the second person and the person invited will read it.",
        ),
        required=False,
        max_length=MAX_REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    language = fields.ChoiceField(
        Text(fr="Langue de l’e-mail", en="Language of the e-mail"), choices=[("fr", "Français"), ("en", "English")]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  Declared above; this only tells the type checker.
        none = str(Text(fr="Aucun : un compte seulement", en="None: an account only"))
        field.choices = [("", none), *((str(role), str(ROLE_NAMES[role])) for role in Role)]


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation as the list shows it."""

    invitation: Invitation
    state: Text
    mark: str
    may_revoke: bool


def _invite(*, actor: Any, role: str, **given: Any) -> tuple[Invitation, str]:
    return send_invitation(actor=actor, grants=[{"kind": "role", "role": role}] if role else [], **given)


def _answer_invited(request: HttpRequest, _nothing: None, invited: tuple[Invitation, str]) -> HttpResponse:
    made, link = invited
    if link or made.approval is None:
        messages.success(request, str(Text(fr="Invitation envoyée.", en="Invitation sent.")))
        if not can_send_letters():
            messages.warning(request, str(NO_MAIL_SERVER))
        return redirect("accounts:people")
    waits = Text(
        fr="L’invitation attend qu’une autre personne la contresigne ; l’e-mail partira alors.",
        en="The invitation is waiting for someone else to countersign it; it will then be sent.",
    )
    messages.success(request, str(waits))
    return redirect("accounts:approval", made.approval.key)


_INVITE = PageAct(_invite, form=InviteForm, answer=_answer_invited)


def _show_people(request: HttpRequest, form: InviteForm, status: int) -> HttpResponse:
    now, words, state = timezone.now(), request.GET.get("q", "")[:200], request.GET.get("state", "")
    page = Paginator(_search_accounts(request.user, words, state), PAGE).get_page(request.GET.get("page"))
    sent = Invitation.objects.visible_to(request.user).select_related("approval")[:100]
    context = {
        "form": form,
        "page": page,
        "people": [(user, [ROLE_NAMES[role] for role in sorted(user.held_roles())]) for user in page],
        "words": words,
        "state": state,
        "states": STATES.items(),
        "requests": Approval.objects.visible_to(request.user).waiting(now).count(),
        "invitations": [
            InvitationRow(one, *INVITATION_STATES[one.state(now)], one.state(now) in {"open", "held"}) for one in sent
        ],
    }
    return render(request, "accounts/people.html", context, status=status)


people = form_page("account:read", _INVITE, show=show_form(_INVITE, _show_people), back="accounts:people")
"""The accounts and the invitations; a form invites, `?q=` and `?state=` choose."""


def _search_accounts(reader: Any, words: str, state: str) -> list[User]:
    """The accounts whose name or address holds all these words, whatever their case and accents; few, so read here."""
    rows = User.objects.visible_to(reader)
    if state == "open":
        rows = rows.filter(is_active=True)
    elif state == "closed":
        rows = rows.filter(is_active=False)
    elif state == "no-factor":
        rows = rows.filter(second_factor_since__isnull=True, is_active=True)
    elif state == "role":
        rows = rows.filter(grants__until__isnull=True, grants__isnull=False).distinct()
    wanted = fold_text(words).split()
    return [user for user in rows if all(word in fold_text(f"{user.name} {user.email}") for word in wanted)]


def _find_invitation(request: HttpRequest, key: str) -> Invitation:
    """The invitation of that key that the reader may see."""
    found = Invitation.objects.visible_to(request.user).filter(key=key).first()
    if found is None:
        about = {"subject_kind": "invitation", "subject_id": key}
        refuse_hidden(request.user, "invitation:revoke", **about, rows=Invitation, key=key)
    return found


def _answer_revoked(request: HttpRequest, found: Invitation, done: bool) -> HttpResponse:
    if not done:
        late = Text(
            fr="Cette invitation a déjà servi ou était déjà retirée.",
            en="This invitation has already been used or withdrawn.",
        )
        messages.error(request, str(late))
    return redirect("accounts:people" if found.created_by_id != request.user.pk else "accounts:account")


invitation_revoke = act_page(
    None,
    PageAct(
        revoke_invitation,
        lambda done: Text(fr="Invitation retirée.", en="Invitation withdrawn.") if done else None,
        answer=_answer_revoked,
    ),
    find=_find_invitation,
    back="accounts:people",
)
"""Withdraw an invitation that the reader may see."""
