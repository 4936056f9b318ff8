"""The page of one account, for those who keep accounts: what it holds, since when, by whom, and what may be done.

What stops somebody is done at once by one person; what gives or gives back power is asked for, and takes two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from filiere.core import Faults, Text
from filiere.site.accounts import countersignature as signed
from filiere.site.accounts.actions.approvals import request_approval
from filiere.site.accounts.actions.close_account import close_account, reopen_account
from filiere.site.accounts.actions.close_sessions import close_sessions
from filiere.site.accounts.actions.grant_role import ROLE, role_payload
from filiere.site.accounts.actions.remove_factor import reset_factors
from filiere.site.accounts.actions.send_password_link import send_password_link
from filiere.site.accounts.actions.withdraw_role import withdraw_role
from filiere.site.accounts.approvals import describe_approval
from filiere.site.accounts.decorators import page, reauthentication_required, signed_in_user
from filiere.site.accounts.extension_points import are_opposed, list_account_lines, list_sole_actor_cases
from filiere.site.accounts.letters import NO_MAIL_SERVER, can_send_letters
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.rights import ROLE_LABELS, TWO_PEOPLE_REASONS, Role
from filiere.site.accounts.second_factor import holds_seat, requires_second_factor
from filiere.site.accounts.views.common import format_faults
from filiere.site.kit.lookups import find_or_404


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
ERASE = AccountAct(signed.ERASE, Text(fr="Effacer la personne, pour toujours", en="Permanently erase the person"))

ONE_PERSON_ACTS: dict[str, tuple[Callable[..., object], Text]] = {
    SESSIONS.value: (close_sessions, Text(fr="Sessions fermées.", en="Sessions closed.")),
    LINK.value: (
        send_password_link,
        Text(
            fr="Lettre écrite : le lien va à la personne, vous ne le voyez pas.",
            en="E-mail queued: the link goes to the person; you do not see it.",
        ),
    ),
    FACTORS.value: (
        reset_factors,
        Text(
            fr="Seconds facteurs retirés ; la personne en choisira un à sa prochaine connexion.",
            en="Second factors removed; the person will set one up when they next sign in.",
        ),
    ),
    CLOSE.value: (close_account, Text(fr="Compte fermé.", en="Account closed.")),
    REOPEN.value: (reopen_account, Text(fr="Compte rouvert.", en="Account reopened.")),
}


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
    label = ROLE_LABELS[role]
    return Text(fr=f"Donner le rôle « {label.fr} »", en=f"Give the role “{label.en}”")


@page("account:read")
@reauthentication_required(methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, key: str) -> HttpResponse:
    """What the account holds; its forms do at once what one person may, and ask for what takes two."""
    user = find_or_404(User.objects.visible_to(request.user).filter(key=key).first())
    faults: Faults | None = None
    if request.method == "POST":
        try:
            return _run_act(request, user)
        except Faults as raised:
            faults = raised
            user.refresh_from_db()
    return render(request, "accounts/person.html", _build_context(request, user, faults), status=422 if faults else 200)


def _run_act(request: HttpRequest, user: User) -> HttpResponse:
    actor, act, wanted = signed_in_user(request), request.POST.get("act", ""), request.POST.get("what", "")
    if act == "ask":
        return redirect("accounts:approval", _request_act(actor, user, wanted, request.POST.get("reason", "")).key)
    if act == "withdraw" and wanted in set(Role):
        withdraw_role(actor=actor, user=user, role=Role(wanted))
        done = Text(fr="Rôle retiré, dès maintenant.", en="Role withdrawn with immediate effect.")
    elif act in ONE_PERSON_ACTS:
        do, done = ONE_PERSON_ACTS[act]
        do(actor=actor, user=user)
    else:
        raise Http404
    messages.success(request, str(done))
    if act == LINK.value and not can_send_letters():
        messages.warning(request, str(NO_MAIL_SERVER))
    return redirect("accounts:person", user.key)


def _request_act(actor: User, user: User, wanted: str, reason: str) -> Approval:
    role = wanted.removeprefix("role:")
    if wanted.startswith("role:") and role in set(Role):
        return request_approval(actor=actor, kind=ROLE, payload=role_payload(user, Role(role)), reason=reason)
    if wanted not in {choice.value for choice in _split_acts(actor, user)[1]}:
        raise Faults.one(
            code="account-act-unknown",
            message=Text(fr="Aucun acte n’a été choisi.", en="No action was chosen."),
            remedy=Text(fr="Choisissez-en un dans la liste.", en="Choose one from the list."),
        )
    return request_approval(actor=actor, kind=wanted, payload={"user": user.key}, reason=reason)


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
            ROLE_LABELS[Role(grant.role)],
            grant.since,
            grant.until,
            grant.granted_by.name if grant.granted_by is not None else "",
            signed.decided_by.name if signed is not None and signed.decided_by is not None else "",
            signed.key if signed is not None else "",
        )


def _build_context(request: HttpRequest, user: User, faults: Faults | None) -> dict[str, object]:
    roles = list(_list_roles(user))
    alone, together = _split_acts(request.user, user)
    requests_about = Approval.objects.visible_to(request.user).filter(concerned=user).waiting(timezone.now())
    return {
        "person": user,
        "own": user.pk == request.user.pk,
        "roles": [one for one in roles if one.until is None],
        "past": [one for one in roles if one.until is not None],
        "held": list_account_lines(user),
        "invitation": user.invitations_accepted.select_related("created_by").order_by("accepted_at").first(),
        "requests": [(one, describe_approval(one)) for one in requests_about],
        "alone": alone,
        "together": together,
        "reasons": [(ROLE_LABELS[role], TWO_PEOPLE_REASONS[role]) for role in Role],
        "faults": format_faults(faults),
        "reason": request.POST.get("reason", "")[:2000],
        "what": request.POST.get("what", ""),
    }
