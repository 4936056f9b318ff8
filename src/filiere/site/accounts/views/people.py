"""The list of accounts, for those who keep it: who holds what, invitations, and help for whoever lost a factor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from filiere.core import Faults, Text
from filiere.site.accounts.access import needs, signed_in
from filiere.site.accounts.actions.invite import invite, revoke
from filiere.site.accounts.actions.remove_factor import reset_factors
from filiere.site.accounts.models import User
from filiere.site.accounts.models_access import Invitation
from filiere.site.accounts.permissions import ROLE_LABELS, Permission, Role
from filiere.site.accounts.views.common import told_faults
from filiere.site.templatetags.filiere import lang


class InviteForm(forms.Form):
    """Whom to invite, and to what."""

    email = forms.EmailField(
        max_length=254,
        label=Text(fr="Adresse électronique", en="E-mail address"),  # type: ignore[arg-type]
    )
    role = forms.ChoiceField(
        required=False,
        label=Text(fr="Rôle donné", en="Role given"),  # type: ignore[arg-type]
        help_text=Text(  # type: ignore[arg-type]
            fr="Qui a un rôle doit montrer un second facteur.", en="Whoever has a role must show a second factor."
        ),
    )
    language = forms.ChoiceField(
        choices=[("fr", "Français"), ("en", "English")],
        label=Text(fr="Langue de la lettre", en="Language of the letter"),  # type: ignore[arg-type]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  Declared above; this only tells the type checker.
        none = Text(fr="Aucun : un compte seulement", en="None: an account only").get(lang())
        field.choices = [("", none), *((str(role), ROLE_LABELS[role].get(lang())) for role in Role)]


@needs(Permission.ACCOUNT_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """The accounts and the invitations; a form invites."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        grants = [{"kind": "role", "role": chosen["role"]}] if chosen["role"] else []
        try:
            invite(actor=request.user, email=chosen["email"], grants=grants, language=chosen["language"])
        except Faults as faults:
            for words in told_faults(faults):
                form.add_error(None, words)
        else:
            messages.success(request, Text(fr="Invitation envoyée.", en="Invitation sent.").get(lang()))
            return redirect("accounts:people")
    context = {
        "form": form,
        "people": [
            (user, [ROLE_LABELS[role] for role in sorted(user.held_roles())])
            for user in User.objects.visible_to(request.user)
        ],
        "invitations": [(one, one.state(timezone.now())) for one in Invitation.objects.visible_to(request.user)[:100]],
    }
    return render(request, "accounts/people.html", context, status=422 if form.errors else 200)


@signed_in
@require_POST
def invitation_revoke(request: HttpRequest, key: str) -> HttpResponse:
    """Withdraw an invitation that the reader may see."""
    found = Invitation.objects.visible_to(request.user).filter(key=key).first()
    if found is None:
        raise Http404
    if revoke(actor=request.user, invitation=found):
        messages.success(request, Text(fr="Invitation retirée.", en="Invitation withdrawn.").get(lang()))
    else:
        late = Text(
            fr="Cette invitation a déjà servi ou était déjà retirée.",
            en="This invitation was already used or withdrawn.",
        )
        messages.error(request, late.get(lang()))
    return redirect("accounts:people" if found.created_by_id != request.user.pk else "accounts:account")


@needs(Permission.ACCOUNT_PASSWORD)
@require_POST
def factors_reset(request: HttpRequest, key: str) -> HttpResponse:
    """Remove the second factors of somebody who lost them; their sessions close."""
    user = User.objects.visible_to(request.user).filter(key=key).first()
    if user is None:
        raise Http404
    try:
        reset_factors(actor=request.user, user=user)
    except Faults as faults:
        for words in told_faults(faults):
            messages.error(request, words)
    else:
        done = Text(
            fr="Seconds facteurs retirés ; la personne en choisira un à sa prochaine connexion.",
            en="Second factors removed; the person will set one when they next sign in.",
        )
        messages.success(request, done.get(lang()))
    return redirect("accounts:people")
