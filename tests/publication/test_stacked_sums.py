"""Sums in their parts: each part has its true length, and what nothing explains is a hole of its own."""

from __future__ import annotations

import itertools
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filiere.publication import draw
from filiere.publication.charts import StackedSums, SumPart, SumRow

RECTANGLE = re.compile(r'<rect class="(\w+)"[^>]*? x="([\d.]+)"[^>]*? width="([\d.]+)"')


def make(*rows: SumRow) -> StackedSums:
    """A chart of sums."""
    return StackedSums(ident="s", lang="fr", title="Sommes", desc="Ce que disent les textes", rows=rows, suffix=" M€")


AGREEMENT = make(
    SumRow(
        label="Annoncé : 18 M€",
        parts=(
            SumPart(value=Decimal(6), kind="fill", words="État, 6"),
            SumPart(value=Decimal(9), kind="maybe", words="Privé, 9"),
            SumPart(value=Decimal(3), kind="hole", words="3 inexpliqués"),
        ),
    ),
    SumRow(label="Presse : 20 M€", parts=(SumPart(value=Decimal(20), kind="open"),)),
)


@pytest.mark.parametrize("name", ["wide", "narrow"])
def test_the_hole_has_the_size_of_what_is_missing(name: str) -> None:
    """Three of eighteen: half as long as six, and hatched by a pattern of this drawing."""
    drawn = getattr(draw(AGREEMENT), name)
    widths = {kind: float(width) for kind, _, width in RECTANGLE.findall(drawn)}
    assert widths["hole"] * 2 == pytest.approx(widths["fill"], abs=5)
    assert f'fill="url(#s-{name}-h)"' in drawn
    assert f'<pattern id="s-{name}-h"' in drawn
    assert "3 inexpliqués" in drawn


def test_a_chart_without_a_hole_has_no_pattern() -> None:
    drawn = draw(make(SumRow(label="x", parts=(SumPart(value=Decimal(2), kind="fill"),))))
    assert "pattern" not in drawn.wide + drawn.narrow


@given(st.lists(st.integers(1, 40), min_size=1, max_size=6))
def test_parts_stand_one_after_the_other(values: list[int]) -> None:
    """None begins before the one before it ends, and together they are as long as their sum."""
    parts = tuple(SumPart(value=Decimal(one), kind="fill", words=f"part {one}") for one in values)
    drawn = draw(make(SumRow(label="x", parts=parts))).wide
    spans = [(float(x), float(x) + float(width)) for _, x, width in RECTANGLE.findall(drawn)]
    assert len(spans) == len(values)
    assert all(before[1] <= after[0] + 0.1 for before, after in itertools.pairwise(spans))
    alone = draw(make(SumRow(label="x", parts=(SumPart(value=Decimal(sum(values)), kind="fill"),)))).wide
    assert spans[-1][1] == pytest.approx(max(float(x) + float(w) for _, x, w in RECTANGLE.findall(alone)), abs=0.2)
