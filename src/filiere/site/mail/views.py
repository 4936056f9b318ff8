"""The mailbox of the demonstration: every letter its people receive, for whoever tries the site. Nowhere else."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from filiere.site.accounts.demo import is_demo
from filiere.site.mail.models import Letter

PAGE = 30


@never_cache
@require_safe
def box(request: HttpRequest) -> HttpResponse:
    """The letters, newest first; `?to=` keeps those of one address."""
    if not is_demo():
        raise Http404
    letters = Letter.objects.for_demo()
    wanted = request.GET.get("to", "").strip().lower()[:254]
    pages = Paginator(letters.to_reader(wanted) if wanted else letters, PAGE)
    page = pages.get_page(request.GET.get("page"))
    return render(request, "mail/box.html", {"page": page, "wanted": wanted, "fictitious": True})


@never_cache
@require_safe
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """One letter, as its reader gets it."""
    found = Letter.objects.for_demo().filter(pk=number).first()
    if found is None:
        raise Http404
    return render(request, "mail/letter.html", {"letter": found, "fictitious": True})
