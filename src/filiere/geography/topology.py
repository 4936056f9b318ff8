"""Outlines as arcs: decoding a TopoJSON file, merging neighbours, simplifying without tearing borders apart.

In a topology a border between two departments is one arc, used by both. So a region is made by dropping the arcs
used twice inside it and chaining those that are left: exact, where a union of polygons leaves slivers and holes.
And an arc is simplified once, so that two neighbours never part.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Point = tuple[float, float]
Ring = tuple[int, ...]
"""A closed line as arc numbers in order; ``~n`` (negative) is arc ``n`` walked backwards, as TopoJSON writes it."""


def decode_arcs(topology: Mapping[str, Any]) -> list[list[Point]]:
    """Return the arcs of a quantised topology as longitude and latitude, in degrees."""
    scale_x, scale_y = topology["transform"]["scale"]
    shift_x, shift_y = topology["transform"]["translate"]
    arcs = []
    for encoded in topology["arcs"]:
        x = y = 0
        points = []
        for step in encoded:
            x, y = x + step[0], y + step[1]
            points.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(points)
    return arcs


def list_rings(geometry: Mapping[str, Any]) -> list[Ring]:
    """Return all rings of a Polygon or MultiPolygon, outer and inner alike: their direction tells which is which."""
    polygons = [geometry["arcs"]] if geometry["type"] == "Polygon" else geometry["arcs"]
    return [tuple(ring) for polygon in polygons for ring in polygon]


def merge_rings(rings: Iterable[Ring], arcs: Sequence[Sequence[Point]]) -> list[Ring]:
    """Return the outline of a group: the arcs used once among ``rings``, chained into closed rings.

    Raises ``ValueError`` when what is left does not close, which means that the arcs are not a topology.
    """
    used = [arc for ring in rings for arc in ring]
    count = Counter(_arc_index(arc) for arc in used)
    left = [arc for arc in used if count[_arc_index(arc)] == 1]
    leaving: defaultdict[Point, list[int]] = defaultdict(list)
    for arc in reversed(left):
        leaving[_arc_ends(arc, arcs)[0]].append(arc)
    merged = []
    for first in left:
        start, end = _arc_ends(first, arcs)
        if first not in leaving[start]:
            continue
        leaving[start].remove(first)
        chain = [first]
        while end != start:
            if not leaving[end]:
                raise ValueError(f"the outline does not close at {end}")
            chain.append(leaving[end].pop())
            end = _arc_ends(chain[-1], arcs)[1]
        merged.append(tuple(chain))
    return merged


def ring_points(ring: Ring, arcs: Sequence[Sequence[Point]]) -> list[Point]:
    """Return the points of a ring, the first not repeated at the end."""
    points: list[Point] = []
    for arc in ring:
        walked = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
        points.extend(walked[1:] if points else walked)
    return points[:-1] if len(points) > 1 and points[0] == points[-1] else points


def signed_area(points: Sequence[Point]) -> float:
    """Return the area inside a ring, positive when it runs counter-clockwise with y upwards (shoelace formula)."""
    following = (*points[1:], points[0])
    return sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in zip(points, following, strict=True)) / 2


def simplify(points: Sequence[Point], tolerance: float) -> list[Point]:
    """Return a line without the points that lie within ``tolerance`` of it (Douglas and Peucker, 1973).

    The ends stay, so that arcs still meet. A closed line is cut at its farthest point first, or it would vanish.
    """
    if len(points) < 3:
        return list(points)
    if points[0] == points[-1]:
        far = max(range(len(points)), key=lambda index: math.dist(points[0], points[index]))
        if points[far] == points[0]:
            return [points[0], points[-1]]
        return [*simplify(points[: far + 1], tolerance)[:-1], *simplify(points[far:], tolerance)]
    keep = {0, len(points) - 1}
    pending = [(0, len(points) - 1)]
    while pending:
        first, last = pending.pop()
        if last - first < 2:
            continue
        far = max(
            range(first + 1, last), key=lambda index: segment_distance(points[index], points[first], points[last])
        )
        if segment_distance(points[far], points[first], points[last]) > tolerance:
            keep.add(far)
            pending += [(first, far), (far, last)]
    return [points[index] for index in sorted(keep)]


def segment_distance(point: Point, start: Point, end: Point) -> float:
    """Return the distance from a point to a segment."""
    along_x, along_y = end[0] - start[0], end[1] - start[1]
    length = along_x * along_x + along_y * along_y
    if length == 0:
        return math.dist(point, start)
    share = ((point[0] - start[0]) * along_x + (point[1] - start[1]) * along_y) / length
    share = min(1.0, max(0.0, share))
    return math.dist(point, (start[0] + share * along_x, start[1] + share * along_y))


def is_inside(point: Point, rings: Iterable[Sequence[Point]]) -> bool:
    """Say whether a point lies inside an outline, holes taken out (even-odd rule)."""
    x, y = point
    odd = False
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                odd = not odd
    return odd


def find_label_anchor(rings: Sequence[Sequence[Point]], steps: int = 16, rounds: int = 3) -> Point:
    """Return the point inside an outline farthest from its border, where a label sits best.

    A grid search refined ``rounds`` times around its best point; a centroid may fall outside a crescent.
    """
    outer = max(rings, key=lambda ring: abs(signed_area(ring)))
    edges = [edge for ring in rings for edge in zip(ring, (*ring[1:], ring[0]), strict=True)]
    left, right = min(x for x, _ in outer), max(x for x, _ in outer)
    low, high = min(y for _, y in outer), max(y for _, y in outer)
    best, clear = outer[0], -1.0
    for _ in range(rounds):
        step_x, step_y = (right - left) / steps, (high - low) / steps
        for column in range(steps + 1):
            for row in range(steps + 1):
                point = (left + column * step_x, low + row * step_y)
                if is_inside(point, rings):
                    room = min(segment_distance(point, start, end) for start, end in edges)
                    if room > clear:
                        best, clear = point, room
        left, right, low, high = best[0] - step_x, best[0] + step_x, best[1] - step_y, best[1] + step_y
    return best


def _arc_index(arc: int) -> int:
    return arc if arc >= 0 else ~arc


def _arc_ends(arc: int, arcs: Sequence[Sequence[Point]]) -> tuple[Point, Point]:
    points = arcs[_arc_index(arc)]
    return (points[0], points[-1]) if arc >= 0 else (points[-1], points[0])
