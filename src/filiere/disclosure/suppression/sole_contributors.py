"""No sole contributor finds another’s cell exactly: what is lacking for that, and the circulations that show the rest.

The vectors of `exact_recovery_proof` show most contributors harmless at once. Those left are looked at one by one: a
movement of the cell that leaves alone what the contributor knows, through hidden cells if there is one, by hiding more
if not.
"""

from collections.abc import Iterator, Sequence

from filiere.disclosure.protection_levels import ProtectionLevels
from filiere.disclosure.suppression.cheapest_circulations import Router
from filiere.disclosure.suppression.circulation_network import AttackerView, Demand, Network
from filiere.disclosure.suppression.circulation_pool import CirculationPool, Claim, PooledCirculation
from filiere.disclosure.suppression.exact_recovery_proof import (
    CirculationSampler,
    SpanningVectors,
    count_vectors_needed,
    iter_exposed_views,
)
from filiere.disclosure.suppression.exceptions import Unprotectable
from filiere.disclosure.suppression.hypercubes import HypercubeFinder
from filiere.disclosure.suppression.infeasibility import proves_impossible
from filiere.disclosure.suppression.integer_circulations import whole_route
from filiere.disclosure.system import Bools, Floats

LOOK_SECONDS = 2.5e-6
"""Seconds of reference, a cell, of making vectors and looking at whom they leave exposed."""
DRAW_THRESHOLD = 20
"""Sole contributors not shown to be harmless from which random circulations are drawn."""


class SoleContributors:
    """The sole contributors (``views``) and how they are kept apart from the cells of others."""

    def __init__(
        self,
        network: Network,
        needs: ProtectionLevels,
        views: Sequence[AttackerView],
        router: Router,
        boxes: HypercubeFinder,
        *,
        seed: int,
    ) -> None:
        self.system, self.network, self.needs = network.system, network, needs
        self.views, self.router, self.boxes = views, router, boxes
        self.draws = CirculationSampler(network, router.work, seed=seed)

    def vectors(
        self,
        hidden: Bools,
        entries: Sequence[PooledCirculation],
        *,
        draw: bool = True,
        apart: Sequence[PooledCirculation] = (),
    ) -> SpanningVectors:
        """Return as many random circulations as the sole contributors call for."""
        count = 2
        self.router.work.charge(LOOK_SECONDS * self.network.size)
        while True:
            vectors = self.draws.spanning(hidden, count, entries, draw=draw, apart=apart)
            wanted = count_vectors_needed(self.views, vectors)
            if wanted <= count:
                return vectors
            count = wanted

    def iter_exposed(self, book: CirculationPool, vectors: SpanningVectors) -> Iterator[tuple[AttackerView, int]]:
        """Yield the sole contributors and cells of others that neither vectors nor a claim keep apart, one a view."""
        done = ""
        for view, cell in iter_exposed_views(self.system, self.needs, self.views, vectors):
            if view.name != done and book.find_claim(cell, view) is None:
                done = view.name
                yield view, cell

    def claims(self, book: CirculationPool, vectors: SpanningVectors) -> Iterator[Claim]:
        """Yield the claims by which contributors are kept apart where the vectors do not show it."""
        for view, cell in iter_exposed_views(self.system, self.needs, self.views, vectors):
            claim = book.find_claim(cell, view)
            if claim is not None:
                yield claim

    def keep_apart(
        self, book: CirculationPool, hidden: Bools, guided: Floats, lacking: list[Demand]
    ) -> SpanningVectors:
        """Add routes until no sole contributor finds another’s cell; return the vectors that show it."""
        apart: list[PooledCirculation] = []
        stubborn: list[PooledCirculation] = []
        seen: dict[tuple[str, int], PooledCirculation] = {}
        draw = False
        while True:
            vectors = self.vectors(hidden, [*apart, *book.entries], draw=draw, apart=stubborn)
            # One new cell often frees many others, so that only the first of each view is dealt with at a look.
            found = list(self.iter_exposed(book, vectors))
            if not found:
                return vectors
            if not draw and len(found) > DRAW_THRESHOLD:
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
                found_way = self._find_interior(demand, hidden, guided, lacking)
                if found_way is not None:
                    hidden[found_way.cells] = True
                    apart.append(found_way)
                    seen[view.name, cell] = found_way
                elif not self._keep_view_apart(view, cell, book, hidden, guided):
                    raise Unprotectable([cell], self._find_proven_cell(view, cell))

    def _find_proven_cell(self, view: AttackerView, cell: int) -> list[int]:
        """Return the cell where the view rules out any movement of it by as much as one unit, either way; else none."""
        demands = (Demand(cell, side, 1.0, view) for side in (1, -1))
        return [cell] if all(proves_impossible(self.network, one, self.router.keep) for one in demands) else []

    def _find_interior(
        self, demand: Demand, hidden: Bools, guided: Floats, lacking: list[Demand]
    ) -> PooledCirculation | None:
        """Return a circulation that moves no cell of zero and leaves alone what the view knows."""
        if self.router.locality.crowded and (found := self.boxes.circulation(demand, hidden, guided)) is not None:
            return PooledCirculation(*found, {})
        route = self.router.find_free_route(demand, hidden)
        if route is None:
            lacking.append(demand)
            route = self.router.cheapest(demand, hidden, guided)
        whole = whole_route(self.network, route) if route is not None else None
        return PooledCirculation(*whole, {}) if whole is not None else None

    def _keep_view_apart(
        self, view: AttackerView, cell: int, book: CirculationPool, hidden: Bools, guided: Floats
    ) -> bool:
        """Give the cell its slack, one side or the other, by a circulation that leaves alone what the view knows.

        The master is not told: neither side by itself is what every safe pattern has.
        """
        for side in (1, -1):
            needed = float(self.needs.upper[cell] if side > 0 else self.needs.lower[cell])
            if not needed:
                continue
            demand = Demand(cell, side, needed, view)
            route = self.router.find_free_route(demand, hidden) or self.router.cheapest(demand, hidden, guided)
            number = book.add(route) if route is not None else None
            if route is not None and number is not None and (cell, side) in book.entries[number].serves:
                hidden[route.cells] = True
                return True
        return False
