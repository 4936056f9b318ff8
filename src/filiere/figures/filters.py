"""Judging a query before running it: a misspelt word must be said, not answered by an empty list."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from filiere.core.errors import Fault
from filiere.figures import territories
from filiere.figures.messages import fault
from filiere.figures.register import Register
from filiere.figures.rules import WORDED, near
from filiere.figures.searching import FACETS, SORTS, Query


def query_faults(query: Query, register: Register) -> list[Fault]:
    """Return a fault for each word of a query that the register does not know, with those that look like it.

    A known word that no figure uses is no fault: the answer is then truly empty.
    """
    return list(_faults(query, register))


def _faults(query: Query, register: Register) -> Iterator[Fault]:
    for name in FACETS:
        wanted = getattr(query, name)
        known = _known(name, register)
        for value in (wanted,) if isinstance(wanted, str) else wanted or ():
            if name == "territory" and territories.known(value, known):
                continue
            if value not in known:
                yield _unknown(name, value, near(value, known))
    if isinstance(query.retained, str) and query.retained not in register.uses:
        yield _unknown("retained", query.retained, near(query.retained, register.uses))
    sort = (query.sort or "").removeprefix("-")
    if sort and sort not in SORTS:
        yield _unknown("sort", sort, near(sort, SORTS) or list(SORTS))


def _unknown(key: str, value: str, close: list[str]) -> Fault:
    return replace(fault("unknown-filter", key=key, value=value, near=close), key=key)


def _known(name: str, register: Register) -> Collection[str]:
    if name in WORDED:
        return register.vocabulary[WORDED[name]]
    return {
        "indicator": register.indicators,
        "family": register.vocabulary["families"],
        "category": [one.id for indicator in register.indicators.values() for one in indicator.categories],
        "territory": register.vocabulary["territories"],
        "unit": register.units,
        "source": register.sources,
    }[name]
