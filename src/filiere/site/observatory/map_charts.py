"""How a map is drawn: tiles for old regions, shades for rates and indices, circles for counts, bars for zones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from filiere.core import Text, source_language
from filiere.core.numbers import format_number
from filiere.geography import OutlineKind, Territory, Tile, outlines, territories, tiles
from filiere.publication import ClassIntervals, index_classes, round_classes
from filiere.publication.charts import Area, AreaMap, Bar, BarsChart, ChartSpec, Inset, Symbol, SymbolMap, TileMap
from filiere.publication.charts import Tile as TileSpec
from filiere.publication.charts.maps import draw_swatch
from filiere.publication.svg import format_coordinate
from filiere.site.kit.bilingual_text import bilingual, localize
from filiere.site.kit.charts import draw_cached, trusted_svg
from filiere.site.observatory.map_data import CUTS, Map, MapPlace, Measure
from filiere.site.observatory.territory_counts import COUNT_STATE_LABELS
from filiere.site.observatory.views.common import territory_url

MAX_BARS = 20
"""Bars drawn for employment zones, which have no outline."""

CLASS_READINGS: dict[str, tuple[str, str]] = {
    "c5": ("le double ou plus", "twice as much or more"),
    "c4": ("au-dessus de la moyenne", "above the average"),
    "c3": ("proche de la moyenne", "near the average"),
    "c2": ("sous la moyenne", "below the average"),
    "c1": ("moins de la moitié de la moyenne", "less than half the average"),
}


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A line of the table of classes: its swatch, its bounds, what it means, how many places."""

    swatch: SafeString
    words: str
    reading: str
    count: int
    css: str = ""


def decimals_of(measure: Measure) -> int | None:
    """Decimals of a measure: rates have one, counts and indices none."""
    return 1 if measure == "rate" else 0


def format_value(place: MapPlace, measure: Measure) -> str:
    """The value of a place in words, or why there is none."""
    value = place.value(measure)
    if place.jobs is None:
        state = place.state if place.state in ("confidential", "withheld") else "unknown"
        return str(COUNT_STATE_LABELS[state])
    words = format_number(value, digits=decimals_of(measure))
    jobs = format_number(place.jobs)
    least = localize("au moins ", "at least ") if place.is_bound else ""
    if value is None:
        tail = localize(" ; le fichier n’en couvre qu’une partie", "; the file covers only part of it")
        return localize(f"{least}{jobs} emplois", f"{least}{jobs} jobs") + (tail if place.is_partial else "")
    if measure == "index":
        return localize(f"indice {words}, {least}{jobs} emplois", f"index {words}, {least}{jobs} jobs")
    if measure == "rate":
        return localize(f"{words} pour 1 000, {least}{jobs} emplois", f"{words} per 1,000, {least}{jobs} jobs")
    return localize(f"{least}{words} emplois", f"{least}{words} jobs")


def compute_classes(shown: Map, measure: Measure) -> ClassIntervals:
    """The classes of a map: fixed around 100 for an index, else round numbers near the quantiles."""
    if measure == "index":
        return index_classes()
    return round_classes(place.value(measure) for place in shown.places)


def build_class_lines(shown: Map, measure: Measure) -> list[ClassLine]:
    """The table of classes, the highest first, then the places without a value; none for counts."""
    if (
        measure == "count"
        or shown.cut == "zones"
        or not any(place.value(measure) is not None for place in shown.places)
    ):
        return []
    classes = compute_classes(shown, measure)
    absent = len(_absent_territories(shown))
    counts: dict[str | None, int] = {None: absent} if absent else {}
    for place in shown.places:
        css = classes.css_class(place.value(measure))
        counts[css] = counts.get(css, 0) + 1
    lines = [
        ClassLine(
            trusted_svg(draw_swatch(css, f"cl-{css}")),
            classes.label(position, source_language(), digits=decimals_of(measure)),
            localize(*CLASS_READINGS[css]) if css in CLASS_READINGS else "",
            counts.get(css, 0),
            css,
        )
        for position, css in reversed(list(enumerate(classes.css)))
    ]
    if None in counts:
        words = localize("non connu ou non publié", "not known or not published")
        if absent:
            words = localize(
                "non connu, non publié ou absent du fichier", "not known, not published or not in the file"
            )
        lines.append(ClassLine(trusted_svg(draw_swatch(None, "cl-none")), words, "", counts[None]))
    return lines


def draw_map(shown: Map, measure: Measure, *, title: str, desc: str) -> SafeString:
    """The drawing of a map, kept under the seal of what it shows."""
    spec: ChartSpec
    if shown.cut == "zones":
        spec = _build_bars(shown, measure, title, desc)
    elif measure == "count":
        spec = _build_symbol_map(shown, title, desc)
    elif shown.cut == "regions22":
        spec = _build_tile_map(shown, measure, title, desc)
    else:
        spec = _build_area_map(shown, measure, title, desc)
    return draw_cached(spec)


def _absent_territories(shown: Map) -> list[Territory]:
    """Territories that a file which is not national does not have: without them a part of the country would float in
    the void. Far territories are left out, for their frames are only drawn for what they hold.
    """
    if shown.version is None or shown.total is not None:
        return []
    codes = {place.code for place in shown.places}
    return [one for one in territories(CUTS[shown.cut][0]) if one.is_metropolitan and one.code not in codes]


ABSENT_LABEL = bilingual("absent du fichier chargé", "not in the loaded file")


def _outline_kind(shown: Map) -> OutlineKind:
    kind = CUTS[shown.cut][0]
    return "department" if kind == "department" else "region22" if kind == "region22" else "region13"


def place_tile(square: Tile, label: Text, *, shown: str, css: str | None, words: str, url: str | None) -> TileSpec:
    """A tile of a region at its place on the grid."""
    return TileSpec(
        code=square.code,
        label=str(label),
        column=square.column,
        row=square.row,
        shown=shown,
        css=css,
        words=words,
        url=url,
    )


def _build_tile_map(shown: Map, measure: Measure, title: str, desc: str) -> TileMap:
    classes = compute_classes(shown, measure)
    squares: dict[str, Tile] = {tile.code: tile for tile in tiles(_outline_kind(shown)).tiles}
    found = [
        place_tile(
            squares[place.code],
            place.label,
            shown=format_number(value, digits=decimals_of(measure))
            if (value := place.value(measure)) is not None
            else "?",
            css=classes.css_class(place.value(measure)),
            words=format_value(place, measure),
            url=territory_url(place.code),
        )
        for place in sorted(shown.places, key=lambda one: one.code)
        if place.code in squares
    ]
    found += [
        place_tile(squares[one.code], one.label, shown="?", css=None, words=str(ABSENT_LABEL), url=None)
        for one in _absent_territories(shown)
        if one.code in squares
    ]
    return TileMap(ident="map", lang=source_language(), title=title, desc=desc, tiles=tuple(found))


def _build_insets(shown: Map) -> tuple[Inset, ...]:
    """Frames of the far territories that the map has; each bears its number, and the page says whose it is."""
    codes = {place.code.partition("-")[2] for place in shown.places}
    regions = {"971": "01", "972": "02", "973": "03", "974": "04", "976": "06"}
    return tuple(
        Inset(
            label="Paris" if inset.key == "paris" else inset.key,
            left=inset.rect[0],
            top=inset.rect[1],
            width=inset.rect[2],
            height=inset.rect[3],
        )
        for inset in outlines(_outline_kind(shown)).insets
        if inset.key == "paris" or inset.key in codes or regions.get(inset.key) in codes
    )


def _view_box(shown: Map) -> tuple[float, float, float, float]:
    """The frame; without overseas places, what lies west of Brittany, which only holds their insets, is cut off."""
    left, top, width, height = outlines(_outline_kind(shown)).viewbox
    if _build_insets(shown):
        return (left, top, width, height)
    return (left + 140, top, width - 140, height)


def _outline_areas(shown: Map, measure: Measure, css: Callable[[MapPlace], str | None]) -> tuple[Area, ...]:
    """The outlines of the places, each with the class that ``css`` gives it, and of those the file does not have."""
    places = {place.code: place for place in shown.places}
    absent = {one.code: one for one in _absent_territories(shown)}
    areas = []
    for shape in outlines(_outline_kind(shown)).shapes:
        if (place := places.get(shape.code)) is not None:
            label, shade, words = place.label, css(place), format_value(place, measure)
        elif (reason := absent.get(shape.code)) is not None:
            label, shade, words = reason.label, None, str(ABSENT_LABEL)
        else:
            continue
        areas.append(
            Area(
                code=shape.code,
                label=str(label),
                path=shape.path,
                css=shade,
                words=words,
                url=territory_url(shape.code),
            )
        )
    return tuple(areas)


def _build_area_map(shown: Map, measure: Measure, title: str, desc: str) -> AreaMap:
    classes = compute_classes(shown, measure)
    areas = _outline_areas(shown, measure, lambda place: classes.css_class(place.value(measure)))
    return AreaMap(
        ident="map",
        lang=source_language(),
        title=title,
        desc=desc,
        areas=areas,
        view=_view_box(shown),
        insets=_build_insets(shown),
    )


def _build_symbol_map(shown: Map, title: str, desc: str) -> SymbolMap:
    places = {place.code: place for place in shown.places}
    shapes = outlines(_outline_kind(shown)).shapes
    # A department of the Paris ring is drawn twice: its circle goes in the inset, where there is room for it.
    spots = {shape.code: shape for shape in sorted(shapes, key=lambda shape: shape.inset is not None)}
    areas = _outline_areas(shown, "count", lambda place: "land" if place.jobs is not None else None)
    symbols = tuple(
        Symbol(
            label=str(place.label),
            x=spots[code].label_x,
            y=spots[code].label_y,
            value=place.jobs,
            words=format_value(place, "count"),
            bound=place.is_bound,
            url=territory_url(code),
        )
        for code, place in places.items()
        if place.jobs and code in spots
    )
    return SymbolMap(
        ident="map",
        lang=source_language(),
        title=title,
        desc=desc,
        areas=areas,
        # The whole frame, even without overseas places: the scale of circles stands west of Brittany.
        view=outlines(_outline_kind(shown)).viewbox,
        insets=_build_insets(shown),
        symbols=symbols,
        radius=34 if shown.cut == "departments" else 48,
    )


def _build_bars(shown: Map, measure: Measure, title: str, desc: str) -> BarsChart:
    nation = shown.total.value(measure) if shown.total and measure != "count" else None
    average = format_number(nation, digits=decimals_of(measure))
    return BarsChart(
        ident="map",
        lang=source_language(),
        title=title,
        desc=desc,
        bars=tuple(
            Bar(
                label=str(place.label),
                value=place.value(measure),
                bound=measure == "count" and place.is_bound,
                detail=format_value(place, measure),
                url=territory_url(place.code),
            )
            for place in shown.rank_places(measure)[:MAX_BARS]
            if place.value(measure) is not None
        ),
        reference=nation,
        reference_words="" if nation is None else localize(f"France : {average}", f"France: {average}"),
        digits=decimals_of(measure),
    )


def bar_length(value: Decimal | None, top: Decimal, width: Decimal = Decimal(80)) -> str:
    """The length of a small bar in a table cell, on a scale from zero to the largest value.

    A string, for a template would write a number with the comma of the page's language, which SVG does not read.
    """
    return "0" if value is None or not top else format_coordinate(float(value / top * width))
