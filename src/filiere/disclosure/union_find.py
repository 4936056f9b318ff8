"""What hangs together, found by joining two by two: cells that are one number, codes that meet, parts of a system."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from filiere.disclosure.system import Additions


class UnionFind:
    """Cells (or codes) in classes, each named by its least; each starts in one of its own."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def lead(self, cell: int) -> int:
        """Return the cell that stands for the class of one."""
        above = self._above
        while above[cell] != cell:
            above[cell] = above[above[cell]]
            cell = above[cell]
        return cell

    def join(self, this: int, other: int) -> bool:
        """Join two classes; return whether they were two."""
        first, second = self.lead(this), self.lead(other)
        self._above[max(first, second)] = min(first, second)
        return first != second

    def join_lone_parts(self, additions: "Additions", base: int = 0) -> None:
        """Join each whole with a single part to it; ``base`` is where the cells of the additions begin."""
        for row in np.flatnonzero(np.diff(additions.starts) == 2):
            start = int(additions.starts[row])
            self.join(base + int(additions.cells[start]), base + int(additions.cells[start + 1]))

    def leads(self) -> NDArray[np.int64]:
        """Return the cell that stands for the class of each."""
        return np.array([self.lead(cell) for cell in range(len(self._above))], dtype=np.int64)
