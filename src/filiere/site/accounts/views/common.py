"""What several pages of a person share: where one lands, the page asked for before, and faults as sentences."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from filiere.core import Faults
from filiere.site.accounts.decorators import is_safe_next


def choose_landing_page() -> str:
    """The first page of whoever asked for none: their own space, which says what is awaited from them."""
    return reverse("dossiers:home")


def read_next(request: HttpRequest) -> str:
    """The page of this site that was asked for before; an empty text for none, and for any other address."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_safe_next(request, wanted) else ""


def add_next(address: str, wanted: str) -> str:
    """The address of a page on the way to the one that was asked for."""
    return f"{address}?{urlencode({'next': wanted})}" if wanted else address


def format_faults(faults: Faults | None) -> list[str]:
    """Each fault with what to do, in the reader's language."""
    if faults is None:
        return []
    return [f"{fault.message} {fault.remedy}" for fault in faults.faults]
