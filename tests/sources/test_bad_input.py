"""Bad input of every kind: found at its line and column, all at once, and nothing loaded."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.scenes.sources_sample import TODAY, Load, Sample, make_sample

from filiere.sources import RefusedFile, prepare, publish
from filiere.sources.gazetteer import known_codes, load_gazetteer

EMPLOYEES = "Effectifs salariés 2007"
ESTABLISHMENTS = "Nombre d'établissements 2007"

# What is written in which cell, and the code of the fault that it makes.
PLANTS = [
    (EMPLOYEES, "-5", "negative-number"),
    (EMPLOYEES, "abc", "not-a-number"),
    (EMPLOYEES, "12,5", "not-a-number"),
    (EMPLOYEES, "1 057", "not-a-number"),
    (ESTABLISHMENTS, "1e3", "not-a-number"),
    (ESTABLISHMENTS, "0", "employees-without-establishment"),
    ("Code APE", "82.20Z", "unknown-ape"),
    ("Code APE", "0000X", "unknown-ape"),
    ("Code APE", "", "missing-value"),
    ("Code commune", "76999", "unknown-commune"),
    ("Code commune", "ROUEN", "unknown-commune"),
    ("Code département", "20", "unknown-department"),
    ("Code département", "77", "department-mismatch"),
    ("Code région", "93", "region-mismatch"),
    ("Code région", "99", "unknown-region"),
    ("Code ancienne région", "93", "old-region-mismatch"),
    ("Code zone d'emploi", "28", "unknown-zone"),
    ("Code zone d'emploi", "2816", "inconsistent-place"),
]

# A commune that is elsewhere than on its other rows is a fault of those rows together, not of one alone.
ALONE = [plant for plant in PLANTS if plant[2] != "inconsistent-place"]


def refusal(load: Load, file: Path, **options: object) -> RefusedFile:
    with pytest.raises(RefusedFile) as caught:
        load(file, **options)
    return caught.value


def found(refused: RefusedFile) -> set[tuple[str, int | None, int | None]]:
    return {(fault.code, fault.line, fault.column) for fault in refused.faults}


def point(sample: Sample, code: str, row: int, name: str) -> tuple[int, int]:
    """Where the fault is shown: people without an establishment are shown at the people."""
    return sample.place(row, EMPLOYEES if code == "employees-without-establishment" else name)


@pytest.mark.parametrize(("name", "value", "code"), PLANTS)
def test_each_kind_is_found_in_its_cell(
    sample: Sample, load: Load, tmp_path: Path, name: str, value: str, code: str
) -> None:
    """One fault in a sound file gives that fault, there, and no other."""
    sample.set(1, name, value)
    refused = refusal(load, sample.write(tmp_path / "a.csv"))
    assert found(refused) == {(code, *point(sample, code, 1, name))}
    (fault,) = refused.faults
    assert fault.file == str(tmp_path / "a.csv")
    assert fault.message.fr != fault.message.en
    assert fault.remedy.fr


@pytest.mark.parametrize(("name", "value", "code"), PLANTS)
def test_the_same_fault_is_found_in_parquet(
    sample: Sample, load: Load, tmp_path: Path, name: str, value: str, code: str
) -> None:
    """In Parquet the line is that of the same row in a CSV, the column the rank of the column."""
    sample.set(1, name, value)
    refused = refusal(load, sample.write_parquet(tmp_path / "a.parquet"))
    shown = EMPLOYEES if code == "employees-without-establishment" else name
    assert found(refused) == {(code, 3, sample.column(shown) + 1)}


@pytest.mark.parametrize(
    ("mend", "faults"),
    [
        (lambda content: content.replace(b"\n", b"\r"), {("line-ends", 1, None)}),
        (lambda content: content.replace(b";", b"\r", 1), {("line-ends", 1, 7)}),
        (lambda content: b"x" * 140_000 + b";" + content, {("header-too-long", 1, 1)}),
        (lambda content: b'"' + b"x;" * 400_000 + b'";' + content, {("header-too-long", 1, 1)}),
        (lambda content: b"\xef\xbb\xbf" * 2 + content, {("double-bom", 1, 1)}),
    ],
)
def test_a_first_line_that_cannot_be_read_is_explained(
    sample: Sample, load: Load, tmp_path: Path, mend: Callable[[bytes], bytes], faults: set[tuple[str, int, int | None]]
) -> None:
    """Returns alone, an endless header, two marks: one fault each, and no crash."""
    file = sample.write(tmp_path / "a.csv")
    file.write_bytes(mend(file.read_bytes()))
    assert found(refusal(load, file)) == faults


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("x" * 140_000, "row-too-long"),
        ("é" * 70_000, "row-too-long"),
        ("é" * 60_000, ""),
        ('"' + "é" * 35_000 + "\n" + "é" * 35_000 + '"', "row-too-long"),
        ("a\rb", "line-ends"),
        ('"a\rb"', ""),
    ],
)
def test_a_row_that_cannot_be_cut_is_explained(
    sample: Sample, load: Load, tmp_path: Path, value: str, code: str
) -> None:
    """Neither an empty line nor a wrong number of cells; a return between quotation marks is a text like another."""
    for row in range(3):
        sample.set(row, "EPCI", value)
    text = ";".join(sample.headers) + "\n" + "".join(";".join(row) + "\n" for row in sample.rows)
    file = tmp_path / "a.csv"
    file.write_bytes(text.encode())
    if not code:
        assert load(file).rows == 12
        return
    refused = refusal(load, file)
    assert refused.counts == {code: 3}
    kept = load(file, allow_rejects=True)
    assert (kept.rows, kept.rejected) == (9, 3)
    with (kept.folder / "rejects.csv").open(encoding="utf-8", newline="") as stream:
        previous = csv.field_size_limit(1_000_000)
        assert [row["codes"] for row in csv.DictReader(stream)] == [code] * 3
        csv.field_size_limit(previous)


def test_all_faults_of_a_file_are_told_at_once(sample: Sample, load: Load, tmp_path: Path) -> None:
    """Several kinds on several lines, in one refusal, with exact counts."""
    sample.set(0, EMPLOYEES, "x")
    sample.set(3, EMPLOYEES, "y")
    sample.set(5, "Code APE", "APE")
    sample.rows.append(list(sample.rows[4]))
    refused = refusal(load, sample.write(tmp_path / "a.csv"))
    assert refused.counts == {"duplicate-key": 1, "not-a-number": 2, "unknown-ape": 1}
    assert refused.total == 4
    assert {fault.line for fault in refused.faults} == {2, 5, 7, 14}


def test_a_duplicate_names_the_first_line(sample: Sample, load: Load, tmp_path: Path) -> None:
    """The key is commune and activity; the second row is the one at fault."""
    sample.rows.append(list(sample.rows[2]))
    (fault,) = refusal(load, sample.write(tmp_path / "a.csv")).faults
    assert (fault.code, fault.line) == ("duplicate-key", 14)
    assert fault.column == sample.place(12, "Code APE")[1]
    assert "ligne 4" in fault.message.fr
    assert "line 4" in fault.message.en


def test_a_former_commune_names_its_successor(sample: Sample, load: Load, tmp_path: Path) -> None:
    """A commune gone before the last year of the file is a fault; one gone later is not."""
    gone = former_commune("27", by=2021)
    years = (2019, 2020, 2021)
    late = make_sample(years)
    for row in range(6, 9):
        late.set(row, "Code commune", gone)
    refused = refusal(load, late.write(tmp_path / "late.csv"))
    successor = load_gazetteer().successor(gone)
    assert successor is not None
    assert {fault.code for fault in refused.faults} == {"former-commune"}
    assert all(successor.code in fault.message.fr and successor.code in fault.remedy.en for fault in refused.faults)
    early = make_sample((2006, 2007, 2008))
    for row in range(6, 9):
        early.set(row, "Code commune", gone)
    assert load(early.write(tmp_path / "early.csv")).rows == 12


def former_commune(department: str, by: int) -> str:
    """A code of that department that was no longer a commune's in the given year."""
    places = load_gazetteer()
    for number in range(1, 700):
        code = f"{department}{number:03d}"
        successor = None if places.exists(code) else places.successor(code)
        if successor is not None and successor.year is not None and successor.year <= by:
            return code
    raise AssertionError(f"no former commune in {department}")


def test_a_future_year_is_refused_in_the_header(load: Load, tmp_path: Path) -> None:
    """The file cannot know next year; both columns are shown."""
    sample = make_sample((2025, 2026, 2027))
    refused = refusal(load, sample.write(tmp_path / "a.csv"))
    assert refused.counts == {"future-year": 2}
    assert {fault.line for fault in refused.faults} == {1}


def test_the_header_says_what_is_missing_misspelt_extra_and_double(sample: Sample, load: Load, tmp_path: Path) -> None:
    """Each has its own code, and the nearest name is proposed."""
    sample.headers[sample.column("Code APE")] = "code Ape "
    sample.headers[sample.column("Nom commune")] = "Zorro"
    sample.headers[sample.column("Secteur NA38")] = "Secteur NA17"
    refused = refusal(load, sample.write(tmp_path / "a.csv"))
    assert refused.counts == {"duplicate-column": 1, "extra-column": 1, "misspelt-column": 1, "missing-column": 2}
    misspelt = next(fault for fault in refused.faults if fault.code == "misspelt-column")
    assert "Code APE" in misspelt.remedy.fr
    assert misspelt.column == sum(len(header) + 1 for header in sample.headers[: sample.headers.index("code Ape ")]) + 1


def test_a_year_with_one_column_of_two_is_refused(sample: Sample, load: Load, tmp_path: Path) -> None:
    """A column lost in a spreadsheet is named."""
    place = sample.column(EMPLOYEES)
    del sample.headers[place]
    for row in sample.rows:
        del row[place]
    (fault,) = refusal(load, sample.write(tmp_path / "a.csv")).faults
    assert (fault.code, fault.key) == ("missing-column", EMPLOYEES)


@pytest.mark.parametrize(("separator", "word"), [(",", "virgule"), ("\t", "tabulation"), ("|", "barre verticale")])
def test_a_wrong_separator_is_named(sample: Sample, load: Load, tmp_path: Path, separator: str, word: str) -> None:
    """The file is otherwise right: one fault, not one a line."""
    (fault,) = refusal(load, sample.write(tmp_path / "a.csv", separator=separator)).faults
    assert fault.code == "wrong-separator"
    assert word in fault.message.fr


def test_another_file_altogether_is_recognised_as_such(load: Load, tmp_path: Path) -> None:
    """No column of the source: say which forms are known."""
    path = tmp_path / "a.csv"
    path.write_text("x;y\n1;2\n", encoding="utf-8")
    (fault,) = refusal(load, path).faults
    assert fault.code == "unknown-layout"


def test_a_cell_too_many_or_too_few(sample: Sample, load: Load, tmp_path: Path) -> None:
    """The number of cells found and expected is given, on the right line."""
    sample.rows[2].append("1")
    del sample.rows[4][-2:]
    refused = refusal(load, sample.write(tmp_path / "a.csv"))
    assert [(fault.code, fault.line) for fault in refused.faults] == [("field-count", 4), ("field-count", 6)]
    assert "26" in refused.faults[0].message.en
    assert "25" in refused.faults[0].message.en


def test_a_truncated_file_is_refused_even_when_rejects_are_allowed(sample: Sample, load: Load, tmp_path: Path) -> None:
    """A file cut in the middle of a line lacks more than that line."""
    path = sample.write(tmp_path / "a.csv")
    path.write_bytes(path.read_bytes()[:-25])
    refused = refusal(load, path, allow_rejects=True)
    assert [(fault.code, fault.line) for fault in refused.faults] == [("truncated-file", 13)]


def test_a_file_without_a_row_is_refused(sample: Sample, load: Load, tmp_path: Path) -> None:
    """A header alone is what an export that failed looks like."""
    sample.rows = []
    assert [fault.code for fault in refusal(load, sample.write(tmp_path / "a.csv")).faults] == ["no-row"]


def test_empty_lines_and_lone_separators(sample: Sample, load: Load, tmp_path: Path) -> None:
    """Both are shown where they are; the rows around them are not shifted."""
    lines = sample.text().split("\n")
    lines[3] = ";" * (len(sample.headers) - 1)
    lines.insert(6, "")
    lines[8] = lines[8].replace("8220Z", "APE", 1).replace(";8220Z;", ";APE;")
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    refused = refusal(load, path)
    assert [(fault.code, fault.line) for fault in refused.faults if fault.code == "empty-row"] == [
        ("empty-row", 4),
        ("empty-row", 7),
    ]
    assert [fault.line for fault in refused.faults if fault.code == "unknown-ape"] == [9]


def test_a_quotation_mark_that_never_closes_hides_nothing(sample: Sample, load: Load, tmp_path: Path) -> None:
    """The lines after it are still read: the fault planted further down is found on its own line."""
    sample.set(6, EMPLOYEES, "x")
    lines = sample.text().split("\n")
    lines[2] = '"' + lines[2]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    refused = refusal(load, path)
    assert [(fault.code, fault.line) for fault in refused.faults] == [("unclosed-quote", 3), ("not-a-number", 8)]


@pytest.mark.parametrize("allow_rejects", [False, True])
@pytest.mark.parametrize("cut", [1, 2])
def test_a_file_cut_inside_its_last_cell_is_refused(
    sample: Sample, load: Load, tmp_path: Path, cut: int, allow_rejects: bool
) -> None:
    """Without a line end, 1057 may have been cut to 105: the file is refused even with rejects, and said why."""
    sample.set(11, "Effectifs salariés 2008", "1057")
    path = tmp_path / "a.csv"
    path.write_bytes(sample.text().encode()[:-cut])
    refused = refusal(load, path, allow_rejects=allow_rejects)
    assert [(fault.code, fault.line) for fault in refused.faults] == [("unended-last-line", 13)]


def test_a_wrong_encoding_does_not_hide_the_other_faults(sample: Sample, load: Load, tmp_path: Path) -> None:
    """The rows are read as Windows-1252 to tell all, and the file is refused even with rejects."""
    sample.set(3, "EPCI", "Métropole")
    sample.set(5, EMPLOYEES, "-1")
    refused = refusal(load, sample.write(tmp_path / "a.csv", encoding="cp1252"), allow_rejects=True)
    assert refused.counts["negative-number"] == 1
    assert ("wrong-encoding", 5, 1 + len(";;;;M")) in found(refused)


def test_many_faults_are_counted_shown_in_part_and_written_whole(load: Load, tmp_path: Path) -> None:
    """The first hundred of a kind are shown; the file beside the refusal has them all."""
    sample = make_sample()
    template = sample.rows[0]
    sample.rows = [list(template) for _ in range(350)]
    for activity, row in zip(sorted(known_codes()["ape"]), sample.rows, strict=False):
        row[sample.column("Code APE")] = activity
        row[sample.column(EMPLOYEES)] = "x"
    refused = refusal(load, sample.write(tmp_path / "a.csv"))
    assert refused.counts == {"not-a-number": 350}
    assert len(refused.faults) == 100
    with refused.report.open(encoding="utf-8", newline="") as stream:
        written = list(csv.DictReader(stream))
    assert [int(row["line"]) for row in written] == list(range(2, 352))
    assert written[0]["message_fr"]
    assert written[0]["message_en"]


def test_a_refusal_leaves_the_versions_as_they_were(sample: Sample, load: Load, tmp_path: Path) -> None:
    """Nothing half loaded, and no staging folder."""
    version = publish(load(sample.write(tmp_path / "good.csv")))
    before = {path: path.read_bytes() for path in version.rglob("*") if path.is_file()}
    sample.set(0, EMPLOYEES, "x")
    refusal(load, sample.write(tmp_path / "bad.csv"))
    assert {path: path.read_bytes() for path in version.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in version.parent.iterdir()) == sorted([version.name, "refused"])


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plants=st.dictionaries(st.integers(0, 11), st.sampled_from(ALONE), min_size=1, max_size=6),
    parquet=st.booleans(),
)
def test_whatever_is_planted_is_found(
    plants: dict[int, tuple[str, str, str]], parquet: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Any mixture of kinds on any rows: each plant is found at its own line and column."""
    folder = tmp_path_factory.mktemp("planted")
    sample = make_sample()
    for row, (name, value, code) in plants.items():
        sample.set(row, name, value)
        if code == "employees-without-establishment":
            sample.set(row, EMPLOYEES, "7")
    file = sample.write_parquet(folder / "a.parquet") if parquet else sample.write(folder / "a.csv")
    with pytest.raises(RefusedFile) as caught:
        prepare("urssaf-commune-ape", file, home=folder / "home", today=TODAY)
    seen = {(fault.code, fault.line, fault.column) for fault in caught.value.faults}
    for row, (name, _, code) in plants.items():
        line, column = point(sample, code, row, name)
        if parquet:
            shown = EMPLOYEES if code == "employees-without-establishment" else name
            line, column = row + 2, sample.column(shown) + 1
        assert (code, line, column) in seen
