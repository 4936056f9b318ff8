"""Frames, designs and draws: examples worked out by hand, then what holds of any frame."""

from __future__ import annotations

import math
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.core import Faults
from filiere.survey.samples import (
    CUT_OFF,
    TAKE_ALL,
    Design,
    Frame,
    FrameUnit,
    allocate_sample,
    compute_permanent_number,
    draw_sample,
    measure_overlap,
    read_frame,
    share_out,
)

COLUMNS = {"id_column": "id", "name_column": "name", "size_column": "staff"}


def rows_of(*cells: tuple[object, ...]) -> list[dict[str, object]]:
    return [dict(zip(("id", "name", "staff", "segment"), line, strict=True)) for line in cells]


def make_frame(sizes: dict[str, list[float]]) -> Frame:
    """A frame of made-up centres: the sizes of each segment."""
    units = [
        FrameUnit(f"{segment}-{rank:03}", "", {"segment": segment}, size)
        for segment, held in sizes.items()
        for rank, size in enumerate(held)
    ]
    return Frame(tuple(sorted(units, key=lambda unit: unit.id)), ("segment",))


TWO = make_frame({"a": [10.0] * 60 + [20.0] * 20, "b": [100.0, 300.0] * 10})


def test_a_frame_is_read_in_the_order_of_keys() -> None:
    rows = rows_of(("b", "B", "1 200", "own"), ("a", "", 7, "others"))
    frame = read_frame(rows, variables=["segment"], **COLUMNS)
    assert [(unit.id, unit.size, unit.variables["segment"]) for unit in frame.units] == [
        ("a", 7.0, "others"),
        ("b", 1200.0, "own"),
    ]


WRONG_FRAMES: list[tuple[list[dict[str, object]], list[tuple[str, int | None]]]] = [
    ([], [("frame-empty", None)]),
    ([{"id": "a", "name": "", "staff": "1"}], [("frame-missing-column", 2)]),
    (
        rows_of(("a", "", "many", "own"), ("", "", "1", "own"), ("c", "", None, "own"), ("d", "", "-3", " ")),
        [("frame-size", 2), ("frame-blank", 3), ("frame-blank", 4), ("frame-blank", 5), ("frame-size", 5)],
    ),
    (rows_of(("a", "", "1", "own"), ("a", "", "2", "own")), [("frame-repeated-unit", 3)]),
]


@pytest.mark.parametrize(("rows", "told"), WRONG_FRAMES)
def test_all_that_is_wrong_in_a_frame_is_told(rows: list[dict[str, object]], told: list[tuple[str, int]]) -> None:
    with pytest.raises(Faults) as caught:
        read_frame(rows, variables=["segment"], file="frame.csv", **COLUMNS)
    assert [(fault.code, fault.line) for fault in caught.value.faults] == told


# S of a: 60 tens and 20 twenties, mean 12.5, sum of squares 60·6.25 + 20·56.25 = 1500, S² = 1500/79, N·S = 348.6;
# S of b: mean 200, 20·10000 = 200000, S² = 200000/19, N·S = 2052.0. Of 20: 2.9 and 17.1.
ALLOCATIONS: list[tuple[dict[str, Any], dict[tuple[str, ...], int]]] = [
    ({"allocation": "proportional"}, {("a",): 16, ("b",): 4}),
    ({"allocation": "neyman"}, {("a",): 3, ("b",): 17}),
    ({"allocation": "neyman", "sample_size": 30}, {("a",): 10, ("b",): 20}),
    ({"take_all_from": 300.0}, {TAKE_ALL: 10, ("a",): 8, ("b",): 2}),
    ({"cut_off_below": 20.0}, {("a",): 10, ("b",): 10, CUT_OFF: 0}),
    ({"size_bounds": (20.0, 200.0)}, {("a", "0–20"): 12, ("a", "20–200"): 4, ("b", "20–200"): 2, ("b", "200+"): 2}),
    ({"strata": ()}, {(): 20}),
]


@pytest.mark.parametrize(("values", "expected"), ALLOCATIONS)
def test_allocations_worked_out_by_hand(values: dict[str, Any], expected: dict[tuple[str, ...], int]) -> None:
    design = Design(**({"sample_size": 20, "strata": ("segment",)} | values))
    strata = allocate_sample(TWO, design)
    assert {stratum.key: stratum.sample for stratum in strata} == expected
    for stratum in strata:
        assert (stratum.kind == "take_all") == (stratum.sample == stratum.population)
        assert stratum.weight == (stratum.population / stratum.sample if stratum.sample else 0)


WRONG_DESIGNS: list[tuple[dict[str, Any], set[str]]] = [
    ({"strata": ("region",)}, {"design-unknown-variable"}),
    ({"size_bounds": (50.0, 50.0)}, {"design-bounds"}),
    ({"cut_off_below": 50.0, "take_all_from": 50.0}, {"design-thresholds"}),
    ({"sample_size": 3}, {"design-too-small"}),
    ({"sample_size": 101}, {"design-too-large"}),
    ({"sample_size": 81, "cut_off_below": 20.0}, {"design-too-large"}),
    ({"sample_size": 0, "least": 0, "strata": ("region",)}, {"design-value", "design-unknown-variable"}),
]


@pytest.mark.parametrize(("values", "codes"), WRONG_DESIGNS)
def test_a_design_that_cannot_be_is_refused(values: dict[str, Any], codes: set[str]) -> None:
    with pytest.raises(Faults) as caught:
        draw_sample(TWO, Design(**({"sample_size": 20, "strata": ("segment",)} | values)), seed="s")
    assert {fault.code for fault in caught.value.faults} == codes


def test_permanent_numbers_are_those_of_the_seed_and_the_unit() -> None:
    assert compute_permanent_number("barometer", "0417") == compute_permanent_number("barometer", "0417")
    # A separator could be part of a key: the length of the seed parts the two.
    assert compute_permanent_number("a", "bc") != compute_permanent_number("ab", "c")
    numbers = [compute_permanent_number("seed", str(rank)) for rank in range(1000)]
    assert 0 <= min(numbers) < 0.01 < 0.99 < max(numbers) < 1
    assert abs(math.fsum(numbers) / 1000 - 0.5) < 0.03


def test_waves_keep_the_units_they_are_told_to_keep() -> None:
    frame = make_frame({"a": [float(rank) for rank in range(400)], "b": [5.0] * 100})
    design = Design(sample_size=200, strata=("segment",))
    first = draw_sample(frame, design, seed="s", wave=0, rotation=0.25)
    second = draw_sample(frame, design, seed="s", wave=1, rotation=0.25)
    assert measure_overlap(first, draw_sample(frame, design, seed="s", wave=1)).share == 1
    assert 0.65 < measure_overlap(first, second).share < 0.85
    assert measure_overlap(first, draw_sample(frame, design, seed="s", wave=1, rotation=1.0)).share < 0.15
    other = measure_overlap(first, draw_sample(frame, design, seed="t"))
    assert 0.25 < other.share < 0.55
    assert (other.both + other.first_only, other.both + other.second_only) == (200, 200)


def test_a_unit_more_in_the_frame_changes_one_unit_drawn_at_most() -> None:
    frame = make_frame({"a": [1.0] * 50})
    larger = Frame((*frame.units, FrameUnit("a-999", "", {"segment": "a"}, 1.0)), frame.variables)
    design = Design(sample_size=10)
    assert measure_overlap(draw_sample(frame, design, seed="s"), draw_sample(larger, design, seed="s")).both >= 9


@settings(max_examples=15)
@given(
    sizes=st.dictionaries(
        st.sampled_from("abcd"), st.lists(st.integers(0, 900).map(float), min_size=1, max_size=30), min_size=1
    ),
    allocation=st.sampled_from(["proportional", "neyman"]),
    bounds=st.sampled_from([(), (50.0,), (50.0, 500.0)]),
    share=st.floats(0, 1),
    chance=st.randoms(use_true_random=False),
)
def test_any_draw(
    sizes: dict[str, list[float]], allocation: Any, bounds: tuple[float, ...], share: float, chance: random.Random
) -> None:
    frame = make_frame(sizes)
    values = {"strata": ("segment",), "size_bounds": bounds, "allocation": allocation, "take_all_from": 800.0}
    whole = allocate_sample(frame, Design(sample_size=len(frame), **values))
    least = sum(one.population if one.key == TAKE_ALL else min(2, one.population) for one in whole)
    size = least + round(share * (len(frame) - least))
    design = Design(sample_size=size, **values)
    sample = draw_sample(frame, design, seed="s", wave=3, rotation=0.5)
    assert len(sample.units) == size
    assert sum(one.weight for one in sample.units) == pytest.approx(len(frame))
    held = Counter(one.stratum for one in sample.units)
    for stratum in sample.strata:
        assert held[stratum.key] == stratum.sample
        assert min(2, stratum.population) <= stratum.sample <= stratum.population
    assert all(one.weight == pytest.approx(1 / one.probability) for one in sample.units)
    shuffled = list(frame.units)
    chance.shuffle(shuffled)
    again = draw_sample(Frame(tuple(shuffled), frame.variables), design, seed="s", wave=3, rotation=0.5)
    assert [one.unit.id for one in again.units] == [one.unit.id for one in sample.units]


@settings(max_examples=30)
@given(
    bounds=st.lists(st.tuples(st.integers(1, 40), st.floats(0, 1000)), min_size=1, max_size=8),
    share=st.floats(0, 1),
)
def test_sharing_out_keeps_the_sum_and_the_bounds(bounds: list[tuple[int, float]], share: float) -> None:
    most = {(str(rank),): top for rank, (top, _) in enumerate(bounds)}
    shares = {(str(rank),): weight for rank, (_, weight) in enumerate(bounds)}
    floor = {key: min(2, top) for key, top in most.items()}
    total = sum(floor.values()) + round(share * (sum(most.values()) - sum(floor.values())))
    found = share_out(total, shares=shares, most=most, least=2)
    assert sum(found.values()) == total
    assert all(floor[key] <= value <= most[key] for key, value in found.items())
