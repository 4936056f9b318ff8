"""A table divided by its output: purchases, and what each unit of output carries, in one scope.

Scopes: ``domestic`` follows purchases made in the country only; ``total`` follows imports too, as if they were made
with the country's own technology. Where a table gives imports in one row, not by product, they are taken to be made
up as the domestic purchases of the same buyer.

Type I multipliers count suppliers. Type II counts households too: what each industry pays them is a row, and what they
spend a column, their purchases over their income. Income is what the table shows of it: compensation, or what
households spend where that is more, since they have other incomes; so no unit of wages is ever spent twice.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from filiere.core.faults import Faults
from filiere.economy.adjoint_solver import NotProductive, PurchaseMatrix, solve_adjoint
from filiere.economy.cell_matrix import Floats
from filiere.economy.faults import CATALOGUE
from filiere.economy.tables import InputOutputTable

Kind = Literal["output", "value_added", "income", "jobs"]
Scope = Literal["domestic", "total"]
MultiplierType = Literal["I", "II"]
KINDS: tuple[Kind, ...] = ("output", "value_added", "income", "jobs")
SCOPES: tuple[Scope, ...] = ("domestic", "total")


@dataclass(frozen=True, slots=True)
class ScopedSystem:
    """Purchases a unit of output in one scope, and what households buy a unit of their income (None: unknown).

    ``direct`` gives for each kind what a unit of each industry's output carries; kinds that the table does not give
    are not there.
    """

    scope: Scope
    purchases: PurchaseMatrix
    direct: dict[Kind, Floats]
    household_purchases: Floats | None

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that the table allows, in the usual order."""
        return tuple(kind for kind in KINDS if kind in self.direct)


def divide_by_output(table: InputOutputTable, amounts: Floats) -> Floats:
    """Return amounts by buyer a unit of output; an industry that produces nothing buys nothing."""
    safe = np.where(table.output > 0, table.output, 1.0)
    found: Floats = np.where(table.output > 0, amounts / safe, 0.0)
    return found


def build_system(table: InputOutputTable, scope: Scope, domestic: Floats | None = None) -> ScopedSystem:
    """Return the system of a table in one scope; ``domestic``, its flows a unit of output, when they are at hand."""
    if domestic is None:
        domestic = divide_by_output(table, table.flows)
    direct: dict[Kind, Floats] = {
        "output": np.ones(table.size),
        "value_added": divide_by_output(table, table.value_added),
    }
    if table.compensation is not None:
        direct["income"] = divide_by_output(table, table.compensation)
    if table.jobs is not None:
        direct["jobs"] = divide_by_output(table, table.jobs)
    households = _compute_household_column(table, scope)
    if scope == "domestic" or not table.imports.any():
        return ScopedSystem(scope, PurchaseMatrix(domestic), direct, households)
    if table.imports_by_product is not None:
        matrix = domestic + divide_by_output(table, table.imports_by_product)
        return ScopedSystem(scope, PurchaseMatrix(matrix), direct, households)
    return ScopedSystem(scope, PurchaseMatrix(domestic, import_scale(table)), direct, households)


def import_scale(table: InputOutputTable) -> Floats:
    """Return, for imports in one row, how much larger each buyer's purchases are with imports than without."""
    bought = table.flows.sum(axis=0)
    scale: Floats = 1 + np.where(bought > 0, table.imports / np.where(bought > 0, bought, 1.0), 0.0)
    return scale


def _compute_household_column(table: InputOutputTable, scope: Scope) -> Floats | None:
    if table.household_purchases is None or table.compensation is None:
        return None
    bought = table.household_purchases
    spent = float(bought.sum() + table.household_imports.sum() + table.household_taxes)
    income = max(spent, float(table.compensation.sum()))
    if income <= 0:
        return None
    if scope == "total":
        if table.imports_by_product is not None:
            bought = bought + table.household_imports
        elif bought.sum() > 0:
            bought = bought * (1 + table.household_imports.sum() / bought.sum())
    found: Floats = bought / income
    return found


def solve_system(table: InputOutputTable, system: ScopedSystem, extra: Floats | None = None) -> tuple[Floats, Floats]:
    """Return the multipliers of type I of every industry, by kind in columns, and the answer to ``extra`` (``n × k``).

    Raises :class:`Faults` when the system does not converge, with the industry that shows it.
    """
    columns = [system.direct[kind] for kind in system.kinds]
    right = np.column_stack([*columns, *([extra] if extra is not None else [])])
    try:
        found = solve_adjoint(system.purchases, right)
    except NotProductive as stop:
        bought = float(system.purchases.column(stop.place).sum())
        raise Faults(
            [CATALOGUE.build("economy-not-productive", code=table.codes[stop.place], purchases=f"{bought:.6g}")]
        ) from None
    return found[:, : len(columns)], found[:, len(columns) :]


def close_households(system: ScopedSystem, first: Floats) -> tuple[Floats, Floats] | None:
    """Return the multipliers of type II from those of type I, and what a unit of income adds to each kind.

    With ``w`` the income multiplier of type I and ``h`` what households buy a unit of income, a unit of income brings
    ``μ = h·m / (1 − h·w)`` of each kind, and ``m + w μ`` is of type II: the last row and column of the closed system,
    eliminated. None when the table gives no income or no households. Raises :class:`Faults` when ``h·w ≥ 1``.
    """
    if system.household_purchases is None or "income" not in system.direct:
        return None
    income = first[:, system.kinds.index("income")]
    back = float(system.household_purchases @ income)
    if back >= 1 - 1e-12:
        raise Faults([CATALOGUE.build("economy-not-productive-households", wages=f"{back:.6g}")])
    unit = (system.household_purchases @ first) / (1 - back)
    return first + np.outer(income, unit), unit
