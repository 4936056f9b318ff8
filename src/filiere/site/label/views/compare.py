"""Two releases told apart: how many differences, whether they touch a result, then each of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.core.numbers import number
from filiere.publication import Column, Row, Table
from filiere.referentials import Change
from filiere.site.label import words
from filiere.site.label.differences import KINDS, Differences, by_kind, differences, side
from filiere.site.label.tables.common import source
from filiere.site.label.views.common import compare_url, kindly, page, question_url
from filiere.site.label.visibility import Shelf, shelf_of
from filiere.site.observatory.charts import Link
from filiere.site.observatory.shown import ShownTable, downloads, show
from filiere.site.observatory.words import both, count, say
from filiere.site.templatetags.filiere import lang as current_lang

SHORT = 8
"""Up to this many differences, a kind is shown open."""


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A difference: its sentence, its two sides when the sentence does not hold them, the page of its question."""

    sentence: str
    before: str
    after: str
    url: str | None
    rule: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The differences of a kind, by theme."""

    kind: str
    title: str
    total: int
    open: bool
    themes: tuple[tuple[str, tuple[ChangeShown, ...]], ...]


@require_safe
@kindly("release")
def compare(request: HttpRequest) -> HttpResponse:
    """The comparison of the releases `from` and `to`; the form alone without them."""
    lang = current_lang()
    shelf = shelf_of(request.user)
    names = request.GET.get("from", "").strip()[:80], request.GET.get("to", "").strip()[:80]
    before, after = (shelf.release(name) if name else None for name in names)
    context: dict[str, Any] = {
        "from": names[0],
        "to": names[1],
        "releases": [(one.id, str(words.title(one))) for one in shelf.releases.values()],
        "pairs": pairs(shelf),
        "title": say(lang, "Comparer deux versions d’un référentiel", "Compare two releases of a referential"),
        "problems": [],
    }
    if before is None or after is None:
        if any(names):
            context["problems"] = [
                say(
                    lang,
                    "Choisissez deux versions : celle d’avant et celle d’après.",
                    "Choose two releases: the earlier and the later.",
                )
            ]
        return page(request, "compare", context)
    if before.referential.key != after.referential.key:
        context["problems"] = [
            say(
                lang,
                "Ces deux versions sont de deux référentiels : une correspondance dit ce que l’un couvre de l’autre.",
                "These two releases belong to different referentials: a mapping shows how much of one the other "
                "covers.",
            )
        ]
        return page(request, "compare", context)
    if before.id == after.id:
        context["problems"] = [say(lang, "C’est deux fois la même version.", "This is the same release twice.")]
        return page(request, "compare", context)
    found = differences(before, after)
    context |= {
        "found": found,
        "title": finding(found, lang),
        "counts": counts(found, lang),
        "groups": groups(found, lang),
        "files": downloads("label-differences", lang, {"from": before.id, "to": after.id}),
        "back": compare_url(after.id, before.id),
    }
    return page(request, "compare", context)


def pairs(shelf: Shelf) -> list[Link]:
    """Each release with the one that it follows among those that the reader sees, the latest first."""
    found = []
    for key in dict.fromkeys(one.referential.key for one in shelf.releases.values()):
        releases = shelf.of(key)
        found += [
            Link(f"{before.id} → {after.id}", compare_url(before.id, after.id)) for after, before in pairwise(releases)
        ]
    return found


def finding(found: Differences, lang: Lang) -> str:
    """How many differences, and whether they may change a result."""
    total, rules = len(found.changes), found.count("rule")
    before, after = found.before.id, found.after.id
    if not total:
        return say(lang, f"Rien ne change de {before} à {after}", f"Nothing changes from {before} to {after}")
    if found.patch:
        return say(
            lang,
            f"De {before} à {after}, seuls des mots changent : tous les résultats restent les mêmes",
            f"From {before} to {after} only the wording changes: every result stays the same",
        )
    return say(
        lang,
        f"De {before} à {after}, {count(lang, total)} {'différence' if total == 1 else 'différences'}, "
        f"dont {count(lang, rules)} de règle",
        f"From {before} to {after}, {count(lang, total)} {'difference' if total == 1 else 'differences'}, "
        f"{count(lang, rules)} of them of a rule",
    )


def counts(found: Differences, lang: Lang) -> ShownTable:
    """How many differences of each kind, rules apart from words."""
    rows: list[Row] = [
        {
            "kind": KINDS[kind],
            "rule": sum(change.scope == "rule" for change in held),
            "wording": sum(change.scope == "wording" for change in held),
            "total": len(held),
            "code": kind,
        }
        for kind, held in by_kind(found.changes)
    ]
    table = Table(
        id="difference-counts",
        title=both("Différences par genre", "Differences by kind"),
        columns=(
            Column("kind", both("Genre", "Kind")),
            Column("rule", both("Règles", "Rules"), kind="integer"),
            Column("wording", both("Mots", "Words"), kind="integer"),
            Column("total", both("Ensemble", "Together"), kind="integer"),
            Column("code", both("Code", "Code")),
        ),
        rows=tuple(rows),
        source=source(found.before, found.after),
    )
    return show(
        table,
        lang,
        columns=("kind", "rule", "wording", "total"),
        links={"kind": lambda row: f"#kind-{row['code']}"},
    )


def groups(found: Differences, lang: Lang) -> list[Group]:
    """The differences by kind, then by theme."""
    result = []
    for kind, held in by_kind(found.changes):
        themes: dict[str, list[ChangeShown]] = {}
        for change in held:
            themes.setdefault(found.theme(change, lang), []).append(shown(found, change, lang))
        title = f"{KINDS[kind].get(lang)} ({number(len(held), lang)})"
        parts = tuple((theme, tuple(changes)) for theme, changes in themes.items())
        result.append(Group(kind, title, len(held), len(held) <= SHORT, parts))
    return result


def shown(found: Differences, change: Change, lang: Lang) -> ChangeShown:
    """A difference for the page. What was added or removed is told by its text; a text by its two sides."""
    before, after = side(change.before, lang), side(change.after, lang)
    told = "→" in change.text.get(lang)
    place = found.question(change)
    return ChangeShown(
        change.text.get(lang),
        "" if told or change.before is None else before,
        "" if told or change.after is None else after,
        question_url(*place) if place is not None else None,
        change.scope == "rule",
    )
