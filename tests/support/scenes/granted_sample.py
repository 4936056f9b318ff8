"""Labels of made-up holders by the shortest way, certificate included; their headcounts are in what was judged."""

from __future__ import annotations

from datetime import date
from typing import Any

from support.scenes.dossier_sample import at, make_dossier, make_organisation
from support.scenes.frozen_scenes import frozen

from filiere.credentials import certificate_number

OPENED = date(2025, 1, 6)


@frozen
def grant(
    name: str = "Alpha Appels",
    state: str = "held_24",
    *,
    category: str = "outsourcer",
    sites: list[dict[str, Any]] | None = None,
    france_share: str = "82.0",
    opened: date = OPENED,
    organisation: Any = None,
    year: int = 2025,
    headcounts: dict[str, int] | None = None,
) -> Any:
    """A made-up holder of a label, walked to a state, with its certificate; `.number` is that of the certificate."""
    organisation = organisation or make_organisation(name)
    dossier = make_dossier(organisation, category, opened=opened)
    number = certificate_number("lrs", year, dossier.key)
    body = {
        "number": number,
        "organisation": organisation.name,
        "siren": organisation.siren,
        "perimeter": sites
        or [
            {"name": "Plateau nord", "commune": "59350", "country": "FR", "activity": "calls_in", "key": "s1"},
            {"name": "Rabat", "commune": "", "country": "MA", "activity": "written", "key": "s2"},
        ],
        "category": category,
        "release": dossier.release,
        "release_sha256": "ab" * 32,
        "granted": "2025-06-01",
        "until": "2027-06-01",
        "level": "granted_24",
        "label": {"fr": "Label", "en": "Label"},
        "provisional": False,
        "fictitious": True,
        "france_share": france_share,
    }
    heads = headcounts or {"s1": 120, "s2": 40}
    judged = {"perimeter": [{"key": key, "headcount": count} for key, count in heads.items()]}
    at(dossier, state, bodies={"certificate": body, "application": judged, "audit": judged})
    dossier.number = number
    return dossier
