"""Judging a query before running it: a misspelt word must be said, not answered by an empty list."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from filiere.core.faults import Fault
from filiere.figures import territories
from filiere.figures.faults import fault
from filiere.figures.figure_search import FACETS, SORTS, Query
from filiere.figures.register import Register
from filiere.figures.rules import VOCABULARY_KEYS, similar_ids


def find_query_faults(query: Query, register: Register) -> list[Fault]:
    """Return a fault for each word of a query that the register does not know, with those that look like it.

    A known word that no figure uses is no fault: the answer is then truly empty.
    """
    return list(_iter_faults(query, register))


def _iter_faults(query: Query, register: Register) -> Iterator[Fault]:
    for name in FACETS:
        wanted = getattr(query, name)
        known = _known_values(name, register)
        for value in (wanted,) if isinstance(wanted, str) else wanted or ():
            if name == "territory" and territories.is_known(value, known):
                continue
            if value not in known:
                yield _unknown_filter(name, value, similar_ids(value, known))
    if isinstance(query.retained, str) and query.retained not in register.uses:
        yield _unknown_filter("retained", query.retained, similar_ids(query.retained, register.uses))
    sort = (query.sort or "").removeprefix("-")
    if sort and sort not in SORTS:
        yield _unknown_filter("sort", sort, similar_ids(sort, SORTS) or list(SORTS))


def _unknown_filter(key: str, value: str, close: list[str]) -> Fault:
    return replace(fault("unknown-filter", key=key, value=value, near=close), key=key)


def _known_values(name: str, register: Register) -> Collection[str]:
    if name in VOCABULARY_KEYS:
        return register.vocabulary[VOCABULARY_KEYS[name]]
    return {
        "indicator": register.indicators,
        "family": register.vocabulary["families"],
        "category": [one.id for indicator in register.indicators.values() for one in indicator.categories],
        "territory": register.vocabulary["territories"],
        "unit": register.units,
        "source": register.sources,
    }[name]
