"""The matrix that a table is read into. What reads it loads a library that takes time, and stands apart in `cells`."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class CellMatrix:
    """Values by row and column code; NaN where the table has no line. ``row_order`` and ``col_order`` are the codes in
    the order in which the file first gives them."""

    rows: tuple[str, ...]
    cols: tuple[str, ...]
    values: Floats
    row_order: tuple[str, ...]
    col_order: tuple[str, ...]

    def row(self, code: str) -> Floats:
        """Return the values of a row by column."""
        found: Floats = self.values[self.rows.index(code)]
        return found
