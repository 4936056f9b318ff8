"""Effects by territory, where jobs are known: the direct one where the sector's jobs are, the indirect one between two
assumptions that are named.

``near``: suppliers are where the sector's jobs are. ``spread``: suppliers are as all jobs are. Neither is true: a
supplier may be next door or in the capital. Between both a territory has a range, and the totals are those of the
country.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from filiere.core.faults import Faults
from filiere.core.text import Text
from filiere.economy.faults import CATALOGUE

Assumption = Literal["near", "spread"]
ASSUMPTIONS: Mapping[Assumption, Text] = {
    "near": Text(
        fr="Les fournisseurs sont là où sont les emplois de la filière.",
        en="Suppliers are where the sector’s jobs are.",
    ),
    "spread": Text(
        fr="Les fournisseurs sont répartis comme tous les emplois.", en="Suppliers are spread as all jobs are."
    ),
}


@dataclass(frozen=True, slots=True)
class TerritoryEffect:
    """The direct effect in a territory, and the indirect one under each assumption, in the unit of the totals.

    ``low`` and ``high`` bound both effects together: the lower assumption on the least indirect total, the higher one
    on the most. The place of the direct effect is taken as known.
    """

    code: str
    direct: float
    near: float
    spread: float
    low: float
    high: float

    @property
    def uncertainty(self) -> float:
        """Half the distance between both bounds, as a share of their middle; 0 where nothing is done."""
        return (self.high - self.low) / (self.high + self.low) if self.high else 0.0


def divide_by_territory(
    *,
    direct: float,
    indirect: float,
    sector_jobs: Mapping[str, float],
    all_jobs: Mapping[str, float],
    indirect_bounds: tuple[float, float] | None = None,
) -> tuple[TerritoryEffect, ...]:
    """Return effects by territory, in the order of ``sector_jobs``; they add up to both totals.

    ``indirect_bounds`` are the least and the most of the indirect total, itself when they are not given. Bounds of
    territories do not add up: what one has more of, others have less.

    Raises :class:`Faults` when a territory is known on one side only, or when nobody works anywhere.
    """
    apart = sorted(set(sector_jobs) ^ set(all_jobs))
    within, everywhere = sum(sector_jobs.values()), sum(all_jobs.values())
    if apart or within <= 0 or everywhere <= 0:
        raise Faults([CATALOGUE.build("economy-regions-differ", codes=apart[:10])])
    least, most = indirect_bounds or (indirect, indirect)
    found = []
    for code, jobs in sector_jobs.items():
        near, spread, here = jobs / within, all_jobs[code] / everywhere, direct * jobs / within
        low, high = here + least * min(near, spread), here + most * max(near, spread)
        found.append(TerritoryEffect(code, here, indirect * near, indirect * spread, low, high))
    return tuple(found)
