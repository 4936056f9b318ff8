"""The person's page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def show_paths(request: HttpRequest) -> HttpResponse:
    """What a person answers, and the jobs that come of it."""
    return render(request, "careers/occupations/map.html", {})
