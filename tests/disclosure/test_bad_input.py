"""What is wrong is told all at once, at its line, by the cell where there is one, and nothing is made of it."""

from pathlib import Path

import polars as pl
import pytest
from support.harness.bounded_work import bounded
from support.scenes.disclosure_files import CELLS, CELLS_SPEC, DATA, GROUPS, SPEC, laid, read

from filiere.core import FaultLog, Faults
from filiere.disclosure.inputs import read_inputs, tabular_files
from filiere.disclosure.inputs.faults import FAULTS
from filiere.disclosure.inputs.pattern_faults import PATTERN_FAULTS
from filiere.disclosure.inputs.tabular_files import read_sheet

HELD = SPEC + "contributor: id\nholding: grp\n"
LINKED = "response: ca\ntables:\n  - [{column: dep}, {column: sec}]\n  - [{column: reg}, {column: sec}]\n"

BAD: dict[str, tuple[dict[str, str], list[tuple[str, int | None, str]]]] = {
    # name: (files, [(code, line, words of the English message)])
    "unknown key": ({"spec": SPEC + "levle: pairs\n"}, [("unknown-key", 5, "“levle”")]),
    "unknown level": ({"spec": SPEC + "level: everybody\n"}, [("unknown-word", 5, "“everybody”")]),
    "share beyond one": (
        {"spec": SPEC + "rules: {dominance: [{n: 1, share: 85}]}\n"},
        [("wrong-value", 5, "less than 1")],
    ),
    "no time": ({"spec": SPEC + "time_limit: 0\n"}, [("wrong-value", 5, "more than 0")]),
    "no table": ({"spec": "response: ca\n"}, [("table-none", 1, "no table")]),
    "a dimension twice": (
        {"spec": SPEC + "  - {column: sec}\n"},
        [("dimension-twice", 5, "“sec”")],
    ),
    "two hierarchies of a column": (
        {"spec": SPEC + "tables:\n  - [{column: dep, hierarchy: other.csv}]\n"},
        [("dimension-differs", 6, "“dep”")],
    ),
    "a dimension with the name of a published column": (
        {"spec": "response: ca\ndimensions: [{column: status}]\n", "data": "status,ca\na,1\n"},
        [("column-reserved", 2, "“status”")],
    ),
    "counts of rows": ({"spec": SPEC + "count: n\n"}, [("key-needs", 5, "“count” makes no sense")]),
    "holdings of nobody": ({"spec": SPEC + "holding: grp\n"}, [("key-needs", 5, "“holding” makes no sense")]),
    "consents of nobody": ({"spec": SPEC + "waivers: w.csv\n"}, [("key-needs", 5, "“waivers” makes no sense")]),
    "a level without holdings": ({"spec": SPEC + "level: holdings\n"}, [("key-needs", 5, "no column tells")]),
    "contributors of cells": (
        {"spec": CELLS_SPEC + "contributor: id\n", "data": CELLS},
        [("key-needs", 6, "cells do not say who contributes")],
    ),
    "pairs in cells": ({"spec": CELLS_SPEC + "level: pairs\n", "data": CELLS}, [("key-needs", 6, "several of them")]),
    "three largest in cells": (
        {"spec": CELLS_SPEC + "rules: {dominance: [{n: 3, share: 0.9}]}\n", "data": CELLS},
        [("key-needs", 6, "two large contributors")],
    ),
    "a file of one table of rows": (
        {"spec": SPEC + "tables:\n  - {data: b.csv, dimensions: [{column: sec}]}\n"},
        [("table-data", 6, "“input: cells”")],
    ),
    "a base finer than the data": (
        {"spec": SPEC + "publish: rounding\nbase: 0.0001\n"},
        [("base-too-fine", 6, "0.0001")],
    ),
    "a base for nothing": ({"spec": SPEC + "base: 5\n"}, [("key-needs", 5, "nothing is rounded")]),
    "a missing column": (
        {"data": DATA.replace("ca", "CA").replace("sec", "secteur")},
        [("column-missing", 1, "“ca”"), ("column-missing", 1, "“sec”")],
    ),
    "not numbers": (
        {"data": DATA + "D1,A,12 345\nD1,A,\nD2,A,1,5\nD1,A,nan\nD1,A,0x1\nD1,A,١\n"},
        [
            ("value-not-a-number", 10, "“ca”"),
            ("value-not-a-number", 11, "“ca”"),
            ("data-ragged", 12, "4 values"),
            ("value-not-a-number", 13, "“ca”"),
            ("value-not-a-number", 14, "“ca”"),
            ("value-not-a-number", 15, "“ca”"),
        ],
    ),
    "too large": ({"data": DATA + "D1,A,90071992547409.93\n"}, [("value-too-large", None, "2^53")]),
    "too many decimals": ({"data": DATA + "D1,A,1e-40\n"}, [("value-too-large", None, "2^53")]),
    "quotes that do not close": ({"data": DATA + 'D1,"A,1\n'}, [("data-quotes", 10, "do not close")]),
    "shares of too many digits": (
        {
            "spec": SPEC + "rules: {dominance: [{n: 1, share: 0.851234567891234}]}\n"
            "slack: {count: 0.1000000000000001, zero: 1e18}\n"
        },
        [("rule-too-fine", 5, "“dominance”"), ("rule-too-fine", 6, "“count”"), ("rule-too-fine", 6, "“zero”")],
    ),
    "empty and padded codes": (
        {"data": DATA + ",A,1\nD1, A,1\n"},
        [("code-empty", 10, "“dep”"), ("code-padded", 11, "“ A”")],
    ),
    "a code that no group knows": ({"data": DATA + "D9,A,1\n"}, [("code-unknown", 10, "“D9”")]),
    "rows at a group and at a total": (
        {"data": DATA + "R1,A,1\nD1,Total,1\n"},
        [("code-is-a-group", 10, "“R1”"), ("code-is-a-group", 11, "“Total”")],
    ),
    "a column twice": ({"data": "dep,sec,ca,ca\nD1,A,1,1\n"}, [("column-twice", 1, "“ca”")]),
    "no rows": ({"data": "dep,sec,ca\n"}, [("data-empty", None, "no row")]),
    "contributors and holdings": (
        {"spec": HELD, "data": "dep,sec,ca,id,grp\nD1,A,1,a,g\nD2,A,1,,g\nD1,B,1,a,h\nD1,B,1,b,\n"},
        [
            ("contributor-empty", 3, "“id”"),
            ("holding-two", 4, "line 2"),
            ("holding-empty", 5, "“grp”"),
        ],
    ),
    "identifiers with blanks around them": (
        {"spec": HELD, "data": "dep,sec,ca,id,grp\nD1,A,1,x1,g\nD1,A,1,x1 ,g\nD1,A,1, x1,g\u00a0\nD1,B,1,x2,\tg\n"},
        [
            ("identifier-padded", 3, "“id”"),
            ("identifier-padded", 4, "“id”"),
            ("identifier-padded", 4, "“grp”"),
            ("identifier-padded", 5, "“grp”"),
        ],
    ),
    "identifiers with invisible signs": (
        {
            "spec": HELD,
            "data": "dep,sec,ca,id,grp\nD1,A,1,x1,g\nD1,A,1,x\u200b1,g\nD1,A,1,\u200b,g\ufe0f\nD1,B,1,x\u00ad2,g\n",
        },
        [
            ("identifier-invisible", 3, "“id” holds an invisible sign (U+200B)"),
            ("identifier-invisible", 4, "“id” holds an invisible sign (U+200B)"),
            ("identifier-invisible", 4, "“grp” holds an invisible sign (U+FE0F)"),
            ("identifier-invisible", 5, "“id” holds an invisible sign (U+00AD)"),
        ],
    ),
    "identifiers written in two ways": (
        {
            "spec": HELD,
            "data": "dep,sec,ca,id,grp\nD1,A,1,Café 1,g h\nD1,A,1,Cafe\u0301 1,g h\nD1,A,1,Café\u00a01,g h\n"
            "D1,B,1,CAFÉ 1,g h\nD1,B,1,x2,g  h\nD2,B,1,Cafe\u0301 1,g h\n",
        },
        [
            ("identifier-two-ways", 3, "“id” differs from that on line 2"),
            ("identifier-two-ways", 4, "“id” differs from that on line 2"),
            ("identifier-two-ways", 5, "“id” differs from that on line 2"),
            ("identifier-two-ways", 6, "“grp” differs from that on line 2"),
            ("identifier-two-ways", 7, "“id” differs from that on line 2"),
        ],
    ),
    "codes written in two ways": (
        {
            "spec": "response: ca\ndimensions: [{column: dep}]\n",
            "data": "dep,ca\nDrôme,1\nDro\u0302me,1\nA B,1\nA\u00a0B,1\nT\u200botal,1\nＴotal,1\na b,1\n",
        },
        [
            ("code-two-ways", 3, "differs from that on line 2"),
            ("code-two-ways", 5, "differs from that on line 4"),
            ("code-invisible", 6, "U+200B"),
            ("code-two-ways", 7, "differs from that of the total"),
        ],
    ),
    "groups written in two ways": (
        {"dep": "code,parent\nD1,Rhône\nD2,Rho\u0302ne\nD3,R\u200b2\n"},
        [("code-two-ways", 3, "“parent” differs from that on line 2"), ("code-invisible", 4, "U+200B")],
    ),
    "numbers of cells with blanks around them": (
        {
            "spec": CELLS_SPEC,
            "data": CELLS.replace("D2,A,40,2,35", "D2,A,40, 2,35").replace("D3,B,20,2,11", "D3,B,20,2,11\u00a0"),
        },
        [("value-not-a-number", 11, "“count”"), ("value-not-a-number", 18, "“largest”")],
    ),
    "consents of contributors written otherwise": (
        {
            "spec": SPEC + "contributor: id\nwaivers: waivers.csv\n",
            "data": "dep,sec,ca,id\nD1,A,1,Café\nD2,A,1,b\n",
            "waivers": "contributor,consent,date\nCafé ,letter,2026-01-31\nCafe\u0301,letter,2026-01-31\n"
            ",letter,2026-01-31\nb\u200b,letter,2026-01-31\nB,letter,2026-01-31\n",
        },
        [
            ("identifier-padded", 2, "“contributor”"),
            ("waiver-written-otherwise", 3, "one in the data"),
            ("contributor-empty", 4, "“contributor”"),
            ("identifier-invisible", 5, "U+200B"),
            ("waiver-written-otherwise", 6, "one in the data"),
        ],
    ),
    "weights": (
        {"spec": SPEC + "weight: w\ncost: care\n", "data": "dep,sec,ca,w,care\nD1,A,1,0,1\nD1,A,1,1,-1\n"},
        [("weight-not-positive", 2, "“w”"), ("value-negative", 3, "“care”")],
    ),
    "a circle of groups": (
        {"dep": GROUPS + "R1,R2\nR2,R1\n"},
        [("hierarchy-cycle", None, "R1 → R2 → R1")],
    ),
    "a group of itself": ({"dep": GROUPS + "R1,R1\n"}, [("hierarchy-cycle", None, "R1 → R1")]),
    "two groups of a code": (
        {"dep": GROUPS + "D1,R2\n"},
        [("hierarchy-two-parents", 5, "“D1” is in “R2” here and in “R1” on line 2")],
    ),
    "other faults of a hierarchy": (
        {"dep": GROUPS + "Total,R2\nD1,R1\n,R1\n"},
        [("hierarchy-total", 5, "“Total”"), ("hierarchy-duplicate", 6, "line 2"), ("hierarchy-blank", 7, "empty")],
    ),
    "a hierarchy of one column": ({"dep": "code\nD1\n"}, [("hierarchy-form", 1, "has 1")]),
    "cells that do not add up": (
        {"spec": CELLS_SPEC, "data": CELLS.replace("D2,A,40,2,35", "D2,A,41,2,35")},
        [
            ("not-additive", 5, "dep=D2, sec=Total is 40; its parts add up to 41 (dep=D2, sec=A)"),
            ("not-additive", 9, "dep=R1, sec=A is 50; its parts add up to 51 (dep=D1, sec=A ; dep=D2, sec=A)"),
        ],
    ),
    "counts that do not add up": (
        {"spec": CELLS_SPEC, "data": CELLS.replace("R1,B,20,2,12", "R1,B,20,3,12")},
        [
            ("counts-not-additive", 15, "dep=R1, sec=B has 3 contributors; its parts have 2"),
        ],
    ),
    "a missing margin": (
        {"spec": CELLS_SPEC, "data": CELLS.replace("R2,A,10,2,6\n", "")},
        [("margin-missing", 12, "dep=R2, sec=A is missing")],
    ),
    "cells that cannot be": (
        {
            "spec": CELLS_SPEC + "rules: {p_percent: 10}\n",
            "data": "dep,sec,ca,count,largest,second\nD1,A,10,0,0,0\nD1,B,10,1.5,10,0\nD2,A,10,2,9,3\n"
            "D2,B,10,1,9,0\nD3,A,10,3,4,5\nD3,B,10,3,-4,0\n",
        },
        [
            ("cell-without-anyone", 2, "dep=D1, sec=A"),
            ("count-not-whole", 3, "dep=D1, sec=B"),
            ("largest-beyond", 4, "dep=D2, sec=A"),
            ("largest-too-small", 5, "dep=D2, sec=B"),
            ("second-beyond", 6, "dep=D3, sec=A"),
            ("value-negative", 7, "is negative"),
            ("largest-too-small", 7, "dep=D3, sec=B"),
        ],
    ),
    "a cell twice": ({"spec": CELLS_SPEC, "data": CELLS + "D3,B,20,2,11\n"}, [("cell-twice", 19, "line 18")]),
    "no second largest": (
        {"spec": CELLS_SPEC + "rules: {p_percent: 10}\n", "data": CELLS},
        [("column-missing", 1, "“second”")],
    ),
    "a group smaller than its part": (
        {"spec": CELLS_SPEC, "data": CELLS.replace("Total,B,40,4,12", "Total,B,40,4,10")},
        [("largest-not-above", 14, "dep=Total, sec=B")],
    ),
    "cells of no table": (
        {
            "spec": "input: cells\nresponse: ca\ntables:\n  - [{column: dep}]\n  - [{column: sec}]\n",
            "data": "dep,sec,ca,count,largest\nTotal,Total,9,3,4\na,Total,9,3,4\nTotal,x,9,3,4\na,x,9,3,4\n",
        },
        [("cell-of-no-table", 5, "dep=a, sec=x")],
    ),
    "unsafe cells to keep": (
        {"spec": SPEC + "keep: keep.csv\n", "keep": "dep,sec\nD1,B\nD9,A\n"},
        [("keep-unsafe", None, "dep=D1, sec=B"), ("cell-unknown", 3, "dep=D9, sec=A")],
    ),
    "consents": (
        {
            "spec": SPEC + "contributor: id\nwaivers: waivers.csv\n",
            "data": "dep,sec,ca,id\nD1,A,1,a\nD2,A,1,b\n",
            "waivers": "contributor,consent,date\na,,2026-01-31\na,letter,31/01/2026\n",
        },
        [("waiver-reference", 2, "no reference"), ("waiver-date", 3, "not a date")],
    ),
}


@pytest.mark.parametrize("name", list(BAD))
def test_bad_input_is_told_at_its_place(tmp_path: Path, name: str) -> None:
    files, expected = BAD[name]
    with pytest.raises(Faults) as caught:
        read(tmp_path, **files)
    told = [(one.code, one.line) for one in caught.value.faults]
    assert sorted(told, key=str) == sorted(((code, line) for code, line, _ in expected), key=str)
    for code, line, words in expected:
        assert any(words in one.message.en for one in caught.value.faults if (one.code, one.line) == (code, line)), code
    assert all(one.file for one in caught.value.faults)


def test_every_fault_of_the_list_is_met_by_a_test() -> None:
    """Those of files that no YAML can hold, or of a reader that is asked more, have tests of their own below."""
    elsewhere = {"data-format", "data-unreadable", "data-encoding", "column-type", "more-of-these", "cells-disagree",
                 "file-elsewhere", "columns-too-many", "data-too-large"}  # fmt: skip
    met = {code for _, expected in BAD.values() for code, _, _ in expected}
    # Those of a pattern that another tool made are met by the tests of its command.
    assert met >= set(FAULTS) - elsewhere - {"too-many-crossings"} - PATTERN_FAULTS.keys()


def test_faults_of_data_and_of_hierarchies_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(Faults) as caught:
        read(tmp_path, dep=GROUPS + "D1,R2\n", data=DATA + "D1,A,x\n")
    assert {one.code for one in caught.value.faults} == {"hierarchy-two-parents", "value-not-a-number"}


def test_near_names_are_proposed(tmp_path: Path) -> None:
    with pytest.raises(Faults) as caught:
        read(tmp_path, spec=SPEC.replace("response: ca", "response: chifre"), data=DATA.replace(",ca", ",chiffre"))
    assert "Proches : chiffre." in caught.value.faults[0].remedy.fr


def test_many_faults_of_a_kind_are_counted(tmp_path: Path) -> None:
    with pytest.raises(Faults) as caught:
        read(tmp_path, data=DATA + "D1,A,x\n" * 1000)
    (more,) = [one for one in caught.value.faults if one.code == "more-of-these"]
    assert "980" in more.message.en


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    data, spec = laid(tmp_path)

    def code_of(path: Path) -> str:
        with pytest.raises(Faults) as caught:
            read_inputs(path, spec)
        return caught.value.faults[0].code

    data.write_bytes("dep,sec,ca\nD1,é,1\n".encode("cp1252"))
    assert code_of(data) == "data-encoding"
    (tmp_path / "data.xlsx").write_bytes(b"")
    assert code_of(tmp_path / "data.xlsx") == "data-format"
    (tmp_path / "data.parquet").write_bytes(b"no parquet")
    assert code_of(tmp_path / "data.parquet") == "data-unreadable"
    assert code_of(tmp_path / "none.csv") == "data-unreadable"
    pl.DataFrame({"dep": [1.0], "sec": ["A"], "ca": [1]}).write_parquet(tmp_path / "data.parquet")
    assert code_of(tmp_path / "data.parquet") == "column-type"


def test_a_table_wider_or_longer_than_any_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """M10: at version 0.5 fifty thousand columns take a minute, each counted among all."""

    def code_of(data: Path) -> list[str]:
        log = FaultLog()
        assert read_sheet(data, log) is None
        return [one.code for one in log.kept]

    wide = tmp_path / "wide.csv"
    wide.write_text(",".join(f"c{n}" for n in range(50_000)) + "\n" + ",".join("1" * 50_000) + "\n", encoding="utf-8")
    assert bounded(code_of, wide, seconds=2) == ["columns-too-many"]
    pl.DataFrame({f"c{n}": ["1"] for n in range(1001)}).write_parquet(tmp_path / "wide.parquet")
    assert code_of(tmp_path / "wide.parquet") == ["columns-too-many"]
    pl.DataFrame({"a": [1] * 100, "b": [1] * 100}).write_parquet(tmp_path / "long.parquet")
    monkeypatch.setattr(tabular_files, "MOST_VALUES", 199)
    assert code_of(tmp_path / "long.parquet") == ["data-too-large"]


def test_a_specification_of_others_names_files_beside_it_alone(tmp_path: Path) -> None:
    folder, outside = tmp_path / "sent", tmp_path / "outside.csv"
    outside.write_text(GROUPS, encoding="utf-8")
    folder.mkdir()
    (folder / "link.csv").symlink_to(outside)
    (folder / "keep.csv").write_text("dep,sec\nD3,A\n", encoding="utf-8")
    for named in ("link.csv", "../outside.csv", str(outside)):
        spec = f"response: ca\ndimensions: [{{column: dep, hierarchy: {named}}}]\nkeep: ../keep.csv\n"
        data, where = laid(folder, spec=spec)
        with pytest.raises(Faults) as caught:
            read_inputs(data, where, confined=True)
        told = [(one.code, one.line, one.key) for one in caught.value.faults]
        assert told == [("file-elsewhere", 2, "dimensions[0].hierarchy"), ("file-elsewhere", 3, "keep")]
    data, where = laid(folder, spec="response: ca\ndimensions: [{column: dep}]\nkeep: keep.csv\n", keep="dep\nD3\n")
    assert read_inputs(data, where, confined=True).keep is not None


def test_two_files_that_disagree_on_a_cell(tmp_path: Path) -> None:
    spec = (
        "input: cells\nresponse: ca\ndimensions: [{column: dep}]\n"
        "tables:\n  - {data: other.csv, dimensions: [{column: cj}]}\n"
    )
    data = "dep,ca,count,largest\nTotal,9,3,4\na,9,3,4\n"
    with pytest.raises(Faults) as caught:
        read(tmp_path, spec=spec, data=data, other="cj,ca,count,largest\nTotal,9.5,3,4\nx,9.5,3,4\n")
    (one,) = caught.value.faults
    assert (one.code, one.line) == ("cells-disagree", 2)
    assert "9.5 here and 9" in one.message.en
