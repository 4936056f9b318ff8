"""The report of a loaded version, and the decision on it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from filiere import sources
from filiere.core import Text
from filiere.site.accounts.decorators import View, act_page, page
from filiere.site.kit.act_views import PageAct
from filiere.site.kit.forms import RowForm
from filiere.site.kit.templatetags.filiere import lang
from filiere.site.observatory.actions.accept_version import accept_version
from filiere.site.observatory.actions.refuse_version import refuse_version
from filiere.site.observatory.models import SourceVersion
from filiere.site.observatory.rights import allowed_acts
from filiere.site.observatory.staff.forms import AcceptanceForm, RefusalForm
from filiere.site.observatory.staff.imports import MAX_FAULTS_SHOWN, give_fault_file

# Counts of the report, in the order a reader wants them, with what they count.
COUNT_LABELS: tuple[tuple[str, Text], ...] = (
    ("rows", Text(fr="lignes du fichier", en="rows in the file")),
    ("accepted", Text(fr="lignes gardées", en="rows kept")),
    ("rejected", Text(fr="lignes rejetées", en="rows rejected")),
    ("values", Text(fr="cases de données", en="data cells")),
    ("known", Text(fr="cases connues", en="known cells")),
    ("unknown", Text(fr="cases inconnues", en="unknown cells")),
    ("suppressed", Text(fr="cases masquées pour confidentialité", en="cells withheld for confidentiality")),
    ("cleaned", Text(fr="cases réécrites sans changer de sens", en="cells rewritten without a change of meaning")),
    ("communes", Text(fr="communes", en="communes")),
    ("departments", Text(fr="départements", en="departments")),
    ("zones", Text(fr="zones d’emploi", en="employment zones")),
    ("activities", Text(fr="activités", en="activities")),
)


@page("source:read")
@require_safe
def show_report(request: HttpRequest, pk: int) -> HttpResponse:
    """What the load found, and the two decisions."""
    return _render_version(request, _find_version(request, pk), {})


@page("source:read")
@require_safe
def faults_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every fault of the rows set aside, as CSV in both languages."""
    version = _find_version(request, pk)
    return give_fault_file(request, version.folder / "faults.csv", f"{version.name}-{version.version}-faults.csv")


def _find_version(request: HttpRequest, pk: int) -> SourceVersion:
    return get_object_or_404(SourceVersion.objects.visible_to(request.user).with_people(), pk=pk)


def _render_version(
    request: HttpRequest, version: SourceVersion, sent: dict[str, RowForm], status: int = 200
) -> HttpResponse:
    content: dict[str, Any] = version.report
    context = {
        "nav": "staff",
        "version": version,
        "fictitious": version.fictitious,
        "title": sources.connector(version.name).title,
        "accept_form": sent.get("accept") or AcceptanceForm("accept"),
        "refuse_form": sent.get("refuse") or RefusalForm("refuse"),
        "acts": allowed_acts(request.user),
        "counts": [(label, content[key]) for key, label in COUNT_LABELS if isinstance(content.get(key), int)],
        "fault_counts": content.get("faults") or {},
        "first_faults": _read_first_faults(version),
        "has_fault_file": (version.folder / "faults.csv").is_file(),
        "differences": content.get("differences"),
        "totals": (content.get("differences") or {}).get("totals") or [],
        "notes": content.get("notes") or [],
    }
    return render(request, "staff/version.html", context, status=status)


def _decision_page(name: str, act: Callable[..., SourceVersion], form: type[RowForm], fr: str, en: str) -> View:
    """Return the page of one of the two acts, which then shows the version."""

    def say_done(version: SourceVersion) -> Text:
        return Text(fr=f"{fr} : {version}.", en=f"{en}: {version}.")

    return act_page(
        f"source:{name}",
        {name: PageAct(act, say_done, form, form_arguments=lambda _: (name,))},
        find=_find_version,
        show=_render_version,
        back=lambda version: reverse("staff:version", args=[version.pk]),
    )


accept_page = _decision_page("accept", accept_version, AcceptanceForm, "Version acceptée", "Version accepted")
refuse = _decision_page("refuse", refuse_version, RefusalForm, "Version refusée", "Version refused")


def _read_first_faults(version: SourceVersion) -> list[dict[str, str]]:
    path = version.folder / "faults.csv"
    if not path.is_file():
        return []
    code = lang()
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            {
                "line": row["line"],
                "column": row["column"],
                "code": row["code"],
                "message": row[f"message_{code}"],
                "remedy": row[f"remedy_{code}"],
            }
            for row in islice(csv.DictReader(stream), MAX_FAULTS_SHOWN)
        ]
