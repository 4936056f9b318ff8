"""What other levels and other blurs would lose, as two drawings and their table."""

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
from filiere.site.confidentiality.asking import LEVELS
from filiere.site.confidentiality.models import Protection
from filiere.site.confidentiality.shown_table import as_decimal
from filiere.site.observatory.charts import mark

WHY = {
    "time": Text(fr="pas trouvé dans le temps d’une page", en="not found in the time of a page"),
    "none": Text(fr="pas trouvé avec ce qui est public", en="not found beside what is public"),
}


@dataclass(frozen=True, slots=True)
class TradeLine:
    """A line of the table."""

    name: str
    lost: str
    cells: str
    own: bool


@dataclass(frozen=True, slots=True)
class Trade:
    """The drawings, one by level and one by blur, and their lines."""

    levels: SafeString
    blurs: SafeString | None
    level_lines: tuple[TradeLine, ...]
    blur_lines: tuple[TradeLine, ...]


def trade_of(points: Mapping[str, Any], row: Protection, code: Lang) -> Trade:
    """Make the drawings of a trade-off."""
    levels: Sequence[Mapping[str, Any]] = points["levels"]
    blurs: Sequence[Mapping[str, Any]] = points["blurs"]
    asked = Fraction(row.parameters["slack_count"])
    return Trade(
        _levels(levels, row.level, code),
        _blurs(blurs, code),
        tuple(_line(LEVELS[one["level"]][0].get(code), one, code, own=one["level"] == row.level) for one in levels),
        tuple(_line(_share(one["share"], code), one, code, own=Fraction(one["share"]) == asked) for one in blurs),
    )


def _line(name: str, one: Mapping[str, Any], code: Lang, *, own: bool) -> TradeLine:
    if one["lost"] is None:
        return TradeLine(name, WHY[one["why"]].get(code), "–", own)
    return TradeLine(name, percent(Decimal(str(one["lost"])), code, 1), number(one["cells"], code), own)


def _share(text: str, code: Lang) -> str:
    return percent(as_decimal(Fraction(text)) * 100, code, None)


def _levels(levels: Sequence[Mapping[str, Any]], own: str, code: Lang) -> SafeString:
    title = Text(fr="Valeur perdue selon le niveau", en="Value lost by level")
    return _drawn(
        BarsChart(
            ident="trade-levels",
            lang=code,
            title=title.get(code),
            desc="; ".join(
                f"{LEVELS[one['level']][0].get(code)}: {_line('', one, code, own=False).lost}" for one in levels
            ),
            bars=tuple(
                Bar(
                    label=LEVELS[one["level"]][0].get(code),
                    value=Decimal(str(one["lost"])),
                    marked=one["level"] == own,
                )
                for one in levels
                if one["lost"] is not None
            ),
            digits=1,
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
            title=Text(fr="Valeur perdue selon le flou demandé", en="Value lost by the blur asked").get(code),
            desc="; ".join(f"{number(one.x, code)} % → {number(one.y, code, 1)} %" for one in points),
            points=points,
            bounded=True,
            across=Text(fr="flou demandé, en % de la case", en="blur asked, in % of the cell").get(code),
            up="%",
        )
    )


def _drawn(spec: ChartSpec) -> SafeString:
    """Draw without the cache of drawings: what is inside stays in no cache."""
    drawing = draw(spec)
    return mark(drawing.wide + drawing.narrow)
