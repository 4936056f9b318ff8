"""Reading the folder of the profession: every file, every record, every fault of form, in one pass.

Each file holds lists under keys, and a list may go on in several files. A record that cannot be read is left out and
its faults are kept, so that the rules can still judge all the others.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filiere.careers.profession.faults import fault
from filiere.careers.profession.records import LISTS, Bridge, SideMove
from filiere.core.faults import Fault, Faults
from filiere.core.spelling import close_words
from filiere.core.text import StrictModel
from filiere.core.validation import drop_echoes, validate
from filiere.core.yaml_documents import Document, Key, scan_yaml

OPTIONAL_LISTS = frozenset({"side_moves", "bridges", "exits", "trainings", "certifications"})


@dataclass(frozen=True)
class LocatedRecord[R: StrictModel]:
    """A record and where it was typed."""

    record: R
    document: Document
    at: Key

    def place(self, found: Fault, *key: str | int) -> Fault:
        """Return a fault put at ``key`` of this record."""
        return self.document.place_fault((*self.at, *key), found)

    @property
    def where(self) -> str:
        """The place as ``file:line``, for a message that points at a second place."""
        return f"{self.document.path.name}:{self.document.position(self.at)[0]}"


@dataclass
class ProfessionReading:
    """All that was read of a profession, with the faults of form met on the way."""

    records: dict[str, list[LocatedRecord[Any]]] = field(default_factory=lambda: {name: [] for name in LISTS})
    names: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in LISTS})
    """Ids that are written, those of records that cannot be read too: a reference to one is no second fault."""
    faults: list[Fault] = field(default_factory=list)
    whole: bool = True
    """Whether every file could be parsed: if not, what is missing may be in the one that could not."""
    complete: bool = True
    """Whether every record could be read: if not, what seems unused may be used by the one that could not."""

    def __iter__(self) -> Iterator[tuple[str, LocatedRecord[Any]]]:
        for name, located in self.records.items():
            for one in located:
                yield name, one


def read_folder(folder: Path) -> ProfessionReading:
    """Read all the YAML files of a folder."""
    reading = ProfessionReading()
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not files:
        reading.whole = reading.complete = False
        reading.faults.append(fault("profession-missing-folder", name=folder.name).at(file=str(folder)))
        return reading
    given: set[str] = set()
    for path in files:
        given |= _read_file(path, reading)
    if reading.whole:
        absent = [name for name in LISTS if name not in given and name not in OPTIONAL_LISTS]
        reading.faults += [fault("profession-missing-list", name=name).at(file=str(folder)) for name in absent]
    return reading


def _read_file(path: Path, reading: ProfessionReading) -> set[str]:
    document, form = scan_yaml(path)
    reading.faults += form
    if document is None:
        reading.whole = reading.complete = False
        return set()
    allowed = ", ".join(LISTS)
    if not isinstance(document.data, dict):
        reading.faults.append(document.place_fault((), fault("profession-not-lists", allowed=allowed)))
        return set()
    for name, items in document.data.items():
        if name not in LISTS:
            found = fault("profession-unknown-list", name=name, allowed=allowed, near=close_words(name, LISTS))
            reading.faults.append(document.place_fault((name,), found))
        elif not isinstance(items, list):
            reading.faults.append(document.place_fault((name,), fault("profession-not-a-list", name=name)))
        else:
            _read_list(document, name, items, reading)
    return set(document.data) & set(LISTS)


def _read_list(document: Document, name: str, items: list[Any], reading: ProfessionReading) -> None:
    model = LISTS[name]
    for index, item in enumerate(items):
        at: Key = (name, index)
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            reading.names[name].add(item["id"])
        try:
            record = validate(document, model, at=at)
        except Faults as faults:
            reading.complete = False
            reading.faults += drop_echoes(faults.faults)
        else:
            reading.records[name].append(LocatedRecord(record, document, at))


def record_key(record: StrictModel) -> str:
    """What a record is told from the others of its list by: its id, else what it says."""
    if isinstance(record, SideMove):
        return f"{record.origin} → {record.target}"
    if isinstance(record, Bridge):
        return record.id
    return str(getattr(record, "id", None) or getattr(record, "level", ""))
