"""Forms of one's own account: the password asked again, a new one, and the account that an invitation opens."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from filiere.core import Faults, Text
from filiere.site.accounts.models import LONGEST_NAME, User
from filiere.site.accounts.models_credentials import MAX_FACTOR_NAME
from filiere.site.accounts.reauthentication import check_own_password
from filiere.site.kit.fields import CharField, ChoiceField


def password_field(label: Text, use: str = "current-password", **how: Any) -> CharField:
    """Return a field of a password, whose ``use`` tells the browser which one."""
    widget = forms.PasswordInput(attrs={"autocomplete": use, "required": True})
    return CharField(label, strip=False, widget=widget, **how)


def _check_password(user: User, typed: str) -> str:
    """Return one's own password, or raise its fault; wrong ones are counted, as everywhere that it is asked."""
    try:
        check_own_password(user, typed, now=timezone.now())
    except Faults as faults:
        raise ValidationError([f"{one.message} {one.remedy}" for one in faults.faults]) from None
    return typed


class OwnPasswordForm(forms.Form):
    """One's own password, asked again."""

    password = password_field(Text(fr="Votre mot de passe", en="Your password"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        """Return the password, or its fault."""
        return _check_password(self.user, self.cleaned_data["password"])


class NewPasswordForm(SetPasswordForm[User]):
    """A new password, twice."""

    new_password1 = password_field(Text(fr="Nouveau mot de passe", en="New password"), "new-password")
    new_password2 = password_field(
        Text(fr="Nouveau mot de passe, une seconde fois", en="New password, again"), "new-password"
    )


class OwnPasswordChangeForm(NewPasswordForm, PasswordChangeForm):
    """The present password and the new one."""

    old_password = password_field(Text(fr="Mot de passe actuel", en="Current password"))

    def clean_old_password(self) -> str:
        """Return the present password, or its fault."""
        return _check_password(self.user, self.cleaned_data["old_password"])


class PasskeyForm(forms.Form):
    """What a person calls a device of theirs."""

    name = CharField(
        Text(fr="Nom de l’appareil (facultatif)", en="Name of the device (optional)"),
        required=False,
        max_length=MAX_FACTOR_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CodeGeneratorForm(forms.Form):
    """The first code of an application, and what a person calls it."""

    code = CharField(
        Text(fr="Code de six chiffres que donne l’application", en="Six-digit code shown by the app"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    name = CharField(
        Text(fr="Nom, pour vous y retrouver (facultatif)", en="Name, to help you recognise it (optional)"),
        required=False,
        max_length=MAX_FACTOR_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NewAccountForm(forms.Form):
    """What whoever accepts an invitation says of the account that it opens; the act tells all that is wrong with it."""

    name = CharField(
        Text(fr="Votre nom", en="Your name"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "maxlength": LONGEST_NAME, "required": True}),
    )
    language = ChoiceField(Text(fr="Langue", en="Language"), choices=[("fr", "Français"), ("en", "English")])
    password = password_field(
        Text(
            fr="Mot de passe : douze caractères au moins, une phrase convient très bien",
            en="Password: at least twelve characters; a passphrase works well",
        ),
        "new-password",
        required=False,
    )
