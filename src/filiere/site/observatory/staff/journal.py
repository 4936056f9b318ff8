"""The journal, entry by entry, and whether it holds when one asks."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filiere.site.accounts.models import User
from filiere.site.accounts.permissions import Permission
from filiere.site.journal.check import check
from filiere.site.journal.models import Entry
from filiere.site.observatory.staff.access import needs

SHOWN = 50


@needs(Permission.JOURNAL_READ)
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Fifty entries, the newest first; `before` pages back; `verify` reads the whole chain."""
    before = request.GET.get("before", "")
    limit = int(before) if before.isdecimal() and len(before) < 16 else None
    shown = list(Entry.objects.visible_to(request.user).page(limit, SHOWN + 1))
    people = User.objects.names({entry.actor_key for entry in shown})
    context = {
        "nav": "staff",
        "rows": [(entry, people.get(entry.actor_key, "")) for entry in shown[:SHOWN]],
        "older": shown[SHOWN - 1].number if len(shown) > SHOWN else None,
        "newer": limit is not None,
        "check": check() if request.GET.get("verify") else None,
    }
    return render(request, "staff/journal.html", context)
