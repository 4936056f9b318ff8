"""Telling bots from people in a public form, without asking people anything.

A bot fills in every field, the hidden one included, and submits at once; or it submits the form without having
loaded its page. Such a form must give a bot the same reply as a person, and do nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from filiere.core import Text
from filiere.site.accounts.sealing import UnreadableSeal, register_unstored_purpose, seal_text, unseal_text
from filiere.site.kit.fields import CharField

SHOWN_PURPOSE = register_unstored_purpose("form-shown")
SHORTEST_TIME = timedelta(seconds=3)
"""No person fills in a form sooner after its page was made."""


def _seal_moment() -> str:
    return seal_text(SHOWN_PURPOSE, timezone.now().isoformat())


class RobotTrap(forms.Form):
    """The two fields of the trap, for a form to inherit."""

    website = CharField(
        Text(fr="Laissez ce champ vide", en="Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
        template_name="forms/trap.html",
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput, initial=_seal_moment)

    def is_robot(self, now: datetime) -> bool:
        """Whether a program sent what this form holds, to be asked once it is valid."""
        held: dict[str, Any] = self.cleaned_data
        try:
            shown = parse_datetime(unseal_text(SHOWN_PURPOSE, held.pop("shown")))
        except UnreadableSeal:
            shown = None
        return bool(held.pop("website")) or shown is None or now - shown < SHORTEST_TIME
