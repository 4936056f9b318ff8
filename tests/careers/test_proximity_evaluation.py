"""The measures of an evaluation against sums by hand, and data sets that do not read."""

import math

import numpy as np
import pytest
from support.scenes.proximity_jobs import build_nomenclature

from filiere.careers.evaluation import (
    evaluate_ranking,
    is_even,
    list_official_truth,
    rank_origins,
    rate_direction,
    rate_separation,
    read_truth,
)
from filiere.core.faults import Faults

JOBS = build_nomenclature()
CODES = [f"J{number:02}" for number in range(14)]
# Whoever asks, jobs stand in the order of their codes.
SCORES = np.tile(-np.arange(14.0), (14, 1))


def test_measures_are_those_of_a_sum_by_hand() -> None:
    truth = {"J00": {"J02": 2.0, "J13": 1.0}, "J05": {"J00": 1.0}}
    found = evaluate_ranking(SCORES, CODES, truth)
    # J00 has its target at rank 2, the other at 13; J05 has its own at rank 1.
    gain = (2 / math.log2(3)) / (2 + 1 / math.log2(3))
    assert (found.origins, found.recall, found.first_hit) == (2, 0.75, 0.75)
    assert found.gain == pytest.approx((gain + 1) / 2)
    assert (found.hub, found.hub_share) == ("J01", 1.0)


def test_targets_left_out_give_their_place_to_the_next() -> None:
    truth = {"J00": {"J11": 1.0}}
    assert evaluate_ranking(SCORES, CODES, truth).recall == 0
    assert evaluate_ranking(SCORES, CODES, truth, without={"J01"}).recall == 1
    assert evaluate_ranking(SCORES, CODES, truth, without={"J11"}).origins == 0


def test_origins_of_a_target_are_ranked_without_itself() -> None:
    ranks = rank_origins(SCORES.T, CODES, "J00")
    assert ranks["J01"] == 1
    assert set(ranks) == set(CODES) - {"J00"}


@pytest.mark.parametrize(
    ("wanted", "area"), [({"a", "b"}, 1.0), ({"c", "d"}, 0.0), ({"a", "d"}, 0.5), ({"a", "c"}, 0.75)]
)
def test_separation_counts_pairs_in_the_right_order(wanted: set[str], area: float) -> None:
    assert rate_separation({"a": 1, "b": 2, "c": 3, "d": 4}, wanted) == (area, 1.0)


def test_official_links_are_a_data_set_by_kind() -> None:
    assert list_official_truth(JOBS)["A2"] == {"A3": 1.0}
    assert list_official_truth(JOBS)["A1"] == {"A2": 2.0}
    assert "A2" not in list_official_truth(JOBS, without={"A3"})


def test_direction_counts_one_way_evolutions_only() -> None:
    levels = {code: float(at) for at, code in enumerate(sorted(JOBS.jobs))}
    # A2 to A3 and B2 to B3 go up by these points, E2 to E1 goes down.
    assert rate_direction(levels, JOBS, set(JOBS.jobs)) == (pytest.approx(2 / 3), 3)


def test_halves_part_the_codes() -> None:
    assert {is_even(code) for code in CODES} == {True, False}


def test_a_data_set_tells_all_its_faults() -> None:
    rows = [
        {"origin": "A1", "target": "Z9", "relevance": "1"},
        {"origin": "A1", "target": "A1", "relevance": "1"},
        {"origin": "A1", "target": "A2", "relevance": "near"},
        {"origin": "A1", "target": "A3", "relevance": "1"},
        {"origin": "A1", "target": "A3", "relevance": "2"},
        {"origin": "A1", "target": "B1", "relevance": None},
    ]
    with pytest.raises(Faults) as told:
        read_truth(enumerate(rows, 2), JOBS.jobs.keys(), file="moves.csv")
    assert [(one.line, one.code) for one in told.value.faults] == [
        (2, "moves-unknown-code"),
        (3, "moves-to-itself"),
        (4, "moves-relevance"),
        (6, "moves-repeated"),
        (7, "moves-relevance"),
    ]
    with pytest.raises(Faults, match="moves-none"):
        read_truth([], JOBS.jobs.keys(), file="moves.csv")
