"""Erasing: a delivery, once its reason is said; the contacts of a customer, once they are counted."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from filiere.core import Faults, Text
from filiere.site.accounts.decorators import FormWords, page, signed_in_user
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.forms import show_faults
from filiere.site.quality.actions.erase_contacts import (
    find_customer,
    request_customer_erasure,
    request_delivery_erasure,
)
from filiere.site.quality.erasure_forms import CustomerForm, ErasureForm
from filiere.site.quality.models import Centre, Delivery
from filiere.site.quality.views.page_frame import centre_form_page, centre_page, find_row_or_404, show_act

erase_delivery_page = centre_form_page(
    "quality:erase",
    PageAct(
        lambda delivery, *, actor, reason: request_delivery_erasure(
            actor=actor, centre=delivery.centre, delivery=delivery, reason=reason
        ),
        Text(fr="L’effacement est demandé.", en="Erasure requested."),
        ErasureForm,
    ),
    FormWords(
        Text(fr="Effacer un dépôt", en="Erase a delivery"),
        Text(
            fr=(
                "Ses lignes, son nom, son rapport, et les chiffres calculés depuis sont définitivement effacés ; "
                "ce qu’il avait corrigé est rétabli. Les fichiers des dossiers scellés déjà produits sont effacés "
                "aussi, car ils contiennent ces lignes. Son empreinte, ses comptes, la raison et les sceaux sont "
                "conservés."
            ),
            en="Its rows, its name, its report and the figures computed since are permanently erased; what it had "
            "corrected is restored. The files of the sealed packs made so far are erased too, since they contain "
            "these rows. Its fingerprint, its counts, the reason and the seals are kept.",
        ),
        Text(fr="Effacer ce dépôt", en="Erase this delivery"),
    ),
    frame=partial(show_act, section="deliveries"),
    find=lambda _request, centre, delivery_key: find_row_or_404(Delivery, centre, delivery_key),
    back=lambda delivery: reverse("quality:delivery", args=[delivery.centre.key, delivery.key]),
)
"""Take a delivery back."""


@require_http_methods(["GET", "HEAD", "POST"])
@page("quality:contacts")
def erase_customer_page(request: HttpRequest, centre: Centre) -> HttpResponse:
    """Count the contacts of a customer, then erase them once that is confirmed. What is typed is kept nowhere."""
    form = CustomerForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST":
        try:
            if request.POST.get("key"):
                request_customer_erasure(actor=signed_in_user(request), centre=centre, key=request.POST["key"])
                said = Text(fr="L’effacement est demandé.", en="Erasure requested.")
                messages.success(request, str(said))
                return redirect("quality:settings", key=centre.key)
            if form.is_valid():
                key, count = find_customer(
                    actor=signed_in_user(request), centre=centre, said=form.cleaned_data["customer"]
                )
                context |= {"key": key, "count": count, "looked": True}
        except Faults as faults:
            show_faults(form, faults)
    status = 422 if form.errors and not request.POST.get("key") else 200
    return centre_page(request, "quality/customer.html", centre, "settings", context, status=status)
