"""Employment zones, as a user's table gives them: no open list of them is shipped.

INSEE's zones of 2020 group communes; a zone may lie across departments and regions. The table says which zone each
commune is in, for one edition of the communes.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Self

from filiere.core.faults import Fault, Faults
from filiere.core.text import Text
from filiere.geography.communes import communes
from filiere.geography.faults import fault
from filiere.geography.territory import Territory, split_code, territory_code
from filiere.geography.territory_catalogue import zone_territory

COLUMNS: Final = ("CODGEO", "ZE2020", "LIBZE2020")
"""The columns that are read of INSEE's table of zones; others may stand beside them."""


class Zones:
    """Which employment zone each commune is in.

    ``members`` maps official commune codes to official zone codes of four digits (``{"76540": "2815"}``);
    ``names`` maps zone codes to names. Raises :class:`Faults` with every zone code that is not one.
    """

    def __init__(self, members: Mapping[str, str], names: Mapping[str, str] | None = None) -> None:
        wrong = sorted({zone for zone in members.values() if split_code(territory_code("zone", zone)) is None})
        if wrong:
            raise Faults([_not_a_zone_fault(zone) for zone in wrong])
        self._members = dict(members)
        self._names = dict(names or {})
        self._zones: dict[str, list[str]] = {}
        for commune, zone in self._members.items():
            self._zones.setdefault(zone, []).append(commune)

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str | None]]) -> Self:
        """Return the zones of INSEE's table; raise :class:`Faults` when a commune is in two zones or in none."""
        members: dict[str, str] = {}
        names: dict[str, str] = {}
        faults: list[Fault] = []
        for line, row in enumerate(rows, start=2):
            missing = [column for column in COLUMNS if column not in row]
            if missing:
                raise Faults([_missing_column_fault(missing)])
            commune, zone = row["CODGEO"] or "", row["ZE2020"] or ""
            if split_code(territory_code("zone", zone)) is None:
                faults.append(_not_a_zone_fault(zone).at(line=line))
            elif members.get(commune, zone) != zone:
                faults.append(_two_zones_fault(commune, members[commune], zone, line))
            else:
                members[commune] = zone
                names.setdefault(zone, row["LIBZE2020"] or zone)
        if faults:
            raise Faults(faults)
        return cls(members, names)

    def __len__(self) -> int:
        return len(self._zones)

    def of(self, commune: str) -> str | None:
        """Return the code (``ZE-…``) of the zone of a commune given by its official code, or None.

        The table is of one edition: a commune merged since is found by the one that holds it, a commune made since by
        its former ones when they all are in one zone, and a municipal district by its commune.
        """
        zone = self._members.get(commune)
        if zone is None and (holder := communes().current(commune)) is not None:
            zone = self._members.get(holder.code)
            if zone is None:
                former = {self._members.get(code) for code in holder.old_codes} - {None}
                zone = former.pop() if len(former) == 1 else None
        return territory_code("zone", zone) if zone is not None else None

    def communes(self, code: str) -> tuple[str, ...]:
        """Return the official codes of the communes of a zone (``ZE-…``); none for a zone that is not in the table."""
        parts = split_code(code)
        return tuple(self._zones.get(parts[1], ())) if parts is not None and parts[0] == "zone" else ()

    @property
    def territories(self) -> tuple[Territory, ...]:
        """The zones of the table, in the order of their codes."""
        return tuple(zone_territory(zone, self._names.get(zone)) for zone in sorted(self._zones))

    def territory(self, code: str) -> Territory | None:
        """Return the zone of that code (``ZE-…``) with its name, or None when the table does not have it."""
        parts = split_code(code)
        if parts is None or parts[1] not in self._zones or parts[0] != "zone":
            return None
        return zone_territory(parts[1], self._names.get(parts[1]))


def _missing_column_fault(columns: list[str]) -> Fault:
    names = ", ".join(columns)
    return Fault(
        code="missing-column",
        message=Text(fr=f"La table des zones n’a pas de colonne {names}.", en=f"The zone table has no column {names}."),
        remedy=Text(
            fr="Prenez la table des zones d’emploi 2020 de l’INSEE, sans renommer ses colonnes.",
            en="Use INSEE’s 2020 employment zone table, without renaming its columns.",
        ),
        line=1,
    )


def _not_a_zone_fault(zone: str) -> Fault:
    return fault("wrong-zone", zone=zone).at(key="ZE2020")


def _two_zones_fault(commune: str, first: str, second: str, line: int) -> Fault:
    return fault("two-zones", commune=commune, first=first, second=second).at(line=line, key="CODGEO")
