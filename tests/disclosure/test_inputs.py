"""What is read is what a user wrote, exactly; its additions and owners are those of adding by hand."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
import pytest
from hypothesis import example, given, reject, settings
from hypothesis import strategies as st
from support.scenes.disclosure_files import (
    CELLS,
    CELLS_SPEC,
    DATA,
    GROUPS,
    SPEC,
    cells_on_file,
    laid,
    read,
    rows_on_file,
    specified,
)
from support.strategies.disclosure_tables import Rows, rows

from filiere.core import Faults
from filiere.disclosure.inputs import format_unit_amount, parse_unit_amount, read_inputs, read_spec
from filiere.disclosure.inputs.spec import Spec
from filiere.disclosure.system import Cut, System, build_additions

ROOT = Path(__file__).resolve().parents[2]


def cells_of(system: System) -> dict[tuple[str, ...], tuple[Fraction, int, Fraction, Fraction]]:
    """The cells of a system by their codes, whatever their order."""
    return {
        system.codes(cell): (
            Fraction(int(system.values[cell]), system.scale),
            int(system.counts[cell]),
            Fraction(int(system.largest[cell]), system.scale),
            Fraction(int(system.second[cell]), system.scale),
        )
        for cell in range(len(system))
    }


def equations(system: System) -> set[frozenset[tuple[tuple[str, ...], int]]]:
    """The additions of a system: codes and signs, whichever side is written first where there is no one whole."""
    found = set()
    for row in range(len(system.additions)):
        span = slice(system.additions.starts[row], system.additions.starts[row + 1])
        named = [system.codes(cell) for cell in system.additions.cells[span]]
        signs = system.additions.signs[span].tolist()
        sides = (frozenset(zip(named, (side * sign for sign in signs), strict=True)) for side in (1, -1))
        found.add(min(sides, key=sorted))
    return found


WHOLELESS = Rows(
    cuts=(
        Cut("a", ("Total", "a1", "a2", "a3", "a4"), (-1, 0, 0, 1, 0)),
        Cut("b", ("Total", "b1", "b2"), (-1, 0, 0)),
        Cut("c", ("Total", "c1", "c2", "c3"), (-1, 0, 0, 0)),
    ),
    tables=((0, 1), (1, 2)),
    codes=((2, 2, 2, 2, 2, 2, 4, 3), (1,) * 8, (1, 1, 1, 1, 1, 2, 3, 1)),
    values=(0,) * 8,
    owners=(0,) * 8,
    groups=(0,) * 10,
)
"""Rows of which two codes of one column make up two of another: neither side is the whole."""


@settings(max_examples=60)
@given(rows(negative=True))
@example(WHOLELESS)
def test_rows_of_a_file_are_the_rows_that_were_written(drawn: Rows) -> None:
    with TemporaryDirectory() as folder:
        paths = rows_on_file(Path(folder), drawn)
        try:
            found = read_inputs(*paths).system
        except Faults as refused:
            # Contributors that recur with equal amounts in two cells are refused, which other tests look at.
            if {one.code for one in refused.faults} != {"cells-recur"}:
                raise
            reject()
    expected = drawn.system()
    assert cells_of(found) == cells_of(expected)
    assert equations(found) == equations(expected)
    assert found.negative == expected.negative
    assert found.holdings is not None
    together: dict[int, set[str]] = {}
    for owner, group in enumerate(found.holdings.groups):
        together.setdefault(int(group), set()).add(found.holdings.names[owner])
    groups: dict[int, set[str]] = {}
    for owner in drawn.owners:
        groups.setdefault(drawn.groups[owner], set()).add(f"owner {owner}")
    assert sorted(map(sorted, together.values())) == sorted(map(sorted, groups.values()))


@settings(max_examples=60)
@given(rows())
def test_cells_of_a_file_are_the_system_they_came_from(drawn: Rows) -> None:
    expected = drawn.system()
    with TemporaryDirectory() as name:
        folder = Path(name)
        rows_on_file(folder, drawn)
        cells_on_file(folder / "data.csv", expected)
        (folder / "spec.yaml").write_text(specified(drawn, {"input": "cells", "response": "ca"}), encoding="utf-8")
        found = read_inputs(folder / "data.csv", folder / "spec.yaml").system
    assert cells_of(found) == cells_of(expected)
    # Without rows, nothing says which codes of two columns stand for the same.
    plain = replace(expected, additions=build_additions(expected.cuts, drawn.tables, expected.keys))
    assert equations(found) == equations(plain)
    assert found.holdings is None


@given(st.integers(-(2**50), 2**50), st.integers(0, 6))
def test_amounts_are_written_and_read_back_exactly(amount: int, decimals: int) -> None:
    scale = 100 * 10**decimals
    text = format_unit_amount(amount, scale)
    assert "e" not in text.lower()
    assert Decimal(text) == Decimal(amount) / scale
    assert parse_unit_amount(text, scale) == amount


def test_every_key_has_its_default(tmp_path: Path) -> None:
    spec = Spec(response="ca")
    assert (spec.input, spec.contributor, spec.holding, spec.tables) == ("microdata", None, None, ())
    assert spec.rules.minimum == 3
    assert [(one.n, one.share) for one in spec.rules.dominance] == [(1, Decimal("0.85"))]
    assert spec.rules.p_percent is None
    assert (spec.slack.count, spec.slack.zero) == (Decimal("0.10"), 1)
    assert (spec.cost, spec.level, spec.seed, spec.time_limit) == ("value", "contributors", 1, 60)
    assert [(one.column, one.total) for one in read(tmp_path).asked.columns] == [("dep", "Total"), ("sec", "Total")]


def test_the_reference_shows_every_key_with_its_default(tmp_path: Path) -> None:
    """The block of the page is a specification, and says nothing but the defaults."""
    page = (ROOT / "docs" / "reference" / "disclosure-spec.md").read_text(encoding="utf-8")
    shown = page.split("```yaml\n")[1].split("```")[0]
    path = tmp_path / "spec.yaml"
    path.write_text(shown, encoding="utf-8")
    assert read_spec(path).spec == Spec(response="ca", dimensions=read_spec(path).spec.dimensions)
    for key in Spec.model_fields:
        assert f"\n{key}: " in f"\n{shown}" or f"\n{key}:\n" in shown, key


def test_values_are_exact_and_the_scale_a_hundred_times_their_decimals(tmp_path: Path) -> None:
    """0.1 and 0.2 make 0.3 here, which binary numbers deny."""
    found = read(tmp_path, data="dep,sec,ca\nD1,A,0.1\nD1,A,0.2\nD2,B,1e3\nD3,B,-4\n")
    assert found.system.scale == 1000
    assert found.decimals == 1
    assert found.system.values[found.system.number["D1", "A"]] == 300
    assert found.system.values[found.system.number["D2", "B"]] == 1_000_000
    assert found.system.negative


def test_parquet_numbers_and_texts_read_like_csv(tmp_path: Path) -> None:
    """A binary number of a Parquet is read by the digits it is shown with."""
    _, spec = laid(tmp_path)
    frame = pl.read_csv(tmp_path / "data.csv")
    frame.write_parquet(tmp_path / "data.parquet")
    expected = read_inputs(tmp_path / "data.csv", spec).system
    assert cells_of(read_inputs(tmp_path / "data.parquet", spec).system) == cells_of(expected)
    frame.with_columns(pl.col("ca").cast(pl.String)).write_parquet(tmp_path / "data.parquet")
    assert cells_of(read_inputs(tmp_path / "data.parquet", spec).system) == cells_of(expected)


def test_binary_noise_is_read_at_fifteen_digits_and_told(tmp_path: Path) -> None:
    found = read(tmp_path, data="dep,sec,ca\nD1,A,182780310.07610002\nD2,A,0.4000000000000001\n")
    assert found.decimals == 4
    assert "digits-rounded" in [one.code for one in found.notes]


def test_separators_and_lines_within_quotes(tmp_path: Path) -> None:
    """A semicolon file reads the same; a code with a line break moves the lines of what follows."""
    expected = cells_of(read(tmp_path).system)
    assert cells_of(read(tmp_path, data=DATA.replace(",", ";")).system) == expected
    with pytest.raises(Faults) as caught:
        read(tmp_path, spec=SPEC.replace(", hierarchy: dep.csv", ""), data='dep,sec,ca\n"a\nb",A,1\nD2,A,x\n')
    assert [(one.code, one.line) for one in caught.value.faults] == [("value-not-a-number", 4)]


@pytest.mark.parametrize(
    "groups",
    [
        GROUPS,
        "dep,reg\nD1,R1\nD2,R1\nD3,R2\n",
        "reg,dep\nR1,D1\nR1,D2\nR2,D3\n",
        "dep,reg,france\nD1,R1,Total\nD2,R1,Total\nD3,R2,Total\n",
        "code,parent\nD1,R1\nD2,R1\nD3,R2\nR1,Total\nR2,\n",
    ],
    ids=["pairs", "narrowest first", "broadest first", "with the total", "groups on their lines"],
)
def test_a_hierarchy_reads_the_same_in_every_form(tmp_path: Path, groups: str) -> None:
    cut = read(tmp_path, dep=groups).system.cuts[0]
    assert cut.codes == ("Total", "R1", "D1", "D2", "R2", "D3")
    assert cut.parents == (-1, 0, 1, 1, 0, 4)


def test_depth_may_differ_and_unused_codes_are_left_out(tmp_path: Path) -> None:
    cut = read(tmp_path, dep="dep,reg,zone\nD1,R1,Z\nD2,R1,Z\nD3,,\nD4,R4,Z\n").system.cuts[0]
    assert cut.codes == ("Total", "D3", "Z", "R1", "D1", "D2")
    assert cut.path(cut.codes.index("D1")) == (4, 3, 2, 0)


def test_negative_amounts_are_told(tmp_path: Path) -> None:
    found = read(tmp_path, data=DATA + "D1,A,-4\n")
    assert [one.code for one in found.notes] == ["amounts-negative"]


def test_linked_tables_share_their_cells(tmp_path: Path) -> None:
    spec = (
        "response: ca\ncontributor: id\ntables:\n  - [{column: dep}, {column: sec}]\n"
        "  - {dimensions: [{column: sec}, {column: cj}]}\n"
    )
    lines = [
        f"{d},{s},{c},{place},n{place}"
        for place, (d, s, c) in enumerate(zip("aabbab", "xyxyyx", "mnnmmn", strict=True))
    ]
    found = read(tmp_path, spec=spec, data="\n".join(["dep,sec,cj,ca,id", *lines, ""]))
    assert found.tables == ((0, 1), (1, 2))
    assert ("Total", "x", "Total") in found.system.number
    assert not any(codes[0] != "Total" and codes[2] != "Total" for codes in found.system.number)


def test_weights_multiply_values(tmp_path: Path) -> None:
    found = read(tmp_path, spec=SPEC + "weight: w\n", data="dep,sec,ca,w\nD1,A,10,1.5\nD2,A,2,3\n")
    assert Fraction(int(found.system.values[0]), found.system.scale) == 21


@pytest.mark.parametrize("cost", ["value", "log", "cells", "care"])
def test_costs(tmp_path: Path, cost: str) -> None:
    """Of the cell D1 × A, whose two rows hold 10 and 20.5 and are cared about at 1 and 2.5."""
    cares = ["care", 1, 2.5, 1, 1, 1, 1, 1, 1]
    data = "\n".join(f"{line},{care}" for line, care in zip(DATA.splitlines(), cares, strict=True)) + "\n"
    found = read(tmp_path, spec=f"{SPEC}cost: {cost}\n", data=data)
    cell = found.system.number["D1", "A"]
    expected = {"value": 30.5, "log": np.log(31.5), "cells": 1, "care": 3.5}
    assert found.costs[cell] == pytest.approx(expected[cost])
    assert found.costs[found.system.number["Total", "Total"]] == pytest.approx(
        {"value": 154.5, "log": np.log(155.5), "cells": 1, "care": 9.5}[cost]
    )


def test_cells_to_keep(tmp_path: Path) -> None:
    """A column that the list leaves out, or a blank, stands for the total."""
    found = read(tmp_path, spec=SPEC + "keep: keep.csv\n", keep="dep,sec\nTotal,\nR1,Total\n")
    assert found.keep is not None
    assert [found.system.codes(cell) for cell in np.flatnonzero(found.keep)] == [("Total", "Total"), ("R1", "Total")]


WAIVED = SPEC + "contributor: id\nwaivers: waivers.csv\n"


@pytest.mark.parametrize("agreeing", ["a", "ab", "abc", "abcd"])
def test_a_cell_is_waived_when_all_whom_it_tells_about_agree(tmp_path: Path, agreeing: str) -> None:
    """Cells of one or two contributors tell about each of them, whoever is the larger."""
    data = "dep,sec,ca,id\nD1,A,10,a\nD1,A,20,b\nD1,B,7,c\nD2,A,40,d\nD2,B,30,c\nD2,B,41,d\nD2,B,42,e\n"
    consents = "".join(f"{name},letter {name},2026-01-31\n" for name in agreeing)
    plain = read(tmp_path, spec=SPEC + "contributor: id\n", data=data)
    found = read(tmp_path, spec=WAIVED, data=data, waivers="contributor,consent,date\n" + consents)
    held = plain.system.holdings
    assert held is not None
    for cell in range(len(plain.system)):
        owners = {held.names[owner] for owner in held.owners[held.starts[cell] : held.starts[cell + 1]]}
        assert plain.needs.primary[cell] == (len(owners) < 3)
        assert found.needs.primary[cell] == (len(owners) < 3 and not owners <= set(agreeing))


def test_dominance_asks_the_large_ones_only(tmp_path: Path) -> None:
    data = "dep,sec,ca,id\nD1,A,1000,a\nD1,A,2,b\nD1,A,3,c\nD1,A,2,d\nD2,A,1,e\nD2,A,1,f\nD2,A,1,g\n"
    found = read(tmp_path, spec=WAIVED, data=data, waivers="contributor,consent,date\na,letter,2026-01-31\n")
    assert not found.needs.primary[found.system.number["D1", "A"]]


def test_a_contributor_in_several_cells_counts_once_in_each_and_is_told(tmp_path: Path) -> None:
    data = "dep,sec,ca,id\nD1,A,10,a\nD1,B,20,a\nD2,A,7,b\nD2,A,1,c\n"
    found = read(tmp_path, spec=SPEC + "contributor: id\n", data=data)
    assert found.system.counts[found.system.number["D1", "Total"]] == 1
    assert found.system.counts[found.system.number["Total", "Total"]] == 3
    (told,) = [one for one in found.notes if one.code == "contributors-in-several-cells"]
    assert "dep=D1, sec=A ; dep=D1, sec=B" in told.message.en


def test_a_table_of_which_nothing_may_be_published_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, data="dep,sec,ca\nD1,A,10\nD2,A,3\n")
    assert [one.code for one in found.notes] == ["every-cell-unsafe"]
    assert "dep=Total, sec=Total" in found.notes[0].message.fr


def test_cells_without_anyone_are_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, spec=CELLS_SPEC, data=CELLS + "D2,B,0,0,0\n")
    assert ("D2", "B") not in found.system.number
    assert [one.code for one in found.notes] == ["cells-without-anyone"]


def test_the_tables_of_the_institute(shared_data: Path, tmp_path: Path) -> None:
    """The published example has 414 cells and 77 unsafe ones; the table by legal category shares its activities."""
    folder = shared_data / "disclosure"
    groups = folder / "sdc_rtauargus_activity_corr_table.parquet"
    spec = tmp_path / "spec.yaml"
    text = (
        "input: cells\nresponse: TOT\ncount: N_OBS\nlargest: MAX\n"
        f"dimensions:\n  - {{column: ACTIVITY, hierarchy: {groups}}}\n  - {{column: SIZE}}\n"
    )
    spec.write_text(text, encoding="utf-8")
    data = folder / "sdc_rtauargus_turnover_act_size.parquet"
    found = read_inputs(data, spec)
    assert (len(found.system), int(found.needs.primary.sum()), len(found.system.additions)) == (414, 77, 228)
    more = f"tables:\n  - data: {folder / 'sdc_rtauargus_turnover_act_cj.parquet'}\n"
    spec.write_text(f"{text}{more}    dimensions: [{{column: ACTIVITY}}, {{column: CJ}}]\n", encoding="utf-8")
    assert len(read_inputs(data, spec).system) == 414 + 406 - 113
