"""What staff and the candidate do with an application that asks for a form: check, record a payment, hand in."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from filiere.core import Faults, Text
from filiere.referentials.workbook import AnswerPlace
from filiere.site.accounts.decorators import page
from filiere.site.candidature import pricing
from filiere.site.candidature.actions.check_application import cancel_payment, record_payment, record_register_answer
from filiere.site.candidature.background_checks import REGISTER_QUESTIONS
from filiere.site.candidature.eligibility import assess_eligibility, list_missing_parts
from filiere.site.candidature.forms import PaymentForm, SearchForm
from filiere.site.candidature.submission import find_open_parts
from filiere.site.candidature.views.application import flash_faults
from filiere.site.candidature.views.questionnaire import OpenQuestionnaire
from filiere.site.kit.forms import show_faults
from filiere.site.kit.rights import allowed
from filiere.site.workflow.actions.act import perform_act
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.common import render_dossier_page


@require_http_methods(["GET", "HEAD", "POST"])
@page("register:look_up")
def check_application_page(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Look up what the rules ask of registers, then check the application by the rules."""
    form = SearchForm(request.POST if "search" in request.POST else None)
    if request.method == "POST" and "search" in request.POST:
        if form.is_valid():
            try:
                function, argument = REGISTER_QUESTIONS[0]
                record_register_answer(
                    actor=request.user,  # type: ignore[arg-type]
                    dossier=dossier,
                    function=function,
                    argument=argument,
                    value=form.cleaned_data["value"] == "yes",
                    source=form.cleaned_data["source"],
                )
            except Faults as faults:
                show_faults(form, faults)
            else:
                return redirect(request.path)
    elif request.method == "POST":
        try:
            perform_act(dossier, "check", actor=request.user, party="staff")  # type: ignore[arg-type]
        except Faults as faults:
            flash_faults(request, faults)
            return redirect(request.path)
        return redirect("dossiers:overview", key=dossier.key)
    day = timezone.localdate()
    context = {
        "form": form,
        "eligibility": assess_eligibility(dossier, day),
        "lacks": list_missing_parts(dossier, day),
        "searches": dossier.register_answers.select_related("found_by"),
        "may_check": dossier.state == "applied",
    }
    status = 400 if form.errors else 200
    return render_dossier_page(request, "candidature/check.html", dossier, "application", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page("payment:record")
def payment(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Record money received; a form sent twice counts once."""
    day = timezone.localdate()
    if request.method == "POST" and (wrong := request.POST.get("cancel", "")):
        try:
            number = int(wrong) if wrong.isascii() and wrong.isdigit() and len(wrong) < 12 else 0
            cancel_payment(actor=request.user, dossier=dossier, payment=number)  # type: ignore[arg-type]
        except Faults as faults:
            flash_faults(request, faults)
        return redirect(request.path)
    form = PaymentForm(request.POST or None, initial={"received_on": day, "form": secrets.token_hex(16)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            record_payment(
                actor=request.user,  # type: ignore[arg-type]
                dossier=dossier,
                amount=data["amount"],
                received_on=data["received_on"],
                reference=data["reference"],
                form=data["form"],
            )
        except Faults as faults:
            show_faults(form, faults)
        else:
            messages.success(request, str(Text(fr="Paiement enregistré.", en="Payment recorded.")))
            return redirect("dossiers:overview", key=dossier.key)
    quote = pricing.find_quote(dossier, day)
    context = {
        "form": form,
        "quote": quote,
        "payments": dossier.payments.select_related("recorded_by"),
        "received": pricing.sum_payments(dossier, day),
        "left": max(quote.gross - pricing.sum_payments(dossier, day), 0) if quote is not None else None,
    }
    status = 400 if form.errors else 200
    return render_dossier_page(request, "candidature/payment.html", dossier, "application", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page("questionnaire:edit")
def submit_questionnaire(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Hand the questionnaire to the audit, having read what is still open."""
    if request.method == "POST":
        try:
            perform_act(dossier, "submit", actor=request.user, party="candidate")  # type: ignore[arg-type]
        except Faults as faults:
            flash_faults(request, faults)
        return redirect("dossiers:overview", key=dossier.key)
    opened = OpenQuestionnaire(dossier)
    found = find_open_parts(dossier, opened.evaluation, opened.entries)
    release = opened.release
    context: dict[str, Any] = {
        "progress": opened.progress(),
        "questions": [
            {"key": key, "theme": release.theme_of[key].key, "text": str(release.criteria[key].text)}
            for key in found.questions
        ],
        "evidence": [str(release.evidence[key].text) for key in found.evidence],
        "claims": sum(
            bool(entry.reason)
            for place, entry in opened.entries.items()
            if isinstance(place, AnswerPlace) and place.kind == "answer"
        ),
        "may_submit": allowed(request.user, "questionnaire:edit", dossier) and dossier.state == "declaring",
    }
    return render_dossier_page(request, "candidature/submit.html", dossier, "questionnaire", context)
