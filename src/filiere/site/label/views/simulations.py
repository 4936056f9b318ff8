"""Simulations: who would gain or lose a level under other rules, told by groups large enough to name nobody."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.core.numbers import number
from filiere.publication import Column, Row, Table
from filiere.publication.tables import plain
from filiere.referentials import Release
from filiere.referentials.scoring.award import NO_LEVEL, UNDECIDED
from filiere.site.accounts.refusals import note_unseen
from filiere.site.label import words
from filiere.site.label.models import Simulation
from filiere.site.label.permissions import acts_of
from filiere.site.label.tables.simulations import (
    MOVEMENTS,
    group_name,
    groups_of,
    questions_of,
    sensitivity_of,
    source,
)
from filiere.site.label.views.common import compare_url, kindly, page, question_url, release_url
from filiere.site.label.visibility import NotThere, Shelf, shelf_of
from filiere.site.observatory.shown import ShownTable, downloads, show
from filiere.site.observatory.views.figure import Fact
from filiere.site.observatory.words import both, count, say
from filiere.site.templatetags.filiere import lang as current_lang
from filiere.site.templatetags.filiere import moment

TOLD = 10
"""How many questions are shown at each end; the file holds all of them."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A simulation in the list."""

    url: str
    title: str
    change: str
    about: str
    made_up: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A group as a line of the table: its counts, and the two bars drawn beside them, all on one scale."""

    name: str
    dossiers: str
    gains: str
    loses: str
    same: str
    open: str
    before: str
    after: str
    up: str
    down: str
    together: bool


def simulation_url(pk: int) -> str:
    """The page of a simulation."""
    return reverse("label:simulation", args=[pk])


@require_safe
def simulations(request: HttpRequest) -> HttpResponse:
    """The simulations that the reader may see, the latest first."""
    lang = current_lang()
    shelf = shelf_of(request.user)
    found = list(Simulation.objects.visible_to(request.user))
    many = count(lang, len(found)).capitalize()
    title = say(
        lang,
        f"{many} {'simulation dit' if len(found) == 1 else 'simulations disent'} ce qu’un changement de règle ferait",
        f"{many} {'simulation tells' if len(found) == 1 else 'simulations tell'} what a change of rules would do",
    )
    if not found:
        title = say(lang, "Aucune simulation n’est encore publiée", "No simulation is published yet")
    context = {
        "title": title,
        "simulations": [
            Summary(
                simulation_url(one.pk),
                finding(one, lang),
                change(one, shelf, lang),
                say(
                    lang,
                    f"{number(one.dossiers, lang)} dossiers, le {moment(one.made_at)}",
                    f"{number(one.dossiers, lang)} dossiers, on {moment(one.made_at)}",
                ),
                one.made_up,
            )
            for one in found
        ],
        # The masthead of a visitor costs no query: rights are looked up for someone signed in only.
        "may_run": request.user.is_authenticated and "run_simulation" in acts_of(request.user),
    }
    return page(request, "simulations", context)


@require_safe
@kindly("simulation")
def simulation(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of one simulation."""
    lang = current_lang()
    shelf = shelf_of(request.user)
    found = Simulation.objects.visible_to(request.user).filter(pk=pk).first() if pk < 2**31 else None
    if found is None:
        if pk < 2**31:
            about: dict[str, Any] = {"subject_kind": "simulation", "subject_id": str(pk)}
            note_unseen(request.user, "simulation:read", **about, rows=Simulation, pk=pk)
        raise NotThere(str(pk), ())
    release = shelf.releases[found.before]
    groups = groups_of(shelf, found)
    told = questions_of(shelf, found)
    context: dict[str, Any] = {
        "simulation": found,
        "title": finding(found, lang),
        "change": change(found, shelf, lang),
        "facts": facts(found, shelf, lang),
        "bars": bars(found, release, lang),
        "movements": {key: str(label) for key, label in MOVEMENTS.items()},
        "notes": [str(note) for note in groups.notes],
        "files": downloads(groups.id, lang, {"id": found.pk}),
        "levels": levels(found, shelf, lang),
        "telling": question_rows(told, found, lang, slice(0, TOLD)),
        "watched": watched(told, found, lang),
        "question_files": downloads(told.id, lang, {"id": found.pk}),
        "sensitivity": sensitivity(shelf, found, lang),
    }
    return page(request, "simulation", context)


def finding(one: Simulation, lang: Lang) -> str:
    """How many dossiers would gain a level and how many would lose one."""
    total = one.result["total"]
    if total is None:
        return say(lang, "Trop peu de dossiers pour en dire quelque chose", "Too few dossiers to show anything")
    gains, loses, left = (total["movements"].get(key, 0) for key in ("gains", "loses", "open"))
    every = number(total["dossiers"], lang)
    if not gains and not loses and not left:
        return say(
            lang,
            f"Aucun des {every} dossiers ne changerait de niveau",
            f"None of the {every} dossiers would change level",
        )
    made_up = say(lang, " inventés", " made-up") if one.made_up else ""
    up, down = number(gains, lang), number(loses, lang)
    words_ = say(
        lang,
        f"Sur {every} dossiers{made_up}, {up} {'gagnerait' if gains < 2 else 'gagneraient'} un niveau "
        f"et {down} en {'perdrait' if loses < 2 else 'perdraient'} un",
        f"Of {every}{made_up} dossiers, {up} would gain a level and {down} would lose one",
    )
    if left:
        words_ += say(
            lang,
            f" ; {number(left, lang)} {'reste à' if left < 2 else 'restent à'} décider",
            f"; {number(left, lang)} {'is' if left == 1 else 'are'} undecided",
        )
    return words_


def change(one: Simulation, shelf: Shelf, lang: Lang) -> str:
    """What was tried: another release, other weights, or both."""
    parts = []
    if one.before != one.after:
        parts.append(say(lang, f"passer de {one.before} à {one.after}", f"passing from {one.before} to {one.after}"))
    if one.weights:
        release = shelf.releases[one.after]
        names = {theme.key: theme.text.get(lang) for theme in release.themes}
        points = one.weights["points"]
        source_, target = (names.get(one.weights[end], one.weights[end]) for end in ("from", "to"))
        if len(set(points.values())) == 1 and set(points) == set(release.referential.categories):
            amount = number(Decimal(next(iter(points.values()))), lang)
            parts.append(
                say(
                    lang,
                    f"déplacer {amount} points de poids de « {source_} » vers « {target} », pour tous",
                    f"moving {amount} points of weight from “{source_}” to “{target}”, for all",
                )
            )
        else:
            each = ", ".join(
                f"{words.category(release.referential, key, lang)} {number(Decimal(value), lang)}"
                for key, value in points.items()
            )
            parts.append(
                say(
                    lang,
                    f"déplacer des points de poids de « {source_} » vers « {target} » ({each})",
                    f"moving points of weight from “{source_}” to “{target}” ({each})",
                )
            )
    tried = say(lang, " et ", " and ").join(parts)
    return tried[:1].upper() + tried[1:]


def facts(one: Simulation, shelf: Shelf, lang: Lang) -> list[Fact]:
    """What the simulation was made on, so that anybody can make it again."""
    lines = [
        Fact(say(lang, "Version jugée", "Release judged"), one.before, release_url(one.before)),
        Fact(say(lang, "Empreinte", "Fingerprint"), one.before_sha256[:16]),
    ]
    if one.after != one.before:
        lines.append(Fact(say(lang, "Version essayée", "Release tried"), one.after, compare_url(one.before, one.after)))
    lines.append(Fact(say(lang, "Empreinte essayée", "Fingerprint tried"), one.after_sha256[:16]))
    lines.append(Fact(say(lang, "Dossiers", "Dossiers"), number(one.dossiers, lang)))
    if one.made_up:
        lines.append(Fact(say(lang, "Tirés de la graine", "Drawn from the seed"), str(one.seed)))
    lines.append(Fact(say(lang, "Plus petit groupe montré", "Smallest group shown"), number(one.min_group, lang)))
    lines.append(Fact(say(lang, "Faite le", "Made on"), moment(one.made_at)))
    if shelf.releases[one.before].sha256 != one.before_sha256:
        lines.append(
            Fact(
                say(lang, "Depuis", "Since then"),
                say(lang, "la version a changé : refaites la simulation", "the release has changed: run it again"),
            )
        )
    return lines


def bars(one: Simulation, release: Release, lang: Lang) -> list[Bar]:
    """The groups with their bars, then all of them together."""
    told = [(group_name(group["group"], release).get(lang), group, False) for group in one.result["groups"]]
    total = one.result["total"]
    if total is not None:
        told.append((say(lang, "Ensemble", "Together"), total, True))
    shares = [group["movements"].get(key, 0) / group["dossiers"] for _, group, _ in told for key in ("gains", "loses")]
    widest = max(shares, default=0) or 1.0
    found = []
    for name, group, together in told:
        moves, every = group["movements"], group["dossiers"]
        shown = {key: number(moves.get(key, 0), lang) for key in MOVEMENTS}
        found.append(
            Bar(
                name=name[:1].upper() + name[1:],
                dossiers=number(every, lang),
                **shown,
                before=_mean(group["mean_before"], lang),
                after=_mean(group["mean_after"], lang),
                up=_width(moves.get("gains", 0) / every, widest),
                down=_width(moves.get("loses", 0) / every, widest),
                together=together,
            )
        )
    return found


def _width(share: float, widest: float) -> str:
    """A share on a scale where the widest fills its side; written with a point whatever the language."""
    return f"{48 * share / widest:.2f}"


def _mean(ends: list[str] | None, lang: Lang) -> str:
    if ends is None:
        return "–"
    low, high = (number(Decimal(end), lang, 1) for end in ends)
    return low if low == high else f"{low} – {high}"


def levels(one: Simulation, shelf: Shelf, lang: Lang) -> ShownTable | None:
    """How many dossiers have each level, before and after."""
    total = one.result["total"]
    if total is None:
        return None
    names: dict[str, str] = {}
    for key in (one.after, one.before):
        award = shelf.releases[key].award
        for level in award.levels if award is not None else ():
            names.setdefault(level.key, level.text.get(lang))
    names[NO_LEVEL] = say(lang, "Aucun niveau", "No level")
    names[UNDECIDED] = say(lang, "Pas encore décidé", "Not decided yet")
    rows = tuple(
        {"level": name, "before": total["levels_before"].get(key, 0), "after": total["levels_after"].get(key, 0)}
        for key, name in names.items()
        if total["levels_before"].get(key) or total["levels_after"].get(key)
    )
    table = Table(
        id="simulation-levels",
        title=both("Niveaux, avant et après", "Levels, before and after"),
        columns=(
            Column("level", both("Niveau", "Level")),
            Column("before", both("Avant", "Before"), kind="integer"),
            Column("after", both("Après", "After"), kind="integer"),
        ),
        rows=rows,
        source=source(one),
        fictitious=one.made_up,
    )
    return show(table, lang)


def question_rows(table: Table, one: Simulation, lang: Lang, rows: slice) -> ShownTable:
    """Some of the questions, each leading to its page."""
    return show(
        table,
        lang,
        columns=("question", "category", "correlation", "mean"),
        links={"question": lambda row: question_url(one.before, str(row["key"]))},
        details={"question": lambda row: str(row["number"] or row["key"])},
        query={"id": one.pk},
        rows=rows,
    )


def watched(table: Table, one: Simulation, lang: Lang) -> ShownTable | None:
    """The questions to look at again: all answer alike, or against the rest; one line a question."""
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        if row["alike"] or row["contrary"]:
            found.setdefault(str(row["key"]), []).append(row)
    if not found:
        return None

    def told(kind: str, rows: list[Row]) -> str:
        names = [plain(row["category"], lang) for row in rows if row[kind]]
        reason = {"alike": say(lang, "tous pareils", "all alike"), "contrary": say(lang, "à contre-sens", "contrary")}
        return f"{reason[kind]} ({', '.join(str(name) for name in names)})"

    kept = Table(
        id="simulation-watched",
        title=both("Questions à regarder", "Questions to look at"),
        columns=(*table.columns[:3], Column("why", both("Pourquoi", "Why"))),
        rows=tuple(
            {
                **{name: rows[0][name] for name in ("key", "number", "question")},
                "why": " ; ".join(told(kind, rows) for kind in ("contrary", "alike") if any(row[kind] for row in rows)),
            }
            for rows in found.values()
        ),
        source=table.source,
        fictitious=table.fictitious,
    )
    return show(
        kept,
        lang,
        columns=("question", "why"),
        links={"question": lambda row: question_url(one.before, str(row["key"]))},
        details={"question": lambda row: str(row["number"] or row["key"])},
    )


def sensitivity(shelf: Shelf, one: Simulation, lang: Lang) -> ShownTable | None:
    """What hangs on each weight; None when too few dossiers were decided."""
    table = sensitivity_of(shelf, one)
    if not table.rows:
        return None
    columns = [column.key for column in table.columns if column.key not in ("key", "decided")]
    return show(table, lang, columns=columns, query={"id": one.pk})
