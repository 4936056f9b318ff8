"""Intervals one under the other: what is known, what is asked, and a shape for what falls short."""

from decimal import Decimal

from filiere.publication import draw
from filiere.publication.charts import LadderChart, Rung


def rung(label: str, low: int, high: int | None, *, narrow: bool = False) -> Rung:
    return Rung(
        label=label,
        low=Decimal(low),
        high=None if high is None else Decimal(high),
        asked_low=Decimal(90),
        asked_high=Decimal(110),
        narrow=narrow,
        words=f"{label}: {low} – {high}",
    )


def chart(*rungs: Rung) -> LadderChart:
    return LadderChart(ident="ladder", lang="en", title="Intervals", desc="All are wide.", rungs=rungs)


def test_a_line_that_ends_and_one_that_does_not() -> None:
    """An end within the drawing is barred; one beyond it, or none, is an arrow."""
    for drawing in (draw(chart(rung("ends", 50, 150))).wide, draw(chart(rung("ends", 50, 150))).narrow):
        assert "<path" not in drawing
    for high in (None, 900):
        for drawing in (draw(chart(rung("goes on", 50, high))).wide, draw(chart(rung("goes on", 50, high))).narrow):
            assert drawing.count("<path") == 1


def test_what_falls_short_has_a_shape_of_its_own() -> None:
    """Not by colour alone: a diamond in the place of a circle, a dashed line in the place of a full one."""
    wide = draw(chart(rung("short", 98, 102, narrow=True), rung("wide", 0, 200))).wide
    assert wide.count("m-short") == 3
    assert wide.count("<circle") == 1
    assert "m-off" in wide
    assert "All are wide." in wide


def test_text_is_escaped() -> None:
    """Codes are typed by people."""
    assert "<b>" not in draw(chart(rung("<b>", 10, 20))).wide
