"""What other levels, costs and blurs would lose, as drawings and their tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString

from filiere.core import Text, source_language
from filiere.core.numbers import format_number, format_percent
from filiere.publication import draw
from filiere.publication.charts import Bar, BarsChart, CurveChart, CurvePoint
from filiere.publication.charts.base import ChartSpec
from filiere.site.confidentiality.models import Protection
from filiere.site.confidentiality.presenters.table import amount_to_decimal
from filiere.site.confidentiality.wizard_texts import COST_TEXTS, LEVEL_TEXTS
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.charts import trusted_svg

MISSING_REASONS = {
    "time": Text(fr="pas trouvé dans le temps donné", en="not found in the time allowed"),
    "none": Text(fr="pas trouvé avec ce qui est public", en="not found given what is public"),
}


FULL_WIDTH, HALF_WIDTH = 760, 520
"""Pixels of a drawing that has the width of a text, or half of the page: the names of levels are long."""


@dataclass(frozen=True, slots=True)
class TradeLine:
    """A line of the table."""

    name: str
    lost: str
    cells: str
    own: bool


@dataclass(frozen=True, slots=True)
class TradeOffView:
    """The drawings, by level, by cost and by blur, and their lines; a trade-off of before has none by cost."""

    levels: SafeString
    costs: SafeString | None
    blurs: SafeString | None
    level_lines: tuple[TradeLine, ...]
    cost_lines: tuple[TradeLine, ...]
    blur_lines: tuple[TradeLine, ...]


LEVEL_TITLE = Text(fr="Valeur perdue selon le niveau", en="Value lost by level")
COST_TITLE = Text(fr="Valeur perdue selon la perte à réduire", en="Value lost by what is minimised")


def build_tradeoff(points: Mapping[str, Any], row: Protection) -> TradeOffView:
    """Make the drawings of a trade-off."""
    asked = Fraction(row.parameters["slack_count"])
    levels = [(str(LEVEL_TEXTS[one["level"]].words), one, one["level"] == row.level) for one in points["levels"]]
    costs = [
        (str(_cost_label(one["cost"])), one, one["cost"] == row.parameters["cost"]) for one in points.get("costs", ())
    ]
    blurs = [(_format_share(one["share"]), one, Fraction(one["share"]) == asked) for one in points["blurs"]]
    return TradeOffView(
        _draw_bars("trade-levels", LEVEL_TITLE, levels, FULL_WIDTH),
        _draw_bars("trade-costs", COST_TITLE, costs, HALF_WIDTH) if costs else None,
        _draw_blurs(points["blurs"]),
        *(tuple(_build_line(name, one, own=own) for name, one, own in lines) for lines in (levels, costs, blurs)),
    )


def _cost_label(name: str) -> Text:
    """A cost by its name; weights of one’s own by their column."""
    if name in COST_TEXTS:
        return COST_TEXTS[name].words
    return Text(fr=f"La colonne « {name} »", en=f"Column “{name}”")


def _build_line(name: str, line: Mapping[str, Any], *, own: bool) -> TradeLine:
    if line["lost"] is None:
        return TradeLine(name, str(MISSING_REASONS[line["why"]]), "–", own)
    return TradeLine(name, format_percent(Decimal(str(line["lost"])), digits=1), format_number(line["cells"]), own)


def _format_share(text: str) -> str:
    return format_percent(amount_to_decimal(Fraction(text)) * 100, digits=None)


def _draw_bars(ident: str, title: Text, lines: Sequence[tuple[str, Mapping[str, Any], bool]], width: int) -> SafeString:
    return _draw_uncached(
        BarsChart(
            ident=ident,
            lang=source_language(),
            title=str(title),
            desc="; ".join(f"{name}: {_build_line('', one, own=False).lost}" for name, one, _ in lines),
            bars=tuple(
                Bar(label=name, value=Decimal(str(one["lost"])), marked=own)
                for name, one, own in lines
                if one["lost"] is not None
            ),
            digits=1,
            width=width,
            suffix="\u202f%" if source_language() == "fr" else "%",
        )
    )


def _draw_blurs(blurs: Sequence[Mapping[str, Any]]) -> SafeString | None:
    points = tuple(
        CurvePoint(x=amount_to_decimal(Fraction(one["share"])) * 100, y=Decimal(str(one["lost"])))
        for one in blurs
        if one["lost"] is not None
    )
    if len(points) < 2:
        return None
    return _draw_uncached(
        CurveChart(
            ident="trade-blurs",
            lang=source_language(),
            title=localize("Valeur perdue selon la marge demandée", "Value lost by blur required"),
            desc="; ".join(f"{format_number(one.x)} % → {format_number(one.y, digits=1)} %" for one in points),
            points=points,
            bounded=True,
            across=localize("marge demandée, en % de la case", "blur required, in % of the cell"),
            up="%",
        )
    )


def _draw_uncached(spec: ChartSpec) -> SafeString:
    """Draw without the cache of drawings: what is inside stays in no cache."""
    drawing = draw(spec)
    return trusted_svg(drawing.wide + drawing.narrow)
