"""Two releases told apart: sentences first, then each question by theme; every difference is in the files."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from filiere.publication import Column, Row, Table
from filiere.site.kit.bilingual_text import bilingual, localize
from filiere.site.kit.charts import ChartLink
from filiere.site.kit.tables import TableView, build_table_view, list_downloads
from filiere.site.label.presenters.comparisons import ComparisonPresenter
from filiere.site.label.release_differences import (
    CHANGE_KIND_LABELS,
    ReleaseDifferences,
    describe_differences,
    group_by_kind,
)
from filiere.site.label.tables.common import build_source
from filiere.site.label.views.common import compare_url, offer_near_names, render_page
from filiere.site.label.visible_releases import ReleaseCatalogue, visible_catalogue


@require_safe
@offer_near_names("release")
def compare_page(request: HttpRequest) -> HttpResponse:
    """The comparison of the releases `from` and `to`; the form alone without them."""
    shelf = visible_catalogue(request.user)
    names = request.GET.get("from", "").strip()[:80], request.GET.get("to", "").strip()[:80]
    before, after = (shelf.release(name) if name else None for name in names)
    context: dict[str, Any] = {
        "from": names[0],
        "to": names[1],
        "releases": [(one.id, str(one.title)) for one in shelf.releases.values()],
        "pairs": list_successions(shelf),
        "title": localize("Comparer deux versions d’un référentiel", "Compare two versions of a referential"),
        "problems": [],
    }
    if before is None or after is None:
        if any(names):
            context["problems"] = [
                localize(
                    "Choisissez deux versions : celle d’avant et celle d’après.",
                    "Choose two versions: the earlier and the later.",
                )
            ]
        return render_page(request, "compare", context)
    if before.referential.key != after.referential.key:
        context["problems"] = [
            localize(
                "Ces deux versions sont de deux référentiels : une correspondance dit ce que l’un couvre de l’autre.",
                "These two versions belong to different referentials: a mapping shows how much of one the other "
                "covers.",
            )
        ]
        return render_page(request, "compare", context)
    if before.id == after.id:
        context["problems"] = [localize("C’est deux fois la même version.", "This is the same version twice.")]
        return render_page(request, "compare", context)
    found = describe_differences(before, after)
    told = ComparisonPresenter(found)
    context |= {
        "found": found,
        "before_title": str(before.title),
        "after_title": str(after.title),
        "title": told.title(),
        "sentences": list(told.sentences()),
        "noun": told.noun,
        "themes": list(told.themes()),
        "records": list(told.records()),
        "counts": build_counts_table(found),
        "files": list_downloads("label-differences", {"from": before.id, "to": after.id}),
        "back": compare_url(after.id, before.id),
    }
    return render_page(request, "compare", context)


def list_successions(shelf: ReleaseCatalogue) -> list[ChartLink]:
    """Each release with the one that it follows among those that the reader sees, the latest first."""
    found = []
    for key in dict.fromkeys(one.referential.key for one in shelf.releases.values()):
        releases = shelf.of(key)
        found += [
            ChartLink(f"{before.title} → {after.title}", compare_url(before.id, after.id))
            for after, before in pairwise(releases)
        ]
    return found


def build_counts_table(found: ReleaseDifferences) -> TableView:
    """How many differences of each kind, rules apart from words."""
    rows: list[Row] = [
        {
            "kind": CHANGE_KIND_LABELS[kind],
            "rule": sum(change.scope == "rule" for change in held),
            "wording": sum(change.scope == "wording" for change in held),
            "total": len(held),
        }
        for kind, held in group_by_kind(found.changes)
    ]
    table = Table(
        id="difference-counts",
        title=bilingual("Différences par genre", "Differences by kind"),
        columns=(
            Column("kind", bilingual("Genre", "Kind")),
            Column("rule", bilingual("Règles", "Rules"), kind="integer"),
            Column("wording", bilingual("Mots", "Words"), kind="integer"),
            Column("total", bilingual("Ensemble", "Together"), kind="integer"),
        ),
        rows=tuple(rows),
        source=build_source(found.before, found.after),
    )
    return build_table_view(table)
