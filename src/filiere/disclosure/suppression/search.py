"""The search itself: relax, propose, complete, learn what the proposal lacked, and again while it pays.

1. The relaxation grows cuts until a fractional pattern lacks nothing that the separation can say.
2. The master proposes a whole pattern; what it lacks is told (cuts), and it is completed by cheapest routes into a
   safe one. The cheapest safe one is kept, with its routes.
3. Cells that no proof needs are shown again (``shrink``).

Every pattern kept is safe, so that stopping at any moment is; the master’s bound says how far from the best it may be.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic

import numpy as np

from filiere.disclosure.needs import Needs
from filiere.disclosure.suppression.book import Book, Entry, Side, sides_of
from filiere.disclosure.suppression.challenge import Challenge
from filiere.disclosure.suppression.locality import Locality
from filiere.disclosure.suppression.master import GAP, Master
from filiere.disclosure.suppression.network import Demand, Network, View
from filiere.disclosure.suppression.routes import Router
from filiere.disclosure.suppression.separation import Cut, Separator, insider_cuts, plain_cuts
from filiere.disclosure.suppression.spanning import Draws, Spanning, exposed, vectors_for
from filiere.disclosure.suppression.whole import whole_route
from filiere.disclosure.system import Bools, Floats, System

ROUNDS = 40
SMALL_ROUNDS = 400
IDLE = 8
"""Proposals of the master at most (more where the best can be proved), and those in a row that may bring nothing."""
ENOUGH = 1e-4
GRACE = 0.5
"""By how much of the time given the first safe pattern may be late; without it there would be none."""
SMALL = 600
"""Cells up to which the master proves its proposals best."""
RELAXING = 0.4
"""Share of the time that the relaxation may take."""
RELAXATIONS = 60
THREADS = 2
MANY = 20
"""Sole contributors not shown to be harmless from which random circulations are drawn."""
SURE = 0.5
"""Weight from which a cell is hidden at once when the master has no time to propose."""
GUIDE = 0.95
"""How much of a cell’s cost the relaxation may take off when a proposal is completed."""


class Unprotectable(ValueError):
    """Some cells cannot have the slack asked, whatever is hidden: ``cells`` are their places."""

    def __init__(self, cells: Sequence[int]) -> None:
        super().__init__(f"{len(cells)} cells cannot be protected")
        self.cells = tuple(cells)


class OutOfTime(TimeoutError):
    """Time ran out before any safe pattern was found; nothing weaker is returned."""


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
        self.insiders, self.challenge = insiders, challenge
        self.deadline, self.limit = deadline, deadline - monotonic()
        self.network = Network(system)
        self.locality = Locality(self.network)
        self.router = Router(self.network, self.locality, keep)
        # The solver works without holding the interpreter, so that each thread keeps a core busy.
        self.separators = [Separator(self.network, needs.primary, self.locality) for _ in range(THREADS)]
        self.master = Master(costs, needs.primary, keep)
        self.draws = Draws(self.network, seed=seed)
        self.small = len(system) <= SMALL
        self.sides = sides_of(needs)
        self.best: Found | None = None
        self.bound = 0.0
        self.complete = True

    def run(self) -> Found:
        """Return the cheapest safe pattern found; raise :class:`Unprotectable` or :class:`OutOfTime`."""
        weights = self._relax(self._share(RELAXING))
        idle = 0
        for _ in range(SMALL_ROUNDS if self.small else ROUNDS):
            if (
                self._late()
                or (idle > IDLE and not self.small)
                or (self.best and self.best.cost <= self.bound * (1 + ENOUGH) + 1e-9)
            ):
                break
            started, before, cuts = monotonic(), self.best, self.master.cuts
            proposal = self.master.whole(min(self._left() * 0.4, 20.0), gap=0.0 if self.small else GAP)
            if proposal is None:
                self.complete = False
                break
            hidden, bound = proposal
            self.bound = max(self.bound, bound)
            self._propose(hidden, hidden.astype(np.float64))
            idle = idle + 1 if self.best is before else 0
            if self.master.cuts == cuts:
                break
            # Another round takes about as long as this one did.
            if self._left() < 1.5 * (monotonic() - started):
                self.complete = False
                break
        if self.best is None and self._left() > 0:
            self._propose(self.needs.primary | (weights > SURE), weights)
        if self.best is None:
            raise OutOfTime
        return self.shrink(self.best)

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

    def _demand(self, side: Side) -> Demand:
        cell, turn = side
        needed = self.needs.upper[cell] if turn > 0 else self.needs.lower[cell]
        return Demand(cell, turn, float(needed))

    def _relax(self, until: float) -> Floats:
        """Grow cuts on the fractional pattern; return it."""
        weights = self.needs.primary.astype(np.float64)
        for side in self.sides:
            for cut in plain_cuts(self.network, self.needs.primary, self._demand(side)):
                self.master.add(cut)
        for cut in insider_cuts(self.network, self.needs.primary, self.insiders):
            self.master.add(cut)
        weights, self.bound = self.master.relaxed()
        asked, every = self.sides, True
        for _ in range(RELAXATIONS):
            if self.master.infeasible:
                break
            found = self._separate(asked, weights, until)
            lacking = [side for side, _ in found]
            cuts = [cut for _, cut in found]
            for cut in cuts:
                self.master.add(cut)
            if monotonic() > until:
                self.complete = False
                break
            if not lacking:
                if every:
                    break
                asked, every = self.sides, True
                continue
            weights, self.bound = self.master.relaxed()
            asked, every = lacking, False
        return weights

    def _separate(self, asked: Sequence[Side], weights: Floats, until: float) -> list[tuple[Side, Cut]]:
        """Return what the sides asked about lack, half of them on each of two threads, in the order asked."""
        halves = [asked[place :: len(self.separators)] for place in range(len(self.separators))]
        with ThreadPoolExecutor(len(halves)) as pool:
            parts = list(
                pool.map(
                    lambda place: self._part(self.separators[place], halves[place], weights, until), range(len(halves))
                )
            )
        rank = {side: place for place, side in enumerate(asked)}
        return sorted((one for part in parts for one in part), key=lambda one: rank[one[0]])

    def _part(
        self, separator: Separator, asked: Sequence[Side], weights: Floats, until: float
    ) -> list[tuple[Side, Cut]]:
        separator.look_at(weights)
        met: set[Side] = set()
        found = []
        for side in asked:
            if side in met:
                continue
            demand = self._demand(side)
            lack = separator.lacking(demand)
            if lack is None:
                met.update(separator.also_met(demand, self.needs))
            else:
                found.append((side, lack))
            if monotonic() > until:
                break
        return found

    def _propose(self, base: Bools, weights: Floats) -> None:
        """Complete ``base`` into a safe pattern, keep it if it is the cheapest, and tell the master what it lacked."""
        guided = self.costs * (1.0 - np.minimum(weights, GUIDE))
        book = self.best.book.within(base) if self.best else Book(self.network, self.needs)
        hidden = base.copy()
        lacking: list[Demand] = []
        refused: list[int] = []
        for side in self.sides:
            if side in book.first:
                continue
            demand = self._demand(side)
            route = self.router.free(demand, hidden)
            if route is None:
                lacking.append(demand)
                route = self.router.cheapest(demand, hidden, guided)
            if route is None or book.add(route) is None:
                refused.append(side[0])
                continue
            hidden[route.cells] = True
            if self._left() < 0:
                self.complete = False
                if self.best is not None:
                    return
                if self._left() < -GRACE * self.limit:
                    raise OutOfTime
        if refused:
            raise Unprotectable(sorted(set(refused)))
        vectors = self._against_insiders(book, hidden, guided, lacking)
        if self.challenge is not None:
            refused = self._against_all(book, hidden, guided, lacking)
            if refused:
                raise Unprotectable(sorted(set(refused)))
        self._learn(base, lacking)
        cost = float(self.costs[hidden & ~self.needs.primary].sum())
        if self.best is None or cost < self.best.cost - 1e-9:
            self.best = Found(hidden, book, vectors, cost)

    def _learn(self, base: Bools, lacking: Sequence[Demand]) -> None:
        if not lacking:
            return
        separator = self.separators[0]
        separator.look_at(base.astype(np.float64))
        for demand in lacking:
            cut = separator.lacking(demand, whole=True)
            if cut is not None:
                self.master.add(cut)
            if self._left() < 0:
                return

    def _vectors(
        self, hidden: Bools, entries: Sequence[Entry], *, draw: bool = True, apart: Sequence[Entry] = ()
    ) -> Spanning:
        """Return as many random circulations as the sole contributors call for."""
        count = 2
        while True:
            vectors = self.draws.spanning(hidden, count, entries, draw=draw, apart=apart)
            wanted = vectors_for(self.insiders, vectors)
            if wanted <= count:
                return vectors
            count = wanted

    def _exposed(self, book: Book, vectors: Spanning) -> Iterator[tuple[View, int]]:
        """Yield the sole contributors and cells of others that neither vectors nor a claim keep apart, one a view."""
        done = ""
        for view, cell in exposed(self.system, self.needs, self.insiders, vectors):
            if view.name != done and not book.keeps_apart(cell, view.known):
                done = view.name
                yield view, cell

    def _against_insiders(self, book: Book, hidden: Bools, guided: Floats, lacking: list[Demand]) -> Spanning | None:
        """Add routes until no sole contributor finds another’s cell; return the vectors that show it."""
        if not self.insiders:
            return None
        apart: list[Entry] = []
        stubborn: list[Entry] = []
        seen: dict[tuple[str, int], Entry] = {}
        draw = False
        while True:
            vectors = self._vectors(hidden, [*apart, *book.entries], draw=draw, apart=stubborn)
            # One new cell often frees many others, so that only the first of each view is dealt with at a look.
            found = list(self._exposed(book, vectors))
            if not found:
                return vectors
            if not draw and len(found) > MANY:
                # What was found so far shows too little: drawing shows more than as many routes would.
                draw = True
                continue
            for view, cell in found:
                before = seen.get((view.name, cell))
                if before is not None:
                    # Its amounts are too large for the sums: it stands by itself.
                    stubborn.append(before)
                    continue
                demand = Demand(cell, 1, 1.0, view, exact=True)
                found_way = self._interior(demand, hidden, guided, lacking)
                if found_way is not None:
                    hidden[found_way.cells] = True
                    apart.append(found_way)
                    seen[view.name, cell] = found_way
                elif not self._apart(view, cell, book, hidden, guided, lacking):
                    raise Unprotectable([cell])

    def _interior(self, demand: Demand, hidden: Bools, guided: Floats, lacking: list[Demand]) -> Entry | None:
        """Return a circulation that moves no cell of zero and leaves alone what the view knows."""
        route = self.router.free(demand, hidden)
        if route is None:
            lacking.append(demand)
            route = self.router.cheapest(demand, hidden, guided)
        whole = whole_route(self.network, route) if route is not None else None
        return Entry(*whole, {}) if whole is not None else None

    def _apart(self, view: View, cell: int, book: Book, hidden: Bools, guided: Floats, lacking: list[Demand]) -> bool:
        """Give the cell its slack, one side or the other, by a circulation that leaves alone what the view knows."""
        for side in (1, -1):
            needed = float(self.needs.upper[cell] if side > 0 else self.needs.lower[cell])
            if not needed:
                continue
            demand = Demand(cell, side, needed, View(view.name, view.known))
            route = self.router.free(demand, hidden)
            if route is None:
                lacking.append(demand)
                route = self.router.cheapest(demand, hidden, guided)
            number = book.add(route) if route is not None else None
            if route is not None and number is not None and (cell, side) in book.entries[number].serves:
                hidden[route.cells] = True
                return True
        return False

    def _against_all(self, book: Book, hidden: Bools, guided: Floats, lacking: list[Demand]) -> list[int]:
        """Add routes until every view of the challenge leaves each side its slack; return cells that cannot have it."""
        refused = []
        challenge = self.challenge
        assert challenge is not None  # noqa: S101 - told to the type checker
        for demand in challenge.open(book, self.sides):
            if challenge.met(book, demand):
                continue
            route = self.router.free(demand, hidden)
            if route is None:
                lacking.append(demand)
                route = self.router.cheapest(demand, hidden, guided)
            if route is None or book.add(route) is None:
                refused.append(demand.cell)
                continue
            hidden[route.cells] = True
        return refused

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
            if self.insiders:
                shown = self._vectors(tried, left.entries, draw=False)
                if next(self._exposed(left, shown), None) is not None:
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
            side in book.first or (self._left() > 0 and self._take(book, hidden, self._demand(side))) for side in sides
        )

    def _take(self, book: Book, hidden: Bools, demand: Demand) -> bool:
        """Add a route through hidden cells only; return whether there was one."""
        route = self.router.free(demand, hidden)
        return route is not None and book.add(route) is not None
