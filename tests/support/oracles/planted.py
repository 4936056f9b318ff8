"""A site whose every amount that is not public is one that `ways_out` recognises, and where none may be told."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from support.oracles.ways_out import PRIME, amount
from support.scenes.dossier_sample import make_site
from support.scenes.granted_sample import grant

YEARS = (2021, 2022)
SITES = {
    "s1": {"name": "Nord", "commune": "59350", "country": "FR", "activity": "calls_in", "key": "s1"},
    "s2": {"name": "Sud", "commune": "13055", "country": "FR", "activity": "calls_in", "key": "s2"},
}


def plant(scene: Any) -> list[Any]:
    """Plant every amount around the people of the matrix; the dossiers of the holders granted are returned.

    They are two: too few for the gate to let anything out of their headcounts.
    """
    today = timezone.localdate()
    held = []
    for rank in range(2):
        heads = {"s1": amount(rank), "s2": amount(rank + 3)}
        made = grant(f"Titulaire {rank}", sites=list(SITES.values()), headcounts=heads, opened=today - timedelta(700))
        _inside(made, scene.people["équipe"], rank)
        held.append(made)
    _inside(scene.dossier, scene.people["équipe"], 3)
    _territories()
    _edition(scene)
    _survey(today)
    return held


def _inside(dossier: Any, staff: Any, rank: int) -> None:
    """Sites of the directory, the perimeter of a candidature, its quote and its payment."""
    from filiere.site.candidature.models import Payment, PerimeterSite, Quote

    for place, one in enumerate(("Nord", "Sud")):
        heads = {"headcount": amount((rank + place) % 6), "positions": amount((rank + place + 2) % 6)}
        site = make_site(dossier.organisation, one, commune=("59350", "13055")[place], country="FR", **heads)
        # Two amounts that a column of seven digits holds, whose sum, difference and mean are multiples too.
        PerimeterSite.objects.create(
            dossier=dossier, site=site, fte=Decimal(PRIME * (2, 6)[place]), activity="calls_in", country="FR", **heads
        )
    whole, now = amount(rank), dossier.opened
    Quote.objects.create(
        dossier=dossier,
        body={"gross": f"{whole}.00", "headcount": amount(rank + 1), "lines": [{"amount": f"{whole}.00"}]},
        sha256="0" * 64,
        made_on=now,
        valid_until=now + timedelta(60),
        gross=Decimal(whole),
    )
    Payment.objects.create(
        dossier=dossier, amount=Decimal(whole), received_on=now, recorded_by=staff, recorded_at=f"{now}T12:00:00Z"
    )


def _territories() -> None:
    """Headcounts of territories of which nobody decided yet whether they may be published, beside two that are."""
    from filiere.site.observatory.models import Aggregate, SourceVersion

    moment = "2026-11-24T12:00:00Z"
    version = SourceVersion.objects.create(
        name="urssaf-commune-ape",
        version="v0",
        sha256="0" * 64,
        file_name="fictif.csv",
        rows=1,
        fictitious=True,
        state="accepted",
        loaded_at=moment,
        accepted_at=moment,
    )
    rows = []
    places = {
        "DEP-79": "department",
        "DEP-86": "department",
        "REG-75": "region13",
        "R22-54": "region22",
        "FR": "country",
    }
    for year in YEARS:
        for place, (code, kind) in enumerate(places.items()):
            base = {"version": version, "territory": code, "kind": kind, "year": year, "cells": 5, "unknown_cells": 0}
            rows.append(Aggregate(ape="8220Z", establishments=2, employees=amount(place), withheld=None, **base))
            rows.append(Aggregate(ape="ALL", establishments=900, employees=10_000_000, withheld=False, **base))
    Aggregate.objects.bulk_create(rows)


def _edition(scene: Any) -> None:
    """A benchmark between centres, with what each brought."""
    from filiere.site.quality.models import Centre, Edition

    brought = {"organisation": scene.organisation.key, "days": [["2026-10-01", amount(0), amount(1)]]}
    made = Edition.objects.create(
        month="2026-10",
        fictitious=True,
        rule="benchmark",
        content={"members": [brought]},
        sha256="0" * 64,
        made_at="2026-11-02T06:00:00Z",
    )
    made.centres.set(Centre.objects.all())


def _survey(today: date) -> None:
    """A wave whose collection is open, and two centres that were asked."""
    from filiere.site.survey.waves.models import SampledUnit, Wave

    wave = Wave.objects.create(
        questionnaire="barometer",
        version=1,
        period="2026-10",
        opens_on=today - timedelta(5),
        closes_on=today + timedelta(5),
        publish_at=f"{today + timedelta(40)}T08:00:00Z",
        seed=1,
        state=Wave.State.OPEN,
    )
    for rank in range(2):
        SampledUnit.objects.create(
            wave=wave, unit=f"{rank:03}", name=f"Centre {rank}", stratum="in_house", size=amount(rank), weight=1.0
        )
