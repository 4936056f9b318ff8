"""What the sector brings, in billions of euros: sales that the register retains, times the shipped example’s shares."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from filiere.economy import TerritoryEffect, divide_by_territory
from filiere.economy.effects import Stage
from filiere.economy.systems import Kind
from filiere.economy.worked_example import ShippedEffect, WorkedExample, read_worked_example
from filiere.figures import Figure, Register
from filiere.site.observatory.page_figures import list_regions

_BILLIONS = {"eur-billion": Decimal(1), "eur-million": Decimal("0.001"), "eur": Decimal("1e-9")}


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in billions of euros: its point, its bounds over all admissible splits, and 95 % of draws."""

    point: Decimal
    low: Decimal
    high: Decimal
    p2_5: Decimal
    p97_5: Decimal


@dataclass(frozen=True, slots=True)
class EconomicWeight:
    """The example, the figure that it is applied to, and amounts by stage and kind."""

    example: WorkedExample
    figure: Figure
    sales: Decimal

    def amount(self, stage: Stage, kind: Kind = "output") -> Amount:
        """An effect of the sales, in billions of euros."""
        return _multiply(self.example.find(stage, kind), self.sales)

    @property
    def multiplier(self) -> Amount:
        """Output in all, direct and indirect, for one unit of sales."""
        shares = _multiply(self.example.find("indirect"), Decimal(1))
        return Amount(*(1 + one for one in (shares.point, shares.low, shares.high, shares.p2_5, shares.p97_5)))


def compute_economic_weight(register: Register) -> EconomicWeight | None:
    """The economic weight under the register of today; None when it retains no sales in a known unit."""
    example = read_worked_example()
    figure = register.retained_for(example.amount)
    if figure is None or figure.value is None or figure.unit not in _BILLIONS:
        return None
    return EconomicWeight(example, figure, figure.value * _BILLIONS[figure.unit])


def divide_by_region(register: Register, weight: EconomicWeight) -> tuple[TerritoryEffect, ...]:
    """Direct and indirect output by region of 2008, in billions of euros, where the register has their jobs.

    Bounds hold the place of suppliers and the split of purchases; that jobs are of 2008, they do not.
    """
    regions = list_regions(register)
    if not regions:
        return ()
    indirect = weight.amount("indirect")
    return divide_by_territory(
        direct=float(weight.sales),
        indirect=float(indirect.point),
        indirect_bounds=(float(indirect.low), float(indirect.high)),
        sector_jobs={one.code: float(one.jobs) for one in regions},
        all_jobs={one.code: float(one.all_jobs) for one in regions},
    )


def _multiply(effect: ShippedEffect, sales: Decimal) -> Amount:
    values = (effect.point, effect.low, effect.high, effect.p2_5, effect.p97_5)
    return Amount(*(Decimal(str(one)) * sales for one in values))
