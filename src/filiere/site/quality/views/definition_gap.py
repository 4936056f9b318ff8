"""The gap between two definitions on the same contacts: a sentence and a bar a choice, and the contacts behind each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from filiere import contacts
from filiere.core import Faults, Lang, source_language
from filiere.core.numbers import format_signed
from filiere.publication.charts import WaterfallChart, WaterfallStep
from filiere.site.accounts.decorators import page, signed_in_user
from filiere.site.jobs.models import Job
from filiere.site.kit.charts import draw_cached
from filiere.site.kit.rights import allowed
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.quality import definition_catalogue, figure_store
from filiere.site.quality.actions.explain_figure import compared_indicators, find_last_gap, gap_subject, request_gap
from filiere.site.quality.delivery_outcomes import find_last_month, list_months
from filiere.site.quality.explanation_files import (
    PAGE_SIZE,
    Explanation,
    count_contacts,
    gap_explanation,
    read_contacts,
)
from filiere.site.quality.job_kinds import JobKind, job_owner
from filiere.site.quality.models import Centre
from filiere.site.quality.period_labels import period_text
from filiere.site.quality.presenters.definitions import compare_choices
from filiere.site.quality.views.contacts import build_contact, csv_response
from filiere.site.quality.views.page_frame import centre_page
from filiere.site.quality.views.progress import build_centre_job_view

UNIT_SUFFIXES: dict[str, dict[Lang, tuple[str, str]]] = {
    "percent": {"fr": ("\u202f%", "\u00a0pt"), "en": ("%", "\u00a0pp")},
    "seconds": {"fr": ("\u202fs", "\u202fs"), "en": ("\u202fs", "\u202fs")},
}
"""What follows a value and a change, by unit; nothing for the others."""
NO_SUFFIX = ("", "")


@dataclass(frozen=True, slots=True)
class GapQuery:
    """What the address or the form names: the two sets, the indicator, and the month or ``all``."""

    start: str
    end: str
    indicator: str
    period: str
    periods: tuple[str, ...]

    def address(self, indicator: str) -> str:
        """What follows the address of a page that keeps the query."""
        return urlencode({"from": self.start, "to": self.end, "indicator": indicator, "period": self.period})


def _read_query(request: HttpRequest, centre: Centre) -> GapQuery:
    """The gap that was asked for last, else from the centre's own set, if any, to the common one, over the month that
    was imported last, unless said."""
    asked = request.POST if "from" in request.POST else request.GET
    last = {} if "from" in asked or "to" in asked or "indicator" in asked else find_last_gap(centre)
    own = definition_catalogue.list_local(centre)
    periods = list_months(centre)
    period = asked.get("period", "")
    if period not in periods:
        period = find_last_month(centre, periods)
    return GapQuery(
        start=asked.get("from") or last.get("start") or (own[0].name if own else "vicidial"),
        end=asked.get("to") or last.get("end") or definition_catalogue.COMMON_DEFINITION,
        indicator=asked.get("indicator") or last.get("indicator", ""),
        period=period,
        periods=periods,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page("quality:read")
def show_gap(request: HttpRequest, centre: Centre) -> HttpResponse:
    """The page: the way as it was found for the store as it stands, or the button that has it found."""
    query = _read_query(request, centre)
    seal = figure_store.store_seal(centre)
    context: dict[str, Any] = {
        "offered": definition_catalogue.list_offered(centre),
        "query": query,
        "periods": [(one, period_text(one)) for one in query.periods],
        "period_words": period_text(query.period),
        "empty": seal is None,
    }
    context["explains"] = allowed(request.user, "quality:contacts", centre)
    try:
        this, other = compared_indicators(centre, query.start, query.end, query.indicator)
        if request.method == "POST":
            request_gap(
                actor=signed_in_user(request),
                centre=centre,
                start=this[0].name,
                end=other[0].name,
                indicator=this[1].key,
                period=query.period,
            )
            return redirect(f"{request.path}?{query.address(this[1].key)}")
    except Faults as faults:
        context["faults"] = faults.faults
        return centre_page(request, "quality/gap.html", centre, "gap", context, status=422)
    context |= {"first": this[0], "second": other[0], "one": this[1], "other": other[1]}
    context["kept"] = query.address(this[1].key)
    if seal is not None:
        context |= _gap_context(centre, seal, query, this, other)
    return centre_page(request, "quality/gap.html", centre, "gap", context)


def _gap_context(centre: Centre, seal: str, query: GapQuery, this: Any, other: Any) -> dict[str, Any]:
    found = gap_explanation(centre, seal, this, other, query.period)
    if not found.ready:
        subject = gap_subject(this[0].name, other[0].name, this[1].key, query.period)
        job = Job.objects.for_subject(job_owner(centre), JobKind.EXPLAIN, subject)
        waits = job is not None and job.state != Job.State.DONE
        return {"work": build_centre_job_view(job, centre, may_stop=True) if job is not None and waits else None}
    told = found.read(lang())
    if told is None:
        return {"nothing": True}
    rows = compare_choices(this[0], other[0])
    return {"told": told, "rows": rows, **_published_gap_context(told, this, other)}


def _published_gap_context(told: dict[str, Any], this: Any, other: Any) -> dict[str, Any]:
    """The chart and the steps of a gap that is published; contacts alone when its values are withheld."""
    if told["status"] != "published":
        return {"steps": [{**step, "term_words": "–", "after_words": "–"} for step in told["steps"]]}
    unit, language = told["unit"], source_language()
    levels = [Fraction(level["exact"]) for level in (told["start"], *(step["after"] for step in told["steps"]))]
    words = [contacts.format_value(value, unit, language) for value in levels]
    terms = [contacts.round_term(before, after, unit) for before, after in pairwise(levels)]
    steps = [
        {**step, "term_words": _format_term(term, unit), "after_words": after}
        for step, term, after in zip(told["steps"], terms, words[1:], strict=True)
    ]
    suffix, change = _unit_suffixes(unit)
    chart = WaterfallChart(
        ident="gap",
        lang=language,
        title=told["sentence"],
        desc=told["sentence"],
        start_label=str(this[0].title),
        start=contacts.round_value(levels[0], unit),
        steps=tuple(
            WaterfallStep(label=step["title"], change=term, detail=step["sentence"])
            for step, term in zip(told["steps"], terms, strict=True)
        ),
        end_label=str(other[0].title),
        digits=_count_digits(unit),
        suffix=suffix,
        change_suffix=change,
    )
    return {
        "steps": steps,
        "chart": draw_cached(chart),
        "start_words": words[0],
        "end_words": words[-1],
        "same": words[0] == words[-1],
        "gap_words": _format_term(contacts.round_term(levels[0], levels[-1], unit), unit),
        "digits": _count_digits(unit),
    }


def _count_digits(unit: str) -> int:
    return 0 if unit == "count" else contacts.DISPLAY_DIGITS


def _format_term(term: Decimal, unit: str) -> str:
    return f"{format_signed(term, digits=_count_digits(unit))}{_unit_suffixes(unit)[1]}"


def _unit_suffixes(unit: str) -> tuple[str, str]:
    return UNIT_SUFFIXES[unit][source_language()] if unit in UNIT_SUFFIXES else NO_SUFFIX


def _find_step(request: HttpRequest, centre: Centre) -> tuple[GapQuery, Any, Explanation, int]:
    query = _read_query(request, centre)
    seal = figure_store.store_seal(centre)
    said = request.GET.get("step", "")
    if seal is None or not (said.isascii() and said.isdigit()):
        raise Http404
    try:
        this, other = compared_indicators(centre, query.start, query.end, query.indicator)
    except Faults:
        raise Http404 from None
    found = gap_explanation(centre, seal, this, other, query.period)
    told = found.read(lang()) if found.ready else None
    if told is None or not 1 <= int(said[:3]) <= len(told["steps"]):
        raise Http404
    return query, this, found, int(said[:3])


@require_safe
@page("quality:contacts")
def list_gap_contacts(request: HttpRequest, centre: Centre) -> HttpResponse:
    """The contacts that one step moves, and what each has in the figure before and after it."""
    query, item, found, number = _find_step(request, centre)
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
        "one": item[1],
        "kept": query.address(item[1].key),
        "period_words": period_text(query.period),
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
