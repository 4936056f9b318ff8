"""What attackers can learn of a prepared table, for the statistician: counts by attacker, and the interval chart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

from django.utils.safestring import SafeString

from filiere.core import Text, source_language
from filiere.disclosure import Level, find_promise
from filiere.publication import draw
from filiere.publication.charts import LadderChart, Rung
from filiere.site.confidentiality.presenters.table import amount_to_decimal, format_amount
from filiere.site.kit.bilingual_text import localize
from filiere.site.kit.charts import trusted_svg

MAX_DRAWN = 30
"""Rows that the chart draws; the table has them all."""

ATTACKER_LABELS: Mapping[str, tuple[Text, Text]] = {
    "outsider": (
        Text(fr="Un lecteur", en="A reader"),
        Text(
            fr="connaît ce qui est publié, les additions et les valeurs qui ne peuvent pas être négatives",
            en="knows what is published, the sums, and which values cannot be negative",
        ),
    ),
    "contributors": (
        Text(fr="Un contributeur", en="A contributor"),
        Text(fr="connaît en plus ses propres valeurs", en="also knows their own values"),
    ),
    "pairs": (
        Text(fr="Deux contributeurs d’une case", en="Two contributors in one cell"),
        Text(fr="mettent en commun ce qu’ils savent", en="share what they know"),
    ),
    "holdings": (
        Text(fr="Un groupe", en="A group"),
        Text(fr="sait ce que savent toutes ses sociétés", en="knows what all its companies know"),
    ),
}


PROMISE_LABELS: Mapping[str | None, Text] = {
    "blur": Text(fr="rien d’exact, et toute la marge demandée", en="nothing exact, and the full blur required"),
    "exact": Text(fr="rien d’exact", en="nothing exact"),
    None: Text(fr="rien : compté pour information", en="nothing: counted for information"),
}
"""What a level promises of an attacker."""


@dataclass(frozen=True, slots=True)
class AttackLine:
    """A line of the table of attackers."""

    name: Text
    about: Text
    promise: Text
    attackers: int
    exact: int
    narrow: int


@dataclass(frozen=True, slots=True)
class IntervalLine:
    """A line of the table of intervals, in words."""

    cell: str
    value: str
    low: str
    high: str
    asked: str
    narrow: bool


@dataclass(frozen=True, slots=True)
class IntervalsView:
    """The chart and its table."""

    chart: SafeString | None
    lines: tuple[IntervalLine, ...]
    drawn: int
    narrow: int


COUNTED_KEYS = ("attackers", "exact", "narrow")


def build_attacks(report: Mapping[str, Any], level: str) -> list[AttackLine]:
    """The attackers counted, in the order of what they know, with what the level promises of each."""
    found = report.get("attackers", {})
    return [
        AttackLine(
            *ATTACKER_LABELS[name],
            PROMISE_LABELS[find_promise(cast("Level", level), name)],
            *(found[name][one] for one in COUNTED_KEYS),
        )
        for name in ATTACKER_LABELS
        # Where no holding is told there is none to count.
        if name in found and found[name]["attackers"]
    ]


@dataclass(frozen=True, slots=True)
class _KnownInterval:
    """What a reader finds of a cell, exact."""

    name: str
    value: Fraction
    low: Fraction
    high: Fraction | None
    asked_low: Fraction
    asked_high: Fraction

    @property
    def is_narrow(self) -> bool:
        return self.low > self.asked_low or (self.high is not None and self.high < self.asked_high)

    @property
    def width(self) -> Fraction:
        """How wide it is for its size; one without end comes last."""
        if self.high is None:
            return Fraction(10**12)
        return (self.high - self.low) / max(abs(self.value), Fraction(1, 10**6))


def build_intervals(kept: Sequence[Mapping[str, Any]], totals: Sequence[str]) -> IntervalsView:
    """Make chart and table from what the audit found; ``totals`` are the codes of the wholes, left out of names."""
    whole = localize("Le total", "The total")
    found = []
    for row in kept:
        name = ", ".join(part for part, total in zip(row["codes"], totals, strict=True) if part != total) or whole
        low = Fraction(row["low"]) if row["low"] is not None else Fraction(0)
        high = Fraction(row["high"]) if row["high"] is not None else None
        needed = Fraction(row["needed_low"]), Fraction(row["needed_high"])
        found.append(_KnownInterval(name, Fraction(row["value"]), low, high, *needed))
    found.sort(key=lambda one: (one.width, one.name))
    lines = tuple(_build_interval_line(one) for one in found)
    return IntervalsView(_draw_intervals(found), lines, min(MAX_DRAWN, len(found)), sum(one.is_narrow for one in found))


def _build_interval_line(known_interval: _KnownInterval) -> IntervalLine:
    to = localize("à", "to")
    high = localize("sans borne", "no bound") if known_interval.high is None else format_amount(known_interval.high)
    asked = f"{format_amount(known_interval.asked_low)} {to} {format_amount(known_interval.asked_high)}"
    return IntervalLine(
        known_interval.name,
        format_amount(known_interval.value),
        format_amount(known_interval.low),
        high,
        asked,
        known_interval.is_narrow,
    )


def _draw_intervals(found: Sequence[_KnownInterval]) -> SafeString | None:
    """Draw the narrowest; cells of zero have no measure of their own, and stand in the table alone."""
    drawn = [one for one in found if one.value > 0][:MAX_DRAWN]
    if not drawn:
        return None
    short = sum(one.is_narrow for one in found)
    first = drawn[0].name
    desc = Text(
        fr=(
            f"{len(found)} cases protégées par la règle ; {short} sont estimées de trop près. La plus étroite : "
            f"{first}."
        ),
        en=f"{len(found)} cells protected by the rule; {short} are known too closely. The narrowest: {first}.",
    )
    spec = LadderChart(
        ident="intervals",
        lang=source_language(),
        title=localize("Ce qu’un lecteur peut trouver", "What a reader can deduce"),
        desc=str(desc),
        rungs=tuple(_build_rung(one) for one in drawn),
    )
    drawing = draw(spec)
    # Not through the cache of drawings: what is inside stays in no cache.
    return trusted_svg(drawing.wide + drawing.narrow)


def _build_rung(known_interval: _KnownInterval) -> Rung:
    line = _build_interval_line(known_interval)
    return Rung(
        label=known_interval.name,
        low=_share_of_value(known_interval.low, known_interval.value),
        high=None if known_interval.high is None else _share_of_value(known_interval.high, known_interval.value),
        asked_low=_share_of_value(known_interval.asked_low, known_interval.value),
        asked_high=_share_of_value(known_interval.asked_high, known_interval.value),
        narrow=known_interval.is_narrow,
        words=localize(
            f"{known_interval.name} : {line.low} – {line.high}", f"{known_interval.name}: {line.low} – {line.high}"
        ),
    )


def _share_of_value(amount: Fraction, value: Fraction) -> Decimal:
    return round(amount_to_decimal(100 * amount / value), 2)
