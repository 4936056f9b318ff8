"""The rules one figure must obey, each yielding the faults it finds with the key they stand at.

Rules never stop at the first fault and never raise: the checker gathers what they yield. They know nothing of files.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from filiere.core.documents import Key
from filiere.core.errors import Fault
from filiere.core.sources import Source
from filiere.core.spelling import close_words
from filiere.core.text import Text
from filiere.figures import formula, territories
from filiere.figures.messages import fault
from filiere.figures.model import (
    COMPUTED_HERE,
    FORESEEN,
    PEOPLE,
    UNTRACEABLE,
    FigureEntry,
    Indicator,
    Term,
    Unit,
)

Finding = tuple[Key, Fault]

# Field of a figure, list of the vocabulary it is checked against.
WORDED = {
    "segment": "segments",
    "measure": "measures",
    "staff": "staffs",
    "market": "markets",
    "nature": "natures",
    "mark": "marks",
    "confidence": "confidences",
}


@dataclass(frozen=True)
class Context:
    """All that a figure may refer to. ``today`` is None when nothing is to be judged against a date."""

    indicators: Mapping[str, Indicator]
    units: Mapping[str, Unit]
    sources: Mapping[str, Source]
    vocabulary: Mapping[str, Mapping[str, Term]]
    figures: Mapping[str, FigureEntry]
    today: date | None = None
    unread: Collection[str] = field(default_factory=frozenset)
    unreadable: Collection[str] = field(default_factory=frozenset)
    unchecked: set[str] = field(default_factory=set)
    """Kinds, among the unreadable ones, whose records were looked for in vain: filled as rules ask."""

    def missing(self, value: str, kind: str) -> bool:
        """Tell whether an id of a kind is neither known nor that of a record left out for its own faults.

        When a file of that kind could not be read, nobody can tell: the answer is no, and ``unchecked`` remembers.
        """
        known = self.vocabulary.get(kind, {}) if kind in self.vocabulary else getattr(self, kind, {})
        if value in known or value in self.unread:
            return False
        if kind in self.unreadable:
            self.unchecked.add(kind)
            return False
        return True


def near(value: str, known: Collection[str]) -> list[str]:
    """Return at most three known ids that look like ``value``."""
    return close_words(value, known, most=3, cutoff=0.7)


def figure_faults(entry: FigureEntry, context: Context) -> Iterator[Finding]:
    """Yield every fault of one figure."""
    yield from _references(entry, context)
    yield from _vocabulary(entry, context)
    yield from _values(entry)
    yield from _unit(entry, context)
    yield from _possible(entry, context)
    yield from _dates(entry, context)
    yield from _derivation(entry, context)
    if entry.confidence == UNTRACEABLE and entry.note is None:
        yield ("confidence",), fault("untraceable-without-note")


def _references(entry: FigureEntry, context: Context) -> Iterator[Finding]:
    if context.missing(entry.indicator, "indicators"):
        close = near(entry.indicator, context.indicators)
        yield ("indicator",), fault("unknown-indicator", value=entry.indicator, near=close)
    elif entry.category is not None and entry.indicator in context.indicators:
        indicator = context.indicators[entry.indicator]
        if indicator.category(entry.category) is None:
            close = near(entry.category, [one.id for one in indicator.categories])
            yield (
                ("category",),
                fault("unknown-category", value=entry.category, indicator=indicator.id, near=close),
            )
    if context.missing(entry.unit, "units"):
        yield ("unit",), fault("unknown-unit", value=entry.unit, near=near(entry.unit, context.units))
    if context.missing(entry.source, "sources"):
        close = near(entry.source, context.sources)
        yield ("source",), fault("unknown-source", value=entry.source, near=close)
    declared = context.vocabulary.get("territories", {})
    if not territories.known(entry.territory, declared) and context.missing(entry.territory, "territories"):
        close = near(entry.territory, declared)
        yield ("territory",), fault("unknown-territory", value=entry.territory, near=close)


def _vocabulary(entry: FigureEntry, context: Context) -> Iterator[Finding]:
    for key, name in WORDED.items():
        value = getattr(entry, key)
        allowed = context.vocabulary.get(name, {})
        if value is not None and context.missing(value, name):
            yield (
                (key,),
                fault("unknown-vocabulary", key=key, value=value, allowed=", ".join(allowed) or "…"),
            )


def _values(entry: FigureEntry) -> Iterator[Finding]:
    value, low, high = entry.value, entry.low, entry.high
    if value is None and low is None and high is None:
        yield (), fault("no-value")
    if low is not None and high is not None and low > high:
        yield ("low",), fault("low-above-high", low=low, high=high)
    elif value is not None and ((low is not None and value < low) or (high is not None and value > high)):
        yield (
            ("value",),
            fault(
                "value-outside-range",
                value=value,
                low="…" if low is None else low,
                high="…" if high is None else high,
            ),
        )


def _unit(entry: FigureEntry, context: Context) -> Iterator[Finding]:
    unit = context.units.get(entry.unit)
    indicator = context.indicators.get(entry.indicator)
    usual = context.units.get(indicator.unit) if indicator else None
    if unit is None:
        return
    if indicator is not None and usual is not None and not unit.compatible(usual):
        yield ("unit",), fault("unit-mismatch", value=unit.id, indicator=indicator.id, unit=usual.id)
    if unit.dimension == PEOPLE and entry.measure is None:
        allowed = ", ".join(context.vocabulary.get("measures", {}))
        yield (), fault("measure-missing", indicator=entry.indicator, allowed=allowed)


def _possible(entry: FigureEntry, context: Context) -> Iterator[Finding]:
    """Numbers that nothing in the world can have: half a job, fewer centres than none."""
    unit = context.units.get(entry.unit)
    indicator = context.indicators.get(entry.indicator)
    if unit is None or indicator is None:
        return
    negative = unit.negative if indicator.negative is None else indicator.negative
    whole = unit.whole if indicator.whole is None else indicator.whole
    for key in ("value", "low", "high"):
        number: Decimal | None = getattr(entry, key)
        if number is None:
            continue
        if number < 0 and not negative:
            yield (key,), fault("negative-value", value=number, indicator=indicator.id, unit=unit.id)
        if whole and number != number.to_integral_value():
            yield (key,), fault("fractional-count", value=number, indicator=indicator.id, unit=unit.id)


def _dates(entry: FigureEntry, context: Context) -> Iterator[Finding]:
    period, published, today = entry.period, entry.published, context.today
    happened = not _foreseen(entry, context)
    if happened and published is not None and published.end < period.start:
        yield (
            ("published",),
            fault("published-before-period", published=published, period=period),
        )
    if today is None:
        return
    # The year under way may be spoken of before it ends; a span that runs into a later year may not.
    if happened and (period.start > today or period.last_year > today.year):
        yield ("period",), fault("future-period", period=period, today=today.isoformat())
    if published is not None and published.start > today:
        yield ("published",), fault("future-publication", published=published, today=today.isoformat())


def _foreseen(entry: FigureEntry, context: Context) -> bool:
    """Whether a figure may speak of what has not happened: by its nature, or computed from one that may."""
    if entry.nature in FORESEEN:
        return True
    sources = entry.derived.sources if entry.derived else ()
    return any(one in context.figures and context.figures[one].nature in FORESEEN for one in sources)


def _derivation(entry: FigureEntry, context: Context) -> Iterator[Finding]:
    derived = entry.derived
    if derived is None:
        if entry.mark == COMPUTED_HERE:
            yield ("mark",), fault("computed-without-derived")
        return
    if not derived.sources:
        yield ("derived",), fault("derived-without-from")
    unknown = False
    for index, one in enumerate(derived.sources):
        if one not in context.figures:
            unknown = True
            if context.missing(one, "figures"):
                close = near(one, context.figures)
                yield ("derived", "from", index), fault("derived-unknown", value=one, near=close)
    if path := _cycle(entry.id, context.figures):
        yield ("derived", "from"), fault("derived-cycle", path=" → ".join(path))
    elif derived.expression is not None and not unknown:
        yield from _recomputed(entry, [context.figures[one].value for one in derived.sources])


def _recomputed(entry: FigureEntry, values: list[Decimal | None]) -> Iterator[Finding]:
    derived = entry.derived
    if derived is None or derived.expression is None:
        return
    try:
        result = formula.compute(derived.expression, values)
    except formula.ExpressionError as error:
        reason: Text = error.reason
        yield (
            ("derived", "expression"),
            fault(
                "derived-expression",
                expression=derived.expression,
                reason_fr=reason.fr,
                reason_en=reason.en,
            ),
        )
        return
    if entry.value is None:
        yield (
            ("derived", "expression"),
            fault("derived-mismatch", computed=result.normalize(), value="–"),
        )
        return
    digits = formula.shown_digits(entry.value) if derived.digits is None else derived.digits
    computed = formula.rounded(result, digits)
    if computed != entry.value:
        yield ("value",), fault("derived-mismatch", computed=f"{computed:f}", value=entry.value)


def _cycle(start: str, figures: Mapping[str, FigureEntry]) -> list[str]:
    """Return the way from a figure back to itself through what it is derived from, or nothing."""
    stack: list[tuple[str, list[str]]] = [(start, [start])]
    seen: set[str] = set()
    while stack:
        current, path = stack.pop()
        entry = figures.get(current)
        if entry is None or entry.derived is None:
            continue
        for one in entry.derived.sources:
            if one == start:
                return [*path, one]
            if one not in seen:
                seen.add(one)
                stack.append((one, [*path, one]))
    return []
