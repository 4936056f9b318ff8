"""How patient the callers of a centre are, and the agents that one of its days takes, from its own queue visits."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from filiere.core import Faults, Text
from filiere.core.numbers import format_number
from filiere.site.accounts.decorators import form_page
from filiere.site.jobs.models import Job
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.forms import show_faults
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.quality import figure_store
from filiere.site.quality.actions.measure_patience import MIN_CALLERS, STAFFING_SUBJECT, request_staffing
from filiere.site.quality.explanation_files import staffing_explanation
from filiere.site.quality.job_kinds import JobKind, job_owner
from filiere.site.quality.models import Centre
from filiere.site.quality.presenters.day_staffing import (
    WEEKDAYS,
    build_half_hours,
    compute_day_plan,
    draw_day_chart,
    draw_patience_chart,
    list_patience_facts,
)
from filiere.site.quality.staffing_form import WeekForm
from filiere.site.quality.views.page_frame import centre_address, centre_page
from filiere.site.quality.views.progress import build_centre_job_view
from filiere.staffing import StaffingTarget

EXAMPLE_VALUES = {"level": "80", "threshold": "20", "reading": "offered", "patience": "mean", "shrinkage": "30"}


def _render_week(request: HttpRequest, centre: Centre, _sent: Any, status: int) -> HttpResponse:
    seal = figure_store.store_seal(centre)
    found = staffing_explanation(centre, seal) if seal is not None else None
    context: dict[str, Any] = {"empty": seal is None, "ready": found is not None and found.ready, "least": MIN_CALLERS}
    if found is not None and found.ready:
        every: Any = found.read(lang())
        context |= _week_context(request, every)
    else:
        job = Job.objects.for_subject(job_owner(centre), JobKind.EXPLAIN, STAFFING_SUBJECT)
        waits = job is not None and job.state != Job.State.DONE
        context["work"] = build_centre_job_view(job, centre, may_stop=False) if job is not None and waits else None
    if "form" in context and context["form"].errors:
        status = 422
    return centre_page(request, "quality/week.html", centre, "week", context, status=status)


show_week = form_page(
    "quality:read",
    PageAct(request_staffing),
    send_right="quality:keep",
    show=_render_week,
    back=centre_address("quality:week"),
)
"""The page; what it shows is measured by a job the first time, for the store as it stands."""


def _week_context(request: HttpRequest, every: list[dict[str, Any]]) -> dict[str, Any]:
    asked = request.GET.dict()
    told = next((one for one in every if (one["queue"] or "") == asked.get("queue", "")), every[0])
    open_days = [day for day in range(7) if told["days"][day]]
    form = _build_form(every, told, open_days, asked)
    context: dict[str, Any] = {
        "form": form,
        "told": told,
        "outcome": localize("Rien n’est calculé.", "Nothing was computed."),
        "patience": list_patience_facts(told["patience"]) if told["patience"] else [],
        "curve": draw_patience_chart(told["patience"]) if told["patience"] else None,
        "refused": [(Text(**one["message"]), Text(**one["remedy"])) for one in told["refused"]],
    }
    if open_days and told["handling"] and form.is_valid():
        try:
            context |= _day_context(form.cleaned_data, told)
        except Faults as faults:
            show_faults(form, faults)
    return context


def _build_form(
    every: list[dict[str, Any]], told: dict[str, Any], open_days: list[int], asked: dict[str, str]
) -> WeekForm:
    """The form as it was sent, or as the page opens: the busiest day, 80 % in 20 seconds."""
    calls = {day: sum(mean for at, _, mean in told["calls"] if at == day) for day in open_days}
    busiest = max(calls, key=lambda day: calls[day], default=0)
    unknown = not told["patience"]
    opening = {**EXAMPLE_VALUES, "queue": told["queue"] or "", "weekday": str(busiest)}
    opening |= {"patience": "none"} if unknown else {}
    whole = localize("toutes", "all")
    queues = [(one["queue"] or "", one["queue"] or whole) for one in every]
    days = [(str(day), str(WEEKDAYS[day])) for day in open_days]
    return WeekForm(queues, days, {**opening, **asked} if "level" not in asked else asked)


def _day_context(data: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    known = told["patience"] or {}
    target = StaffingTarget(service_level=data["level"] / 100, threshold=data["threshold"], reading=data["reading"])
    weekday = int(data["weekday"])
    found = compute_day_plan(
        told,
        weekday,
        target,
        patience=known.get(data["patience"]),
        shrinkage=(data["shrinkage"] or 0.0) / 100,
    )
    if found is None:
        return {"too_large": True}
    return {
        "weekday": WEEKDAYS[weekday],
        "days": told["days"][weekday],
        "rows": build_half_hours(found),
        "chart": draw_day_chart(found),
        "peak": found.peak,
        "at_work": format_number(found.at_work_hours, digits=1),
        "paid": format_number(found.paid_hours, digits=1),
        "model": "Erlang A" if known.get(data["patience"]) is not None else "Erlang C",
    }
