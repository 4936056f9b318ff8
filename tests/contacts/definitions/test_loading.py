"""A set of definitions is read whole or refused with all its faults; once sealed, one letter more is one too many."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from support.scenes.definition_files import write_yaml

from filiere.contacts.definitions import CHOICE_ORDER, MEASURES, DefinitionSet, load_definitions, load_set
from filiere.contacts.definitions.loader import check_file
from filiere.contacts.definitions.records import Channel
from filiere.contacts.definitions.sealing import seal_set
from filiere.contacts.definitions.validation import check_document
from filiere.contacts.schema.columns import CHANNELS
from filiere.core import Faults, content_path, read_yaml

COMMON = content_path("contacts", "definitions", "common-v1@1.yaml")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the common set, unsealed, under its own name."""
    path = tmp_path / COMMON.name
    words = COMMON.read_text(encoding="utf-8")
    path.write_text(words[: words.index("\nseal:") + 1], encoding="utf-8")
    return path


def test_the_common_set_argues_each_choice_and_says_its_cost() -> None:
    """Every one of the 22 has a reason and a cost, in both languages."""
    common = load_set("common-v1")
    assert set(common.arguments) == set(CHOICE_ORDER)
    assert all(one.cost is not None for one in common.arguments.values())
    assert common.sha256 == common.seal


def test_the_common_set_has_an_indicator_of_every_measure() -> None:
    """Whatever can be measured is measured under the common definition, save means of what has percentiles."""
    measured = {one.measure for one in load_set("common-v1").indicators}
    assert set(MEASURES) - measured == {"delay_mean"}


def test_an_indicator_differs_from_its_set_only_where_it_says_so() -> None:
    """What an indicator says replaces a part of a choice; all the rest is that of the set."""
    common = load_set("common-v1")
    one_day, seven = (common.indicator(f"resolution_{days}").choices for days in ("1_day", "7_days"))
    assert (one_day.resolution.window_days, seven.resolution.window_days) == (1, 7)
    assert one_day.model_copy(update={"resolution": seven.resolution}) == seven == common.choices


def test_a_letter_changed_in_a_sealed_set_is_refused_at_its_seal(tmp_path: Path) -> None:
    """The fault names the file, the line of the seal and its key; comments and line ends are free."""
    path = tmp_path / COMMON.name
    words = COMMON.read_text(encoding="utf-8")
    path.write_text(words.replace("# The common", "# An other", 1).replace("\n", "\r\n"), encoding="utf-8")
    assert load_set(path).sha256 == load_set("common-v1").sha256
    path.write_text(words.replace("ring: included", "ring: excluded", 1), encoding="utf-8")
    with pytest.raises(Faults) as caught:
        load_set(path)
    (fault,) = caught.value.faults
    last = words.count("\n")
    assert (fault.code, fault.file, fault.line, fault.key) == ("definition-seal-broken", str(path), last, "seal")


def test_sealing_writes_the_fingerprint_once(own: Path) -> None:
    """A set without a seal has the same fingerprint; sealed again, it is refused."""
    before = load_set(own)
    assert before.seal is None
    assert seal_set(own).seal == before.sha256
    with pytest.raises(Faults) as caught:
        seal_set(own)
    assert [one.code for one in caught.value.faults] == ["definition-sealed-already"]


def test_a_new_version_holds_later_and_the_older_one_stays(own: Path) -> None:
    """The newest answers to the id, each to its name; the older ends on the eve of the newer."""
    words = own.read_text(encoding="utf-8").replace("version: 1\n", "version: 2\n", 1)
    newer = own.with_name("common-v1@2.yaml")
    newer.write_text(words.replace('from: "2027-01-01"', 'from: "2028-01-01"', 1), encoding="utf-8")
    both = load_definitions(own.parent)
    assert list(both) == ["common-v1"]
    assert both["common-v1"].version == 2
    assert both["common-v1@1"].version == 1
    days = (date(2026, 12, 31), date(2027, 12, 31), date(2028, 1, 1))
    assert [found and found.version for found in (both.on("common-v1", day) for day in days)] == [None, 1, 2]

    newer.write_text(words, encoding="utf-8")
    with pytest.raises(Faults) as caught:
        load_definitions(own.parent)
    assert [(one.code, one.key) for one in caught.value.faults] == [("definition-version-order", "valid.from")]

    own.unlink()
    with pytest.raises(Faults) as caught:
        load_definitions(own.parent)
    assert [one.code for one in caught.value.faults] == ["definition-version-gap"]


def test_an_unknown_name_is_told_with_close_ones() -> None:
    """A misspelt id is answered with those that look like it."""
    with pytest.raises(Faults) as caught:
        load_set("comon-v1")
    assert caught.value.faults[0].code == "definition-unknown"
    assert "common-v1" in caught.value.faults[0].remedy.en


def test_all_faults_of_a_file_come_at_once(own: Path) -> None:
    """Misspelt keys, words and days are told together, each at its line, with what was probably meant."""
    words = own.read_text(encoding="utf-8")
    for right, wrong in (
        ("  ring: included", "  rings: included"),
        ("clock_stop: human", "clock_stop: person"),
        ('from: "2027-01-01"', "from: demain"),
        ("{window_days: 30}", "{window_day: 30}"),
    ):
        assert right in words
        words = words.replace(right, wrong, 1)
    own.write_text(words, encoding="utf-8")
    with pytest.raises(Faults) as caught:
        load_set(own)
    found = {one.key: (one.code, one.remedy.en) for one in caught.value.faults}
    assert found["choices.rings"] == ("unknown-key", "Correct or remove this key. Did you mean “ring”?")
    assert found["choices.ring"][0] == "missing-key"
    assert found["choices.clock_stop"][0] == "unknown-word"
    assert found["valid.from"][0] == "wrong-value"
    assert any(key and key.endswith("choices.resolution.window_day") for key in found)


def test_what_is_shipped_is_sealed_and_called_after_its_version(own: Path) -> None:
    """A file of ours needs its seal and its name; one of a centre needs neither."""
    other = own.rename(own.with_name("common.yaml"))
    _, faults = check_document(read_yaml(other), shipped=True)
    assert {one.code for one in faults} == {"definition-unsealed", "definition-file-name"}
    assert check_document(read_yaml(other))[1] == []


def test_channels_are_those_of_the_tables() -> None:
    """An indicator can name each channel that a contact can have, and no other."""
    assert Channel.__args__ == CHANNELS


def test_a_folder_of_another_is_read_without_being_shipped(own: Path) -> None:
    """A folder of local sets needs neither seals nor names of files."""
    shutil.move(own, own.with_name("ours.yaml"))
    assert list(load_definitions(own.parent)) == ["common-v1"]


@pytest.mark.parametrize("one", load_definitions().values(), ids=lambda one: one.id)
def test_a_set_written_anew_has_the_same_fingerprint(tmp_path: Path, one: DefinitionSet) -> None:
    """What a page or a pack writes reads back to the same set, seal included."""
    path = tmp_path / "again.yaml"
    path.write_text(write_yaml(one), encoding="utf-8")
    again = load_set(path)
    assert (again, again.seal) == (one, one.sha256)


def test_a_shipped_name_holds_one_content_only(own: Path) -> None:
    """A file that calls itself a shipped version and differs is refused, by the reader as by the checker."""
    words = own.read_text(encoding="utf-8")
    own.write_text(words.replace("ring: included", "ring: excluded", 1), encoding="utf-8")
    with pytest.raises(Faults) as caught:
        load_set(own)
    assert [(one.code, one.key) for one in caught.value.faults] == [("definition-name-taken", "version")]
    assert [one.code for one in check_file(own)] == ["definition-name-taken"]


def test_versions_that_are_missing_are_one_fault(own: Path) -> None:
    """However many they are: the first of them is named, and how many there are."""
    words = own.read_text(encoding="utf-8").replace("id: common-v1", "id: ours", 1)
    own.with_name("ours@2.yaml").write_text(words.replace("version: 1\n", "version: 2\n", 1), encoding="utf-8")
    last = own.with_name("ours@9999.yaml")
    later = words.replace("version: 1\n", "version: 9999\n", 1).replace('from: "2027-01-01"', 'from: "2027-07-01"', 1)
    last.write_text(later, encoding="utf-8")
    (fault,) = check_file(last)
    assert (fault.code, fault.key) == ("definition-version-gap", "version")
    assert "version 1 " in fault.message.en
    assert "9997" in fault.message.en


@pytest.mark.parametrize(
    ("read", "written", "key"),
    [
        ("version: 1\n", "version: 3000000\n", "version"),
        ("threshold_seconds: 20", "threshold_seconds: 99999999999999999999", "threshold_seconds"),
        ("threshold_seconds: 20", "threshold_seconds: 20\n    minimum: 9007199254740993", "minimum"),
    ],
)
def test_a_number_beyond_what_a_seal_can_write_is_a_fault(own: Path, read: str, written: str, key: str) -> None:
    """In words of ours, in both languages, and at once."""
    text = own.read_text(encoding="utf-8")
    assert read in text
    own.write_text(text.replace(read, written, 1), encoding="utf-8")
    fault = next(one for one in check_file(own) if one.code == "wrong-value")
    assert (fault.key or "").endswith(key)
    assert "au plus" in fault.message.fr
    assert "at most" in fault.message.en


def test_the_older_versions_of_a_local_set_are_looked_for_beside_it(own: Path) -> None:
    """A second version needs the first in its folder, and a later day."""
    words = own.read_text(encoding="utf-8").replace("id: common-v1", "id: ours", 1)
    second = own.with_name("ours@2.yaml")
    second.write_text(words.replace("version: 1\n", "version: 2\n", 1), encoding="utf-8")
    assert [one.code for one in check_file(second)] == ["definition-version-gap"]
    own.with_name("ours@1.yaml").write_text(words, encoding="utf-8")
    assert [one.code for one in check_file(second)] == ["definition-version-order"]
    later = second.read_text(encoding="utf-8").replace('from: "2027-01-01"', 'from: "2027-07-01"', 1)
    second.write_text(later, encoding="utf-8")
    assert check_file(second) == []
    assert seal_set(second).name == "ours@2"
