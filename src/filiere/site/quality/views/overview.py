"""The first page of a centre."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from filiere.site.quality.models import Centre
from filiere.site.quality.views.common import centre_page, with_centre


@require_safe
@with_centre("quality:read")
def overview(request: HttpRequest, centre: Centre) -> HttpResponse:
    """The page."""
    return centre_page(request, "quality/overview.html", centre, "overview")
