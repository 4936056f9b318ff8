"""Views that nobody may write: each tells amounts that are not public, every one in a style of its own.

The tests of the one way out plant them among the pages of the site, and fail when one is not seen.
"""

from __future__ import annotations

import functools
import statistics
from collections import Counter
from collections.abc import Callable
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import F, Max, Min, Sum
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import Context, Template
from django.utils import timezone

from filiere.site.members.models import Site

Told = Callable[[], Any]


def _values_list() -> Any:
    return list(Site.objects.values_list("headcount", flat=True))


def _loop() -> Any:
    total = 0
    for one in Site.objects.all():
        total += one.headcount or 0
    return total


def _by_variable() -> Any:
    name = "headcount"
    return Site.objects.aggregate(x=Max(name))


def _extremes() -> Any:
    return Site.objects.aggregate(most=Max("headcount"), least=Min("headcount"))


def _rows() -> Any:
    return [one.headcount for one in Site.objects.all()]


def _sum_of_a_list() -> Any:
    kept = [one.headcount for one in Site.objects.all()]
    return sum(kept)  # type: ignore[arg-type]


def _name_in_two() -> Any:
    rows = Site.objects.values("organisation_id").annotate(n=Sum(F("head" + "count")))
    return {str(one["organisation_id"]): one["n"] for one in rows}


def _raw() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("select sum(headcount) from members_site")
        return int(cursor.fetchone()[0])


def _template() -> Any:
    template = Template("{% for one in sites %}<td>{{ one.headcount }}</td>{% endfor %}")
    return template.render(Context({"sites": Site.objects.all()}))


def _frame() -> Any:
    rows = [{"who": one.organisation_id, "n": one.headcount} for one in Site.objects.all()]
    return pl.DataFrame(rows).group_by("who").agg(pl.col("n").sum())["n"].to_list()


def _reduced() -> Any:
    return functools.reduce(lambda whole, one: whole + (one.headcount or 0), Site.objects.all(), 0)


def _counted() -> Any:
    found: Counter[str] = Counter()
    for one in Site.objects.all():
        found[str(one.organisation_id)] += one.headcount or 0
    return found


def _mean() -> Any:
    return statistics.fmean(one.headcount or 0 for one in Site.objects.filter(name="Nord")[:2])


def _inner_cells() -> Any:
    from filiere.disclosure import Contribution, Dimension, MicroTable, load_rules, publication_gate, rule_in_force

    rows = [
        Contribution(str(one.organisation_id), (one.commune,), one.headcount or 0)
        for one in Site.objects.exclude(headcount=None)
    ]
    rule = rule_in_force(load_rules(), "enterprise-statistics", timezone.localdate())
    decision = publication_gate().decide(MicroTable((Dimension("commune", "Total"),), tuple(rows)), rule)
    return [int(cell.value) for cell in decision._cells]


def _of_holders() -> Any:
    from filiere.site.register.label_records import labels_held_on

    return sum(site.employees for one in labels_held_on(timezone.localdate()) for site in one.sites)


LEAKS: dict[str, Told] = {
    "raw values": _values_list,
    "a loop": _loop,
    "a field named by a variable": _by_variable,
    "the greatest and the least": _extremes,
    "rows as JSON": _rows,
    "the sum of a list": _sum_of_a_list,
    "a name in two parts": _name_in_two,
    "raw SQL": _raw,
    "a template": _template,
    "a frame": _frame,
    "reduce": _reduced,
    "a counter": _counted,
    "a mean": _mean,
    "the inner cells of a decision": _inner_cells,
    "what the register reads for its statistics": _of_holders,
}
"""What each tells, by what it does."""


def leak(_request: HttpRequest, place: int) -> HttpResponse:
    """The page of a leak; numbers are written as JSON, or by the template."""
    found = list(LEAKS.values())[place]()
    return HttpResponse(found) if isinstance(found, str) else JsonResponse({"told": found})
