"""Agreements of the past, which ship with the programme of March 2009: what is known of each, with its sources.

Nothing of them is in the database: nobody pays them any more, and nobody may enter a payment that no source tells.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from filiere.core import Text
from filiere.figures import Register
from filiere.programme.records import Agreement as ShippedAgreement
from filiere.site.kit.charts import ChartLink
from filiere.site.programme.plan.historical_programme import load_historical_programme

__all__ = [
    "ShippedAgreement",
    "find_shipped_agreement",
    "link_sources",
    "list_shipped_agreements",
    "name_shipped_funders",
]


def list_shipped_agreements() -> tuple[ShippedAgreement, ...]:
    """The agreements of the package, the latest first."""
    return tuple(sorted(load_historical_programme().agreements, key=lambda one: one.signed, reverse=True))


def find_shipped_agreement(key: str) -> ShippedAgreement | None:
    """The agreement of a key."""
    return next((one for one in list_shipped_agreements() if one.id == key), None)


def name_shipped_funders() -> dict[str, Text]:
    """What the funders of budgets and agreements are called, by their identifiers."""
    return {one.id: one.label for one in load_historical_programme().funders}


def link_sources(figures: Iterable[str], sources: Iterable[str], register: Register) -> tuple[ChartLink, ...]:
    """A link to each source, by its publisher: to the figure of the register that it gives, else to the document."""
    known = {one.id: one for one in load_historical_programme().sources} | dict(register.sources)
    pages = {register[one].source: reverse("observatory:figure", args=(one,)) for one in figures if one in register}
    return tuple(
        ChartLink(str(known[one].publisher), pages.get(one) or known[one].address or None)
        for one in dict.fromkeys((*sources, *pages))
        if one in known
    )
