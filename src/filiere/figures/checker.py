"""Checking a register: every fault of every file at once, each with its line.

``check`` is what ``filiere figures check`` runs. It takes today's date as an argument, since a figure
that says how things were cannot speak of the future.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from filiere.core.content_folder import content_path
from filiere.core.faults import Fault
from filiere.core.text import StrictModel
from filiere.figures.faults import fault
from filiere.figures.reader import UNITS, LocatedRecord, RegisterReading, read_file, read_folder
from filiere.figures.records import Term
from filiere.figures.relation_rules import find_contradiction_faults, find_retained_faults, find_series_faults
from filiere.figures.reviews import latest_reviews
from filiere.figures.rules import (
    KeyedFault,
    RegisterContext,
    find_figure_faults,
    find_publication_faults,
    find_review_faults,
    similar_ids,
)

FIGURES = "figures"

# Where a rule would put a fault that it concludes from the absence of another field.
DEPENDENT_KEYS = {"derived": ("mark",), "note": ("confidence",), "value": ("derived",), "figures": ("breaks",)}


# What a figure states. Two figures of one source may differ by who says them, in what sense (counted, hoped for) and by
# their computation; when nothing of this differs, they are one statement, whatever their notes.
STATEMENT_KEYS = (
    "indicator", "category", "value", "low", "high", "unit", "segment", "measure", "staff", "market", "threshold",
    "nomenclature", "territory", "period", "nature", "producer", "source", "derived",
)  # fmt: skip


def check(path: Path | None = None, *, today: date | None = None, within: Path | None = None) -> tuple[Fault, ...]:
    """Return every fault of a register folder, or of one file of it, in the order of the files.

    ``path`` is the shipped register when it is None. Of the whole content, the register is the part checked. A single
    file is judged within the register it stands in, or,
    when it stands alone, within the folder ``within`` (the shipped register by default), where its records stand in
    for those of the same ids. Faults of other files are then left out. Rules that depend on the date are not judged
    when ``today`` is None. Raises ``FileNotFoundError`` when there is nothing at ``path``.
    """
    path = path or content_path("figures")
    if not path.exists():
        raise FileNotFoundError(path)
    if path.is_dir():
        return sort_faults(find_reading_faults(read_folder(find_register(path)), today))
    folder = find_home(path)
    if folder is not None:
        return sort_faults(one for one in find_reading_faults(read_folder(folder), today) if one.file == str(path))
    reading = read_file(path, read_folder(within or content_path("figures")))
    return sort_faults(one for one in find_reading_faults(reading, today) if one.file == str(path))


def find_register(folder: Path) -> Path:
    """Return the register of a folder of content, or the folder itself when it is one."""
    inner = folder / FIGURES
    return inner if (inner / FIGURES).is_dir() and not (folder / f"{UNITS}.yaml").is_file() else folder


def find_home(path: Path) -> Path | None:
    """Return the register folder that a file stands in, or None when it stands alone."""
    for folder in (path.parent, path.parent.parent):
        if (folder / f"{UNITS}.yaml").is_file():
            return folder
    return None


def sort_faults(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return faults in the order in which a reader goes through the files."""
    return tuple(sorted(faults, key=lambda one: one.order))


def find_reading_faults(reading: RegisterReading, today: date | None) -> list[Fault]:
    """Return the faults of form and of substance of what was read."""
    faults = list(reading.faults)
    faults += _iter_duplicates(reading)
    faults += _iter_twins(reading)
    context = build_context(reading, today)
    for located in _records_to_judge(reading, "figures"):
        faults += _place_findings(located, find_figure_faults(located.record, context))
    for indicator in _records_to_judge(reading, "indicators"):
        faults += _place_findings(indicator, _indicator_faults(indicator.record, context))
    for source in _records_to_judge(reading, "sources"):
        faults += _place_findings(source, find_publication_faults(source.record, context))
    for series in _records_to_judge(reading, "series"):
        faults += _place_findings(series, find_series_faults(series.record, context))
    for contradiction in _records_to_judge(reading, "contradictions"):
        faults += _place_findings(contradiction, find_contradiction_faults(contradiction.record, context))
    for review in _records_to_judge(reading, "reviews"):
        faults += _place_findings(review, find_review_faults(review.record, context))
    choices = _records_to_judge(reading, "retained")
    for index, retained in enumerate(choices):
        earlier = [(one.record, one.where) for one in choices[:index]]
        faults += _place_findings(retained, find_retained_faults(retained.record, earlier, context))
    taken = {one.record.use: one for one in choices}
    for open_use in _records_to_judge(reading, "open_uses"):
        if (other := taken.get(open_use.record.id)) is not None:
            found = fault("retained-twice", use=open_use.record.id, other=other.record.figure, where=other.where)
            faults += _place_findings(open_use, [(("id",), found)])
    faults += _iter_unchecked(reading, context)
    return faults


def build_context(reading: RegisterReading, today: date | None = None) -> RegisterContext:
    """Return what the records refer to, by id; of two records of one id, the first."""
    return RegisterContext(
        indicators=_by_id(reading.indicators),
        units=_by_id(reading.units),
        sources=_by_id(reading.sources),
        vocabulary={name: _terms(terms) for name, terms in reading.vocabulary.items()},
        figures=_by_id(reading.figures),
        today=today,
        reviews=latest_reviews(one.record for one in reading.reviews),
        unread=frozenset(reading.unread),
        unreadable=frozenset(reading.unreadable),
    )


def _records_to_judge(reading: RegisterReading, kind: str) -> list[LocatedRecord[Any]]:
    """Return the records of a kind, then those read without their faulty fields."""
    return [*getattr(reading, kind), *reading.partial.get(kind, [])]


def _iter_unchecked(reading: RegisterReading, context: RegisterContext) -> Iterator[Fault]:
    """Say once a file that references to what it may hold were not checked."""
    for path in sorted({path for kind in context.unchecked for path in reading.unreadable[kind]}):
        yield fault("references-unchecked", name=path.name).at(file=str(path))


def _indicator_faults(indicator: Any, context: RegisterContext) -> Iterator[KeyedFault]:
    if context.is_missing(indicator.unit, "units"):
        close = similar_ids(indicator.unit, context.units)
        yield ("unit",), fault("unknown-unit", value=indicator.unit, near=close)
    families = context.vocabulary.get("families", {})
    if context.is_missing(indicator.family, "families"):
        allowed = ", ".join(families)
        yield (
            ("family",),
            fault("unknown-vocabulary", key="family", value=indicator.family, allowed=allowed),
        )
    seen: set[str] = set()
    for index, category in enumerate(indicator.categories):
        if category.id in seen:
            where = f"{indicator.id}.categories"
            yield ("categories", index, "id"), fault("duplicate-id", id=category.id, where=where)
        seen.add(category.id)


def _iter_duplicates(reading: RegisterReading) -> Iterator[Fault]:
    for name, located in reading.kinds():
        if name == "retained":
            continue
        first: dict[str, LocatedRecord[Any]] = {}
        for located_record in located:
            key = located_record.record.id
            if key in first:
                yield located_record.place(fault("duplicate-id", id=key, where=first[key].where), ("id",))
            else:
                first[key] = located_record


def _iter_twins(reading: RegisterReading) -> Iterator[Fault]:
    """Figures that say under another id what a figure before them says: a series or a range would count both."""
    first: dict[tuple[Any, ...], LocatedRecord[Any]] = {}
    for figure in reading.figures:
        said = tuple(getattr(figure.record, name) for name in STATEMENT_KEYS)
        other = first.setdefault(said, figure)
        if other is not figure and other.record.id != figure.record.id:
            yield figure.place(fault("duplicate-figure", id=other.record.id, where=other.where), ("id",))


def _place_findings(located: LocatedRecord[Any], findings: Iterable[KeyedFault]) -> list[Fault]:
    if located.without:
        absent = located.without | {name for one in located.without for name in DEPENDENT_KEYS.get(one, ())}
        findings = [(key, found) for key, found in findings if key and key[0] not in absent]
    return [located.place(found, key) for key, found in findings]


def _by_id[R: StrictModel](located: list[LocatedRecord[R]]) -> dict[str, R]:
    out: dict[str, R] = {}
    for located_record in located:
        out.setdefault(located_record.record.id, located_record.record)  # type: ignore[attr-defined]
    return out


def _terms(located: list[LocatedRecord[Term]]) -> Mapping[str, Term]:
    return _by_id(located)
