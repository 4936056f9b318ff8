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
from filiere.referentials.workbook import Entry
from filiere.referentials.workbook.layout import key_of
from filiere.site.accounts.access import signed_in
from filiere.site.accounts.refusals import refuse_unseen
from filiere.site.attachments import OWN_SIDE, give_file
from filiere.site.candidature import pricing
from filiere.site.candidature.actions.save_answers import save_answers
from filiere.site.candidature.actions.write_application import (
    SiteGiven,
    declare_change,
    file_application,
    save_perimeter,
)
from filiere.site.candidature.answers import NOTHING, lines_for, standing_of
from filiere.site.candidature.eligibility import eligibility_of, lacks
from filiere.site.candidature.forms import ACTIVITIES, StartForm, SuppliersForm, site_forms
from filiere.site.candidature.perimeter import derived_facts, france_share, sites_of
from filiere.site.candidature.posted import written_in
from filiere.site.candidature.quoting import quote_document
from filiere.site.candidature.starting import categories, organisations_of
from filiere.site.dossiers.actions.act import act
from filiere.site.dossiers.actions.open_dossier import open_dossier
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.rights import allowed, require_in
from filiere.site.dossiers.running import release_of
from filiere.site.dossiers.views.common import dossier_page, with_dossier
from filiere.site.templatetags.filiere import lang as current_lang


def show(request: HttpRequest, faults: Faults) -> None:
    """Tell faults at the top of the next page."""
    for one in faults.faults:
        messages.error(request, f"{one.message} {one.remedy}")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Open a candidature for an organisation that one edits for."""
    mine = organisations_of(request.user)
    lang = current_lang()
    if not mine:
        return render(request, "candidature/start_none.html", {"nav": "dossiers"}, status=403)
    form = StartForm(request.POST or None, organisations=mine, categories=categories(lang))
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
    context = {"form": form, "nav": "dossiers", "categories": categories(lang, notes=True)}
    return render(request, "candidature/start.html", context, status=400 if form.errors else 200)


def either(*rights: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let in whoever holds one of these rights; others are refused for want of the first."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def wrapped(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
            if not any(allowed(request.user, one, dossier) for one in rights):
                require_in(request.user, rights[0], dossier)
            return view(request, dossier)

        return with_dossier("dossier:read")(wrapped)

    return decorate


@require_safe
@either("application:read", "application:inspect")
def application(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The application whole: what it says, whether it is eligible and why, what it costs and asks for."""
    lang, day = current_lang(), timezone.localdate()
    release = release_of(dossier)
    sites = sites_of(dossier)
    standing = standing_of(dossier)
    facts = [
        {"text": str(one.text), "value": _said(one, standing.get(one.place, NOTHING).entry, lang)}
        for one in lines_for(dossier)
        if one.place.kind == "fact"
    ]
    entries = {place: one.entry for place, one in standing.items()}
    context: dict[str, Any] = {
        "sites": [{"site": one, "activity": str(ACTIVITIES[one.activity])} for one in sites],  # type: ignore[index]
        "derived": derived_facts(sites),
        "share": france_share(sites),
        "suppliers": list(dossier.suppliers.values_list("name", flat=True)),
        "facts": facts,
        "category_words": release.referential.categories[dossier.category].text.get(lang),
        "eligibility": eligibility_of(dossier, day, entries, sites),
        "lacks": lacks(dossier, day),
        "may_edit": allowed(request.user, "application:edit", dossier),
        "may_change": allowed(request.user, "application:change", dossier),
        "sees_price": any(allowed(request.user, one, dossier) for one in ("price:read", "price:inspect")),
        "effort": None,
        "price": None,
    }
    if sites:
        try:
            context["effort"] = pricing.effort_of(dossier, day)
            if context["sees_price"]:
                kept = pricing.quote_on(dossier, day)
                context["price"] = kept.body if kept is not None else pricing.price_of(dossier, day).as_json()
                context["price_kept"] = kept
                context["received"] = pricing.received(dossier, day)
                context["known"] = [
                    one for grid in pricing.grids() if grid.referential == dossier.referential for one in grid.known
                ]
        except Faults as faults:
            context["price_faults"] = [str(one.message) for one in faults.faults]
    tab = "application" if allowed(request.user, "application:read", dossier) else "application-filed"
    return dossier_page(request, "candidature/application.html", dossier, tab, context)


def _said(line: Any, entry: Entry, lang: Any) -> str:
    if entry.value in line.choices:
        return str(line.choices[entry.value].get(lang))
    return entry.value


@require_http_methods(["GET", "HEAD", "POST"])
@with_dossier("application:edit")
def perimeter(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Sites and suppliers in."""
    return _perimeter(request, dossier, change=False)


@require_http_methods(["GET", "HEAD", "POST"])
@with_dossier("application:read")
def change(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Declare another perimeter: the application goes back to being checked. A holder declares it with its label."""
    if dossier.label != Dossier.Shown.NONE:
        try:
            return redirect("holders:change", key=dossier.key)
        except NoReverseMatch as error:
            raise Http404 from error
    require_in(request.user, "application:change", dossier)
    return _perimeter(request, dossier, change=True)


def _perimeter(request: HttpRequest, dossier: Dossier, *, change: bool) -> HttpResponse:
    forms = site_forms(dossier, request.POST if request.method == "POST" else None)
    named = "\n".join(dossier.suppliers.values_list("name", flat=True))
    suppliers = SuppliersForm(request.POST if request.method == "POST" else None, initial={"suppliers": named})
    faults: list[str] = []
    if request.method == "POST" and all([suppliers.is_valid(), *[one.is_valid() for one in forms]]):
        sites = [
            SiteGiven(
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
    return dossier_page(
        request,
        "candidature/perimeter.html",
        dossier,
        "application",
        context,
        status=400 if wrong and request.method == "POST" else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@either("application:read", "application:inspect")
def facts(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The facts, asked once."""
    lang = current_lang()
    faults: list[tuple[str | None, str, str]] = []
    mine: dict[Any, Entry] = {}
    conflicts: dict[Any, Any] = {}
    status = 200
    if request.method == "POST":
        written = {place: one for place, one in written_in(request.POST).items() if place.kind == "fact"}
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
    standing = standing_of(dossier)
    lines = [
        {
            "id": key_of(line.place),
            "text": str(line.text),
            "unit": str(line.detail) if line.detail else "",
            "choices": [(value, str(words)) for value, words in line.choices.items()],
            "entry": mine.get(line.place, standing.get(line.place, NOTHING).entry),
            "version": conflicts[line.place].theirs.version
            if line.place in conflicts
            else standing.get(line.place, NOTHING).version,
            "theirs": _said(line, conflicts[line.place].theirs.entry, lang) if line.place in conflicts else "",
        }
        for line in lines_for(dossier)
        if line.place.kind == "fact"
    ]
    context = {
        "lines": lines,
        "faults": faults,
        "conflicts": len(conflicts),
        "saved": None,
        "may_edit": allowed(request.user, "application:edit", dossier),
    }
    return dossier_page(request, "candidature/facts.html", dossier, "application", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@with_dossier("application:edit")
def apply(request: HttpRequest, dossier: Dossier) -> HttpResponse:
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
    context: dict[str, Any] = {"lacks": lacks(dossier, day), "faults": faults, "price": None, "effort": None}
    try:
        context["price"] = pricing.price_of(dossier, day).as_json()
        context["effort"] = pricing.effort_of(dossier, day)
        context["eligibility"] = eligibility_of(dossier, day)
    except Faults as found:
        context["price_faults"] = [str(one.message) for one in found.faults]
    return dossier_page(
        request, "candidature/apply.html", dossier, "application", context, status=400 if faults else 200
    )


@require_safe
@either("price:read", "price:inspect")
def quote(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The quote as a document: the one kept when the application was filed, else the price of today."""
    try:
        body = quote_document(dossier, timezone.localdate(), current_lang(), actor=request.user)
    except Faults as faults:
        show(request, faults)
        return redirect("candidature:application", key=dossier.key)
    name = f"{Text(fr='devis', en='quote')}-{dossier.key}.pdf"
    return give_file(request, body, name=name, media_type="application/pdf", reading=OWN_SIDE)


@require_http_methods(["GET", "HEAD", "POST"])
@with_dossier("dossier:read")
def give_up(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Withdraw the candidature, after a second look."""
    if request.method == "POST":
        try:
            act(dossier, "give_up", actor=request.user, party="candidate")  # type: ignore[arg-type]
        except Faults as faults:
            show(request, faults)
        return redirect("dossiers:overview", key=dossier.key)
    if not allowed(request.user, "mirror:manage", dossier):
        refuse_unseen(request.user, "mirror:manage", subject_kind="dossier", subject_id=dossier.key)
    return dossier_page(request, "candidature/give_up.html", dossier, "application")
