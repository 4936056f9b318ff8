"""Charts as data, drawn to SVG: a spec in, two drawings out, nothing else.

    scatter_plot.PointsChart                 every published value through time, by scope
    concurrent_values.ConcurrentScale   several values on the same point
    time_series.SeriesChart            one or two series, cut at their breaks
    bars.BarsChart                     ranked bars from zero
    indicator_trend.TrendChart         a value through days, weeks or months, with its target
    calendar_heatmap.HeatmapChart      a value a day on a calendar
    dot_plot.DotPlot                   one value a row, on a scale without zero
    piecewise_curve.CurveChart                   a rule that turns a value into points
    interval_ladder.LadderChart        intervals one under the other, against what is asked of them
    effect_bars.EffectBars             amounts with their bounds, hatched where they rest on an assumption
    histogram.Histogram                how draws are spread, under a point and its bounds
    stacked_sums.StackedSums           sums in their parts, what nothing explains hatched
    waterfall.WaterfallChart  from one value to another, one change at a time
    maps.AreaMap                       areas in shades, unknown ones hatched
    maps.SymbolMap                     counts as circles over areas
    maps.TileMap                       one tile a region, same size for all

:func:`draw` chooses the drawing by the type of the spec. A drawing depends on its spec alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from filiere.publication.charts import (
    bars,
    calendar_heatmap,
    concurrent_values,
    dot_plot,
    effect_bars,
    histogram,
    indicator_trend,
    interval_ladder,
    maps,
    piecewise_curve,
    scatter_plot,
    stacked_sums,
    time_series,
    waterfall,
)
from filiere.publication.charts.bars import Bar, BarsChart
from filiere.publication.charts.base import ChartSpec
from filiere.publication.charts.calendar_heatmap import HeatDay, HeatmapChart
from filiere.publication.charts.concurrent_values import ConcurrentScale, ScaleValue
from filiere.publication.charts.dot_plot import Dot, DotPlot
from filiere.publication.charts.effect_bars import EffectBar, EffectBars
from filiere.publication.charts.histogram import Histogram
from filiere.publication.charts.indicator_trend import TrendChart, TrendLine, TrendPoint, TrendTarget
from filiere.publication.charts.interval_ladder import LadderChart, Rung
from filiere.publication.charts.maps import Area, AreaMap, Inset, MapClass, Symbol, SymbolMap, Tile, TileMap
from filiere.publication.charts.piecewise_curve import CurveChart, CurvePoint
from filiere.publication.charts.scatter_plot import ChartPoint, PointsChart, Segment
from filiere.publication.charts.stacked_sums import StackedSums, SumPart, SumRow
from filiere.publication.charts.time_series import SeriesBreak, SeriesChart, SeriesLine, SeriesPoint
from filiere.publication.charts.waterfall import WaterfallChart, WaterfallStep
from filiere.publication.svg import Drawing

_DRAWERS: dict[type[ChartSpec], Callable[[Any], Drawing]] = {
    PointsChart: scatter_plot.draw,
    ConcurrentScale: concurrent_values.draw_concurrent,
    SeriesChart: time_series.draw,
    BarsChart: bars.draw,
    TrendChart: indicator_trend.draw,
    HeatmapChart: calendar_heatmap.draw,
    CurveChart: piecewise_curve.draw,
    DotPlot: dot_plot.draw,
    LadderChart: interval_ladder.draw,
    EffectBars: effect_bars.draw,
    Histogram: histogram.draw,
    StackedSums: stacked_sums.draw,
    WaterfallChart: waterfall.draw,
    AreaMap: maps.draw_areas,
    SymbolMap: maps.draw_symbols,
    TileMap: maps.draw_tiles,
}


def draw(spec: ChartSpec) -> Drawing:
    """The two drawings of a chart; raises ``KeyError`` for a spec that no module draws."""
    return _DRAWERS[type(spec)](spec)


__all__ = [
    "Area",
    "AreaMap",
    "Bar",
    "BarsChart",
    "ChartPoint",
    "ChartSpec",
    "ConcurrentScale",
    "CurveChart",
    "CurvePoint",
    "Dot",
    "DotPlot",
    "Drawing",
    "EffectBar",
    "EffectBars",
    "HeatDay",
    "HeatmapChart",
    "Histogram",
    "Inset",
    "LadderChart",
    "MapClass",
    "PointsChart",
    "Rung",
    "ScaleValue",
    "Segment",
    "SeriesBreak",
    "SeriesChart",
    "SeriesLine",
    "SeriesPoint",
    "StackedSums",
    "SumPart",
    "SumRow",
    "Symbol",
    "SymbolMap",
    "Tile",
    "TileMap",
    "TrendChart",
    "TrendLine",
    "TrendPoint",
    "TrendTarget",
    "WaterfallChart",
    "WaterfallStep",
    "draw",
]
