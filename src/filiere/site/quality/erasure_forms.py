"""Forms of erasure: why a delivery is taken back, which customer asks."""

from __future__ import annotations

from django import forms

from filiere.core import Text
from filiere.site.kit import fields
from filiere.site.quality.actions.erase_contacts import ERASURE_REASONS


class ErasureForm(forms.Form):
    """Why a delivery is taken back."""

    reason = fields.ChoiceField(
        Text(fr="Raison, gardée avec l’empreinte", en="Reason, recorded with the fingerprint"), words=ERASURE_REASONS
    )


class CustomerForm(forms.Form):
    """Who asks to be forgotten, as the logs call them."""

    customer = fields.CharField(
        Text(fr="Client, tel que vos journaux le nomment", en="Customer, as identified in your logs"),
        Text(
            fr="Numéro, adresse ou identifiant, signe pour signe : les contacts ne sont connus que par son empreinte. "
            "Ce que vous tapez n’est gardé nulle part.",
            en="Number, address or identifier, character for character: contacts are identified only by its hash. What "
            "you type is not stored anywhere.",
        ),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
