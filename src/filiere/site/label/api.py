"""Referentials for programs: releases, their questions, the coverage of a mapping, a simulation; what pages show.

It takes everything from the same shelf as the pages: a draft is answered as a release that does not exist.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router

from filiere.core import Faults, Lang, Text, source_language
from filiere.publication import Table
from filiere.publication.table_model import localize_cell
from filiere.referentials import STATUS_LABELS, Mapping, Release
from filiere.site.accounts.refusal_recorder import record_hidden_access
from filiere.site.kit.api import PROBLEMS, register_api
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.problems import reject_unknown_parameters
from filiere.site.label import code_labels
from filiere.site.label.api_schemas import MappingOut, QuestionsOut, ReferentialsOut, ReleaseDetail, SimulationOut
from filiere.site.label.expression_text import describe_expression
from filiere.site.label.mapping_coverage import read_mapping
from filiere.site.label.models import Simulation
from filiere.site.label.tables.mappings import build_coverage_table, category_names
from filiere.site.label.tables.releases import question_row
from filiere.site.label.tables.simulations import build_groups_table, build_questions_table, build_sensitivity_table
from filiere.site.label.visible_releases import NotVisible, ReleaseCatalogue, near_names, visible_catalogue

router = Router()

Language = Annotated[Lang, Query("fr", description="fr or en")]
Name = Annotated[str, Path(..., max_length=200)]


def _near_names_remedy(missing: NotVisible) -> Text:
    """What to do about a name that leads to nothing: the names that look like it, else where the list is."""
    near = ", ".join(missing.near)
    if near:
        return Text(fr=f"Proches : {near}.", en=f"Closest matches: {near}.")
    return Text(fr="Demandez la liste à /api/v1/referentials.", en="See /api/v1/referentials for the list.")


def _find_release(shelf: ReleaseCatalogue, name: str) -> Release:
    try:
        return shelf.release(name)
    except NotVisible as missing:
        raise Faults.one(
            code="unknown-release",
            message=Text(fr=f"Aucune version « {name} ».", en=f"There is no version “{name}”."),
            remedy=_near_names_remedy(missing),
            key="release",
        ) from None


def _find_mapping(shelf: ReleaseCatalogue, name: str) -> Mapping:
    try:
        return shelf.mapping(name)
    except NotVisible as missing:
        raise Faults.one(
            code="unknown-mapping",
            message=Text(fr=f"Aucune correspondance « {name} ».", en=f"There is no mapping “{name}”."),
            remedy=_near_names_remedy(missing),
            key="mapping",
        ) from None


def _require_known_category(asked: str | None, known: list[str]) -> None:
    if asked is not None and asked not in known:
        near = ", ".join(near_names(asked, tuple(known)) or tuple(known)) or "–"
        raise Faults.one(
            code="unknown-category",
            message=Text(fr=f"Aucune catégorie « {asked} ».", en=f"There is no category “{asked}”."),
            remedy=Text(fr=f"Catégories : {near}.", en=f"Categories: {near}."),
            key="category",
        )


def _release_summary(release: Release) -> dict[str, Any]:
    dates = {key: day.isoformat() if day is not None else None for key, day in release.head.dates}
    return {
        "id": release.id,
        "referential": release.referential.key,
        "kind": release.referential.kind,
        "title": str(release.title),
        "status": release.head.status,
        "status_label": str(STATUS_LABELS[release.head.status]),
        **dates,
        "supersedes": release.head.supersedes,
        "questions": len(release.criteria),
        "sealed": release.head.seal is not None,
        "sha256": release.sha256,
    }


def _table_rows(table: Table) -> list[dict[str, Any]]:
    keys = [column.key for column in table.columns]
    return [{key: _plain_value(row.get(key)) for key in keys} for row in table.rows]


def _plain_value(cell: Any) -> Any:
    value = localize_cell(cell, source_language())
    return float(value) if isinstance(value, Decimal) else value


@router.get("/referentials", response={200: ReferentialsOut, **PROBLEMS}, summary="Referentials and their versions")
def referentials(request: HttpRequest, lang: Language = "fr") -> dict[str, Any]:  # noqa: ARG001
    """Every release that may be read, with its status, its dates and its fingerprint."""
    reject_unknown_parameters(request, {"lang"})
    shelf = visible_catalogue(request.user)
    releases = [_release_summary(one) for group in shelf.kinds.values() for one in group]
    return {"releases": releases, "mappings": list(shelf.mappings)}


@router.get("/releases/{release}", response={200: ReleaseDetail, **PROBLEMS}, summary="One release")
def one_release(request: HttpRequest, release: Name, lang: Language = "fr") -> dict[str, Any]:  # noqa: ARG001
    """A release: its life, the weights of its themes, its levels and its dated parameters."""
    reject_unknown_parameters(request, {"lang"})
    shelf = visible_catalogue(request.user)
    found = _find_release(shelf, release)
    head = found.head
    return _release_summary(found) | {
        "note": str(head.note) if head.note is not None else None,
        "categories": {key: str(one.text) for key, one in found.referential.categories.items()},
        "themes": [
            {
                "key": theme.key,
                "number": theme.number,
                "text": str(theme.text),
                "weight": {key: float(value) for key, value in theme.weight.items()},
                "questions": len(theme.criteria),
            }
            for theme in code_labels.themes_in_order(found)
        ],
        "levels": [
            {
                "key": level.key,
                "text": str(level.text),
                "months": level.months,
                "conditions": [" ".join(one.split()) for one in level.all],
                "conditions_words": [describe_expression(found, one, shelf.day) for one in level.all],
            }
            for level in (found.award.levels if found.award is not None else ())
        ],
        "parameters": [
            {
                "key": key,
                "text": str(one.text) if one.text is not None else None,
                "unit": one.unit,
                "values": [
                    {
                        "start": value.start.isoformat(),
                        "end": value.end.isoformat() if value.end is not None else None,
                        "value": float(value.value),
                    }
                    for value in one.values
                ],
            }
            for key, one in head.params.items()
        ],
    }


@router.get(
    "/releases/{release}/questions", response={200: QuestionsOut, **PROBLEMS}, summary="The questions of a version"
)
def questions(
    request: HttpRequest,
    release: Name,
    category: Annotated[str | None, Query(None, max_length=60)] = None,
    lang: Language = "fr",  # noqa: ARG001
) -> dict[str, Any]:
    """Every question, or those asked of a category of candidates, with levels, evidence, rules and reasons."""
    reject_unknown_parameters(request, {"lang", "category"})
    found = _find_release(visible_catalogue(request.user), release)
    _require_known_category(category, list(found.referential.categories))
    rows = [question_row(found, one) for one in code_labels.questions_in_order(found, category)]
    return {
        "release": found.id,
        "sha256": found.sha256,
        "category": category,
        "questions": [{key: _plain_value(cell) for key, cell in row.items()} for row in rows],
    }


@router.get("/mappings/{mapping}", response={200: MappingOut, **PROBLEMS}, summary="The coverage of a mapping")
def one_mapping(
    request: HttpRequest,
    mapping: Name,
    backwards: bool = False,
    category: Annotated[str | None, Query(None, max_length=60)] = None,
    lang: Language = "fr",  # noqa: ARG001
) -> dict[str, Any]:
    """What one release covers of another, subject by subject; `backwards` reads the mapping the other way."""
    reject_unknown_parameters(request, {"lang", "category", "backwards"})
    shelf = visible_catalogue(request.user)
    found = _find_mapping(shelf, mapping)
    _require_known_category(category, list(category_names(read_mapping(shelf, found))))
    reading = read_mapping(shelf, found, backwards=backwards, category=category)
    counts = [
        {
            "theme": one.theme,
            "text": str(one.text),
            "subjects": one.subjects,
            "covered": one.covered,
            "partly": one.partly,
            "uncovered": one.uncovered,
        }
        for one in (reading.coverage.total, *reading.coverage.themes)
    ]
    return {
        "id": found.id,
        "source": reading.source.id,
        "target": reading.target.id,
        "nature": found.nature,
        "status": found.status,
        "reviewed_by": [{"role": one.role, "date": one.date.isoformat()} for one in found.reviewed_by],
        "backwards": backwards,
        "category": category,
        "summary": str(reading.coverage.summary),
        "stale": list(reading.stale_maps),
        "total": counts[0],
        "themes": counts[1:],
        "subjects": _table_rows(build_coverage_table(reading)),
    }


@router.get("/simulations/{number}", response={200: SimulationOut, **PROBLEMS}, summary="The result of a simulation")
def one_simulation(
    request: HttpRequest,
    number: Annotated[int, Path(..., ge=1, lt=2**31)],
    lang: Language = "fr",  # noqa: ARG001
) -> dict[str, Any]:
    """A stored simulation: who gains or loses a level by group, what questions tell apart, what hangs on weights."""
    reject_unknown_parameters(request, {"lang"})
    shelf = visible_catalogue(request.user)
    found = Simulation.objects.visible_to(request.user).filter(pk=number).first()
    if found is None:
        about: dict[str, Any] = {"subject_kind": "simulation", "subject_id": str(number)}
        record_hidden_access(request.user, "simulation:read", **about, rows=Simulation, pk=number)
        raise Faults.one(
            code="unknown-simulation",
            message=Text(fr=f"Aucune simulation {number}.", en=f"There is no simulation {number}."),
            remedy=Text(fr="Voyez la page des simulations.", en="See the simulations page."),
            key="number",
        )
    return {
        "number": found.pk,
        "before": found.before,
        "before_sha256": found.before_sha256,
        "after": found.after,
        "after_sha256": found.after_sha256,
        "weights": found.weights,
        "made_up": found.made_up,
        "dossiers": found.dossiers,
        "seed": found.seed,
        "min_group": found.min_group,
        "made_at": found.made_at.isoformat(),
        "groups": _table_rows(build_groups_table(shelf, found)),
        "questions": _table_rows(build_questions_table(shelf, found)),
        "sensitivity": _table_rows(build_sensitivity_table(shelf, found)),
    }


register_api(
    "/",
    router,
    tag="referentials",
    descriptions={
        "/api/v1/referentials": bilingual("Les référentiels et leurs versions", "Referentials and their versions"),
        "/api/v1/releases/{release}": bilingual(
            "Une version : vie, poids, règles", "One release: history, weights, rules"
        ),
        "/api/v1/releases/{release}/questions": bilingual("Les questions d’une version", "The questions of a version"),
        "/api/v1/mappings/{mapping}": bilingual("La couverture d’une correspondance", "The coverage of a mapping"),
        "/api/v1/simulations/{number}": bilingual("Le résultat d’une simulation", "The result of a simulation"),
    },
    not_found=(
        "unknown-release",
        "unknown-mapping",
        "unknown-simulation",
    ),
)
