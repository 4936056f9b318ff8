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
from time import monotonic

import numpy as np

from filiere.disclosure.needs import Needs
from filiere.disclosure.suppression.book import Book, Claim, Side, demand_of, sides_of
from filiere.disclosure.suppression.challenge import Challenge
from filiere.disclosure.suppression.infeasibility import proves_impossible
from filiere.disclosure.suppression.insiders import Insiders
from filiere.disclosure.suppression.locality import Locality
from filiere.disclosure.suppression.master import GAP, Master
from filiere.disclosure.suppression.network import OUTSIDER, Demand, Network, View
from filiere.disclosure.suppression.plain import insider_cuts
from filiere.disclosure.suppression.refusals import OutOfTime, Unprotectable
from filiere.disclosure.suppression.relaxation import Relaxation
from filiere.disclosure.suppression.routes import Router
from filiere.disclosure.suppression.separation import Cut, Separator
from filiere.disclosure.suppression.spanning import Spanning
from filiere.disclosure.system import Bools, Floats, System

ROUNDS = 40
SMALL_ROUNDS = 400
IDLE = 8
SMALL_IDLE = 40
"""Proposals of the master at most (more where the best can be proved), and those in a row that may bring nothing."""
FIRST_GAP = 0.02
NEARER = 0.2
"""Relative gap of the first proposal, and share of the gap that is left which the next ones may have: a proposal near
to the best of what is known takes long, and what it lacks is not yet known."""
ANSWERS = 8
"""Times that what a demand lacks is told, each time as if the cheapest answer to the last had been proposed."""
ENOUGH = 1e-4
"""Relative gap at which the best pattern is the cheapest there is."""
GRACE = 0.5
"""By how much of the time given the first safe pattern may be late; without it there would be none."""
SMALL = 600
"""Cells up to which the master proves its proposals best."""
RELAXING = 0.4
"""Share of the time that the relaxation may take."""
STRETCHES = (1.0, 1.0001, 1.01)
"""Times the slack that is asked, when the whole numbers nearest to an answer fall short of it."""
SURE = 0.5
"""Weight from which a cell is hidden at once when the master has no time to propose."""
GUIDE = 0.95
"""How much of a cell’s cost the relaxation may take off when a proposal is completed."""


@dataclass(frozen=True, eq=False)
class Found:
    """A safe pattern: hidden cells, the routes that prove it, the vectors against sole contributors."""

    hidden: Bools
    book: Book
    spanning: Spanning | None
    cost: float


class Search:
    """One search over one system; ``deadline`` is a moment of the monotonic clock."""

    def __init__(
        self,
        system: System,
        needs: Needs,
        *,
        costs: Floats,
        keep: Bools,
        insiders: Sequence[View],
        challenge: Challenge | None,
        seed: int,
        deadline: float,
    ) -> None:
        self.system, self.needs = system, needs
        self.costs, self.keep = costs, keep
        self.challenge = challenge
        self.deadline, self.limit = deadline, deadline - monotonic()
        self.network = Network(system)
        self.locality = Locality(self.network)
        self.router = Router(self.network, self.locality, keep)
        self.master = Master(costs, needs.primary, keep)
        self.insiders = Insiders(self.network, needs, insiders, self.router, seed=seed) if insiders else None
        self.small = len(system) <= SMALL
        self.sides = sides_of(needs)
        self.best: Found | None = None
        self.bound = 0.0
        self.complete = True
        self.progress: list[tuple[float, float]] = []

    @cached_property
    def separator(self) -> Separator:
        """Says what a whole pattern lacks; many a search of a small part proposes none that lacks anything."""
        return Separator(self.network, self.needs.primary, self.locality)

    def run(self) -> Found:
        """Return the cheapest safe pattern found; raise :class:`Unprotectable` or :class:`OutOfTime`."""
        weights = self._relax()
        idle = 0
        for _ in range(SMALL_ROUNDS if self.small else ROUNDS):
            if (
                self._late()
                or idle > (SMALL_IDLE if self.small else IDLE)
                or (self.best and self.best.cost <= self.bound * (1 + ENOUGH) + 1e-9)
            ):
                break
            started, before, cuts = monotonic(), self.best, self.master.cuts
            gap = self._gap()
            proposal = self.master.whole(min(self._left() * 0.4, 20.0), gap=gap)
            if proposal is None:
                self.complete = False
                break
            hidden, bound = proposal
            self.bound = max(self.bound, bound)
            self._propose(hidden, hidden.astype(np.float64))
            idle = idle + 1 if self.best is before else 0
            if self.master.cuts == cuts and gap <= GAP:
                break
            # Another round takes about as long as this one did.
            if self._left() < 1.5 * (monotonic() - started):
                self.complete = False
                break
        if self.best is None and self._left() > 0:
            self._propose(self.needs.primary | (weights > SURE), weights)
        if self.best is None:
            raise OutOfTime
        found = self.shrink(self.best)
        if found is not self.best:
            self._keep(found)
        return found

    def _gap(self) -> float:
        """Return how near to the best the next proposal has to be: the nearer, the less is left to gain."""
        if self.small:
            return 0.0
        if self.best is None:
            return FIRST_GAP
        return min(FIRST_GAP, max(GAP, NEARER * (self.best.cost / max(self.bound, 1e-9) - 1.0)))

    def claims(self, found: Found) -> list[Claim]:
        """Return what proves a pattern: the first route of each side, and what keeps off those who rule that out."""
        book = found.book
        proven = {(*side, number, book.entries[number].serves[side]) for side, number in book.first.items()}
        if self.insiders is not None and found.spanning is not None:
            proven.update(self.insiders.claims(book, found.spanning))
        if self.challenge is not None:
            proven.update(self.challenge.claims(book, self.sides))
        return sorted(proven)

    def _left(self) -> float:
        return self.deadline - monotonic()

    def _share(self, share: float) -> float:
        """Return the moment at which ``share`` of the time left is gone."""
        return monotonic() + share * max(self._left(), 0.0)

    def _late(self) -> bool:
        if self._left() > 0:
            return False
        self.complete = False
        return True

    def _too_late(self) -> bool:
        """Whether to give a proposal up: the first may be somewhat late, or there would be none."""
        if self._left() >= 0:
            return False
        self.complete = False
        if self.best is None and self._left() < -GRACE * self.limit:
            raise OutOfTime
        return self.best is not None

    def _relax(self) -> Floats:
        """Grow cuts on the fractional pattern; return it."""
        if self.insiders is not None:
            for cut in insider_cuts(self.network, self.needs.primary, self.insiders.views):
                self.master.add(cut)
        relaxation = Relaxation(self.network, self.needs, self.locality, self.master, self.sides, self.challenge)
        weights = relaxation.grow(self._share(RELAXING))
        self.bound, self.complete = relaxation.bound, relaxation.complete
        return weights

    def _propose(self, base: Bools, weights: Floats) -> None:
        """Complete ``base`` into a safe pattern, keep it if it is the cheapest, and tell the master what it lacked."""
        guided = self.costs * (1.0 - np.minimum(weights, GUIDE))
        book = self.best.book.within(base) if self.best else Book(self.network, self.needs)
        hidden = base.copy()
        lacking: list[Demand] = []
        refused: list[Demand] = []
        for side in self.sides:
            if side in book.first:
                continue
            demand = demand_of(side, self.needs)
            if not self._secure(book, demand, hidden, guided, lacking):
                refused.append(demand)
            if self._too_late():
                return
        self._refuse(refused)
        vectors = None
        if self.insiders is not None:
            vectors = self.insiders.keep_apart(book, hidden, guided, lacking)
        if self.challenge is not None:
            for demand in self.challenge.open(book, self.sides):
                # Routes are added until every view of the challenge leaves each side its slack.
                if not self.challenge.met(book, demand) and not self._secure(book, demand, hidden, guided, lacking):
                    refused.append(demand)
                if self._too_late():
                    return
            self._refuse(refused)
        self._learn(base, lacking)
        cost = float(self.costs[hidden & ~self.needs.primary].sum())
        if self.best is None or cost < self.best.cost - 1e-9:
            self._keep(Found(hidden, book, vectors, cost))

    def _refuse(self, refused: Sequence[Demand]) -> None:
        """Raise :class:`Unprotectable` for demands that nothing met, if there are any."""
        if refused:
            proven = {one.cell for one in refused if proves_impossible(self.network, one, self.keep)}
            raise Unprotectable(sorted({one.cell for one in refused}), proven)

    def _keep(self, found: Found) -> None:
        self.best = found
        self.progress.append((self.limit - self._left(), found.cost))

    def _learn(self, base: Bools, lacking: Sequence[Demand]) -> None:
        for demand in lacking:
            weights = base.astype(np.float64)
            for _ in range(ANSWERS):
                self.separator.look_at(weights)
                cut = self.separator.lacking(demand, whole=True)
                if cut is None:
                    break
                self.master.add(cut)
                if self._left() < 0:
                    return
                self._answer(cut, weights)

    def _answer(self, cut: Cut, weights: Floats) -> None:
        """Hide what the master would, were it asked for this inequality alone: the next one need not wait for it."""
        missing = cut.least - float(cut.coefficients @ weights[cut.cells])
        for place in np.argsort(self.costs[cut.cells] / cut.coefficients, kind="stable").tolist():
            if missing <= 0:
                break
            cell = cut.cells[place]
            if not weights[cell] and not self.keep[cell]:
                weights[cell] = 1.0
                missing -= float(cut.coefficients[place])

    def _secure(self, book: Book, demand: Demand, hidden: Bools, guided: Floats, lacking: list[Demand]) -> bool:
        """Meet a demand through hidden cells, or by hiding more; return whether the book shows that it is met."""
        if self._take(book, hidden, demand):
            return True
        lacking.append(demand)
        for stretch in STRETCHES:
            stretched = replace(demand, amount=demand.amount * stretch)
            route = self.router.cheapest(stretched, hidden, guided)
            if route is not None and book.add(route) is not None and self._met(book, demand):
                hidden[route.cells] = True
                return True
        return False

    def _met(self, book: Book, demand: Demand) -> bool:
        """Whether the book shows it, in whole numbers: the answers of programs are only near to what they promise."""
        if demand.view is OUTSIDER or self.challenge is None:
            return (demand.cell, demand.side) in book.first
        return self.challenge.met(book, demand)

    def shrink(self, found: Found) -> Found:
        """Show again, from the dearest down, each cell without which the rest is still proved safe."""
        book, hidden, vectors = found.book, found.hidden, found.spanning
        extra = np.flatnonzero(hidden & ~self.needs.primary & (self.costs > 0))
        for cell in extra[np.argsort(-self.costs[extra], kind="stable")].tolist():
            if self._left() < 0:
                self.complete = False
                break
            if self.network.leaves_alone(cell, hidden, self.needs.primary):
                continue
            tried = hidden.copy()
            tried[cell] = False
            left = book.within(tried)
            if not self._mend(left, tried, [side for side in self.sides if side not in left.first]):
                continue
            shown = vectors
            if self.insiders is not None:
                shown = self.insiders.vectors(tried, left.entries, draw=False)
                if next(self.insiders.exposed(left, shown), None) is not None:
                    continue
            if self.challenge is not None and not all(
                self.challenge.met(left, demand) or self._take(left, tried, demand)
                for demand in self.challenge.open(left, self.sides)
            ):
                continue
            book, hidden, vectors = left, tried, shown
            found = Found(hidden, book, vectors, float(self.costs[hidden & ~self.needs.primary].sum()))
        return found

    def _mend(self, book: Book, hidden: Bools, sides: Sequence[Side]) -> bool:
        return all(
            side in book.first or (self._left() > 0 and self._take(book, hidden, demand_of(side, self.needs)))
            for side in sides
        )

    def _take(self, book: Book, hidden: Bools, demand: Demand) -> bool:
        """Add a route through hidden cells only; return whether there was one."""
        route = self.router.free(demand, hidden)
        return route is not None and book.add(route) is not None and self._met(book, demand)
