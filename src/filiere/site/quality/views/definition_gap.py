"""The gap between two definitions on the same contacts: a sentence and a bar a choice, and the contacts behind each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Lang, source_language
from filiere.core.numbers import format_signed
from filiere.publication.charts import WaterfallChart, WaterfallStep
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.jobs.models import Job
from filiere.site.kit.charts import draw_cached
from filiere.site.kit.rights import allowed
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.quality import definition_catalogue, figure_store
from filiere.site.quality.actions.explain_figure import compared_indicators, request_gap
from filiere.site.quality.explanation_files import (
    PAGE_SIZE,
    Explanation,
    count_contacts,
    gap_explanation,
    read_contacts,
)
from filiere.site.quality.job_kinds import JobKind, job_owner
from filiere.site.quality.models import Centre
from filiere.site.quality.presenters.definitions import compare_choices, format_measure
from filiere.site.quality.views.common import centre_page
from filiere.site.quality.views.contacts import build_contact, csv_response
from filiere.site.quality.views.progress import build_centre_job_view

UNIT_SUFFIXES: dict[str, dict[Lang, tuple[str, str]]] = {
    "percent": {"fr": ("\u202f%", "\u00a0pt"), "en": ("%", "\u00a0pp")},
    "seconds": {"fr": ("\u202fs", "\u202fs"), "en": ("\u202fs", "\u202fs")},
}
"""What follows a value and a change, by unit; nothing for the others."""
NO_SUFFIX = ("", "")


def _names_in_address(request: HttpRequest, centre: Centre) -> tuple[str, str, str]:
    """The two sets and the indicator that the address names: from the centre's own set, if any, to the common one."""
    own = definition_catalogue.list_local(centre)
    start = request.GET.get("from") or (own[0].name if own else "vicidial")
    return start, request.GET.get("to") or definition_catalogue.COMMON_DEFINITION, request.GET.get("indicator", "")


@require_http_methods(["GET", "HEAD", "POST"])
@page("quality:read")
def show_gap(request: HttpRequest, centre: Centre) -> HttpResponse:
    """The page: the way as it was found for the store as it stands, or the button that has it found."""
    start, end, named = _names_in_address(request, centre)
    seal = figure_store.store_seal(centre)
    context: dict[str, Any] = {
        "offered": definition_catalogue.list_offered(centre),
        "start": start,
        "end": end,
        "empty": seal is None,
    }
    context["explains"] = allowed(request.user, "quality:contacts", centre)
    try:
        one, other = compared_indicators(centre, start, end, named)
        if request.method == "POST":
            request_gap(
                actor=signed_in_user(request), centre=centre, start=one[0].name, end=other[0].name, indicator=one[1].key
            )
            return redirect(request.get_full_path())
    except Faults as faults:
        context["faults"] = faults.faults
        return centre_page(request, "quality/gap.html", centre, "gap", context, status=422)
    context |= {"first": one[0], "second": other[0], "one": one[1], "other": other[1]}
    if seal is not None:
        context |= _gap_context(centre, gap_explanation(centre, seal, one, other), one, other)
    return centre_page(request, "quality/gap.html", centre, "gap", context)


def _gap_context(centre: Centre, found: Explanation, one: Any, other: Any) -> dict[str, Any]:
    if not found.ready:
        subject = f"gap:{one[0].name}:{other[0].name}:{one[1].key}"[:120]
        job = Job.objects.for_subject(job_owner(centre), JobKind.EXPLAIN, subject)
        waits = job is not None and job.state != Job.State.DONE
        return {"work": build_centre_job_view(job, centre, may_stop=True) if job is not None and waits else None}
    told = found.read(lang())
    if told is None:
        return {"nothing": True}
    rows = compare_choices(one[0], other[0])
    return {"told": told, "rows": rows, **_published_gap_context(told, one, other)}


def _published_gap_context(told: dict[str, Any], one: Any, other: Any) -> dict[str, Any]:
    """The chart and the steps of a gap that is published; contacts alone when its values are withheld."""
    unit = told["unit"]
    steps = [
        {
            **step,
            "term_words": _format_term(step["term"]["value"], unit) if step["term"] else "–",
            "after_words": format_measure(step["after"]["value"], unit, digits=2),
        }
        for step in told["steps"]
    ]
    if told["status"] != "published":
        return {"steps": steps}
    suffix, change = _unit_suffixes(unit)
    chart = WaterfallChart(
        ident="gap",
        lang=source_language(),
        title=told["sentence"],
        desc=told["sentence"],
        start_label=str(one[0].title),
        start=Decimal(repr(told["start"]["value"])),
        steps=tuple(
            WaterfallStep(label=step["title"], change=Decimal(repr(step["term"]["value"])), detail=step["sentence"])
            for step in told["steps"]
        ),
        end_label=str(other[0].title),
        digits=2,
        suffix=suffix,
        change_suffix=change,
    )
    return {
        "steps": steps,
        "chart": draw_cached(chart),
        "start_words": format_measure(told["start"]["value"], unit, digits=2),
        "end_words": format_measure(told["end"]["value"], unit, digits=2),
        "gap_words": _format_term(told["gap"]["value"], unit),
    }


def _format_term(value: float, unit: str) -> str:
    return f"{format_signed(round(value, 2) or 0.0, digits=2)}{_unit_suffixes(unit)[1]}"


def _unit_suffixes(unit: str) -> tuple[str, str]:
    return UNIT_SUFFIXES[unit][source_language()] if unit in UNIT_SUFFIXES else NO_SUFFIX


def _find_step(request: HttpRequest, centre: Centre) -> tuple[Any, Any, Explanation, int]:
    start, end, named = _names_in_address(request, centre)
    seal = figure_store.store_seal(centre)
    said = request.GET.get("step", "")
    if seal is None or not (said.isascii() and said.isdigit()):
        raise Http404
    try:
        one, other = compared_indicators(centre, start, end, named)
    except Faults:
        raise Http404 from None
    found = gap_explanation(centre, seal, one, other)
    told = found.read(lang()) if found.ready else None
    if told is None or not 1 <= int(said[:3]) <= len(told["steps"]):
        raise Http404
    return one, other, found, int(said[:3])


@require_safe
@page("quality:contacts")
def list_gap_contacts(request: HttpRequest, centre: Centre) -> HttpResponse:
    """The contacts that one step moves, and what each has in the figure before and after it."""
    one, other, found, number = _find_step(request, centre)
    store = figure_store.open_store(centre)
    total = count_contacts(found, where="step = ?", values=[number]) if found.contacts.is_file() else 0
    said = request.GET.get("page", "1")
    page = max(1, min(int(said[:9]) if said.isascii() and said.isdigit() else 1, -(-total // PAGE_SIZE)))
    rows = (
        read_contacts(found, store, where="step = ?", values=[number], first=(page - 1) * PAGE_SIZE)
        if store and total
        else []
    )
    context = {
        "first": one[0],
        "second": other[0],
        "one": one[1],
        "step": found.read(lang())["steps"][number - 1],
        "total": total,
        "number": page,
        "last": max(1, -(-total // PAGE_SIZE)),
        "rows": [_build_moved_contact(row) for row in rows],
    }
    return centre_page(request, "quality/gap_contacts.html", centre, "gap", context)


def _build_moved_contact(row: dict[str, Any]) -> dict[str, Any]:
    sides_ = [f"{row[f'{side}_numerator']} / {row[f'{side}_denominator']}" for side in ("before", "after")]
    return {**build_contact(row), "before": sides_[0], "after": sides_[1]}


@require_safe
@page("quality:contacts")
def give_gap_contacts_file(request: HttpRequest, centre: Centre) -> HttpResponseBase:
    """All the contacts of one step as CSV, with what each has once the step is made."""
    _, _, found, number = _find_step(request, centre)
    store = figure_store.open_store(centre)
    if store is None or not found.contacts.is_file():
        raise Http404
    rows = read_contacts(found, store, where="step = ?", values=[number], most=None)
    after = ({**row, "numerator": row["after_numerator"], "denominator": row["after_denominator"]} for row in rows)
    return csv_response(request, (build_contact(row) for row in after), f"{centre.key}-step-{number}", centre)
