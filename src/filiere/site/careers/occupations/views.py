"""The map of the profession, and the page of one occupation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def show_map(request: HttpRequest) -> HttpResponse:
    """The occupations by level and family."""
    return render(request, "careers/occupations/map.html", {"nav": "careers", "here": "careers:occupations"})
