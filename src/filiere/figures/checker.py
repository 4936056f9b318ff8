"""Checking a register: every fault of every file at once, each with its line.

``check`` is what ``filiere figures check`` runs. It takes today's date as an argument, since a figure
that says how things were cannot speak of the future.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from filiere.core.content import content_path
from filiere.core.errors import Fault
from filiere.core.text import StrictModel
from filiere.figures.messages import fault
from filiere.figures.model import Term
from filiere.figures.reader import UNITS, Located, Reading, read_file, read_folder
from filiere.figures.relations import contradiction_faults, retained_faults, series_faults
from filiere.figures.rules import Context, Finding, figure_faults, near

FIGURES = "figures"

# Where a rule would put a fault that it concludes from the absence of another field.
CONCLUDED = {"derived": ("mark",), "note": ("confidence",), "value": ("derived",), "figures": ("breaks",)}


# What a figure states. Two figures of one source may differ by who says them, in what sense (counted, hoped for) and by
# their computation; when nothing of this differs, they are one statement, whatever their notes.
STATEMENT = (
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
        return ordered(reading_faults(read_folder(register_of(path)), today))
    folder = home_of(path)
    if folder is not None:
        return ordered(one for one in reading_faults(read_folder(folder), today) if one.file == str(path))
    reading = read_file(path, read_folder(within or content_path("figures")))
    return ordered(one for one in reading_faults(reading, today) if one.file == str(path))


def register_of(folder: Path) -> Path:
    """Return the register of a folder of content, or the folder itself when it is one."""
    inner = folder / FIGURES
    return inner if (inner / FIGURES).is_dir() and not (folder / f"{UNITS}.yaml").is_file() else folder


def home_of(path: Path) -> Path | None:
    """Return the register folder that a file stands in, or None when it stands alone."""
    for folder in (path.parent, path.parent.parent):
        if (folder / f"{UNITS}.yaml").is_file():
            return folder
    return None


def ordered(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Return faults in the order in which a reader goes through the files."""
    return tuple(sorted(faults, key=lambda one: one.order))


def reading_faults(reading: Reading, today: date | None) -> list[Fault]:
    """Return the faults of form and of substance of what was read."""
    faults = list(reading.faults)
    faults += _duplicates(reading)
    faults += _twins(reading)
    context = context_of(reading, today)
    for located in _judged(reading, "figures"):
        faults += _placed(located, figure_faults(located.record, context))
    for indicator in _judged(reading, "indicators"):
        faults += _placed(indicator, _indicator_faults(indicator.record, context))
    for source in _judged(reading, "sources"):
        via = source.record.via
        if via is not None and context.missing(via, "sources"):
            found = fault("unknown-source", value=via, near=near(via, context.sources))
            faults += _placed(source, [(("via",), found)])
    for series in _judged(reading, "series"):
        faults += _placed(series, series_faults(series.record, context))
    for contradiction in _judged(reading, "contradictions"):
        faults += _placed(contradiction, contradiction_faults(contradiction.record, context))
    choices = _judged(reading, "retained")
    for index, retained in enumerate(choices):
        earlier = [(one.record, one.where) for one in choices[:index]]
        faults += _placed(retained, retained_faults(retained.record, earlier, context))
    faults += _unchecked(reading, context)
    return faults


def context_of(reading: Reading, today: date | None = None) -> Context:
    """Return what the records refer to, by id; of two records of one id, the first."""
    return Context(
        indicators=_by_id(reading.indicators),
        units=_by_id(reading.units),
        sources=_by_id(reading.sources),
        vocabulary={name: _terms(terms) for name, terms in reading.vocabulary.items()},
        figures=_by_id(reading.figures),
        today=today,
        unread=frozenset(reading.unread),
        unreadable=frozenset(reading.unreadable),
    )


def _judged(reading: Reading, kind: str) -> list[Located[Any]]:
    """Return the records of a kind, then those read without their faulty fields."""
    return [*getattr(reading, kind), *reading.partial.get(kind, [])]


def _unchecked(reading: Reading, context: Context) -> Iterator[Fault]:
    """Say once a file that references to what it may hold were not checked."""
    for path in sorted({path for kind in context.unchecked for path in reading.unreadable[kind]}):
        yield fault("references-unchecked", name=path.name).at(file=str(path))


def _indicator_faults(indicator: Any, context: Context) -> Iterator[Finding]:
    if context.missing(indicator.unit, "units"):
        close = near(indicator.unit, context.units)
        yield ("unit",), fault("unknown-unit", value=indicator.unit, near=close)
    families = context.vocabulary.get("families", {})
    if context.missing(indicator.family, "families"):
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


def _duplicates(reading: Reading) -> Iterator[Fault]:
    for name, located in reading.kinds():
        if name == "retained":
            continue
        first: dict[str, Located[Any]] = {}
        for one in located:
            key = one.record.id
            if key in first:
                yield one.place(fault("duplicate-id", id=key, where=first[key].where), ("id",))
            else:
                first[key] = one


def _twins(reading: Reading) -> Iterator[Fault]:
    """Figures that say under another id what a figure before them says: a series or a range would count both."""
    first: dict[tuple[Any, ...], Located[Any]] = {}
    for one in reading.figures:
        said = tuple(getattr(one.record, name) for name in STATEMENT)
        other = first.setdefault(said, one)
        if other is not one and other.record.id != one.record.id:
            yield one.place(fault("duplicate-figure", id=other.record.id, where=other.where), ("id",))


def _placed(located: Located[Any], findings: Iterable[Finding]) -> list[Fault]:
    if located.without:
        absent = located.without | {name for one in located.without for name in CONCLUDED.get(one, ())}
        findings = [(key, found) for key, found in findings if key and key[0] not in absent]
    return [located.place(found, key) for key, found in findings]


def _by_id[R: StrictModel](located: list[Located[R]]) -> dict[str, R]:
    out: dict[str, R] = {}
    for one in located:
        out.setdefault(one.record.id, one.record)  # type: ignore[attr-defined]
    return out


def _terms(located: list[Located[Term]]) -> Mapping[str, Term]:
    return _by_id(located)
