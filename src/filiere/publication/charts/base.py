"""What every chart shares: its words, its two sizes, its axis of values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from filiere.core import Lang, StrictModel
from filiere.core.numbers import AT_LEAST, AT_MOST, format_number
from filiere.publication import svg
from filiere.publication.scales import Scale

TEXT_SIZE = 14.5
"""Size in pixels of the labels, as in the stylesheet (``svg .note``)."""
LINE_HEIGHT = 17.0
"""From one line of a label to the next, in pixels."""


class ChartSpec(StrictModel):
    """A chart as data, in one language: what identifies it, what it shows, what it finds.

    ``ident`` is unique on its page; ``title`` names the subject; ``desc`` states the finding for those who do not
    see the drawing. A spec can be sealed (``core.seal``): equal specs give equal drawings.
    """

    ident: str
    lang: Lang
    title: str
    desc: str


@dataclass(frozen=True, slots=True)
class Size:
    """One of the two drawings: its suffix in class names and identifiers, its size and margins in pixels."""

    name: str
    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def is_narrow(self) -> bool:
        """Whether this is the drawing for a phone."""
        return self.name == "narrow"


def close_drawing(spec: ChartSpec, size: Size, parts: Sequence[str], *, class_: str = "chart") -> str:
    """The drawing with its root element."""
    return svg.canvas(
        size.width,
        size.height,
        parts,
        ident=f"{spec.ident}-{size.name}",
        title=spec.title,
        desc=spec.desc,
        class_=f"{class_} {size.name}",
    )


def draw_value_axis(scale: Scale, ticks: Sequence[float], size: Size, lang: Lang, suffix: str = "") -> list[str]:
    """Horizontal rules with their values on the left, each with the unit; the rule of zero is the axis."""
    parts: list[str] = []
    for tick in ticks:
        y = scale(tick)
        parts.append(svg.line(size.left, y, size.width - size.right, y, class_="axis" if tick == 0 else "grid"))
        parts.append(
            svg.text(f"{format_number(tick, lang)}{suffix}", size.left - 9, y + 5, class_="tick", anchor="end")
        )
    return parts


def format_range(low: Decimal | None, high: Decimal | None, value: Decimal | None, lang: Lang) -> str:
    """A value, a range or an open bound in words: "36 352", "70 000 à 75 000", "au moins 2 900"."""
    french = lang == "fr"
    if value is not None:
        return format_number(value, lang)
    if low is not None and high is not None:
        return f"{format_number(low, lang)} {'à' if french else 'to'} {format_number(high, lang)}"
    if low is not None:
        return f"{AT_LEAST.get(lang)} {format_number(low, lang)}"
    if high is not None:
        return f"{AT_MOST.get(lang)} {format_number(high, lang)}"
    return "inconnu" if french else "unknown"


def middle_value(low: Decimal | None, high: Decimal | None, value: Decimal | None) -> Decimal | None:
    """Where a mark stands: the value, else the middle of the range, else its only bound."""
    if value is not None:
        return value
    if low is not None and high is not None:
        return (low + high) / 2
    return low if low is not None else high


def spaced_colon(lang: Lang) -> str:
    """The colon of a language, with its spaces."""
    return "\u00a0: " if lang == "fr" else ": "


def wrap_label(words: str, room: float) -> list[str]:
    """A name on at most two lines; what is longer ends in an ellipsis, and the title of its mark has it whole."""
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".lstrip()
        if svg.text_width(longer, TEXT_SIZE, bold=True) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], " ".join(lines[1:])]
    return [_truncate_label(line, room) for line in lines]


def _truncate_label(words: str, room: float) -> str:
    if svg.text_width(words, TEXT_SIZE, bold=True) <= room:
        return words
    while words and svg.text_width(words + "…", TEXT_SIZE, bold=True) > room:
        words = words[:-1]
    return words.rstrip() + "…"
