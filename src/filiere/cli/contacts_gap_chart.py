"""The gap as a drawing: the bridge from what the engine of contacts found to a chart of ``publication``."""

from collections.abc import Mapping
from fractions import Fraction

from filiere.contacts import DISPLAY_DIGITS, DefinitionGap, round_term, round_value, write_summary
from filiere.core.language import source_language
from filiere.core.text import Lang
from filiere.publication import draw
from filiere.publication.charts import WaterfallChart, WaterfallStep

# Plain strings: a text would lose the space that it begins with.
_VALUE_SUFFIX: Mapping[str, Mapping[Lang, str]] = {
    "percent": {"fr": "\u202f%", "en": "%"},
    "seconds": {"fr": "\u00a0s", "en": "\u00a0s"},
    "hours": {"fr": "\u00a0h", "en": "\u00a0h"},
}
_TERM_SUFFIX: Mapping[str, Mapping[Lang, str]] = {**_VALUE_SUFFIX, "percent": {"fr": "\u00a0pt", "en": "\u00a0pt"}}

# A drawing that stands alone brings its own colours; on a page they are those of the site's stylesheet.
_STYLE = """
svg { color-scheme: light dark; background: light-dark(#fff, #13181b); font-family: system-ui, sans-serif }
text { fill: light-dark(#15191c, #eaeeef); font-size: 14.5px }
.key { font-weight: 600 }
.grid { stroke: light-dark(#d3d9d9, #354047) }
.bar-all, .m-all { fill: light-dark(#0a5566, #7ccbda) }
.bar-fall { fill: light-dark(#9a3311, #f2a582) }
"""


def build_waterfall(gap: DefinitionGap, *, ident: str, width: float = 760) -> WaterfallChart:
    """Return the chart of a gap; of one that is not published, a chart without steps at zero."""
    unit = gap.start_indicator.unit
    shown = gap.status == "published"
    suffix, change = (
        found[unit][source_language()] if unit in found else "" for found in (_VALUE_SUFFIX, _TERM_SUFFIX)
    )
    return WaterfallChart(
        ident=ident,
        lang=source_language(),
        title=f"{gap.start.id} → {gap.end.id}",
        desc=str(write_summary(gap)),
        start_label=str(gap.start.title),
        start=round_value((gap.first.value if shown else None) or Fraction(0), unit),
        steps=tuple(
            WaterfallStep(label=str(step.change.title), change=round_term(before, after, unit))
            for step in (gap.steps if shown else ())
            if (before := step.before.value) is not None and (after := step.after.value) is not None
        ),
        end_label=str(gap.end.title),
        digits=0 if unit == "count" else DISPLAY_DIGITS,
        suffix=suffix,
        change_suffix=change,
        width=width,
    )


def render_svg(spec: WaterfallChart) -> str:
    """Return the wide drawing as a file of its own."""
    drawing = draw(spec).wide
    return drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).replace(
        "<title", f"<style>{_STYLE}</style><title", 1
    )
