"""The pages whose words are edited as text."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.site.pages.texts import TEXT_TITLES, show_text


@require_safe
def show_text_page(request: HttpRequest, key: str) -> HttpResponse:
    """One of them; the address admits no other."""
    return render(request, "pages/text.html", {"key": key, "text": show_text(key), "name": TEXT_TITLES[key]})
