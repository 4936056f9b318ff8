"""Two releases told apart: how many differences, whether they touch a result, then each of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from filiere.core.numbers import format_number
from filiere.publication import Column, Row, Table
from filiere.referentials import ReleaseChange
from filiere.site.kit.charts import ChartLink
from filiere.site.kit.localization import bilingual, count_in_letters, localize
from filiere.site.kit.tables import TableView, build_table_view, list_downloads
from filiere.site.label.release_differences import (
    CHANGE_KIND_LABELS,
    ReleaseDifferences,
    describe_differences,
    format_side,
    group_by_kind,
)
from filiere.site.label.tables.common import build_source
from filiere.site.label.views.common import compare_url, offer_near_names, question_url, render_page
from filiere.site.label.visible_releases import ReleaseCatalogue, visible_catalogue

MAX_OPEN_CHANGES = 8
"""Up to this many differences, a kind is shown open."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A difference: its sentence, its two sides when the sentence does not hold them, the page of its question."""

    sentence: str
    before: str
    after: str
    url: str | None
    rule: bool


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The differences of a kind, by theme."""

    kind: str
    title: str
    total: int
    open: bool
    themes: tuple[tuple[str, tuple[ChangeView, ...]], ...]


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
    context |= {
        "found": found,
        "title": comparison_finding(found),
        "counts": build_counts_table(found),
        "groups": build_groups(found),
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
            ChartLink(f"{before.id} → {after.id}", compare_url(before.id, after.id))
            for after, before in pairwise(releases)
        ]
    return found


def comparison_finding(found: ReleaseDifferences) -> str:
    """How many differences, and whether they may change a result."""
    total, rules = len(found.changes), found.count("rule")
    before, after = found.before.id, found.after.id
    if not total:
        return localize(f"Rien ne change de {before} à {after}", f"Nothing changes from {before} to {after}")
    if found.patch:
        return localize(
            f"De {before} à {after}, seuls des mots changent : tous les résultats restent les mêmes",
            f"From {before} to {after} only the wording changes: every result stays the same",
        )
    return localize(
        f"De {before} à {after}, {count_in_letters(total)} {'différence' if total == 1 else 'différences'}, "
        f"dont {count_in_letters(rules)} de règle",
        f"From {before} to {after}, {count_in_letters(total)} {'difference' if total == 1 else 'differences'}, "
        f"{count_in_letters(rules)} of them of a rule",
    )


def build_counts_table(found: ReleaseDifferences) -> TableView:
    """How many differences of each kind, rules apart from words."""
    rows: list[Row] = [
        {
            "kind": CHANGE_KIND_LABELS[kind],
            "rule": sum(change.scope == "rule" for change in held),
            "wording": sum(change.scope == "wording" for change in held),
            "total": len(held),
            "code": kind,
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
            Column("code", bilingual("Code", "Code")),
        ),
        rows=tuple(rows),
        source=build_source(found.before, found.after),
    )
    return build_table_view(
        table,
        columns=("kind", "rule", "wording", "total"),
        links={"kind": lambda row: f"#kind-{row['code']}"},
    )


def build_groups(found: ReleaseDifferences) -> list[ChangeGroup]:
    """The differences by kind, then by theme."""
    result = []
    for kind, held in group_by_kind(found.changes):
        themes: dict[str, list[ChangeView]] = {}
        for change in held:
            themes.setdefault(found.theme(change), []).append(build_change(found, change))
        title = f"{CHANGE_KIND_LABELS[kind]} ({format_number(len(held))})"
        parts = tuple((theme, tuple(changes)) for theme, changes in themes.items())
        result.append(ChangeGroup(kind, title, len(held), len(held) <= MAX_OPEN_CHANGES, parts))
    return result


def build_change(found: ReleaseDifferences, change: ReleaseChange) -> ChangeView:
    """A difference for the page. What was added or removed is told by its text; a text by its two sides."""
    before, after = format_side(change.before), format_side(change.after)
    told = "→" in str(change.text)
    place = found.question(change)
    return ChangeView(
        str(change.text),
        "" if told or change.before is None else before,
        "" if told or change.after is None else after,
        question_url(*place) if place is not None else None,
        change.scope == "rule",
    )
