"""The register: every published figure, with what is needed to find, compare, cite and correct it.

A register is immutable. It is built once from the content (:func:`load_register`), checked whole, and
:meth:`Register.amended` returns another one with the acts of staff laid over it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from filiere.core.content_folder import content_path
from filiere.core.faults import Faults
from filiere.core.language import source_language
from filiere.core.seals import seal
from filiere.core.text import Lang, Text
from filiere.core.yaml_documents import format_key
from filiere.figures import amendments as acts
from filiere.figures import citation, concurrent_figures, figure_search, formula, territories
from filiere.figures import series as timelines
from filiere.figures.amendments import Amendment, RegisterState, Retention, Version
from filiere.figures.checker import build_context, find_reading_faults, sort_faults
from filiere.figures.cited_publication import COUNTED_KINDS, Publication
from filiere.figures.confidence import REASONS, evidence_of, grade_figure
from filiere.figures.data_gaps import Gap, find_gaps
from filiere.figures.faults import fault
from filiere.figures.reader import RegisterReading, read_folder
from filiere.figures.records import (
    UNTRACEABLE,
    Contradiction,
    Figure,
    FigureEntry,
    Indicator,
    OpenUse,
    RetainedFigure,
    Series,
    Term,
    Unit,
)
from filiere.figures.relation_rules import is_stale
from filiere.figures.reviews import Review, draw_figures
from filiere.figures.rules import RegisterContext, find_figure_faults, similar_ids

# Field of a figure, list of the vocabulary that names its values.
_VOCABULARY_AXES = {
    "segment": "segments",
    "measure": "measures",
    "staff": "staffs",
    "market": "markets",
    "nature": "natures",
    "mark": "marks",
    "confidence": "confidences",
    "kind": "documents",
    "reading": "readings",
    "cause": "causes",
    "family": "families",
}


def load_register(path: Path | None = None) -> "Register":
    """Read and check a register folder (the shipped one by default); raise :class:`Faults` with every fault of it.

    Rules that depend on today's date are left to :func:`filiere.figures.check`.
    """
    folder = path or content_path("figures")
    reading = read_folder(folder)
    faults = find_reading_faults(reading, None)
    if faults:
        raise Faults(sort_faults(faults))
    return Register.of(reading)


class Register:
    """Figures by id, in the order of the files, and all they refer to."""

    def __init__(self, context: RegisterContext, state: RegisterState, parts: "FixedParts") -> None:
        uses: dict[str, list[str]] = {}
        for retained_figure in state.retained.values():
            uses.setdefault(retained_figure.figure, []).append(retained_figure.use)
        self._context = context
        self._state = state
        self._parts = parts
        self._grades = {name: grade_figure(figure, context) for name, figure in state.figures.items()}
        self._by_id: dict[str, Figure] = {
            name: figure.model_copy(
                update={
                    "retained": tuple(uses.get(name, ())),
                    "confidence": self._grades[name].level,
                    "kind": evidence_of(figure, context),
                    "lowered": figure.confidence,
                }
            )
            for name, figure in state.figures.items()
        }

    @classmethod
    def of(cls, reading: RegisterReading) -> "Register":
        """Return the register of a reading that has no fault."""
        figures = {one.record.id: _build_figure(one.record) for one in reading.figures}
        retained = {one.record.use: one.record for one in reading.retained}
        parts = FixedParts(
            tuple(one.record for one in reading.series),
            tuple(one.record for one in reading.contradictions),
        )
        open_uses = {one.record.id: one.record for one in reading.open_uses}
        return cls(build_context(reading), RegisterState(figures, retained, {}, {}, open_uses), parts)

    # What is in it

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure, in the order of the files."""
        return tuple(self._by_id.values())

    @property
    def indicators(self) -> Mapping[str, Indicator]:
        """The indicators by id."""
        return self._context.indicators

    @property
    def units(self) -> Mapping[str, Unit]:
        """The units by id."""
        return self._context.units

    @property
    def sources(self) -> Mapping[str, Publication]:
        """The sources by id."""
        return self._context.sources

    @property
    def vocabulary(self) -> Mapping[str, Mapping[str, Term]]:
        """The words of the closed fields: list name (``segments``…) to terms by id."""
        return self._context.vocabulary

    @property
    def series(self) -> tuple[Series, ...]:
        """Every declared series."""
        return self._parts.series

    @property
    def contradictions(self) -> tuple[Contradiction, ...]:
        """Every declared contradiction."""
        return self._parts.contradictions

    @property
    def retained_figures(self) -> tuple[RetainedFigure, ...]:
        """Every choice that holds, one a use."""
        return tuple(self._state.retained.values())

    def __getitem__(self, key: str) -> Figure:
        """Return a figure by id; raise ``KeyError`` when there is none (see :meth:`find` for a kind error)."""
        return self._by_id[key]

    def __contains__(self, key: object) -> bool:
        return key in self._by_id

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Figure]:
        return iter(self._by_id.values())

    def find(self, key: str) -> Figure:
        """Return a figure by id; raise :class:`Faults` that names the ids that look like it."""
        if key not in self._by_id:
            raise Faults([fault("unknown-figure", value=key, near=similar_ids(key, self._by_id))])
        return self._by_id[key]

    # Trusting

    @cached_property
    def listed_figures(self) -> tuple[Figure, ...]:
        """The figures that tell something of the sector: those that a search finds and a page counts."""
        return tuple(figure for figure in self if self.indicators[figure.indicator].sector)

    def trust_reasons(self, figure: Figure) -> tuple[Text, ...]:
        """Return why a figure has its confidence, the kind of its document first."""
        return tuple(REASONS[code] for code in self._grades[figure.id].reasons)

    def is_stated(self, figure: Figure) -> bool:
        """Tell whether nobody counted a figure: a statement, or what is computed from one."""
        if figure.derived is None:
            return figure.kind not in COUNTED_KINDS
        return any(self.is_stated(self[one]) for one in figure.derived.sources)

    def review(self, figure: Figure) -> Review | None:
        """Return the latest reading of a figure against its source; None when nobody made one of this version."""
        return self._context.reviews.get(figure.id) if figure.version == 1 else None

    def next_reviews(self, count: int, seed: int) -> list[Figure]:
        """Return the next figures to read again, drawn by ``seed``: those that never were, then the longest ago."""
        reviewed = {
            figure.id: found.date.start.isoformat()
            for figure in self.listed_figures
            if (found := self.review(figure)) is not None
        }
        return [self[one] for one in draw_figures(self.listed_figures, reviewed, count, seed)]

    def gaps(self, today: date) -> list[Gap]:
        """Return the indicators of the sector without a value for five years, the oldest first."""
        return find_gaps(self.indicators.values(), self.listed_figures, today)

    # Searching

    def search(self, query: figure_search.Query) -> list[Figure]:
        """Return the figures that meet a query, in its order; raise ``ValueError`` for an unknown sort key."""
        among = self if query.indicator or query.text in self._by_id else self.listed_figures
        found = [figure for figure in among if query.accepts(figure, self.family(figure))]
        if query.text:
            wanted = figure_search.expand_query(query.text)
            found = [figure for figure in found if figure_search.matches_tokens(self._index[figure.id], wanted)]
        return figure_search.sort_figures(found, query.sort)

    def facets(self, figures: Iterable[Figure] | None = None) -> dict[str, list[figure_search.FacetValue]]:
        """Count figures (all by default) by each value of each facet."""
        families = {name: indicator.family for name, indicator in self.indicators.items()}
        return figure_search.count_facets(self.listed_figures if figures is None else figures, families)

    def family(self, figure: Figure) -> str:
        """Return the family of a figure's indicator."""
        return self.indicators[figure.indicator].family

    # Comparing

    def concurrent(self, figure: Figure) -> list[Figure]:
        """Return the other figures on the same point, in the order of the files."""
        return [other for other in self if concurrent_figures.is_same_point(figure, other)]

    def differences(self, this: Figure, other: Figure) -> list[concurrent_figures.AxisDifference]:
        """Return what sets two figures apart, axis by axis, with labels in both languages."""
        return concurrent_figures.list_differences(this, other, lambda axis, code: self._name_code(axis, code, this))

    def changes(self, before: Figure, after: Figure) -> list[concurrent_figures.AxisDifference]:
        """Return what sets a version of a figure apart from the one before, field by field, in both languages."""
        return concurrent_figures.list_changes(before, after, lambda axis, code: self._name_code(axis, code, after))

    def contradictions_of(self, figure: Figure) -> list[Contradiction]:
        """Return the declared contradictions a figure is part of."""
        return [one for one in self.contradictions if figure.id in one.figures]

    def series_of(self, figure: Figure) -> list[Series]:
        """Return the series a figure is a point of."""
        return [one for one in self.series if figure.id in one.figures]

    def points(self, series: Series) -> list[timelines.SeriesEntry]:
        """Return the points of a series, with breaks and year-on-year changes (never across a break)."""
        return timelines.list_points(series, self._by_id)

    def derived_from(self, figure: Figure) -> list[Figure]:
        """Return the figures that are computed from this one."""
        return [one for one in self if one.derived is not None and figure.id in one.derived.sources]

    @property
    def uses(self) -> dict[str, Text]:
        """The label of every use that retains or once retained a figure, by its name; those that retain come first."""
        known = {one.use: one.label for one in self._state.retained.values()}
        for use, past in self._state.retentions.items():
            known.setdefault(use, past[-1].retained.label)
        for use, open_use in self._state.open_uses.items():
            known.setdefault(use, open_use.label)
        return known

    def retention(self, use: str) -> RetainedFigure | None:
        """Return the choice made for a use: the figure's id, the reason, the day, by whom; None when none is."""
        return self._state.retained.get(use)

    def open_use(self, use: str) -> OpenUse | None:
        """Return why nothing is retained for a use; None when something is, or when nobody said why."""
        return None if use in self._state.retained else self._state.open_uses.get(use)

    def retained_for(self, use: str) -> Figure | None:
        """Return the figure retained for a use, None when none is."""
        chosen = self.retention(use)
        return None if chosen is None else self._by_id[chosen.figure]

    # Naming and citing

    def name(self, axis: str, code: str) -> Text:
        """Return the label of a code on an axis; that of a category is written ``indicator/category``.

        A producer has no code: on that axis, the id of a source gives its publisher.
        """
        if axis == "indicator" and code in self.indicators:
            return self.indicators[code].label
        if axis == "category":
            indicator, _, category = code.rpartition("/")
            known = self.indicators[indicator].category(category) if indicator in self.indicators else None
            return known.label if known else Text.same(code)
        if axis == "unit" and code in self.units:
            return self.units[code].label
        if axis == "producer" and code in self.sources:
            return self.sources[code].publisher
        if axis == "source" and code in self.sources:
            source = self.sources[code]
            named = self.publication_title(code)
            if named is None:
                return source.publisher
            return Text(fr=f"{source.publisher.fr}, {named.fr}", en=f"{source.publisher.en}, {named.en}")
        if axis == "territory":
            return territories.territory_label(code, self._areas)
        term = self.vocabulary.get(_VOCABULARY_AXES.get(axis, ""), {}).get(code)
        return term.label if term else Text.same(code)

    def publication_title(self, source: str) -> Text | None:
        """Return the title of a source between quotation marks, or our own words without any; None without both."""
        publication = self.sources[source]
        if publication.title is None:
            return publication.describes
        return Text(fr=citation.source_title(publication, "fr"), en=citation.source_title(publication, "en"))

    def title(self, figure: Figure) -> Text:
        """Return what a figure is, in words: indicator, category, segment, territory and period."""
        return citation.build_title(figure, self.name)

    def computation(self, figure: Figure) -> Text | None:
        """Return the whole operation a figure comes from, with its values and result, None when none is stated."""
        expression = figure.derived.expression if figure.derived else None
        if figure.derived is None or expression is None or figure.value is None:
            return None
        values = [self[one].value for one in figure.derived.sources]
        try:
            exact = formula.compute(expression, values) == figure.value
        except formula.ExpressionError:
            return None

        def one(lang: Lang) -> str:
            rounded = "" if exact else " (arrondi)" if lang == "fr" else " (rounded)"
            return f"{formula.write_expression(expression, values, lang)} = {self.amount(figure, lang)}{rounded}"

        return Text(fr=one("fr"), en=one("en"))

    def said_by(self, figure: Figure) -> Text:
        """Return who says a figure, short enough for a label: its producer, else the publisher of its source."""
        return figure.producer or self.name("producer", figure.source)

    def amount(self, figure: Figure, lang: Lang | None = None) -> str:
        """Return a figure's value or range with its unit, as the reader writes it, or as in ``lang``."""
        return citation.format_amount(figure, self.units.get(figure.unit), lang or source_language())

    def cite(self, figure: Figure, lang: Lang, consulted: date, *, base: str = "") -> str:
        """Return the citation of a figure; ``base`` is the site's address, put before the permalink.

        Its source reads *producer, published by publication*, or the publication alone when its publisher says it.
        """
        source = self.sources[figure.source]
        quoted_by = self.sources.get(source.via) if source.via else None
        words = citation.source_words(source, quoted_by, lang)
        words = citation.publisher_words(figure, source.publisher, words, lang)
        return citation.build_citation(
            figure, self.title(figure), self.amount(figure, lang), words, lang, consulted, base=base
        )

    def describe(self, figure: Figure) -> dict[str, Any]:
        """Return the public JSON object of a figure, with its title, who says it and the labels of its codes."""
        labels = {
            f"{axis}_label": None if code is None else str(self.name(axis, code))
            for axis in (
                "indicator",
                "unit",
                "segment",
                "measure",
                "territory",
                "source",
                "kind",
                "confidence",
                "nature",
            )
            for code in [getattr(figure, axis)]
        }
        words = {"title": str(self.title(figure)), "said_by": str(self.said_by(figure))}
        return figure.as_json(source_language()) | words | labels

    # Correcting

    def with_amendments(self, amendments: Sequence[Amendment], *, today: date | None = None) -> "Register":
        """Return the register with the acts of staff applied in the order of their numbers.

        Rules that depend on the date are judged when ``today`` is given: as an act is proposed, not each time it is
        read back. Raises :class:`Faults` with every act that does not apply, or that leaves a figure breaking a rule.
        """
        before = self._state
        state = RegisterState(
            dict(before.figures),
            dict(before.retained),
            dict(before.versions),
            dict(before.retentions),
            before.open_uses,
        )
        faults = acts.apply_amendments(state, amendments)
        context = self._context_with(state, today)
        for figure in state.figures.values():
            faults += [
                replace(found, key=format_key((figure.id, *key))) for key, found in find_figure_faults(figure, context)
            ]
        for retained_figure in state.retained.values():
            figure = state.figures[retained_figure.figure]
            if grade_figure(figure, context).level == UNTRACEABLE:
                faults.append(fault("retained-untraceable", value=figure.id))
            elif today is not None and is_stale(retained_figure, figure, today):
                faults.append(fault("retained-stale", value=figure.id, period=figure.period, use=retained_figure.use))
        if faults:
            raise Faults(faults)
        return Register(context, state, self._parts)

    def version(self, key: str) -> int:
        """Return the version of a figure: one, and one more a correction."""
        return self._by_id[key].version

    def history(self, key: str) -> tuple[Version, ...]:
        """Return every version of a figure, the original first, each with the correction that made it.

        What a figure is retained for is no part of a version: see :meth:`retention_history`.
        """
        return self._state.versions.get(key) or (Version(1, self._state.figures[key]),)

    def retention_history(self, use: str) -> tuple[Retention, ...]:
        """Return every choice made for a use, oldest first."""
        current = self._state.retained.get(use)
        past = self._state.retentions.get(use)
        return past or ((Retention(current),) if current else ())

    @cached_property
    def seal(self) -> str:
        """The SHA-256 of the canonical content: the same for the same figures, sources and choices."""
        return seal(
            {
                "figures": [_sealed_fields(figure) for figure in self],
                "indicators": list(self.indicators.values()),
                "units": list(self.units.values()),
                "sources": [one.model_dump(mode="json") for one in self.sources.values()],
                "series": list(self.series),
                "contradictions": list(self.contradictions),
                "retained": [one.model_dump(mode="json") for one in self.retained_figures],
                "open_uses": [one.model_dump(mode="json") for one in self._state.open_uses.values()],
                "reviews": {name: one.model_dump(mode="json") for name, one in self._context.reviews.items()},
            }
        )

    def _context_with(self, state: RegisterState, today: date | None) -> RegisterContext:
        context = self._context
        return RegisterContext(
            context.indicators,
            context.units,
            context.sources,
            context.vocabulary,
            state.figures,
            today,
            {name: one for name, one in context.reviews.items() if state.figures[name].version == 1},
        )

    def _name_code(self, axis: str, code: str, figure: Figure) -> Text:
        return self.name(axis, f"{figure.indicator}/{code}" if axis == "category" else code)

    @cached_property
    def _areas(self) -> dict[str, Text]:
        return {key: term.label for key, term in self.vocabulary["territories"].items()}

    @cached_property
    def _index(self) -> dict[str, str]:
        return {figure.id: figure_search.build_index(self._words(figure)) for figure in self}

    def _words(self, figure: Figure) -> Iterator[str | None]:
        yield figure.id
        yield figure.nomenclature
        for value in (figure.value, figure.low, figure.high):
            yield None if value is None else f"{value:f}"
        source = self.sources[figure.source]
        yield source.title
        yield source.author
        texts: list[Text | None] = [
            self.title(figure),
            self.name("unit", figure.unit),
            figure.threshold,
            figure.producer,
            source.publisher,
            source.describes,
            figure.locator,
            figure.method,
            figure.note,
            source.note,
        ]
        for text in texts:
            if text is not None:
                yield text.fr
                yield text.en


class FixedParts:
    """What amendments never change: series and contradictions."""

    def __init__(self, series: tuple[Series, ...], contradictions: tuple[Contradiction, ...]) -> None:
        self.series = series
        self.contradictions = contradictions


def _build_figure(entry: FigureEntry) -> Figure:
    return Figure.model_construct(**{name: getattr(entry, name) for name in FigureEntry.model_fields})


def _sealed_fields(figure: Figure) -> dict[str, Any]:
    """Return a figure for sealing: numbers as they were typed, without what the register adds."""
    plain = figure.model_dump(mode="json", exclude={"retained"})
    for name in ("value", "low", "high"):
        value = getattr(figure, name)
        plain[name] = None if value is None else str(value)
    return plain
