"""What was handed to the audit beside what stands today: the candidate goes on, the auditor’s ground does not move."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from filiere.core.numbers import format_number
from filiere.referentials.scoring import evaluate
from filiere.referentials.workbook import AnswerEntry, AnswerPlace
from filiere.site.accounts.decorators import page
from filiere.site.candidature.case_evaluation import build_case, load_entries, load_frozen_case, map_lines_by_place
from filiere.site.candidature.questionnaire_lines import format_entry
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.views.page_frame import render_dossier_page


@require_safe
@page("branch:compare")
def branch(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The differences, with both scores."""
    snapshot = dossier.snapshots.filter(name="audit", body__isnull=False).order_by("pk").last()
    context: dict[str, Any] = {"snapshot": snapshot, "changes": [], "scores": []}
    if snapshot is not None:
        frozen = parse_frozen_entries(snapshot.body or {})
        now = {place: one for place, one in load_entries(dossier).items() if place.kind != "fact"}
        lines = map_lines_by_place(dossier)
        changed = [
            place
            for place in lines
            if place.kind != "fact" and frozen.get(place, AnswerEntry()) != now.get(place, AnswerEntry())
        ]
        context["changes"] = [
            {
                "number": lines[place].number,
                "text": str(lines[place].text),
                "row": str(lines[place].detail) if lines[place].detail else "",
                "frozen": format_entry(lines[place], frozen.get(place, AnswerEntry())),
                "now": format_entry(lines[place], now.get(place, AnswerEntry())),
            }
            for place in changed
        ]
        release = load_release(dossier)
        for name, case in (("frozen", load_frozen_case(dossier)), ("now", build_case(dossier))):
            found = evaluate(release, case)
            low, high = found.range or (None, None)
            context["scores"].append(
                {"branch": name, "low": format_number(low, digits=1), "high": format_number(high, digits=1)}
            )
    return render_dossier_page(request, "candidature/branch.html", dossier, "questionnaire", context)


def parse_frozen_entries(body: dict[str, Any]) -> dict[AnswerPlace, AnswerEntry]:
    """Return what an audit snapshot says, line by line."""
    found = {
        AnswerPlace("answer", key): AnswerEntry(one.get("value", ""), one.get("reason", ""), one.get("note", ""))
        for key, one in body.get("answers", {}).items()
    }
    for key, value in body.get("inputs", {}).items():
        if isinstance(value, dict):
            found |= {AnswerPlace("input", key, row): AnswerEntry(one) for row, one in value.items()}
        else:
            found[AnswerPlace("input", key)] = AnswerEntry(value)
    return found
