"""Emission factors: what the label proposes to count with, where each was read, and which nobody could read."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from filiere.core import Lang
from filiere.core.numbers import number
from filiere.publication import Row
from filiere.publication.tables import Cell
from filiere.referentials import FactorTable
from filiere.site.label.tables.factors import STATUSES, factors_table
from filiere.site.label.views.common import Choice, kindly, page
from filiere.site.label.visibility import shelf_of
from filiere.site.observatory.register import current_register
from filiere.site.observatory.shown import ShownTable, show
from filiere.site.observatory.tables import Asked
from filiere.site.observatory.words import say
from filiere.site.templatetags.filiere import day as in_words
from filiere.site.templatetags.filiere import lang as current_lang


@require_safe
@kindly("factors")
def factors(request: HttpRequest) -> HttpResponse:
    """The latest table, or the one that `version` names."""
    lang = current_lang()
    tables = shelf_of(request.user).factors
    asked = request.GET.get("version", "").strip()[:60]
    if not tables and not asked:
        nothing = say(lang, "Aucun facteur d’émission n’est encore publié", "No emission factor is published yet")
        return page(request, "factors", {"title": nothing})
    found = shelf_of(request.user).factor_table(asked)
    address = reverse("label:factors")
    versions = [
        Choice(one, one, f"{address}?{urlencode({'version': one})}", one == found.version)
        for one in sorted(tables, reverse=True)
    ]
    context = {
        "title": finding(found, lang),
        "found": found,
        "words": str(found.text),
        "versions": versions if len(versions) > 1 else [],
        "table": shown(found, request, lang),
    }
    return page(request, "factors", context)


def finding(table: FactorTable, lang: Lang) -> str:
    """How many factors were read at their source, and how many wait for one."""
    read = sum(one.status == "read" for one in table.factors)
    waiting = len(table.factors) - read
    some = "s" if read > 1 else ""
    told = say(
        lang,
        f"{number(read, lang)} facteur{some} d’émission lu{some} à {'leur' if read > 1 else 'sa'} source",
        f"{number(read, lang)} emission factor{some} read at {'their' if read > 1 else 'its'} source",
    )
    if not waiting:
        return told
    return told + say(lang, f", {number(waiting, lang)} à fournir", f", {number(waiting, lang)} to be supplied")


def shown(found: FactorTable, request: HttpRequest, lang: Lang) -> ShownTable:
    """The table, each value with who published it and the day it was read."""
    version = {"version": found.version}
    waits = STATUSES["to_be_supplied"].get(lang).lower()

    def read_on(row: Row) -> str:
        source = found[str(row["id"])].source
        return "" if source is None else in_words(source.consulted)

    def address(row: Row) -> str | None:
        source = found[str(row["id"])].source
        return None if source is None else source.address

    return show(
        factors_table(Asked(current_register(), lang, version, request.user)),
        lang,
        columns=("factor", "value", "unit", "scope", "source"),
        details={"factor": lambda row: found[str(row["id"])].note.get(lang), "source": read_on},
        links={"source": address},
        render={"value": lambda row: waits if row["value"] is None else written(row["value"], lang)},
        query=version,
    )


def written(value: Cell, lang: Lang) -> str:
    """A value as people read it."""
    return number(value, lang) if isinstance(value, (int, Decimal)) else ""
