"""A value a day on a calendar, and a value through time: nothing withheld is drawn as a value, nothing overflows."""

import xml.etree.ElementTree as ET
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.publication import draw
from filiere.publication.charts import HeatDay, HeatmapChart, TrendChart, TrendLine, TrendPoint, TrendTarget
from filiere.publication.svg import Drawing

SVG = "{http://www.w3.org/2000/svg}"


def parsed(drawing: str) -> ET.Element:
    """The drawing as a tree."""
    return ET.fromstring(drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314  Ours.


def both(drawing: Drawing) -> list[ET.Element]:
    """The two drawings as trees."""
    return [parsed(drawing.wide), parsed(drawing.narrow)]


def calendar(*days: HeatDay) -> Drawing:
    """A calendar in two classes, cut at 80."""
    return draw(
        HeatmapChart(
            ident="cal",
            lang="fr",
            title="Niveau de service & jours",
            desc="De 40 à 90 %.",
            days=days,
            bounds=(Decimal(80),),
            css=("s2", "s5"),
        )
    )


def day(number: int, value: str | None = "70", *, withheld: bool = False) -> HeatDay:
    """A day of 2026, by its number."""
    when = date(2026, 1, 1) + timedelta(days=number)
    return HeatDay(day=when, words=f"{value}", value=None if value is None else Decimal(value), withheld=withheld)


def test_each_day_is_one_square_that_says_its_value() -> None:
    """Painted by its class; empty without contacts, struck when withheld; the last bound belongs to the upper class."""
    days = (day(0, "79.9"), day(1, "80"), day(2, None), day(3, None, withheld=True))
    for root in both(calendar(*days)):
        squares = root.findall(f"{SVG}rect")
        assert [one.get("class") for one in squares] == ["s2", "s5", "heat-none", "heat-none"]
        assert len(root.findall(f"{SVG}line")) == 1
        assert squares[0][0].text == "jeudi 1er janvier 2026\u00a0: 79.9"
        assert root.get("role") == "img"
        assert not any("style" in one.attrib for one in root.iter())


def test_a_wide_calendar_goes_on_in_bands_of_a_year() -> None:
    """Two years are two bands, and every day is there once, on the row of its weekday."""
    root = both(calendar(*(day(number) for number in range(730))))[0]
    squares = root.findall(f"{SVG}rect")
    assert len(squares) == 730
    assert len({(one.attrib["x"], one.attrib["y"]) for one in squares}) == 730
    tops = sorted({float(one.attrib["y"]) for one in squares})
    assert len(tops) == 14


@settings(max_examples=40)
@given(st.sets(st.integers(0, 900), max_size=60))
def test_no_square_leaves_the_drawing(numbers: set[int]) -> None:
    """Whatever the days, however far apart, the picture holds them; without a day it is an empty picture."""
    for root in both(calendar(*(day(number) for number in numbers))):
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        for one in root.findall(f"{SVG}rect"):
            assert float(one.attrib["x"]) + float(one.attrib["width"]) <= width
            assert float(one.attrib["y"]) + float(one.attrib["height"]) <= height


def trend(*values: str | None, second: tuple[str | None, ...] = (), targets: tuple[TrendTarget, ...] = ()) -> Drawing:
    """One or two lines, a point a day."""
    lines = [
        TrendLine(
            label=name,
            points=tuple(
                TrendPoint(
                    start=date(2026, 3, 1) + timedelta(days=number),
                    label=f"jour {number}",
                    value=None if value is None else Decimal(value),
                )
                for number, value in enumerate(of)
            ),
        )
        for name, of in (("commun", values), ("local", second))
        if of
    ]
    return draw(
        TrendChart(
            ident="trend",
            lang="fr",
            title="Niveau",
            desc="En hausse.",
            lines=tuple(lines),
            targets=targets,
            target_words="Objectif",
            suffix=" %",
            top=Decimal(100),
        )
    )


def test_a_line_stops_where_nothing_is_shown() -> None:
    """Neither a zero nor a bridge: two runs, and a lone point keeps a mark."""
    for root in both(trend("40", "50", None, "60", "70", None, "80")):
        assert len(root.findall(f"{SVG}polyline")) == 2
        marks = [one for one in root.findall(f"{SVG}circle") if len(one)]
        assert [one[0].text for one in marks] == [
            f"jour {number}\u00a0: {value},0 %" for number, value in ((0, 40), (1, 50), (3, 60), (4, 70), (6, 80))
        ]


def test_two_lines_differ_without_colour() -> None:
    """By their dash, their mark and the name at their end."""
    for root in both(trend("40", "50", second=("60", "62"))):
        assert [one.get("class") for one in root.findall(f"{SVG}polyline")] == ["m-line", "m-line two"]
        words = [one.text for one in root.findall(f"{SVG}text")]
        assert "50,0 %, commun" in words
        assert "62,0 %, local" in words


def test_a_target_is_drawn_where_it_held() -> None:
    """Cut at the ends of the series; one of other days is not drawn."""
    held = TrendTarget(start=date(2020, 1, 1), end=date(2026, 3, 2), value=Decimal(80))
    other = TrendTarget(start=date(2030, 1, 1), end=date(2031, 1, 1), value=Decimal(90))
    for root in both(trend("40", "50", "60", targets=(held, other))):
        lines = [one for one in root.findall(f"{SVG}line") if one.get("class") == "target"]
        assert len(lines) == 1
        assert lines[0][0].text == "Objectif\u00a0: 80,0 %"


@pytest.mark.parametrize("values", [(), (None,), ("0",), (None, None)])
def test_next_to_nothing_is_still_a_picture(values: tuple[str | None, ...]) -> None:
    """No value, one value, or values withheld only."""
    for root in both(trend(*values)):
        assert root.get("role") == "img"


@settings(max_examples=40)
@given(st.lists(st.none() | st.decimals("0", "100", places=1), min_size=1, max_size=400))
def test_no_point_leaves_the_frame(values: list[Decimal | None]) -> None:
    """Every mark stands within the picture, and dates under the axis are few enough not to touch."""
    for root in both(trend(*(None if one is None else str(one) for one in values))):
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        for one in root.findall(f"{SVG}circle"):
            assert 0 <= float(one.attrib["cx"]) <= width
            assert 0 <= float(one.attrib["cy"]) <= height
        below = [one for one in root.findall(f"{SVG}text") if float(one.attrib["y"]) > height - 20]
        places = sorted(float(one.attrib["x"]) for one in below)
        assert all(after - before >= 50 for before, after in pairwise(places))
