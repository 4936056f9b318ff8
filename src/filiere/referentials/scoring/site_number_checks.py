"""Numbers given site by site speak of the same sites within an indicator: a rate of two sets of sites is of none."""

from collections.abc import Iterator, Mapping
from typing import Any

from filiere.core import Fault
from filiere.referentials.release import Release
from filiere.referentials.scoring.case import Case
from filiere.referentials.scoring.faults import fault


def site_faults(release: Release, case: Case) -> Iterator[Fault]:
    """Yield a fault for each input whose sites are not those of the input before it in the same indicator.

    Sites given by name are compared by name, and by number with those given as a list.
    """
    for indicator in release.indicators.values():
        told: str | None = None
        for key, asked in indicator.inputs.items():
            given = case.inputs.get(key)
            if asked.per != "site" or not isinstance(given, (Mapping, list, tuple)) or not given:
                continue
            if told is not None and not _has_same_sites(case.inputs[told], given):
                yield _other_sites_fault(told, case.inputs[told], key, given)
            told = told or key


def _has_same_sites(this: Any, other: Any) -> bool:
    if isinstance(this, Mapping) and isinstance(other, Mapping):
        return set(this) == set(other)
    return len(this) == len(other)


def _other_sites_fault(first: str, this: Any, second: str, other: Any) -> Fault:
    return fault("other-sites", second=second, other=_sites_text(other), first=first, this=_sites_text(this)).at(
        key=f"inputs.{second}"
    )


def _sites_text(given: Any) -> str:
    if isinstance(given, Mapping):
        return ", ".join(map(str, given))
    many = len(given) > 1
    return f"{len(given)} site{'s' if many else ''}"
