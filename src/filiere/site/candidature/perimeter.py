"""The perimeter of a candidature: its sites with their numbers, and the facts they tell without being asked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from filiere.site.candidature.models import PerimeterSite
from filiere.site.workflow.models import Dossier


@dataclass(frozen=True, slots=True)
class PerimeterSiteData:
    """A site of the perimeter."""

    key: str
    name: str
    siret: str
    commune: str
    country: str
    activity: str
    headcount: int
    fte: Decimal
    positions: int
    head_office: bool
    opened: date | None

    def as_json(self) -> dict[str, Any]:
        """Return it as frozen: decimals and days as text."""
        return {
            "key": self.key,
            "name": self.name,
            "siret": self.siret,
            "commune": self.commune,
            "country": self.country,
            "activity": self.activity,
            "headcount": self.headcount,
            "fte": str(self.fte),
            "positions": self.positions,
            "head_office": self.head_office,
            "opened": self.opened.isoformat() if self.opened else None,
        }


def list_perimeter_sites(dossier: Dossier) -> tuple[PerimeterSiteData, ...]:
    """Return the sites of the perimeter, by name."""
    rows = PerimeterSite.objects.filter(dossier=dossier).select_related("site").order_by("site__name", "site_id")
    return tuple(
        PerimeterSiteData(
            key=one.site.key,
            name=one.site.name,
            siret=one.site.siret or "",
            commune=one.site.commune,
            country=one.country,
            activity=one.activity,
            headcount=one.headcount,
            fte=one.fte.normalize() + 0,
            positions=one.positions,
            head_office=one.site.is_head_office,
            opened=one.site.opened,
        )
        for one in rows
    )


def derive_facts(sites: tuple[PerimeterSiteData, ...]) -> dict[str, Any]:
    """Return what the perimeter tells: staff, full-time equivalents in France and in all, sites, positions."""
    if not sites:
        return {}
    found: dict[str, Any] = {
        "headcount": sum(one.headcount for one in sites),
        "sites": len(sites),
        "positions": sum(one.positions for one in sites),
        "fte_total": sum((one.fte for one in sites), Decimal(0)),
        "fte_france": sum((one.fte for one in sites if one.country == "FR"), Decimal(0)),
    }
    return found


def compute_france_share(sites: tuple[PerimeterSiteData, ...]) -> Decimal | None:
    """Return the share of full-time equivalents in France, None without any."""
    total = sum((one.fte for one in sites), Decimal(0))
    return sum((one.fte for one in sites if one.country == "FR"), Decimal(0)) / total if total else None
