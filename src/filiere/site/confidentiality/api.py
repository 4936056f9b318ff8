"""Tables under statistical confidentiality for programs: what went out, as it went out, and nothing of the inside."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Schema

from filiere.core import Faults
from filiere.site.confidentiality.faults import fault
from filiere.site.confidentiality.models import Release
from filiere.site.confidentiality.public_release import read_public_table, release_json, release_summary
from filiere.site.kit.api import PROBLEMS, register_api
from filiere.site.kit.bilingual_text import bilingual
from filiere.site.kit.problems import reject_unknown_parameters

router = Router()
Key = Annotated[str, Path(..., max_length=40)]


class BilingualText(Schema):
    """A text in both languages."""

    fr: str
    en: str


class TableOut(Schema):
    """A table in a list; `rule` names the rule of confidentiality, `day` the day it went out."""

    key: str
    title: BilingualText
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
    note: BilingualText
    cells: list[CellOut]


@router.get("", response={200: TablesOut, **PROBLEMS}, summary="Published tables")
def list_tables(request: HttpRequest) -> dict[str, Any]:
    """Every table made of rows that are not public, as it went out."""
    reject_unknown_parameters(request, set())
    rows = Release.objects.visible_to(request.user).select_related("published_by")
    return {"tables": [release_summary(row) for row in rows]}


@router.get("/{key}", response={200: TableDetail, **PROBLEMS}, summary="One published table")
def show_table(request: HttpRequest, key: Key) -> dict[str, Any]:
    """One table, cell by cell, margins included."""
    reject_unknown_parameters(request, set())
    found = Release.objects.for_key(key)
    if found is None:
        raise Faults([fault("unknown-table", key=key).at(key="key")])
    return release_json(found, read_public_table(found))


register_api(
    "/tables",
    router,
    tag="tables",
    descriptions={
        "/api/v1/tables": bilingual(
            "Les tableaux publiés sous secret", "The tables published under statistical confidentiality"
        ),
        "/api/v1/tables/{key}": bilingual("Un tableau et ses tirets", "One table, with its suppressed cells"),
    },
    not_found=("unknown-table",),
)
