"""Tables under statistical confidentiality for programs: what went out, as it went out, and nothing of the inside."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Schema

from filiere.core import Faults, Text
from filiere.site.confidentiality.models import Release
from filiere.site.confidentiality.released import as_json, public_of, summary
from filiere.site.observatory.api import api
from filiere.site.observatory.api.problems import NOTHING_THERE, PROBLEMS, refuse_unknown
from filiere.site.observatory.catalogue import API_WORDS
from filiere.site.observatory.words import both

router = Router()
NOTHING_THERE.update({"unknown-table"})
API_WORDS.update(
    {
        "/api/v1/tables": both(
            "Les tableaux publiés sous secret", "The tables published under statistical confidentiality"
        ),
        "/api/v1/tables/{key}": both("Un tableau et ses tirets", "One table, with its suppressed cells"),
    }
)
Key = Annotated[str, Path(..., max_length=40)]


class Both(Schema):
    """A text in both languages."""

    fr: str
    en: str


class TableOut(Schema):
    """A table in a list; `rule` names the rule of confidentiality, `day` the day it went out."""

    key: str
    title: Both
    response: str
    population: str
    period: str
    day: date
    rule: str
    fictitious: bool


class TablesOut(Schema):
    """Every table that went out, the oldest first."""

    tables: list[TableOut]


class DimensionOut(Schema):
    """A column that the table is cut by, and the code of its total."""

    column: str
    total: str


class CellOut(Schema):
    """A cell: `value` is exact, as text, null where it is not published. `obs_status` and `conf_status` are SDMX’s: a
    value withheld has Q and C whatever the reason."""

    codes: list[str]
    value: str | None
    status: str
    obs_status: str
    conf_status: str


class TableDetail(TableOut):
    """One table whole."""

    dimensions: list[DimensionOut]
    note: Both
    cells: list[CellOut]


@router.get("", response={200: TablesOut, **PROBLEMS}, summary="Published tables")
def list_tables(request: HttpRequest) -> dict[str, Any]:
    """Every table made of rows that are not public, as it went out."""
    refuse_unknown(request, set())
    rows = Release.objects.visible_to(request.user).select_related("published_by")
    return {"tables": [summary(row) for row in rows]}


@router.get("/{key}", response={200: TableDetail, **PROBLEMS}, summary="One published table")
def show_table(request: HttpRequest, key: Key) -> dict[str, Any]:
    """One table, cell by cell, margins included."""
    refuse_unknown(request, set())
    found = Release.objects.for_key(key)
    if found is None:
        raise Faults.one(
            code="unknown-table",
            message=Text(fr=f"Aucun tableau publié « {key} ».", en=f"There is no published table “{key}”."),
            remedy=Text(fr="Demandez la liste à /api/v1/tables.", en="See /api/v1/tables for the list."),
            key="key",
        )
    return as_json(found, public_of(found))


api.add_router("/tables", router, tags=["tables"])
