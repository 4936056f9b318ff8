"""The page of one account, for those who keep accounts: what it holds, since when, by whom, and what may be done.

What stops somebody is done at once by one person; what gives or gives back power is asked for, and takes two.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts import countersignature as signed
from filiere.site.accounts.actions.approvals import request_approval
from filiere.site.accounts.actions.close_account import close_account, reopen_account
from filiere.site.accounts.actions.close_sessions import close_sessions
from filiere.site.accounts.actions.grant_role import ROLE, role_payload
from filiere.site.accounts.actions.remove_factor import reset_factors
from filiere.site.accounts.actions.send_password_link import send_password_link
from filiere.site.accounts.actions.withdraw_role import withdraw_role
from filiere.site.accounts.approval_rules import MAX_REASON_LENGTH, describe_approval
from filiere.site.accounts.decorators import form_page, reauthentication_required
from filiere.site.accounts.extension_points import are_opposed, list_account_lines, list_sole_actor_cases
from filiere.site.accounts.letters import NO_MAIL_SERVER, can_send_letters
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import ROLE_NAMES, TWO_PEOPLE_REASONS, Role
from filiere.site.accounts.second_factor_policy import holds_seat, requires_second_factor
from filiere.site.kit import fields
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.shortcuts import find_or_404


@dataclass(frozen=True, slots=True)
class AccountAct:
    """An act that the page offers."""

    value: str
    words: Text


SESSIONS = AccountAct("sessions", Text(fr="Fermer ses sessions", en="Close their sessions"))
LINK = AccountAct(
    signed.PASSWORD_LINK,
    Text(fr="Lui envoyer un lien pour choisir un nouveau mot de passe", en="Send them a link to choose a new password"),
)
FACTORS = AccountAct(signed.FACTORS_RESET, Text(fr="Retirer ses seconds facteurs", en="Remove their second factors"))
CLOSE = AccountAct(signed.CLOSE, Text(fr="Fermer le compte", en="Close the account"))
REOPEN = AccountAct(signed.REOPEN, Text(fr="Rouvrir le compte", en="Reopen the account"))
ERASE = AccountAct(signed.ERASE, Text(fr="Effacer définitivement la personne", en="Permanently erase the person"))


def _split_acts(actor: object, user: User) -> tuple[list[AccountAct], list[AccountAct]]:
    """What a person does at once to this account, and what takes two."""
    alone: list[AccountAct] = []
    together: list[AccountAct] = []
    opened = user.is_active
    powerful = requires_second_factor(user)
    for choice, offered, takes_two in (
        (SESSIONS, opened, False),
        (LINK, opened, powerful),
        (FACTORS, user.second_factor_since is not None, powerful),
        (CLOSE, opened, _needs_two_to_close(actor, user)),
        (REOPEN, not opened, powerful),
        (ERASE, True, True),
    ):
        if offered:
            (together if takes_two else alone).append(choice)
    roles = [AccountAct(f"role:{role}", _describe_giving(role)) for role in Role if role not in user.held_roles()]
    return alone, [*(roles if opened else []), *together]


def _needs_two_to_close(actor: object, user: User) -> bool:
    alone = holds_seat(user) or are_opposed(actor, user) or bool(list_sole_actor_cases(user, timezone.localdate()))
    return user.is_active and alone


def _describe_giving(role: Role) -> Text:
    label = ROLE_NAMES[role]
    return Text(fr=f"Donner le rôle « {label.fr} »", en=f"Give the role “{label.en}”")


class RequestForm(forms.Form):
    """What is asked about an account, and why."""

    what = fields.ChoiceField(Text(fr="Acte demandé", en="Action requested"))
    reason = fields.CharField(
        Text(
            fr="Pourquoi : la seconde personne et la personne concernée le liront",
            en="Reason (the second person and the person concerned will read it)",
        ),
        max_length=MAX_REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, offered: list[AccountAct], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = ("", str(Text(fr="choisissez", en="choose")))
        self.fields["what"].choices = [none, *((one.value, str(one.words)) for one in offered)]  # type: ignore[attr-defined]


def _find_person(request: HttpRequest, key: str) -> User:
    return find_or_404(User.objects.visible_to(request.user).filter(key=key).first())


def _find_role(request: HttpRequest, _user: User) -> dict[str, Role]:
    wanted = request.POST.get("what", "")
    return {"role": Role(find_or_404(wanted if wanted in set(Role) else None))}


def _request_act(user: User, *, actor: User, what: str, reason: str) -> Approval:
    role = what.removeprefix("role:")
    if what != role:
        return request_approval(actor=actor, kind=ROLE, payload=role_payload(user, Role(role)), reason=reason)
    return request_approval(actor=actor, kind=what, payload={"user": user.key}, reason=reason)


def _answer_sent_link(request: HttpRequest, user: User, _made: None) -> HttpResponse:
    if not can_send_letters():
        messages.warning(request, str(NO_MAIL_SERVER))
    return redirect("accounts:person", user.key)


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that was given, by whom and under which second signature; empty words for the operator."""

    role: str
    label: Text
    since: object
    until: object
    by: str
    second: str
    request: str


def _list_roles(user: User) -> Iterator[HeldRole]:
    rows = user.grants.select_related("granted_by", "approval__decided_by").order_by("until", "-since")
    for grant in rows:
        signed = grant.approval
        yield HeldRole(
            grant.role,
            ROLE_NAMES[Role(grant.role)],
            grant.since,
            grant.until,
            grant.granted_by.name if grant.granted_by is not None else "",
            signed.decided_by.name if signed is not None and signed.decided_by is not None else "",
            signed.key if signed is not None else "",
        )


def _show_person(request: HttpRequest, user: User, sent: dict[str, forms.Form], status: int) -> HttpResponse:
    roles = list(_list_roles(user))
    alone, together = _split_acts(request.user, user)
    requests_about = Approval.objects.visible_to(request.user).filter(concerned=user).waiting(timezone.now())
    context = {
        "person": user,
        "own": user.pk == request.user.pk,
        "roles": [one for one in roles if one.until is None],
        "past": [one for one in roles if one.until is not None],
        "held": list_account_lines(user),
        "invitation": user.invitations_accepted.select_related("created_by").order_by("accepted_at").first(),
        "requests": [(one, describe_approval(one)) for one in requests_about],
        "alone": alone,
        "reasons": [(ROLE_NAMES[role], TWO_PEOPLE_REASONS[role]) for role in Role],
        "form": sent.get("ask") or RequestForm(offered=together),
    }
    return render(request, "accounts/person.html", context, status=status)


person = form_page(
    "account:read",
    {
        "withdraw": PageAct(
            withdraw_role,
            Text(fr="Rôle retiré, dès maintenant.", en="Role withdrawn with immediate effect."),
            forms.Form,
            given=_find_role,
        ),
        SESSIONS.value: PageAct(close_sessions, Text(fr="Sessions fermées.", en="Sessions closed."), forms.Form),
        LINK.value: PageAct(
            send_password_link,
            Text(
                fr="E-mail préparé : le lien va à la personne, vous ne le voyez pas.",
                en="E-mail queued: the link goes to the person; you do not see it.",
            ),
            forms.Form,
            answer=_answer_sent_link,
        ),
        FACTORS.value: PageAct(
            reset_factors,
            Text(
                fr="Seconds facteurs retirés ; la personne en choisira un à sa prochaine connexion.",
                en="Second factors removed; the person will set one up when they next sign in.",
            ),
            forms.Form,
        ),
        CLOSE.value: PageAct(close_account, Text(fr="Compte fermé.", en="Account closed."), forms.Form),
        REOPEN.value: PageAct(reopen_account, Text(fr="Compte rouvert.", en="Account reopened."), forms.Form),
        "ask": PageAct(
            _request_act,
            form=RequestForm,
            form_options=lambda request, user: {"offered": _split_acts(request.user, user)[1]},
            back=lambda _user, made: reverse("accounts:approval", args=[made.key]),
        ),
    },
    proof=reauthentication_required(methods=("POST",)),
    find=_find_person,
    show=_show_person,
    back=lambda user: reverse("accounts:person", args=[user.key]),
)
"""What the account holds; its forms do at once what one person may, and ask for what takes two."""
