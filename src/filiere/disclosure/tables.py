"""Rows of contributors and the cells they add up to, because a rule speaks of contributors and a page of cells.

Dimension               codes, perhaps grouped, under one total
Contribution            one row: who, where, how much, standing for how many
MicroTable              the rows and their dimensions, checked
Cells                   every cell with a contributor, margins included, and the sums that tie them
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from types import MappingProxyType

from filiere.core import Fault, Faults, Text
from filiere.disclosure.faults import fault

Codes = tuple[str, ...]
"""The place of a cell: one code a dimension, the total's code on a margin."""

# Enough for any sum of money or jobs to the cent; only then does a decimal of endless digits get rounded.
PRECISION = 60


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way of cutting the table: ``total`` is the code of the whole.

    ``parents`` gives the group of a code, and of a group its own; what has no parent stands right under the total.
    """

    name: str
    total: str = "Total"
    parents: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def path(self, code: str) -> Codes:
        """Return the code, its groups and the total, from the narrowest up."""
        codes = [code]
        while codes[-1] in self.parents:
            codes.append(self.parents[codes[-1]])
        return (*codes, self.total)


@dataclass(frozen=True, slots=True)
class Contribution:
    """One row: ``value`` of one contributor at one place; ``weight`` is how many like it the row stands for.

    A contributor with several rows in a cell counts once there, for their sum.
    """

    contributor: str
    codes: Codes
    value: int | Decimal
    weight: int | Decimal = 1


@dataclass(frozen=True, slots=True)
class MicroTable:
    """Rows that are not public and the dimensions to publish them by; raise :class:`Faults` when they do not fit."""

    dimensions: tuple[Dimension, ...]
    rows: tuple[Contribution, ...] = field(repr=False)

    def __post_init__(self) -> None:
        faults = list(_dimension_faults(self.dimensions))
        if not faults:
            groups = [{*one.parents.values(), one.total} for one in self.dimensions]
            for place, row in enumerate(self.rows):
                faults += _row_faults(place, row, groups)
        if faults:
            raise Faults(faults)

    def cells(self) -> "TabulatedCells":
        """Add the rows up, over every group and total of every dimension."""
        amounts: dict[Codes, dict[str, Fraction]] = {}
        paths = [
            {code: one.path(code) for code in {row.codes[place] for row in self.rows}}
            for place, one in enumerate(self.dimensions)
        ]
        for row in self.rows:
            amount = Fraction(row.value) * Fraction(row.weight)
            for codes in product(*(paths[place][code] for place, code in enumerate(row.codes))):
                cell = amounts.setdefault(codes, {})
                cell[row.contributor] = cell.get(row.contributor, Fraction(0)) + amount
        return TabulatedCells(amounts, _find_sums(self.dimensions, amounts))


@dataclass(frozen=True, slots=True)
class CellSum:
    """One addition a reader can do: the parts make the whole."""

    whole: Codes
    parts: tuple[Codes, ...]


@dataclass(frozen=True, slots=True)
class TabulatedCells:
    """Every cell with a contributor: ``amounts`` by contributor, and the ``sums`` between cells.

    A cell without contributors is no secret and appears nowhere: there is nobody in it to protect.
    """

    amounts: Mapping[Codes, Mapping[str, Fraction]] = field(repr=False)
    sums: Sequence[CellSum] = field(repr=False)

    def total(self, codes: Codes) -> Fraction:
        """Return the exact value of a cell."""
        return sum(self.amounts[codes].values(), Fraction(0))


def to_decimal(value: Fraction) -> Decimal:
    """Return a value as a decimal, without trailing zeros."""
    with localcontext(prec=PRECISION):
        found = Decimal(value.numerator) / Decimal(value.denominator)
        return found.quantize(Decimal(1)) if found == found.to_integral_value() else found.normalize()


def _find_sums(dimensions: Sequence[Dimension], amounts: Mapping[Codes, object]) -> tuple[CellSum, ...]:
    parts: dict[tuple[int, Codes], list[Codes]] = {}
    for codes in amounts:
        for place, dimension in enumerate(dimensions):
            if codes[place] != dimension.total:
                above = dimension.parents.get(codes[place], dimension.total)
                parts.setdefault((place, (*codes[:place], above, *codes[place + 1 :])), []).append(codes)
    return tuple(CellSum(whole, tuple(sorted(found))) for (_, whole), found in sorted(parts.items()))


def _dimension_faults(dimensions: Sequence[Dimension]) -> list[Fault]:
    faults = []
    if not dimensions:
        faults.append(fault("table-no-dimension"))
    for dimension in dimensions:
        if dimension.total in dimension.parents:
            faults.append(fault("hierarchy-total", name=dimension.name, total=dimension.total))
        if (code := _find_cycle(dimension.parents)) is not None:
            faults.append(fault("hierarchy-cycle", name=dimension.name, value=code))
    return faults


def _find_cycle(parents: Mapping[str, str]) -> str | None:
    for start in sorted(parents):
        seen = {start}
        code = start
        while code in parents:
            code = parents[code]
            if code == start:
                return start
            if code in seen:
                break
            seen.add(code)
    return None


def _row_faults(place: int, row: Contribution, groups: Sequence[set[str]]) -> list[Fault]:
    """Return what is wrong with a row; its number is told, never its contributor or its value."""
    line = place + 1
    found: list[tuple[str, Text, Text]] = []
    if not row.contributor.strip():
        found.append(
            (
                "row-no-contributor",
                Text(
                    fr=f"La ligne {line} n’indique pas de contributeur.", en=f"Row {line} does not say who contributes."
                ),
                Text(fr="Donnez un identifiant au contributeur.", en="Give the contributor an identifier."),
            )
        )
    if len(row.codes) != len(groups):
        found.append(
            (
                "row-wrong-dimensions",
                Text(
                    fr=f"La ligne {line} a {len(row.codes)} codes pour {len(groups)} dimensions.",
                    en=f"Row {line} has {len(row.codes)} codes for {len(groups)} dimensions.",
                ),
                Text(fr="Donnez un code par dimension.", en="Give one code per dimension."),
            )
        )
    else:
        for code, taken in zip(row.codes, groups, strict=True):
            if code in taken or not code.strip():
                found.append(
                    (
                        "row-on-a-group",
                        Text(
                            fr=f"La ligne {line} est au code « {code} », qui est un total, un groupe ou rien.",
                            en=f"Row {line} has the code “{code}”, which is a total, a group or unknown.",
                        ),
                        Text(
                            fr="Placez chaque ligne au code le plus fin ; totaux et groupes sont calculés.",
                            en="Put each row at the most detailed code; totals and groups are computed.",
                        ),
                    )
                )
    if not _is_finite(row.value) or not _is_finite(row.weight) or row.weight <= 0:
        found.append(
            (
                "row-not-a-number",
                Text(
                    fr=f"La valeur ou le poids de la ligne {line} n’est pas un nombre exact, ou le poids n’est pas "
                    "positif.",
                    en=f"The value or the weight of row {line} is not an exact number, or the weight is not positive.",
                ),
                Text(
                    fr="Donnez un entier ou un décimal ; une valeur inconnue n’est pas une ligne.",
                    en="Give a whole number or a decimal; an unknown value is not a row.",
                ),
            )
        )
    return [Fault(code=code, message=said, remedy=todo, key=f"rows[{place}]") for code, said, todo in found]


def _is_finite(value: object) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite()
    return isinstance(value, int) and not isinstance(value, bool)
