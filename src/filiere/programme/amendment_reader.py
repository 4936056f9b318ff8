"""From two files to amendments that can be merged: the base text and the list of what is proposed to it.

All faults of both files are told at once, each at its line.
"""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Strict, Tag

from filiere.core.faults import Fault, Faults
from filiere.core.text import StrictModel, Words
from filiere.core.text_files import read_text_file
from filiere.core.validation import validate
from filiere.core.yaml_documents import Document, Key, format_key, scan_yaml
from filiere.programme.amendment_checks import MOST_AMENDMENTS, check_amendments
from filiere.programme.amendment_faults import FAULTS
from filiere.programme.amendment_records import Amendment, AmendmentOp, AmendmentState
from filiere.programme.amendments import MergedText, merge_checked
from filiere.programme.paragraphs import split_paragraphs

LIST_NAMES = ("amendments", "items")


def _read_key(value: Any) -> Any:
    """Read the key of a criterion that YAML takes for a decimal, such as 3.2, as it was typed."""
    return str(value) if isinstance(value, Decimal) else value


def _read_number(value: Any) -> Any:
    return str(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else value


def _name_form(value: Any) -> str:
    return "number" if isinstance(value, int) and not isinstance(value, bool) else "words"


# Read as one form or as the other, so that what is wrong is said once.
_Key = Annotated[
    Annotated[Annotated[int, Tag("number")] | Annotated[Words, Tag("words")], Discriminator(_name_form)],
    BeforeValidator(_read_key),
]
_Number = Annotated[str, BeforeValidator(_read_number)]


class AmendmentEntry(StrictModel):
    """An amendment as a file has it; a key that has no value is the same as none."""

    key: _Key
    op: AmendmentOp
    paragraph: Annotated[int, Strict()] | None = None
    text: str | None = None
    to: _Key | None = None
    old: _Number | None = None
    new: _Number | None = None
    state: AmendmentState = "accepted"


def merge_files(base: Path, amendments: Path) -> tuple[MergedText, tuple[Amendment, ...]]:
    """Return what the accepted amendments of a YAML file make of a text, and all of them.

    Raises :class:`Faults` with all that is wrong in both files.
    """
    faults: list[Fault] = []
    paragraphs: Sequence[str] | None = None
    try:
        paragraphs = split_paragraphs(read_text_file(base))
    except Faults as wrong:
        faults += wrong.faults
    document, found = scan_yaml(amendments)
    faults += found
    formed = {one.key for one in found}
    read: list[tuple[int, Amendment]] = []
    if document is not None:
        at, entries = _find_list(document, faults)
        read = _read_entries(document, at, entries, faults)
        if paragraphs is not None:
            ranks = {rank for rank, _ in read}
            unread = {_raw_key(entry) for rank, entry in enumerate(entries) if rank not in ranks}
            for one in check_amendments(paragraphs, [amendment for _, amendment in read], unread):
                rank = read[one.rank][0]
                place: Key = (*at, rank, one.field)
                # What is out of bounds reads as nothing, and is no second fault.
                if one.fault.code != "amendment-missing-field" or format_key(place) not in formed:
                    faults.append(document.place_fault(place, one.fault))
    if faults or paragraphs is None:
        raise Faults(faults)
    listed = tuple(amendment for _, amendment in read)
    return merge_checked(paragraphs, listed), listed


def _find_list(document: Document, faults: list[Fault]) -> tuple[tuple[str, ...], Sequence[Any]]:
    """Return where the list of amendments is and what it holds: the whole file, or what its only key names."""
    data = document.data
    at: tuple[str, ...] = ()
    if isinstance(data, dict) and len(data) == 1 and (name := next(iter(data))) in LIST_NAMES:
        data, at = data[name], (name,)
    if data is None:
        return at, ()
    if not isinstance(data, list):
        faults.append(document.place_fault(at, FAULTS.build("amendments-not-a-list")))
        return at, ()
    if len(data) > MOST_AMENDMENTS:
        faults.append(
            document.place_fault(at, FAULTS.build("amendments-too-many", count=len(data), most=MOST_AMENDMENTS))
        )
        return at, ()
    return at, data


def _raw_key(entry: Any) -> str:
    return str(entry.get("key")) if isinstance(entry, dict) else ""


def _read_entries(
    document: Document, at: tuple[str, ...], entries: Sequence[Any], faults: list[Fault]
) -> list[tuple[int, Amendment]]:
    """Return the amendments that read, each with its rank in the list; add the faults of the others."""
    read: list[tuple[int, Amendment]] = []
    for rank in range(len(entries)):
        try:
            entry = validate(document, AmendmentEntry, at=(*at, rank))
        except Faults as wrong:
            faults += wrong.faults
        else:
            read.append((rank, Amendment(**dict(entry))))
    return read
