"""The price of a candidature from its perimeter and the grid in force: told before committing, kept when filed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from django.db.models import Sum

from filiere.core import seal
from filiere.referentials.pricing import (
    Effort,
    PriceGrid,
    Quote,
    estimate_effort,
    find_grid_in_force,
    load_grids,
    make_quote,
)
from filiere.site.candidature.case_evaluation import build_case_from_entries, find_judging_day, load_entries
from filiere.site.candidature.models import Payment
from filiere.site.candidature.models import Quote as QuoteRow
from filiere.site.candidature.perimeter import list_perimeter_sites
from filiere.site.workflow.engine_adapter import load_release
from filiere.site.workflow.models import Dossier


@cache
def load_price_grids() -> tuple[PriceGrid, ...]:
    """The price grids of the package, read once."""
    return load_grids()


def estimate_dossier_effort(dossier: Dossier, day: date) -> Effort:
    """Return the effort that the dossier asks for, by its perimeter and facts; `Faults` without a perimeter."""
    release = load_release(dossier)
    sites = list_perimeter_sites(dossier)
    facts = {place: one for place, one in load_entries(dossier).items() if place.kind == "fact"}
    case = build_case_from_entries(dossier, facts, day=day, sites=sites)
    return estimate_effort(
        release, dossier.category, case["facts"], sites=len(sites), day=find_judging_day(release, day)
    )


def compute_quote(dossier: Dossier, day: date) -> Quote:
    """Return the quote of a day, not kept; `Faults` with what keeps a price from being told."""
    sites = list_perimeter_sites(dossier)
    return make_quote(
        find_grid_in_force(load_price_grids(), dossier.referential, day),
        dossier.category,
        headcount=sum(one.headcount for one in sites),
        sites=len(sites),
        audit_days=estimate_dossier_effort(dossier, day).audit_days if sites else Decimal(0),
        day=day,
    )


def save_quote(dossier: Dossier, day: date) -> QuoteRow:
    """Keep the quote of a day; the caller holds the transaction of the act."""
    body = compute_quote(dossier, day).as_json()
    return QuoteRow.objects.create(
        dossier=dossier,
        body=body,
        sha256=seal(body),
        made_on=day,
        valid_until=date.fromisoformat(body["valid_until"]),
        gross=Decimal(body["gross"]),
    )


def find_quote(dossier: Dossier, day: date) -> QuoteRow | None:
    """Return the quote that stands on a day."""
    found: QuoteRow | None = QuoteRow.objects.current(dossier, day)
    return found


def sum_payments(dossier: Dossier, day: date) -> Decimal:
    """Return what was received by the close of a day, cancelled records left out."""
    rows = Payment.objects.filter(dossier=dossier, received_on__lte=day).exclude(cancelled_on__lte=day)
    return rows.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)


def is_fully_paid(dossier: Dossier, day: date) -> bool | None:
    """Whether the price of the quote that stands was received in full; None while no price was told."""
    quote = find_quote(dossier, day)
    return None if quote is None else sum_payments(dossier, day) >= quote.gross
