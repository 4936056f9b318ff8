"""The first staff page: what is published, what waits for a decision, what changed last."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.site.accounts.permissions import Permission
from filiere.site.observatory.models import Amendment, SourceVersion
from filiere.site.observatory.staff.access import needs


@needs(Permission.SOURCE_READ)
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Versions by state and the last amendments."""
    versions = list(SourceVersion.objects.visible_to(request.user).defer("report")[:50])
    context = {
        "nav": "staff",
        "accepted": [version for version in versions if version.state == "accepted"],
        "pending": [version for version in versions if version.state == "pending"],
        "past": [version for version in versions if version.state in {"superseded", "refused"}][:20],
        "amendments": Amendment.objects.order_by("-number")[:10],
    }
    return render(request, "staff/home.html", context)
