"""Forms of the public register."""

from __future__ import annotations

from typing import Any

from django import forms

from filiere.core import Text
from filiere.site.kit import fields
from filiere.site.kit.forms import RowForm


class FollowForm(RowForm):
    """The address that is to be told what befalls a label."""

    email = fields.EmailField(
        Text(fr="Votre adresse électronique", en="Your e-mail address"),
        Text(
            fr="Vous confirmerez par un lien ; chaque e-mail contient un lien de désinscription, qui efface votre "
            "adresse.",
            en="You will confirm via a link; every e-mail includes one that unsubscribes you and erases your address.",
        ),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__("follow", *args, **options)


class NumberForm(forms.Form):
    """The certificate that is looked for; the view says what is wrong with its number."""

    number = fields.CharField(
        Text(fr="Numéro du certificat", en="Certificate number"),
        max_length=80,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class SealedFileForm(RowForm):
    """A file, or its fingerprint; the view reads them, and says what is wrong."""

    file = forms.FileField(label=Text(fr="Fichier", en="File"), required=False)  # type: ignore[arg-type]
    number = fields.CharField(
        Text(fr="Pour un PDF, le numéro qu’il porte", en="For a PDF, the number shown on it"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "maxlength": 80}),
    )
    fingerprint = fields.CharField(
        Text(fr="ou son empreinte SHA-256", en="or its SHA-256 fingerprint"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "maxlength": 200}),
    )
