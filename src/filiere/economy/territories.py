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
    """The direct effect in a territory, and the indirect one under each assumption, in the unit of the totals."""

    code: str
    direct: float
    near: float
    spread: float

    @property
    def indirect(self) -> tuple[float, float]:
        """The indirect effect, from the lower to the higher of both assumptions."""
        return min(self.near, self.spread), max(self.near, self.spread)


def divide_by_territory(
    *, direct: float, indirect: float, sector_jobs: Mapping[str, float], all_jobs: Mapping[str, float]
) -> tuple[TerritoryEffect, ...]:
    """Return effects by territory, in the order of ``sector_jobs``; they add up to both totals.

    Raises :class:`Faults` when a territory is known on one side only, or when nobody works anywhere.
    """
    apart = sorted(set(sector_jobs) ^ set(all_jobs))
    within, everywhere = sum(sector_jobs.values()), sum(all_jobs.values())
    if apart or within <= 0 or everywhere <= 0:
        raise Faults([CATALOGUE.build("economy-regions-differ", codes=apart[:10])])
    return tuple(
        TerritoryEffect(
            code,
            direct * jobs / within,
            indirect * jobs / within,
            indirect * all_jobs[code] / everywhere,
        )
        for code, jobs in sector_jobs.items()
    )
