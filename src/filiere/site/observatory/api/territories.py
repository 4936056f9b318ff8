"""Territories for programs: codes and names, and the loaded counts of establishments and employees."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from filiere.core.text import Lang
from filiere.geography import Territory, territories, territory
from filiere.site.kit.api import PROBLEMS
from filiere.site.observatory.accepted_sources import CALL_CENTRES, URSSAF
from filiere.site.observatory.models import SourceVersion
from filiere.site.observatory.suppression_notice import SUPPRESSION_NOTICE
from filiere.site.observatory.territory_counts import counts_by_year, coverage_of_version, current_version

router = Router()

Language = Annotated[Lang, Query("fr", description="fr or en")]


class TerritoryOut(Schema):
    """A territory: Filière's code, the official one, its name and what holds it."""

    code: str
    kind: str
    insee: str
    label: str
    parents: list[str]


class CountOut(Schema):
    """One year of one territory.

    ``state`` says whether ``employees`` is known, a lower bound (``at-least``: some cells of the source are unknown;
    ``partial``: the file does not cover the whole territory), unknown, or known and not published; it is null unless
    it may be shown.
    """

    territory: str
    year: int
    ape: str
    establishments: int | None
    employees: int | None
    cells: int
    unknown: int
    state: str


class CoverageOut(Schema):
    """How much of the territory the file has: its communes there, ``among`` those of the official code, and the share
    of the inhabitants who live in them, in per cent; null when it cannot be known.
    """

    communes: int | None
    among: int | None
    inhabitants: float | None


class CountsOut(Schema):
    """Counts, with the version they come from; ``fictitious`` is true for the generated file of the demonstration.

    ``coverage`` is null when the file covers the whole territory.
    """

    source: str
    version: str | None
    fictitious: bool
    rule: str
    coverage: CoverageOut | None
    counts: list[CountOut]


def _coverage_json(version: SourceVersion | None, code: str) -> dict[str, Any] | None:
    known = coverage_of_version(version).of(code) if version else None
    if known is None or known.is_whole:
        return None
    share = None if known.inhabitants is None else round(float(known.inhabitants), 1)
    return {"communes": known.communes, "among": known.among, "inhabitants": share}


def _territory_json(territory: Territory) -> dict[str, Any]:
    return {
        "code": territory.code,
        "kind": territory.kind,
        "insee": territory.insee,
        "label": str(territory.label),
        "parents": list(territory.parents),
    }


@router.get("/", response={200: list[TerritoryOut], **PROBLEMS}, summary="Territories of a kind")
def list_territories(
    request: HttpRequest,
    kind: Literal["region22", "region13", "department", "collectivity", "country"] = "region13",
    lang: Language = "fr",
) -> list[dict[str, Any]]:
    """The territories of a kind, in the order of the official code."""
    return [_territory_json(one) for one in territories(kind)]


@router.get("/{code}", response={200: TerritoryOut, **PROBLEMS}, summary="One territory")
def show_territory(request: HttpRequest, code: str, lang: Language = "fr") -> dict[str, Any]:
    """A territory by its code, such as REG-75, R22-54, DEP-86 or COM-76540."""
    return _territory_json(territory(code))


@router.get("/{code}/counts", response={200: CountsOut, **PROBLEMS}, summary="Loaded counts of one territory")
def show_counts(
    request: HttpRequest, code: str, ape: Literal["8220Z", "ALL"] = "8220Z", lang: Language = "fr"
) -> dict[str, Any]:
    """Establishments and employees by year, as the pages show them: small cells are not published here either."""
    found = territory(code)
    version = current_version()
    years = counts_by_year(version, (found.code,)).get(found.code, {}) if version else {}
    pairs = ((year, pair.sector if ape == CALL_CENTRES else pair.every) for year, pair in sorted(years.items()))
    return {
        "source": URSSAF,
        "version": version.version if version else None,
        "fictitious": bool(version and version.fictitious),
        "rule": str(SUPPRESSION_NOTICE),
        "coverage": _coverage_json(version, found.code),
        "counts": [
            {
                "territory": count.territory,
                "year": year,
                "ape": ape,
                "establishments": count.establishments,
                "employees": count.employees,
                "cells": count.cells,
                "unknown": count.unknown,
                "state": count.state,
            }
            for year, count in pairs
            if count is not None
        ],
    }
