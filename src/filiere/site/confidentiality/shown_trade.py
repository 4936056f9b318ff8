"""What other levels, costs and blurs would lose, as drawings and their tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.safestring import SafeString

from filiere.core import Lang, Text
from filiere.core.numbers import number, percent
from filiere.publication import draw
from filiere.publication.charts import Bar, BarsChart, CurveChart, CurvePoint
from filiere.publication.charts.frame import ChartSpec
from filiere.site.confidentiality.models import Protection
from filiere.site.confidentiality.questions import COSTS, LEVELS
from filiere.site.confidentiality.shown_table import as_decimal
from filiere.site.observatory.charts import mark

WHY = {
    "time": Text(fr="pas trouvé dans le temps donné", en="not found in the time allowed"),
    "none": Text(fr="pas trouvé avec ce qui est public", en="not found given what is public"),
}


WHOLE, HALF = 760, 520
"""Pixels of a drawing that has the width of a text, or half of the page: the names of levels are long."""


@dataclass(frozen=True, slots=True)
class TradeLine:
    """A line of the table."""

    name: str
    lost: str
    cells: str
    own: bool


@dataclass(frozen=True, slots=True)
class Trade:
    """The drawings, by level, by cost and by blur, and their lines; a trade-off of before has none by cost."""

    levels: SafeString
    costs: SafeString | None
    blurs: SafeString | None
    level_lines: tuple[TradeLine, ...]
    cost_lines: tuple[TradeLine, ...]
    blur_lines: tuple[TradeLine, ...]


LEVEL_TITLE = Text(fr="Valeur perdue selon le niveau", en="Value lost by level")
COST_TITLE = Text(fr="Valeur perdue selon ce qu’on veut perdre le moins", en="Value lost by what is minimised")


def trade_of(points: Mapping[str, Any], row: Protection, code: Lang) -> Trade:
    """Make the drawings of a trade-off."""
    asked = Fraction(row.parameters["slack_count"])
    levels = [(LEVELS[one["level"]].words.get(code), one, one["level"] == row.level) for one in points["levels"]]
    costs = [
        (_cost(one["cost"]).get(code), one, one["cost"] == row.parameters["cost"]) for one in points.get("costs", ())
    ]
    blurs = [(_share(one["share"], code), one, Fraction(one["share"]) == asked) for one in points["blurs"]]
    return Trade(
        _bars("trade-levels", LEVEL_TITLE, levels, code, WHOLE),
        _bars("trade-costs", COST_TITLE, costs, code, HALF) if costs else None,
        _blurs(points["blurs"], code),
        *(tuple(_line(name, one, code, own=own) for name, one, own in lines) for lines in (levels, costs, blurs)),
    )


def _cost(name: str) -> Text:
    """A cost by its name; weights of one’s own by their column."""
    if name in COSTS:
        return COSTS[name].words
    return Text(fr=f"La colonne « {name} »", en=f"Column “{name}”")


def _line(name: str, one: Mapping[str, Any], code: Lang, *, own: bool) -> TradeLine:
    if one["lost"] is None:
        return TradeLine(name, WHY[one["why"]].get(code), "–", own)
    return TradeLine(name, percent(Decimal(str(one["lost"])), code, 1), number(one["cells"], code), own)


def _share(text: str, code: Lang) -> str:
    return percent(as_decimal(Fraction(text)) * 100, code, None)


def _bars(
    ident: str, title: Text, lines: Sequence[tuple[str, Mapping[str, Any], bool]], code: Lang, width: int
) -> SafeString:
    return _drawn(
        BarsChart(
            ident=ident,
            lang=code,
            title=title.get(code),
            desc="; ".join(f"{name}: {_line('', one, code, own=False).lost}" for name, one, _ in lines),
            bars=tuple(
                Bar(label=name, value=Decimal(str(one["lost"])), marked=own)
                for name, one, own in lines
                if one["lost"] is not None
            ),
            digits=1,
            width=width,
            suffix="\u202f%" if code == "fr" else "%",
        )
    )


def _blurs(blurs: Sequence[Mapping[str, Any]], code: Lang) -> SafeString | None:
    points = tuple(
        CurvePoint(x=as_decimal(Fraction(one["share"])) * 100, y=Decimal(str(one["lost"])))
        for one in blurs
        if one["lost"] is not None
    )
    if len(points) < 2:
        return None
    return _drawn(
        CurveChart(
            ident="trade-blurs",
            lang=code,
            title=Text(fr="Valeur perdue selon le flou demandé", en="Value lost by blur required").get(code),
            desc="; ".join(f"{number(one.x, code)} % → {number(one.y, code, 1)} %" for one in points),
            points=points,
            bounded=True,
            across=Text(fr="flou demandé, en % de la case", en="blur required, in % of the cell").get(code),
            up="%",
        )
    )


def _drawn(spec: ChartSpec) -> SafeString:
    """Draw without the cache of drawings: what is inside stays in no cache."""
    drawing = draw(spec)
    return mark(drawing.wide + drawing.narrow)
