"""The state of the plan on one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.site.programme.plan.models import Plan


@require_safe
def show_plan(request: HttpRequest) -> HttpResponse:
    """The plan that runs."""
    return render(request, "programme/plan.html", {"nav": "programme", "plan": Plan.objects.first()})
