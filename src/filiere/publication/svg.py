"""A small SVG writer: elements as escaped strings, never a ``style`` attribute.

Colours, weights and dark mode belong to the site's stylesheet: a drawing only carries class names, so that it
follows the reader's scheme and passes a strict content security policy. Each drawing exists twice, wide and
narrow, because text must stay readable on a phone; the stylesheet shows one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

_NARROW = frozenset("ijl.,;:'’!|()[]ft ")
_WIDE = frozenset("mwMWÉÈÊABCDEGHKNOPQRUVXYZ—€@%")


@dataclass(frozen=True, slots=True)
class Drawing:
    """The two drawings of one chart, as SVG elements ready to put in a page."""

    wide: str
    narrow: str


def format_coordinate(value: float) -> str:
    """A coordinate with one decimal: a tenth of a pixel is finer than any screen shows."""
    written = f"{value:.1f}"
    return written.removesuffix(".0") if written != "-0.0" else "0"


def element(name: str, *children: str, **attributes: str | float | None) -> str:
    """One element. Children are SVG already; attribute values are escaped.

    ``class_`` gives ``class``; an underscore inside a name gives a hyphen. An attribute that is None is left out.
    """
    texts = {
        key.rstrip("_").replace("_", "-"): value if isinstance(value, str) else format_coordinate(value)
        for key, value in attributes.items()
        if value is not None
    }
    written = "".join(f' {key}="{escape(value)}"' for key, value in texts.items())
    inner = "".join(children)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def escape_words(content: str) -> str:
    """Text content, escaped."""
    return escape(content, quote=False)


def text(content: str, x: float, y: float, *, class_: str, anchor: str = "start") -> str:
    """A text element; ``anchor`` is start, middle or end."""
    return element("text", escape_words(content), class_=class_, x=x, y=y, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, *, class_: str) -> str:
    """A straight line."""
    return element("line", class_=class_, x1=x1, y1=y1, x2=x2, y2=y2)


def title_element(content: str) -> str:
    """The title of one datum: what a pointer shows, and what a reader of the source finds."""
    return element("title", escape_words(content))


def datum(drawn: str, *, title: str, url: str | None = None, key: str | None = None) -> str:
    """One datum: what is drawn under its title, which reads "name: value — what else its card says".

    With ``url`` it is a link, out of the order of tabulation: a chart is one stop, and its table holds the same links.
    ``key`` is that of its line in the list of keys.
    """
    tab = "-1" if url else None
    return element("a" if url else "g", title_element(title), drawn, class_="mk", href=url, tabindex=tab, data_key=key)


def canvas(
    width: float,
    height: float,
    parts: Iterable[str],
    *,
    ident: str,
    title: str,
    desc: str,
    class_: str,
    left: float = 0,
    top: float = 0,
) -> str:
    """The root element, named by its title and described by its finding; ``ident`` must be unique on the page.

    A drawing that holds links is a group: a screen reader ignores what is inside an image.
    """
    drawn = "".join(parts)
    return element(
        "svg",
        element("title", escape_words(title), id=f"{ident}-t"),
        element("desc", escape_words(desc), id=f"{ident}-d"),
        drawn,
        class_=class_,
        viewBox=f"{format_coordinate(left)} {format_coordinate(top)} {format_coordinate(width)} "
        f"{format_coordinate(height)}",
        role="group" if "<a " in drawn else "img",
        aria_labelledby=f"{ident}-t {ident}-d",
    )


def text_width(content: str, size: float, *, bold: bool = False) -> float:
    """Width in pixels of a text in a system sans-serif, on the large side.

    The font is the reader's own and cannot be measured here. Per-character widths are those of the widest common
    system fonts, rounded up, so that two texts that this module keeps apart do not touch on any of them.
    """
    total = 0.0
    for character in content:
        if character in _NARROW or character == " ":
            total += 0.36
        elif character in " \u00a0\u202f\u2009":
            total += 0.33
        elif character in _WIDE:
            total += 0.82
        else:
            total += 0.61
    return total * size * (1.07 if bold else 1.0)


SHAPES = ("circle", "square", "triangle", "diamond")


def mark(shape: str, x: float, y: float, radius: float, *, class_: str, title: str | None = None) -> str:
    """A data mark centred on a point. Shapes have about the same area, and differ without colour."""
    inner = title_element(title) if title else ""
    if shape == "square":
        side = radius * 1.7
        return element("rect", inner, class_=class_, x=x - side / 2, y=y - side / 2, width=side, height=side)
    if shape == "triangle":
        rise, half = radius * 1.75, radius
        path = (
            f"M{format_coordinate(x)} {format_coordinate(y - radius * 0.95)}l{format_coordinate(half)} "
            f"{format_coordinate(rise)}h{format_coordinate(-2 * half)}z"
        )
        return element("path", inner, class_=class_, d=path)
    if shape == "diamond":
        reach = radius * 1.25
        r = format_coordinate(reach)
        path = f"M{format_coordinate(x)} {format_coordinate(y - reach)}l{r} {r}l-{r} {r}l-{r} -{r}z"
        return element("path", inner, class_=class_, d=path)
    return element("circle", inner, class_=class_, cx=x, cy=y, r=radius)
