"""What the staff do with an application that asks for a form: look up registers, check, record a payment."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from filiere.core import Text
from filiere.core.numbers import parse_whole_number
from filiere.site.accounts.decorators import form_page
from filiere.site.candidature import pricing
from filiere.site.candidature.actions.record_payment import cancel_payment, record_payment
from filiere.site.candidature.actions.record_register_answer import record_register_answer
from filiere.site.candidature.eligibility import assess_applying_rules, list_missing_parts
from filiere.site.candidature.exclusion_registers import REGISTER_QUESTIONS
from filiere.site.candidature.forms import PaymentForm, SearchForm
from filiere.site.kit.act_views import PageAct
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import find_overview, render_dossier_page


def _render_check(request: HttpRequest, dossier: Dossier, bound: dict[str, Any], status: int) -> HttpResponse:
    day = timezone.localdate()
    context = {
        "form": bound.get("search", SearchForm()),
        "eligibility": assess_applying_rules(dossier, day),
        "lacks": list_missing_parts(dossier, day),
        "searches": dossier.register_answers.select_related("found_by"),
        "may_check": dossier.state == "applied",
    }
    return render_dossier_page(request, "candidature/check.html", dossier, "application", context, status=status)


CHECK_ACTS = {
    "search": PageAct(
        record_register_answer,
        form=SearchForm,
        given=dict(zip(("function", "argument"), REGISTER_QUESTIONS[0], strict=True)),
    ),
    "check": PageAct(
        perform_act,
        given={"action": "check", "party": "staff"},
        back=lambda dossier, _moved: find_overview(dossier),
    ),
}
check_application_page = form_page(
    "register:look_up",
    CHECK_ACTS,
    show=_render_check,
    back=lambda dossier: reverse("candidature:check", args=[dossier.key]),
)
"""Looking up what the rules ask of registers, then checking the application by the rules."""


def _render_payment(request: HttpRequest, dossier: Dossier, bound: dict[str, Any], status: int) -> HttpResponse:
    day = timezone.localdate()
    quote, received = pricing.find_quote(dossier, day), pricing.sum_payments(dossier, day)
    context = {
        "form": bound.get("record", PaymentForm(initial={"received_on": day, "form": secrets.token_hex(16)})),
        "quote": quote,
        "payments": dossier.payments.select_related("recorded_by"),
        "received": received,
        "left": max(quote.gross - received, 0) if quote is not None else None,
    }
    return render_dossier_page(request, "candidature/payment.html", dossier, "application", context, status=status)


def _read_payment(request: HttpRequest, _dossier: Dossier) -> dict[str, int]:
    return {"payment": parse_whole_number(request.POST.get("cancel", ""), 11) or 0}


PAYMENT_ACTS = {
    "cancel": PageAct(cancel_payment, given=_read_payment),
    "record": PageAct(
        record_payment,
        Text(fr="Paiement enregistré.", en="Payment recorded."),
        PaymentForm,
        back=lambda dossier, _moved: find_overview(dossier),
    ),
}
payment = form_page(
    "payment:record",
    PAYMENT_ACTS,
    show=_render_payment,
    back=lambda dossier: reverse("candidature:record_payment", args=[dossier.key]),
)
"""Recording money received, or cancelling a wrong record; a form sent twice counts once."""
