"""A small accepted load for the pages of territories: fictitious, with an unknown, a small and a lower-bound cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

YEARS = (2018, 2019, 2021, 2022)
ALL = 1_000_000

# Employees of call centres by department: Vienne 300, Deux-Sèvres 40 in two establishments, Charente unknown.
SECTOR: dict[str, tuple[int | None, int | None, int]] = {
    # territory: (establishments, employees, unknown cells)
    "DEP-86": (6, 300, 0),
    "DEP-79": (2, 40, 0),
    "DEP-16": (None, None, 2),
    "DEP-17": (5, 200, 1),
    "DEP-33": (9, 500, 0),
    "DEP-75": (30, 4000, 0),
    "DEP-59": (20, 1500, 0),
    "DEP-69": (12, 900, 0),
    "R22-54": (13, 540, 3),
    "R22-72": (9, 500, 0),
    "R22-11": (30, 4000, 0),
    "R22-31": (20, 1500, 0),
    "R22-82": (12, 900, 0),
    "REG-75": (22, 1040, 3),
    "REG-11": (30, 4000, 0),
    "REG-32": (20, 1500, 0),
    "REG-84": (12, 900, 0),
    "ZE-7501": (6, 300, 0),
    "ZE-7502": (9, 500, 0),
    "COM-86194": (5, 280, 0),
    "COM-86066": (1, 20, 0),
    "FR": (84, 7440, 3),
}
BESIDE = {"DEP-17", "COM-86194"}
"""Withheld beside those of one or two establishments, by which they would be found."""
KINDS = {"DEP": "department", "R22": "region22", "REG": "region13", "ZE": "zone", "COM": "commune", "FR": "country"}

Load = Callable[..., Any]


@pytest.fixture
def load(db: None) -> Load:
    """`load(fictitious=False)` accepts a version with the counts above for four years, 2020 left out."""

    def make(*, fictitious: bool = True, sector: dict[str, tuple[int | None, int | None, int]] | None = None) -> Any:
        from filiere.site.observatory.models import Aggregate, SourceVersion

        version = SourceVersion.objects.create(
            name="urssaf-commune-ape",
            version=f"v{SourceVersion.objects.count()}",
            sha256=f"{SourceVersion.objects.count():064x}",
            file_name="fictif.csv",
            rows=1,
            fictitious=fictitious,
            state="accepted",
            loaded_at=datetime(2026, 11, 24, tzinfo=UTC),
            accepted_at=datetime(2026, 11, 24, tzinfo=UTC),
        )
        rows = []
        for code, (establishments, employees, unknown) in (sector or SECTOR).items():
            kind = KINDS[code.partition("-")[0]]
            every = ALL * (50 if code == "FR" else 2 if code.startswith("R") else 1)
            few = employees is not None and (0 < (establishments or 0) < 3 or (sector is None and code in BESIDE))
            for year in YEARS:
                base = {"version": version, "territory": code, "kind": kind, "year": year, "cells": 5}
                rows.append(
                    Aggregate(
                        ape="8220Z",
                        establishments=establishments,
                        employees=None if few else employees,
                        unknown_cells=unknown,
                        withheld=few,
                        **base,
                    )
                )
                rows.append(
                    Aggregate(ape="ALL", establishments=900, employees=every, unknown_cells=0, withheld=False, **base)
                )
        Aggregate.objects.bulk_create(rows)
        return version

    return make


@pytest.fixture(autouse=True)
def fresh_facts() -> None:
    """What is kept of a version is forgotten: databases of tests reuse their keys."""
    from django.core.cache import cache

    from filiere.site.observatory import territory_counts, territory_coverage

    territory_coverage._cached_coverage.cache_clear()
    territory_counts._cached_facts.cache_clear()
    territory_counts._cached_zone_names.cache_clear()
    cache.clear()
