"""Made-up populations of sites for the tests of the draw, and the draw redone apart, from its description alone."""

import hashlib
from collections import defaultdict
from datetime import date
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from functools import cache
from math import isqrt
from typing import Any

from hypothesis import strategies as st

from filiere.referentials import Library, Release
from filiere.referentials.sampling import AuditKind, Beacon, Population, Seed

SEALED = "2027-03-01T09:00:00Z"
LATER = "2027-03-02T09:00:00Z"
LAST_AUDIT = date(2026, 1, 1)
BEACON = Beacon(source="made-up beacon", round="12345")


@cache
def lrs() -> Release:
    """The release whose rules the tests draw by."""
    return Library().release("lrs@2027.1")


def seed(number: int = 0, **changes: Any) -> Seed:
    """A seed of the round announced, published after the seal."""
    value = hashlib.sha256(f"seed {number}".encode()).hexdigest()
    return Seed.model_validate(
        {"value": value, "source": BEACON.source, "round": BEACON.round, "time": LATER} | changes
    )


def site(key: str, **changes: Any) -> dict[str, Any]:
    """A plain site, open for long."""
    plain = {"activity": "care", "country": "fr", "size_class": "small", "headcount": 40, "opened": "2015-01-01"}
    return {"key": key} | plain | changes


def population(sites: list[dict[str, Any]], **changes: Any) -> Population:
    """A sealed list of a fictitious candidate."""
    head = {"candidate": "Exemple (fictif)", "sealed_at": SEALED, "beacon": BEACON, "last_audit": LAST_AUDIT}
    return Population.model_validate(head | {"facts": {"headcount": 900}, "sites": sites} | changes)


def sealed_for(of: Population, kind: AuditKind) -> Population:
    """The same list, for another kind of audit."""
    return of.model_copy(update={"kind": kind})


def populations(most: int = 40) -> st.SearchStrategy[Population]:
    """Any list of up to ``most`` sites, in up to twelve strata, one of them much larger than the others."""
    sites = st.lists(
        st.fixed_dictionaries(
            {
                "activity": st.sampled_from(["care"] * 8 + ["sales", "help"]),
                "country": st.sampled_from(["fr"] * 5 + ["tn"]),
                "size_class": st.sampled_from(["small"] * 5 + ["large"]),
                "headcount": st.integers(0, 2000),
                "opened": st.sampled_from(["2015-01-01", "2026-01-01", "2026-01-02", "2027-02-01"]),
                "head_office": st.integers(0, 9).map(lambda n: n == 0),
                "risky": st.booleans(),
                "open_major": st.integers(0, 9).map(lambda n: n == 0),
            }
        ),
        min_size=1,
        max_size=most,
    )
    return st.builds(
        lambda found, majors: population(
            [{"key": f"site-{index}"} | one for index, one in enumerate(found)], majors_before=majors
        ),
        sites,
        st.integers(0, 6),
    )


def redrawn(of: Population, kind: str, value: str) -> tuple[int, set[str]]:
    """Return the number asked by the rules of lrs@2027.1 and the sites drawn, sharing nothing with the engine."""

    def weight(name: str) -> str:
        return hashlib.sha256(f"{value}{name}".encode()).hexdigest()

    n, root = len(of.sites), Decimal(len(of.sites)).sqrt()
    bases = {"follow_up": root - Decimal("0.5"), "renewal": root * Decimal("0.8")}
    base = isqrt(n - 1) + 1 if kind == "initial" else max(1, int(bases[kind].to_integral_value(ROUND_CEILING)))
    asked = base - (-sum(one.risky for one in of.sites) // 5) - (-base // 5 if of.majors_before > 3 else 0)
    groups, chosen = defaultdict(list), set()
    for one in of.sites:
        groups[f"{one.activity}/{one.country}/{one.size_class}"].append(one.key)
        if one.head_office or one.open_major or one.opened > LAST_AUDIT:
            chosen.add(one.key)
    size = min(n, max(asked, len(chosen)))
    certain = {name: len(chosen.intersection(keys)) for name, keys in groups.items()}
    places = {name: max(1, count) for name, count in certain.items()}
    places = places if sum(places.values()) <= size else dict(certain)
    while sum(places.values()) < size:
        open_ = [name for name, keys in groups.items() if len(keys) > places[name]]
        places[max(open_, key=lambda g: (Fraction(size * len(groups[g]), n) - places[g], -int(weight(g), 16)))] += 1
    for name, keys in groups.items():
        others = sorted(set(keys) - chosen, key=weight)
        chosen.update(others[: places[name] - certain[name]])
    return asked, chosen
