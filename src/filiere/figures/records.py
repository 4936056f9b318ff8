"""The records of the register, as they are typed by hand and as the rest of the house uses them.

A published figure is never a bare number: it carries its unit, its scope, its period, its source, its method and
how far it can be trusted. Several figures may stand on the same point. What is *retained* for a use is a choice
with a reason and a date, kept apart from the figures themselves, as Wikidata keeps ranks apart from values.
"""

import re
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from filiere.core.numbers import AT_LEAST, AT_MOST, format_number
from filiere.core.periods import Period
from filiere.core.text import Lang, NameText, StrictModel, Text

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")

PERMALINK = "/figures/{id}"

# These words of the content change what the engine does, so that they are named here.
UNTRACEABLE = "untraceable"
COMPUTED_HERE = "C"
# Natures that may speak of what has not happened; all the others say how things were.
FORESEEN_NATURES = frozenset({"forecast", "target", "announcement", "hypothesis"})
PEOPLE = "people"

LARGEST = 10**15
MOST_DIGITS = 12


def _check_identifier(value: str) -> str:
    if not _ID.match(value):
        raise ValueError(
            Text(
                fr=f"« {value} » n’est pas un identifiant : minuscules sans accent, chiffres, traits d’union.",
                en=f"“{value}” is not an identifier: unaccented lower case, digits, hyphens.",
            )
        )
    return value


def _reject_text_number(value: Any) -> Any:
    # Without this, pydantic would read the text "36352" and the boolean true as numbers.
    if isinstance(value, (str, bool)):
        raise PydanticCustomError("decimal_type", "a number is needed")
    return value


def _check_magnitude(value: Decimal) -> Decimal:
    # A number typed as 1e999999 would take all memory once written out in full.
    if abs(value) >= LARGEST:
        raise ValueError(
            Text(fr=f"{value:.2e} est trop grand pour être vrai.", en=f"{value:.2e} is too large to be true.")
        )
    return value


def _check_digits(value: int | None) -> int | None:
    if value is not None and abs(value) > MOST_DIGITS:
        raise ValueError(
            Text(
                fr=f"{value} décimales : il en faut entre -{MOST_DIGITS} et {MOST_DIGITS}.",
                en=f"{value} decimal places: must be between -{MOST_DIGITS} and {MOST_DIGITS}.",
            )
        )
    return value


Identifier = Annotated[str, AfterValidator(_check_identifier)]
Number = Annotated[Decimal, BeforeValidator(_reject_text_number), AfterValidator(_check_magnitude)]
Lowered = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]
Digits = Annotated[int | None, AfterValidator(_check_digits)]


class Term(StrictModel):
    """A word of the vocabulary: a segment, a measure, a confidence, an area with no official code."""

    id: str
    label: Text
    definition: Text | None = None


class Category(StrictModel):
    """One line of an indicator's breakdown, such as *permanent contract*."""

    id: Identifier
    label: Text
    definition: Text | None = None


class PlausibleRange(StrictModel):
    """The least and the most that a number may be, and why: beyond, it is a mistake of value or of unit."""

    min: Number | None = None
    max: Number | None = None
    reason: Text

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if (self.min is None and self.max is None) or (
            self.min is not None and self.max is not None and self.min >= self.max
        ):
            raise ValueError(
                Text(
                    fr="Ces bornes ne disent rien : donnez « min », « max », ou les deux, « max » étant au-dessus.",
                    en="These bounds say nothing: give “min”, “max” or both, with “max” above.",
                )
            )
        return self

    def admits(self, number: Decimal) -> bool:
        """Tell whether a number lies within the bounds."""
        return (self.min is None or number >= self.min) and (self.max is None or number <= self.max)

    def as_text(self) -> Text:
        """Return the bounds in words: *at most 100*, *from −100 to 1,000*."""

        def one(lang: Lang) -> str:
            low, high = format_number(self.min, lang), format_number(self.max, lang)
            if self.min is None:
                return f"{AT_MOST.get(lang)} {high}"
            if self.max is None:
                return f"{AT_LEAST.get(lang)} {low}"
            return f"de {low} à {high}" if lang == "fr" else f"from {low} to {high}"

        return Text(fr=one("fr"), en=one("en"))


class Indicator(StrictModel):
    """What is counted, in which unit, and how it breaks down.

    ``negative`` and ``whole`` say, where the unit does not settle it, whether a value below zero makes sense (a growth
    in per cent) and whether every value is a whole number (an average of people is not). ``sector`` is false for what
    tells nothing of the sector, such as the pages of a document: its figures keep their pages, and are neither found by
    a search nor counted. ``plausible`` stands in the place of its unit's, for figures in that unit.
    """

    id: Identifier
    label: Text
    definition: Text
    unit: str
    family: str
    categories: tuple[Category, ...] = ()
    negative: StrictBool | None = None
    whole: StrictBool | None = None
    sector: StrictBool = True
    plausible: PlausibleRange | None = None

    def category(self, key: str) -> Category | None:
        """Return the category of that id, or None."""
        return next((category for category in self.categories if category.id == key), None)


class Unit(StrictModel):
    """A unit as people read it: ``label`` for one, ``plural`` for several, ``symbol`` in a table (may be absent).

    Units of one ``dimension`` may stand under the same indicator (a job and a full-time equivalent both count people,
    though none converts into the other); a unit without one stands alone. A ``whole`` unit counts what does not come
    in halves; unless ``negative``, nothing of the unit can be fewer than none. ``plausible`` bounds every figure of
    the unit, save where the indicator says otherwise.
    """

    id: str
    label: Text
    plural: Text
    symbol: Text | None = None
    dimension: str | None = None
    negative: StrictBool = False
    whole: StrictBool = False
    plausible: PlausibleRange | None = None

    def compatible(self, other: "Unit") -> bool:
        """Tell whether a figure in this unit may stand under an indicator counted in the other."""
        return self.id == other.id or (self.dimension is not None and self.dimension == other.dimension)


class Derivation(StrictModel):
    """How a figure marked C was computed from others.

    ``from`` lists the figures used. ``formula`` tells people. ``expression``, when given, lets the checker compute
    the value again: a sum, difference, product or quotient of the figures, named ``a``, ``b``, ``c``… in the order of
    ``from`` (``all`` stands for every one, ``sum(all)`` for their total). The result is compared at ``digits``
    decimals (negative: at tens, hundreds…), by default as many as the value shows.
    """

    sources: tuple[str, ...] = Field(alias="from", default=())
    formula: Text
    expression: str | None = None
    digits: Digits = None

    def as_json(self, lang: Lang | None = None) -> dict[str, Any]:
        """Return the derivation as a JSON object."""
        return {
            "from": list(self.sources),
            "formula": localize_text(self.formula, lang),
            "expression": self.expression,
            "digits": self.digits,
        }


class FigureEntry(StrictModel):
    """A figure as it is typed in a file of ``figures/``.

    ``source`` is the publication where the figure was read. ``producer`` is who says it, when that is someone else: a
    name (a plain string, the same in both languages) or a phrase in both. A figure computed here names what it was
    computed from. ``evidence`` is the kind of document the number comes from, when it is not that of its source.
    ``confidence`` is computed (:mod:`filiere.figures.confidence`): typed here, it may only be lower, with a note.
    """

    id: Identifier
    indicator: str
    category: str | None = None
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    unit: str
    segment: str
    measure: str | None = None
    staff: str | None = None
    market: str | None = None
    threshold: Text | None = None
    nomenclature: str | None = None
    period: Period
    period_certain: StrictBool = True
    published: Period | None = None
    territory: str
    producer: NameText | None = None
    source: str
    locator: Text | None = None
    method: Text | None = None
    nature: str
    mark: str
    evidence: str | None = None
    confidence: Lowered = ""
    derived: Derivation | None = None
    note: Text | None = None


class Figure(FigureEntry):
    """A figure of the register.

    Adds what is known only once everything has been read: ``retained``, the uses it is retained for, ``version``, one
    more than the number of corrections it has had, ``confidence`` by the rule, ``lowered``,
    the level a person brought it down to, and ``kind``, that of the document it comes from.
    """

    retained: tuple[str, ...] = ()
    version: int = 1
    kind: str = ""
    lowered: str = ""

    @property
    def permalink(self) -> str:
        """The path where this figure stays, whatever is corrected in it."""
        return PERMALINK.format(id=self.id)

    @property
    def is_traceable(self) -> bool:
        """Whether the figure may be retained: something is known of how it was obtained."""
        return self.confidence != UNTRACEABLE

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Low and high as published; the value itself on the side where no bound was given, None if open."""
        if self.value is None:
            return self.low, self.high
        return (
            self.value if self.low is None else self.low,
            self.value if self.high is None else self.high,
        )

    @property
    def middle(self) -> Decimal | None:
        """The value, else the middle of a closed range, else None: only for ordering and drawing."""
        if self.value is not None:
            return self.value
        if self.low is not None and self.high is not None:
            return (self.low + self.high) / 2
        return None

    def as_json(self, lang: Lang | None = None) -> dict[str, Any]:
        """Return the public JSON object of the figure; texts in ``lang``, or both languages when it is None."""
        return {
            "id": self.id,
            "indicator": self.indicator,
            "category": self.category,
            "value": json_number(self.value),
            "low": json_number(self.low),
            "high": json_number(self.high),
            "unit": self.unit,
            "segment": self.segment,
            "measure": self.measure,
            "staff": self.staff,
            "market": self.market,
            "threshold": localize_text(self.threshold, lang),
            "nomenclature": self.nomenclature,
            "period": str(self.period),
            "period_certain": self.period_certain,
            "published": None if self.published is None else str(self.published),
            "territory": self.territory,
            "producer": localize_text(self.producer, lang),
            "source": self.source,
            "locator": localize_text(self.locator, lang),
            "method": localize_text(self.method, lang),
            "nature": self.nature,
            "mark": self.mark,
            "kind": self.kind,
            "confidence": self.confidence,
            "derived": None if self.derived is None else self.derived.as_json(lang),
            "retained": list(self.retained),
            "note": localize_text(self.note, lang),
            "version": self.version,
            "permalink": self.permalink,
        }


class Break(StrictModel):
    """A break in a series: what follows the figure ``after`` is not comparable with what comes before."""

    after: str
    reason: Text


class Series(StrictModel):
    """Figures of one publisher and one scope, in the order of time, with the breaks that are known."""

    id: Identifier
    title: Text
    figures: tuple[str, ...]
    breaks: tuple[Break, ...] = ()
    note: Text | None = None


class Contradiction(StrictModel):
    """Figures that cannot all be right, or that only look alike; the explanation says which, as far as known.

    ``cause`` says in a word why they differ, where it is known.
    """

    id: Identifier
    title: Text
    figures: tuple[str, ...]
    explanation: Text
    cause: str | None = None
    source: str | None = None


class RetainedFigure(StrictModel):
    """The choice of one figure for one use, by someone, on a day, for a reason.

    ``current`` is true for a use that speaks of today: no figure older than ten years may be retained for it.
    """

    use: Identifier
    label: Text
    figure: str
    reason: Text
    date: Period
    by: Text | str
    current: StrictBool = False


class OpenUse(StrictModel):
    """A use for which nothing is retained, and why: ``id`` is the name of the use.

    Whoever retains a figure for it later takes its label, and ``current`` as in :class:`RetainedFigure`.
    """

    id: Identifier
    label: Text
    reason: Text
    date: Period
    by: Text | str
    current: StrictBool = False


def localize_text(text: Text | None, lang: Lang | None) -> str | dict[str, str] | None:
    """Return a text in one language, or in both as an object when ``lang`` is None."""
    if text is None:
        return None
    return {"fr": text.fr, "en": text.en} if lang is None else text.get(lang)


def json_number(value: Decimal | None) -> int | float | None:
    """Return a decimal as a JSON number: an integer when it is whole, else the shortest float that reads back."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
