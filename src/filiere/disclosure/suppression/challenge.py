"""Full slack against those who know more: which demands a book leaves open, and whether it meets one.

A view is in the way of a circulation when that moves a cell it knows, or makes one fall below what it knows to be
there. Few are: only those who are looked for, from the cells that the circulation moves, cost anything.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from filiere.disclosure.needs import Needs
from filiere.disclosure.suppression.book import Book, Entry, Side
from filiere.disclosure.suppression.network import Demand, View
from filiere.disclosure.system import System


class Challenge:
    """The views of a level, by the cells that they know and those of which they know a part."""

    def __init__(self, system: System, needs: Needs, views: Sequence[View]) -> None:
        self.system, self.needs, self.views = system, needs, views
        self._known: dict[int, list[int]] = {}
        self._parts: dict[int, list[tuple[int, int]]] = {}
        for number, view in enumerate(views):
            for cell in view.known.tolist():
                self._known.setdefault(cell, []).append(number)
            for cell, floor in zip(view.floor_cells.tolist(), view.floors.tolist(), strict=True):
                self._parts.setdefault(cell, []).append((floor, number))
        for parts in self._parts.values():
            parts.sort(reverse=True)

    def open(self, book: Book, sides: Sequence[Side]) -> Iterator[Demand]:
        """Yield, side after side, the demands of the views that are in the way of the first route of the side."""
        for side in sides:
            number = book.first.get(side)
            if number is None:
                continue
            for view in sorted(self._in_the_way(book.entries[number], side)):
                demand = self._demand(side, self.views[view])
                if demand is not None:
                    yield demand

    def met(self, book: Book, demand: Demand) -> bool:
        """Whether some route of the book gives the side its slack in the eyes of the view."""
        side = (demand.cell, demand.side)
        place = next(number for number, view in enumerate(self.views) if view is demand.view)
        return any(
            self._moves_enough(entry, demand) and place not in self._in_the_way(entry, side, demand.amount)
            for entry in book.entries
        )

    def _demand(self, side: Side, view: View) -> Demand | None:
        """Return what the view must not know better; none where nobody else contributes, or nothing is left to ask."""
        cell, turn = side
        if cell in view.known:
            return None
        needed = int(self.needs.upper[cell] if turn > 0 else self.needs.lower[cell])
        if turn < 0:
            own = view.floors[view.floor_cells == cell]
            needed = min(needed, int(self.system.values[cell] - own[0]) if len(own) else needed)
        return Demand(cell, turn, float(needed), view) if needed > 0 else None

    def _moves_enough(self, entry: Entry, demand: Demand) -> bool:
        """Whether the circulation can move the cell by the amount at all, in a reader’s eyes."""
        return (demand.cell, demand.side) in entry.serves

    def _in_the_way(self, entry: Entry, side: Side, needed: float | None = None) -> set[int]:
        cell, turn_to = side
        turn = entry.serves.get(side)
        if turn is None:
            return set(range(len(self.views)))
        if needed is None:
            needed = float(self.needs.upper[cell] if turn_to > 0 else self.needs.lower[cell])
        own = float(abs(entry.amounts[np.flatnonzero(entry.cells == cell)[0]]))
        found: set[int] = set()
        for moved, amount in zip(entry.cells.tolist(), entry.amounts.tolist(), strict=True):
            found.update(self._known.get(moved, ()))
            fall = -amount * turn
            if fall <= 0 or not self.system.bounded[moved]:
                continue
            # Exact: value − needed · fall / own < floor, for the largest floors only.
            value = int(self.system.values[moved])
            for floor, view in self._parts.get(moved, ()):
                if (value - floor) * own >= needed * fall:
                    break
                if moved == cell and turn_to < 0:
                    continue
                found.add(view)
        return found
