"""What a mapping covers: examples as data, and what no mapping can do."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.scenes.mapping_sample import known, maps, norm

from filiere.core import read_yaml
from filiere.referentials import Library, Release
from filiere.referentials.mapping import Correspondence, HeldResults, compute_coverage, resolve_mapping
from filiere.referentials.scoring import evaluate

EXAMPLES = read_yaml(Path(__file__).with_name("examples.yaml")).data
SOURCE, TARGET = norm("ours", "abc"), norm("theirs", "xyz")


@pytest.fixture
def label(example: Path) -> Release:
    """The example label."""
    return Library(example).release("lrse@2027.1")


@pytest.fixture
def shipped(example: Path) -> Correspondence:
    """The mapping of the example."""
    library = Library(example)
    mapping = library.mappings["lrse@2027.1--iso18295-1@2017"]
    return resolve_mapping(mapping, library.release("lrse@2027.1"), library.release("iso18295-1@2017"))


@pytest.mark.parametrize("one", EXAMPLES, ids=[one["name"] for one in EXAMPLES])
def test_examples(one: dict[str, Any]) -> None:
    """States and shares of each example, in both directions."""
    forwards = known(SOURCE, TARGET, one["maps"])
    found = {}
    for told, wanted in (
        (compute_coverage(forwards), one["forwards"]),
        (compute_coverage(forwards.reverse()), one["backwards"]),
    ):
        states = {subject.key: subject.state for subject in told.subjects}
        assert {key: states[key] for key in wanted} == wanted
        found |= {subject.key: subject.share for subject in told.subjects}
    shares = one.get("shares", {})
    assert {key: found[key] for key in shares} == {key: Decimal(share) for key, share in shares.items()}


@given(maps("abc", "xyz"), st.booleans())
def test_coverage_never_comes_from_what_is_partial(drawn: list[dict[str, Any]], backwards: bool) -> None:
    """A subject is covered by one link that contains it whole, or has half a share at most."""
    forwards = known(SOURCE, TARGET, drawn)
    told = compute_coverage(forwards.reverse() if backwards else forwards)
    for subject in told.subjects:
        whole = [link for link in subject.links if link.relation in ("equal", "superset") and link.status != "stale"]
        assert (subject.state == "covered") == bool(whole) == (subject.share == 1)
        assert subject.share == 1 or subject.share <= Decimal("0.5")
        assert (subject.state == "uncovered") == (subject.share == 0)
    assert told.total.subjects == told.total.covered + told.total.partly + told.total.uncovered == 3


@given(maps("abc", "xyz"), maps("abc", "xyz"))
def test_more_maps_never_cover_less(drawn: list[dict[str, Any]], more: list[dict[str, Any]]) -> None:
    """Adding a map takes nothing away."""
    before = compute_coverage(known(SOURCE, TARGET, drawn))
    after = compute_coverage(known(SOURCE, TARGET, [*drawn, *more]))
    assert all(new.share >= old.share for old, new in zip(before.subjects, after.subjects, strict=True))


def test_counts_say_what_they_are_over(shipped: Correspondence) -> None:
    """Subjects of a norm are ours, and the sentence says so; those of a label are its questions."""
    told = compute_coverage(shipped)
    assert told.summary.en == (
        "Of 3 subjects of iso18295-1@2017: 1 covered, 1 partly, 1 not covered. "
        "A subject is written by us; it is not a clause of the original text."
    )
    assert [(one.theme, one.subjects, one.covered, one.partly, one.uncovered) for one in told.themes] == [
        ("workers", 3, 1, 1, 1)
    ]
    assert [one.gaps[0].en for one in told.of("partly")] == ["The norm also asks for calibration of monitoring"]
    assert compute_coverage(shipped.reverse()).summary.fr.startswith(
        "Sur 5 questions de lrse@2027.1 : 0 couverte, 2 en partie"
    )


def test_only_the_questions_of_a_category_count(label: Release) -> None:
    """A joint link with a question that is not asked of the category covers nothing for it."""
    theme = label.theme("social_dialogue")
    asked = tuple(
        one.model_copy(update={"questionnaires": ("outsourcer",)}) if one.key == "monitoring_transparency" else one
        for one in theme.criteria
    )
    source = Release(
        label.folder, label.referential, label.head, (theme.model_copy(update={"criteria": asked}),), sha256="1" * 64
    )
    joint = {"sources": ["cse_information", "monitoring_transparency"], "targets": ["x"], "relation": "superset"}
    direction = {
        "source": {"referential": "lrse", "release": "2027.1"},
        "target": {"referential": "theirs", "release": "1"},
    }
    linked = known(source, TARGET, [joint | {"joint": True}], direction=direction)
    assert compute_coverage(linked, category="outsourcer").subjects[0].state == "covered"
    assert compute_coverage(linked, category="client_company").subjects[0].state == "uncovered"
    assert [one.key for one in compute_coverage(linked.reverse(), category="client_company").subjects] == [
        "cse_information"
    ]


@pytest.mark.parametrize(
    ("answers", "minimum", "verdict"),
    [
        ({"cse_information": "leading", "monitoring_transparency": "leading"}, 100, "held"),
        ({"cse_information": "leading", "monitoring_transparency": "proven"}, 100, "not_held"),
        ({"cse_information": "leading", "monitoring_transparency": "proven"}, 75, "held"),
        ({"cse_information": "leading"}, 100, "unknown"),
        ({"cse_information": "none"}, 100, "not_held"),
    ],
)
def test_a_joint_covering_holds_when_all_its_sources_do(
    shipped: Correspondence, label: Release, answers: dict[str, str], minimum: int, verdict: str
) -> None:
    """One source known to fall short settles it; one not known leaves it open."""
    case = {"category": "outsourcer", "date": "2027-03-01", "facts": {"has_cse": True}, "answers": answers}
    held = HeldResults.from_evaluation(evaluate(label, case))
    subject = compute_coverage(shipped, held=held, minimum=Decimal(minimum)).subjects[0]
    assert (subject.state, subject.verdict) == ("covered", verdict)


def test_a_certificate_holds_what_it_names(shipped: Correspondence) -> None:
    """Subjects of a norm have no levels: a certificate says them satisfied, by key or by number."""
    held = HeldResults.from_certificate(shipped.target, ["4.2", "customer_charter", "9.9"])
    assert held.points == {"employee_engagement": 100, "customer_charter": 100}
