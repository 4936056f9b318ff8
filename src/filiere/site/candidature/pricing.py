"""The price of a candidature from its perimeter and the grid in force: told before committing, kept when filed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from django.db.models import Sum

from filiere.core import seal
from filiere.referentials.pricing import Effort, Grid, Quote, estimate, grid_in_force, load_grids, quote_for
from filiere.site.candidature.answers import case_day, entries_of, made_case
from filiere.site.candidature.models import Payment
from filiere.site.candidature.models import Quote as QuoteRow
from filiere.site.candidature.perimeter import sites_of
from filiere.site.dossiers.models import Dossier
from filiere.site.dossiers.running import release_of


@cache
def grids() -> tuple[Grid, ...]:
    """The price grids of the package, read once."""
    return load_grids()


def effort_of(dossier: Dossier, day: date) -> Effort:
    """Return the effort that the dossier asks for, by its perimeter and facts; `Faults` without a perimeter."""
    release = release_of(dossier)
    sites = sites_of(dossier)
    facts = {place: one for place, one in entries_of(dossier).items() if place.kind == "fact"}
    case = made_case(dossier, facts, day=day, sites=sites)
    return estimate(release, dossier.category, case["facts"], sites=len(sites), day=case_day(release, day))


def price_of(dossier: Dossier, day: date) -> Quote:
    """Return the quote of a day, not kept; `Faults` with what keeps a price from being told."""
    sites = sites_of(dossier)
    return quote_for(
        grid_in_force(grids(), dossier.referential, day),
        dossier.category,
        headcount=sum(one.headcount for one in sites),
        sites=len(sites),
        audit_days=effort_of(dossier, day).audit_days if sites else Decimal(0),
        day=day,
    )


def keep_quote(dossier: Dossier, day: date) -> QuoteRow:
    """Keep the quote of a day; the caller holds the transaction of the act."""
    body = price_of(dossier, day).as_json()
    return QuoteRow.objects.create(
        dossier=dossier,
        body=body,
        sha256=seal(body),
        made_on=day,
        valid_until=date.fromisoformat(body["valid_until"]),
        gross=Decimal(body["gross"]),
    )


def quote_on(dossier: Dossier, day: date) -> QuoteRow | None:
    """Return the quote that stands on a day."""
    found: QuoteRow | None = QuoteRow.objects.current(dossier, day)
    return found


def received(dossier: Dossier, day: date) -> Decimal:
    """Return what was received by the close of a day, cancelled records left out."""
    rows = Payment.objects.filter(dossier=dossier, received_on__lte=day).exclude(cancelled_on__lte=day)
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def paid(dossier: Dossier, day: date) -> bool | None:
    """Whether the price of the quote that stands was received in full; None while no price was told."""
    quote = quote_on(dossier, day)
    return None if quote is None else received(dossier, day) >= quote.gross
