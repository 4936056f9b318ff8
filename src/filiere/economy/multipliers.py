"""Multipliers of one sector: a point, its bounds, and how it is spread, for each kind, type and scope.

A multiplier says what a unit of the sector's final sales brings in all: output, value added, compensation of
employees or jobs, at home (``domestic``) or with imports followed too (``total``), with suppliers (type I) or with
the spending of wages as well (type II). ``per_direct`` is the same for one unit carried by the sector itself: jobs in
all for one job.

Bounds and spread come from a split alone. Without one the table says one thing, and bounds are the point; when draws
are asked for all the same, the sector's own purchases vary around the table's, as `describe_own_column` states.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from filiere.core.faults import Faults
from filiere.core.spelling import close_words
from filiere.core.text import Text
from filiere.economy.adjoint_solver import NotProductive, invert_leontief
from filiere.economy.cell_matrix import Floats
from filiere.economy.faults import CATALOGUE, find_seed_faults
from filiere.economy.split_bounds import AdmissibleColumns
from filiere.economy.split_draws import draw_columns
from filiere.economy.split_systems import (
    SplitSystem,
    build_column_system,
    build_split_system,
    describe_own_column,
    find_split_faults,
)
from filiere.economy.splits import SplitSpecification
from filiere.economy.systems import (
    SCOPES,
    Kind,
    MultiplierType,
    Scope,
    build_system,
    close_households,
    divide_by_output,
    solve_system,
)
from filiere.economy.tables import InputOutputTable

_PERCENTILES = (2.5, 50.0, 97.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Multiplier:
    """One multiplier in three columns: point, bounds, and percentiles of draws (None without draws)."""

    kind: Kind
    type: MultiplierType
    scope: Scope
    point: float
    low: float
    high: float
    p2_5: float | None
    p50: float | None
    p97_5: float | None
    per_direct: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiplierReport:
    """The multipliers of a sector, and what they rest on.

    ``split`` is what was assumed of the unknown column, None when the table alone speaks; ``draws`` how many were made
    from ``seed``; ``notes`` what a reader must know.
    """

    sector: str
    multipliers: tuple[Multiplier, ...]
    split: SplitSpecification | None
    draws: int
    seed: int | None
    notes: tuple[Text, ...]

    def find(self, kind: Kind, type: MultiplierType = "I", scope: Scope = "domestic") -> Multiplier | None:
        """Return a multiplier, None when the table does not allow it."""
        wanted = (kind, type, scope)
        return next((one for one in self.multipliers if (one.kind, one.type, one.scope) == wanted), None)


def compute_multipliers(
    table: InputOutputTable,
    sector: str,
    *,
    split: SplitSpecification | None = None,
    draws: int = 0,
    seed: int | None = None,
) -> MultiplierReport:
    """Return the multipliers of a sector: a code of the table, or the one that the split adds.

    Raises :class:`Faults` for a sector that is not there, a split that does not fit, or a table that does not converge.
    """
    faults = [*find_split_faults(table, split)] if split else []
    known = (*table.codes, *([split.code] if split else []))
    if sector not in known:
        near = close_words(sector, known, most=3)
        faults.append(CATALOGUE.build("economy-unknown-sector", code=sector, near=near).at(key="--sector"))
    elif sector in table.codes and (output := float(table.output[table.codes.index(sector)])) <= 0:
        faults.append(CATALOGUE.build("economy-no-output", code=sector, value=f"{output:g}").at(key="--sector"))
    if faults := [*faults, *find_seed_faults(draws, seed)]:
        raise Faults(faults)
    notes = [*table.notes, *_list_notes(table)]
    if split is None and not draws:
        found = tuple(_read_points(table, sector))
        return MultiplierReport(sector=sector, multipliers=found, split=None, draws=0, seed=None, notes=tuple(notes))
    is_own = split is None
    stated = split or describe_own_column(table, sector)
    system = (build_column_system if is_own else build_split_system)(table, stated, sector)
    found = tuple(_read_fractions(table, system, draws, seed, is_own=is_own))
    if is_own:
        notes.append(_OWN_COLUMN)
    return MultiplierReport(
        sector=sector,
        multipliers=found,
        split=stated,
        draws=draws,
        seed=seed if draws else None,
        notes=tuple(notes),
    )


_OWN_COLUMN = Text(
    fr="Sans partage, les tirages font varier les achats de la branche : chacun de la moitié au double de sa part, "
    "leur somme inchangée, concentration 50.",
    en="Without a split, draws vary the sector’s own purchases: each between half and double of its share, their sum "
    "unchanged, concentration 50.",
)
_IMPORTS_IN_ONE_ROW = Text(
    fr="Importations en une seule ligne : chaque acheteur est supposé importer comme il achète dans le pays.",
    en="Imports in one row: each buyer is taken to import as it buys at home.",
)
_NO_IMPORTS = Text(
    fr="La table ne donne pas d’importations : l’étendue « total » est l’étendue « domestic ».",
    en="The table gives no imports: the scope “total” is the scope “domestic”.",
)
_NO_HOUSEHOLDS = Text(
    fr="Sans rémunération ou sans colonne des ménages, le type II ne se calcule pas.",
    en="Without compensation or a column of households, type II cannot be computed.",
)


def _list_notes(table: InputOutputTable) -> Iterable[Text]:
    if not table.imports.any():
        yield _NO_IMPORTS
    elif table.imports_by_product is None:
        yield _IMPORTS_IN_ONE_ROW
    if table.compensation is None or table.household_purchases is None:
        yield _NO_HOUSEHOLDS


def _read_points(table: InputOutputTable, sector: str) -> Iterable[Multiplier]:
    place = table.codes.index(sector)
    domestic = divide_by_output(table, table.flows)
    first: Floats | None = None
    for scope in SCOPES:
        system = build_system(table, scope, domestic)
        if first is None or table.imports.any():
            first, _ = solve_system(table, system)
        closed = close_households(system, first)
        for type_, values in (("I", first), ("II", None if closed is None else closed[0])):
            for number, kind in enumerate(system.kinds if values is not None else ()):
                point = float(values[place, number]) if values is not None else 0.0
                direct = float(system.direct[kind][place])
                yield Multiplier(
                    kind=kind,
                    type="I" if type_ == "I" else "II",
                    scope=scope,
                    point=point,
                    low=point,
                    high=point,
                    p2_5=None,
                    p50=None,
                    p97_5=None,
                    per_direct=point / direct if direct > 0 else None,
                )


def _read_fractions(
    table: InputOutputTable, system: SplitSystem, draws: int, seed: int | None, *, is_own: bool
) -> Iterable[Multiplier]:
    admissible = AdmissibleColumns(table, system, is_own=is_own)
    for result in system.results.values():
        if admissible.find_least_denominator(result) <= 0:
            split = system.specification
            raise Faults(
                [CATALOGUE.build("economy-not-productive", code=split.code, purchases=f"{split.purchases.high:g}")]
            )
    blocks = list(draw_columns(table, system, draws, seed, is_own=is_own)) if draws and seed is not None else []
    for (kind, type_, scope), result in system.results.items():
        point = float(result.evaluate(system.column[None, :])[0])
        low, high = admissible.find_bounds(result)
        drawn = np.concatenate([result.evaluate(block) for block in blocks]) if blocks else None
        spread = [None] * 3 if drawn is None else [float(one) for one in np.percentile(drawn, _PERCENTILES)]
        direct = system.direct[kind]
        yield Multiplier(
            kind=kind,
            type=type_,
            scope=scope,
            point=point,
            # The solver's tolerance may put a bound on the wrong side of the point by a few units of the last place.
            low=min(low, point),
            high=max(high, point),
            p2_5=spread[0],
            p50=spread[1],
            p97_5=spread[2],
            per_direct=point / direct if direct > 0 else None,
        )


def invert_table(table: InputOutputTable, scope: Scope = "domestic") -> Floats:
    """Return the Leontief inverse of a table, ``n × n``, suppliers in rows and buyers in columns."""
    system = build_system(table, scope)
    try:
        return invert_leontief(system.purchases)
    except NotProductive as stop:
        bought = float(system.purchases.column(stop.place).sum())
        raise Faults(
            [CATALOGUE.build("economy-not-productive", code=table.codes[stop.place], purchases=f"{bought:.6g}")]
        ) from None
