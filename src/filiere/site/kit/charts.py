"""Charts drawn once: a drawing depends on its data alone, so it is kept under the seal of its data.

Whole pages are never cached; a chart whose data changed has another seal, and is drawn anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe

from filiere.core import seal
from filiere.publication import draw
from filiere.publication.charts import ChartSpec
from filiere.site.kit.tables import TableView

CACHE_SECONDS = 24 * 3600
"""How long a drawing stays in the cache, in seconds; only memory is at stake, never truth."""


def draw_cached(spec: ChartSpec) -> SafeString:
    """Both drawings of a chart, one after the other: the stylesheet shows the one that fits the screen."""
    key = f"chart-{type(spec).__name__}-{seal(spec.model_dump(mode='json'))}"
    kept: str | None = cache.get(key)
    if kept is None:
        drawing = draw(spec)
        kept = drawing.wide + drawing.narrow
        cache.set(key, kept, CACHE_SECONDS)
    # Only our own writer made these strings, and it escapes every text.
    return mark_safe(kept)  # noqa: S308


@dataclass(frozen=True, slots=True)
class ChartKey:
    """A line of the list of keys: its mark (SVG), its words, and the `key` of the marks that it names."""

    mark: SafeString
    words: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class ChartLink:
    """A link: its address (None when there is nothing to open) and its words."""

    words: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ChartView:
    """A chart as the page shows it, in this order; `remarks`, and the table unless `open`, are folded."""

    id: str
    title: str
    drawing: SafeString
    subtitle: str = ""
    keys: tuple[ChartKey, ...] = ()
    reading: str = ""
    remarks: str = ""
    sources: tuple[ChartLink, ...] = ()
    table: TableView | None = None
    summary: str = ""
    open: bool = False
    extra: tuple[ChartLink, ...] = field(default_factory=tuple)


def trusted_svg(svg: str) -> SafeString:
    """A small drawing made by the publication engine, as safe for templates."""
    return mark_safe(svg)  # noqa: S308 - made by our own writer, without any text of others.
