"""The privacy notice and the register of processing, open to all: what is held, why, how long, by what right."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.site.accounts.processing_register import read_processings


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The notice: short, with what everyone may ask for."""
    return render(request, "accounts/privacy.html", {"processings": read_processings()})


@require_safe
def processing(request: HttpRequest) -> HttpResponse:
    """The register of processing, in full."""
    return render(request, "accounts/processing.html", {"processings": read_processings()})
