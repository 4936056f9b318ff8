"""The first page of a centre: one figure in large under its definition, then all of them, and where they come from."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from filiere.contacts import DefinitionSet
from filiere.core import Faults
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.jobs.models import Job
from filiere.site.kit.forms import flash_faults
from filiere.site.kit.rights import allowed
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.quality import definition_catalogue, figure_store
from filiere.site.quality.actions.compute_figures import request_figures
from filiere.site.quality.figure_store import FINE_INTERVALS, GROUP_COLUMNS, Cut
from filiere.site.quality.job_kinds import JobKind, job_owner
from filiere.site.quality.models import Centre, Delivery, Run
from filiere.site.quality.period_labels import is_month, period_text
from filiere.site.quality.presenters.figures import (
    WAIT_MEASURES,
    build_lines,
    build_value,
    choose_headline,
    choose_opening_period,
    find_unknown_waits,
    format_basis,
    group_by_family,
    last_day_of_run,
    list_additions,
    list_periods,
    read_rows,
)
from filiere.site.quality.querysets import DeliveryQuerySet
from filiere.site.quality.views.page_frame import centre_page
from filiere.site.quality.views.progress import build_centre_job_view


@require_safe
@page("quality:read")
def show_overview(request: HttpRequest, centre: Centre) -> HttpResponse:
    """The page."""
    definition = chosen_definition(request, centre)
    run = figure_store.latest_run(centre, definition.id, version=definition.version)
    context: dict[str, Any] = {
        "definition": definition,
        "offered": definition_catalogue.list_offered(centre),
        "run": run,
        "unknown_waits": find_unknown_waits(centre),
        "wait_measures": WAIT_MEASURES,
        "waiting": Delivery.objects.for_centre(centre).exists(),
        **job_context(request, centre, definition, run),
    }
    if run is not None and not context["absent_words"]:
        context |= _figures_context(request, definition, run)
        context["deliveries"] = source_of_period(context["deliveries"], context["period"])
    return centre_page(request, "quality/overview.html", centre, "overview", context)


def chosen_definition(request: HttpRequest, centre: Centre, parameter: str = "definition") -> DefinitionSet:
    """The set that the address names, the common one without a name; `Http404` for one that is not there."""
    return find_or_404(
        definition_catalogue.find_definition(
            centre, request.GET.get(parameter) or definition_catalogue.COMMON_DEFINITION
        )
    )


def job_context(request: HttpRequest, centre: Centre, definition: DefinitionSet, run: Run | None) -> dict[str, Any]:
    """What the figures under a set were computed from, whether that is the store as it stands, the job that computes
    them, and ``absent_words``, the month that the address asks for where the run has nothing of it."""
    seal = figure_store.store_seal(centre)
    job = Job.objects.for_subject(job_owner(centre), JobKind.RUN, definition.id, definition.name)
    keeps = allowed(request.user, "quality:keep", centre)
    stale = run is not None and run.store != seal
    found = Delivery.objects.for_store(centre) if run is None or not stale else Delivery.objects.for_run(run)
    asked = request.GET.get("period", "")
    absent = run is not None and is_month(asked) and asked not in list_periods(run)
    return {
        "deliveries": found,
        "absent_words": period_text(asked) if absent else "",
        "stale": stale,
        "empty": seal is None,
        "kept_since": figure_store.kept_since(centre),
        "work": build_centre_job_view(job, centre, may_stop=keeps)
        if job is not None and (job.is_open or (job.state == Job.State.FAILED and (run is None or stale)))
        else None,
    }


def source_of_period(deliveries: DeliveryQuerySet, period: str) -> DeliveryQuerySet:
    """The deliveries that the figures of a period come from."""
    return deliveries.of_month(period) if is_month(period) else deliveries


def _figures_context(request: HttpRequest, definition: DefinitionSet, run: Run) -> dict[str, Any]:
    periods = list_periods(run)
    period = request.GET.get("period", "")
    if period not in periods:
        period = choose_opening_period(periods, last_day_of_run(run))
    months = [one for one in periods if one != "all"]
    place = months.index(period) + 1 if period in months else len(months)
    before = months[place] if place < len(months) else None
    now = read_rows(run, period)
    found = build_lines(definition, now, read_rows(run, before) if before else {})
    big = choose_headline(definition, now)
    return {
        "period": period,
        "period_words": period_text(period),
        "before_words": period_text(before) if before else "",
        "periods": [(one, period_text(one)) for one in periods],
        "big": big,
        "big_value": build_value(now[big.key]) if big is not None else None,
        "big_counted": format_basis(now[big.key]) if big is not None else "",
        "families": group_by_family(found),
        "additions": list_additions(found),
        "silent": [one for one in found if not one.value.n],
    }


@require_POST
@page("quality:keep")
def request_computation(request: HttpRequest, centre: Centre) -> HttpResponse:
    """Ask for the figures under a set, or for a finer cut of them, then go back to the page."""
    name, interval, by = (request.POST.get(key, "") for key in ("definition", "interval", "by"))
    groups = tuple(one for one in GROUP_COLUMNS if one in by.split(","))
    cut = next((Cut(one, groups) for one in FINE_INTERVALS if one == interval), None)
    try:
        request_figures(actor=signed_in_user(request), centre=centre, name=name, cut=cut)
    except Faults as faults:
        flash_faults(request, faults)
    return redirect(f"{reverse('quality:centre', args=[centre.key])}?definition={name[:80]}")
