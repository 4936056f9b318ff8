"""The open page of service quality: why one definition, what can be done here, and where to begin."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.contacts import CHOICE_ORDER, load_definitions
from filiere.site.quality.models import Centre
from filiere.site.quality.rule_effects import build_effects


@require_safe
def show_home(request: HttpRequest) -> HttpResponse:
    """The page; a person who has one centre goes straight to it."""
    own = list(Centre.objects.visible_to(request.user)[:2]) if request.user.is_authenticated else []
    context = {
        "nav": "quality",
        "section": "home",
        "own": own[0] if len(own) == 1 else None,
        "definitions": len(load_definitions()),
        "choices": len(CHOICE_ORDER),
        **build_effects(),
    }
    return render(request, "quality/home.html", context)
