"""Dots on a scale: as far right as they are high, marked where asked, each a link outside the order of tabs."""

import re
from decimal import Decimal

from filiere.publication import draw, svg
from filiere.publication.charts import Dot, DotPlot
from filiere.publication.charts.base import TEXT_SIZE

VALUES = (Decimal("48.1"), Decimal("55.4"), Decimal("61.6"))


def test_dots_stand_in_the_order_of_their_values_within_the_drawing() -> None:
    dots = tuple(
        Dot(label=f"Rule {rank}", value=value, marked=rank == 1, url=f"#rule-{rank}", detail="1 of 2")
        for rank, value in enumerate(VALUES)
    )
    drawing = draw(DotPlot(ident="dots", lang="fr", title="T", desc="D", dots=dots, suffix="\u202f%"))
    for drawn, width in ((drawing.wide, 1200), (drawing.narrow, 358)):
        places = [float(x) for x in re.findall(r'<circle[^>]* cx="([\d.]+)"', drawn)]
        assert places == sorted(places)
        assert 0 < places[0] < places[-1] < width
        assert drawn.count('class="m-all"') == 1
        assert re.findall(r'<a class="mk" href="(#rule-\d)" tabindex="-1"', drawn) == [one.url for one in dots]
        assert 'role="group"' in drawn
        assert "Rule 1\u00a0: 55,4\u202f% — 1 of 2</title>" in drawn


def test_a_drawing_without_links_is_an_image() -> None:
    drawing = draw(DotPlot(ident="dots", lang="en", title="T", desc="D", dots=(Dot(label="One", value=VALUES[0]),)))
    assert 'role="img"' in drawing.wide
    assert "<a " not in drawing.wide


def test_a_name_longer_than_the_narrow_drawing_takes_two_lines_within_it() -> None:
    label = "Un appel raccroché avant 20 secondes compte comme servi"
    dots = (Dot(label="Court", value=VALUES[0]), Dot(label=label, value=VALUES[1]))
    drawing = draw(DotPlot(ident="dots", lang="fr", title="T", desc="D", dots=dots))
    written = re.findall(r'<text[^>]* class="note"[^>]*>([^<]+)</text>', drawing.narrow)
    lines = [words for words in written if words in label]
    assert " ".join(lines) == label
    assert len(lines) == 2
    assert all(svg.text_width(words, TEXT_SIZE) <= 358 for words in lines)
    assert label in drawing.wide
