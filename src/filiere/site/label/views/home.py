"""The index of referentials: the label's releases with their lives, the norms beside it, and the ways in."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from filiere.core import source_language
from filiere.core.numbers import format_number
from filiere.core.typography import lower_first_letter, raise_first_letter
from filiere.referentials import STATUS_LABELS, Release
from filiere.referentials.records import STATUSES as LIFE
from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.kit.exported_tables import TableRequest
from filiere.site.kit.tables import TableView, build_table_view
from filiere.site.label import code_labels
from filiere.site.label.tables.releases import build_releases_table
from filiere.site.label.views.common import compare_url, release_url, render_page
from filiere.site.label.visible_releases import ReleaseCatalogue, prefer_in_force, visible_catalogue


@dataclass(frozen=True, slots=True)
class LifeStage:
    """A stage of a release's life; ``current`` is where it stands."""

    words: str
    current: bool


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release as the index shows it."""

    release: Release
    title: str
    url: str
    questions: str
    status: str
    life: tuple[LifeStage, ...]
    compare: str | None


def life_stages(release: Release) -> tuple[LifeStage, ...]:
    """The stages of a release's life, in order; a withdrawn norm has that one only."""
    status = release.head.status
    if status not in LIFE:
        return (LifeStage(str(STATUS_LABELS[status]), True),)
    return tuple(LifeStage(str(STATUS_LABELS[one]), one == status) for one in LIFE)


def build_release_view(release: Release, shelf: ReleaseCatalogue) -> ReleaseView:
    """A release with its life, and the comparison with the one it takes the place of."""
    head = release.head
    before = f"{head.referential}@{head.supersedes}" if head.supersedes else ""
    return ReleaseView(
        release,
        str(release.title),
        release_url(release.id),
        code_labels.count_with_noun(release, len(release.criteria)),
        str(STATUS_LABELS[head.status]),
        life_stages(release),
        compare_url(before, release.id) if before in shelf.releases else None,
    )


@require_safe
def show_index(request: HttpRequest) -> HttpResponse:
    """The index."""
    shelf = visible_catalogue(request.user)
    labels = shelf.kinds["label"]
    context = {
        "title": index_finding(shelf),
        "labels": [build_release_view(one, shelf) for one in labels],
        "texts": build_texts_table(request, shelf),
        "drafts": any(one.head.status == "draft" for one in shelf.releases.values()),
        "mappings": len(shelf.mappings),
        "latest": compare_url(labels[1].id, labels[0].id) if len(labels) > 1 else reverse("label:compare"),
    }
    return render_page(request, "home", context)


def index_finding(shelf: ReleaseCatalogue) -> str:
    """What the index says: which release of the label holds, and how many texts stand beside it."""
    labels = shelf.kinds["label"]
    beside = sum(len(shelf.kinds[kind]) for kind in ("norm", "regulation"))
    if not shelf.releases:
        return localize("Aucun référentiel n’est encore publié", "No referential is published yet")
    texts = localize(
        f"à comparer avec {count_in_letters(beside)} {'norme' if beside == 1 else 'normes'}",
        f"to compare with {count_in_letters(beside)} {'standard' if beside == 1 else 'standards'}",
    )
    latest = prefer_in_force(labels)
    if latest is None:
        return raise_first_letter(texts)
    status = lower_first_letter(str(STATUS_LABELS[latest.head.status]))
    asked = [len(latest.questionnaire(key)) for key in latest.referential.categories] or [len(latest.criteria)]
    low, high = format_number(min(asked)), format_number(max(asked))
    span = low if low == high else localize(f"de {low} à {high}", f"{low} to {high}")
    return localize(
        f"Le label {latest.head.release}, {status}, pose {span} questions selon l’entreprise",
        f"Label {latest.head.release} ({status}) has {span} questions, depending on the applicant",
    ) + (localize(f" ; {texts}", f"; {texts}") if beside else "")


def build_texts_table(request: HttpRequest, shelf: ReleaseCatalogue) -> TableView | None:
    """The table of norms and public texts; the file holds the label's releases too."""
    whole = build_releases_table(TableRequest(source_language(), {}, request.user))
    beside = [one.id for kind in ("norm", "regulation") for one in shelf.kinds[kind]]
    if not beside:
        return None
    rows = tuple(row for row in whole.rows if row["id"] in beside)
    return build_table_view(
        whole,
        columns=("title", "kind", "status", "effective", "questions", "sealed"),
        links={"title": lambda row: release_url(str(row["id"]))},
        rows=slice(len(whole.rows) - len(rows), None),
    )
