"""The index of referentials: the label's releases with their lives, the norms beside it, and the ways in."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.core.numbers import number
from filiere.core.typography import lowered
from filiere.referentials import Release
from filiere.referentials.records.release import STATUSES as LIFE
from filiere.referentials.statuses import STATUSES
from filiere.site.label import words
from filiere.site.label.tables.releases import releases_table
from filiere.site.label.views.common import compare_url, page, release_url
from filiere.site.label.visibility import Shelf, shelf_of
from filiere.site.observatory.register import current_register
from filiere.site.observatory.shown import ShownTable, show
from filiere.site.observatory.tables import Asked
from filiere.site.observatory.words import count, say
from filiere.site.templatetags.filiere import lang as current_lang


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of a release's life; ``current`` is where it stands."""

    words: str
    current: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A release as the index shows it."""

    release: Release
    title: str
    url: str
    questions: str
    status: str
    life: tuple[Step, ...]
    compare: str | None


def life(release: Release, lang: Lang) -> tuple[Step, ...]:
    """The stages of a release's life, in order; a withdrawn norm has that one only."""
    status = release.head.status
    if status not in LIFE:
        return (Step(STATUSES[status].get(lang), True),)
    return tuple(Step(STATUSES[one].get(lang), one == status) for one in LIFE)


def shown_release(release: Release, shelf: Shelf, lang: Lang) -> Shown:
    """A release with its life, and the comparison with the one it takes the place of."""
    head = release.head
    before = f"{head.referential}@{head.supersedes}" if head.supersedes else ""
    return Shown(
        release,
        words.title(release).get(lang),
        release_url(release.id),
        words.noun(release, len(release.criteria), lang),
        STATUSES[head.status].get(lang),
        life(release, lang),
        compare_url(before, release.id) if before in shelf.releases else None,
    )


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The index."""
    lang = current_lang()
    shelf = shelf_of(request.user)
    labels = shelf.kinds["label"]
    context = {
        "title": finding(shelf, lang),
        "labels": [shown_release(one, shelf, lang) for one in labels],
        "texts": texts_shown(request, shelf, lang),
        "drafts": any(one.head.status == "draft" for one in shelf.releases.values()),
        "mappings": len(shelf.mappings),
        "latest": compare_url(labels[1].id, labels[0].id) if len(labels) > 1 else reverse("label:compare"),
    }
    return page(request, "home", context)


def finding(shelf: Shelf, lang: Lang) -> str:
    """What the index says: which release of the label holds, and how many texts stand beside it."""
    labels = shelf.kinds["label"]
    beside = len({one.referential.key for kind in ("norm", "regulation") for one in shelf.kinds[kind]})
    if not shelf.releases:
        return say(lang, "Aucun référentiel n’est encore publié", "No referential is published yet")
    texts = say(
        lang,
        f"{count(lang, beside)} {'norme se lit' if beside == 1 else 'normes se lisent'} à côté",
        f"{count(lang, beside)} {'standard can' if beside == 1 else 'standards can'} be read beside it",
    )
    if not labels:
        return texts[:1].upper() + texts[1:]
    held = [one for one in labels if one.head.status == "in_force"]
    latest = (held or list(labels))[0]
    status = lowered(STATUSES[latest.head.status].get(lang))
    asked = [len(latest.questionnaire(key)) for key in latest.referential.categories] or [len(latest.criteria)]
    low, high = number(min(asked), lang), number(max(asked), lang)
    span = low if low == high else say(lang, f"de {low} à {high}", f"{low} to {high}")
    return say(
        lang,
        f"Le label {latest.head.release}, {status}, pose {span} questions selon le candidat",
        f"Label {latest.head.release}, {status}, asks {span} questions depending on the candidate",
    ) + (say(lang, f" ; {texts}", f"; {texts}") if beside else "")


def texts_shown(request: HttpRequest, shelf: Shelf, lang: Lang) -> ShownTable | None:
    """The table of norms and public texts; the file holds the label's releases too."""
    whole = releases_table(Asked(current_register(), lang, {}, request.user))
    beside = [one.id for kind in ("norm", "regulation") for one in shelf.kinds[kind]]
    if not beside:
        return None
    rows = tuple(row for row in whole.rows if row["id"] in beside)
    return show(
        whole,
        lang,
        columns=("title", "kind", "status", "effective", "questions", "sealed"),
        links={"title": lambda row: release_url(str(row["id"]))},
        details={"title": lambda row: str(row["id"])},
        rows=slice(len(whole.rows) - len(rows), None),
    )
