"""The map of the profession, and the page of one occupation, of a job people come from, or of one they go to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from filiere.careers.profession import Exit, Feeder
from filiere.site.careers.occupations import presenters
from filiere.site.careers.occupations.labelled_employers import present_employers
from filiere.site.careers.profession_content import find_job
from filiere.site.kit.shortcuts import find_or_404
from filiere.site.observatory.figure_register import current_register


@require_safe
def show_map(request: HttpRequest) -> HttpResponse:
    """The occupations by level and family, the moves between them, and the same in a table."""
    return _render(request, "map", presenters.present_map())


@require_safe
def show_occupation(request: HttpRequest, job_key: str) -> HttpResponse:
    """One occupation, employers of ``?region=`` with a label among them; or a job that leads in, or out."""
    job: Any = find_or_404(find_job(job_key))
    today = timezone.localdate()
    if isinstance(job, Feeder):
        return _render(request, "feeder", presenters.present_feeder(job, current_register(), today))
    if isinstance(job, Exit):
        return _render(request, "exit", presenters.present_exit(job, current_register()))
    context = presenters.present_occupation(job, current_register(), today)
    return _render(request, "occupation", context | present_employers(request.GET.get("region", "")))


def _render(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    shared = {"nav": "careers", "here": "careers:occupations"}
    return render(request, f"careers/occupations/{name}.html", shared | context)
