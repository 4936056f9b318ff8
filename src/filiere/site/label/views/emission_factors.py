"""Emission factors: what the label proposes to count with, where each was read, and which nobody could read."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from filiere.core import source_language
from filiere.core.dates import format_day
from filiere.core.numbers import format_number
from filiere.publication import Row
from filiere.publication.table_model import Cell
from filiere.referentials import FactorTable
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.exported_tables import TableRequest
from filiere.site.kit.tables import TableView, build_table_view
from filiere.site.label.tables.emission_factors import FACTOR_STATUS_LABELS, build_factors_table
from filiere.site.label.views.common import LinkChoice, offer_near_names, render_page
from filiere.site.label.visible_releases import visible_catalogue


@require_safe
@offer_near_names("factors")
def show_factors(request: HttpRequest) -> HttpResponse:
    """The latest table, or the one that `version` names."""
    tables = visible_catalogue(request.user).factors
    asked = request.GET.get("version", "").strip()[:60]
    if not tables and not asked:
        nothing = localize("Aucun facteur d’émission n’est encore publié", "No emission factor is published yet")
        return render_page(request, "factors", {"title": nothing})
    found = visible_catalogue(request.user).factor_table(asked)
    address = reverse("label:factors")
    versions = [
        LinkChoice(one, one, f"{address}?{urlencode({'version': one})}", one == found.version)
        for one in sorted(tables, reverse=True)
    ]
    context = {
        "title": factors_finding(found),
        "found": found,
        "words": str(found.text),
        "versions": versions if len(versions) > 1 else [],
        "table": build_factors_view(found, request),
    }
    return render_page(request, "factors", context)


def factors_finding(table: FactorTable) -> str:
    """How many factors were read at their source, and how many wait for one."""
    read = sum(one.status == "read" for one in table.factors)
    waiting = len(table.factors) - read
    some = "s" if read > 1 else ""
    told = localize(
        f"{format_number(read)} facteur{some} d’émission lu{some} à {'leur' if read > 1 else 'sa'} source",
        f"{format_number(read)} emission factor{some} read at {'their' if read > 1 else 'its'} source",
    )
    if not waiting:
        return told
    return told + localize(f", {format_number(waiting)} à fournir", f", {format_number(waiting)} to be supplied")


def build_factors_view(found: FactorTable, request: HttpRequest) -> TableView:
    """The table, each value with who published it and the day it was read."""
    version = {"version": found.version}
    waits = str(FACTOR_STATUS_LABELS["to_be_supplied"]).lower()

    def read_on(row: Row) -> str:
        source = found[str(row["id"])].source
        return "" if source is None else format_day(source.consulted)

    def address(row: Row) -> str | None:
        source = found[str(row["id"])].source
        return None if source is None else source.address

    return build_table_view(
        build_factors_table(TableRequest(source_language(), version, request.user)),
        columns=("factor", "value", "unit", "scope", "source"),
        details={"factor": lambda row: str(found[str(row["id"])].note), "source": read_on},
        links={"source": address},
        render={"value": lambda row: waits if row["value"] is None else format_factor_cell(row["value"])},
        query=version,
    )


def format_factor_cell(value: Cell) -> str:
    """A value as people read it."""
    return format_number(value) if isinstance(value, (int, Decimal)) else ""
