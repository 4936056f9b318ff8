"""Why there is no pattern: cells that cannot be protected, or no time; nothing weaker is ever returned."""

from collections.abc import Sequence


class Unprotectable(ValueError):
    """Some cells cannot have the slack asked, whatever is hidden: ``cells`` are their places."""

    def __init__(self, cells: Sequence[int]) -> None:
        super().__init__(f"{len(cells)} cells cannot be protected")
        self.cells = tuple(cells)


class OutOfTime(TimeoutError):
    """Time ran out before any safe pattern was found; nothing weaker is returned."""
