"""Proximity between jobs: named parts that sum to the score, lines that sum to the parts, and what changes nothing."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.scenes.proximity_jobs import build_nomenclature

from filiere.careers.nomenclature import MoveKind
from filiere.careers.proximity import (
    PART_LABELS,
    WITHOUT_FREE_TEXT,
    Part,
    Profile,
    Proximity,
    UnknownJob,
    diversify,
)
from filiere.careers.proximity.hubs import rate_common_targets, rate_congestion
from filiere.careers.proximity.parts import RULE_PARTS, SHEET_PARTS

JOBS = build_nomenclature()
FULL = Proximity(JOBS)
EXACT = 1e-12
DECLARED = Profile(items=frozenset({"phone", "greet", "complaint"}))
LINES = sorted(key for key, item in JOBS.items.items() if item.kind.value == "activity")


@pytest.mark.parametrize("origin", [*FULL.codes, DECLARED], ids=[*FULL.codes, "declared"])
def test_lines_sum_to_parts_and_parts_to_the_score(origin: str | Profile) -> None:
    for one in FULL.rank_targets(origin):
        parts = FULL.explain(origin, one.code)
        assert math.fsum(part.value for part in parts) == pytest.approx(one.score, abs=EXACT)
        assert {part.part: part.value for part in parts} == {name: value for name, value in one.parts.items() if value}
        for part in parts:
            assert math.fsum(line.amount for line in part.lines) == pytest.approx(part.value, abs=EXACT), part.part


def test_a_line_of_coverage_names_an_item_that_both_have_and_its_weight() -> None:
    coverage = next(one for one in FULL.explain("A1", "A2") if one.part is Part.COVERAGE)
    assert {line.origin for line in coverage.lines} == {JOBS.items[key].label for key in ("till", "greet", "stock")}
    amounts = {line.origin: line.amount for line in coverage.lines}
    # Everybody who sells books needs the till; some only need the stock, which as many jobs hold as need greeting.
    assert amounts[JOBS.items["till"].label] > amounts[JOBS.items["stock"].label] > 0


def test_neighbouring_skills_are_told_by_pairs() -> None:
    found = next(one for one in FULL.explain("B1", "A3") if one.part is Part.NEIGHBOUR_ITEMS)
    assert {line.kind for line in found.lines} <= {"item", "rest"}
    assert any(line.origin != line.target for line in found.lines if line.kind == "item")


def test_every_part_has_its_words() -> None:
    assert set(PART_LABELS) == set(Part)


def test_the_order_of_a_nomenclature_changes_no_byte() -> None:
    assert Proximity(build_nomenclature(backwards=True)).scores.tobytes() == FULL.scores.tobytes()


def test_the_same_question_gives_the_same_answer() -> None:
    assert FULL.rank_targets("A1") == Proximity(JOBS).rank_targets("A1")
    assert FULL.explain(DECLARED, "B2") == Proximity(JOBS).explain(DECLARED, "B2")


def test_ranked_scores_are_those_of_the_table() -> None:
    for row, code in enumerate(FULL.codes):
        for one in FULL.rank_targets(code):
            assert one.score == FULL.scores[row, FULL.codes.index(one.code)]


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=6), st.sampled_from(LINES), st.sampled_from(FULL.codes))
def test_a_skill_more_never_lowers_coverage(held: list[str], more: str, target: str) -> None:
    def cover(items: list[str]) -> float:
        found = next(one for one in FULL.rank_targets(Profile(frozenset(items))) if one.code == target)
        return found.parts[Part.COVERAGE]

    gained = cover([*held, more]) - cover(held)
    asked = {one.item for one in JOBS.jobs[target].requirements}
    assert gained > 0 if more in asked - set(held) else gained == pytest.approx(0, abs=EXACT)


def test_official_links_have_no_part_unless_asked_for() -> None:
    assert Proximity(build_nomenclature(moves=())).scores.tobytes() == FULL.scores.tobytes()
    linked = Proximity(JOBS, official=True)
    found = {one.code: one for one in linked.rank_targets("A2")}
    assert found["A3"].parts[Part.OFFICIAL_LINK] > 0
    assert found["B1"].parts[Part.OFFICIAL_LINK] == 0
    unlinked = {one.code: one.score for one in FULL.rank_targets("A2")}
    assert found["A3"].score - found["A3"].parts[Part.OFFICIAL_LINK] == pytest.approx(unlinked["A3"], abs=EXACT)
    other = build_nomenclature(moves=(("A2", "B1", MoveKind.EVOLUTION),))
    assert Part.OFFICIAL_LINK in {one.part for one in Proximity(other, official=True).explain("A2", "B1")}


def test_the_variant_without_free_text_reads_no_sentence() -> None:
    found = Proximity(JOBS, parts=WITHOUT_FREE_TEXT)
    for one in found.rank_targets("A1"):
        assert not (SHEET_PARTS | RULE_PARTS) & set(one.parts)


def test_regulated_and_lower_jobs_lose() -> None:
    found = {one.code: one.parts for one in FULL.rank_targets("E1")}
    assert found["D1"][Part.ENTRY_RULE] < 0 == found["E2"][Part.ENTRY_RULE]
    assert found["E2"][Part.LEVEL_STEP] < 0


def test_what_is_declared_finds_the_jobs_that_use_it() -> None:
    found = FULL.rank_targets(DECLARED)
    assert found[0].code in {"B2", "B3"}
    related = next(one for one in FULL.explain(DECLARED, "B3") if one.part is Part.RELATED_JOBS)
    assert {line.kind for line in related.lines} == {"job"}
    assert FULL.rank_targets(Profile(items=frozenset({*DECLARED.items, "no such line"}))) == found


def test_nothing_declared_says_nothing() -> None:
    assert {one.score for one in FULL.rank_targets(Profile())} == {0.0}


def test_an_unknown_job_is_refused() -> None:
    with pytest.raises(UnknownJob):
        FULL.rank_targets("Z9")
    with pytest.raises(UnknownJob):
        FULL.explain("A1", "Z9")


def test_no_target_stands_in_more_lists_than_allowed() -> None:
    drawn = np.random.default_rng(20).normal(size=(240, 240))
    drawn[:, :3] += 4
    left = drawn - rate_congestion(drawn, 0.1)
    np.fill_diagonal(left, -np.inf)
    listed = np.argsort(-left, axis=1)[:, :10]
    assert np.bincount(listed.ravel(), minlength=240).max() <= 0.1 * 240
    assert (rate_common_targets(drawn, 0.5)[:3] > rate_common_targets(drawn, 0.5)[3:].max()).all()
    assert not rate_congestion(drawn[:40, :40], 0.05).any()


def test_a_diverse_list_holds_variants_back_and_says_for_whom() -> None:
    ranked = FULL.rank_targets("B1")
    listed = diversify(ranked, FULL, most=6, most_alike=0.2)
    kept = [one.code for one, held_for in listed if not held_for]
    assert all(FULL.rate_likeness(one, other) <= 0.2 for one in kept for other in kept if one != other)
    assert [one.code for one, _ in diversify(ranked, FULL, most=6, most_alike=1.0)] == [one.code for one in ranked[:6]]
    for one, held_for in listed:
        assert not held_for or FULL.rate_likeness(one.code, held_for) > 0.2
