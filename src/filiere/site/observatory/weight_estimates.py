"""Estimates of the sector's weight, computed once for a register and a year.

Ten thousand draws a result take too long for a page and never change: the answer is kept under the seal of the
register it was computed from, so that an amendment makes a new one.
"""

from __future__ import annotations

from functools import lru_cache

from django.core.cache import cache
from django.utils import timezone

from filiere.estimation import Declarations, SectorWeight, load_declarations, sector_weight
from filiere.figures import Register
from filiere.site.observatory.page_figures import find_latest_year

FIRST_YEAR = 2001
LAST_YEAR = 2025
CACHE_SECONDS = 24 * 3600


@lru_cache(maxsize=1)
def read_declarations() -> Declarations:
    """The stated methods and assumptions, read once a process."""
    return load_declarations()


def find_default_year(register: Register) -> int:
    """The latest year that has a value, which pages show when none is asked for."""
    return find_latest_year(register, timezone.localdate())


def list_years(register: Register) -> range:
    """The years that may be asked for, from the first to that of the latest value."""
    return range(FIRST_YEAR, max(LAST_YEAR, find_default_year(register)) + 1)


def compute_weight(register: Register, year: int) -> SectorWeight:
    """Range, retained value, estimates and exclusions for a year."""
    key = f"weight-{register.seal}-{year}"
    kept: SectorWeight | None = cache.get(key)
    if kept is None:
        kept = sector_weight(register, year, declarations=read_declarations())
        cache.set(key, kept, CACHE_SECONDS)
    return kept
