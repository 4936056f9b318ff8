"""The names of the IANA time zones, read once: listing them walks some six hundred files."""

from functools import cache
from zoneinfo import available_timezones


@cache
def known_zones() -> frozenset[str]:
    """Return the zones that this machine knows."""
    return frozenset(available_timezones())
