"""The person’s page: open to all, without an account. State is in the form and comes back by POST; nothing is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from filiere.careers.paths import Path
from filiere.careers.titles.resolution import OUTCOME_LABELS, Outcome
from filiere.core import Fault, Faults, Text, source_language
from filiere.publication.documents import path_sheet_pdf
from filiere.site.accounts.rate_limits import RateLimit, minutes_left, reserve_attempt, too_many_attempts_text
from filiere.site.careers.funding_measures import list_measures
from filiere.site.careers.paths.advice import current_advisor, title_resolver
from filiere.site.careers.paths.person_state import PersonState, read_state
from filiere.site.careers.paths.presenters import present_person
from filiere.site.careers.paths.sheets import build_sheet
from filiere.site.careers.profession_content import find_job, shipped_profession
from filiere.site.client_addresses import client_network
from filiere.site.kit.file_responses import OWN_SIDE, serve_file
from filiere.site.pdf_rendering import render_pdf
from filiere.site.sandboxed_reading import InputOrigin

SHEETS = RateLimit("path-sheets", 120, window=timedelta(hours=1), lockout=timedelta(minutes=10))
"""Sheets drawn for one network: each takes a process for a while, and the prints of everybody wait for theirs."""

PAGES = RateLimit("path-pages", 2400, window=timedelta(hours=1), lockout=timedelta(minutes=10))
"""Results and sheets shown to one network, whose agencies may be large: a whole intake takes some fifteen."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show_paths(request: HttpRequest) -> HttpResponse:
    """The first question, then the jobs that come of what was told; ``?job=`` opens on a known job."""
    if request.method == "POST" and (closed := _count(request, PAGES)):
        return closed
    sent = request.POST if request.method == "POST" else request.GET
    title = sent.get("title", "").strip()
    try:
        state = read_state(sent)
    except Faults as faults:
        return _render(request, "start", _offer_jobs(title) | {"faults": faults.faults}, 422)
    if not state.job and title:
        found = title_resolver().resolve(title)
        if found.job is None:
            context = _offer_jobs(title) | {"outcome": OUTCOME_LABELS[found.outcome], "near": _name_hits(found)}
            # A title asked from the home page gets an answer; one that is sent in the form is to be corrected.
            wrong = request.method == "POST" and found.outcome is not Outcome.UNCERTAIN
            return _render(request, "start", context, 422 if wrong else 200)
        state = PersonState(job=found.job.id, started=True)
    if not state.started:
        return _render(request, "start", _offer_jobs(title))
    return _show_result(request, state)


@never_cache
@require_POST
def show_sheet(request: HttpRequest) -> HttpResponse:
    """The sheet of one path, on a page that prints on one sheet of paper."""
    if closed := _count(request, PAGES):
        return closed
    found = _read_path(request)
    if isinstance(found, HttpResponse):
        return found
    state, path = found
    context = {"state": state, "path": path, "sheet": build_sheet(state, path), "today": timezone.localdate()}
    return _render(request, "sheet", context)


@never_cache
@require_POST
def give_sheet(request: HttpRequest) -> HttpResponseBase:
    """The same sheet as a PDF; the print is kept no longer than it takes to send it."""
    found = _read_path(request)
    if isinstance(found, HttpResponse):
        return found
    if closed := _count(request, SHEETS):
        return closed
    sheet, lang = build_sheet(*found), source_language()
    content = render_pdf(InputOrigin(None, "path-sheet", "sheet"), path_sheet_pdf, sheet, lang, keep=False)
    name = f"{'fiche' if lang == 'fr' else 'sheet'}-{found[1].target}.pdf"
    return serve_file(request, content, name=name, media_type="application/pdf", reading=OWN_SIDE)


def _count(request: HttpRequest, limit: RateLimit) -> HttpResponse | None:
    """Count one more for the network of a request; the answer to give where the limit is reached."""
    now = timezone.now()
    until = reserve_attempt(limit, client_network(request.META), now=now)
    if until is None:
        return None
    wait = Fault(
        code="too-many-attempts",
        message=too_many_attempts_text(minutes_left(until, now)),
        remedy=Text(
            fr="Revenez plus tard ; une fiche déjà ouverte s’imprime sans attendre.",
            en="Come back later; a sheet that is already open prints at once.",
        ),
    )
    return _render(request, "start", _offer_jobs("") | {"faults": [wait]}, 429)


def _show_result(request: HttpRequest, state: PersonState) -> HttpResponse:
    try:
        context = present_person(state)
    except Faults as faults:
        return _render(request, "start", _offer_jobs("") | {"faults": faults.faults}, 422)
    return _render(request, "result", context | {"measures": list_measures()})


def _read_path(request: HttpRequest) -> tuple[PersonState, Path] | HttpResponse:
    try:
        state = read_state(request.POST)
        advisor = current_advisor()
        if state.target:
            return state, advisor.explain(state.person, state.target)
        paths = advisor.suggest(state.person, most=1)
    except Faults as faults:
        return _render(request, "start", _offer_jobs("") | {"faults": faults.faults}, 422)
    if not paths:
        return _render(request, "result", present_person(state))
    return state, paths[0]


def _offer_jobs(title: str) -> dict[str, Any]:
    profession = shipped_profession()
    return {
        "title": title,
        "jobs": sorted(
            [*profession.feeders.values(), *profession.occupations.values()], key=lambda one: str(one.title)
        ),
    }


def _name_hits(found: Any) -> list[Any]:
    """The nearest jobs to be asked about; none where nothing is near."""
    if found.outcome is not Outcome.UNCERTAIN:
        return []
    return [job for hit in found.hits if (job := find_job(hit.id)) is not None]


def _render(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    shared = {"nav": "careers", "here": "careers:paths"}
    return render(request, f"careers/paths/{name}.html", shared | context, status=status)
