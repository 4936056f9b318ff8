"""A review writes what it saw, and a change of release makes stale only the maps that it touches."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from support.scenes.mapping_sample import maps, norm, record

from filiere.core import Faults, content_path
from filiere.referentials import Library, Mapping, Release, load_mapping, load_release
from filiere.referentials.checker import check_path
from filiere.referentials.mapping import add_review, criterion_fingerprint, find_map_states, record_review
from filiere.referentials.records import Mapping as MappingRecord

NAME = "mappings/lrse@2027.1--iso18295-1@2017.yaml"
RELEASE = Path("referentials/lrse/releases/2027.1")
DAY = date(2027, 2, 1)


def ends(root: Path) -> tuple[Release, Release]:
    """The two releases of the example mapping."""
    library = Library(root)
    return library.release("lrse@2027.1"), library.release("iso18295-1@2017")


def states(root: Path) -> dict[str, str]:
    """The state of each map of the example, in a library read anew."""
    return {one.id: one.state for one in find_map_states(load_mapping(root / NAME), *ends(root))}


def edit(path: Path, find: str, put: str) -> None:
    """Replace words that stand once in a file."""
    words = path.read_text(encoding="utf-8")
    assert words.count(find) == 1, find
    path.write_text(words.replace(find, put), encoding="utf-8")


def test_a_review_is_written_in_the_file_and_nothing_else_changes(draft: Path) -> None:
    """Fingerprints of both releases, of each criterion, and who reviewed; comments stay where they are."""
    before = (draft / NAME).read_text(encoding="utf-8")
    assert states(draft) == {"m1": "unseen", "m2": "unseen"}
    found = record_review(draft / NAME, *ends(draft), role="quality_expert", on=DAY)
    after = (draft / NAME).read_text(encoding="utf-8")
    assert load_mapping(draft / NAME) == found
    assert states(draft) == {"m1": "fresh", "m2": "fresh"}
    assert found.direction.source.sha256 == ends(draft)[0].sha256
    assert [(one.role, one.date) for one in found.reviewed_by][-1] == ("quality_expert", DAY)
    assert set(found.maps[1].seen) == {"source.cse_information", "source.monitoring_transparency", "target.4.2"}
    assert re.findall("#.*", after) == re.findall("#.*", before)
    added = [line for line in after.split("\n") if line not in before.split("\n")]
    assert len(added) == 4
    assert check_path(draft / NAME).faults == []


@pytest.mark.parametrize(
    ("file", "find", "put", "expected"),
    [
        ("tree.yaml", "known to advisers", "known to all advisers", {"m1": "stale", "m2": "stale"}),
        ("tree.yaml", "is informed and consulted on", "is consulted on", {"m1": "fresh", "m2": "stale"}),
        ("tree.yaml", "Employment is stable", "Jobs are stable", {"m1": "fresh", "m2": "fresh"}),
        ("tree.yaml", "        weight: 3\n", "        weight: 5\n", {"m1": "fresh", "m2": "fresh"}),
        ("tree.yaml", 'number: "3.2"', 'number: "3.3"', {"m1": "fresh", "m2": "fresh"}),
        ("tree.yaml", 'applies_if: "fact.has_cse"', 'applies_if: "not fact.has_cse"', {"m1": "fresh", "m2": "stale"}),
        ("../../referential.yaml", 'en: "Proven"', 'en: "Shown"', {"m1": "stale", "m2": "stale"}),
        ("tree.yaml", "evidence: [monitoring_charter]", "evidence: [cse_minutes]", {"m1": "stale", "m2": "stale"}),
    ],
)
def test_a_change_makes_stale_the_maps_it_touches(
    draft: Path, file: str, find: str, put: str, expected: dict[str, str]
) -> None:
    """What a question asks and how it is judged; not its number, its weight, nor its neighbours."""
    record_review(draft / NAME, *ends(draft), role="quality_expert", on=DAY)
    edit((draft / RELEASE / file).resolve(), find, put)
    assert states(draft) == expected
    found = [one.code for one in check_path(draft / NAME).faults]
    assert found == ["mapping-map-stale"] * list(expected.values()).count("stale")


def test_a_map_said_stale_is_no_fault(draft: Path) -> None:
    """Until it is read again: then its status and the fingerprints are those of the day."""
    record_review(draft / NAME, *ends(draft), role="quality_expert", on=DAY)
    edit(draft / RELEASE / "tree.yaml", "is informed and consulted on", "is consulted on")
    text = (draft / NAME).read_text(encoding="utf-8")
    edit(draft / NAME, "    carry: answer\n", "    carry: answer\n    status: stale\n")
    assert check_path(draft / NAME).faults == []
    found = record_review(draft / NAME, *ends(draft), role="union_expert", on=DAY, maps=["m2"])
    assert [one.status for one in found.maps] == [None, "reviewed"]
    assert states(draft) == {"m1": "fresh", "m2": "fresh"}
    assert found.direction.source.sha256 == ends(draft)[0].sha256
    assert (draft / NAME).read_text(encoding="utf-8") != text


def test_a_partial_review_does_not_vouch_for_the_whole(draft: Path) -> None:
    """The fingerprints of the releases are written when every map has been seen."""
    found = record_review(draft / NAME, *ends(draft), role="quality_expert", on=DAY, maps=["m1"])
    assert found.direction.source.sha256 is None
    assert states(draft) == {"m1": "fresh", "m2": "unseen"}
    found = record_review(draft / NAME, *ends(draft), role="quality_expert", on=DAY, maps=["m2"])
    assert found.direction.source.sha256 is not None


def test_an_unknown_map_is_refused(draft: Path) -> None:
    """With those that look like it; the file is untouched."""
    before = (draft / NAME).read_text(encoding="utf-8")
    with pytest.raises(Faults) as caught:
        record_review(draft / NAME, *ends(draft), role="quality_expert", on=DAY, maps=["m3"])
    assert caught.value.faults[0].code == "unknown-map"
    assert (draft / NAME).read_text(encoding="utf-8") == before


def test_a_map_without_fingerprints_is_judged_by_those_of_the_releases(draft: Path) -> None:
    """As one: it cannot say which part of the release it saw."""
    mapping = load_mapping(draft / NAME)
    source, target = ends(draft)
    prints = {"source": source.sha256, "target": target.sha256}
    pinned = mapping.model_copy(
        update={
            "direction": mapping.direction.model_copy(
                update={
                    side: getattr(mapping.direction, side).model_copy(update={"sha256": value})
                    for side, value in prints.items()
                }
            )
        }
    )
    assert {one.state for one in find_map_states(pinned, source, target)} == {"fresh"}
    edit(draft / RELEASE / "tree.yaml", "Employment is stable", "Jobs are stable")
    assert {one.state for one in find_map_states(pinned, *ends(draft))} == {"stale"}


def test_a_mapping_can_be_asked_of_a_later_release(draft: Path) -> None:
    """Which of its maps would have to be read again: those whose criteria changed or went."""
    later = draft / "referentials/lrse/releases/2029.1"
    shutil.copytree(draft / RELEASE, later)
    edit(later / "release.yaml", 'release: "2027.1"', 'release: "2029.1"')
    edit(later / "tree.yaml", "is informed and consulted on", "is consulted on")
    record_review(draft / NAME, *ends(draft), role="quality_expert", on=DAY)
    mapping = load_mapping(draft / NAME)
    found = {one.id: one for one in find_map_states(mapping, load_release(later), ends(draft)[1])}
    assert found["m1"].state == "fresh"
    assert (found["m2"].state, found["m2"].changed) == ("stale", ("source.cse_information",))


SHAPES = {
    "braces": """\
mapping: one@1--two@1
nature: comparison
direction: {source: {referential: one, release: "1"}, target: {referential: two, release: "1"}}
method: human
status: draft # a remark
reviewed_by: []
maps: [{id: m1, sources: [a], targets: [m], relation: equal, strength: 3, rationale: semantic, confidence: 1,
  carry: answer}]
gaps: {}
caps: {equal: finding, superset: answer, subset: evidence, intersects: evidence, none: none}
""",
    "blocks": """\
mapping: one@1--two@1
nature: comparison
direction:
  source:
    referential: one
    release: "1"
  # Between the two ends.
  target:
    referential: two
    release: "1"
method: human
status: draft
reviewed_by:
  - role: quality_expert
    date: 2026-01-01

maps:
  - id: m1
    sources:
      - a
    targets: [m]
    relation: equal
    strength: 3
    rationale: semantic
    confidence: 1
    carry: answer
    seen:
      source.a: "00"
      target.m: "00"

  # The second.
  - {id: m2, sources: [b], targets: ["2.1"], relation: none, rationale: semantic, confidence: 1, carry: none,
     status: stale}
gaps: {}
caps: {equal: finding, superset: answer, subset: evidence, intersects: evidence, none: none}""",
    "no list of reviewers": """\
mapping: one@1--two@1
nature: comparison
direction:
  source: { referential: one, release: "1", sha256: "00" }
  target: { referential: two, release: "1" , }
method: human
status: stale
maps:
- id: m1
  sources: [a]
  targets: [m]
  relation: equal
  strength: 3
  rationale: semantic
  confidence: 1
  carry: answer
gaps: {}
caps: {equal: finding, superset: answer, subset: evidence, intersects: evidence, none: none}
""",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_way_of_writing_is_edited_in_its_own_way(tmp_path: Path, shape: str) -> None:
    """Braces, blocks, a list that is not there yet, a last line without an end; comments stay."""
    path = tmp_path / "one@1--two@1.yaml"
    path.write_text(SHAPES[shape], encoding="utf-8")
    source, target = norm("one", "ab"), norm("two", "mn")
    found = record_review(path, source, target, role="union_expert", on=DAY)
    assert load_mapping(path) == found
    assert (found.status, found.direction.target.sha256) == ("reviewed", target.sha256)
    assert all(
        one.seen["source." + one.sources[0]] == criterion_fingerprint(source, one.sources[0]) for one in found.maps
    )
    words = path.read_text(encoding="utf-8")
    assert re.findall("#.*", words) == re.findall("#.*", SHAPES[shape])
    again = record_review(path, source, target, role="union_expert", on=DAY)
    assert again.maps == found.maps


@given(maps("abc", "mno"))
def test_a_review_makes_every_map_fresh(drawn: list[dict[str, object]]) -> None:
    """Whatever they were, and a second one changes nothing but the list of reviewers."""
    source, target = norm("one", "abc"), norm("two", "mno")
    mapping: MappingRecord = record(source, target, drawn)
    once = add_review(mapping, source, target, role="quality_expert", on=DAY)
    assert {one.state for one in find_map_states(once, source, target)} <= {"fresh"}
    twice = add_review(once, source, target, role="quality_expert", on=DAY)
    assert (twice.maps, twice.direction, len(twice.reviewed_by)) == (once.maps, once.direction, 2)


def test_every_shipped_mapping_can_take_a_review(tmp_path: Path) -> None:
    """The files we ship are laid out so that a review can be noted in them."""
    for path in sorted(content_path("mappings").glob("*.yaml")):
        copy = tmp_path / path.name
        shutil.copy(path, copy)
        mapping: Mapping = load_mapping(copy)
        library = Library()
        source, target = (library.release(end.id) for end in (mapping.direction.source, mapping.direction.target))
        found = record_review(copy, source, target, role="quality_expert", on=DAY)
        assert load_mapping(copy) == found
        assert {one.state for one in find_map_states(found, source, target)} == {"fresh"}
