"""A table of who buys what from whom, read, checked, and ready to be divided by output.

Money is in one unit, whatever it is; jobs have their own. Output is the sum of a column: what an industry buys at home
and abroad, its taxes, and its value added. Rows are products or industries, columns those that buy them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from filiere.core.faults import Fault, Faults
from filiere.core.text import Text
from filiere.economy.cell_matrix import CellMatrix, Floats
from filiere.economy.layouts import Layout
from filiere.economy.table_checks import check_table, choose_value_added, find_cell_faults


@dataclass(frozen=True, slots=True, kw_only=True)
class InputOutputTable:
    """``n`` industries; every vector has ``n`` terms in the order of ``codes``, and ``flows`` is ``n × n``.

    ``imports_by_product`` is ``n × n`` where the table gives imports by product, else None, and ``imports`` holds
    their sum by buyer. What households buy at home is ``household_purchases`` (None when the table has no column of
    households); ``household_imports`` is by product or has one term. ``notes`` say what was read into the table.
    """

    codes: tuple[str, ...]
    flows: Floats
    imports: Floats
    imports_by_product: Floats | None
    taxes: Floats
    value_added: Floats
    compensation: Floats | None
    jobs: Floats | None
    household_purchases: Floats | None
    household_imports: Floats
    household_taxes: float
    output: Floats
    notes: tuple[Text, ...] = ()

    @property
    def size(self) -> int:
        """How many industries there are."""
        return len(self.codes)


def read_table(path: Path, layout: Layout) -> InputOutputTable:
    """Read a long table, CSV or Parquet; raise :class:`Faults` with all that is wrong in it."""
    # It loads a library that takes time, and most processes read no table.
    from filiere.economy.cells import read_cells

    return build_table(*read_cells(path, layout), layout, str(path))


def build_table(cells: CellMatrix, found: Sequence[Fault], layout: Layout, name: str) -> InputOutputTable:
    """Build a table from its cells and from what was found wrong with them; raise :class:`Faults`, whose file is
    ``name``, with that and all that is wrong between them."""
    if faults := [*found, *find_cell_faults(cells, layout)]:
        raise Faults(one.at(file=name) for one in faults)
    count = len(layout.industries)
    flows = cells.values[:count, :count]
    bought = [_read_rows(cells, layout.imports, count), _read_rows(cells, layout.taxes, count)]
    imports, taxes = (rows.sum(axis=0) for rows in bought)
    compensation = _read_rows(cells, layout.compensation, count).sum(axis=0) if layout.compensation else None
    value_added, notes = choose_value_added(cells, layout, flows.sum(axis=0) + imports + taxes, compensation)
    output = flows.sum(axis=0) + imports + taxes + value_added
    if faults := check_table(cells, layout, output):
        raise Faults(one.at(file=name) for one in faults)
    by_product = _have_products(layout)
    return InputOutputTable(
        codes=layout.industries,
        flows=flows,
        imports=imports,
        imports_by_product=bought[0] if by_product else None,
        taxes=taxes,
        value_added=value_added,
        compensation=compensation,
        jobs=_read_rows(cells, layout.jobs, count).sum(axis=0) if layout.jobs else None,
        household_purchases=_sum_household_purchases(cells, layout, layout.industries) if layout.households else None,
        household_imports=_read_household_imports(cells, layout, by_product=by_product),
        household_taxes=float(_sum_household_purchases(cells, layout, layout.taxes).sum()),
        output=output,
        notes=tuple(notes),
    )


def _have_products(layout: Layout) -> bool:
    """Whether imports have one row an industry: one row alone is a total."""
    return len(layout.imports) == len(layout.industries) > 1


def _read_rows(cells: CellMatrix, codes: tuple[str, ...], count: int) -> Floats:
    places = [cells.rows.index(code) for code in codes]
    found: Floats = cells.values[places][:, :count] if places else np.zeros((0, count))
    return found


def _sum_household_purchases(cells: CellMatrix, layout: Layout, codes: tuple[str, ...]) -> Floats:
    """What households buy of some rows; a cell that the table leaves out is nil there."""
    rows = [cells.rows.index(code) for code in codes]
    cols = [cells.cols.index(code) for code in layout.households]
    if not rows or not cols:
        return np.zeros(len(rows))
    found: Floats = np.nan_to_num(cells.values[np.ix_(rows, cols)]).sum(axis=1)
    return found


def _read_household_imports(cells: CellMatrix, layout: Layout, *, by_product: bool) -> Floats:
    bought = _sum_household_purchases(cells, layout, layout.imports)
    return bought if by_product else np.array([bought.sum()])
