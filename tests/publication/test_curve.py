"""The drawing of a rule that turns a value into points."""

from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from filiere.publication import draw
from filiere.publication.charts import CurveChart, CurvePoint


def chart(points: list[tuple[str, str]], *, steps: bool = False) -> CurveChart:
    """A rule through some points."""
    return CurveChart(
        ident="grid",
        lang="fr",
        title="Points",
        desc="0 puis 100",
        points=tuple(CurvePoint(x=Decimal(x), y=Decimal(y)) for x, y in points),
        steps=steps,
        across="%",
        up="points",
    )


def path(drawing: str) -> list[tuple[float, float]]:
    """The corners of the line."""
    root = ET.fromstring(drawing)  # noqa: S314  Our own drawing.
    line = next(one for one in root.iter() if one.tag.endswith("polyline"))
    return [(float(x), float(y)) for x, y in (spot.split(",") for spot in line.attrib["points"].split())]


def test_it_is_flat_beyond_both_ends() -> None:
    """The first and the last value hold outside: the line goes on level on each side."""
    for drawing in (draw(chart([("50", "0"), ("92", "100")])).wide, draw(chart([("50", "0"), ("92", "100")])).narrow):
        corners = path(drawing)
        assert len(corners) == 4
        assert corners[0][1] == corners[1][1]
        assert corners[2][1] == corners[3][1]
        assert corners[0][0] < corners[1][0] < corners[2][0] < corners[3][0]
        assert corners[1][1] > corners[2][1], "more points are higher on the page"


def test_it_may_end_where_its_points_do() -> None:
    """Bounded, it says nothing beyond them: no part of the line lies outside."""
    points = chart([("50", "0"), ("92", "100")]).model_copy(update={"bounded": True})
    for drawing in (draw(points).wide, draw(points).narrow):
        assert len(path(drawing)) == 2


def test_steps_jump_where_lines_slope() -> None:
    """By steps, every part of the line is level or upright."""
    corners = path(draw(chart([("0", "0"), ("10", "50"), ("20", "100")], steps=True)).wide)
    for (x1, y1), (x2, y2) in pairwise(corners):
        assert x1 == x2 or y1 == y2
    sloping = path(draw(chart([("0", "0"), ("10", "50"), ("20", "100")])).wide)
    assert any(x1 != x2 and y1 != y2 for (x1, y1), (x2, y2) in pairwise(sloping))


@pytest.mark.parametrize("points", [[("5", "50"), ("5.001", "100")], [("-3", "0"), ("0", "0")], [("1", "0")]])
def test_points_that_stand_close_do_not_break_it(points: list[tuple[str, str]]) -> None:
    """Values one on the other, no rise at all, a single point: still a drawing, each point with its title."""
    drawing = draw(chart(points))
    for one in (drawing.wide, drawing.narrow):
        assert one.count("<circle") == len(points)
        assert "nan" not in one
        ET.fromstring(one)  # noqa: S314  Our own drawing.
