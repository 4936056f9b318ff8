"""Simulations: who would gain or lose a level under other rules, told by groups large enough to name nobody."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from filiere.core import source_language
from filiere.core.numbers import format_number
from filiere.core.typography import raise_first_letter
from filiere.publication import Column, Row, Table
from filiere.publication.table_model import localize_cell
from filiere.referentials import Release
from filiere.referentials.scoring import NO_LEVEL, UNDECIDED
from filiere.site.accounts.refusal_recorder import record_hidden_access
from filiere.site.kit.bilingual_text import bilingual, count_in_letters, localize
from filiere.site.kit.rights import allowed
from filiere.site.kit.tables import TableView, build_table_view, list_downloads
from filiere.site.kit.templatetags.filiere import moment
from filiere.site.label import code_labels
from filiere.site.label.models import Simulation
from filiere.site.label.tables.simulations import (
    MOVEMENT_LABELS,
    build_groups_table,
    build_questions_table,
    build_sensitivity_table,
    group_name,
    simulation_source,
)
from filiere.site.label.views.common import compare_url, offer_near_names, question_url, release_url, render_page
from filiere.site.label.visible_releases import NotVisible, ReleaseCatalogue, visible_catalogue
from filiere.site.observatory.views.figure import ScopeFact

MAX_QUESTIONS_SHOWN = 10
"""How many questions are shown at each end; the file holds all of them."""


@dataclass(frozen=True, slots=True)
class SimulationSummary:
    """A simulation in the list."""

    url: str
    title: str
    change: str
    about: str
    made_up: bool


@dataclass(frozen=True, slots=True)
class GroupBar:
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
def list_simulations(request: HttpRequest) -> HttpResponse:
    """The simulations that the reader may see, the latest first."""
    shelf = visible_catalogue(request.user)
    found = list(Simulation.objects.visible_to(request.user))
    many = count_in_letters(len(found)).capitalize()
    title = localize(
        f"{many} {'simulation dit' if len(found) == 1 else 'simulations disent'} ce qu’un changement de règle ferait",
        f"{many} {'simulation tells' if len(found) == 1 else 'simulations tell'} what a change of rules would do",
    )
    if not found:
        title = localize("Aucune simulation n’est encore publiée", "No simulation is published yet")
    context = {
        "title": title,
        "simulations": [
            SimulationSummary(
                simulation_url(one.pk),
                simulation_finding(one),
                change_sentence(one, shelf),
                format_html(
                    localize("{} dossiers, le {}", "{} dossiers, on {}"),
                    format_number(one.dossiers),
                    moment(one.made_at),
                ),
                one.made_up,
            )
            for one in found
        ],
        # The masthead of a visitor costs no query: rights are looked up for someone signed in only.
        "may_run": request.user.is_authenticated and allowed(request.user, "referential:simulate"),
    }
    return render_page(request, "simulations", context)


@require_safe
@offer_near_names("simulation")
def show_simulation(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of one simulation."""
    shelf = visible_catalogue(request.user)
    found = Simulation.objects.visible_to(request.user).filter(pk=pk).first() if pk < 2**31 else None
    if found is None:
        if pk < 2**31:
            about: dict[str, Any] = {"subject_kind": "simulation", "subject_id": str(pk)}
            record_hidden_access(request.user, "simulation:read", **about, rows=Simulation, pk=pk)
        raise NotVisible(str(pk), ())
    release = shelf.releases[found.before]
    groups = build_groups_table(shelf, found)
    told = build_questions_table(shelf, found)
    context: dict[str, Any] = {
        "simulation": found,
        "title": simulation_finding(found),
        "change": change_sentence(found, shelf),
        "facts": build_simulation_facts(found, shelf),
        "bars": build_group_bars(found, release),
        "movements": {key: str(label) for key, label in MOVEMENT_LABELS.items()},
        "notes": [str(note) for note in groups.notes],
        "files": list_downloads(groups.id, {"id": found.pk}),
        "levels": build_levels_view(found, shelf),
        "telling": build_questions_view(told, found, slice(0, MAX_QUESTIONS_SHOWN)),
        "watched": build_watched_questions(told, found),
        "question_files": list_downloads(told.id, {"id": found.pk}),
        "sensitivity": build_sensitivity_view(shelf, found),
    }
    return render_page(request, "simulation", context)


def simulation_finding(simulation: Simulation) -> str:
    """How many dossiers would gain a level and how many would lose one."""
    total = simulation.result["total"]
    if total is None:
        return localize("Trop peu de dossiers pour en dire quelque chose", "Too few dossiers to show anything")
    gains, loses, left = (total["movements"].get(key, 0) for key in ("gains", "loses", "open"))
    every = format_number(total["dossiers"])
    if not gains and not loses and not left:
        return localize(
            f"Aucun des {every} dossiers ne changerait de niveau",
            f"None of the {every} dossiers would change level",
        )
    made_up = localize(" inventés", " made-up") if simulation.made_up else ""
    up, down = format_number(gains), format_number(loses)
    words_ = localize(
        f"Sur {every} dossiers{made_up}, {up} {'gagnerait' if gains < 2 else 'gagneraient'} un niveau "
        f"et {down} en {'perdrait' if loses < 2 else 'perdraient'} un",
        f"Of {every}{made_up} dossiers, {up} would gain a level and {down} would lose one",
    )
    if left:
        words_ += localize(
            f" ; {format_number(left)} {'reste à' if left < 2 else 'restent à'} décider",
            f"; {format_number(left)} {'is' if left == 1 else 'are'} undecided",
        )
    return words_


def change_sentence(simulation: Simulation, shelf: ReleaseCatalogue) -> str:
    """What was tried: another release, other weights, or both."""
    parts = []
    if simulation.before != simulation.after:
        parts.append(
            localize(
                f"passer de {simulation.before} à {simulation.after}",
                f"passing from {simulation.before} to {simulation.after}",
            )
        )
    if simulation.weights:
        release = shelf.releases[simulation.after]
        names = {theme.key: str(theme.text) for theme in release.themes}
        points = simulation.weights["points"]
        source_, target = (names.get(simulation.weights[end], simulation.weights[end]) for end in ("from", "to"))
        if len(set(points.values())) == 1 and set(points) == set(release.referential.categories):
            amount = format_number(Decimal(next(iter(points.values()))))
            parts.append(
                localize(
                    f"déplacer {amount} points de poids de « {source_} » vers « {target} », pour tous",
                    f"moving {amount} points of weight from “{source_}” to “{target}”, for all",
                )
            )
        else:
            each = ", ".join(
                f"{code_labels.category_name(release.referential, key)} {format_number(Decimal(value))}"
                for key, value in points.items()
            )
            parts.append(
                localize(
                    f"déplacer des points de poids de « {source_} » vers « {target} » ({each})",
                    f"moving points of weight from “{source_}” to “{target}” ({each})",
                )
            )
    tried = localize(" et ", " and ").join(parts)
    return raise_first_letter(tried)


def build_simulation_facts(simulation: Simulation, shelf: ReleaseCatalogue) -> list[ScopeFact]:
    """What the simulation was made on, so that anybody can make it again."""
    lines = [
        ScopeFact(localize("Version jugée", "Version assessed"), simulation.before, release_url(simulation.before)),
        ScopeFact(localize("Empreinte", "Fingerprint"), simulation.before_sha256[:16]),
    ]
    if simulation.after != simulation.before:
        lines.append(
            ScopeFact(
                localize("Version essayée", "Version tried"),
                simulation.after,
                compare_url(simulation.before, simulation.after),
            )
        )
    lines.append(ScopeFact(localize("Empreinte essayée", "Fingerprint tried"), simulation.after_sha256[:16]))
    lines.append(ScopeFact(localize("Dossiers", "Dossiers"), format_number(simulation.dossiers)))
    if simulation.made_up:
        lines.append(ScopeFact(localize("Nombre de départ du tirage", "Random seed"), str(simulation.seed)))
    lines.append(
        ScopeFact(localize("Plus petit groupe montré", "Smallest group shown"), format_number(simulation.min_group))
    )
    lines.append(ScopeFact(localize("Faite le", "Made on"), moment(simulation.made_at)))
    if shelf.releases[simulation.before].sha256 != simulation.before_sha256:
        lines.append(
            ScopeFact(
                localize("Depuis", "Since then"),
                localize("la version a changé : refaites la simulation", "the version has changed: run it again"),
            )
        )
    return lines


def build_group_bars(simulation: Simulation, release: Release) -> list[GroupBar]:
    """The groups with their bars, then all of them together."""
    told = [(str(group_name(group["group"], release)), group, False) for group in simulation.result["groups"]]
    total = simulation.result["total"]
    if total is not None:
        told.append((localize("Ensemble", "Together"), total, True))
    shares = [group["movements"].get(key, 0) / group["dossiers"] for _, group, _ in told for key in ("gains", "loses")]
    widest = max(shares, default=0) or 1.0
    found = []
    for name, group, together in told:
        moves, every = group["movements"], group["dossiers"]
        shown = {key: format_number(moves.get(key, 0)) for key in MOVEMENT_LABELS}
        found.append(
            GroupBar(
                name=raise_first_letter(name),
                dossiers=format_number(every),
                **shown,
                before=_mean_text(group["mean_before"]),
                after=_mean_text(group["mean_after"]),
                up=_bar_width(moves.get("gains", 0) / every, widest),
                down=_bar_width(moves.get("loses", 0) / every, widest),
                together=together,
            )
        )
    return found


def _bar_width(share: float, widest: float) -> str:
    """A share on a scale where the widest fills its side; written with a point whatever the language."""
    return f"{48 * share / widest:.2f}"


def _mean_text(ends: list[str] | None) -> str:
    if ends is None:
        return "–"
    low, high = (format_number(Decimal(end), digits=1) for end in ends)
    return low if low == high else f"{low} – {high}"


def build_levels_view(simulation: Simulation, shelf: ReleaseCatalogue) -> TableView | None:
    """How many dossiers have each level, before and after."""
    total = simulation.result["total"]
    if total is None:
        return None
    names: dict[str, str] = {}
    for key in (simulation.after, simulation.before):
        award = shelf.releases[key].award
        for level in award.levels if award is not None else ():
            names.setdefault(level.key, str(level.text))
    names[NO_LEVEL] = localize("Aucun niveau", "No level")
    names[UNDECIDED] = localize("Pas encore décidé", "Not decided yet")
    rows = tuple(
        {"level": name, "before": total["levels_before"].get(key, 0), "after": total["levels_after"].get(key, 0)}
        for key, name in names.items()
        if total["levels_before"].get(key) or total["levels_after"].get(key)
    )
    table = Table(
        id="simulation-levels",
        title=bilingual("Niveaux, avant et après", "Levels, before and after"),
        columns=(
            Column("level", bilingual("Niveau", "Level")),
            Column("before", bilingual("Avant", "Before"), kind="integer"),
            Column("after", bilingual("Après", "After"), kind="integer"),
        ),
        rows=rows,
        source=simulation_source(simulation),
        fictitious=simulation.made_up,
    )
    return build_table_view(table)


def build_questions_view(table: Table, simulation: Simulation, rows: slice) -> TableView:
    """Some of the questions, each leading to its page."""
    return build_table_view(
        table,
        columns=("question", "category", "correlation", "mean"),
        links={"question": lambda row: question_url(simulation.before, str(row["key"]))},
        details={"question": lambda row: str(row["number"] or row["key"])},
        query={"id": simulation.pk},
        rows=rows,
    )


def build_watched_questions(table: Table, simulation: Simulation) -> TableView | None:
    """The questions to look at again: all answer alike, or against the rest; one line a question."""
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        if row["alike"] or row["contrary"]:
            found.setdefault(str(row["key"]), []).append(row)
    if not found:
        return None

    def name_categories(kind: str, rows: list[Row]) -> str:
        names = [localize_cell(row["category"], source_language()) for row in rows if row[kind]]
        reason = {
            "alike": localize("tous pareils", "all alike"),
            "contrary": localize("à contre-sens", "contrary"),
        }
        return f"{reason[kind]} ({', '.join(str(name) for name in names)})"

    kept = Table(
        id="simulation-watched",
        title=bilingual("Questions à regarder", "Questions to look at"),
        columns=(*table.columns[:3], Column("why", bilingual("Pourquoi", "Why"))),
        rows=tuple(
            {
                **{name: rows[0][name] for name in ("key", "number", "question")},
                "why": " ; ".join(
                    name_categories(kind, rows) for kind in ("contrary", "alike") if any(row[kind] for row in rows)
                ),
            }
            for rows in found.values()
        ),
        source=table.source,
        fictitious=table.fictitious,
    )
    return build_table_view(
        kept,
        columns=("question", "why"),
        links={"question": lambda row: question_url(simulation.before, str(row["key"]))},
        details={"question": lambda row: str(row["number"] or row["key"])},
    )


def build_sensitivity_view(shelf: ReleaseCatalogue, simulation: Simulation) -> TableView | None:
    """What hangs on each weight; None when too few dossiers were decided."""
    table = build_sensitivity_table(shelf, simulation)
    if not table.rows:
        return None
    columns = [column.key for column in table.columns if column.key not in ("key", "decided")]
    return build_table_view(table, columns=columns, query={"id": simulation.pk})
