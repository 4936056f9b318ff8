"""The journal, entry by entry, and whether it held when it was last read whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from filiere.core import Text
from filiere.site.accounts.decorators import page
from filiere.site.accounts.models import User
from filiere.site.journal.extension_points import unnamed_acts
from filiere.site.journal.models import Entry, Verification
from filiere.site.journal.verification_process import request_verification
from filiere.site.kit.rights import allowed

PAGE_SIZE = 50


@page("journal:read")
@require_http_methods(["GET", "HEAD", "POST"])
def list_entries(request: HttpRequest) -> HttpResponse:
    """Fifty entries, the newest first; `before` pages back; its form has the whole chain read in the background."""
    if request.method == "POST":
        request_verification()
        return redirect("staff:journal")
    before = request.GET.get("before", "")
    limit = int(before) if before.isdecimal() and len(before) < 16 else None
    entries = Entry.objects.for_reader(may_read=allowed(request.user, "journal:read"))
    shown = list(entries.page(limit, PAGE_SIZE + 1))
    people = User.objects.names({entry.actor_key for entry in shown})
    unnamed = frozenset(unnamed_acts)
    found = Verification.objects.filter(pk=1).first()
    context = {
        "nav": "staff",
        "rows": [
            (entry, "" if entry.act in unnamed else people.get(entry.actor_key, "") or entry.actor_key)
            for entry in shown[:PAGE_SIZE]
        ],
        "older": shown[PAGE_SIZE - 1].number if len(shown) > PAGE_SIZE else None,
        "newer": limit is not None,
        "found": found,
        "sentence": Text(**found.sentence) if found is not None and found.sentence else None,
        "differences": [Text(**one) for one in found.differences] if found is not None else [],
    }
    return render(request, "staff/journal.html", context)
