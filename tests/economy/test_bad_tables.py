"""Tables and layouts that are refused: what is wrong, where, and what to do, all at once."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from support.scenes.economy_tables import BODY_OF_GERMANY, DATA, GERMANY, build_made_up

from filiere.core.faults import Fault, Faults
from filiere.economy import Layout, compute_multipliers, invert_table, parse_layout, read_table

Lines = list[list[str]]


def alter(lines: Lines, **cells: str) -> Lines:
    """The same lines with other values, by ``row_col``."""
    return [[row, col, cells.get(f"{row}_{col}", value)] for row, col, value in lines]


def scale(lines: Lines, factor: float, *, row: str = "", col: str = "") -> Lines:
    """The same lines with a row or a column in another unit."""
    return [[a, b, str(float(v) * factor)] if row == a or col == b else [a, b, v] for a, b, v in lines]


def refuse(folder: Path, lines: Lines, layout: Layout = GERMANY, header: str = "row,col,value") -> tuple[Fault, ...]:
    path = folder / "table.csv"
    path.write_text("\n".join([header, *map(",".join, lines)]) + "\n", encoding="utf-8")
    with pytest.raises(Faults) as refused:
        read_table(path, layout)
    assert {one.file for one in refused.value.faults} == {str(path)}
    return refused.value.faults


UNDECLARED = GERMANY.model_copy(update={"final_demand": (), "ignore": ("FG", "GCF", "INV", "EXP")})
CASES: dict[str, tuple[Callable[[Lines], Lines], Layout, list[tuple[str, str]]]] = {
    "a cell that does not balance": (
        lambda rows: alter(rows, A_C="29000"),
        GERMANY,
        [("economy-unbalanced", "a gap of 3520 (tolerance: 0.001)"), ("economy-unbalanced", "“C” has uses of 1079446")],
    ),
    "the same where final demand is ignored": (
        lambda rows: alter(rows, A_C="29000"),
        UNDECLARED,
        [("economy-unbalanced", "“A”"), ("economy-unbalanced", "“C”")],
    ),
    "a row in thousands": (
        lambda rows: scale(rows, 1000, row="P7"),
        GERMANY,
        [("economy-thousands-and-millions", "“P7”")],
    ),
    "a column in thousands": (
        lambda rows: scale(rows, 1000, col="K"),
        UNDECLARED,
        [("economy-thousands-and-millions", "“K”")],
    ),
    "value added in billions": (
        lambda rows: scale(rows, 0.001, row="B1G"),
        GERMANY,
        [("economy-thousands-and-millions", "“B1G”")],
    ),
    "all that is no purchase in thousands": (
        lambda rows: (
            [line for row in ("B1G", "P7", "D21", "D1") for line in scale(rows, 1000, row=row) if line[0] == row]
            + [line for line in rows if line[0] not in {"B1G", "P7", "D21", "D1"}]
        ),
        UNDECLARED,
        [("economy-thousands-and-millions", f"“{row}”") for row in ("B1G", "P7", "D21")],
    ),
    "what households buy in thousands": (
        lambda rows: scale(rows, 1000, col="HH"),
        UNDECLARED,
        [("economy-thousands-and-millions", "“HH”")],
    ),
    "a value that is no number, a negative one, a cell twice, a cell missing": (
        lambda rows: [*alter(rows, D1_K="n.d.", C_A="-3")[1:], ["G", "O", "1"]],
        GERMANY,
        [
            ("economy-missing-cell", "1. The first: (A; A)"),
            ("economy-negative", "(C ; A) -3"),
            ("economy-not-a-number", "1. The first: (D1; K)"),
            ("economy-repeated-cell", "(G; O) line 39, 99"),
        ],
    ),
    "codes that nothing names, one of them a total": (
        lambda rows: [*rows, ["Total", "A", "1"], ["A", "TOTAL", "1"], ["XX", "A", "1"]],
        GERMANY,
        [
            ("economy-total-in-table", "“TOTAL”"),
            ("economy-total-in-table", "“Total”"),
            ("economy-unknown-code", "XX"),
        ],
    ),
    "codes that are not in the table": (
        lambda rows: rows,
        GERMANY.model_copy(update={"taxes": ("D29",), "households": ("HHS",)}),
        [("economy-absent-code", "“taxes” absent from the rows"), ("economy-absent-code", "“households”")],
    ),
    "an order that is not that of the file": (
        lambda rows: rows,
        GERMANY.model_copy(update={"industries": ("A", "C", "G", "F", "K", "O")}),
        [("economy-code-order", "at place 3 the layout has “G” and the file “F”")],
    ),
    "a declared output that is not the sum": (
        lambda rows: [*rows, *(["P1", code, "50000"] for code in GERMANY.industries)],
        GERMANY.model_copy(update={"output": "P1", "tolerance": 1, "final_demand": ()}).model_copy(
            update={"tolerance": GERMANY.tolerance, "ignore": ("FG", "GCF", "INV", "EXP")}
        ),
        [("economy-unbalanced-output", code) for code in GERMANY.industries],
    ),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_bad_table_is_refused_with_every_reason(name: str, tmp_path: Path) -> None:
    change, layout, expected = CASES[name]
    found = refuse(tmp_path, change(BODY_OF_GERMANY), layout)
    told = sorted((one.code, one.render("en")) for one in found if one.code in {code for code, _ in expected})
    codes = {one.code for one in found} - {"economy-unknown-code", "economy-missing-cell"}
    assert codes <= {code for code, _ in expected}
    for code, words in expected:
        assert any(code == one and words in sentence for one, sentence in told), (words, told)


def test_several_units_are_told_with_their_lines(tmp_path: Path) -> None:
    lines = [[*line, "THS" if line[0] == "P7" else "JOB" if line[0] == "EMP" else "MIO"] for line in BODY_OF_GERMANY]
    layout = GERMANY.model_copy(update={"unit": "unit"})
    found = refuse(tmp_path, lines, layout, header="row,col,value,unit")
    assert [one.code for one in found] == ["economy-mixed-units"]
    assert "THS (7 cells, from line 68)" in found[0].render("en")


def test_a_total_under_another_name_is_refused() -> None:
    """A row and a column that are the sums of the others: each by its name."""
    inner = np.array([[1.0, 2, 3], [4, 5, 6], [7, 8, 9]])
    rows = np.vstack([inner, inner.sum(axis=0)])
    flows = np.hstack([rows, rows.sum(axis=1, keepdims=True)])
    with pytest.raises(Faults) as refused:
        build_made_up(flows.tolist(), {"VA": [9, 9, 9, 27]})
    assert [(one.code, "“S3”" in one.render("en")) for one in refused.value.faults] == [
        ("economy-total-code", True)
    ] * 2


def test_a_matrix_that_does_not_converge_names_the_product() -> None:
    table = build_made_up([[5, 1, 1], [1, 90, 30], [1, 40, 2]], {"VA": [9, -60, 20]})
    for ask in (lambda: compute_multipliers(table, "S0"), lambda: invert_table(table)):
        with pytest.raises(Faults) as refused:
            ask()
        assert [one.code for one in refused.value.faults] == ["economy-not-productive"]
        assert "“S1”" in refused.value.render("en")


def test_households_that_get_back_more_than_they_earn() -> None:
    rows = {"VA": [10, 10], "D1": [10, 10]}
    with pytest.raises(Faults) as refused:
        compute_multipliers(build_made_up([[0, 0], [0, 0]], rows, [10, 10]), "S0")
    assert [one.code for one in refused.value.faults] == ["economy-not-productive-households"]


LAYOUTS = {
    "unknown key": ("industry: [A]\n", ["missing-key", "unknown-key"]),
    "a total": ("industries: [A, Total]\n", ["economy-total-code"]),
    "a code twice": ("industries: [A, A]\ntaxes: [VA]\n", ["economy-repeated-code", "economy-repeated-code"]),
    "a list": ("industries: [[A]]\n", ["wrong-type"]),
}


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_a_bad_layout_is_refused(name: str) -> None:
    text, codes = LAYOUTS[name]
    with pytest.raises(Faults) as refused:
        parse_layout("row: r\ncol: c\nvalue: v\nvalue_added: [VA]\n" + text, Path("layout.yaml"))
    assert sorted(one.code for one in refused.value.faults) == codes


def test_codes_are_read_as_they_are_written() -> None:
    """Programs that follow YAML 1.1 quote 01, which is a number there, and leave 08 and 09 bare, which are not."""
    layout = parse_layout(
        "row: r\ncol: c\nvalue: v\nwhere: {year: 2010}\nvalue_added: [1]\ntaxes:\ntolerance: 0.01\n"
        "industries: ['01', 08, 09, 82.20]\n",
        Path("layout.yaml"),
    )
    assert layout.industries == ("01", "08", "09", "82.20")
    assert (layout.value_added, layout.taxes, layout.where) == (("1",), (), {"year": "2010"})
    assert str(layout.tolerance) == "0.01"


PAIR = Layout(row="row", col="col", value="value", industries=("A", "B"), value_added=("V",), ignore=("FD",))
PAIR_LINES = [line.split() for line in
    ("A A 150", "A B 500", "A FD 350", "B A 200", "B B 100", "B FD 1700", "V A 650", "V B 1400")]  # fmt: skip


def test_a_cell_that_unbalances_both_of_two_industries(tmp_path: Path) -> None:
    """No industry balances any more, and yet all uses make up all resources."""
    found = refuse(tmp_path, alter(PAIR_LINES, A_B="540"), PAIR)
    assert [(one.code, name in one.message.en) for one, name in zip(found, ("“A”", "“B”"), strict=True)] == [
        ("economy-unbalanced", True)
    ] * 2


def test_purchases_above_output_are_no_matter_of_units() -> None:
    table = build_made_up([[80, 40, 40], [40, 80, 40], [40, 40, 80]], {"VA": [-120, -120, -120], "D1": [38.5] * 3})
    with pytest.raises(Faults) as refused:
        invert_table(table)
    assert [one.code for one in refused.value.faults] == ["economy-not-productive"]


@pytest.mark.parametrize("mark", [";", "\t"])
def test_columns_may_be_apart_by_a_semicolon_or_a_tab(tmp_path: Path, mark: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text("\n".join(map(mark.join, [["row", "col", "value"], *PAIR_LINES])), encoding="utf-8")
    assert read_table(path, PAIR).output.tolist() == [1000, 2000]


def test_what_makes_output_must_be_said() -> None:
    with pytest.raises(Faults) as refused:
        parse_layout("row: r\ncol: c\nvalue: v\nindustries: [A]\n", Path("layout.yaml"))
    assert [one.code for one in refused.value.faults] == ["economy-no-primary-inputs"]


def test_files_that_are_no_table(tmp_path: Path) -> None:
    (tmp_path / "zeros.csv").write_bytes(b"\0\xff\xfe" * 40)
    (tmp_path / "cut.parquet").write_bytes(b"PAR1 and nothing more")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "bare.csv").write_text("row,col,value\n", encoding="utf-8")
    expected = {
        "zeros.csv": {"economy-unreadable-table", "economy-missing-column"},
        "cut.parquet": {"economy-unreadable-table"},
        "other.csv": {"economy-missing-column"},
        "absent.csv": {"economy-unreadable-table"},
        "bare.csv": {"economy-unreadable-table"},
    }
    for name, codes in expected.items():
        with pytest.raises(Faults) as refused:
            read_table(tmp_path / name, GERMANY)
        assert {one.code for one in refused.value.faults} <= codes


def test_compensation_within_or_beside_value_added(tmp_path: Path) -> None:
    """Both ways of giving it make the same table; the file itself says which, and a note tells the reading."""
    whole = GERMANY.model_copy(update={"compensation_in_value_added": None})
    within = read_table(DATA / "germany_1995.csv", whole)
    paid = {col: float(value) for row, col, value in BODY_OF_GERMANY if row == "D1"}
    apart = [[row, col, str(float(v) - paid[col]) if row == "B1G" else v] for row, col, v in BODY_OF_GERMANY]
    path = tmp_path / "apart.parquet"
    pl.DataFrame(apart, schema=["row", "col", "value"], orient="row").write_parquet(path)
    beside = read_table(path, whole)
    assert beside.value_added == pytest.approx(within.value_added)
    assert "part of the rows" in within.notes[0].en
    assert "on top of the rows" in beside.notes[0].en
