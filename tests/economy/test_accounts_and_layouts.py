"""The in-house account, effects by territory, and the layouts of published tables."""

from pathlib import Path

import polars as pl
import pytest
from support.scenes.economy_tables import draw_table

from filiere.core.faults import Faults
from filiere.economy import (
    SatelliteSpecification,
    SplitSpecification,
    build_satellite,
    compute_multipliers,
    divide_by_territory,
    read_published_layouts,
    read_published_table,
)
from filiere.economy.effects import compute_effects


def make_account(**keys: tuple[float, float, float]) -> SatelliteSpecification:
    """210,000 jobs within bounds, at a cost within bounds."""
    given = {
        "jobs": (180_000, 210_000, 240_000),
        "cost_per_job": (0.03, 0.035, 0.04),
        "staff_share": (0.7, 0.75, 0.8),
        **keys,
    }
    return SatelliteSpecification.model_validate(
        {name: dict(zip(("low", "point", "high"), three, strict=True)) for name, three in given.items()}
    )


def test_an_in_house_account_adds_up() -> None:
    """Staff and purchases make output, suppliers what the multiplier adds to it, and draws lie within bounds."""
    account = build_satellite(make_account(multiplier=(1.2, 1.4, 1.6)), draws=500, seed=1)
    output = account.find("output")
    assert (output.low, output.point, output.high) == pytest.approx((5400, 7350, 9600))
    assert account.find("compensation").point + account.find("purchases").point == pytest.approx(output.point)
    indirect = account.find("indirect")
    assert (indirect.low, indirect.point, indirect.high) == pytest.approx((1080, 2940, 5760))
    for line in account.lines:
        assert line.p2_5 is not None
        assert line.p97_5 is not None
        assert line.low < line.p2_5 < line.point < line.p97_5 < line.high
    assert (
        build_satellite(make_account(), draws=500, seed=1).lines
        == build_satellite(make_account(), draws=500, seed=1).lines
    )


def test_what_is_known_exactly_has_no_width_and_a_multiplier_is_asked_for_to_count_suppliers() -> None:
    account = build_satellite(make_account(jobs=(5, 5, 5)), draws=10, seed=2)
    assert [one.name for one in account.lines] == ["jobs", "output", "compensation", "purchases"]
    jobs = account.find("jobs")
    assert (jobs.low, jobs.p2_5, jobs.p97_5, jobs.high) == (5, 5, 5, 5)
    assert build_satellite(make_account()).find("output").p2_5 is None


def test_bounds_out_of_order_are_refused_together() -> None:
    wrong = make_account(jobs=(3, 2, 1), staff_share=(0.5, 0.9, 1.2), multiplier=(0.9, 1, 2))
    with pytest.raises(Faults) as refused:
        build_satellite(wrong, draws=5)
    assert [(one.code, one.key) for one in refused.value.faults] == [
        ("economy-draws-need-a-seed", "--seed"),
        ("economy-interval-order", "jobs"),
        ("economy-interval-order", "staff_share"),
        ("economy-interval-order", "multiplier"),
    ]


def test_draws_of_effects_need_their_seed() -> None:
    split = {"code": "S9", "parent": "S1", "share": 0.1, "purchases": {"low": 0.1, "mode": 0.2, "high": 0.3}}
    stated = SplitSpecification.model_validate(split)
    with pytest.raises(Faults) as refused:
        compute_effects(draw_table(4), stated, draws=10)
    assert [one.code for one in refused.value.faults] == ["economy-draws-need-a-seed"]
    assert compute_effects(draw_table(4), stated, draws=10, seed=1) == compute_effects(
        draw_table(4), stated, draws=10, seed=1
    )


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
    "tes": widen(
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
    "ons": widen(
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
    "oecd": widen(
        ["D05", "D01T02"],
        make_rows(
            "DOM_01T02",
            "DOM_05",
            {
                "IMP_05": ["3", "2", "1"],
                "IMP_01T02": ["2", "3", "1"],
                "TXS_INT_FNL": ["1", "1", "2"],
                "TTL_INT_FNL": ["36", "51", "59"],
                "VALU": ["30", "60", "0"],
                "OUTPUT": ["66", "111", "0"],
            },
        ),
        "HFCE",
    ),
}


@pytest.mark.parametrize("name", sorted(MATRICES))
def test_a_published_matrix_becomes_a_table_in_its_own_order(name: str, tmp_path: Path) -> None:
    MATRICES[name].write_csv(tmp_path / "matrix.csv")
    table = read_published_table(tmp_path / "matrix.csv", read_published_layouts()[name])
    assert table.codes != tuple(sorted(table.codes))
    assert table.flows.tolist() == [[20, 40], [10, 5]]
    assert table.value_added.tolist() == [30, 60]
    assert table.imports.tolist() == [5, 5]
    assert table.output.tolist() == [66, 111]
    assert table.household_purchases is not None
    assert table.household_purchases.tolist() == [30, 25]
    if name == "oecd":
        assert table.imports_by_product is not None
        assert table.imports_by_product.tolist() == [[3, 2], [2, 3]]


FLAT = ["icioiRow", "icioiCol", "refArea", "rowIi", "counterpartArea", "colIi", "obsValue"]
INDUSTRIES, FINAL = ("A01", "N80T82", "U"), ("P3_S13", "P3_S14", "P51G", "P5M")
PRIMARY = {"D21X31": 1.0, "OP_RES": 0.0, "OP_NRES": 0.0, "D1": 20.0, "D29X39": 2.0, "B2A3G": 7.0}


def write_areas(path: Path, *, is_flat: bool) -> Path:
    """Two areas of three industries in the shape of FIGARO; embassies (U) make and buy nothing."""
    flows: dict[tuple[str, str], float] = {}
    for row_area in ("FR", "DE"):
        for col_area in ("FR", "DE"):
            for row in INDUSTRIES:
                for place, col in enumerate((*INDUSTRIES, *FINAL)):
                    is_empty = "U" in (row, col)
                    size = (10.0 if row_area == col_area else 2.0) + 3 * (row == "A01") + place
                    flows[f"{row_area}_{row}", f"{col_area}_{col}"] = 0.0 if is_empty else size
    for name, value in PRIMARY.items():
        for col_area in ("FR", "DE"):
            for col in (*INDUSTRIES, *FINAL):
                is_paid = col in INDUSTRIES and col != "U"
                flows[f"W2_{name}", f"{col_area}_{col}"] = value if is_paid else 0.0
    # Uses decide how much each industry makes; what is left of it is its surplus.
    for area in ("FR", "DE"):
        for code in ("A01", "N80T82"):
            name = f"{area}_{code}"
            uses = sum(value for (row, _), value in flows.items() if row == name)
            spent = sum(value for (row, col), value in flows.items() if col == name)
            flows["W2_B2A3G", name] += uses - spent
    lines = [(row, col, *row.split("_", 1), *col.split("_", 1), value) for (row, col), value in flows.items()]
    frame = pl.DataFrame(lines, schema=FLAT, orient="row")
    if not is_flat:
        frame = frame.pivot("icioiCol", index="icioiRow", values="obsValue").rename({"icioiRow": "rowLabels"})
    frame.write_csv(path)
    return path


@pytest.mark.parametrize("is_flat", [True, False], ids=["flat", "matrix"])
def test_a_table_of_several_areas_is_read_whole_or_for_one_of_them(is_flat: bool, tmp_path: Path) -> None:
    path, figaro = write_areas(tmp_path / "figaro.csv", is_flat=is_flat), read_published_layouts()["figaro"]
    whole, home = read_published_table(path, figaro), read_published_table(path, figaro, "FR")
    assert whole.codes == tuple(f"{area}_{code}" for area in ("FR", "DE") for code in INDUSTRIES)
    assert home.codes == INDUSTRIES
    assert home.output == pytest.approx(whole.output[:3])
    assert home.flows == pytest.approx(whole.flows[:3, :3])
    assert home.imports_by_product == pytest.approx(whole.flows[3:, :3])
    assert whole.imports.sum() == 0
    found = {name: compute_multipliers(table, code) for name, table, code in
             (("whole", whole, "FR_N80T82"), ("home", home, "N80T82"))}  # fmt: skip
    at_home, followed = (found["home"].find("output", scope=scope) for scope in ("domestic", "total"))
    world = found["whole"].find("output")
    assert at_home is not None
    assert followed is not None
    assert world is not None
    assert 1 < at_home.point < world.point
    # Both areas are made alike here, so that following imports at home gives what the world gives.
    assert followed.point == pytest.approx(world.point)


def rename_rows(frame: pl.DataFrame, old: str, new: str) -> pl.DataFrame:
    return frame.with_columns(pl.col("").str.replace(old, new))


REFUSALS = {
    "a flat file under other names": (
        lambda: pl.DataFrame({"icioRow": ["FR_A"], "icioCol": ["FR_B"], "value": ["1"]}),
        "figaro",
        None,
        "economy-published-shape",
    ),
    "purchases at home and imports together": (
        lambda: rename_rows(MATRICES["oecd"], "DOM_", "TTL_"),
        "oecd",
        None,
        "economy-mixed-flows",
    ),
    "an area where there is one country": (lambda: MATRICES["ons"], "ons", "UK", "economy-area-unused"),
    "output that is not the sum of its column": (
        lambda: rename_rows(MATRICES["tes"], "P7", "P8"),
        "tes",
        None,
        "economy-unbalanced-output",
    ),
    "no value added": (lambda: rename_rows(MATRICES["tes"], "B1", "B8"), "tes", None, "economy-no-primary-inputs"),
}


@pytest.mark.parametrize("name", sorted(REFUSALS))
def test_a_published_table_is_refused_with_its_reason(name: str, tmp_path: Path) -> None:
    make, layout, area, code = REFUSALS[name]
    make().write_csv(tmp_path / "table.csv")
    with pytest.raises(Faults) as refused:
        read_published_table(tmp_path / "table.csv", read_published_layouts()[layout], area)
    assert {one.code for one in refused.value.faults} == {code}
    assert all("{" not in one.render(lang) for one in refused.value.faults for lang in ("fr", "en"))


def test_an_unknown_area_and_cells_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    path, figaro = write_areas(tmp_path / "figaro.csv", is_flat=True), read_published_layouts()["figaro"]
    with pytest.raises(Faults) as refused:
        read_published_table(path, figaro, "FX")
    assert "FR" in refused.value.faults[0].remedy.en
    path.write_text(
        path.read_text("utf-8").replace("FR_A01,FR_A01,FR,A01,FR,A01,13.0", "FR_A01,FR_A01,FR,A01,FR,A01,c")
    )
    for area in (None, "FR"):
        with pytest.raises(Faults) as refused:
            read_published_table(path, figaro, area)
        assert [one.code for one in refused.value.faults] == ["economy-not-a-number"]
        assert "line" not in refused.value.render("en")


def test_each_layout_says_what_was_read_and_where() -> None:
    found = read_published_layouts()
    assert sorted(found) == ["figaro", "oecd", "ons", "tes"]
    for one in found.values():
        assert "Lu :" in one.read.fr
        assert "Non lu :" in one.read.fr
        assert all(source.startswith(("https://", "http://")) for source in one.sources)


def test_the_british_table_of_2010_is_read_by_its_name(shared_data: Path) -> None:
    table = read_published_table(shared_data / "economy" / "io_uk_2010.parquet", read_published_layouts()["ons"])
    assert table.size == 127
    assert table.codes[:5] == ("01", "02", "03", "05", "06-07")
