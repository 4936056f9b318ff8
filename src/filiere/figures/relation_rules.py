"""The rules between figures: series, contradictions and what is retained."""

from collections.abc import Iterator, Sequence
from datetime import date

from filiere.core.text import Text
from filiere.figures.confidence import grade_figure
from filiere.figures.data_gaps import STALE_YEARS
from filiere.figures.faults import fault
from filiere.figures.records import UNTRACEABLE, Contradiction, FigureEntry, RetainedFigure, Series
from filiere.figures.rules import KeyedFault, RegisterContext, find_figure_faults, similar_ids

# A series that changes one of these from one point to the next no longer measures the same thing.
SCOPE_AXES = {
    "indicator": Text(fr="indicateur", en="indicator"),
    "category": Text(fr="catégorie", en="category"),
    "unit": Text(fr="unité", en="unit"),
    "segment": Text(fr="segment", en="segment"),
    "measure": Text(fr="mesure", en="measure"),
    "territory": Text(fr="territoire", en="territory"),
}


def find_series_faults(series: Series, context: RegisterContext) -> Iterator[KeyedFault]:
    """Yield every fault of a series: unknown figures, disorder, scopes mixed without a declared break."""
    known: list[FigureEntry] = []
    seen: set[str] = set()
    broken = {one.after for one in series.breaks}
    for index, name in enumerate(series.figures):
        key = ("figures", index)
        if name in seen:
            yield key, fault("series-repeats", value=name)
            continue
        seen.add(name)
        entry = context.figures.get(name)
        if entry is None:
            if context.is_missing(name, "figures"):
                yield key, fault("series-unknown", value=name, near=similar_ids(name, context.figures))
            continue
        if known:
            previous = known[-1]
            if entry.period.start < previous.period.start:
                yield key, fault("series-order", value=name, period=entry.period, previous=previous.period)
            axes = _changed_axes(previous, entry, context)
            if axes and previous.id not in broken:
                yield (
                    key,
                    fault(
                        "series-mixed-scope",
                        value=name,
                        previous=previous.id,
                        axes_fr=", ".join(axis.fr for axis in axes),
                        axes_en=", ".join(axis.en for axis in axes),
                    ),
                )
        known.append(entry)
    if len(seen) < 2:
        yield ("figures",), fault("series-too-few")
    for index, series_break in enumerate(series.breaks):
        if series_break.after not in series.figures[:-1]:
            yield ("breaks", index, "after"), fault("series-break-unknown", value=series_break.after)


def _changed_axes(previous: FigureEntry, entry: FigureEntry, context: RegisterContext) -> list[Text]:
    """Return the axes of the scope that change; a word that is itself a fault says nothing of the scope."""
    changed = [axis for axis in SCOPE_AXES if getattr(entry, axis) != getattr(previous, axis)]
    if not changed:
        return []
    faulty = {key[0] for one in (previous, entry) for key, _ in find_figure_faults(one, context) if key}
    return [SCOPE_AXES[axis] for axis in changed if axis not in faulty]


def find_contradiction_faults(contradiction: Contradiction, context: RegisterContext) -> Iterator[KeyedFault]:
    """Yield every fault of a declared contradiction."""
    for index, name in enumerate(contradiction.figures):
        if context.is_missing(name, "figures"):
            close = similar_ids(name, context.figures)
            yield ("figures", index), fault("contradiction-unknown", value=name, near=close)
    if len(set(contradiction.figures)) < 2:
        yield ("figures",), fault("contradiction-too-few")
    if contradiction.cause is not None and context.is_missing(contradiction.cause, "causes"):
        allowed = ", ".join(context.vocabulary.get("causes", {})) or "…"
        yield ("cause",), fault("unknown-vocabulary", key="cause", value=contradiction.cause, allowed=allowed)
    source = contradiction.source
    if source is not None and context.is_missing(source, "sources"):
        yield ("source",), fault("unknown-source", value=source, near=similar_ids(source, context.sources))


def is_stale(retained: RetainedFigure, entry: FigureEntry, today: date) -> bool:
    """Tell whether a figure is too old for a use that speaks of today."""
    return retained.current and entry.period.last_year < today.year - STALE_YEARS


def find_retained_faults(
    retained: RetainedFigure, earlier: Sequence[tuple[RetainedFigure, str]], context: RegisterContext
) -> Iterator[KeyedFault]:
    """Yield every fault of a retained choice; ``earlier`` are the choices before it, each with its place."""
    entry = context.figures.get(retained.figure)
    if entry is None:
        if context.is_missing(retained.figure, "figures"):
            close = similar_ids(retained.figure, context.figures)
            yield ("figure",), fault("retained-unknown", value=retained.figure, near=close)
    elif grade_figure(entry, context).level == UNTRACEABLE:
        yield ("figure",), fault("retained-untraceable", value=entry.id)
    elif context.today is not None and is_stale(retained, entry, context.today):
        yield ("figure",), fault("retained-stale", value=entry.id, period=entry.period, use=retained.use)
    for other, where in earlier:
        if other.use == retained.use:
            yield (
                ("use",),
                fault("retained-twice", use=retained.use, other=other.figure, where=where),
            )
            break
    if context.today is not None and retained.date.start > context.today:
        yield (
            ("date",),
            fault("future-publication", published=retained.date, today=context.today.isoformat()),
        )
