"""The drawing of a gap: each change begins where the one before it ended, whatever the values and the words."""

import xml.etree.ElementTree as ET
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filiere.publication import draw
from filiere.publication.charts import WaterfallChart, WaterfallStep
from filiere.publication.label_placement import compute_text_box
from filiere.publication.svg import Drawing

SVG = "{http://www.w3.org/2000/svg}"


def chart(*changes: str, start: str = "52.20", label: str = "Dénominateur : tous les contacts présentés") -> Drawing:
    """A way of some changes, drawn."""
    return draw(
        WaterfallChart(
            ident="gap",
            lang="fr",
            title="Écart & sens",
            desc="De 52,20 % à 40,41 %.",
            start_label="vicidial",
            start=Decimal(start),
            steps=tuple(WaterfallStep(label=label, change=Decimal(one), detail="12 contacts") for one in changes),
            end_label="common-v1",
            suffix=" %",
            change_suffix=" pt",
        )
    )


def parsed(drawing: str) -> ET.Element:
    """The drawing as a tree."""
    return ET.fromstring(drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314  Ours.


def both(drawing: Drawing) -> list[ET.Element]:
    """The two drawings as trees."""
    return [parsed(drawing.wide), parsed(drawing.narrow)]


@pytest.mark.parametrize("changes", [(), ("-11.79",), ("0",), ("-11.79", "1.3", "-0.01", "4", "0", "-8.5")])
def test_it_is_an_image_with_one_title_a_datum(changes: tuple[str, ...]) -> None:
    """Two ends and one bar a step, each titled; the drawing is named by its title and its finding, without a style."""
    for root in both(chart(*changes)):
        assert root.get("role") == "img"
        assert [one.text for one in root if one.get("id")] == ["Écart & sens", "De 52,20 % à 40,41 %."]
        assert len(root.findall(f"{SVG}rect")) == len(changes)
        assert len(root.findall(f".//{SVG}title")) == len(changes) + 3
        assert not any("style" in one.attrib for one in root.iter())


@settings(max_examples=60)
@given(st.lists(st.decimals("-40", "40", places=2), min_size=2, max_size=8), st.decimals("0", "100", places=2))
def test_each_change_begins_where_the_last_one_ended(changes: list[Decimal], start: Decimal) -> None:
    """The threads stand at the levels, and every bar lies between the threads before and after it."""
    for root in both(chart(*map(str, changes), start=str(start))):
        threads = [float(one.attrib["x1"]) for one in root.findall(f"{SVG}line")]
        assert len(threads) == len(changes) + 1
        for bar, (left, right) in zip(root.findall(f"{SVG}rect"), pairwise(threads), strict=True):
            assert float(bar.attrib["x"]) == pytest.approx(min(left, right), abs=0.11)
            assert float(bar.attrib["width"]) == pytest.approx(max(abs(right - left), 1.5), abs=0.21)
            assert bar.attrib["class"] == (
                "bar-all" if right > left else "bar-fall" if right < left else bar.attrib["class"]
            )


@settings(max_examples=60)
@given(
    st.lists(st.decimals("-99999", "99999", places=2), max_size=7),
    st.text("abcé MWî:’", min_size=1, max_size=120),
)
def test_no_word_leaves_the_drawing_or_covers_another(changes: list[Decimal], label: str) -> None:
    """Names of any length and values of any size stay within the picture, and apart."""
    for root in both(chart(*map(str, changes), label=label.strip() or "a")):
        width, height = map(float, root.attrib["viewBox"].split()[2:])
        boxes = []
        for one in root.findall(f"{SVG}text"):
            bold = "key" in one.attrib["class"]
            place = float(one.attrib["x"]), float(one.attrib["y"])
            box = compute_text_box(one.text or "", *place, one.attrib["text-anchor"], 14.5, bold=bold)  # type: ignore[arg-type]
            boxes.append(box)
            assert box.left >= -2.1
            assert box.right <= width + 2.1
            assert box.top >= -1
            assert box.bottom <= height
        for rank, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[rank + 1 :])


def test_signs_are_words_and_a_long_name_is_whole_in_the_title() -> None:
    """A rise has its plus and a fall its true minus; what an ellipsis cuts is in the title of the bar."""
    label = "Abandons dans le délai : comptés pour un succès, puis contre, sur toutes les files du centre de contacts"
    root = parsed(chart("1.3", "-11.79", label=label).narrow)
    texts = [one.text for one in root.findall(f"{SVG}text")]
    assert {"+1,30 pt", "−11,79 pt", "52,20 %", "41,71 %"} <= set(texts)
    titles = [one.text or "" for one in root.iter(f"{SVG}title")]
    assert f"{label}\u00a0: −11,79 pt — 12 contacts" in titles
