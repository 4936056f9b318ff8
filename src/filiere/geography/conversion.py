"""From one cut of the territory to another, without ever inventing a number.

Counts of smaller territories add up to larger ones when the larger ones are made of whole small ones. So from old
regions to new ones the answer is always exact (the reform of 2016 merged whole regions); from new to old it does
not exist, unless one starts from departments or communes. Rates and indices never add up: they are computed again,
from counts converted first (:func:`compute_ratios`).

An unknown part makes the sum unknown. Only ``partial=True`` says otherwise, and the answer then names what is missing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from filiere.core.faults import Fault, Faults
from filiere.core.text import Text
from filiere.geography.communes import communes
from filiere.geography.employment_zones import Zones
from filiere.geography.faults import fault
from filiere.geography.territory import PREFIXES, TerritoryKind, department_of_commune_code, split_code, territory_code
from filiere.geography.territory_catalogue import (
    children,
    is_known_code,
    kind_label,
    territory,
    unknown_territory_fault,
)

ValueNature = Literal["count", "rate"]
"""What a number is: a count (jobs, establishments, euros) adds up; a rate (share, index, average) does not."""


@dataclass(frozen=True, eq=False)
class ConvertedTable[N: (int, float, Decimal)](Mapping[str, N | None]):
    """A table converted: a mapping from territory code to value, None where a part was unknown.

    ``incomplete`` gives, for each territory, the codes of its parts that were unknown or absent. ``outside`` are the
    rows that lie in no territory of the kind asked (overseas rows, for metropolitan France).
    """

    values_by_code: dict[str, N | None]
    incomplete: dict[str, tuple[str, ...]] = field(default_factory=dict)
    outside: tuple[str, ...] = ()

    def __getitem__(self, code: str) -> N | None:
        return self.values_by_code[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_code)

    def __len__(self) -> int:
        return len(self.values_by_code)


def to_new_regions[N: (int, float, Decimal)](
    table: Mapping[str, N | None], *, nature: ValueNature = "count", partial: bool = False
) -> ConvertedTable[N]:
    """Return a table by regions since 2016 (``REG-…``) from one by regions before (``R22-…``): always exact."""
    _require_kinds(table, ("region22",))
    return aggregate(table, "region13", nature=nature, partial=partial)


def to_old_regions[N: (int, float, Decimal)](
    table: Mapping[str, N | None], *, nature: ValueNature = "count", partial: bool = False
) -> ConvertedTable[N]:
    """Return a table by regions before 2016 (``R22-…``) from one by departments or communes.

    A table by new regions is refused (``region-cannot-be-split``) as soon as it holds a region that was merged.
    """
    return aggregate(table, "region22", nature=nature, partial=partial)


def aggregate[N: (int, float, Decimal)](
    table: Mapping[str, N | None],
    to: TerritoryKind,
    *,
    nature: ValueNature = "count",
    partial: bool = False,
    zones: Zones | None = None,
) -> ConvertedTable[N]:
    """Return the sums of a table by larger territories of kind ``to``.

    Keys are codes of one kind (``COM-…``, ``DEP-…``, ``R22-…`` or ``REG-…``). A department or a region that is
    absent from the table counts as unknown, as soon as another part of its whole is there; communes are taken as they
    come, since files list only those that have something to say. Rows of overseas collectivities, which are in no
    department, keep the collectivity's code, so that totals are kept. ``zones`` is needed to go to zones.

    Raises :class:`Faults`: ``rate-does-not-add``, ``unknown-territory``, ``mixed-kinds``, ``region-cannot-be-split``,
    ``no-way`` (no whole parts lead from one kind to the other), ``no-zones``, ``commune-without-zone``.
    """
    if nature == "rate":
        raise Faults([_rate_fault()])
    kind = _require_one_kind(table)
    if kind is None:
        return ConvertedTable({})
    if to == "zone" and zones is None:
        raise Faults([_no_zones_fault()])
    homes: dict[str, list[str]] = {}
    outside: list[str] = []
    faults: list[Fault] = []
    for code in table:
        found = _find_container(code, kind, to, zones)
        if isinstance(found, Fault):
            faults.append(found)
        elif found is None:
            outside.append(code)
        else:
            homes.setdefault(found, []).append(code)
    if faults:
        raise Faults(faults)
    values: dict[str, N | None] = {}
    incomplete: dict[str, tuple[str, ...]] = {}
    for home, members in homes.items():
        missing = [code for code in members if table[code] is None]
        if kind in {"department", "region22", "region13"} and kind != to:
            missing += [part.code for part in children(home, kind) if part.code not in table]
        known = [value for value in (table[code] for code in members) if value is not None]
        if missing:
            incomplete[home] = tuple(sorted(missing))
        values[home] = None if (missing and not partial) or not known else _sum_values(known)
    return ConvertedTable(dict(sorted(values.items())), incomplete, tuple(outside))


def compute_ratios(
    parts: Mapping[str, int | Decimal | None], wholes: Mapping[str, int | Decimal | None], *, per: int = 1
) -> dict[str, Decimal | None]:
    """Return part ÷ whole × ``per`` for each territory of ``parts``, from counts already converted.

    None where the part or the whole is unknown, or the whole is zero: no rate can be said.
    """
    found: dict[str, Decimal | None] = {}
    for code, part in parts.items():
        whole = wholes.get(code)
        found[code] = None if part is None or not whole else Decimal(part) * per / Decimal(whole)
    return found


def _sum_values[N: (int, float, Decimal)](values: list[N]) -> N:
    total = values[0]
    for value in values[1:]:
        total += value
    return total


def _require_kinds(table: Mapping[str, object], kinds: tuple[TerritoryKind, ...]) -> None:
    faults = [
        _wrong_kind_fault(code, kinds) if is_known_code(code) else unknown_territory_fault(code)
        for code in table
        if (parts := split_code(code)) is None or parts[0] not in kinds or not is_known_code(code)
    ]
    if faults:
        raise Faults(faults)


def _require_one_kind(table: Mapping[str, object]) -> TerritoryKind | None:
    """Return the kind of the keys; refuse unknown codes, codes of no part of France, and a mixture."""
    kinds: dict[TerritoryKind, str] = {}
    faults: list[Fault] = []
    for code in table:
        parts = split_code(code)
        known = parts is not None and (_is_known_commune(parts[1]) if parts[0] == "commune" else is_known_code(code))
        if parts is None or not known:
            sums: tuple[TerritoryKind, ...] = ("commune", "department", "region22", "region13")
            faults.append(_wrong_kind_fault(code, sums) if is_known_code(code) else unknown_territory_fault(code))
        else:
            # A collectivity stands at the level of departments, where conversions leave it.
            kinds.setdefault("department" if parts[0] == "collectivity" else parts[0], code)
    if len(kinds) > 1:
        faults.append(_mixed_kinds_fault(kinds))
    if faults:
        raise Faults(faults)
    return next(iter(kinds), None)


def _is_known_commune(insee: str) -> bool:
    """Say whether a code is, or was, that of a commune: files of past years carry codes since merged away."""
    return insee in communes() or communes().current(insee) is not None


def _find_container(code: str, kind: TerritoryKind, to: TerritoryKind, zones: Zones | None) -> str | Fault | None:
    """Return the territory of kind ``to`` that holds a territory, None when none does, or why it cannot be said."""
    if kind == to:
        return code
    if to == "country":
        return "FR"
    if code.startswith(PREFIXES["collectivity"]):
        return None if to == "metropole" else code
    if kind == "commune":
        insee = code.removeprefix("COM-")
        if to == "zone":
            return (zones.of(insee) if zones is not None else None) or _no_zone_fault(code)
        # The department is read in the code itself: a commune that later moved was, then, where its code says.
        department = territory_code("department", department_of_commune_code(insee))
        if not is_known_code(department):
            collectivity = territory_code("collectivity", department_of_commune_code(insee))
            return None if to == "metropole" else collectivity
        return department if to == "department" else _find_container(department, "department", to, zones)
    found = territory(code)
    if to == "metropole":
        return "FR-M" if found.is_metropolitan else None
    if kind == "region13" and to == "region22":
        parts = children(code, "region22")
        return parts[0].code if len(parts) == 1 else _cannot_split_fault(code)
    return found.parent(to) or _no_conversion_fault(kind, to)


def _rate_fault() -> Fault:
    return fault("rate-does-not-add")


def _cannot_split_fault(code: str) -> Fault:
    parts = children(code, "region22")
    names = [part.label for part in parts]
    return fault("region-cannot-be-split", label=territory(code).label, names=names).at(key=code)


def _no_conversion_fault(kind: TerritoryKind, to: TerritoryKind) -> Fault:
    this, other = kind_label(kind), kind_label(to)
    return fault("no-way", other=other, this=this)


def _wrong_kind_fault(code: str, kinds: tuple[TerritoryKind, ...]) -> Fault:
    labels = [kind_label(kind) for kind in kinds]
    wanted = [Text(fr=label.fr.lower(), en=label.en.lower()) for label in labels]
    return fault("wrong-kind", value=code, label=territory(code).label, wanted=wanted).at(key=code)


def _mixed_kinds_fault(kinds: Mapping[TerritoryKind, str]) -> Fault:
    shown = ", ".join(kinds.values())
    return fault("mixed-kinds", shown=shown)


def _no_zones_fault() -> Fault:
    return fault("no-zones")


def _no_zone_fault(code: str) -> Fault:
    return fault("commune-without-zone", value=code).at(key=code)
