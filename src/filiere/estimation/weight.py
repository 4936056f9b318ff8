"""The weight of the sector in one year: a range, a retained value with its reason, and all that was left out.

The range covers the published values of one scope in a stated window of years, and the methods that have data for
the year in the same scope. Nothing else enters it: a value of another scope is listed with what sets it apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from filiere.core.text import Text
from filiere.estimation.formula import DRAWS
from filiere.estimation.method_declarations import METHODS, Declarations, load_declarations
from filiere.estimation.method_runner import estimate
from filiere.estimation.results import Estimate, ExcludedFigure, MissingData, to_json_number
from filiere.estimation.scope import PLACE_OF_WORK, Scope, difference_words, same_scope
from filiere.estimation.selection import explain_unfitness, to_exact_fraction
from filiere.figures import COUNTED_KINDS, Figure, Register

# The use whose retained figure answers the question of this module; other uses only speak of their own years.
WEIGHT_USE = "weight-today"

# A single value is no range: the window opens backwards until it holds two, and no further than this. It is long enough
# that a range does not narrow because the values that made it wide grew old and nothing replaced them.
MINIMUM_VALUES = 2
LONGEST_WINDOW = 11

# Values for the whole country or beyond are worth setting apart in words; the regions of one table are not.
_COMPARABLE = frozenset({"FR", "FR-M", "ABROAD", "NEARSHORE", "OFFSHORE", "WORLD"})
_CONFIDENCE = {"high": 0, "medium": 1, "low": 2}


@dataclass(frozen=True, slots=True)
class ValueSpan:
    """A lowest and a highest value, in jobs."""

    low: Fraction
    high: Fraction

    def as_json(self) -> dict[str, Any]:
        """Return the span as a JSON object."""
        return {"low": to_json_number(self.low), "high": to_json_number(self.high)}


@dataclass(frozen=True, slots=True)
class PublishedValue:
    """A published value that enters the range; ``adjusted``: the figure that brings it to the scope, if one does."""

    figure: str
    year: int
    span: ValueSpan
    confidence: str
    kind: str
    adjusted: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the published value as a JSON object."""
        return {
            "figure": self.figure,
            "year": self.year,
            **self.span.as_json(),
            "kind": self.kind,
            "confidence": self.confidence,
            "adjusted": self.adjusted,
        }


@dataclass(frozen=True, slots=True)
class WeightChoice:
    """The one value put forward, where it comes from (a register id or a method) and why.

    Only the kind ``register`` was retained by somebody, for ``use``. The two others are defaults, which the engine
    takes by a stated rule when nothing of the window is retained.
    """

    value: Fraction
    kind: Literal["register", "published", "method"]
    origin: str
    year: int
    reason: Text
    use: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the choice as a JSON object."""
        return {
            "value": to_json_number(self.value),
            "kind": self.kind,
            "from": self.origin,
            "year": self.year,
            "use": self.use,
            "reason": str(self.reason),
        }


@dataclass(frozen=True, slots=True)
class SectorWeight:
    """How many people work in the sector: range, method, scope and date together.

    ``window`` is the first and last year of the published values, which ``published_range`` covers as they stand.
    ``adjusted`` are those brought here to the scope of the question: ``stated_range`` covers them in the place of what
    they come from. ``method_range`` covers the methods that have data for ``year``, and ``range`` both.
    ``counted_range`` covers only what rests on a count or a study: losing a
    statement never narrows it. Each is None when nothing enters it.
    """

    year: int
    scope: Scope
    window: tuple[int, int]
    published: tuple[PublishedValue, ...]
    adjusted: tuple[PublishedValue, ...]
    estimates: tuple[Estimate, ...]
    counted_range: ValueSpan | None
    retained: WeightChoice | None
    excluded: tuple[ExcludedFigure, ...]
    no_data: MissingData | None

    @property
    def published_range(self) -> ValueSpan | None:
        """From the smallest to the largest published value of the window."""
        return _cover_spans([one.span for one in self.published])

    @property
    def has_counted_values(self) -> bool:
        """Whether a published value comes from a count or a study: else they are statements, and no interval."""
        return any(one.kind in COUNTED_KINDS for one in self.published)

    @property
    def comparable_values(self) -> tuple[PublishedValue, ...]:
        """The published values in the scope of the question; one that was brought to it stands for what it was."""
        return (*(one for one in self.published if one.adjusted is None), *self.adjusted)

    @property
    def stated_range(self) -> ValueSpan | None:
        """From the smallest to the largest published value, each brought to the scope of the question."""
        return _cover_spans([one.span for one in self.comparable_values])

    @property
    def taking_part(self) -> tuple[Estimate, ...]:
        """The estimates that have data in the very scope of the question."""
        return tuple(one for one in self.estimates if one.scope == self.scope and one.comparable_results)

    @property
    def method_range(self) -> ValueSpan | None:
        """From the smallest to the largest result that the methods' stated bounds allow."""
        return _cover_spans(
            [ValueSpan(one.low, one.high) for one in self.taking_part if one.low is not None and one.high is not None]
        )

    @property
    def range(self) -> ValueSpan | None:
        """The cover of the published values, brought to the scope, and of the methods."""
        return _cover_spans([span for span in (self.stated_range, self.method_range) if span is not None])

    def as_json(self) -> dict[str, Any]:
        """Return the answer as a JSON object."""
        spans = {
            "range": self.range,
            "published_range": self.published_range,
            "stated_range": self.stated_range,
            "method_range": self.method_range,
            "counted_range": self.counted_range,
        }
        return {
            "year": self.year,
            "scope": self.scope.as_json(),
            "unit": "job",
            **{name: span.as_json() if span else None for name, span in spans.items()},
            "window": list(self.window),
            "retained": self.retained.as_json() if self.retained else None,
            "methods": [one.method for one in self.taking_part],
            "estimates": [one.as_json() for one in self.estimates],
            "counted": self.has_counted_values,
            "published": [one.as_json() for one in self.published],
            "adjusted": [one.as_json() for one in self.adjusted],
            "excluded": [one.as_json() for one in self.excluded],
            "no_data": self.no_data.as_json() if self.no_data else None,
        }


def sector_weight(
    register: Register,
    year: int,
    *,
    segment: str = "whole",
    measure: str = "jobs",
    market: str = PLACE_OF_WORK,
    territory: str = "FR",
    window: int | None = None,
    seed: int = 1,
    draws: int = DRAWS,
    declarations: Declarations | None = None,
) -> SectorWeight:
    """Return range, retained value and reasons for ``year`` in one scope.

    ``window`` is the number of years of published values, ``year`` the last. By default it opens from one year
    backwards until two published values are in it, ten years at most.
    """
    scope = Scope(segment, measure, territory, market)
    declared = declarations or load_declarations()
    candidates = [
        (figure, _find_exclusion(figure, scope, declared))
        for figure in register.figures
        if _is_comparable(figure, scope)
    ]
    fitting = [figure for figure, refusal in candidates if refusal is None]
    length = window or _choose_window(fitting, year)
    first = year - length + 1
    published = [figure for figure in fitting if first <= figure.period.last_year and figure.period.year <= year]
    adjusted = _adjust_published(register, published, scope)
    brought = {figure.id for figure in adjusted.values()}
    excluded = [
        refusal
        for figure, refusal in candidates
        if refusal is not None
        and figure.id not in brought
        and first <= figure.period.last_year
        and figure.period.year <= year
    ]
    estimates = tuple(
        estimate(register, method, year, territory=territory, seed=seed, draws=draws, declarations=declared)
        for method in METHODS
    )
    taking_part = [one for one in estimates if one.scope == scope and one.comparable_results]
    same_scope(
        [(figure.id, Scope.of(figure)) for figure in published] + [(one.method, one.scope) for one in taking_part]
    )
    return SectorWeight(
        year=year,
        scope=scope,
        window=(first, year),
        published=tuple(
            replace(_build_published_value(figure), adjusted=adjusted[figure.id].id if figure.id in adjusted else None)
            for figure in published
        ),
        adjusted=tuple(_build_published_value(figure) for figure in adjusted.values()),
        estimates=estimates,
        counted_range=_cover_counted(register, published, taking_part),
        retained=_choose_retained(register, published, taking_part),
        excluded=tuple(excluded),
        no_data=None if published or taking_part else _explain_no_data(year, length),
    )


def explain_exclusion(
    weight: SectorWeight, figure: Figure, declarations: Declarations | None = None
) -> ExcludedFigure | None:
    """Return why a figure does not enter the published range of an answer, None when it does.

    Any figure may be asked about, of these years or not: somebody may have retained it for the weight of the sector.
    """
    if figure.indicator not in ("jobs", "positions") or figure.category is not None:
        return ExcludedFigure(
            figure.id, "other-indicator",
            Text(fr="ce n’est pas un total d’emplois", en="it is not a total of jobs"),
        )  # fmt: skip
    refusal = _find_exclusion(figure, weight.scope, declarations or load_declarations())
    if refusal is not None:
        return refusal
    first, last = weight.window
    if first <= figure.period.last_year and figure.period.year <= last:
        if not any(one.figure == figure.id and one.adjusted for one in weight.published):
            return None
        return ExcludedFigure(
            figure.id, "adjusted-here",
            Text(
                fr="elle mêle d’autres périmètres, et c’est sa part ramenée à celui-ci qui y entre",
                en="it mixes other scopes, and what enters is its part brought to this one",
            ),
        )  # fmt: skip
    years = (f"{last}", f"{last}") if first == last else (f"{first} à {last}", f"{first} to {last}")
    return ExcludedFigure(
        figure.id, "other-years",
        Text(fr=f"hors des années couvertes, {years[0]}", en=f"outside the years covered, {years[1]}"),
    )  # fmt: skip


def _is_comparable(figure: Figure, scope: Scope) -> bool:
    """Tell whether a figure is a total of people or positions that a reader could put beside the answer."""
    return (
        figure.indicator in ("jobs", "positions")
        and figure.category is None
        and (figure.segment == scope.segment or figure.territory == scope.territory)
        and (figure.territory in _COMPARABLE or figure.territory == scope.territory)
    )


def _find_exclusion(figure: Figure, scope: Scope, declared: Declarations) -> ExcludedFigure | None:
    part = declared.part(figure.id)
    if part is not None:
        return ExcludedFigure(figure.id, "partial", part)
    unfit = explain_unfitness(figure)
    if unfit is not None:
        return unfit
    if figure.indicator == "positions":
        return ExcludedFigure(
            figure.id, "positions",
            Text(
                fr="des positions, et non des emplois : il faut la méthode des positions pour passer de l’un à l’autre",
                en="positions, not jobs: converting one to the other requires the seat method",
            ),
        )  # fmt: skip
    axes = Scope.of(figure).differences(scope)
    return ExcludedFigure(figure.id, f"other-{axes[0]}", difference_words(axes)) if axes else None


def _choose_window(figures: Sequence[Figure], year: int) -> int:
    for length in range(1, LONGEST_WINDOW + 1):
        inside = [one for one in figures if year - length < one.period.last_year and one.period.year <= year]
        if len(inside) >= MINIMUM_VALUES:
            return length
    return LONGEST_WINDOW


def _adjust_published(register: Register, published: Sequence[Figure], scope: Scope) -> dict[str, Figure]:
    """Return by published value what was computed here of it, of the same year, to bring it to the scope."""
    return {
        source.id: figure
        for source in published
        for figure in register.derived_from(source)
        if figure.indicator == source.indicator
        and figure.period == source.period
        and not Scope.of(figure).differences(scope)
    }


def _build_published_value(figure: Figure) -> PublishedValue:
    ends = [to_exact_fraction(end, figure.unit) for end in figure.bounds if end is not None]
    return PublishedValue(
        figure.id, figure.period.last_year, ValueSpan(min(ends), max(ends)), figure.confidence, figure.kind
    )


def _cover_counted(register: Register, published: Sequence[Figure], estimates: Sequence[Estimate]) -> ValueSpan | None:
    """Cover the published values and the results of methods that rest on a count or a study."""
    spans = [_build_published_value(figure).span for figure in published if not register.is_stated(figure)]
    spans += [
        ValueSpan(result.low, result.high)
        for one in estimates
        for result in one.comparable_results
        if result.base in register and not register.is_stated(register[result.base])
    ]
    return _cover_spans(spans)


def _choose_retained(
    register: Register, published: Sequence[Figure], estimates: Sequence[Estimate]
) -> WeightChoice | None:
    inside = {figure.id: figure for figure in published if figure.middle is not None}
    kept = [one for one in register.retained_figures if one.figure in inside]
    if kept:
        retained_figure = max(
            kept, key=lambda one: (one.use == WEIGHT_USE, inside[one.figure].period.end, one.figure, one.use)
        )
        return _build_choice(inside[retained_figure.figure], "register", retained_figure.reason, retained_figure.use)
    # Of statements without a count, none is put forward: nothing sets the best apart.
    closed = [figure for figure in published if figure.middle is not None and figure.kind in COUNTED_KINDS]
    if published and not closed:
        return None
    if closed:
        figure = min(closed, key=lambda one: (_CONFIDENCE.get(one.confidence, 3), -one.period.end.toordinal(), one.id))
        return _build_choice(
            figure,
            "published",
            Text(
                fr=(
                    "Aucune valeur n’a été retenue au registre des chiffres pour cette fenêtre : c’est la valeur "
                    "publiée de plus grande confiance, et la plus récente à confiance égale."
                ),
                en=(
                    "No value has been retained in the register for this window: this is the published value with "
                    "the highest confidence, or the latest where confidence is equal."
                ),
            ),
        )
    valued = [one for one in estimates if one.value is not None]
    if not valued:
        return None
    first = min(valued, key=lambda one: (_relative_width(one), one.method))
    assert first.value is not None  # noqa: S101
    reason = Text(
        fr="Rien n’est publié dans ce périmètre : c’est la valeur centrale de la méthode dont la fourchette est "
        "la plus étroite.",
        en="Nothing is published in this scope: this is the central value of the method with the narrowest range.",
    )
    return WeightChoice(first.value, "method", first.method, first.year, reason)


def _build_choice(
    figure: Figure, kind: Literal["register", "published"], reason: Text, use: str | None = None
) -> WeightChoice:
    # The callers keep only figures whose middle is known.
    assert figure.middle is not None  # noqa: S101
    return WeightChoice(
        to_exact_fraction(figure.middle, figure.unit), kind, figure.id, figure.period.last_year, reason, use
    )


def _relative_width(estimate: Estimate) -> Fraction:
    return estimate.high / estimate.low if estimate.low and estimate.high else Fraction(10**9)


def _cover_spans(spans: Sequence[ValueSpan]) -> ValueSpan | None:
    if not spans:
        return None
    return ValueSpan(min(span.low for span in spans), max(span.high for span in spans))


def _explain_no_data(year: int, length: int) -> MissingData:
    return MissingData(
        Text(
            fr=f"De {year - length + 1} à {year}, rien n’est publié dans ce périmètre, et aucune méthode n’a de "
            f"donnée pour {year}.",
            en=f"From {year - length + 1} to {year} nothing is published in this scope, and no method has data "
            f"for {year}.",
        ),
        (
            Text(
                fr="une valeur publiée du même périmètre, avec sa source",
                en="a published value of the same scope, with its source",
            ),
        ),
    )
