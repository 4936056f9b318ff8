"""Asking for an account, confirming the address from its letter; for the staff, the requests that wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Text
from filiere.site.accounts.decorators import form_page, page, signed_in_user
from filiere.site.accounts.demo_people import TYPED_ADDRESSES, is_demo
from filiere.site.accounts.letters import can_send_letters
from filiere.site.accounts.models import LONGEST_EMAIL, LONGEST_NAME, User
from filiere.site.accounts.models_approvals import Approval
from filiere.site.accounts.robot_trap import RobotTrap
from filiere.site.client_addresses import client_network
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.fields import CharField, ChoiceField, EmailField, TextField
from filiere.site.kit.forms import run_form_act
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.members.actions.account_requests import (
    accept_request,
    confirm_request,
    find_known_organisation,
    find_request_of_link,
    refuse_request,
    request_account,
)
from filiere.site.members.directory import KINDS
from filiere.site.members.models import AccountRequest, Membership, Organisation
from filiere.site.members.rights import invitation_takes_two

PAGE = 30

PURPOSES: dict[str, Text] = {
    AccountRequest.Purpose.LABEL: Text(fr="Obtenir le label", en="Obtain the label"),
    AccountRequest.Purpose.MEASURE: Text(
        fr="Mesurer la qualité de service d’un centre", en="Measure the service quality of a centre"
    ),
}
STATES: dict[str, tuple[Text, str]] = {
    AccountRequest.State.ASKED: (Text(fr="à confirmer", en="to confirm"), "part"),
    AccountRequest.State.WAITING: (Text(fr="à l’étude", en="under review"), "part"),
    AccountRequest.State.ACCEPTED: (Text(fr="acceptée", en="accepted"), "ok"),
    AccountRequest.State.REFUSED: (Text(fr="refusée", en="refused"), "no"),
}
LIKELY_KINDS = {key: KINDS[key] for key in ("outsourcer", "in_house", "client_company", "supplier", "association")}
"""Kinds of the organisations that ask; those of bodies of the label are entered in the directory."""


class AccountRequestForm(RobotTrap):
    """Who asks, for which organisation, to do what."""

    organisation_name = CharField(
        Text(fr="Nom de l’organisation", en="Name of the organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    siren = CharField(
        Text(fr="SIREN", en="SIREN"),
        Text(
            fr="Neuf chiffres. Laissez vide pour une organisation établie hors de France.",
            en="Nine digits. Leave empty for an organisation established outside France.",
        ),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    purpose = ChoiceField(Text(fr="Vous voulez", en="You want to"), words=PURPOSES)
    name = CharField(
        Text(fr="Votre nom", en="Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = EmailField(
        Text(fr="Votre adresse électronique professionnelle", en="Your work e-mail address"),
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    message = TextField(
        Text(fr="Votre fonction et votre projet", en="Your position and your project"),
        Text(
            fr="Quelques lignes suffisent : elles aident l’équipe à vous répondre vite.",
            en="A few lines are enough: they help the staff answer you quickly.",
        ),
        required=False,
        max_length=2000,
        rows=4,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_account_page(request: HttpRequest) -> HttpResponse:
    """Ask for an account; every request that can be read is answered the same."""
    form = AccountRequestForm(request.POST if request.method == "POST" else None, initial=_read_purpose(request))

    def send() -> None:
        now = timezone.now()
        if not form.is_robot(now):
            visitor, demo = client_network(request.META), is_demo()
            request_account(visitor=visitor, now=now, language=lang(), fictitious=demo, **form.cleaned_data)
            if demo:
                typed = {*request.session.get(TYPED_ADDRESSES, []), form.cleaned_data["email"]}
                request.session[TYPED_ADDRESSES] = sorted(typed)

    if run_form_act(request, form, send):
        return redirect("account-request-sent")
    demo = is_demo()
    context = {"nav": "label", "form": form, "demo": demo, "sends": demo or can_send_letters()}
    return render(request, "members/account_request_new.html", context, status=422 if form.errors else 200)


def _read_purpose(request: HttpRequest) -> dict[str, str]:
    """What a link to the form says of its reader: ``?purpose=measure``."""
    wanted = request.GET.get("purpose", "")
    return {"purpose": wanted} if wanted in PURPOSES else {}


@require_safe
def account_request_sent(request: HttpRequest) -> HttpResponse:
    """What comes next, whether or not a letter left."""
    return render(request, "members/account_request_sent.html", {"nav": "label", "demo": is_demo()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_account_request(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the link of the letter: the request as it was typed, and a button, since machines open links too."""
    found = find_request_of_link(token)
    if found is not None and request.method == "POST":
        confirm_request(found, actor="anonymous")
        return redirect(request.path)
    context: dict[str, Any] = {"nav": "label", "one": found}
    if found is not None:
        context |= {"purpose": PURPOSES[found.purpose], "asked": found.state == AccountRequest.State.ASKED}
    return render(request, "members/account_request_confirm.html", context, status=200 if found else 404)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request as the list shows it."""

    one: AccountRequest
    purpose: Text
    state: Text
    mark: str


@page("account-request:answer")
@require_safe
def account_requests(request: HttpRequest) -> HttpResponse:
    """The requests that wait, the oldest first; ``?state=answered`` those that were answered, the newest first."""
    answered, seen = request.GET.get("state") == "answered", AccountRequest.objects.visible_to(request.user)
    waiting = seen.filter(state=AccountRequest.State.WAITING)
    found = seen.exclude(pk__in=waiting).order_by("-decided_at", "-pk") if answered else waiting
    shown = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [RequestRow(one, PURPOSES[one.purpose], *STATES[one.state]) for one in shown]
    context = {"nav": "staff", "rows": rows, "page": shown, "answered": answered}
    return render(request, "members/account_requests.html", context)


class AcceptForm(forms.Form):
    """What the person will do for the organisation; its kind, if it is new; why, where that takes two people."""

    kind = ChoiceField(Text(fr="Catégorie de l’organisation", en="Kind of organisation"), words=LIKELY_KINDS)
    right = ChoiceField(
        Text(fr="Ce que la personne pourra faire", en="What the person may do"),
        words={
            Membership.Right.EDIT: Text(fr="remplir et envoyer, en son nom", en="fill in and submit, on its behalf"),
            Membership.Right.READ: Text(fr="lire seulement", en="read only"),
        },
    )
    reason = TextField(
        Text(fr="Pourquoi cette personne", en="Why this person"),
        Text(
            fr="Quelqu’un agit déjà pour cette organisation : un collègue de l’équipe contresigne et lira ce texte.",
            en="Someone already acts for this organisation: a colleague on the staff countersigns and will read this.",
        ),
        rows=3,
    )

    def __init__(self, *args: Any, known: bool, asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            del self.fields["kind"]
        if not asks:
            del self.fields["reason"]


class RefuseForm(forms.Form):
    """Why the request is refused."""

    reason = TextField(
        Text(fr="Motif : la personne le lira dans l’e-mail", en="Reason (the person will read it in the e-mail)"),
        rows=3,
        max_length=2000,
    )


def _find_request(request: HttpRequest, request_key: str) -> AccountRequest:
    return find_or_404(AccountRequest.objects.visible_to(request.user).for_key(request_key))


def _takes_two(user: Any, organisation: Organisation | None) -> bool:
    return organisation is not None and invitation_takes_two(user, organisation)


def _say_accepted(asked: Approval | None) -> Text:
    if asked is None:
        return Text(fr="Demande acceptée : l’invitation est envoyée.", en="Request accepted: the invitation is sent.")
    return Text(
        fr="Demande acceptée : l’invitation partira une fois contresignée par un collègue.",
        en="Request accepted: the invitation will be sent once a colleague has countersigned it.",
    )


_ACTS = {
    "accept": PageAct(
        accept_request,
        _say_accepted,
        AcceptForm,
        form_options=lambda request, one: {
            "known": (known := find_known_organisation(one)) is not None,
            "asks": _takes_two(request.user, known),
        },
    ),
    "refuse": PageAct(
        refuse_request,
        Text(
            fr="Demande refusée : la personne en reçoit le motif.",
            en="Request refused: the person receives the reason.",
        ),
        RefuseForm,
        prefix="refuse",
    ),
}


def _show_request(
    request: HttpRequest, account_request: AccountRequest, sent: dict[str, forms.Form], status: int
) -> HttpResponse:
    user, known = signed_in_user(request), account_request.organisation or find_known_organisation(account_request)
    held = User.objects.for_mailbox(account_request.email)
    context: dict[str, Any] = {
        "nav": "staff",
        "one": account_request,
        "purpose": PURPOSES[account_request.purpose],
        "state": STATES[account_request.state],
        "waits": account_request.state == AccountRequest.State.WAITING,
        "known": known,
        "people": known.memberships.current(timezone.localdate()).select_related("user") if known is not None else (),
        "account": held is not None and held.is_active,
        "barred": known is not None and not allowed(user, "organisation:invite", known),
        "takes_two": _takes_two(user, known),
    }
    if context["waits"]:
        forms_shown = {
            slug: sent.get(slug) or offered.make_form(request, account_request) for slug, offered in _ACTS.items()
        }
        context |= {"accept": forms_shown["accept"], "refuse": forms_shown["refuse"]}
    return render(request, "members/account_request.html", context, status=status)


account_request = form_page(
    "account-request:answer",
    _ACTS,
    find=_find_request,
    show=_show_request,
    back=lambda _one: reverse("account-requests"),
)
"""One request, accepted or refused."""
