"""The in-house account, effects by territory, and the layouts of published tables."""

import polars as pl
import pytest
from support.scenes.economy_tables import BODY_OF_GERMANY, draw_table, read_germany

from filiere.core.faults import Faults
from filiere.economy import (
    PUBLISHED,
    Interval,
    build_satellite,
    build_table,
    compute_indirect,
    compute_multipliers,
    convert_published,
    divide_by_territory,
)
from filiere.economy.cells import arrange_cells
from filiere.economy.published_layouts import FIGARO, OECD, ONS, TES


def test_an_in_house_account_adds_up() -> None:
    """210,000 jobs within bounds, at a cost within bounds: staff and purchases make output, draws lie within bounds."""
    account = build_satellite(
        jobs=Interval(180_000, 210_000, 240_000),
        cost_per_job=Interval(0.03, 0.035, 0.04),
        staff_share=Interval(0.7, 0.75, 0.8),
        draws=500,
        seed=1,
    )
    assert account.output == Interval(pytest.approx(5400), pytest.approx(7350), pytest.approx(9600))  # type: ignore[arg-type]
    assert account.compensation.point + account.purchases.point == pytest.approx(account.output.point)
    assert account.drawn_output is not None
    low, high = account.drawn_output
    assert account.output.low < low < account.output.point < high < account.output.high


def test_bounds_out_of_order_are_refused_together() -> None:
    with pytest.raises(Faults) as refused:
        build_satellite(
            jobs=Interval(3, 2, 1), cost_per_job=Interval.exactly(1), staff_share=Interval(0.5, 0.9, 1.2), draws=5
        )
    assert [one.code for one in refused.value.faults] == ["economy-draws-need-a-seed", *["economy-interval-order"] * 2]


def test_an_indirect_effect_keeps_both_bounds() -> None:
    found = compute_multipliers(draw_table(4), "S1", draws=100, seed=1).find("output")
    assert found is not None
    effect = compute_indirect(Interval(90, 100, 110), found)
    assert effect.point == pytest.approx(100 * (found.point - 1))
    assert effect.low < 90 * (found.point - 1) < effect.point < 110 * (found.point - 1) < effect.high


def test_territories_add_up_under_both_assumptions() -> None:
    """Unédic 2008: three of the regions of 2008, their jobs in the sector and in all."""
    sector = {"R22-53": 593, "R22-54": 3384, "R22-74": 493}
    everyone = {"R22-53": 742_147, "R22-54": 387_674, "R22-74": 152_673}
    found = divide_by_territory(direct=2.6, indirect=1.0, sector_jobs=sector, all_jobs=everyone)
    for values, total in (
        ([one.direct for one in found], 2.6),
        ([one.near for one in found], 1.0),
        ([one.spread for one in found], 1.0),
    ):
        assert sum(values) == pytest.approx(total)
    assert found[1].low == pytest.approx(found[1].direct + found[1].spread)
    assert found[1].high == pytest.approx(found[1].direct + found[1].near)
    with pytest.raises(Faults) as refused:
        divide_by_territory(direct=1, indirect=1, sector_jobs=sector, all_jobs={"R22-53": 5})
    assert "R22-54, R22-74" in refused.value.render("en")


def test_bounds_of_a_territory_join_the_place_of_suppliers_and_the_split() -> None:
    """Brittany here has 75% of the sector and 25% of all jobs: 25% of the least, 75% of the most indirect output."""
    found = divide_by_territory(
        direct=4.0,
        indirect=2.0,
        indirect_bounds=(1.0, 3.0),
        sector_jobs={"R22-53": 3, "R22-54": 1},
        all_jobs={"R22-53": 25, "R22-54": 75},
    )
    assert [(one.low, one.high) for one in found] == [(3.25, 5.25), (1.25, 3.25)]
    assert [round(one.uncertainty, 3) for one in found] == [0.235, 0.444]
    assert divide_by_territory(direct=0, indirect=0, sector_jobs={"a": 1}, all_jobs={"a": 1})[0].uncertainty == 0


def widen(names: list[str], rows: dict[str, list[str]], households: str) -> pl.DataFrame:
    """A matrix as offices publish it: codes first, then a column an industry, then households."""
    lines = [[*row] for row in rows.items()]
    return pl.DataFrame(
        {
            "": [name for name, _ in lines],
            **{code: [values[place] for _, values in lines] for place, code in enumerate(names)},
            households: [values[2] for _, values in lines],
        }
    )


def make_rows(first: str, second: str, primary: dict[str, list[str]]) -> dict[str, list[str]]:
    return {second: ["20", "40", "30"], first: ["10", "5", "25"], **primary}


MATRICES = {
    "tes": (
        TES,
        widen(
            ["Z1", "A1"],
            make_rows(
                "A1",
                "Z1",
                {
                    "P7": ["5", "5", "9"],
                    "D21": ["1", "1", "2"],
                    "D1": ["20", "30", "0"],
                    "B1": ["30", "60", "0"],
                    "P1": ["66", "111", "0"],
                },
            ),
            "P3M",
        ),
    ),
    "ons": (
        ONS,
        widen(
            ["20A", "20-3"],
            make_rows(
                "20-3",
                "20A",
                {
                    "Imported goods and services": ["5", "5", "9"],
                    "Taxes less subsidies on products": ["1", "1", "2"],
                    "Compensation of employees": ["20", "30", "0"],
                    "Gross Operating Surplus": ["10", "30", "0"],
                    "Total output": ["66", "111", "0"],
                },
            ),
            "Households",
        ),
    ),
    "oecd": (
        OECD,
        widen(
            ["D05", "D01T02"],
            make_rows(
                "TTL_01T02",
                "TTL_05",
                {"TXS_INT_FNL": ["1", "1", "2"], "VALU": ["30", "60", "0"], "OUTPUT": ["61", "106", "0"]},
            ),
            "HFCE",
        ),
    ),
}


@pytest.mark.parametrize("name", sorted(MATRICES))
def test_a_published_matrix_becomes_a_table_in_its_own_order(name: str) -> None:
    published, frame = MATRICES[name]
    long, layout = convert_published(frame, published, name)
    assert layout.industries != tuple(sorted(layout.industries))
    table = build_table(*arrange_cells(long, layout, name), layout, name)
    assert table.flows.tolist() == [[20, 40], [10, 5]]
    assert table.value_added.tolist() == [30, 60]
    assert table.household_purchases is not None
    assert table.household_purchases.tolist() == [30, 25]


def test_a_flat_file_of_figaro() -> None:
    """The German table under the names of a flat file: the same multipliers."""
    names = {"D1": "W2_D1", "D21": "W2_D21X31", "P7": "W2_OP_RES", "HH": "DE_P3_S14", "B1G": "W2_B2A3G"}
    paid = {col: float(value) for row, col, value in BODY_OF_GERMANY if row == "D1"}
    lines = [
        (names.get(row, f"DE_{row}"), names.get(col, f"DE_{col}"), float(v) - (paid[col] if row == "B1G" else 0))
        for row, col, v in BODY_OF_GERMANY
        if row != "EMP"
    ]
    frame = pl.DataFrame(lines, schema=["icioRow", "icioCol", "obsValue"], orient="row")
    long, layout = convert_published(frame, FIGARO, "flat.csv")
    table = build_table(*arrange_cells(long, layout, "flat.csv"), layout, "flat.csv")
    assert table.value_added == pytest.approx(read_germany().value_added)
    with pytest.raises(Faults) as refused:
        convert_published(frame.rename({"obsValue": "value"}), FIGARO, "flat.csv")
    assert [one.code for one in refused.value.faults] == ["economy-missing-column"]


def test_each_layout_says_what_was_read() -> None:
    for one in PUBLISHED:
        assert "Lu :" in one.basis.fr or "Rien n’a été lu" in one.basis.fr
        assert one.unit.en.startswith("millions")
