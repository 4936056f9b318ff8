"""How long decisions take: from filing to the decision of the committee, and from a grant to the register.

A year is told as of the last half-year that is over, and only where neither of its halves had too few dossiers for the
rule of the statistics: two tables one dossier apart would print how long that dossier took.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from django.db.models import Min
from django.utils import timezone

from filiere.core import Text
from filiere.site.register.statistics import last_closed_half_year, tells_of_few
from filiere.site.workflow.models import Event

FILED = "applied"
GRANTED = ("granted_24", "granted_12")
DECIDED = (*GRANTED, "refused")
DELAY_LABELS: dict[str, Text] = {
    "decision": Text(fr="du dépôt à la décision", en="from filing to decision"),
    "publication": Text(fr="de la décision à la publication", en="from decision to publication"),
}


@dataclass(frozen=True, slots=True)
class DelayLine:
    """What is told of the decisions of a year, in days; all is none where it is withheld."""

    measure: str
    year: int
    dossiers: int | None
    median: Decimal | None
    shortest: int | None
    longest: int | None


def list_delays(day: date) -> tuple[DelayLine, ...]:
    """The delays of each year that had decisions, as they may be told on a day, the latest year first."""
    last = last_closed_half_year(day)
    found = {
        "decision": list(_delays_to_decision(last)),
        "publication": list(_delays_to_publication(last)),
    }
    return tuple(
        _summarise(measure, year, [one for one in rows if one[0].year == year], last)
        for measure, rows in found.items()
        for year in sorted({decided.year for decided, _ in rows}, reverse=True)
    )


def _summarise(measure: str, year: int, rows: Iterable[tuple[date, int]], last: date) -> DelayLine:
    halves: dict[bool, list[int]] = {False: [], True: []}
    for decided, days in rows:
        halves[decided.month > 6].append(days)
    if any(half and tells_of_few(len(half), last) for half in halves.values()):
        return DelayLine(measure, year, None, None, None, None)
    delays = sorted(halves[False] + halves[True])
    return DelayLine(measure, year, len(delays), Decimal(str(median(delays))), delays[0], delays[-1])


def _delays_to_decision(last: date) -> Iterator[tuple[date, int]]:
    """The day of each first decision, and the days since its dossier was first filed."""
    filed = dict(Event.objects.filter(event=FILED).order_by().values_list("dossier").annotate(Min("day")))
    decided = Event.objects.filter(event__in=DECIDED).order_by().values_list("dossier").annotate(first=Min("day"))
    for dossier, day in decided:
        if day <= last and dossier in filed:
            yield day, (day - filed[dossier]).days


def _delays_to_publication(last: date) -> Iterator[tuple[date, int]]:
    """The day of each first grant, and the days until it was written, which is when the register shows it."""
    granted = Event.objects.filter(event__in=GRANTED).order_by().values_list("dossier")
    for _, day, written in granted.annotate(first=Min("day"), written=Min("at")):
        if day <= last:
            yield day, max(0, (timezone.localdate(written) - day).days)
