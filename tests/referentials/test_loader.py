"""Releases load whole or not at all; a seal holds every letter of what it covers, not what life still writes."""

import re
from datetime import date
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from filiere.core import Faults
from filiere.referentials import Library, Release, TimeSpan, load_mapping, load_referential, load_release, seal_release
from filiere.referentials.reader import read_release
from filiere.referentials.records.field_types import Length

RELEASE = Path("referentials/lrse/releases/2027.1")


def edit(path: Path, find: str, put: str) -> None:
    """Replace words that stand once in a file."""
    words = path.read_text(encoding="utf-8")
    assert words.count(find) == 1, find
    path.write_text(words.replace(find, put), encoding="utf-8")


def codes(root: Path) -> list[tuple[str, str]]:
    """Code and file name of each fault of loading the example release."""
    with pytest.raises(Faults) as caught:
        load_release(root / RELEASE)
    return [(one.code, Path(one.file or "").name) for one in caught.value.faults]


@pytest.fixture
def release(example: Path) -> Release:
    """The example release."""
    return load_release(example / RELEASE)


def test_the_release_is_merged_and_looked_up(release: Release) -> None:
    """Criteria are found by key and by displayed number, with their theme, scale, questionnaire and parameters."""
    assert release.id == "lrse@2027.1"
    assert list(release.criteria)[:2] == ["stability", "cse_information"]
    assert release.find("3.1") is release.criteria["cse_information"]
    assert release.find("9.9") is None
    assert release.theme_of["contract_terms"].key == "purchasing"
    assert release.scales["contract_terms"].keys == ("none", "started", "applied", "proven", "leading")
    assert "stability" not in release.scales
    assert release.inputs["leavers"].key == "turnover_rate"
    assert release.parameter("award_floor", date(2028, 12, 31)) == 60
    assert release.parameter("award_floor", date(2029, 1, 1)) == 65
    assert release.parameter("award_floor", date(2030, 1, 1)) is None


def test_a_release_says_where_each_record_stands(release: Release) -> None:
    """The place of a criterion is a line of its file."""
    document, key = release.place("criterion", "price_covers_wages", ("weight",))
    line, _ = document.position(key)
    assert document.path.name == "tree.yaml"
    assert "weight: 4" in document.path.read_text(encoding="utf-8").split("\n")[line - 1]


def test_themes_of_several_files_are_one(draft: Path) -> None:
    """A tree in a folder, a theme continued in a second file: the same release, in the order of names."""
    folder = draft / RELEASE
    words = (folder / "tree.yaml").read_text(encoding="utf-8")
    total, _, themes = words.partition("themes:\n")
    parts = re.split(r"(?m)^  - key: ", themes)[1:]
    (folder / "tree.yaml").unlink()
    (folder / "total.yaml").write_text(total, encoding="utf-8")
    (folder / "tree").mkdir()
    for number, part in enumerate(parts):
        body = re.sub(r"(?m)^    ", "  ", part)
        (folder / "tree" / f"{number}.yaml").write_text(f"theme:\n  key: {body}", encoding="utf-8")
    last = folder / "tree" / "2.yaml"
    first, cut, rest = last.read_text(encoding="utf-8").partition("    - key: contract_terms\n")
    last.write_text(first, encoding="utf-8")
    more = f"theme:\n  key: purchasing\n  continues: true\n  criteria:\n{cut}{rest}"
    (folder / "tree" / "3.yaml").write_text(more, encoding="utf-8")
    found = load_release(folder)
    assert [theme.key for theme in found.themes] == ["hr_practice", "social_dialogue", "purchasing"]
    assert [one.key for one in found.theme("purchasing").criteria] == ["price_covers_wages", "contract_terms"]


@pytest.mark.parametrize(
    ("file", "find", "put"),
    [
        ("tree.yaml", "Employment is stable", "Employment is stabler"),
        ("award.yaml", "score(total) >= 80", "score(total) >= 79"),
        ("cases.yaml", "total: 68.4", "total: 68.40"),
        ("release.yaml", "value: 65", "value: 64"),
        ("release.yaml", "last_application: 2029-12-31", "last_application: 2029-12-30"),
    ],
)
def test_one_letter_changed_after_sealing_refuses_to_load(sealed: Path, file: str, find: str, put: str) -> None:
    """The fault names the file that changed, both fingerprints, and what to do."""
    edit(sealed / RELEASE / file, find, put)
    assert codes(sealed) == [("seal-broken", file)]


def test_a_level_of_a_shared_scale_is_under_the_seal(sealed: Path) -> None:
    """The referential is shared by releases: what this one uses of it is sealed, the rest is free."""
    path = sealed / "referentials/lrse/referential.yaml"
    edit(path, "value: 50,", "value: 51,")
    assert codes(sealed) == [("seal-broken", "release.yaml")]
    edit(path, "value: 51,", "value: 50,")
    edit(path, "facts:  ", "facts:\n  new_fact: {type: boolean, source: [declared], text: {fr: Neuf, en: New}}\n  # ")
    edit(path, "owner: afrc", "owner: alrs")
    assert load_release(sealed / RELEASE).id == "lrse@2027.1"


def test_comments_and_life_are_free_of_the_seal(sealed: Path, release: Release) -> None:
    """Status, votes and comments may change; the fingerprint of the release stays the same."""
    head = sealed / RELEASE / "release.yaml"
    edit(head, "status: adopted ", "status: in_force ")
    edit(head, "for: 4, against: 1", "for: 3, against: 2")
    tree = sealed / RELEASE / "tree.yaml"
    tree.write_text("# A remark.\n" + tree.read_text(encoding="utf-8"), encoding="utf-8")
    found = load_release(sealed / RELEASE)
    assert found.head.status == "in_force"
    assert found.sha256 == release.sha256


def test_a_file_added_or_removed_breaks_the_seal(sealed: Path) -> None:
    """A release is its files: none may join or leave."""
    folder = sealed / RELEASE
    (folder / "procedure.yaml").unlink()
    (folder / "total.yaml").write_text("cases: []\n", encoding="utf-8")
    assert {code for code, _ in codes(sealed)} >= {"seal-orphan", "seal-incomplete"}


def test_an_addendum_takes_a_seal_of_its_own(sealed: Path, release: Release) -> None:
    """An addendum is refused until sealed, then held; what was sealed before stays as it was."""
    folder = sealed / RELEASE
    addendum = (
        "addenda:\n  - number: 1\n    adopted: 2027-05-01\n    effective: 2027-06-01\n    class: wording\n"
        "    ops: [{op: reword, at: criterion.stability.text, text: {fr: Emploi, en: Jobs}}]\n"
    )
    edit(folder / "release.yaml", "addenda: []  ", addendum + "# ")
    assert codes(sealed) == [("seal-incomplete", "release.yaml")]
    assert seal_release(folder).sha256 == release.sha256
    edit(folder / "release.yaml", "effective: 2027-06-01", "effective: 2027-07-01")
    assert codes(sealed) == [("seal-broken", "release.yaml")]


def test_a_draft_is_sealed_and_keeps_its_comments(draft: Path, release: Release) -> None:
    """Sealing writes the seal and nothing else; the same content gives the same fingerprint as the example."""
    folder = draft / RELEASE
    before = (folder / "release.yaml").read_text(encoding="utf-8")
    found = seal_release(folder)
    after = (folder / "release.yaml").read_text(encoding="utf-8")
    assert after.startswith(before.rstrip("\n"))
    assert found.sha256 == release.sha256
    assert seal_release(folder).sha256 == release.sha256


def test_a_sealed_release_is_not_sealed_again(sealed: Path) -> None:
    """Only a draft takes a second seal: even a release whose file changed is refused, not sealed anew."""
    seal_release(sealed / RELEASE)
    with pytest.raises(Faults) as caught:
        seal_release(sealed / RELEASE)
    assert [one.code for one in caught.value.faults] == ["already-sealed"]
    edit(sealed / RELEASE / "tree.yaml", "Employment is stable", "Jobs are stable")
    with pytest.raises(Faults) as caught:
        seal_release(sealed / RELEASE)
    assert [one.code for one in caught.value.faults] == ["already-sealed"]
    with pytest.raises(Faults):
        load_release(sealed / RELEASE)


def test_votes_take_a_seal_of_their_own(sealed: Path, release: Release) -> None:
    """Sealed as adopted, the votes join the seal and the fingerprint that dossiers pin stays; then nothing moves."""
    head = sealed / RELEASE / "release.yaml"
    assert seal_release(sealed / RELEASE).sha256 == release.sha256
    whole = head.read_text(encoding="utf-8")
    assert re.search(r'\n  adoption: "[0-9a-f]{64}"\n\Z', whole)
    for find, put in (
        ("for: 4, against: 1", "for: 3, against: 2"),
        ("adopted: 2026-11-12", "adopted: 2026-11-13"),
        (', dissent: "dissent-2026-11-12-a.md"', ""),
    ):
        edit(head, find, put)
        assert codes(sealed) == [("seal-broken", "release.yaml")]
        with pytest.raises(Faults):
            seal_release(sealed / RELEASE)
        head.write_text(whole, encoding="utf-8")
    for status in ("in_force", "closing", "closed"):
        edit(head, "status: adopted ", f"status: {status} ")
        assert load_release(sealed / RELEASE).sha256 == release.sha256
        head.write_text(whole, encoding="utf-8")


def test_a_minority_opinion_is_under_the_seal_of_the_votes(sealed: Path) -> None:
    """Its words, not its line ends; a file that is gone breaks the seal too."""
    seal_release(sealed / RELEASE)
    opinion = sealed / RELEASE / "dissent-2026-11-12-a.md"
    words = opinion.read_bytes()
    opinion.write_bytes(words.replace(b"\n", b"\r\n"))
    assert load_release(sealed / RELEASE).id == "lrse@2027.1"
    opinion.write_bytes(words + b"And yet we agree.\n")
    assert codes(sealed) == [("seal-broken", "release.yaml")]
    opinion.unlink()
    assert ("seal-broken", "release.yaml") in codes(sealed)


@pytest.mark.parametrize("status", ["draft", "consulted"])
def test_a_release_whose_votes_are_sealed_is_no_draft_again(sealed: Path, status: str) -> None:
    """It is refused at its status, and takes no other seal."""
    head = sealed / RELEASE / "release.yaml"
    seal_release(sealed / RELEASE)
    edit(head, "status: adopted ", f"status: {status} ")
    assert codes(sealed) == [("seal-adopted", "release.yaml")]
    with pytest.raises(Faults) as caught:
        seal_release(sealed / RELEASE)
    assert [one.code for one in caught.value.faults] == ["already-sealed"]


def test_a_sealed_draft_is_adopted_then_sealed_with_its_votes(sealed: Path, release: Release) -> None:
    """Before adoption votes are free and a draft is sealed as often as it is written."""
    head = sealed / RELEASE / "release.yaml"
    edit(head, "status: adopted ", "status: draft ")
    assert seal_release(sealed / RELEASE).head.seal == release.head.seal
    edit(head, "for: 4, against: 1", "for: 3, against: 2")
    assert seal_release(sealed / RELEASE).sha256 == release.sha256
    edit(head, "status: draft ", "status: adopted ")
    found = seal_release(sealed / RELEASE)
    assert found.sha256 == release.sha256
    assert found.head.seal is not None
    assert found.head.seal.adoption is not None


def test_strays_and_missing_files_are_told(draft: Path) -> None:
    """A misnamed file would be neither read nor sealed, so it is a fault; a folder needs its head and referential."""
    folder = draft / RELEASE
    (folder / "indicator.yaml").write_text("x: 1\n", encoding="utf-8")
    (folder / "notes.md").write_text("free\n", encoding="utf-8")
    assert codes(draft) == [("stray-file", "indicator.yaml")]
    (folder / "indicator.yaml").unlink()
    (folder / "release.yaml").unlink()
    assert codes(draft) == [("missing-file", "release.yaml")]


def test_words_of_yaml_1_1_are_refused_bare_only(draft: Path) -> None:
    """Bare yes, no, on, off, y, n are faults as keys and values, in flow and in block; quoted they are words."""
    (draft / RELEASE / "cases.yaml").write_text(
        "cases:\n"
        "  - name: first\n    category: in_house\n    date: 2027-03-01\n"
        "    answers: {a: no, b: 'no', \"on\": c, off: d}\n"
        '    evidence: [n, "n"]\n'
        "    facts:\n      e:\n        Yes\n      none: no_one\n",
        encoding="utf-8",
    )
    reading = read_release(draft / RELEASE)
    places = [(one.line, one.column) for one in reading.faults if one.code == "yaml-1-1-word"]
    assert places == [(5, 15), (5, 40), (6, 16), (8, 7)]


def test_the_library_finds_by_name_and_tells_near_names(example: Path) -> None:
    """Releases, referentials and mappings are found by name; a wrong name is told with those that look alike."""
    library = Library(example)
    assert library.ids == ("iso18295-1@2017", "lrse@2024.2", "lrse@2027.1")
    assert library.release("lrse@2027.1") is library.release("lrse@2027.1")
    assert library.referential("lrse").kind == "label"
    assert list(library.mappings) == ["lrse@2027.1--iso18295-1@2017"]
    with pytest.raises(Faults) as caught:
        library.release("lrse@2027.2")
    assert "lrse@2027.1" in caught.value.faults[0].remedy.en


def test_a_referential_and_a_mapping_load_alone(example: Path) -> None:
    """Their own faults are raised with a place."""
    assert load_referential(example / "referentials/lrse").key == "lrse"
    mapping = load_mapping(example / "mappings/lrse@2027.1--iso18295-1@2017.yaml")
    assert mapping.maps[1].joint
    with pytest.raises(Faults) as caught:
        load_referential(example)
    assert caught.value.faults[0].code == "missing-file"


@pytest.mark.parametrize(
    ("span", "day", "expected"),
    [
        (TimeSpan(90, "day"), date(2027, 1, 1), date(2027, 4, 1)),
        (TimeSpan(36, "month"), date(2027, 1, 31), date(2030, 1, 31)),
        (TimeSpan(1, "month"), date(2027, 1, 31), date(2027, 2, 28)),
        (TimeSpan(-9, "month"), date(2027, 3, 15), date(2026, 6, 15)),
        (TimeSpan(2, "year"), date(2028, 2, 29), date(2030, 2, 28)),
        (TimeSpan(2, "week"), date(2027, 12, 25), date(2028, 1, 8)),
    ],
)
def test_a_span_moves_a_day(span: TimeSpan, day: date, expected: date) -> None:
    """Months keep the day where the month has it, and its last day where it has not."""
    assert span.shift_day(day) == expected


@pytest.mark.parametrize("length", ["99999 year", "1" * 5000 + " day", "٣ day", "2401 month", "-99999 week"])
def test_a_length_of_time_leads_to_no_day_beyond_the_calendar(length: str) -> None:
    with pytest.raises(ValidationError, match="durée"):
        TypeAdapter(Length).validate_python(length)
