"""Multipliers that others published, to the digits that they printed, and an inverse that an office published."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from support.scenes.economy_tables import build_made_up, read_germany, read_netherlands

from filiere.economy import InputOutputTable, Layout, compute_multipliers, invert_table, parse_split, read_table
from filiere.economy.systems import Kind

GERMANY = {
    "output": (1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782),
    "value_added": (0.8450, 0.7647, 0.8615, 0.9019, 0.9393, 0.9199),
    "jobs": (0.0326, 0.0162, 0.0207, 0.0237, 0.0112, 0.0242),
}
NETHERLANDS_OUTPUT = (1.7571, 1.2160, 1.6154, 1.8962, 1.8975, 1.4870)
NETHERLANDS_INCOME = (2.466, 2.333, 1.840, 2.372, 1.953, 1.417)
"""Income in all for one unit of income paid by the industry itself."""


def read_points(table: InputOutputTable, kind: Kind) -> list[float]:
    found = [compute_multipliers(table, code).find(kind) for code in table.codes]
    return [one.point for one in found if one is not None]


@pytest.mark.parametrize("kind", sorted(GERMANY))
def test_german_multipliers_are_those_of_the_manual(kind: Kind) -> None:
    """Their fourth digit: the manual rounds its coefficients before it computes, which may move it by one."""
    assert read_points(read_germany(), kind) == pytest.approx(GERMANY[kind], abs=6e-5)


def test_dutch_multipliers_are_those_of_the_example() -> None:
    table = read_netherlands()
    assert read_points(table, "output") == pytest.approx(NETHERLANDS_OUTPUT, abs=6e-5)
    income = [compute_multipliers(table, code).find("income") for code in table.codes]
    assert [one.per_direct for one in income if one] == pytest.approx(NETHERLANDS_INCOME, abs=6e-4)


def test_the_inverse_of_two_sectors_is_that_of_the_textbook() -> None:
    """Miller and Blair’s first example: flows 150, 500, 200, 100, output 1000 and 2000."""
    table = build_made_up([[150, 500], [200, 100]], {"VA": [650, 1400]})
    assert invert_table(table) == pytest.approx(np.array([[1.2541, 0.3300], [0.2640, 1.1221]]), abs=5e-5)
    assert read_points(table, "output") == pytest.approx([1.518, 1.452], abs=5e-4)


WHERE = "Input-Output table (domestic use, basic prices, product by product)"


def read_british(path: Path) -> tuple[InputOutputTable, pl.DataFrame]:
    """The British table of 2010, and the inverse published with it, less its row and column of totals."""
    frame = pl.read_parquet(path)
    flows = frame.filter(pl.col("indicator") == WHERE)
    inverse = frame.filter(pl.col("indicator").str.starts_with("Leontief"))
    products = tuple(one for one in inverse["uk_row"].unique(maintain_order=True) if one != "Total")
    cols = flows["uk_col"].unique(maintain_order=True)
    layout = Layout(
        row="uk_row",
        col="uk_col",
        value="values",
        where={"indicator": WHERE},
        industries=products,
        value_added=("Gross Operating Surplus", "Taxes less subsidies on production"),
        compensation=("Compensation of employees",),
        imports=("Imported goods and services",),
        taxes=("Taxes less subsidies on products",),
        households=("Households",),
        ignore=("Total consumption", "Total output", *(one for one in cols if one not in {*products, "Households"})),
    )
    return read_table(path, layout), inverse


def test_the_british_inverse_is_the_published_one(shared_data: Path) -> None:
    table, inverse = read_british(shared_data / "economy" / "io_uk_2010.parquet")
    assert table.size == 127
    wide = inverse.pivot(on="uk_col", index="uk_row", values="values").filter(pl.col("uk_row").is_in(table.codes))
    published = wide.select(table.codes).cast(pl.Float64).to_numpy()
    assert np.abs(invert_table(table) - published).max() < 1e-9


def test_the_example_of_the_page_is_computed_again(shared_data: Path) -> None:
    """Purchases of 15 to 35 % of output, each from half to double of its mean share, at home."""
    table, _ = read_british(shared_data / "economy" / "io_uk_2010.parquet")
    split = parse_split(
        'code: 82.20Z\nparent: "82"\nshare: 0.1\npurchases: {low: 0.15, mode: 0.25, high: 0.35}\n', Path("split.yaml")
    )
    found = compute_multipliers(table, "82.20Z", split=split, draws=2000, seed=1).find("output")
    assert found is not None
    assert (found.low, found.point, found.high) == pytest.approx((1.2248, 1.3912, 1.5790), abs=1e-4)
    assert (found.p2_5, found.p97_5) == pytest.approx((1.27, 1.51), abs=0.01)
