"""A text to check: typed, or a file."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from filiere.core import Text
from filiere.site.accounts.rate_limits import RateLimit
from filiere.site.kit.fields import DateField, FileField, TextField

LONGEST_TEXT = 60_000
"""Code points of a text that is typed: some twenty pages."""
LARGEST_FILE = 8_000_000
"""Bytes of a file."""
CHECKS = RateLimit("quotation-checks", 120, window=timedelta(hours=1), lockout=timedelta(minutes=10))
"""Texts of one network, by the page or by a program: reading one takes the processor as long as a page or two."""


class CheckForm(forms.Form):
    """The text, the day on which it is said, and a file in its place."""

    text = TextField(
        Text(fr="Votre texte", en="Your text"),
        Text(fr="En français ou en anglais. Rien n’est conservé.", en="In French or English. Nothing is kept."),
        required=False,
        rows=9,
        max_length=LONGEST_TEXT,
        strip=False,
    )
    file = FileField(
        Text(fr="Ou un fichier", en="Or a file"),
        Text(
            fr="Texte, Word, PDF, courriel ou page web ; 8 Mo et 2 000 nombres au plus.",
            en="Text, Word, PDF, e-mail or web page; at most 8 MB and 2,000 numbers.",
        ),
        required=False,
        too_large=Text(fr="Ce fichier dépasse 8 Mo.", en="This file is larger than 8 MB."),
    )
    said = DateField(
        Text(fr="Dit ou publié le", en="Said or published on"),
        Text(
            fr="« Aujourd’hui » et le présent se lisent à cette date.",
            en="“Today” and the present are read as of this date.",
        ),
        required=False,
        initial=timezone.localdate,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for a text or a file."""
        data: dict[str, Any] = super().clean() or {}
        file = data.get("file")
        if not data.get("text", "").strip() and file is None and not self.errors:
            self.add_error(
                "text", str(Text(fr="Collez un texte, ou choisissez un fichier.", en="Paste a text, or choose a file."))
            )
        return data
