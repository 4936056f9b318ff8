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
