"""The gap between two definitions on the same contacts: a sentence and a bar a choice, and the contacts behind each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from filiere.core import Faults, Lang
from filiere.core.numbers import signed
from filiere.publication.charts import WaterfallChart, WaterfallStep
from filiere.site.observatory.charts import drawn
from filiere.site.quality import figures, shelf
from filiere.site.quality.actions.explain import ask_gap, sides
from filiere.site.quality.definition_words import value_words
from filiere.site.quality.explained import A_PAGE, Explained, contacts, count, gap_at
from filiere.site.quality.models import Centre, Job
from filiere.site.quality.rights import may_in
from filiere.site.quality.views.common import centre_page, person, with_centre
from filiere.site.quality.views.contacts import csv_answer, shown_contact
from filiere.site.quality.views.progress import shown as shown_job
from filiere.site.templatetags.filiere import lang

SUFFIXES: dict[str, dict[Lang, tuple[str, str]]] = {
    "percent": {"fr": ("\u202f%", "\u00a0pt"), "en": ("%", "\u00a0pp")},
    "seconds": {"fr": ("\u202fs", "\u202fs"), "en": ("\u202fs", "\u202fs")},
}
"""What follows a value and a change, by unit; nothing for the others."""
BARE = ("", "")


def _names(request: HttpRequest, centre: Centre) -> tuple[str, str, str]:
    """The two sets and the indicator that the address names: from the centre's own set, if any, to the common one."""
    own = shelf.local(centre)
    start = request.GET.get("from") or (own[0].name if own else "vicidial")
    return start, request.GET.get("to") or shelf.COMMON, request.GET.get("indicator", "")


@require_http_methods(["GET", "HEAD", "POST"])
@with_centre("quality:read")
def gap(request: HttpRequest, centre: Centre) -> HttpResponse:
    """The page: the way as it was found for the store as it stands, or the button that has it found."""
    start, end, named = _names(request, centre)
    seal = figures.store_seal(centre)
    context: dict[str, Any] = {"offered": shelf.offered(centre), "start": start, "end": end, "empty": seal is None}
    context["explains"] = may_in(request.user, "quality:contacts", centre)
    try:
        one, other = sides(centre, start, end, named)
        if request.method == "POST":
            ask_gap(actor=person(request), centre=centre, start=one[0].name, end=other[0].name, indicator=one[1].key)
            return redirect(request.get_full_path())
    except Faults as faults:
        context["faults"] = faults.faults
        return centre_page(request, "quality/gap.html", centre, "gap", context, status=422)
    context |= {"first": one[0], "second": other[0], "one": one[1], "other": other[1]}
    if seal is not None:
        context |= _found(centre, gap_at(centre, seal, one, other), one, other)
    return centre_page(request, "quality/gap.html", centre, "gap", context)


def _found(centre: Centre, found: Explained, one: Any, other: Any) -> dict[str, Any]:
    if not found.ready:
        subject = f"gap:{one[0].name}:{other[0].name}:{one[1].key}"[:120]
        job = Job.objects.for_subject(centre, Job.Kind.EXPLAIN, subject)
        waits = job is not None and job.state != Job.State.DONE
        return {"work": shown_job(job, centre, may_stop=True, code=lang()) if job is not None and waits else None}
    told = found.read(lang())
    if told is None:
        return {"nothing": True}
    return {"told": told, **_drawn(told, one, other, lang())}


def _drawn(told: dict[str, Any], one: Any, other: Any, code: Lang) -> dict[str, Any]:
    """The chart and the steps of a gap that is published; contacts alone when its values are withheld."""
    unit = told["unit"]
    steps = [
        {
            **step,
            "term_words": _term(step["term"]["value"], unit, code) if step["term"] else "–",
            "after_words": value_words(step["after"]["value"], unit, code, digits=2),
        }
        for step in told["steps"]
    ]
    if told["status"] != "published":
        return {"steps": steps}
    suffix, change = _suffixes(unit, code)
    chart = WaterfallChart(
        ident="gap",
        lang=code,
        title=told["sentence"],
        desc=told["sentence"],
        start_label=one[0].title.get(code),
        start=Decimal(repr(told["start"]["value"])),
        steps=tuple(
            WaterfallStep(label=step["title"], change=Decimal(repr(step["term"]["value"])), detail=step["sentence"])
            for step in told["steps"]
        ),
        end_label=other[0].title.get(code),
        digits=2,
        suffix=suffix,
        change_suffix=change,
    )
    return {
        "steps": steps,
        "chart": drawn(chart),
        "start_words": value_words(told["start"]["value"], unit, code, digits=2),
        "end_words": value_words(told["end"]["value"], unit, code, digits=2),
        "gap_words": _term(told["gap"]["value"], unit, code),
    }


def _term(value: float, unit: str, code: Lang) -> str:
    return f"{signed(round(value, 2) or 0.0, code, 2)}{_suffixes(unit, code)[1]}"


def _suffixes(unit: str, code: Lang) -> tuple[str, str]:
    return SUFFIXES[unit][code] if unit in SUFFIXES else BARE


def _step(request: HttpRequest, centre: Centre) -> tuple[Any, Any, Explained, int]:
    start, end, named = _names(request, centre)
    seal = figures.store_seal(centre)
    said = request.GET.get("step", "")
    if seal is None or not (said.isascii() and said.isdigit()):
        raise Http404
    try:
        one, other = sides(centre, start, end, named)
    except Faults:
        raise Http404 from None
    found = gap_at(centre, seal, one, other)
    told = found.read(lang()) if found.ready else None
    if told is None or not 1 <= int(said[:3]) <= len(told["steps"]):
        raise Http404
    return one, other, found, int(said[:3])


@require_safe
@with_centre("quality:contacts")
def gap_contacts(request: HttpRequest, centre: Centre) -> HttpResponse:
    """The contacts that one step moves, and what each has in the figure before and after it."""
    one, other, found, number = _step(request, centre)
    store = figures.open_store(centre)
    total = count(found, where="step = ?", values=[number]) if found.contacts.is_file() else 0
    said = request.GET.get("page", "1")
    page = max(1, min(int(said[:9]) if said.isascii() and said.isdigit() else 1, -(-total // A_PAGE)))
    rows = (
        contacts(found, store, where="step = ?", values=[number], first=(page - 1) * A_PAGE) if store and total else []
    )
    context = {
        "first": one[0],
        "second": other[0],
        "one": one[1],
        "step": found.read(lang())["steps"][number - 1],
        "total": total,
        "number": page,
        "last": max(1, -(-total // A_PAGE)),
        "rows": [_moved(row, lang()) for row in rows],
    }
    return centre_page(request, "quality/gap_contacts.html", centre, "gap", context)


def _moved(row: dict[str, Any], code: Lang) -> dict[str, Any]:
    sides_ = [f"{row[f'{side}_numerator']} / {row[f'{side}_denominator']}" for side in ("before", "after")]
    return {**shown_contact(row, code), "before": sides_[0], "after": sides_[1]}


@require_safe
@with_centre("quality:contacts")
def gap_contacts_file(request: HttpRequest, centre: Centre) -> HttpResponseBase:
    """All the contacts of one step as CSV, with what each has once the step is made."""
    _, _, found, number = _step(request, centre)
    store = figures.open_store(centre)
    if store is None or not found.contacts.is_file():
        raise Http404
    rows = contacts(found, store, where="step = ?", values=[number], most=None)
    after = ({**row, "numerator": row["after_numerator"], "denominator": row["after_denominator"]} for row in rows)
    return csv_answer(request, (shown_contact(row, lang()) for row in after), f"{centre.key}-step-{number}", centre)
