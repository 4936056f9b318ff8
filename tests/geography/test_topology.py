"""Merging outlines by arcs, and simplifying them, on shapes small enough to check by eye."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.geography.topology import (
    decode_arcs,
    find_label_anchor,
    is_inside,
    merge_rings,
    ring_points,
    segment_distance,
    signed_area,
    simplify,
)


def grid(width: int, height: int) -> tuple[list[list[tuple[float, float]]], dict[tuple[int, int], tuple[int, ...]]]:
    """Return the unit edges of a board of squares as arcs, and the ring of each square, counter-clockwise."""
    arcs: list[list[tuple[float, float]]] = []
    number: dict[tuple[tuple[int, int], tuple[int, int]], int] = {}
    rings = {}

    def arc(start: tuple[int, int], end: tuple[int, int]) -> int:
        if (end, start) in number:
            return ~number[end, start]
        number[start, end] = len(arcs)
        arcs.append([start, end])
        return number[start, end]

    for x in range(width):
        for y in range(height):
            corners = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)]
            rings[x, y] = tuple(arc(a, b) for a, b in zip(corners, [*corners[1:], corners[0]], strict=True))
    return arcs, rings


@given(st.integers(1, 5), st.integers(1, 5))
def test_a_full_board_merges_into_its_frame(width: int, height: int) -> None:
    """Whatever is inside, the arcs used twice go and one outer ring of the right area is left."""
    arcs, rings = grid(width, height)
    merged = merge_rings(rings.values(), arcs)
    assert len(merged) == 1
    assert signed_area(ring_points(merged[0], arcs)) == width * height


@given(st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1))
def test_merging_any_group_keeps_its_area(members: set[tuple[int, int]]) -> None:
    """Outer rings count for more and holes for less: the signed areas always sum to the number of squares."""
    arcs, rings = grid(5, 5)
    merged = merge_rings([rings[member] for member in members], arcs)
    assert sum(signed_area(ring_points(ring, arcs)) for ring in merged) == len(members)


def test_a_missing_middle_stays_a_hole() -> None:
    """An enclave is kept: its ring runs the other way."""
    arcs, rings = grid(3, 3)
    merged = merge_rings([ring for place, ring in rings.items() if place != (1, 1)], arcs)
    assert sorted(signed_area(ring_points(ring, arcs)) for ring in merged) == [-1, 9]


def test_arcs_that_do_not_close_are_refused() -> None:
    """A topology with a missing border is an error, never a shape drawn wrong."""
    with pytest.raises(ValueError, match="does not close"):
        merge_rings([(0, 1)], [[(0, 0), (1, 0)], [(1, 0), (1, 1)]])


def test_decoding_adds_the_steps_and_scales() -> None:
    """Quantised arcs are steps from point to point, then a scale and a shift."""
    topology = {"transform": {"scale": [2, 0.5], "translate": [10, -1]}, "arcs": [[[1, 2], [3, -2]]]}
    assert decode_arcs(topology) == [[(12, 0), (18, -1)]]


lines = st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=2, max_size=30)


@given(lines, st.floats(0, 10))
def test_simplifying_stays_within_the_tolerance(line: list[tuple[float, float]], tolerance: float) -> None:
    """Ends are kept, no point is invented, and every point dropped lies near the line that is left."""
    kept = simplify(line, tolerance)
    assert kept[0] == line[0]
    assert kept[-1] == line[-1]
    assert set(kept) <= set(line)
    segments = list(itertools.pairwise(kept)) or [(kept[0], kept[0])]
    assert all(min(segment_distance(point, *segment) for segment in segments) <= tolerance + 1e-9 for point in line)


def test_a_closed_line_does_not_vanish() -> None:
    """An island is cut at its farthest point before it is simplified."""
    island = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
    assert simplify(island, 0.5) == island


def test_the_anchor_of_a_crescent_is_inside_it() -> None:
    """A centroid would fall in the empty middle."""
    shape = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 7.0), (7.0, 7.0), (7.0, 3.0), (0.0, 3.0)]
    assert is_inside(find_label_anchor([shape]), [shape])
