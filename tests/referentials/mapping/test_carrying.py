"""What a mapping proposes to a dossier: capped, cautious, never twice, and never over an answer already there."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.scenes.mapping_sample import known, maps, norm
from support.scenes.scoring_sample import LEVELS, Heading, Question, release_of

from filiere.referentials import Evidence, Referential, Release
from filiere.referentials.mapping import Correspondence, HeldResults, accept_proposals, propose_carry_over
from filiere.referentials.records import Audit
from filiere.referentials.scoring import Case, evaluate
from filiere.referentials.scoring.findings import Finding

FINDINGS = Audit.model_validate({"on_site": "required", "findings": {"kinds": {"major": {}, "minor": {}}}})
SMALL = (Heading("t0", 1, "zero", tuple(Question(key, 1, "true") for key in "abc")),)


def proof(key: str, *, reusable: bool = True) -> Evidence:
    """A kind of evidence."""
    return Evidence.model_validate(
        {
            "key": key,
            "text": {"fr": key, "en": key},
            "kinds": ["pdf"],
            "confidentiality": "candidate",
            "personal_data": "none",
            "retention": {"after_decision": "6 year"},
            "reusable": reusable,
            "required_if": "true",
        }
    )


def label(name: str, keys: str) -> Release:
    """A label whose questions, answered by the same four levels, each ask for the same proof and one of their own."""
    built = release_of((Heading("t0", 1, "zero", tuple(Question(key, 1, "true") for key in keys)),))
    theme = built.themes[0]
    criteria = tuple(one.model_copy(update={"evidence": ("shared", f"only_{one.key}")}) for one in theme.criteria)
    return replace(
        built,
        referential=Referential.model_validate(built.referential.model_dump() | {"referential": name}),
        head=built.head.model_copy(update={"referential": name}),
        themes=(theme.model_copy(update={"criteria": criteria}),),
        audit=FINDINGS,
        evidence={key: proof(key, reusable=key != "only_b") for key in ("shared", *(f"only_{key}" for key in keys))},
    )


SOURCE, TARGET = label("ours", "abc"), label("theirs", "xyz")


def held(answers: dict[str, str], **more: Any) -> HeldResults:
    """What a dossier of the source label holds."""
    case = {"category": "all", "date": "2027-03-01", "answers": answers, **more}
    return HeldResults.from_evaluation(evaluate(SOURCE, case))


def blank(**more: Any) -> Case:
    """A dossier of the target label."""
    return Case.model_validate({"category": "all", "date": "2027-03-01", **more})


@pytest.mark.parametrize(
    ("relation", "carry", "level", "evidence", "findings"),
    [
        ("equal", "finding", "applied", ("shared",), 1),
        ("equal", "answer", "applied", ("shared",), 0),
        ("equal", "evidence", None, ("shared",), 0),
        ("superset", "answer", "applied", ("shared",), 0),
        ("subset", "evidence", None, ("shared",), 0),
        ("intersects", "evidence", None, ("shared",), 0),
    ],
)
def test_each_carry_brings_what_it_says(
    relation: str, carry: str, level: str | None, evidence: tuple[str, ...], findings: int
) -> None:
    """Evidence that the target does not know by name stays in the offer, for a person to place."""
    linked = known(SOURCE, TARGET, [{"sources": ["a"], "targets": ["x"], "relation": relation, "carry": carry}])
    finding = {"kind": "minor", "criterion": "a", "theme": "t0"}
    (one,) = propose_carry_over(
        linked, held({"a": "applied"}, evidence=["shared", "only_a"], findings=[finding]), blank()
    )
    assert (one.level, one.evidence, len(one.findings)) == (level, evidence, findings)
    assert one.offers[0].evidence == ("shared", "only_a")
    assert all((found.criterion, found.theme) == ("x", "t0") for found in one.findings)


@pytest.mark.parametrize("carry", ["none", "evidence", "answer", "finding"])
@pytest.mark.parametrize("relation", ["subset", "intersects", "none"])
def test_a_partial_relation_never_carries_a_score(relation: str, carry: str) -> None:
    """Whatever the file says: a checker refuses it, and this is the second lock."""
    linked = known(
        SOURCE,
        TARGET,
        [{"sources": ["a"], "targets": ["x"], "relation": relation, "carry": carry}],
        caps=dict.fromkeys(("equal", "superset", "subset", "intersects", "none"), "finding"),
    )
    assert all(one.level is None and one.points is None for one in propose_carry_over(linked, held({"a": "proven"})))
    assert all(link.carry in ("none", "evidence") for link in linked.links)


def test_a_joint_carries_the_weakest_of_its_sources() -> None:
    """With one of them unknown, no answer: what is missing is told."""
    linked = known(SOURCE, TARGET, [{"sources": ["a", "b"], "targets": ["x"], "relation": "equal", "joint": True}])
    (one,) = propose_carry_over(linked, held({"a": "proven", "b": "started"}))
    assert (one.level, one.points) == ("started", 35)
    (one,) = propose_carry_over(linked, held({"a": "proven"}))
    assert (one.level, one.offers[0].waits) == (None, ("b",))


def test_conflicting_offers_keep_the_most_cautious_and_show_all() -> None:
    """Two links, two answers: the lower is proposed."""
    linked = known(SOURCE, TARGET, [
        {"sources": ["a"], "targets": ["x"], "relation": "equal"},
        {"sources": ["b"], "targets": ["x"], "relation": "superset"},
    ])  # fmt: skip
    (one,) = propose_carry_over(linked, held({"a": "proven", "b": "applied"}))
    assert (one.level, one.conflicting) == ("applied", True)
    assert [offer.level for offer in one.offers] == ["proven", "applied"]
    (one,) = propose_carry_over(linked, held({"a": "proven", "b": "proven"}))
    assert not one.conflicting


def test_points_reach_the_level_below_never_the_one_above() -> None:
    """Between two levels of the other scale, the lower one."""
    scale = TARGET.referential.scales["steps"]
    levels = [
        level.model_copy(update={"value": level.value + (1 if level.key == "applied" else 0)}) for level in scale.levels
    ]
    shifted = replace(
        TARGET,
        referential=TARGET.referential.model_copy(
            update={"scales": {"steps": scale.model_copy(update={"levels": tuple(levels)})}}
        ),
    )
    linked = known(SOURCE, shifted, [{"sources": ["a"], "targets": ["x"], "relation": "equal"}])
    (one,) = propose_carry_over(linked, held({"a": "applied"}))
    assert (one.points, one.level) == (70, "started")


def test_evidence_for_one_use_is_not_carried() -> None:
    """Where the release says that a piece may not be reused, it is not even offered."""
    linked = known(SOURCE, TARGET, [{"sources": ["b"], "targets": ["x"], "relation": "subset"}])
    assert propose_carry_over(linked, held({"b": "proven"}, evidence=["only_b"])) == ()


def test_a_norm_gives_points_to_no_level() -> None:
    """A subject of a norm has no levels: the points are told, and nothing is answered."""
    linked = known(SOURCE, norm("norm", "x"), [{"sources": ["a"], "targets": ["x"], "relation": "superset"}])
    (one,) = propose_carry_over(linked, held({"a": "applied"}))
    assert (one.points, one.level, one.changes_case) == (70, None, False)


def test_a_measured_question_takes_no_points_from_elsewhere() -> None:
    """Its points come from its own figures: proofs are carried to it, a score is not."""
    theme = TARGET.themes[0]
    measured = theme.criteria[0].model_copy(update={"levels": None, "scale": None, "scored_by": "rate"})
    target = replace(TARGET, themes=(theme.model_copy(update={"criteria": (measured, *theme.criteria[1:])}),))
    linked = known(SOURCE, target, [{"sources": ["a"], "targets": ["x"], "relation": "equal", "carry": "answer"}])
    (one,) = propose_carry_over(linked, held({"a": "applied"}, evidence=["shared"]))
    assert (one.points, one.level, one.evidence) == (None, None, ("shared",))


def test_what_a_certificate_says_answers_a_question() -> None:
    """Backwards: a satisfied subject that contains the question gives its highest level."""
    theirs = norm("norm", "x")
    linked = known(SOURCE, theirs, [{"sources": ["a"], "targets": ["x"], "relation": "subset"}]).reverse()
    (one,) = propose_carry_over(linked, HeldResults.from_certificate(theirs, ["1.1"]), blank())
    assert (one.target, one.level, one.offers[0].carry) == ("a", "proven", "answer")


@st.composite
def dossiers(draw: st.DrawFn) -> tuple[Correspondence, HeldResults, Case]:
    """Draw a mapping, what a dossier holds, and a dossier of the target half filled in."""
    linked = known(SOURCE, TARGET, draw(maps("abc", "xyz")))
    levels = st.sampled_from(list(LEVELS))
    answers = draw(st.dictionaries(st.sampled_from("abc"), levels))
    findings = [{"kind": "minor", "criterion": draw(st.sampled_from("abc"))} for _ in range(draw(st.integers(0, 2)))]
    evidence = draw(st.lists(st.sampled_from(["shared", "only_a", "only_c"]), unique=True))
    own = draw(st.dictionaries(st.sampled_from("xyz"), levels))
    return linked, held(answers, findings=findings, evidence=evidence), blank(answers=own)


@given(dossiers())
def test_accepting_twice_changes_nothing_more(drawn: tuple[Correspondence, HeldResults, Case]) -> None:
    """And nothing already said is replaced."""
    linked, source, case = drawn
    once = accept_proposals(case, propose_carry_over(linked, source, case))
    again = propose_carry_over(linked, source, once)
    assert not any(one.changes_case for one in again)
    assert accept_proposals(once, again) == once
    assert all(once.answers[key] == level for key, level in case.answers.items())
    evaluate(TARGET, once)


@given(dossiers())
def test_no_proposal_is_above_any_of_its_offers(drawn: tuple[Correspondence, HeldResults, Case]) -> None:
    """The level proposed is at most that of each offer, and comes from a covering link."""
    linked, source, case = drawn
    values = {key: Decimal(value) for key, value in LEVELS.items()}
    for one in propose_carry_over(linked, source, case):
        for offer in one.offers:
            if offer.level is not None:
                assert offer.link.covers
                assert one.level is not None
                assert values[one.level] <= values[offer.level] <= min(source.points[key] for key in offer.link.sources)


def test_findings_of_a_kind_the_target_does_not_know_stay_behind() -> None:
    """They cannot be counted there."""
    linked = known(SOURCE, replace(TARGET, audit=None), [{"sources": ["a"], "targets": ["x"], "relation": "equal"}])
    (one,) = propose_carry_over(linked, held({"a": "proven"}, findings=[Finding(kind="minor", criterion="a")]))
    assert one.findings == ()
