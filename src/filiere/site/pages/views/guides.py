"""The guides of the documentation, and their index."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.site.kit.shortcuts import find_or_404
from filiere.site.pages.guides import list_guide_names, list_guides, read_guide


@require_safe
def list_guides_page(request: HttpRequest) -> HttpResponse:
    """Every guide, subject by subject."""
    return render(request, "pages/guides.html", {"subjects": list_guides()})


@require_safe
def show_guide_page(request: HttpRequest, name: str) -> HttpResponse:
    """One guide, in the reader's language where it exists in it, with the others of its subject."""
    guide = find_or_404(read_guide(name) if name in list_guide_names() else None)
    others = next(guides for _, guides in list_guides() if guide in guides)
    context = {"guide": guide, "others": [one for one in others if one != guide]}
    return render(request, "pages/guide.html", context)
