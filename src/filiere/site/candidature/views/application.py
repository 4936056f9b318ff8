"""The application: starting one, its perimeter, facts, eligibility, price and effort, and filing it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Text
from filiere.referentials.workbook import AnswerEntry, line_key
from filiere.site.accounts.decorators import page, sign_in_required
from filiere.site.accounts.refusals import refuse_hidden
from filiere.site.candidature import pricing
from filiere.site.candidature.actions.save_answers import save_answers
from filiere.site.candidature.actions.write_application import (
    SiteInput,
    declare_change,
    file_application,
    save_perimeter,
)
from filiere.site.candidature.answers import NO_ANSWER, list_answer_lines, load_standing_answers
from filiere.site.candidature.eligibility import assess_eligibility, list_missing_parts
from filiere.site.candidature.form_parsing import parse_answers
from filiere.site.candidature.forms import ACTIVITY_LABELS, StartForm, SuppliersForm, build_site_forms
from filiere.site.candidature.perimeter import compute_france_share, derive_facts, list_perimeter_sites
from filiere.site.candidature.quote_pdf import render_quote_pdf
from filiere.site.candidature.start_options import list_categories, list_editable_organisations
from filiere.site.kit.file_responses import OWN_SIDE, serve_file
from filiere.site.kit.rights import allowed, require
from filiere.site.workflow.actions.act import perform_act
from filiere.site.workflow.actions.open_dossier import open_dossier
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.common import render_dossier_page


def flash_faults(request: HttpRequest, faults: Faults) -> None:
    """Tell faults at the top of the next page."""
    for one in faults.faults:
        messages.error(request, f"{one.message} {one.remedy}")


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def start_candidature(request: HttpRequest) -> HttpResponse:
    """Open a candidature for an organisation that one edits for."""
    mine = list_editable_organisations(request.user)
    if not mine:
        return render(request, "candidature/start_none.html", {"nav": "dossiers"}, status=403)
    form = StartForm(request.POST or None, organisations=mine, categories=list_categories())
    if request.method == "POST" and form.is_valid():
        chosen = next(one for one in mine if one.key == form.cleaned_data["organisation"])
        try:
            dossier = open_dossier(
                actor=request.user,
                organisation=chosen,
                category=form.cleaned_data["category"],
            )
        except Faults as faults:
            for one in faults.faults:
                form.add_error(None, f"{one.message} {one.remedy}")
        else:
            return redirect("candidature:perimeter", key=dossier.key)
    context = {"form": form, "nav": "dossiers", "categories": list_categories(notes=True)}
    return render(request, "candidature/start.html", context, status=400 if form.errors else 200)


def require_any_right(*rights: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let in whoever holds one of these rights; others are refused for want of the first."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def wrapped(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
            if not any(allowed(request.user, one, dossier) for one in rights):
                require(request.user, rights[0], dossier)
            return view(request, dossier)

        return page("dossier:read")(wrapped)

    return decorate


@require_safe
@require_any_right("application:read", "application:inspect")
def application(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The application whole: what it says, whether it is eligible and why, what it costs and asks for."""
    day = timezone.localdate()
    release = load_release(dossier)
    sites = list_perimeter_sites(dossier)
    standing = load_standing_answers(dossier)
    facts = [
        {"text": str(one.text), "value": _format_line(one, standing.get(one.place, NO_ANSWER).entry)}
        for one in list_answer_lines(dossier)
        if one.place.kind == "fact"
    ]
    entries = {place: one.entry for place, one in standing.items()}
    context: dict[str, Any] = {
        "sites": [{"site": one, "activity": str(ACTIVITY_LABELS[one.activity])} for one in sites],  # type: ignore[index]
        "derived": derive_facts(sites),
        "share": compute_france_share(sites),
        "suppliers": list(dossier.suppliers.values_list("name", flat=True)),
        "facts": facts,
        "category_words": str(release.referential.categories[dossier.category].text),
        "eligibility": assess_eligibility(dossier, day, entries, sites),
        "lacks": list_missing_parts(dossier, day),
        "may_edit": allowed(request.user, "application:edit", dossier),
        "may_change": allowed(request.user, "application:change", dossier),
        "sees_price": any(allowed(request.user, one, dossier) for one in ("price:read", "price:inspect")),
        "effort": None,
        "price": None,
    }
    if sites:
        try:
            context["effort"] = pricing.estimate_dossier_effort(dossier, day)
            if context["sees_price"]:
                kept = pricing.find_quote(dossier, day)
                context["price"] = kept.body if kept is not None else pricing.compute_quote(dossier, day).as_json()
                context["price_kept"] = kept
                context["received"] = pricing.sum_payments(dossier, day)
                context["known"] = [
                    one
                    for grid in pricing.load_price_grids()
                    if grid.referential == dossier.referential
                    for one in grid.known
                ]
        except Faults as faults:
            context["price_faults"] = [str(one.message) for one in faults.faults]
    tab = "application" if allowed(request.user, "application:read", dossier) else "application-filed"
    return render_dossier_page(request, "candidature/application.html", dossier, tab, context)


def _format_line(line: Any, entry: AnswerEntry) -> str:
    if entry.value in line.choices:
        return str(str(line.choices[entry.value]))
    return entry.value


@require_http_methods(["GET", "HEAD", "POST"])
@page("application:edit")
def perimeter(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Sites and suppliers in."""
    return _handle_perimeter(request, dossier, change=False)


@require_http_methods(["GET", "HEAD", "POST"])
@page("application:read")
def change_perimeter(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Declare another perimeter: the application goes back to being checked. A holder declares it with its label."""
    if dossier.label != Dossier.Shown.NONE:
        try:
            return redirect("holders:change", key=dossier.key)
        except NoReverseMatch as error:
            raise Http404 from error
    require(request.user, "application:change", dossier)
    return _handle_perimeter(request, dossier, change=True)


def _handle_perimeter(request: HttpRequest, dossier: Dossier, *, change: bool) -> HttpResponse:
    forms = build_site_forms(dossier, request.POST if request.method == "POST" else None)
    named = "\n".join(dossier.suppliers.values_list("name", flat=True))
    suppliers = SuppliersForm(request.POST if request.method == "POST" else None, initial={"suppliers": named})
    faults: list[str] = []
    if request.method == "POST" and all([suppliers.is_valid(), *[one.is_valid() for one in forms]]):
        sites = [
            SiteInput(
                site=one.site.key,
                headcount=one.cleaned_data["headcount"],
                fte=one.cleaned_data["fte"],
                positions=one.cleaned_data["positions"],
                activity=one.cleaned_data["activity"],
                country=one.cleaned_data["country"].upper(),
            )
            for one in forms
            if one.cleaned_data["inside"]
        ]
        names = suppliers.cleaned_data["suppliers"].splitlines()
        save = declare_change if change else save_perimeter
        try:
            save(actor=request.user, dossier=dossier, sites=sites, suppliers=names)  # type: ignore[arg-type]
        except Faults as found:
            faults = [f"{one.message} {one.remedy}" for one in found.faults]
        else:
            return redirect("candidature:application" if change else "candidature:facts", key=dossier.key)
    wrong = bool(faults or suppliers.errors or any(one.errors for one in forms))
    try:
        add_site = reverse("members:site-new", args=[dossier.organisation.key])
    except NoReverseMatch:
        add_site = ""
    context = {
        "add_site": add_site,
        "forms": forms,
        "suppliers": suppliers,
        "faults": faults,
        "wrong": wrong,
        "change": change,
    }
    return render_dossier_page(
        request,
        "candidature/perimeter.html",
        dossier,
        "application",
        context,
        status=400 if wrong and request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require_any_right("application:read", "application:inspect")
def facts(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The facts, asked once."""
    faults: list[tuple[str | None, str, str]] = []
    mine: dict[Any, AnswerEntry] = {}
    conflicts: dict[Any, Any] = {}
    status = 200
    if request.method == "POST":
        written = {place: one for place, one in parse_answers(request.POST).items() if place.kind == "fact"}
        mine = {place: one.entry for place, one in written.items()}
        try:
            outcome = save_answers(actor=request.user, dossier=dossier, written=written, right="application:edit")  # type: ignore[arg-type]
        except Faults as found:
            faults = [(one.key, str(one.message), str(one.remedy)) for one in found.faults]
            status = 400
        else:
            conflicts = outcome.conflicts
            if not conflicts:
                return redirect("candidature:application", key=dossier.key)
            mine = {place: one.mine for place, one in conflicts.items()}
            status = 409
    standing = load_standing_answers(dossier)
    lines = [
        {
            "id": line_key(line.place),
            "text": str(line.text),
            "unit": str(line.detail) if line.detail else "",
            "choices": [(value, str(words)) for value, words in line.choices.items()],
            "entry": mine.get(line.place, standing.get(line.place, NO_ANSWER).entry),
            "version": conflicts[line.place].theirs.version
            if line.place in conflicts
            else standing.get(line.place, NO_ANSWER).version,
            "theirs": _format_line(line, conflicts[line.place].theirs.entry) if line.place in conflicts else "",
        }
        for line in list_answer_lines(dossier)
        if line.place.kind == "fact"
    ]
    context = {
        "lines": lines,
        "faults": faults,
        "conflicts": len(conflicts),
        "saved": None,
        "may_edit": allowed(request.user, "application:edit", dossier),
    }
    return render_dossier_page(request, "candidature/facts.html", dossier, "application", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@page("application:edit")
def file_application_page(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """File the application, having read what it costs, asks for and still lacks."""
    day = timezone.localdate()
    faults: list[str] = []
    if request.method == "POST":
        try:
            file_application(actor=request.user, dossier=dossier)  # type: ignore[arg-type]
        except Faults as found:
            faults = [f"{one.message} {one.remedy}" for one in found.faults]
        else:
            return redirect("dossiers:overview", key=dossier.key)
    context: dict[str, Any] = {
        "lacks": list_missing_parts(dossier, day),
        "faults": faults,
        "price": None,
        "effort": None,
    }
    try:
        context["price"] = pricing.compute_quote(dossier, day).as_json()
        context["effort"] = pricing.estimate_dossier_effort(dossier, day)
        context["eligibility"] = assess_eligibility(dossier, day)
    except Faults as found:
        context["price_faults"] = [str(one.message) for one in found.faults]
    return render_dossier_page(
        request, "candidature/apply.html", dossier, "application", context, status=400 if faults else 200
    )


@require_safe
@require_any_right("price:read", "price:inspect")
def quote(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The quote as a document: the one kept when the application was filed, else the price of today."""
    try:
        body = render_quote_pdf(dossier, timezone.localdate(), actor=request.user)
    except Faults as faults:
        flash_faults(request, faults)
        return redirect("candidature:application", key=dossier.key)
    name = f"{Text(fr='devis', en='quote')}-{dossier.key}.pdf"
    return serve_file(request, body, name=name, media_type="application/pdf", reading=OWN_SIDE)


@require_http_methods(["GET", "HEAD", "POST"])
@page("dossier:read")
def withdraw_candidature(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Withdraw the candidature, after a second look."""
    if request.method == "POST":
        try:
            perform_act(dossier, "give_up", actor=request.user, party="candidate")  # type: ignore[arg-type]
        except Faults as faults:
            flash_faults(request, faults)
        return redirect("dossiers:overview", key=dossier.key)
    if not allowed(request.user, "mirror:manage", dossier):
        refuse_hidden(request.user, "mirror:manage", subject_kind="dossier", subject_id=dossier.key)
    return render_dossier_page(request, "candidature/give_up.html", dossier, "application")
