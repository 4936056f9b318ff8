"""Made-up dossiers: the same for everyone, whole, judged without a fault, and said to be made up."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from support.scenes.shipped_label import shipped_release

from filiere.core import content_path
from filiere.core.text import Text
from filiere.referentials import Library, Release, load_release
from filiere.referentials.scoring import Case, evaluate
from filiere.referentials.simulation import generate_cases

DIGEST = """
import hashlib, pathlib, sys
from filiere.referentials import Library
from filiere.referentials.simulation import generate_cases
release = Library(pathlib.Path(sys.argv[1])).release(sys.argv[2])
words = "".join(case.model_dump_json() for case in generate_cases(release, 4, 3))
print(hashlib.sha256(words.encode()).hexdigest())
"""


@pytest.mark.parametrize(
    ("root", "name"),
    [(Path(__file__).parents[1] / "fixtures" / "lrse", "lrse@2027.1"), (content_path(), "lrs@2027.1")],
    ids=["example", "shipped"],
)
def test_the_same_seed_gives_the_same_dossiers_in_any_process(root: Path, name: str) -> None:
    """Whatever the seed of Python's own hashing is; the shipped label has indicators that read one another."""
    cases = generate_cases(Library(root).release(name), 4, 3)
    here = hashlib.sha256("".join(one.model_dump_json() for one in cases).encode()).hexdigest()
    for seed in ("0", "1"):
        ran = subprocess.run(
            [sys.executable, "-c", DIGEST, str(root), name],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stdout.strip() == here


def test_more_dossiers_begin_with_the_same(label: Release) -> None:
    """The first ten of twenty are those of ten; another seed gives others."""
    ten = list(generate_cases(label, 10, 1))
    assert list(generate_cases(label, 20, 1))[:10] == ten
    assert list(generate_cases(label, 10, 2)) != ten


def test_every_dossier_says_that_it_is_made_up(many: tuple[Case, ...]) -> None:
    """In both languages, with its number."""
    assert isinstance(many[0].name, Text)
    assert (many[0].name.fr, many[0].name.en) == ("Dossier inventé n° 1", "Made-up dossier no. 1")
    assert all("inventé" in str(case.name) for case in many)


def test_whole_dossiers_are_decided_and_unlike(label: Release, many: tuple[Case, ...]) -> None:
    """Each is whole and has a level; every level and every category is there, and scores spread."""
    found = [evaluate(label, case) for case in many]
    assert not any(one.missing_for_level for one in found)
    assert set(Counter(one.level for one in found)) == {"advanced", "confirmed", "none"}
    assert Counter(case.category for case in many) == {"in_house": 167, "outsourcer": 167, "client_company": 166}
    totals = sorted(one.total for one in found if one.total is not None)
    assert totals[len(totals) // 10] < 45 < 70 < totals[-len(totals) // 10]
    assert all(one.eligible is True for one in found[:50])


def test_dossiers_may_be_left_half_filled_in(label: Release) -> None:
    """A share of answers and numbers is missing; everything given is judged without a fault."""
    cases = list(generate_cases(label, 60, 1, missing=0.5, on=date(2029, 3, 1)))
    whole = list(generate_cases(label, 60, 1, on=date(2029, 3, 1)))
    given, all_given = (sum(len(case.answers) + len(case.inputs) for case in some) for some in (cases, whole))
    assert 0.35 < given / all_given < 0.65
    assert all(evaluate(label, case).state.bound.case.date == date(2029, 3, 1) for case in cases)


def test_questions_that_do_not_apply_are_not_answered(label: Release, many: tuple[Case, ...]) -> None:
    """As in a real form."""
    for case in many[:60]:
        settled = {one.plan.key: one for one in evaluate(label, case).state.criteria}
        assert all(settled[key].applies is True for key in case.answers)


def test_a_norm_has_no_dossiers(label: Release) -> None:
    """Nothing is weighed there, so that nothing can be tried."""
    norm = load_release(label.folder.parents[2] / "iso18295-1" / "releases" / "2017")
    assert list(generate_cases(norm, 3, 1)) == []


def test_the_shipped_label_can_be_tried() -> None:
    """Two hundred questions and eighty indicators: whole dossiers with a level, in each of the four categories."""
    release = shipped_release("2027.1")
    found = [evaluate(release, case) for case in generate_cases(release, 16, 1)]
    assert [one.missing_for_level for one in found] == [()] * 16
    assert {one.state.plan.category for one in found} == set(release.referential.categories)
