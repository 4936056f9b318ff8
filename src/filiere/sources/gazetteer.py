"""What a load needs to know of places: which codes exist, since when one does not, and what holds what.

The official code of today says that a commune is gone and into which it went, not when. The year comes from
``content/sources/ceased-communes.csv``, made by comparing the yearly editions: a file that ends in 2022 rightly
names a commune that ended in 2025, and wrongly one that ended in 2016.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from filiere.core import content_path
from filiere.geography import communes, territories
from filiere.geography.territory import department_of_commune_code

# Collectivities that have communes or islands with a code but are not among the 101 departments.
COLLECTIVITIES = frozenset({"975", "977", "978", "984", "986", "987", "988", "989"})


@dataclass(frozen=True, slots=True)
class Successor:
    """The commune that took over a code, and the year from whose 1 January the old code was no longer one.

    ``year`` is None when no edition at hand tells; without ``exact``, it is that year or an earlier one.
    """

    code: str
    name: str
    year: int | None
    exact: bool = True


class Gazetteer(Protocol):
    """The questions a load asks; :class:`ShippedGazetteer` answers them from the shipped official code."""

    def exists(self, code: str) -> bool:
        """Say whether a commune or a municipal district bears this code today."""
        ...

    def successor(self, code: str) -> Successor | None:
        """Return what took over a code that is no longer one; None for a code that never was."""
        ...

    def department(self, commune: str) -> str:
        """Return the department in which a commune's code places it."""
        ...

    def regions(self, department: str) -> tuple[str, str] | None:
        """Return the INSEE codes of the region since 2016 and of the old region of a department."""
        ...


class ShippedGazetteer:
    """The gazetteer of the shipped official code."""

    def __init__(self, ceased: Mapping[str, tuple[int, bool]] | None = None) -> None:
        self._communes = communes()
        self._ceased = _ceased_years() if ceased is None else ceased
        self._regions = _regions_by_department()

    def exists(self, code: str) -> bool:
        """Say whether a commune or a municipal district bears this code today."""
        entry = self._communes.get(code)
        return entry is not None and entry.kind in ("current", "district")

    def successor(self, code: str) -> Successor | None:
        """Return what took over a code that is no longer one; None for a code that never was."""
        found = self._communes.current(code)
        if found is None or found.code == code:
            return None
        year, exact = self._ceased.get(code, (None, True))
        return Successor(found.code, found.name, year, exact)

    def department(self, commune: str) -> str:
        """Return the department in which a commune's code places it."""
        return department_of_commune_code(commune)

    def regions(self, department: str) -> tuple[str, str] | None:
        """Return the INSEE codes of the region since 2016 and of the old region of a department."""
        return self._regions.get(department)


def _regions_by_department() -> dict[str, tuple[str, str]]:
    found = {}
    for department in territories("department"):
        new, old = department.parent("region13"), department.parent("region22")
        if new and old:
            found[department.insee] = (new.removeprefix("REG-"), old.removeprefix("R22-"))
    return found


@cache
def _ceased_years() -> Mapping[str, tuple[int, bool]]:
    path = content_path("sources", "ceased-communes.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["code"]: (int(row["ceased"]), row["exact"] == "1") for row in csv.DictReader(stream)}


def _activity_codes() -> frozenset[str]:
    """The 732 codes of the NAF rev. 2."""
    return frozenset(content_path("sources", "naf-rev2.csv").read_text(encoding="utf-8").split()[1:])


@cache
def load_gazetteer() -> ShippedGazetteer:
    """Return the gazetteer of the shipped official code, read once a process."""
    return ShippedGazetteer()


@cache
def known_codes() -> Mapping[str, frozenset[str]]:
    """Return the codes that INSEE gives to departments, regions, old regions and activities, by column type."""
    departments = {one.insee for one in territories("department")}
    return {
        "department": frozenset(departments | COLLECTIVITIES),
        # The official code gives a collectivity its own code as region.
        "region": frozenset(one.insee for one in territories("region13")) | COLLECTIVITIES,
        "old-region": frozenset(one.insee for one in territories("region22")),
        "ape": _activity_codes(),
    }
