"""A person's own space: what is awaited from them, what they follow, then all the rest, and the doors they may open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_safe

from filiere.core import Text, fold_text
from filiere.core.numbers import format_number
from filiere.core.typography import raise_first_letter
from filiere.referentials import workflow
from filiere.site.accounts.decorators import sign_in_required, signed_in_user
from filiere.site.accounts.extension_points import list_functions
from filiere.site.accounts.models import User
from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.kit.navigation import list_doors
from filiere.site.kit.tables import list_downloads
from filiere.site.pages.todo_list import Task, describe_day, list_and_count
from filiere.site.workflow.engine_adapter import list_running_delays, load_engines, load_release, load_rules_named
from filiere.site.workflow.extension_points import following_rules
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import name_party, remember_person
from filiere.site.workflow.querysets import DossierQuerySet
from filiere.site.workflow.todo_items import list_terms

PAGE_SIZE, MAX_FOLLOWED, TASKS_SHOWN = 20, 12, 8

SORTS: Mapping[str, Text] = {
    "change": Text(fr="Dernier changement", en="Latest change"),
    "due": Text(fr="Prochaine échéance", en="Next deadline"),
    "name": Text(fr="Organisation", en="Organisation"),
}


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as the list shows it: its last day, and how far that is."""

    task: Task
    late: bool
    on: str
    term: Text | None


@dataclass(frozen=True, slots=True)
class DossierRow:
    """A line of a list: where a dossier stands, its next deadline, and who is awaited until then."""

    dossier: Dossier
    state: str
    category: str
    due: date | None
    awaited: str


@sign_in_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The page; ``q``, ``state`` and ``sort`` choose among all the rest."""
    user, day = signed_in_user(request), timezone.localdate()
    with remember_person(user, day):
        return render(request, "workflow/home.html", _build_context(request, user, day))


def _build_context(request: HttpRequest, user: User, day: date) -> dict[str, Any]:
    tasks = [build_task_row(task, day) for task in list_and_count(user, day)]
    asked = {key: request.GET.get(key, "")[:80] for key in ("q", "state", "sort")}
    seen = Dossier.objects.visible_to(user)
    rest = _list_rest(seen)
    found = _select(rest, asked)
    page = Paginator([one.pk for one in found], PAGE_SIZE).get_page(request.GET.get("page"))
    followed = _list_followed(user, seen, day) if rest else []
    rows = build_rows({*page, *followed})
    return {
        "nav": "dossiers",
        "functions": list_functions(user),
        "tasks": tasks[:TASKS_SHOWN],
        "more": tasks[TASKS_SHOWN:],
        "count": len(tasks),
        "heading": _name_count(len(tasks)),
        "followed": sorted((rows[pk] for pk in followed), key=lambda row: row.due or date.max)[:MAX_FOLLOWED],
        "all": len(rest),
        "more_than_followed": len(rest) > len(followed) or any(asked.values()),
        "found": len(found),
        "page": page,
        "rows": [rows[pk] for pk in page],
        "states": _list_states(rest),
        "sorts": SORTS.items(),
        "asked": asked,
        # Whoever has nothing to do came to read: their list is what the page is for.
        "open": not tasks or any(key in request.GET for key in (*asked, "page")),
        "doors": list_doors(user),
        "downloads": list_downloads("dossiers") if rest else (),
    }


def _name_count(count: int) -> str:
    letters = count_in_letters(count)
    return f"{raise_first_letter(letters)} " + localize(
        "chose à faire" if count == 1 else "choses à faire", "thing to do" if count == 1 else "things to do"
    )


def build_task_row(task: Task, day: date) -> TaskRow:
    """Return a line of the list of tasks."""
    on = "" if task.due is None else f"{date_format(task.due, 'l')} {describe_day(task.due, day)}"
    return TaskRow(task, task.is_late(day), raise_first_letter(on), task.describe_term(day))


@dataclass(frozen=True, slots=True)
class _Line:
    """What is read of every dossier that a person sees, to choose and sort among them."""

    pk: int
    name: str
    state: str
    release: str
    changed: date


def _list_rest(seen: DossierQuerySet) -> list[_Line]:
    last = seen.annotate(last=Max("events__day")).order_by()
    rows = last.values_list("pk", "organisation__name", "state", "release", "last", "opened")
    return [_Line(pk, name, state, release, last or opened) for pk, name, state, release, last, opened in rows]


def _select(rest: Collection[_Line], asked: Mapping[str, str]) -> list[_Line]:
    words = fold_text(asked["q"])
    found = [one for one in rest if words in fold_text(one.name) and asked["state"] in ("", one.state)]
    found.sort(key=lambda one: (fold_text(one.name), -one.pk))
    if asked["sort"] == "due":
        engines = load_engines(Dossier.objects.for_lines([one.pk for one in found]))
        found.sort(key=lambda one: _find_next(engines[one.pk]) or date.max)
    elif asked["sort"] != "name":
        found.sort(key=lambda one: one.changed, reverse=True)
    return found


def _list_states(rest: Collection[_Line]) -> list[tuple[str, str]]:
    """The states in which a dossier of the list stands, in the order of the procedure, in words, with how many."""
    words: dict[str, str] = {}
    for name in dict.fromkeys(one.release for one in rest):
        rules, held = load_rules_named(name), {one.state for one in rest if one.release == name}
        words |= {one.key: str(one.text) for one in rules.procedure.states if one.key in held}
    counts = Counter(one.state for one in rest)
    return [(key, f"{text} ({format_number(counts[key])})") for key, text in words.items()]


def _list_followed(user: User, seen: DossierQuerySet, day: date) -> list[int]:
    """Those that are theirs to follow."""
    nothing = Q(pk__in=[])
    mine = [rule for look in following_rules if (rule := look(user, day)) != nothing]
    found = seen.running().filter(reduce(or_, mine, nothing)).values_list("pk", flat=True)
    return list(found[: 2 * MAX_FOLLOWED]) if mine else []


def build_rows(keys: Collection[int]) -> dict[int, DossierRow]:
    """Return the lines of these dossiers, by key of the database."""
    found = Dossier.objects.for_lines(keys)
    engines = load_engines(found)
    return {one.pk: _build_row(one, engines[one.pk]) for one in found}


def _build_row(dossier: Dossier, engine: workflow.Dossier) -> DossierRow:
    rules = engine.rules
    delays = list_running_delays(dossier, engine, timezone.localdate())
    due, silent = min(list_terms(engine, delays), default=(None, ()))
    return DossierRow(
        dossier,
        str(rules.words("state", dossier.state)),
        str(load_release(dossier).referential.categories[dossier.category].text),
        due,
        ", ".join(name_party(rules, party) for party in silent),
    )


def _find_next(engine: workflow.Dossier) -> date | None:
    return min((day for day, _ in list_terms(engine)), default=None)
