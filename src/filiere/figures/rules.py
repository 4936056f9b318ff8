"""The rules one figure must obey, each yielding the faults it finds with the key they stand at.

Rules never stop at the first fault and never raise: the checker gathers what they yield. They know nothing of files.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from filiere.core.faults import Fault
from filiere.core.numbers import format_number
from filiere.core.periods import Period
from filiere.core.spelling import close_words
from filiere.core.text import Text
from filiere.core.yaml_documents import Key
from filiere.figures import formula, territories
from filiere.figures.cited_publication import Publication
from filiere.figures.confidence import LEVELS, grade_figure
from filiere.figures.faults import fault
from filiere.figures.records import (
    COMPUTED_HERE,
    FORESEEN_NATURES,
    PEOPLE,
    UNTRACEABLE,
    FigureEntry,
    Indicator,
    Term,
    Unit,
)
from filiere.figures.reviews import Review

KeyedFault = tuple[Key, Fault]

# The sector answers telephones, and nobody foresees it beyond: another year is a misprint.
FIRST_YEAR, LAST_YEAR = 1900, 2100

# Field of a figure, list of the vocabulary it is checked against.
VOCABULARY_KEYS = {
    "segment": "segments",
    "measure": "measures",
    "staff": "staffs",
    "market": "markets",
    "nature": "natures",
    "mark": "marks",
    "evidence": "documents",
    "confidence": "confidences",
}


@dataclass(frozen=True)
class RegisterContext:
    """All that a figure may refer to. ``today`` is None when nothing is to be judged against a date."""

    indicators: Mapping[str, Indicator]
    units: Mapping[str, Unit]
    sources: Mapping[str, Publication]
    vocabulary: Mapping[str, Mapping[str, Term]]
    figures: Mapping[str, FigureEntry]
    today: date | None = None
    reviews: Mapping[str, Review] = field(default_factory=dict)
    unread: Collection[str] = field(default_factory=frozenset)
    unreadable: Collection[str] = field(default_factory=frozenset)
    unchecked: set[str] = field(default_factory=set)
    """Kinds, among the unreadable ones, whose records were looked for in vain: filled as rules ask."""

    def is_missing(self, value: str, kind: str) -> bool:
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


def similar_ids(value: str, known: Collection[str]) -> list[str]:
    """Return at most three known ids that look like ``value``."""
    return close_words(value, known, most=3, cutoff=0.7)


def find_figure_faults(entry: FigureEntry, context: RegisterContext) -> Iterator[KeyedFault]:
    """Yield every fault of one figure."""
    yield from _check_references(entry, context)
    yield from _check_vocabulary(entry, context)
    yield from _check_values(entry)
    yield from _check_unit(entry, context)
    yield from _check_plausibility(entry, context)
    yield from _check_dates(entry, context)
    yield from _check_derivation(entry, context)
    yield from _check_confidence(entry, context)


def _check_confidence(entry: FigureEntry, context: RegisterContext) -> Iterator[KeyedFault]:
    typed, ruled = entry.confidence, grade_figure(entry, context, typed=False).level
    computed = entry.mark == COMPUTED_HERE
    # Of a computation that is itself at fault nothing is concluded.
    known = _has_known_inputs(entry, context) if computed else entry.source in context.sources
    if known and typed in LEVELS and LEVELS.index(typed) > LEVELS.index(ruled):
        levels = context.vocabulary.get("confidences", {})
        said, best = (levels[one].label if one in levels else one for one in (typed, ruled))
        yield ("confidence",), fault("confidence-above-rule", value=said, ruled=best)
    if entry.note is None and (typed == UNTRACEABLE or (ruled == UNTRACEABLE and not computed)):
        yield (("confidence",) if typed else ()), fault("untraceable-without-note")


def _has_known_inputs(entry: FigureEntry, context: RegisterContext) -> bool:
    inputs = entry.derived.sources if entry.derived else ()
    return bool(inputs) and all(one in context.figures for one in inputs) and not _find_cycle(entry.id, context.figures)


def find_publication_faults(source: Publication, context: RegisterContext) -> Iterator[KeyedFault]:
    """Yield every fault of a publication: a title neither read nor said unknown, a quotation by nobody."""
    if source.title is None and source.describes is None:
        yield (), fault("source-without-title", value=source.id)
    if source.title is not None and source.describes is not None:
        yield ("describes",), fault("source-title-twice", value=source.id)
    if source.via is not None:
        if context.is_missing(source.via, "sources"):
            yield ("via",), fault("unknown-source", value=source.via, near=similar_ids(source.via, context.sources))
        if source.reading != "quoted":
            yield ("reading",), fault("source-not-quoted", value=source.id, via=source.via)


def find_review_faults(review: Review, context: RegisterContext) -> Iterator[KeyedFault]:
    """Yield every fault of a review: figures that are not there, a day to come."""
    for index, name in enumerate(review.figures):
        if context.is_missing(name, "figures"):
            yield ("figures", index), fault("review-unknown", value=name, near=similar_ids(name, context.figures))
    if context.today is not None and review.date.start > context.today:
        yield ("date",), fault("future-publication", published=review.date, today=context.today.isoformat())


def _check_references(entry: FigureEntry, context: RegisterContext) -> Iterator[KeyedFault]:
    if context.is_missing(entry.indicator, "indicators"):
        close = similar_ids(entry.indicator, context.indicators)
        yield ("indicator",), fault("unknown-indicator", value=entry.indicator, near=close)
    elif entry.category is not None and entry.indicator in context.indicators:
        indicator = context.indicators[entry.indicator]
        if indicator.category(entry.category) is None:
            close = similar_ids(entry.category, [one.id for one in indicator.categories])
            yield (
                ("category",),
                fault("unknown-category", value=entry.category, indicator=indicator.id, near=close),
            )
    if context.is_missing(entry.unit, "units"):
        yield ("unit",), fault("unknown-unit", value=entry.unit, near=similar_ids(entry.unit, context.units))
    if context.is_missing(entry.source, "sources"):
        close = similar_ids(entry.source, context.sources)
        yield ("source",), fault("unknown-source", value=entry.source, near=close)
    declared = context.vocabulary.get("territories", {})
    if not territories.is_known(entry.territory, declared) and context.is_missing(entry.territory, "territories"):
        close = similar_ids(entry.territory, declared)
        yield ("territory",), fault("unknown-territory", value=entry.territory, near=close)


def _check_vocabulary(entry: FigureEntry, context: RegisterContext) -> Iterator[KeyedFault]:
    for key, name in VOCABULARY_KEYS.items():
        value = getattr(entry, key)
        allowed = context.vocabulary.get(name, {})
        if value and context.is_missing(value, name):
            yield (
                (key,),
                fault("unknown-vocabulary", key=key, value=value, allowed=", ".join(allowed) or "…"),
            )


def _check_values(entry: FigureEntry) -> Iterator[KeyedFault]:
    value, low, high = entry.value, entry.low, entry.high
    if value is None and low is None and high is None:
        yield (), fault("no-value")
    if low is not None and high is not None and low > high:
        yield ("low",), fault("low-above-high", low=write_number(low), high=write_number(high))
    elif value is not None and ((low is not None and value < low) or (high is not None and value > high)):
        yield (
            ("value",),
            fault(
                "value-outside-range",
                value=write_number(value),
                low="…" if low is None else write_number(low),
                high="…" if high is None else write_number(high),
            ),
        )


def _check_unit(entry: FigureEntry, context: RegisterContext) -> Iterator[KeyedFault]:
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


def _check_plausibility(entry: FigureEntry, context: RegisterContext) -> Iterator[KeyedFault]:
    """Numbers that nothing in the world can have: half a job, fewer centres than none."""
    unit = context.units.get(entry.unit)
    indicator = context.indicators.get(entry.indicator)
    if unit is None or indicator is None:
        return
    negative = unit.negative if indicator.negative is None else indicator.negative
    whole = unit.whole if indicator.whole is None else indicator.whole
    own = indicator.plausible if unit.id == indicator.unit else None
    usual = context.units.get(indicator.unit)
    # Of a figure in a unit that its indicator does not take, the unit is what is wrong.
    plausible = own or unit.plausible if usual is None or unit.compatible(usual) else None
    for key in ("value", "low", "high"):
        number: Decimal | None = getattr(entry, key)
        if number is None:
            continue
        said = {"value": write_number(number), "indicator": indicator.label, "unit": unit.plural}
        if number < 0 and not negative:
            yield (key,), fault("negative-value", **said)
        elif plausible is not None and not plausible.admits(number):
            yield (key,), fault("implausible-value", **said, bounds=plausible.as_text(), reason=plausible.reason)
        if whole and number != number.to_integral_value():
            yield (key,), fault("fractional-count", **said)


def write_number(value: Decimal) -> Text:
    """Return a number as each language writes it."""
    return Text(fr=format_number(value, "fr"), en=format_number(value, "en"))


def write_period(period: Period) -> Text:
    """Return a period in words."""
    return Text(fr=period.label("fr"), en=period.label("en"))


def write_day(day: date) -> Text:
    """Return a day in words."""
    return write_period(Period.parse(day.isoformat()))


def _check_dates(entry: FigureEntry, context: RegisterContext) -> Iterator[KeyedFault]:
    period, published, today = entry.period, entry.published, context.today
    for key, when in (("period", period), ("published", published)):
        if when is not None and (when.year < FIRST_YEAR or when.last_year > LAST_YEAR):
            yield (key,), fault("implausible-year", value=write_period(when), first=FIRST_YEAR, last=LAST_YEAR)
    happened = not _is_foreseen(entry, context)
    if happened and published is not None and published.end < period.start:
        yield (
            ("published",),
            fault("published-before-period", published=write_period(published), period=write_period(period)),
        )
    if today is None:
        return
    # The year under way may be spoken of before it ends; a span that runs into a later year may not.
    if happened and (period.start > today or period.last_year > today.year):
        yield ("period",), fault("future-period", period=write_period(period), today=write_day(today))
    if published is not None and published.start > today:
        yield ("published",), fault("future-publication", published=write_period(published), today=write_day(today))


def _is_foreseen(entry: FigureEntry, context: RegisterContext) -> bool:
    """Whether a figure may speak of what has not happened: by its nature, or computed from one that may."""
    if entry.nature in FORESEEN_NATURES:
        return True
    sources = entry.derived.sources if entry.derived else ()
    return any(one in context.figures and context.figures[one].nature in FORESEEN_NATURES for one in sources)


def _check_derivation(entry: FigureEntry, context: RegisterContext) -> Iterator[KeyedFault]:
    derived = entry.derived
    if derived is None:
        if entry.mark == COMPUTED_HERE:
            yield ("mark",), fault("computed-without-derived")
        return
    if not derived.sources:
        yield ("derived",), fault("derived-without-from")
    unknown = False
    for index, source in enumerate(derived.sources):
        if source not in context.figures:
            unknown = True
            if context.is_missing(source, "figures"):
                close = similar_ids(source, context.figures)
                yield ("derived", "from", index), fault("derived-unknown", value=source, near=close)
    if path := _find_cycle(entry.id, context.figures):
        yield ("derived", "from"), fault("derived-cycle", path=" → ".join(path))
    elif derived.expression is not None and not unknown:
        yield from _check_recomputation(entry, [context.figures[one].value for one in derived.sources])


def _check_recomputation(entry: FigureEntry, values: list[Decimal | None]) -> Iterator[KeyedFault]:
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
    digits = formula.count_decimals(entry.value) if derived.digits is None else derived.digits
    computed = formula.round_decimal(result, digits)
    if computed != entry.value:
        yield ("value",), fault("derived-mismatch", computed=f"{computed:f}", value=entry.value)


def _find_cycle(start: str, figures: Mapping[str, FigureEntry]) -> list[str]:
    """Return the way from a figure back to itself through what it is derived from, or nothing."""
    stack: list[tuple[str, list[str]]] = [(start, [start])]
    seen: set[str] = set()
    while stack:
        current, path = stack.pop()
        entry = figures.get(current)
        if entry is None or entry.derived is None:
            continue
        for source in entry.derived.sources:
            if source == start:
                return [*path, source]
            if source not in seen:
                seen.add(source)
                stack.append((source, [*path, source]))
    return []
