"""Small tables to compute with: two published ones, typed from their sources, and others made up."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from filiere.economy import InputOutputTable, Layout, build_table, read_table
from filiere.economy.cells import arrange_cells

DATA = Path(__file__).resolve().parents[2] / "economy" / "data"

GERMANY = Layout(
    row="row",
    col="col",
    value="value",
    industries=("A", "C", "F", "G", "K", "O"),
    value_added=("B1G",),
    compensation=("D1",),
    compensation_in_value_added=True,
    imports=("P7",),
    taxes=("D21",),
    households=("HH",),
    jobs=("EMP",),
    final_demand=("FG", "GCF", "INV", "EXP"),
)
NETHERLANDS = Layout(
    row="row",
    col="col",
    value="value",
    industries=("A", "B", "C", "D", "F", "S"),
    value_added=("VA",),
    compensation=("D1",),
    compensation_in_value_added=True,
    imports=("IMP",),
    taxes=("TAX",),
    households=("P3",),
    final_demand=("GOV", "GFCF", "EXP"),
)

BODY_OF_GERMANY = [line.split(",") for line in (DATA / "germany_1995.csv").read_text(encoding="utf-8").splitlines()][1:]
"""The lines of the German table: row, column, value."""


def read_germany() -> InputOutputTable:
    """Germany, 1995, domestic flows in millions: table 15.4 of the Eurostat manual of input–output tables (2008), as
    typed in the data of the R package iotables (its column of totals adds up)."""
    return read_table(DATA / "germany_1995.csv", GERMANY)


def read_netherlands() -> InputOutputTable:
    """The Netherlands, 2000, domestic flows in millions: the example of D’Hernoncourt, Cordier and Hadley (2011), as
    typed in the data of the R package iotables."""
    return read_table(DATA / "netherlands_2000.csv", NETHERLANDS)


def build_made_up(
    flows: Sequence[Sequence[float]], rows: Mapping[str, Sequence[float]], households: Sequence[float] = ()
) -> InputOutputTable:
    """A table of industries ``S0``, ``S1``… from their flows and from rows ``VA``, ``D1``, ``M``, ``T``, ``JOBS``."""
    codes = [f"S{number}" for number in range(len(flows))]
    lines = [(codes[i], codes[j], value) for i, row in enumerate(flows) for j, value in enumerate(row)]
    lines += [(name, codes[j], value) for name, row in rows.items() for j, value in enumerate(row)]
    lines += [(codes[i], "HH", value) for i, value in enumerate(households)]
    frame = pl.DataFrame(lines, schema=["row", "col", "value"], orient="row", strict=False)
    layout = Layout(
        row="row",
        col="col",
        value="value",
        industries=tuple(codes),
        value_added=("VA",),
        compensation_in_value_added=True,
        households=("HH",) if len(households) else (),
        tolerance=1,  # type: ignore[arg-type]
        **{role: (name,) for role, name in _ROLES.items() if name in rows},  # type: ignore[arg-type]
    )
    return build_table(*arrange_cells(frame, layout, "made-up"), layout, "made-up")


_ROLES = {"compensation": "D1", "imports": "M", "taxes": "T", "jobs": "JOBS"}


def draw_table(seed: int, size: int = 5) -> InputOutputTable:
    """A table drawn from a seed, in which every industry buys of every other and everything is given."""
    source = np.random.default_rng(seed)
    flows = source.uniform(1, 30, (size, size))
    bought = flows.sum(axis=0)
    rows = {
        "VA": bought * source.uniform(0.5, 2, size),
        "M": bought * source.uniform(0.1, 0.5, size),
        "T": bought * source.uniform(0, 0.1, size),
        "JOBS": source.uniform(1, 9, size),
    }
    rows["D1"] = rows["VA"] * source.uniform(0.3, 0.8, size)
    return build_made_up(
        flows.tolist(), {name: list(row) for name, row in rows.items()}, list(source.uniform(5, 40, size))
    )
