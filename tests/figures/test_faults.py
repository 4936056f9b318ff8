"""The checker finds every planted fault, at its line and column, and says it in both languages."""

import re
import shutil
import string
from datetime import date
from pathlib import Path

import pytest

from filiere.core import Faults, content_path
from filiere.figures import check, load_register
from filiere.figures.faults import CATALOGUE

FAULTS = Path(__file__).parent / "faults"
_EXPECTED = re.compile(r"# expect: (?P<code>[a-z-]+) (?P<line>\d+):(?P<column>\d+)")

# Said by commands and amendments, or about a folder: no fixture of one file can hold them.
_ELSEWHERE = {"missing-file", "stray-file", "references-unchecked", "unknown-figure", "unknown-filter", "bad-day"}


def expected(path: Path) -> list[tuple[str, int, int]]:
    """Return the faults a fixture announces in its first lines."""
    text = path.read_text(encoding="utf-8", errors="replace")
    return [(one["code"], int(one["line"]), int(one["column"])) for one in _EXPECTED.finditer(text)]


@pytest.mark.parametrize("path", sorted(FAULTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_fixture_has_exactly_its_faults(path: Path, base_folder: Path, today: date) -> None:
    """A file with planted faults yields those faults, each at its line and column, and no other."""
    found = check(path, within=base_folder, today=today)
    assert [(one.code, one.line, one.column) for one in found] == expected(path)
    assert {one.file for one in found} == {str(path)}


def test_every_code_has_a_fixture() -> None:
    """No fault of the catalogue goes untested."""
    planted = {code for path in FAULTS.glob("*.yaml") for code, _, _ in expected(path)}
    missing = {code for code in CATALOGUE if not code.startswith("amendment-")} - planted - _ELSEWHERE
    assert missing == set()


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_both_languages_carry_the_same_facts(code: str) -> None:
    """Message and remedy name the same values in French and in English, and are not the same words."""

    def facts(template: str) -> set[str]:
        names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
        return {name.removesuffix("_fr").removesuffix("_en") for name in names}

    message_fr, message_en, remedy_fr, remedy_en = CATALOGUE[code]
    assert facts(message_fr) == facts(message_en)
    assert facts(remedy_fr) == facts(remedy_en)
    assert message_fr != message_en
    assert remedy_fr != remedy_en


def test_the_made_up_register_has_no_fault(base_folder: Path, today: date) -> None:
    """The register of the fixtures is itself sound, so that a fixture shows its own faults only."""
    assert check(base_folder, today=today) == ()


def test_loading_raises_all_faults_of_all_files(base_folder: Path, tmp_path: Path) -> None:
    """Faults of form and of substance in several files are raised together, in the order of files and lines."""
    folder = copy(base_folder, tmp_path)
    edit(folder / "figures/made-up.yaml", "territory: FR\n", "territory: XX-moon\n")
    edit(folder / "series/made-up.yaml", "after: jobs-2002", "after: jobs-2009")
    edit(folder / "sources/made-up.yaml", "reading: whole", "reading: whole\n    colour: blue")
    with pytest.raises(Faults) as caught:
        load_register(folder)
    codes = [one.code for one in caught.value.faults]
    # Without the declared break, two figures differ in scope; the unknown territory is said once only.
    assert codes == ["unknown-territory", "series-mixed-scope", "series-break-unknown", "unknown-key"]


def test_a_record_that_cannot_be_read_is_not_called_unknown(base_folder: Path, tmp_path: Path, today: date) -> None:
    """A figure left out for a misspelt key is one fault, not one more in each list that names it."""
    folder = copy(base_folder, tmp_path)
    edit(folder / "figures/made-up.yaml", "    published: ", "    publishd: ")
    found = check(folder, today=today)
    assert [one.code for one in found] == ["unknown-key"]
    assert "published" in found[0].remedy.en


def test_a_misspelt_word_is_one_fault(base_folder: Path, tmp_path: Path, today: date) -> None:
    """A segment that does not exist is told where it is written, and not again in each series of the figure."""
    folder = copy(base_folder, tmp_path)
    edit(folder / "figures/made-up.yaml", "segment: whole", "segment: hwole")
    assert [one.code for one in check(folder, today=today)] == ["unknown-vocabulary"]


def test_a_file_of_a_register_shows_its_own_faults_only(base_folder: Path, tmp_path: Path, today: date) -> None:
    """Checking one file inside a register judges it within that register, without the faults of its neighbours."""
    folder = copy(base_folder, tmp_path)
    edit(folder / "series/made-up.yaml", "after: jobs-2002", "after: jobs-2009")
    edit(folder / "figures/made-up.yaml", "confidence: low", "confidence: none")
    assert [one.code for one in check(folder / "figures/made-up.yaml", today=today)] == ["unknown-vocabulary"]


def test_the_same_id_in_two_files_is_a_fault(base_folder: Path, tmp_path: Path, today: date) -> None:
    """A duplicate names the file and line where the identifier was first taken."""
    folder = copy(base_folder, tmp_path)
    (folder / "series/again.yaml").write_text(
        (folder / "series/made-up.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    found = check(folder, today=today)
    assert [(one.code, Path(one.file or "").name) for one in found] == [("duplicate-id", "made-up.yaml")]
    assert "again.yaml:2" in found[0].message.en


def test_missing_pieces_of_a_register_are_faults(base_folder: Path, tmp_path: Path, today: date) -> None:
    """A register without its sources folder or without a list of its vocabulary says so."""
    folder = copy(base_folder, tmp_path)
    shutil.rmtree(folder / "sources")
    edit(folder / "vocabulary.yaml", "staffs:", "stuff:")
    codes = {one.code for one in check(folder, today=today)}
    assert {"missing-file", "missing-list", "unknown-list", "unknown-source"} <= codes


def test_what_would_be_passed_over_in_silence_is_a_fault(base_folder: Path, tmp_path: Path, today: date) -> None:
    """A misspelt folder or a wrong suffix hides figures: both are said, and notes or hidden files are not."""
    folder = copy(base_folder, tmp_path)
    (folder / "serie").mkdir()
    (folder / "figures/more.yml").write_text("figures: []\n", encoding="utf-8")
    (folder / "figures/.draft").write_text("", encoding="utf-8")
    (folder / "README.md").write_text("# Register\n", encoding="utf-8")
    found = {(one.code, Path(one.file or "").name) for one in check(folder, today=today)}
    assert found == {("stray-file", "serie"), ("stray-file", "more.yml")}


def test_rules_on_dates_wait_for_a_date(base_folder: Path) -> None:
    """Without today's date, nothing is called future: the engine has no clock."""
    assert check(FAULTS / "future-period.yaml", within=base_folder) == ()


def test_nothing_at_the_path_is_an_error(tmp_path: Path) -> None:
    """Checking a path that does not exist is the caller's mistake, not an empty success."""
    with pytest.raises(FileNotFoundError):
        check(tmp_path / "absent")


PLANTED = (
    # File, words replaced at their first place, words put instead, code expected.
    ("figures/outsourced.yaml", "    period: ", "    perod: ", "unknown-key"),
    ("figures/regions.yaml", "    territory: R22-", "    territory: R99-", "unknown-territory"),
    ("figures/whole.yaml", "    segment: whole", "    segment: hole", "unknown-vocabulary"),
    ("figures/offshore.yaml", "    source: ", "    source: x-", "unknown-source"),
    ("figures/pay.yaml", "    unit: ", "    unit: x-", "unknown-unit"),
    ("figures/barometer.yaml", "    mark: ", "    mark: ~ #", "wrong-type"),
    ("figures/turnover.yaml", '    period: "', '    period: "x', "bad-period"),
    ("indicators/weight.yaml", "    family: jobs", "    family: jobs\n    family: jobs", "duplicate-key"),
    ("sources/weight.yaml", 'address: "https://', 'address: "gopher://', "bad-address"),
    ("retained/weight.yaml", "    figure: ", "    figure: x-", "retained-unknown"),
)


def test_ten_planted_faults_of_ten_kinds_are_all_found(tmp_path: Path, today: date) -> None:
    """On a copy of the shipped content, ten faults planted in ten files are all listed with file and line."""
    folder = copy(content_path("figures"), tmp_path)
    wanted = set()
    for name, old, new, code in PLANTED:
        text = (folder / name).read_text(encoding="utf-8")
        line = text[: text.index(old)].count("\n") + 1 + new.count("\n")
        edit(folder / name, old, new)
        wanted.add((code, str(folder / name), line))
    found = {(one.code, one.file, one.line) for one in check(folder, today=today)}
    assert len({code for code, _, _ in wanted}) == 10
    assert wanted <= found


SEVERAL = (
    # File, words replaced in one record, words put instead, code expected; three files hold most faults.
    (
        "figures/outsourced.yaml",
        "    segment: outsourced",
        "    segment: outsourced\n    segment: whole",
        "duplicate-key",
    ),
    ("figures/outsourced.yaml", "    locator: ", "    locatr: ", "unknown-key"),
    ("figures/outsourced.yaml", "    territory: FR\n", "    territory: XX-moon\n", "unknown-territory"),
    ("figures/outsourced.yaml", "    nature: ", "    nature: x-", "unknown-vocabulary"),
    ("figures/outsourced.yaml", "    value: ", "    value: -", "negative-value"),
    ("figures/regions.yaml", "    value: ", "    value: 1e999 # ", "number-out-of-bounds"),
    ("figures/regions.yaml", "    source: ", "    source: x-", "unknown-source"),
    ("figures/regions.yaml", '    period: "', '    period: "x', "bad-period"),
    ("indicators/weight.yaml", "    unit: ", "    unit: x-", "unknown-unit"),
    ("indicators/weight.yaml", "    family: jobs", "    family: 3", "wrong-type"),
    ("retained/weight.yaml", "    figure: ", "    figure: x-", "retained-unknown"),
)


def test_faults_of_eleven_kinds_in_few_files_are_all_found(tmp_path: Path, today: date) -> None:
    """A duplicate key hides nothing: each fault is told at its line, beside few that follow from them."""
    folder = copy(content_path("figures"), tmp_path)
    wanted = set()
    for name in dict.fromkeys(name for name, *_ in SEVERAL):
        text = (folder / name).read_text(encoding="utf-8")
        planted = [one for one in SEVERAL if one[0] == name]
        # Each fault goes into a record of its own, from the second on, so that none can explain another.
        records = text.split("\n  - ")
        for number, (_, old, new, code) in enumerate(planted):
            index = next(i for i in range(1 + 3 * number, len(records)) if old in records[i])
            records[index] = records[index].replace(old, new, 1)
            before = "\n  - ".join([*records[:index], records[index].partition(new)[0]])
            wanted.add((code, str(folder / name), before.count("\n") + 1 + new.rstrip("\n").count("\n")))
        (folder / name).write_text("\n  - ".join(records), encoding="utf-8")
    found = check(folder, today=today)
    assert len({code for code, _, _ in wanted}) == 11
    assert wanted <= {(one.code, one.file, one.line) for one in found}
    assert len(found) <= 14, "\n".join(one.render("en") for one in found)


def test_a_record_is_judged_on_its_other_fields(base_folder: Path, tmp_path: Path, today: date) -> None:
    """In one record, a key given twice, a misspelt key and a source that does not exist are three faults."""
    folder = copy(base_folder, tmp_path)
    path = folder / "figures/made-up.yaml"
    edit(path, "    published: ", "    publishd: ")
    edit(path, "    source: ", "    source: x-")
    edit(path, "    unit: ", "    unit: job\n    unit: ")
    assert {one.code for one in check(folder, today=today)} == {"unknown-key", "unknown-source", "duplicate-key"}


def test_nothing_is_concluded_from_a_field_left_out(base_folder: Path, tmp_path: Path, today: date) -> None:
    """A misspelt « value » is not also a figure without a value."""
    folder = copy(base_folder, tmp_path)
    edit(folder / "figures/made-up.yaml", "    value: ", "    vlue: ")
    assert [one.code for one in check(folder, today=today)] == ["unknown-key"]


@pytest.mark.parametrize("name", ["figures", "sources", "indicators"])
def test_a_file_that_is_no_yaml_makes_nothing_it_holds_unknown(
    base_folder: Path, tmp_path: Path, today: date, name: str
) -> None:
    """The ids written in a broken file are there: only its syntax is a fault."""
    folder = copy(base_folder, tmp_path)
    path = folder / name / "made-up.yaml"
    path.write_text("\t: [" + path.read_text(encoding="utf-8"), encoding="utf-8")
    found = check(folder, today=today)
    assert [(one.code, one.file) for one in found] == [("yaml-syntax", str(path))]


def test_a_broken_file_does_not_hide_a_reference_that_leads_nowhere(
    base_folder: Path, tmp_path: Path, today: date
) -> None:
    """Three references to what no file holds, broken or not, are told beside the syntax of each broken file."""
    folder = copy(base_folder, tmp_path)
    edit(folder / "series/made-up.yaml", "jobs-2001", "jobs-1901")
    edit(folder / "retained/made-up.yaml", "figure: ", "figure: x-")
    edit(folder / "figures/made-up.yaml", "source: census", "source: sensus")
    broken = [folder / "sources/made-up.yaml", folder / "figures/broken.yaml"]
    text = (folder / "figures/made-up.yaml").read_text(encoding="utf-8")
    head, _, last = text.rpartition("\n  - id: ")
    (folder / "figures/made-up.yaml").write_text(head + "\n", encoding="utf-8")
    broken[1].write_text(f"figures: ]\n  - id: {last}", encoding="utf-8")
    edit(broken[0], "sources:", "sources: ]")
    found = check(folder, today=today)
    assert sorted(one.code for one in found) == [
        "retained-unknown",
        "series-unknown",
        "unknown-source",
        "yaml-syntax",
        "yaml-syntax",
    ]
    assert {one.file for one in found if one.code == "yaml-syntax"} == {str(path) for path in broken}


@pytest.mark.parametrize("name", ["units.yaml", "vocabulary.yaml", "sources/made-up.yaml"])
def test_a_file_of_which_nothing_can_be_gathered_makes_nothing_unknown(
    base_folder: Path, tmp_path: Path, today: date, name: str
) -> None:
    """In another encoding altogether no id can be read: it is said once that references were not checked."""
    folder = copy(base_folder, tmp_path)
    path = folder / name
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    assert [one.code for one in check(folder, today=today)] == ["references-unchecked", "encoding"]


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("units", "unit: job", "unit: jb", "unknown-unit"),
        ("vocabulary", "segment: whole", "segment: hwole", "unknown-vocabulary"),
    ],
)
def test_a_list_of_words_with_one_wrong_byte_makes_none_unknown(
    base_folder: Path, tmp_path: Path, today: date, name: str, old: str, new: str, code: str
) -> None:
    """The units and the vocabulary, which every figure refers to, keep their words; a misspelt one is still told."""
    folder = copy(base_folder, tmp_path)
    (folder / f"{name}.yaml").write_bytes(b"\xff" + (folder / f"{name}.yaml").read_bytes())
    assert [one.code for one in check(folder, today=today)] == ["encoding"]
    edit(folder / "figures/made-up.yaml", old, new)
    assert [one.code for one in check(folder, today=today)] == [code, "encoding"]


def test_the_content_whole_is_checked_as_its_register(tmp_path: Path, today: date) -> None:
    """A copy of the whole content is the register that it holds, and none of its other folders is a stray."""
    content = tmp_path / "content"
    for name in ("figures", "estimation"):
        shutil.copytree(content_path(name), content / name)
    assert check(content, today=today) == ()
    edit(content / "figures/figures/outsourced.yaml", "    territory: FR\n", "    territory: XX-moon\n")
    (found,) = check(content, today=today)
    assert (found.code, found.file) == ("unknown-territory", str(content / "figures/figures/outsourced.yaml"))


def test_a_figure_told_again_under_another_id_names_both_places(tmp_path: Path, today: date) -> None:
    """On the shipped content: same value, scope, period and source. Another producer makes it another statement."""
    folder = copy(content_path("figures"), tmp_path)
    text = (folder / "figures/whole.yaml").read_text(encoding="utf-8")
    start = text.index("  - id: jobs-whole-2012-le-fur\n")
    record = text[start : text.index("\n  - id: ", start)]
    again = folder / "figures/again.yaml"
    twin = record.replace("jobs-whole-2012-le-fur", "jobs-again").split("    note:")[0]
    again.write_text(f"figures:\n{twin}", encoding="utf-8")
    line = text[:start].count("\n") + 1
    found = check(folder, today=today)
    # Files are read in the order of their names: of the two, the one told later is at fault.
    assert [(one.code, one.file, one.line) for one in found] == [
        ("duplicate-figure", str(folder / "figures/whole.yaml"), line)
    ]
    assert "“jobs-again” (again.yaml:2)" in found[0].message.en
    other = twin.replace("producer: Marc Le Fur, rapporteur", "producer: Somebody else")
    assert other != twin
    again.write_text(f"figures:\n{other}", encoding="utf-8")
    assert check(folder, today=today) == ()


def copy(folder: Path, into: Path) -> Path:
    """Return a copy of a register that a test may spoil."""
    return Path(shutil.copytree(folder, into / "figures"))


def edit(path: Path, old: str, new: str) -> None:
    """Replace the first ``old`` of a file by ``new``; the test fails when there is none."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} holds no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
