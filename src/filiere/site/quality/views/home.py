"""The open page of service quality: why one definition, what can be done here, and where to begin."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """The page."""
    return render(request, "quality/home.html", {"nav": "quality", "section": "home"})
