"""The application: starting one, its perimeter, facts, eligibility, price and effort, and filing it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial, wraps
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Text
from filiere.referentials.workbook import AnswerEntry, line_key
from filiere.site.accounts.decorators import form_page, page, signed_in_user
from filiere.site.accounts.refusal_recorder import refuse_hidden
from filiere.site.candidature import pricing
from filiere.site.candidature.actions.file_application import declare_change, file_application
from filiere.site.candidature.actions.open_dossier import open_dossier
from filiere.site.candidature.actions.save_answers import save_answers
from filiere.site.candidature.actions.save_perimeter import save_perimeter
from filiere.site.candidature.case_evaluation import NO_ANSWER, list_answer_lines, load_standing_answers
from filiere.site.candidature.eligibility import assess_applying_rules, list_missing_parts
from filiere.site.candidature.form_parsing import parse_answers
from filiere.site.candidature.forms import ACTIVITY_LABELS, PerimeterForm, StartForm
from filiere.site.candidature.perimeter import compute_france_share, derive_facts, list_perimeter_sites
from filiere.site.candidature.questionnaire_lines import describe_conflict
from filiere.site.candidature.quote_pdf import render_quote_pdf
from filiere.site.candidature.start_options import list_categories, list_editable_organisations, list_running_dossiers
from filiere.site.kit.act_views import PageAct, act_view
from filiere.site.kit.file_responses import OWN_SIDE, serve_file
from filiere.site.kit.forms import flash_faults
from filiere.site.kit.rights import allowed, require
from filiere.site.label.expression_text import format_with_unit, unit_label
from filiere.site.members.models import Organisation
from filiere.site.workflow.actions.perform_act import perform_act
from filiere.site.workflow.engine_adapter import load_release, load_rules
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import find_overview, render_dossier_page


def _render_start(request: HttpRequest, mine: list[Organisation], bound: dict[str, Any], status: int) -> HttpResponse:
    if not mine:
        return render(request, "candidature/start_none.html", {"nav": "dossiers"}, status=403)
    categories = list_categories(notes=True)
    context = {
        "form": bound.get("", StartForm(mine)),
        "nav": "dossiers",
        "categories": categories,
        "known": [(one, str(load_rules(one).words("state", one.state))) for one in list_running_dossiers(mine)],
    }
    return render(request, "candidature/start.html", context, status=status)


start_candidature = form_page(
    None,
    PageAct(
        open_dossier,
        form=StartForm,
        form_arguments=lambda mine: (mine,),
        row=lambda *_: None,
        back=lambda _, dossier: reverse("candidature:perimeter", args=[dossier.key]),
    ),
    find=lambda request: list_editable_organisations(request.user),
    show=_render_start,
    back="candidature:start",
)
"""Opening a candidature for an organisation that one edits for."""


_TABS = {
    "application": "application:read",
    "application-filed": "application:inspect",
    "application-listed": "application:examine",
}
"""The tab of a dossier under which a person reads the application, by the right that opens it."""


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
@require_any_right(*_TABS.values())
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
        "eligibility": assess_applying_rules(dossier, day, entries, sites),
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
                if kept is not None and dossier.state == "quoted":
                    context["payment"] = {
                        "account": settings.FILIERE_BANK_ACCOUNT,
                        "contact": settings.FILIERE_CONTACT,
                        "number": kept.number,
                    }
                context["known"] = [
                    one
                    for grid in pricing.load_price_grids()
                    if grid.referential == dossier.referential
                    for one in grid.known
                ]
        except Faults as faults:
            context["price_faults"] = [str(one.message) for one in faults.faults]
    tab = next(one for one, right in _TABS.items() if allowed(request.user, right, dossier))
    return render_dossier_page(request, "candidature/application.html", dossier, tab, context)


def _format_line(line: Any, entry: AnswerEntry) -> str:
    if entry.value in line.choices:
        return str(line.choices[entry.value])
    return format_with_unit(Decimal(entry.value), str(line.detail)) if entry.value and line.detail else entry.value


def _render_perimeter(
    request: HttpRequest, dossier: Dossier, bound: dict[str, Any], status: int, *, change: bool = False
) -> HttpResponse:
    form = bound.get("", PerimeterForm(dossier))
    try:
        add_site = reverse("members:site-new", args=[dossier.organisation.key])
    except NoReverseMatch:
        add_site = ""
    context = {
        "add_site": add_site,
        "forms": form.sites,
        "suppliers": form,
        "faults": form.non_field_errors(),
        "wrong": status != 200,
        "change": change,
    }
    return render_dossier_page(request, "candidature/perimeter.html", dossier, "application", context, status=status)


def _make_perimeter_act(act: Callable[..., Any], after: str) -> PageAct:
    address = f"candidature:{after}"
    return PageAct(
        act,
        form=PerimeterForm,
        form_arguments=lambda dossier: (dossier,),
        back=lambda dossier, _moved: reverse(address, args=[dossier.key]),
    )


perimeter = form_page(
    "application:edit", _make_perimeter_act(save_perimeter, "facts"), show=_render_perimeter, back=find_overview
)
"""Sites and suppliers in."""

_run_change = act_view(
    _make_perimeter_act(declare_change, "application"), show=partial(_render_perimeter, change=True), back=find_overview
)


@require_http_methods(["GET", "HEAD", "POST"])
@page("application:read")
def change_perimeter(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """Declare another perimeter: the application goes back to being checked. A holder declares it with its label."""
    if dossier.public_status != Dossier.PublicStatus.NONE:
        try:
            return redirect("holders:change", key=dossier.key)
        except NoReverseMatch as error:
            raise Http404 from error
    require(request.user, "application:change", dossier)
    return _run_change(request, dossier)


@require_http_methods(["GET", "HEAD", "POST"])
@require_any_right(*_TABS.values())
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
            outcome = save_answers(dossier, actor=signed_in_user(request), written=written, right="application:edit")
        except Faults as found:
            faults = [(one.key, str(one.message), str(one.remedy)) for one in found.faults]
            status = 422
        else:
            conflicts = outcome.conflicts
            if not conflicts:
                whole = not list_missing_parts(dossier, timezone.localdate())
                return redirect(f"candidature:{'apply' if whole else 'application'}", key=dossier.key)
            mine = {place: one.mine for place, one in conflicts.items()}
            status = 409
    standing = load_standing_answers(dossier)
    lines = [
        {
            "id": line_key(line.place),
            "text": str(line.text),
            "unit": unit_label(str(line.detail)) if line.detail else "",
            "choices": [(value, str(words)) for value, words in line.choices.items()],
            "entry": mine.get(line.place, standing.get(line.place, NO_ANSWER).entry),
            "version": conflicts[line.place].seen
            if line.place in conflicts
            else standing.get(line.place, NO_ANSWER).version,
            "conflict": describe_conflict(conflicts[line.place]) if line.place in conflicts else None,
        }
        for line in list_answer_lines(dossier)
        if line.place.kind == "fact"
    ]
    context = {
        "lines": lines,
        "faults": faults,
        "conflicts": len(conflicts),
        "may_edit": allowed(request.user, "application:edit", dossier),
    }
    return render_dossier_page(request, "candidature/facts.html", dossier, "application", context, status=status)


def _render_filing(request: HttpRequest, dossier: Dossier, _bound: dict[str, Any], status: int) -> HttpResponse:
    day = timezone.localdate()
    context: dict[str, Any] = {
        "lacks": list_missing_parts(dossier, day),
        "price": None,
        "effort": None,
    }
    try:
        context["price"] = pricing.compute_quote(dossier, day).as_json()
        context["effort"] = pricing.estimate_dossier_effort(dossier, day)
        context["eligibility"] = assess_applying_rules(dossier, day)
    except Faults as found:
        context["price_faults"] = [str(one.message) for one in found.faults]
    return render_dossier_page(request, "candidature/apply.html", dossier, "application", context, status=status)


file_application_page = form_page(
    "application:edit", PageAct(file_application, form=forms.Form), show=_render_filing, back=find_overview
)
"""Filing the application, having read what it costs, asks for and still lacks."""


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


def _render_withdrawal(request: HttpRequest, dossier: Dossier, _bound: dict[str, Any], status: int) -> HttpResponse:
    if not allowed(request.user, "mirror:manage", dossier):
        refuse_hidden(request.user, "mirror:manage", subject_kind="dossier", subject_id=dossier.key)
    return render_dossier_page(request, "candidature/give_up.html", dossier, "application", status=status)


withdraw_candidature = form_page(
    "dossier:read",
    PageAct(perform_act, given={"action": "give_up", "party": "candidate"}),
    show=_render_withdrawal,
    back=find_overview,
)
"""Withdrawing the candidature, after a second look."""
