"""What changed between two releases, what it takes from the bridges, and the file in which a release is kept."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.scenes.rome_archive import EARLIER, read_files, write_archive

from filiere.careers.imports import (
    ReadingOptions,
    Release,
    check_bridges,
    compare_releases,
    fingerprint_release,
    pack_release,
    read_delivery,
    read_nomenclature_file,
    read_release_file,
    write_release,
)
from filiere.careers.imports.changes import LEAST_OVERLAP, compare_meaning
from filiere.careers.nomenclature import Job, JobTitle, Nomenclature, Requirement
from filiere.careers.profession import load_profession
from filiere.core.faults import Faults

SOUND = Path(__file__).parents[1] / "profession" / "sound.yaml"


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Release, Release]:
    folder = tmp_path_factory.mktemp("rome")
    before = write_archive(folder / "before.zip", read_files(EARLIER, version="460"))
    after = write_archive(folder / "after.zip", read_files())
    return read_delivery(before, ReadingOptions()), read_delivery(after, ReadingOptions())


def test_each_change_is_counted_once_under_its_name(releases: tuple[Release, Release]) -> None:
    found = compare_releases(*releases)
    assert found.added == (("E9902", "Souffleur / Souffleuse de théâtre"),)
    assert found.removed == (("E9903", "Machiniste de toiles"),)
    assert [(one.code, one.before) for one in found.renamed] == [("D9903", "Passeur / Passeuse de gués")]
    assert [(one.key, one.origin, one.target) for one in found.moved] == [
        ("940022", "D9901", "D9902"),
        ("940026", "E9903", "E9902"),
        ("940027", "E9903", "E9902"),
    ]
    assert found.unchanged == 11


def test_another_meaning_under_the_same_code_is_no_new_name(releases: tuple[Release, Release]) -> None:
    (changed,) = compare_releases(*releases).meaning_changed
    assert (changed.code, changed.before) == ("E9901", "Ramoneur / Ramoneuse de toits")
    assert (changed.title_overlap, changed.kept, changed.smaller) == (0.0, 0, 2)


def test_a_release_is_the_same_as_itself(releases: tuple[Release, Release]) -> None:
    found = compare_releases(releases[1], releases[1])
    assert (found.unchanged, found.added, found.removed, found.renamed, found.moved) == (14, (), (), (), ())


def test_releases_of_two_sources_do_not_compare(releases: tuple[Release, Release]) -> None:
    with pytest.raises(Faults, match="release-not-comparable"):
        compare_releases(replace(releases[0], name="ESCO"), releases[1])


def make_job(title: str, titles: set[str], items: set[str]) -> Job:
    return Job(
        code="A9901",
        title=title,
        titles=tuple(JobTitle(key, key) for key in sorted(titles)),
        requirements=tuple(Requirement(key, True) for key in sorted(items)),
    )


KEYS = st.sets(st.sampled_from("abcdefgh"), max_size=8)


@given(KEYS, KEYS, KEYS, KEYS)
def test_the_rule_is_the_one_that_is_stated(old: set[str], new: set[str], was: set[str], now: set[str]) -> None:
    found = compare_meaning(make_job("Gardien de phare", old, was), make_job("Fondeur de cloches", new, now))
    pairs = [(one, other) for one, other in ((old, new), (was, now)) if one and other]
    if not pairs:
        assert found is None
        return
    assert found is not None
    shared = sum(len(one & other) for one, other in pairs) / sum(min(len(one), len(other)) for one, other in pairs)
    assert found.content_overlap == pytest.approx(shared)
    assert found.title_overlap < LEAST_OVERLAP


def test_a_code_without_content_is_not_judged() -> None:
    assert compare_meaning(make_job("Gardien", set(), set()), make_job("Fondeur", {"a"}, set())) is None


def test_a_kept_release_is_read_as_it_was_written(releases: tuple[Release, Release], tmp_path: Path) -> None:
    path = write_release(releases[1], tmp_path / "kept")
    assert path.name == "rome-4-4.61.jsonl.gz"
    assert read_release_file(path) == releases[1]
    assert read_nomenclature_file(path) == releases[1].nomenclature
    assert path.read_bytes() == pack_release(read_release_file(path))
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_every_record_bears_the_version_and_the_header_the_rest(releases: tuple[Release, Release]) -> None:
    header, *records = [json.loads(line) for line in gzip.decompress(pack_release(releases[1])).splitlines()]
    assert {one["release"] for one in records} == {"ROME 4.61"}
    assert header["sha256"] == fingerprint_release(releases[1])
    assert header["publisher"]["name"] == "France Travail"
    assert (header["date"], header["files"][0]["name"]) == ("2026-06-15", "after.zip")


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (lambda packed: packed[:-40], "release-unreadable"),
        (lambda _: b"no archive", "release-unreadable"),
        (lambda _: gzip.compress(b"[1]\n"), "release-unreadable"),
        (lambda packed: gzip.compress(gzip.decompress(packed).replace(b"Allumeur", b"Eteigneur")), "release-altered"),
    ],
)
def test_a_kept_release_that_was_harmed_is_refused(
    harm: object, code: str, releases: tuple[Release, Release], tmp_path: Path
) -> None:
    path = tmp_path / "rome.jsonl.gz"
    path.write_bytes(harm(pack_release(releases[1])))  # type: ignore[operator]
    with pytest.raises(Faults) as told:
        read_release_file(path)
    assert [one.code for one in told.value.faults] == [code]


def test_a_file_that_cannot_be_written_leaves_nothing(releases: tuple[Release, Release], tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(Faults, match="release-not-written"):
        write_release(releases[1], tmp_path / "taken")
    assert [one.name for one in tmp_path.iterdir()] == ["taken"]


def hold(*items: str, codes: tuple[str, ...] = ()) -> Nomenclature:
    jobs = {code: Job(code=code, title=code) for code in codes}
    jobs["Z"] = Job(code="Z", title="Z", requirements=tuple(Requirement(one, True) for one in items))
    return Nomenclature("ROME", "3.48", jobs, {})


@pytest.fixture(scope="module")
def profession_codes(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    profession = load_profession(write_profession(tmp_path_factory.mktemp("content")))
    jobs = (*profession.occupations.values(), *profession.feeders.values(), *profession.exits.values())
    return tuple(link.code for job in jobs for link in job.codes if link.nomenclature == "rome-3")


def write_profession(folder: Path) -> Path:
    (folder / "profession.yaml").write_text(SOUND.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("items", "orphaned"),
    [(("1", "2"), set()), (("1", "9"), {"queue"}), (("2", "9"), {"greet"}), (("9",), {"queue", "greet"})],
)
def test_a_bridge_is_orphaned_when_an_end_has_no_line_left(
    items: tuple[str, ...], orphaned: set[str], tmp_path: Path, profession_codes: tuple[str, ...]
) -> None:
    profession = load_profession(write_profession(tmp_path))
    found = check_bridges(hold(*items, codes=profession_codes), "rome-3", profession)
    assert {one.phrase for one in found.bridges} == orphaned
    assert found.items == 2
    assert {one.code for one in found.faults} == ({"import-orphaned-bridge"} if orphaned else set())
    assert all("adviser" in one.occupations for one in found.bridges)


def test_a_code_of_the_profession_that_is_gone_stops_too(tmp_path: Path, profession_codes: tuple[str, ...]) -> None:
    profession = load_profession(write_profession(tmp_path))
    found = check_bridges(hold("1", "2", codes=tuple(set(profession_codes) - {"D1408"})), "rome-3", profession)
    assert {one.code for one in found.codes} == {"D1408"}
    assert {one.code for one in found.faults} == {"import-orphaned-code"}


def test_bridges_of_a_release_without_lines_are_said_to_be_unchecked(
    tmp_path: Path, profession_codes: tuple[str, ...]
) -> None:
    profession = load_profession(write_profession(tmp_path))
    found = check_bridges(hold(codes=profession_codes), "rome-3", profession)
    assert [one.code for one in found.gaps] == ["gap-bridges-unchecked"]
    assert found.bridges == ()
