"""The open page that explains the gap between two definitions on one real log."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

# Named where it is used: what counts contacts takes a third of a second to load, and every command starts here.
from filiere import contacts
from filiere.core import Text
from filiere.site.quality.presenters.definitions import compare_choices, count_differences
from filiere.site.quality.public_log_definition_gap import START, build_gap
from filiere.site.quality.rule_effects import COMMON

SIDE_GROUPS = {
    False: Text(fr="La définition commune, et ce qui la change", en="The common definition, and changes to it"),
    True: Text(fr="D’après les documents de leurs éditeurs", en="Based on their publishers’ documents"),
}
"""What the list of definitions is divided into, by whether somebody published them."""


@require_safe
def show_log_gap(request: HttpRequest) -> HttpResponse:
    """The page, of the two definitions that the address names; from the assumed centre to the common one without."""
    sides = contacts.list_gap_sides()
    try:
        start, end = (sides[request.GET.get(name, default)] for name, default in (("from", START), ("to", COMMON)))
    except KeyError as unknown:
        raise Http404(str(unknown)) from unknown
    rows = compare_choices(start.definition, end.definition)
    context = {
        "nav": "quality",
        "section": "gap",
        "start": start,
        "end": end,
        "sides": [
            (words, [(one.key, one.title) for one in sides.values() if (one.text is None) == published])
            for published, words in SIDE_GROUPS.items()
        ],
        "common": COMMON,
        "assumed": START,
        "rows": [row for row in rows if row.change is not None],
        "differing": count_differences(rows),
        **build_gap(start, end),
    }
    return render(request, "quality/log_gap.html", context)
