"""The fractional pattern that lacks nothing which can be said of it: a bound, and a guide to whole patterns.

Cells may be hidden in part. What each addition asks is told to the master first, in the eyes of readers and of those
who know more; then, round after round, what programs find that such a pattern lacks for readers. For those who know
more they found nothing beyond the additions in tables that were tried, and took most of the time.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from filiere.disclosure.protection_levels import ProtectionLevels
from filiere.disclosure.suppression.cell_neighbourhoods import NeighbourhoodFinder
from filiere.disclosure.suppression.circulation_network import Network
from filiere.disclosure.suppression.circulation_pool import CellSide, make_reader_demand
from filiere.disclosure.suppression.equation_cuts import iter_equation_cuts
from filiere.disclosure.suppression.insider_demands import InsiderDemands
from filiere.disclosure.suppression.master_problem import Master
from filiere.disclosure.suppression.separation import BendersCut, Separator
from filiere.disclosure.system import Floats
from filiere.disclosure.work_budget import WorkBudget

ROUNDS = 60
THREADS = 2
"""The solver works without holding the interpreter, so that each thread keeps a core busy."""
THREADING_THRESHOLD = 4_000
"""Cells from which threads are worth it: below, they mostly wait for one another, and took a third more processor
time. Each half of the sides has its own solver either way, so that what is found is the same."""


class Relaxation:
    """Grows the cuts of the master; ``bound`` is its value, ``complete`` whether nothing more can be said."""

    def __init__(
        self,
        network: Network,
        needs: ProtectionLevels,
        locality: NeighbourhoodFinder,
        master: Master,
        sides: Sequence[CellSide],
        challenge: InsiderDemands | None,
        work: WorkBudget,
    ) -> None:
        self.network, self.needs, self.master, self.work = network, needs, master, work
        self.sides, self.challenge = sides, challenge
        # Each has what it spends counted apart, so that none depends on how fast the other is.
        self.separators = [Separator(network, needs.primary, locality, WorkBudget(0.0)) for _ in range(THREADS)]
        self.bound = 0.0
        self.complete = True

    def grow(self, most: float) -> Floats:
        """Return the fractional pattern, as far as ``most`` seconds of reference go."""
        until = self.work.spent + most
        demands = [make_reader_demand(side, self.needs) for side in self.sides]
        for cut in iter_equation_cuts(self.network, self.needs.primary, demands, self.challenge):
            self.master.add(cut)
        weights, self.bound = self.master.solve_relaxed()
        asked, every = self.sides, True
        for _ in range(ROUNDS):
            if self.master.infeasible:
                break
            found = self._separate(asked, weights, until - self.work.spent)
            lacking = [side for side, _ in found]
            for _, cut in found:
                self.master.add(cut)
            if self.work.spent > until:
                self.complete = False
                break
            if not lacking:
                if every:
                    break
                asked, every = self.sides, True
                continue
            weights, self.bound = self.master.solve_relaxed()
            asked, every = lacking, False
        return weights

    def _separate(self, asked: Sequence[CellSide], weights: Floats, most: float) -> list[tuple[CellSide, BendersCut]]:
        """Return what the sides asked about lack, half of them from each separator, in the order asked."""
        size = len(self.separators)
        lanes = [(self.separators[place], asked[place::size], weights) for place in range(size)]
        for separator in self.separators:
            separator.work.limit, separator.work.spent = most / size, 0.0
        if self.network.size < THREADING_THRESHOLD:
            parts = [self._part(*one) for one in lanes]
        else:
            with ThreadPoolExecutor(size) as pool:
                parts = list(pool.map(lambda one: self._part(*one), lanes))
        self.work.charge(sum(separator.work.spent for separator in self.separators))
        rank = {side: place for place, side in enumerate(asked)}
        return sorted((one for part in parts for one in part), key=lambda one: rank[one[0]])

    def _part(
        self, separator: Separator, asked: Sequence[CellSide], weights: Floats
    ) -> list[tuple[CellSide, BendersCut]]:
        separator.look_at(weights)
        met: set[CellSide] = set()
        found = []
        for side in asked:
            if side in met:
                continue
            demand = make_reader_demand(side, self.needs)
            lack = separator.find_lacking_cut(demand)
            if lack is None:
                met.update(separator.find_also_met(demand, self.needs))
            else:
                found.append((side, lack))
            if separator.work.seconds_left < 0:
                break
        return found
