"""Where the clock of the server stands: whether it may be trusted, and whether the hourly tasks are done."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.site.accounts.permissions import Permission
from filiere.site.journal.clock import judge_clock, read_signs
from filiere.site.observatory.staff.access import needs


@needs(Permission.CLOCK_CONFIRM)
@require_safe
def clock(request: HttpRequest) -> HttpResponse:
    """The present moment by the server, the signs of life that it is compared with, and what follows."""
    signs = read_signs()
    verdict = judge_clock(signs)
    context = {"nav": "staff", "verdict": verdict, "signs": signs, "late": signs.late_since(verdict.now)}
    return render(request, "staff/clock.html", context)
