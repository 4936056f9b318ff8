"""Why there is no pattern: cells that cannot be protected; nothing weaker is ever returned."""

from collections.abc import Collection, Sequence


class Unprotectable(ValueError):
    """For some cells no pattern gives the slack asked: ``cells`` are their places.

    Those of ``proven`` cannot have it whatever is hidden, which an inequality in whole numbers shows; for the others no
    way was found, and none was excluded.
    """

    def __init__(self, cells: Sequence[int], proven: Collection[int] = ()) -> None:
        super().__init__(f"{len(cells)} cells cannot be protected")
        self.cells = tuple(cells)
        self.proven = frozenset(proven)
