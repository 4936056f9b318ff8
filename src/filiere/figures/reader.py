"""Reading the register's folder: every file, every record, every fault of form, in one pass.

A record that cannot be read is left out and its faults are kept, so that the rules that follow can still judge all
the others; a record of which only some fields are faulty is judged on its other fields, apart. Each record remembers
its document and its place, for the faults found later.

The folder holds ``units.yaml``, ``vocabulary.yaml`` and one folder of YAML files for each of ``figures``,
``indicators``, ``sources``, ``series``, ``contradictions``, ``retained``, ``open_uses`` and ``reviews``; the last
five may be absent.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from filiere.core.faults import Fault, Faults
from filiere.core.spelling import close_words
from filiere.core.text_files import LARGEST_TEXT_FILE
from filiere.core.validation import validate
from filiere.core.yaml_documents import Document, Key, format_key, scan_yaml
from filiere.figures.cited_publication import Publication
from filiere.figures.faults import fault
from filiere.figures.records import Contradiction, FigureEntry, Indicator, OpenUse, RetainedFigure, Series, Term, Unit
from filiere.figures.reviews import Review

FOLDERS: dict[str, type[BaseModel]] = {
    "indicators": Indicator,
    "sources": Publication,
    "figures": FigureEntry,
    "series": Series,
    "contradictions": Contradiction,
    "retained": RetainedFigure,
    "open_uses": OpenUse,
    "reviews": Review,
}
OPTIONAL_FOLDERS = frozenset({"series", "contradictions", "retained", "open_uses", "reviews"})
UNITS = "units"
VOCABULARY = "vocabulary"

# An id or a use as it is written, in a block or in braces.
_WRITTEN_ID = re.compile(r"""(?:^|[\s{,])(?:id|use):[ ]*["']?([\w.-]+)""", re.MULTILINE)

# Faults of form that leave None in the place of a value: that None is no second fault.
VALUELESS_CODES = frozenset({"yaml-alias", "yaml-tag", "number-out-of-bounds"})

# Lists a vocabulary must hold, since the fields of a figure are checked against them.
VOCABULARIES = (
    "segments",
    "measures",
    "staffs",
    "markets",
    "natures",
    "marks",
    "confidences",
    "documents",
    "readings",
    "causes",
    "families",
    "territories",
)

# Core tells what is wrong with a value; where it stands tells what kind of mistake it is.
_CODES_BY_KEY = {
    ("wrong-value", "period"): "bad-period",
    ("wrong-value", "published"): "bad-period",
    ("wrong-value", "consulted"): "bad-period",
    ("wrong-value", "date"): "bad-period",
    ("wrong-value", "address"): "bad-address",
    ("wrong-value", "id"): "bad-id",
    ("wrong-value", "use"): "bad-id",
    ("missing-key", "fr"): "missing-translation",
    ("missing-key", "en"): "missing-translation",
}


@dataclass(frozen=True)
class LocatedRecord[R]:
    """A record and where it was typed; ``document`` is None for a record that no file holds."""

    record: R
    document: Document | None = None
    at: Key = ()
    without: frozenset[str] = frozenset()
    """Fields left out because they are faulty: nothing may be concluded from their absence."""

    def place(self, found: Fault, key: Key = ()) -> Fault:
        """Return a fault put at ``key`` of this record."""
        if self.document is None:
            return found
        return self.document.place_fault((*self.at, *key), found)

    @property
    def where(self) -> str:
        """The place as ``file:line``, for a message that points at a second place."""
        if self.document is None:
            return "-"
        return f"{self.document.path.name}:{self.document.position(self.at)[0]}"


@dataclass
class RegisterReading:
    """All that was read of one register, with the faults of form met on the way."""

    indicators: list[LocatedRecord[Indicator]] = field(default_factory=list)
    sources: list[LocatedRecord[Publication]] = field(default_factory=list)
    figures: list[LocatedRecord[FigureEntry]] = field(default_factory=list)
    series: list[LocatedRecord[Series]] = field(default_factory=list)
    contradictions: list[LocatedRecord[Contradiction]] = field(default_factory=list)
    retained: list[LocatedRecord[RetainedFigure]] = field(default_factory=list)
    open_uses: list[LocatedRecord[OpenUse]] = field(default_factory=list)
    reviews: list[LocatedRecord[Review]] = field(default_factory=list)
    units: list[LocatedRecord[Unit]] = field(default_factory=list)
    vocabulary: dict[str, list[LocatedRecord[Term]]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Ids of records that are there but could not be read: no rule should call them unknown as well."""
    partial: dict[str, list[LocatedRecord[Any]]] = field(default_factory=dict)
    """By kind, the records read without their faulty fields: judged on their own, and used by no other record."""
    unreadable: dict[str, list[Path]] = field(default_factory=dict)
    """By kind, the files of which not even the ids could be gathered: what they hold is not known, so nothing is."""

    def kinds(self) -> Iterator[tuple[str, list[LocatedRecord[Any]]]]:
        """Yield each kind of record by its name, with its list."""
        for name in FOLDERS:
            yield name, getattr(self, name)
        yield UNITS, self.units
        for name, terms in self.vocabulary.items():
            yield name, terms


def read_folder(folder: Path) -> RegisterReading:
    """Read a whole register."""
    reading = RegisterReading()
    for name in (UNITS, VOCABULARY):
        path = folder / f"{name}.yaml"
        if path.is_file():
            _read_records(path, [UNITS] if name == UNITS else list(VOCABULARIES), reading)
        else:
            reading.faults.append(fault("missing-file", name=path.name).at(file=str(path)))
    reading.faults += _iter_strays(folder, {*FOLDERS, f"{UNITS}.yaml", f"{VOCABULARY}.yaml"})
    for name in FOLDERS:
        inner = folder / name
        if name not in OPTIONAL_FOLDERS and not inner.is_dir():
            reading.faults.append(fault("missing-file", name=name).at(file=str(inner)))
            continue
        if inner.is_dir():
            files = {path.name for path in inner.glob("*.yaml")}
            reading.faults += _iter_strays(inner, files)
            for file in sorted(files):
                _read_records(inner / file, [name], reading)
    return reading


def _iter_strays(folder: Path, expected: set[str]) -> Iterator[Fault]:
    """Yield a fault for each entry that would be passed over in silence: ``serie/`` or ``figures.yml``."""
    for path in sorted(folder.iterdir()):
        if path.name not in expected and not path.name.startswith(".") and path.suffix != ".md":
            yield fault("stray-file", name=path.name).at(file=str(path))


def read_file(path: Path, background: RegisterReading) -> RegisterReading:
    """Read one file of any kind against an existing register, whose records it stands in for when ids are the same."""
    own = RegisterReading()
    _read_records(path, [*FOLDERS, UNITS, *VOCABULARIES], own, lone=True)
    merged = RegisterReading(
        faults=own.faults,
        unread=own.unread | background.unread,
        partial=own.partial,
        unreadable={**background.unreadable, **own.unreadable},
    )
    for name in (*FOLDERS, UNITS):
        setattr(merged, name, _override_records(getattr(background, name), getattr(own, name)))
    for name in VOCABULARIES:
        merged.vocabulary[name] = _override_records(background.vocabulary.get(name, []), own.vocabulary.get(name, []))
    return merged


def _override_records(background: list[LocatedRecord[Any]], own: list[LocatedRecord[Any]]) -> list[LocatedRecord[Any]]:
    """Return the records of ``own`` after those of ``background`` that they do not stand in for."""
    taken = {_record_key(one.record) for one in own}
    return [one for one in background if _record_key(one.record) not in taken] + own


def _record_key(record: Any) -> str:
    return str(record.use if isinstance(record, RetainedFigure) else record.id)


def _read_records(path: Path, names: list[str], reading: RegisterReading, *, lone: bool = False) -> None:
    document, form = scan_yaml(path)
    reading.faults += form
    if document is None:
        ids = _scan_ids(path)
        reading.unread |= ids
        for name in names if not ids else ():
            reading.unreadable.setdefault(name, []).append(path)
        return
    data = document.data if isinstance(document.data, dict) else {}
    absent = [name for name in names if name not in data]
    if lone:
        # A file on its own holds any list it likes, but at least one.
        absent = ["figures"] if len(absent) == len(names) and not data else []
    for name in absent:
        found = fault("missing-list", name=name)
        reading.faults.append(document.place_fault((), found))
    for name in data:
        if name in names:
            _read_list(document, name, reading, tuple(one.key or "" for one in form if one.code in VALUELESS_CODES))
        else:
            reading.faults.append(_unknown_top_key(document, name, names))


def _scan_ids(path: Path) -> set[str]:
    """Return the ids written in a file that is no YAML: enough to tell, elsewhere, a reference that leads nowhere."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST_TEXT_FILE:
            return set()
        words = path.read_bytes().decode("utf-8", errors="replace")
    except OSError:
        return set()
    return set(_WRITTEN_ID.findall(words))


def _unknown_top_key(document: Document, name: str, names: list[str]) -> Fault:
    found = fault("unknown-list", name=name, allowed=", ".join(names))
    return document.place_fault((name,), found)


def _read_list(document: Document, name: str, reading: RegisterReading, valueless: tuple[str, ...]) -> None:
    items = document.data[name]
    if items is None and name in FOLDERS:
        items = []
    if not isinstance(items, list):
        found = fault("not-a-list", name=name)
        reading.faults.append(document.place_fault((name,), found))
        return
    model: type[Any] = FOLDERS.get(name) or (Unit if name == UNITS else Term)
    target: list[LocatedRecord[Any]]
    target = getattr(reading, name) if hasattr(reading, name) else reading.vocabulary.setdefault(name, [])
    for index, item in enumerate(items):
        at: Key = (name, index)
        try:
            target.append(LocatedRecord(validate(document, model, at=at), document, at))
        except Faults as faults:
            reading.faults += [_recode_fault(one) for one in faults.faults if not _is_under(one.key or "", valueless)]
            if not isinstance(item, dict):
                continue
            if isinstance(item.get("id"), str):
                reading.unread.add(item["id"])
            if (rest := _read_partial_record(document, model, at, faults.faults)) is not None:
                reading.partial.setdefault(name, []).append(rest)


def _is_under(key: str, parents: Iterable[str]) -> bool:
    return any(key == parent or key.startswith((f"{parent}.", f"{parent}[")) for parent in parents)


def _read_partial_record(
    document: Document, model: type[BaseModel], at: Key, faults: Iterable[Fault]
) -> LocatedRecord[Any] | None:
    """Return a record without its faulty fields, or None when it needs one of them."""
    item = document.data[at[0]][at[1]]
    start = f"{format_key(at)}."
    faulty = {re.split(r"[.\[]", (one.key or "").removeprefix(start))[0] for one in faults}
    if not faulty <= item.keys():
        return None
    # A misspelt key also takes away the field it was meant to be.
    meant = {near for name in faulty for near in close_words(name, model.model_fields)}
    try:
        record = model.model_validate({name: value for name, value in item.items() if name not in faulty})
    except ValidationError:
        return None
    return LocatedRecord(record, document, at, frozenset(faulty | meant))


def _recode_fault(found: Fault) -> Fault:
    last = (found.key or "").rsplit(".", 1)[-1]
    return replace(found, code=_CODES_BY_KEY.get((found.code, last), found.code))
