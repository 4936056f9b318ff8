"""The page that asks what a visitor wants to do, and answers each situation with the pages that help."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.site.pages.situations import list_situations, read_situations


@require_safe
def show_start(request: HttpRequest) -> HttpResponse:
    """Every situation, with its links and, where it spares a click, a form of one field."""
    return render(request, "pages/start.html", {"lede": read_situations().lede, "situations": list_situations()})
