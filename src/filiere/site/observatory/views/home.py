"""The home page: what the observatory holds."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page a visitor sees."""
    return render(request, "observatory/home.html", {"nav": "figures"})
