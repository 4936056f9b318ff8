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
from filiere.site.accounts.access import confirmed, needs
from filiere.site.accounts.actions import account_requests as requests
from filiere.site.accounts.actions.approvals import ask_approval
from filiere.site.accounts.actions.close_account import close_account, reopen_account
from filiere.site.accounts.actions.close_sessions import close_sessions
from filiere.site.accounts.actions.grant_role import ROLE, payload_of
from filiere.site.accounts.actions.remove_factor import reset_factors
from filiere.site.accounts.actions.send_password_link import send_password_link
from filiere.site.accounts.actions.withdraw_role import withdraw_role
from filiere.site.accounts.approvals import words_of
from filiere.site.accounts.models import User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.notices import STAYS, letters_leave
from filiere.site.accounts.permissions import ROLE_LABELS, WHY_TWO, Permission, Role
from filiere.site.accounts.second_factor import holds_seat, second_factor_required
from filiere.site.accounts.shown import things_held
from filiere.site.accounts.views.common import told_faults
from filiere.site.accounts.watching import awaited_alone, opposed


@dataclass(frozen=True, slots=True)
class Choice:
    """An act that the page offers."""

    value: str
    words: Text


SESSIONS = Choice("sessions", Text(fr="Fermer ses sessions", en="Close their sessions"))
LINK = Choice(
    requests.PASSWORD_LINK,
    Text(fr="Lui envoyer un lien pour choisir un nouveau mot de passe", en="Send them a link to choose a new password"),
)
FACTORS = Choice(requests.FACTORS_RESET, Text(fr="Retirer ses seconds facteurs", en="Remove their second factors"))
CLOSE = Choice(requests.CLOSE, Text(fr="Fermer le compte", en="Close the account"))
REOPEN = Choice(requests.REOPEN, Text(fr="Rouvrir le compte", en="Reopen the account"))
ERASE = Choice(requests.ERASE, Text(fr="Effacer la personne, pour toujours", en="Permanently erase the person"))

ALONE: dict[str, tuple[Callable[..., object], Text]] = {
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


def _split(actor: object, user: User) -> tuple[list[Choice], list[Choice]]:
    """What a person does at once to this account, and what takes two."""
    alone: list[Choice] = []
    together: list[Choice] = []
    opened = user.is_active
    powerful = second_factor_required(user)
    for choice, offered, takes_two in (
        (SESSIONS, opened, False),
        (LINK, opened, powerful),
        (FACTORS, user.second_factor_since is not None, powerful),
        (CLOSE, opened, _closed_by_two(actor, user)),
        (REOPEN, not opened, powerful),
        (ERASE, True, True),
    ):
        if offered:
            (together if takes_two else alone).append(choice)
    roles = [Choice(f"role:{role}", _giving(role)) for role in Role if role not in user.held_roles()]
    return alone, [*(roles if opened else []), *together]


def _closed_by_two(actor: object, user: User) -> bool:
    alone = holds_seat(user) or opposed(actor, user) or bool(awaited_alone(user, timezone.localdate()))
    return user.is_active and alone


def _giving(role: Role) -> Text:
    label = ROLE_LABELS[role]
    return Text(fr=f"Donner le rôle « {label.fr} »", en=f"Give the role “{label.en}”")


@needs(Permission.ACCOUNT_READ)
@confirmed(methods=("POST",))
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, key: str) -> HttpResponse:
    """What the account holds; its forms do at once what one person may, and ask for what takes two."""
    user = User.objects.visible_to(request.user).filter(key=key).first()
    if user is None:
        raise Http404
    faults: Faults | None = None
    if request.method == "POST":
        try:
            return _do(request, user)
        except Faults as raised:
            faults = raised
            user.refresh_from_db()
    return render(request, "accounts/person.html", _shown(request, user, faults), status=422 if faults else 200)


def _do(request: HttpRequest, user: User) -> HttpResponse:
    actor, act, wanted = request.user, request.POST.get("act", ""), request.POST.get("what", "")
    assert isinstance(actor, User)  # noqa: S101  The door looked; this tells the type checker.
    if act == "ask":
        return redirect("accounts:approval", _asked(actor, user, wanted, request.POST.get("reason", "")).key)
    if act == "withdraw" and wanted in set(Role):
        withdraw_role(actor=actor, user=user, role=Role(wanted))
        done = Text(fr="Rôle retiré, dès maintenant.", en="Role withdrawn with immediate effect.")
    elif act in ALONE:
        do, done = ALONE[act]
        do(actor=actor, user=user)
    else:
        raise Http404
    messages.success(request, str(done))
    if act == LINK.value and not letters_leave():
        messages.warning(request, str(STAYS))
    return redirect("accounts:person", user.key)


def _asked(actor: User, user: User, wanted: str, reason: str) -> Approval:
    role = wanted.removeprefix("role:")
    if wanted.startswith("role:") and role in set(Role):
        return ask_approval(actor=actor, kind=ROLE, payload=payload_of(user, Role(role)), reason=reason)
    if wanted not in {choice.value for choice in _split(actor, user)[1]}:
        raise Faults.one(
            code="account-act-unknown",
            message=Text(fr="Aucun acte n’a été choisi.", en="No action was chosen."),
            remedy=Text(fr="Choisissez-en un dans la liste.", en="Choose one from the list."),
        )
    return ask_approval(actor=actor, kind=wanted, payload={"user": user.key}, reason=reason)


@dataclass(frozen=True, slots=True)
class Held:
    """A role that was given, by whom and under which second signature; empty words for the operator."""

    role: str
    label: Text
    since: object
    until: object
    by: str
    second: str
    request: str


def _roles(user: User) -> Iterator[Held]:
    rows = user.grants.select_related("granted_by", "approval__decided_by").order_by("until", "-since")
    for grant in rows:
        signed = grant.approval
        yield Held(
            grant.role,
            ROLE_LABELS[Role(grant.role)],
            grant.since,
            grant.until,
            grant.granted_by.name if grant.granted_by is not None else "",
            signed.decided_by.name if signed is not None and signed.decided_by is not None else "",
            signed.key if signed is not None else "",
        )


def _shown(request: HttpRequest, user: User, faults: Faults | None) -> dict[str, object]:
    roles = list(_roles(user))
    alone, together = _split(request.user, user)
    requests_about = Approval.objects.visible_to(request.user).filter(concerned=user).waiting(timezone.now())
    return {
        "person": user,
        "own": user.pk == request.user.pk,
        "roles": [one for one in roles if one.until is None],
        "past": [one for one in roles if one.until is not None],
        "held": things_held(user),
        "invitation": user.invitations_accepted.select_related("created_by").order_by("accepted_at").first(),
        "requests": [(one, words_of(one)) for one in requests_about],
        "alone": alone,
        "together": together,
        "reasons": [(ROLE_LABELS[role], WHY_TWO[role]) for role in Role],
        "faults": told_faults(faults),
        "reason": request.POST.get("reason", "")[:2000],
        "what": request.POST.get("what", ""),
    }
