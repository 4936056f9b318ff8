"""A drawing as a file of its own: it is an SVG document, holds its colours, and leads nowhere."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from filiere.publication import draw
from filiere.publication.charts import ConcurrentScale, ScaleValue
from filiere.publication.standalone_drawing import write_svg_file

SPEC = ConcurrentScale(
    ident="kit",
    lang="fr",
    title="Deux valeurs & une échelle",
    desc="De 36 352 à 60 000.",
    values=(
        ScaleValue(about="A <b>", value=36352, retained=True, url="/fr/figures/a/"),
        ScaleValue(about="B", low=50000, high=60000, stated=True, url="/fr/figures/b/"),
    ),
)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("dark", [True, False])
def test_a_drawing_stands_alone(dark: bool) -> None:
    drawing = draw(SPEC).wide
    assert "<a " in drawing
    root = ElementTree.fromstring(write_svg_file(drawing, dark=dark))  # noqa: S314  Our own writer made it.
    assert root.tag == f"{SVG}svg"
    assert root.attrib["role"] == "img"
    assert float(root.attrib["width"]) > 300
    assert not list(root.iter(f"{SVG}a"))
    style = root.findtext(f"{SVG}style") or ""
    assert ("prefers-color-scheme: dark" in style) == dark
    assert root.findtext(f"{SVG}title") == "Deux valeurs & une échelle"


def test_what_is_no_drawing_is_refused() -> None:
    with pytest.raises(ValueError, match="root"):
        write_svg_file("<p>no</p>")
