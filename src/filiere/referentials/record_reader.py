"""One record of a release: read from its place in a document, its key taken, its faults noted."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from filiere.core.faults import Fault, Faults
from filiere.core.text import StrictModel
from filiere.core.validation import validate
from filiere.core.yaml_documents import Document, Key
from filiere.referentials.faults import FORM_FAULTS
from filiere.referentials.release import DocumentPlace, Release

_TEXT_KEYS = frozenset({"fr", "en"})


@dataclass
class ReleaseReading:
    """What was read of one release, with the faults met; ``release`` is None when its head could not be read."""

    folder: Path
    faults: list[Fault] = field(default_factory=list)
    documents: dict[str, Document] = field(default_factory=dict)
    places: dict[tuple[str, str], DocumentPlace] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    partial: bool = False
    """Whether a whole file or part could not be read: what refers to it cannot be judged."""
    release: Release | None = None


def read_record[M: StrictModel](document: Document, model: type[M], at: Key, faults: list[Fault]) -> M | None:
    """Return the record at a key of a document, or None after noting all that is wrong in it."""
    try:
        return validate(document, model, at=at)
    except Faults as found:
        faults += [_recode_fault(one) for one in found.faults]
        return None


def claim_key(kind: str, key: str, document: Document, at: Key, reading: ReleaseReading) -> bool:
    """Take a key for a record, or note that another record of the release has it."""
    for other in ("theme", "criterion", "indicator", "evidence"):
        if (other, key) in reading.places:
            holder, place = reading.places[other, key]
            where = f"{holder.path.name}:{holder.position(place)[0]}"
            reading.faults.append(
                document.place_fault((*at, "key"), FORM_FAULTS.build("taken-key", key=key, where=where))
            )
            reading.partial = True
            return False
    reading.places[kind, key] = document, at
    return True


def note_unread_record(item: Any, reading: ReleaseReading) -> None:
    """Remember the key, and the inputs, of a record that could not be read."""
    if isinstance(item, dict):
        if isinstance(key := item.get("key"), str):
            reading.unread.add(key)
        if isinstance(inputs := item.get("inputs"), dict):
            reading.unread.update(inputs)


def _recode_fault(found: Fault) -> Fault:
    """Give a fault of form the code of what it means here: a text without one of its languages."""
    last = (found.key or "").rsplit(".", 1)[-1]
    if found.code == "missing-key" and last in _TEXT_KEYS:
        return replace(found, code="missing-translation")
    return found
