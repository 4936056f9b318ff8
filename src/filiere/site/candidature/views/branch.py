"""What was handed to the audit beside what stands today: the candidate goes on, the auditor’s ground does not move."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from filiere.core.numbers import number
from filiere.referentials.scoring import evaluate
from filiere.referentials.workbook import Entry, Place
from filiere.site.candidature.answers import case_of, entries_of, frozen_case, places_of
from filiere.site.candidature.shown import entry_words
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.running import release_of
from filiere.site.dossiers.views.common import dossier_page, with_dossier
from filiere.site.templatetags.filiere import lang as current_lang


@require_safe
@with_dossier("branch:compare")
def branch(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The differences, with both scores."""
    lang = current_lang()
    snapshot = dossier.snapshots.filter(name="audit", body__isnull=False).order_by("pk").last()
    context: dict[str, Any] = {"snapshot": snapshot, "changes": [], "scores": []}
    if snapshot is not None:
        frozen = frozen_entries(snapshot.body or {})
        now = {place: one for place, one in entries_of(dossier).items() if place.kind != "fact"}
        lines = places_of(dossier)
        changed = [
            place for place in lines if place.kind != "fact" and frozen.get(place, Entry()) != now.get(place, Entry())
        ]
        context["changes"] = [
            {
                "number": lines[place].number,
                "text": str(lines[place].text),
                "row": str(lines[place].detail) if lines[place].detail else "",
                "frozen": entry_words(lines[place], frozen.get(place, Entry()), lang),
                "now": entry_words(lines[place], now.get(place, Entry()), lang),
            }
            for place in changed
        ]
        release = release_of(dossier)
        for name, case in (("frozen", frozen_case(dossier)), ("now", case_of(dossier))):
            found = evaluate(release, case)
            low, high = found.range or (None, None)
            context["scores"].append({"branch": name, "low": number(low, lang, 1), "high": number(high, lang, 1)})
    return dossier_page(request, "candidature/branch.html", dossier, "questionnaire", context)


def frozen_entries(body: dict[str, Any]) -> dict[Place, Entry]:
    """Return what an audit snapshot says, line by line."""
    found = {
        Place("answer", key): Entry(one.get("value", ""), one.get("reason", ""), one.get("note", ""))
        for key, one in body.get("answers", {}).items()
    }
    for key, value in body.get("inputs", {}).items():
        if isinstance(value, dict):
            found |= {Place("input", key, row): Entry(one) for row, one in value.items()}
        else:
            found[Place("input", key)] = Entry(value)
    return found
