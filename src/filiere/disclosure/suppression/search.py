"""The search itself: relax, propose, complete, learn what the proposal lacked, and again while it pays.

1. The relaxation grows cuts until a fractional pattern lacks nothing that the separation can say.
2. The master proposes a whole pattern; what it lacks is told (cuts), and it is completed by cheapest routes into a
   safe one. The cheapest safe one is kept, with its routes.
3. Cells that no proof needs are shown again (``shrink``).

Every pattern kept is safe, so that stopping at any moment is; the master’s bound says how far from the best it may be.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from filiere.disclosure.protection_levels import ProtectionLevels
from filiere.disclosure.suppression.cell_neighbourhoods import NeighbourhoodFinder
from filiere.disclosure.suppression.cheapest_circulations import Router
from filiere.disclosure.suppression.circulation_network import OUTSIDER, AttackerView, Demand, Network
from filiere.disclosure.suppression.circulation_pool import (
    CellSide,
    CirculationPool,
    Claim,
    make_reader_demand,
    sort_sides,
)
from filiere.disclosure.suppression.equation_cuts import iter_insider_cuts
from filiere.disclosure.suppression.exact_recovery_proof import SpanningVectors
from filiere.disclosure.suppression.exceptions import Unprotectable
from filiere.disclosure.suppression.hypercubes import HypercubeFinder
from filiere.disclosure.suppression.infeasibility import proves_impossible
from filiere.disclosure.suppression.insider_demands import InsiderDemands
from filiere.disclosure.suppression.master_problem import RELATIVE_GAP, Master
from filiere.disclosure.suppression.relaxation import Relaxation
from filiere.disclosure.suppression.separation import BendersCut, Separator
from filiere.disclosure.suppression.sole_contributors import SoleContributors
from filiere.disclosure.system import Bools, Floats, Ints, System
from filiere.disclosure.work_budget import WorkBudget

ROUNDS = 40
SMALL_ROUNDS = 400
IDLE_ROUNDS = 8
SMALL_IDLE_ROUNDS = 40
"""Proposals of the master at most (more where the best can be proved), and those in a row that may bring nothing."""
FIRST_GAP = 0.02
GAP_SHARE = 0.2
"""Relative gap of the first proposal, and share of the gap that is left which the next ones may have: a proposal near
to the best of what is known takes long, and what it lacks is not yet known."""
ANSWER_ROUNDS = 8
"""Times that what a demand lacks is told, each time as if the cheapest answer to the last had been proposed."""
OPTIMAL_GAP, LARGE_TABLE_GAP = 1e-4, 3e-3
"""Relative gap at which the best pattern is the cheapest there is, and at which a large table is left as it is."""
FIRST_PATTERN_SHARE = 0.5
"""Share of what is left that the first pattern may ask programs for; what it lacks then is met by boxes."""
MOST_VARIATIONS, FEW_CELLS, MANY_CELLS, COST_SPREAD, WORTHWHILE_RATIO = 400, 5, 12, 1.5, 1.02
"""Patterns near the best that are tried in a row, cells of it that are shown for one (in turn, but always few where
costs are even, and always many where boxes meet them), by how much what cells cost is varied at most, and how much
dearer than the best one may be to be shrunk."""
EVEN_COSTS = 10.0
"""Largest cost, in times the least, up to which costs are even: then many patterns are as cheap as the best."""
TIE = 1e-9
"""Difference of cost below which two patterns are as cheap."""
ROUTE_LOOKUP_COST = 1.2e-5
"""Seconds of reference of looking whether a route is still within what is hidden."""
VARIATION_SHARE, CROWDED_VARIATION_SHARE = 0.9, 0.6
"""Share of what is left that is spent on such patterns where the master has nothing to propose, and where boxes meet
what lacks, so that much is left to show again."""
PROPOSAL_SHARE, PROPOSAL_SECONDS = 0.4, 20.0
"""Share of what is left, and seconds of reference, that a proposal of the master may take."""
SMALL_SYSTEM = 600
"""Cells up to which the master proves its proposals best."""
RELAXATION_SHARE, CROWDED_RELAXATION_SHARE = 0.4, 0.2
"""Share of the work that the relaxation may take, and in systems where it gives a bound and little guidance."""
SLACK_STRETCHES = (1.0, 1.0001, 1.01)
"""Times the slack that is asked, when the whole numbers nearest to an answer fall short of it."""
CERTAIN_WEIGHT = 0.5
"""Weight from which a cell is hidden at once when no work is left for the master to propose."""
GUIDANCE_SHARE = 0.95
"""How much of a cell’s cost the relaxation may take off when a proposal is completed."""


@dataclass(frozen=True, eq=False)
class FoundPattern:
    """A safe pattern: hidden cells, the routes that prove it, the vectors against sole contributors."""

    hidden: Bools
    book: CirculationPool
    spanning: SpanningVectors | None
    cost: float


class Search:
    """One search over one system; ``work`` is what it may spend, after which the best pattern found is taken."""

    def __init__(
        self,
        system: System,
        needs: ProtectionLevels,
        *,
        costs: Floats,
        keep: Bools,
        insiders: Sequence[AttackerView],
        challenge: InsiderDemands | None,
        seed: int,
        work: WorkBudget,
    ) -> None:
        self.system, self.needs = system, needs
        self.costs, self.keep = costs, keep
        self.challenge = challenge
        self.work = work
        self.network = Network(system)
        self.locality = NeighbourhoodFinder(self.network)
        self.router = Router(self.network, self.locality, keep, work)
        self.boxes = HypercubeFinder(self.network, keep, work)
        self.master = Master(costs, needs.primary, keep, work)
        self.insiders = (
            SoleContributors(self.network, needs, insiders, self.router, self.boxes, seed=seed) if insiders else None
        )
        self.small = len(system) <= SMALL_SYSTEM
        self.sides = sort_sides(needs)
        self.best: FoundPattern | None = None
        self._varied: FoundPattern | None = None
        self.bound = 0.0
        self.complete = True
        self.dice = np.random.default_rng(seed)
        self._patience = np.inf
        self.progress: list[tuple[float, float]] = []

    @cached_property
    def separator(self) -> Separator:
        """Says what a whole pattern lacks; many a search of a small part proposes none that lacks anything."""
        return Separator(self.network, self.needs.primary, self.locality, self.work)

    def run(self) -> FoundPattern:
        """Return the cheapest safe pattern found; raise :class:`Unprotectable` where nothing is safe."""
        weights = self._relax()
        idle = 0
        for _ in range(SMALL_ROUNDS if self.small else ROUNDS):
            if (
                self._is_out_of_work()
                or idle > (SMALL_IDLE_ROUNDS if self.small else IDLE_ROUNDS)
                or self._is_near_bound(OPTIMAL_GAP if self.small else LARGE_TABLE_GAP)
            ):
                break
            started, before, cuts = self.work.spent, self.best, self.master.cuts
            gap = self._gap()
            proposal = self.master.solve_whole(min(self.work.seconds_left * PROPOSAL_SHARE, PROPOSAL_SECONDS), gap=gap)
            if proposal is None:
                self.complete = False
                break
            hidden, bound = proposal
            self.bound = max(self.bound, bound)
            self._propose(hidden, hidden.astype(np.float64))
            if self.locality.crowded:
                # Boxes say nothing of what the proposal lacked, and programs over so many cells would take hours.
                self.complete = False
                break
            idle = idle + 1 if self.best is before else 0
            if idle > 1 and not self.small:
                self._vary(self.work.spent - started)
            if self.master.cuts == cuts and gap <= RELATIVE_GAP:
                break
            # Another round takes about as long as this one did.
            if self.work.seconds_left < 1.5 * (self.work.spent - started):
                self.complete = False
                break
        if self.best is None:
            self._propose(self.needs.primary | (weights > CERTAIN_WEIGHT), weights)
        if self.locality.crowded:
            self._vary(CROWDED_VARIATION_SHARE * self.work.seconds_left)
        elif not (self.small or self._is_near_bound(LARGE_TABLE_GAP)):
            self._vary(VARIATION_SHARE * self.work.seconds_left)
        best = self._cheapest(None)
        # What is within a few thousandths of the bound has next to nothing left to show again.
        return best if self._is_near_bound(LARGE_TABLE_GAP) and not self.small else self._cheapest(self.shrink(best))

    def _is_near_bound(self, gap: float) -> bool:
        return self.best is not None and self.best.cost <= self.bound * (1 + gap) + 1e-9

    def _gap(self) -> float:
        """Return how near to the best the next proposal has to be: the nearer, the less is left to gain."""
        if self.small:
            return 0.0
        if self.best is None:
            return FIRST_GAP
        return min(FIRST_GAP, max(RELATIVE_GAP, GAP_SHARE * (self.best.cost / max(self.bound, 1e-9) - 1.0)))

    def claims(self, found: FoundPattern) -> list[Claim]:
        """Return what proves a pattern: the first route of each side, and what keeps off those who rule that out."""
        book = found.book
        proven = {(*side, number, book.entries[number].serves[side]) for side, number in book.first.items()}
        if self.insiders is not None and found.spanning is not None:
            proven.update(self.insiders.claims(book, found.spanning))
        if self.challenge is not None:
            proven.update(self.challenge.claims(book, self.sides))
        return sorted(proven)

    def _is_out_of_work(self) -> bool:
        if self.work.seconds_left > 0:
            return False
        self.complete = False
        return True

    def _relax(self) -> Floats:
        """Grow cuts on the fractional pattern; return it."""
        if self.insiders is not None:
            for cut in iter_insider_cuts(self.network, self.needs.primary, self.insiders.views):
                self.master.add(cut)
        relaxation = Relaxation(
            self.network, self.needs, self.locality, self.master, self.sides, self.challenge, self.work
        )
        share = CROWDED_RELAXATION_SHARE if self.locality.crowded else RELAXATION_SHARE
        weights = relaxation.grow(share * self.work.seconds_left)
        self.bound, self.complete = relaxation.bound, relaxation.complete
        return weights

    def _propose(self, base: Bools, weights: Floats) -> FoundPattern:
        """Complete ``base`` into a safe pattern, keep it if it is the cheapest, and tell the master what it lacked.

        Return the cheapest so far. The first is made however little work is left: its last cells are met by boxes.
        """
        lacking: list[Demand] = []
        if self.best is None:
            self._patience = self.work.spent + FIRST_PATTERN_SHARE * max(self.work.seconds_left, 0.0)
        found = self._complete_pattern(
            base, self.costs * (1.0 - np.minimum(weights, GUIDANCE_SHARE)), lacking, self.best
        )
        self._learn(base, lacking)
        return self._cheapest(found)

    def _complete_pattern(
        self, base: Bools, guided: Floats, lacking: list[Demand], near: FoundPattern | None
    ) -> FoundPattern | None:
        """Return ``base`` with what it lacks for safety, with the routes of ``near`` that it still hides.

        None where work ran out and there is a pattern already.
        """
        book = self._restrict_pool(near.book, base) if near else CirculationPool(self.network, self.needs)
        hidden = base.copy()
        refused: list[Demand] = []
        for side in self.sides:
            if side in book.first:
                continue
            demand = make_reader_demand(side, self.needs)
            if not self._secure_demand(book, demand, hidden, guided, lacking):
                refused.append(demand)
            if self.best and self._is_out_of_work():
                return None
        self._refuse(refused)
        vectors = None
        if self.insiders is not None:
            vectors = self.insiders.keep_apart(book, hidden, guided, lacking)
        if self.challenge is not None:
            for demand in self.challenge.list_open_demands(book, self.sides):
                # Routes are added until every view of the challenge leaves each side its slack.
                if not self.challenge.is_met(book, demand) and not self._secure_demand(
                    book, demand, hidden, guided, lacking
                ):
                    refused.append(demand)
                if self.best and self._is_out_of_work():
                    return None
            self._refuse(refused)
        return FoundPattern(hidden, book, vectors, self._cost(hidden))

    def _restrict_pool(self, book: CirculationPool, hidden: Bools) -> CirculationPool:
        self.work.charge(ROUTE_LOOKUP_COST * len(book.entries))
        return book.restrict_to_hidden(hidden)

    def _cost(self, hidden: Bools) -> float:
        return float(self.costs[hidden & ~self.needs.primary].sum())

    def _cheapest(self, found: FoundPattern | None) -> FoundPattern:
        """Keep what was found if it is cheaper than the best so far; return the best."""
        if found is not None and (self.best is None or found.cost < self.best.cost - TIE):
            self.best = found
            self.progress.append((self.work.spent, found.cost))
        if self.best is None:
            raise RuntimeError("a first pattern is never given up")
        return self.best

    def _vary(self, most: float) -> None:
        """Spend ``most`` on patterns near the best one: some of its cells are shown, and what lacks is found anew.

        Where the master is far from a proof, this brings more than what it proposes for as much work. A pattern as
        cheap as the best takes its place as the one to vary: where cells cost much the same, many are, and some of
        them have cheaper ones nearby.
        """
        until, tries = self.work.spent + most, 0
        while self.work.spent < until and tries < MOST_VARIATIONS:
            tries, near = tries + 1, self._take_varied()
            extra = np.flatnonzero(near.hidden & ~self.needs.primary & (self.costs > 0))
            if not len(extra):
                return
            base = near.hidden.copy()
            few = not self.locality.crowded and (self._even_costs or tries % 2)
            base[self._draw_alike(extra, FEW_CELLS if few else MANY_CELLS)] = False
            found = self._complete_pattern(base, self.costs * self.dice.uniform(1.0, COST_SPREAD, len(base)), [], near)
            if found is not None and found.cost < near.cost * WORTHWHILE_RATIO:
                found = self.shrink(found, among=found.hidden & ~(near.hidden & base))
            if found is not None and found.cost <= self._cheapest(found).cost + TIE:
                self._varied = found

    @cached_property
    def _even_costs(self) -> bool:
        costs = self.costs[self.costs > 0]
        return len(costs) > 0 and float(costs.max()) <= EVEN_COSTS * float(costs.min())

    def _take_varied(self) -> FoundPattern:
        """Return the pattern to vary, as cheap as the best, of which no cell can simply be shown."""
        best = self._cheapest(None)
        if self._varied is None or self._varied.cost > best.cost + TIE:
            self._varied = best if self.locality.crowded else self._cheapest(self.shrink(best))
        return self._varied

    def _draw_alike(self, cells: Ints, size: int) -> Ints:
        """Return ``size`` of the cells drawn, those first that share most codes with one of them."""
        keys = self.system.keys
        alike = (keys[cells] == keys[self.dice.choice(cells)]).sum(axis=1)
        drawn: Ints = cells[np.argsort(self.dice.random(len(cells)) - alike, kind="stable")[:size]]
        return drawn

    def _refuse(self, refused: Sequence[Demand]) -> None:
        """Raise :class:`Unprotectable` for demands that nothing met, if there are any."""
        if refused:
            proven = {one.cell for one in refused if proves_impossible(self.network, one, self.keep)}
            raise Unprotectable(sorted({one.cell for one in refused}), proven)

    def _learn(self, base: Bools, lacking: Sequence[Demand]) -> None:
        for demand in lacking:
            weights = base.astype(np.float64)
            for _ in range(ANSWER_ROUNDS):
                self.separator.look_at(weights)
                cut = self.separator.find_lacking_cut(demand, whole=True)
                if cut is None:
                    break
                self.master.add(cut)
                if self.work.seconds_left < 0:
                    return
                self._answer(cut, weights)

    def _answer(self, cut: BendersCut, weights: Floats) -> None:
        """Hide what the master would, were it asked for this inequality alone: the next one need not wait for it."""
        missing = cut.least - float(cut.coefficients @ weights[cut.cells])
        for place in np.argsort(self.costs[cut.cells] / cut.coefficients, kind="stable").tolist():
            if missing <= 0:
                break
            cell = cut.cells[place]
            if not weights[cell] and not self.keep[cell]:
                weights[cell] = 1.0
                missing -= float(cut.coefficients[place])

    def _secure_demand(
        self, book: CirculationPool, demand: Demand, hidden: Bools, guided: Floats, lacking: list[Demand]
    ) -> bool:
        """Meet a demand through hidden cells, or by hiding more; return whether the book shows that it is met."""
        # A first pattern must come of whatever work is left; where programs are out of reach, boxes come first always.
        hurried = self.best is None and self.work.spent > self._patience
        if (hurried or self.locality.crowded) and self._box(book, demand, hidden, guided):
            return True
        if self._take(book, hidden, demand):
            return True
        lacking.append(demand)
        for stretch in SLACK_STRETCHES:
            stretched = replace(demand, amount=demand.amount * stretch)
            route = self.router.cheapest(stretched, hidden, guided)
            if route is not None and book.add(route) is not None and self._is_met(book, demand):
                hidden[route.cells] = True
                return True
        return False

    def _box(self, book: CirculationPool, demand: Demand, hidden: Bools, costs: Floats | None = None) -> bool:
        """Meet a demand by boxes, through hidden cells only unless there are ``costs``; return whether it is met."""
        found = self.boxes.circulation(demand, hidden, costs)
        if found is None:
            return False
        book.keep(*found)
        if not self._is_met(book, demand):
            return False
        hidden[found[0]] = True
        return True

    def _is_met(self, book: CirculationPool, demand: Demand) -> bool:
        """Whether the book shows it, in whole numbers: the answers of programs are only near to what they promise."""
        if demand.view is OUTSIDER or self.challenge is None:
            return (demand.cell, demand.side) in book.first
        return self.challenge.is_met(book, demand)

    def shrink(self, found: FoundPattern, *, among: Bools | None = None) -> FoundPattern:
        """Show again, from the dearest down, each cell (``among`` these) without which the rest is proved safe."""
        book, hidden, vectors = found.book, found.hidden, found.spanning
        extra = np.flatnonzero((hidden if among is None else hidden & among) & ~self.needs.primary & (self.costs > 0))
        for cell in extra[np.argsort(-self.costs[extra], kind="stable")].tolist():
            if self._is_out_of_work():
                break
            if self.network.leaves_alone(cell, hidden, self.needs.primary):
                continue
            tried = hidden.copy()
            tried[cell] = False
            left = self._restrict_pool(book, tried)
            if not self._mend(left, tried, [side for side in self.sides if side not in left.first]):
                continue
            shown = vectors
            if self.insiders is not None:
                shown = self.insiders.vectors(tried, left.entries, draw=False)
                if next(self.insiders.iter_exposed(left, shown), None) is not None:
                    continue
            if self.challenge is not None and not all(
                self.challenge.is_met(left, demand) or self._take(left, tried, demand)
                for demand in self.challenge.list_open_demands(left, self.sides)
            ):
                continue
            book, hidden, vectors = left, tried, shown
            found = FoundPattern(hidden, book, vectors, self._cost(hidden))
        return found

    def _mend(self, book: CirculationPool, hidden: Bools, sides: Sequence[CellSide]) -> bool:
        return all(
            side in book.first
            or (self.work.seconds_left > 0 and self._take(book, hidden, make_reader_demand(side, self.needs)))
            for side in sides
        )

    def _take(self, book: CirculationPool, hidden: Bools, demand: Demand) -> bool:
        """Add a route through hidden cells only; return whether there was one."""
        if self.locality.crowded:
            return self._box(book, demand, hidden)
        route = self.router.find_free_route(demand, hidden)
        return route is not None and book.add(route) is not None and self._is_met(book, demand)
