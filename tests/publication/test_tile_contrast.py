"""Text on the tiles of a map is read on each of its shades, in both schemes: 4.5 to 1 at least."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from filiere.publication.charts import maps

CSS = files("filiere.site").joinpath("static/filiere/style.css").read_text(encoding="utf-8")
PAIR = re.compile(r"light-dark\((#[0-9a-f]{6}), ?(#[0-9a-f]{6})\)")


def read_pair(rule: str) -> tuple[str, str]:
    """The two colours of a rule of the style sheet, through the token that it names."""
    body = re.search(rf"(?:^|[ }}]){re.escape(rule)}(?: {{ fill)?: ([^;}}]+)", CSS, re.M)
    assert body is not None, rule
    words = body[1].strip()
    if words.startswith("var("):
        return read_pair(words[4:-1])
    found = PAIR.search(words)
    assert found is not None, words
    return found[1], found[2]


def find_luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("shade", ["s1", "s2", "s3", "s4", "s5"])
def test_text_is_read_on_each_shade_of_a_sequence(shade: str) -> None:
    text = maps._TEXT_CLASSES.get(shade)
    for ground, ink in zip(read_pair(f".{shade}"), read_pair(f"svg .{text}" if text else "--ink"), strict=True):
        low, high = sorted((find_luminance(ground), find_luminance(ink)))
        assert (high + 0.05) / (low + 0.05) >= 4.5, (ground, ink)
