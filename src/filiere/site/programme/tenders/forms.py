"""Forms of the watch: a notice to read, and one to keep."""

from __future__ import annotations

from django import forms

from filiere.core import Text
from filiere.site.kit.fields import (
    CharField,
    FileField,
    TextField,
    URLField,
)

LONGEST_NOTICE = 200_000
_PASTE = Text(fr="Texte de l’avis", en="Text of the notice")
_PASTE_HINT = Text(
    fr="Collez l’avis entier, ou ses données essentielles en JSON (DECP).",
    en="Paste the whole notice, or its essential data in JSON (DECP).",
)


class CheckForm(forms.Form):
    """A notice, pasted or in a file."""

    text = TextField(_PASTE, _PASTE_HINT, rows=10, required=False, max_length=LONGEST_NOTICE)
    file = FileField(
        Text(fr="ou fichier, texte ou JSON", en="or a file, text or JSON"),
        required=False,
        too_large=Text(fr="Ce fichier dépasse un mégaoctet.", en="This file is larger than one megabyte."),
    )


class KeepForm(forms.Form):
    """A notice that the programme watches."""

    title = CharField(Text(fr="Objet du marché", en="Subject of the contract"), max_length=300)
    buyer = CharField(Text(fr="Acheteur", en="Buyer"), required=False, max_length=200)
    source_url = URLField(
        Text(fr="Adresse de l’avis (facultatif)", en="Address of the notice (optional)"), required=False, max_length=500
    )
    text = TextField(_PASTE, _PASTE_HINT, rows=12, max_length=LONGEST_NOTICE)
