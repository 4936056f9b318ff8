"""The form where a holder says which services and channels it has, and how buyers reach it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from filiere.core import Text
from filiere.site.accounts.decorators import form_page
from filiere.site.kit import fields
from filiere.site.kit.act_views import PageAct, show_form
from filiere.site.members.models import Organisation
from filiere.site.members.views.common import find_organisation
from filiere.site.register.actions.declare_services import declare_services
from filiere.site.register.facet_labels import CHANNEL_LABELS, SERVICE_LABELS
from filiere.site.register.models import Presentation


class PresentationForm(forms.Form):
    """Which services and channels, and the contact that buyers read."""

    email = fields.EmailField(
        Text(fr="Adresse électronique pour les acheteurs", en="E-mail address for buyers"),
        Text(
            fr="Publiée sur la page de votre label : une adresse de service plutôt que celle d’une personne.",
            en="Published on the page of your label: a service address rather than a person’s.",
        ),
        required=False,
        max_length=254,
    )
    phone = fields.CharField(
        Text(fr="Téléphone pour les acheteurs", en="Telephone for buyers"),
        Text(fr="Publié de même.", en="Also published."),
        required=False,
        max_length=30,
        validators=[RegexValidator(r"\A\+?[0-9 .()-]{6,30}\Z")],
    )
    services = fields.MultipleChoiceField(
        Text(fr="Services", en="Services"), required=False, widget=forms.CheckboxSelectMultiple
    )
    channels = fields.MultipleChoiceField(
        Text(fr="Canaux", en="Channels"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, said: Presentation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if said is not None:
            self.initial = {name: getattr(said, name) for name in self.fields}
        for name, known in (("services", SERVICE_LABELS), ("channels", CHANNEL_LABELS)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  Declared above; only for the type checker.
            field.choices = [(key, str(words)) for key, words in known.items()]


def _render_presentation(
    request: HttpRequest, organisation: Organisation, form: PresentationForm, status: int
) -> HttpResponse:
    title = Text(fr="Contact, services et canaux", en="Contact, services and channels")
    context = {"nav": "label", "form": form, "one": organisation, "title": title}
    return render(request, "register/presentation.html", context, status=status)


_DECLARE = PageAct(
    declare_services,
    Text(fr="Enregistré.", en="Saved."),
    PresentationForm,
    form_options=lambda _request, one: {"said": getattr(one, "presentation", None)},
)


edit_presentation = form_page(
    None,
    _DECLARE,
    find=lambda request, key: find_organisation(request, key, "organisation:edit"),
    show=show_form(_DECLARE, _render_presentation),
    back=lambda one: reverse("register:holder", args=[one.key]),
)
"""What the holder says of itself, by its own people."""
