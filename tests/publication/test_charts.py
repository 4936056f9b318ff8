"""Charts: well-formed, without style attributes, one titled mark a datum, labels apart, the finding in words."""

import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.core import seal
from filiere.publication import draw
from filiere.publication.charts import (
    Area,
    AreaMap,
    Bar,
    BarsChart,
    ChartPoint,
    ChartSpec,
    ConcurrentScale,
    PointsChart,
    ScaleValue,
    Segment,
    SeriesBreak,
    SeriesChart,
    SeriesLine,
    SeriesPoint,
    Symbol,
    SymbolMap,
    Tile,
    TileMap,
)
from filiere.publication.label_placement import Box, Label, compute_text_box, place_labels

SVG = "{http://www.w3.org/2000/svg}"
WORDS: dict[str, Any] = {"ident": "c", "lang": "fr", "title": "Emplois & co", "desc": "De 1 à 3 <en> dix ans."}
SEGMENTS = (
    Segment(key="whole", label="Filière", shape="circle", css="m-all"),
    Segment(key="out", label="Prestataires", shape="square", css="m-out"),
)
POINTS = PointsChart(
    **WORDS,
    segments=SEGMENTS,
    points=(
        ChartPoint(year=1999, segment="whole", about="A", value=Decimal(140000), note="140 000, la profession"),
        ChartPoint(year=2008, segment="whole", about="B", value=Decimal(250000), note="250 000, B"),
        ChartPoint(year=2008, segment="whole", about="C", value=Decimal(250000), certain=False),
        ChartPoint(year=2012, segment="out", about="D", low=Decimal(70000), high=Decimal(75000)),
        ChartPoint(year=2013, segment="out", about="E", low=Decimal(2900)),
        ChartPoint(year=2025, segment="whole", about="F", value=Decimal(290000), retained=True, note="290 000, retenu"),
    ),
)
SPECS: list[tuple[ChartSpec, int]] = [
    (POINTS, 6),
    (
        ConcurrentScale(
            **WORDS,
            values=(
                ScaleValue(about="A", value=Decimal(36352), retained=True),
                ScaleValue(about="B", value=Decimal(44664)),
                ScaleValue(about="C", low=Decimal(55000), high=Decimal(60000)),
            ),
            retained_words="retenu",
        ),
        3,
    ),
    (
        SeriesChart(
            **WORDS,
            lines=(
                SeriesLine(
                    label="",
                    points=tuple(
                        SeriesPoint(when=2004 + i, label=str(2004 + i), value=Decimal(22706 + 3000 * i))
                        for i in range(5)
                    ),
                    breaks=(SeriesBreak(after=2006, reason="le code change"),),
                ),
            ),
        ),
        6,
    ),
    (BarsChart(**WORDS, bars=(Bar(label="A", value=Decimal(3)), Bar(label="B", value=Decimal(2), high=Decimal(4)))), 2),
    (
        AreaMap(
            **WORDS,
            areas=(
                Area(code="1", label="A", path="M0 0h9v9z", css="c5", words="200"),
                Area(code="2", label="B", path="M9 9h9v9z", css=None, words="inconnu"),
            ),
            view=(0, 0, 20, 20),
        ),
        2,
    ),
    (
        TileMap(
            **WORDS,
            tiles=(
                Tile(code="1", label="A", column=0, row=0, shown="200", css="c5", words="200"),
                Tile(code="2", label="B", column=1, row=0, shown="–", css=None, words="inconnu"),
            ),
        ),
        2,
    ),
]
IDS = [type(spec).__name__ for spec, _ in SPECS]


def _parse(drawing: str) -> ET.Element:
    return ET.fromstring(drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314 - our own.


@pytest.mark.parametrize(("spec", "data"), SPECS, ids=IDS)
def test_every_chart_is_well_formed_and_named(spec: ChartSpec, data: int) -> None:
    """Both drawings parse, are images named by their title and finding, and carry one title a datum."""
    drawing = draw(spec)
    for written in (drawing.wide, drawing.narrow):
        root = _parse(written)
        assert root.get("role") == "img"
        names = {element.get("id"): element.text for element in root if element.get("id")}
        assert [names[key] for key in (root.get("aria-labelledby") or "").split()] == [spec.title, spec.desc]
        titles = root.findall(f".//{SVG}title")
        assert len(titles) == data + 1, "one title a datum, and that of the drawing"


@pytest.mark.parametrize(("spec", "data"), SPECS, ids=IDS)
def test_no_chart_carries_a_style(spec: ChartSpec, data: int) -> None:
    """A style attribute or element would be refused by the content security policy."""
    drawing = draw(spec)
    for written in (drawing.wide, drawing.narrow):
        for element in _parse(written).iter():
            assert "style" not in element.attrib
            assert not element.tag.endswith(("style", "script"))


@pytest.mark.parametrize(("spec", "data"), SPECS, ids=IDS)
def test_the_two_drawings_share_no_identifier(spec: ChartSpec, data: int) -> None:
    """Both stand in the same page, where an identifier is unique."""
    drawing = draw(spec)
    found = re.findall(r' id="([^"]+)"', drawing.wide + drawing.narrow)
    assert len(found) == len(set(found))


def test_same_spec_same_seal_same_drawing() -> None:
    """The seal of a spec is the key of its drawing in the cache."""
    again = POINTS.model_copy()
    assert seal(again) == seal(POINTS)
    assert draw(again) == draw(POINTS)
    other = POINTS.model_copy(update={"lang": "en"})
    assert seal(other) != seal(POINTS)


def _notes(drawing: str) -> list[Box]:
    boxes = []
    for element in _parse(drawing).iter(f"{SVG}text"):
        css = element.get("class") or ""
        if css.startswith("note"):
            anchor: Any = element.get("text-anchor")
            x, y = float(element.attrib["x"]), float(element.attrib["y"])
            box = compute_text_box(element.text or "", x, y, anchor, 14.5)
            # Coordinates are written to a tenth of a pixel: as much is granted on each side.
            boxes.append(Box(box.left + 0.1, box.top + 0.1, box.right - 0.1, box.bottom - 0.1))
    return boxes


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(1999, 2025), st.integers(0, 300_000), st.sampled_from(["whole", "out"])),
        min_size=1,
        max_size=45,
    )
)
def test_labels_of_points_never_overlap(values: list[tuple[int, int, str]]) -> None:
    """Whatever the values, written labels stay apart; what finds no room is left to the table."""
    points = tuple(
        ChartPoint(
            year=year, segment=segment, about="x", value=Decimal(value), note=f"{value}, source {rank}", rank=rank
        )
        for rank, (year, value, segment) in enumerate(values)
    )
    boxes = _notes(draw(PointsChart(**WORDS, segments=SEGMENTS, points=points)).wide)
    assert not any(a.overlaps(b) for index, a in enumerate(boxes) for b in boxes[index + 1 :])


@settings(max_examples=60)
@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=9))
def test_concurrent_labels_never_overlap(values: list[int]) -> None:
    """Close values get labels on separate rows, even on a phone."""
    spec = ConcurrentScale(
        **WORDS,
        values=tuple(
            ScaleValue(about="x", value=Decimal(value), retained=not rank) for rank, value in enumerate(values)
        ),
        retained_words="retenu",
    )
    drawing = draw(spec)
    for written in (drawing.wide, drawing.narrow):
        boxes = _notes(written)
        assert not any(a.overlaps(b) for index, a in enumerate(boxes) for b in boxes[index + 1 :])
        assert len(boxes) == len(set(values)), "every distinct value is written once"


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(st.floats(0, 300), st.floats(0, 200), st.text("abc 0123", min_size=1, max_size=20), st.booleans()),
        max_size=25,
    )
)
def test_placed_labels_stay_apart_and_inside(labels: list[tuple[float, float, str, bool]]) -> None:
    """The placer keeps every label within the frame and off the others, required or not."""
    frame = Box(0, 0, 300, 200)
    placed = place_labels([Label(words, x, y, required=need) for x, y, words, need in labels], [], frame, 14)
    assert all(one.box.is_inside(frame) for one in placed)
    assert not any(a.box.overlaps(b.box) for i, a in enumerate(placed) for b in placed[i + 1 :])


def test_a_series_stops_at_its_break() -> None:
    """Two polylines and a dashed mark with the reason: the change of definition is not drawn as a change."""
    spec = next(one for one, _ in SPECS if isinstance(one, SeriesChart))
    root = _parse(draw(spec).wide)
    lines = root.findall(f".//{SVG}polyline")
    assert [len((line.get("points") or "").split()) for line in lines] == [3, 2]
    assert any("le code change" in (title.text or "") for title in root.iter(f"{SVG}title"))


def test_an_unknown_area_is_hatched() -> None:
    """Unknown has a pattern of its own, and no shade."""
    spec = next(one for one, _ in SPECS if isinstance(one, AreaMap))
    unknown = _parse(draw(spec).wide).findall(f".//{SVG}path")[1]
    assert unknown.get("class") == "area"
    assert (unknown.get("fill") or "").startswith("url(#")


def test_an_unknown_bar_has_no_length() -> None:
    """Unknown is a word, not a bar of length zero."""
    spec = BarsChart(**WORDS, bars=(Bar(label="A", value=Decimal(3)), Bar(label="B", value=None)))
    root = _parse(draw(spec).wide)
    assert len(root.findall(f".//{SVG}rect")) == 1
    assert any(text.text == "inconnu" for text in root.iter(f"{SVG}text"))


def test_a_count_is_a_surface_of_ink() -> None:
    """Four times the count is twice the radius; an area without a value is hatched and has no circle."""
    spec = SymbolMap(
        ident="m",
        lang="fr",
        title="T",
        desc="D",
        view=(0, 0, 100, 100),
        areas=(
            Area(code="1", label="A", path="M0 0h9v9z", css="land", words="400"),
            Area(code="2", label="B", path="M9 9h9v9z", css=None, words="non connu"),
        ),
        symbols=(
            Symbol(label="A", x=20, y=20, value=Decimal(400), words="400"),
            Symbol(label="C", x=60, y=60, value=Decimal(100), words="100"),
        ),
        radius=40,
    )
    root = _parse(draw(spec).wide)
    radii = [float(one.get("r") or 0) for one in root.iter(f"{SVG}circle") if one.get("class") == "symbol"]
    assert radii == [40, 20]
    assert sum((one.get("fill") or "").startswith("url(#") for one in root.iter(f"{SVG}path")) == 1


def test_a_bound_is_drawn_apart_from_the_line() -> None:
    """A lower bound is an open mark with a bar towards the value: joined, it would read as a fall."""
    known = [SeriesPoint(when=year, label=str(year), value=Decimal(9)) for year in (2018, 2019, 2021, 2022)]
    points = (*known[:2], SeriesPoint(when=2020, label="2020", low=Decimal(3)), *known[2:])
    spec = SeriesChart(ident="s", lang="en", title="T", desc="D", lines=(SeriesLine(label="", points=points),))
    root = _parse(draw(spec).wide)
    lines = [(line.get("points") or "").split() for line in root.iter(f"{SVG}polyline")]
    assert [len(line) for line in lines] == [2, 2]
    opened = [one for one in root.iter(f"{SVG}circle") if one.get("class") == "m-all open"]
    data = [one for one in root.iter(f"{SVG}g") if one.get("class") == "mk" and opened[0] in one]
    assert [one.findtext(f"{SVG}title") for one in data] == ["2020: at least 3"]
    assert f"{opened[0].get('cx')},{opened[0].get('cy')}" not in [spot for line in lines for spot in line]
    bar = next(one for one in root.iter(f"{SVG}line") if one.get("class") == "m-range")
    assert float(bar.get("y2") or 0) < float(bar.get("y1") or 0)


def test_a_bound_is_written_as_one_on_bars_and_circles() -> None:
    """What is at least so much says so where its number is printed."""
    bars = BarsChart(**WORDS, bars=(Bar(label="A", value=Decimal(864), bound=True), Bar(label="B", value=Decimal(3))))
    texts = [text.text for text in _parse(draw(bars).wide).iter(f"{SVG}text")]
    assert texts == ["A", "≥\u00a0864", "B", "3"]
    circle = Symbol(label="A", x=20, y=20, value=Decimal(864), words="at least 864", bound=True)
    drawing = SymbolMap(**WORDS, view=(0, 0, 100, 100), areas=(), symbols=(circle,), radius=40)
    assert "≥\u00a0864" in [text.text for text in _parse(draw(drawing).wide).iter(f"{SVG}text")]


def test_a_gap_cuts_the_line_without_the_mark_of_a_break() -> None:
    """Years that are not known leave a hole: the way of counting did not change."""
    points = tuple(SeriesPoint(when=year, label=str(year), value=Decimal(9)) for year in (2018, 2019, 2021, 2022))
    line = SeriesLine(label="", points=points, gaps=(2019,))
    root = _parse(draw(SeriesChart(ident="s", lang="fr", title="T", desc="D", lines=(line,))).wide)
    assert len(list(root.iter(f"{SVG}polyline"))) == 2
    assert not [one for one in root.iter(f"{SVG}line") if one.get("class") == "break"]


def test_marks_of_one_scale_stand_apart() -> None:
    """A range is a bar with no circle on it, equal marks are both seen."""
    spec = ConcurrentScale(
        **WORDS,
        values=(
            ScaleValue(about="A", low=Decimal(280000), high=Decimal(300000), stated=True),
            ScaleValue(about="B", value=Decimal(290000), stated=True),
            ScaleValue(about="C", low=Decimal(252000), high=Decimal(270000)),
            ScaleValue(about="D", low=Decimal(220000), high=Decimal(275000)),
        ),
    )
    for written in (draw(spec).wide, draw(spec).narrow):
        root = _parse(written)
        assert len(root.findall(f".//{SVG}rect")) == 3
        (first,) = (float(one.attrib["cx"]) for one in root.iter(f"{SVG}circle"))
        end = max(float(one.attrib["x"]) for one in root.iter(f"{SVG}text") if one.get("class") == "tick")
        assert round((first - 14) / (end - 14), 2) == 0.97
        heights = {float(one.attrib["cy"]) for one in root.iter(f"{SVG}circle")}
        heights |= {float(one.attrib["y"]) + 5 for one in root.iter(f"{SVG}rect")}
        assert len(heights) > 1
        leaders = [one.attrib for one in root.iter(f"{SVG}line") if one.get("class") == "leader"]
        for box in _notes(written):
            for each in leaders:
                over = box.left < float(each["x1"]) < box.right
                assert not (over and float(each["y2"]) < box.top < float(each["y1"]))


def test_a_mark_moved_aside_stays_within_its_year() -> None:
    """On a phone as on a desk, marks that cover each other are nearer to their own year than to any other."""
    many = tuple(
        ChartPoint(year=2008, segment="whole", about=str(rank), value=Decimal(20000 + rank)) for rank in range(9)
    )
    ends = tuple(ChartPoint(year=year, segment="out", about="e", value=Decimal(90000)) for year in (1999, 2025))
    for written in (draw(PointsChart(**WORDS, segments=SEGMENTS, points=(*many, *ends))).wide,
                    draw(PointsChart(**WORDS, segments=SEGMENTS, points=(*many, *ends))).narrow):  # fmt: skip
        root = _parse(written)
        left, right = sorted(float(one.attrib["x"]) for one in root.iter(f"{SVG}rect"))
        year = (right - left) / 26
        middle = left + float(root.find(f".//{SVG}rect").attrib["width"]) / 2 + 9 * year  # type: ignore[union-attr]
        assert all(abs(float(one.attrib["cx"]) - middle) <= year / 2 + 0.2 for one in root.iter(f"{SVG}circle"))
