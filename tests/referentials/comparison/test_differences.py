"""Differences between two releases: each of its kind, in words or in rules; how YAML is laid out is none."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from filiere.core import read_yaml
from filiere.referentials import Library, Release, load_release
from filiere.referentials.comparison import ReleaseChange, compare_releases, is_patch

RELEASE = Path("referentials/lrse/releases/2027.1")
EXAMPLES = read_yaml(Path(__file__).with_name("differences.yaml")).data


@pytest.fixture
def release(draft: Path) -> Release:
    """The example release."""
    return load_release(draft / RELEASE)


def edited(draft: Path, file: str, find: str, put: str) -> Release:
    """Return the example release with one edit."""
    path = (draft / RELEASE / file).resolve()
    words = path.read_text(encoding="utf-8")
    assert words.count(find) == 1, find
    path.write_text(words.replace(find, put), encoding="utf-8")
    return load_release(draft / RELEASE)


@pytest.mark.parametrize("one", EXAMPLES, ids=[one["name"] for one in EXAMPLES])
def test_examples(draft: Path, release: Release, one: dict[str, Any]) -> None:
    """One edit gives its differences and no other; a patch is what has no difference of rule."""
    after = edited(draft, one["file"], one["find"], one["put"])
    found = compare_releases(release, after)
    assert [[change.kind, change.scope, change.record, change.key] for change in found] == [
        expected[:4] for expected in one["expect"]
    ]
    for change, expected in zip(found, one["expect"], strict=True):
        assert expected[4] in change.text.en
        assert change.text.fr != change.text.en
    assert is_patch(release, after) == all(change.scope == "wording" for change in found)


def test_two_releases_of_the_example(example: Path) -> None:
    """Added, removed and moved questions are followed by their key; the migration says what becomes of one."""
    library = Library(example)
    found = compare_releases(library.release("lrse@2024.2"), library.release("lrse@2027.1"))

    def one(kind: str, key: str) -> ReleaseChange:
        (change,) = (change for change in found if (change.kind, change.key) == (kind, key))
        return change

    assert one("removed", "listening").related == ("monitoring_transparency",)
    assert one("added", "monitoring_transparency").related == ("listening",)
    assert one("removed", "fax_policy").text.en == "Question 5.3 (fax_policy): removed."
    moved = one("moved", "cse_information")
    assert (moved.before, moved.after, moved.scope) == ("hr_practice", "social_dialogue", "rule")
    assert one("renumbered", "cse_information").text.fr == "Question 3.1 (cse_information), numéro : 2.6 → 3.1."
    assert "55 (du 2024-07-01 au 2026-12-31) → 60 (du 2027-01-01" in one("parameter", "award_floor").text.fr
    assert not is_patch(library.release("lrse@2024.2"), library.release("lrse@2027.1"))


def test_comparing_back_says_the_contrary(example: Path) -> None:
    """What was added is removed, each value goes the other way."""
    library = Library(example)
    old, new = library.release("lrse@2024.2"), library.release("lrse@2027.1")
    there, back = compare_releases(old, new), compare_releases(new, old)
    turned = {"added": "removed", "removed": "added"}
    said = {(turned.get(one.kind, one.kind), one.record, one.key, one.at) for one in there if one.kind != "reordered"}
    assert said == {(one.kind, one.record, one.key, one.at) for one in back if one.kind != "reordered"}
    assert compare_releases(new, new) == ()


def test_the_order_of_questions_is_a_matter_of_words(draft: Path, release: Release) -> None:
    """Two questions change places: nothing but the order of display."""
    path = draft / RELEASE / "tree.yaml"
    words = path.read_text(encoding="utf-8")
    head, first, second = re.split(r"(?m)^(?=      - key: (?:price_covers_wages|contract_terms)$)", words)
    path.write_text(head + second.rstrip("\n") + "\n" + first, encoding="utf-8")
    after = load_release(draft / RELEASE)
    (change,) = compare_releases(release, after)
    assert (change.kind, change.scope, change.key) == ("reordered", "wording", "purchasing")
    assert is_patch(release, after)


def test_the_life_of_a_release_is_not_compared(draft: Path, release: Release) -> None:
    """Its number, dates and votes tell releases apart; they are no change of content."""
    other = draft / "referentials/lrse/releases/2027.2"
    shutil.copytree(draft / RELEASE, other)
    head = (other / "release.yaml").read_text(encoding="utf-8")
    head = head.replace('release: "2027.1"', 'release: "2027.2"').replace("against: 1", "against: 0")
    (other / "release.yaml").write_text(head.replace("last_validity: 2033-12-31", "last_validity: 2034-12-31"))
    after = load_release(other)
    assert compare_releases(release, after) == ()
    assert is_patch(release, after)
