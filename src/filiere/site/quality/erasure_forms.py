"""Forms of erasure: why a delivery is taken back, which customer asks."""

from __future__ import annotations

from typing import Any

from django import forms

from filiere.site.quality.actions.erase_contacts import ERASURE_REASONS
from filiere.site.quality.forms import bilingual_label


class ErasureForm(forms.Form):
    """Why a delivery is taken back."""

    reason = forms.ChoiceField(
        label=bilingual_label("Raison, gardée avec l’empreinte", "Reason, recorded with the fingerprint")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  Declared above; this only tells the type checker.
        field.choices = [(key, str(text)) for key, text in ERASURE_REASONS.items()]


class CustomerForm(forms.Form):
    """Who asks to be forgotten, as the logs call them."""

    customer = forms.CharField(
        max_length=200,
        label=bilingual_label("Client, tel que vos journaux le nomment", "Customer, as identified in your logs"),
        help_text=bilingual_label(
            "Numéro, adresse ou identifiant, signe pour signe : les contacts ne sont connus que par son empreinte. Ce "
            "que vous tapez n’est gardé nulle part.",
            "Number, address or identifier, character for character: contacts are identified only by its hash. What "
            "you type is not stored anywhere.",
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
