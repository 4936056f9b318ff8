"""What was read, as a report may show it: never a person.

The columns of people are shown as their hashes. But a line whose cells have slipped by one puts a telephone number
under ``channel``: what looks like a number or an address, or any cell of a line with three faults or more, is shown by
its shape only, with 9 for a digit and a for a letter.
"""

import re
from collections.abc import Sequence

from filiere.contacts.schema import Column

LONGEST_SHOWN = 60
_MOMENT_CHARACTERS = re.compile(r"[\dT:.,/+\- zZ]++")
_MOMENT_PATTERN = re.compile(r"\d[:/T-]\d")
_IDENTIFIER_PATTERN = re.compile(r"(?:\d\D?){6}|@")
_GROUP_SEPARATOR = re.compile(r"[ ./-]")
SHIFTED_ROW_FAULTS = 3


def mask_characters(value: str) -> str:
    """Return a value with its letters and digits hidden: ``+33 6 12`` gives ``+99 9 99``."""
    return re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", value))[:LONGEST_SHOWN]


def redact_cell(column: Column, read: str | None) -> str | None:
    """Return a cell as a report may show it."""
    if read is not None and column.kind == "key":
        return read[:LONGEST_SHOWN]
    return redact_text(read, moment=column.kind in {"time", "day", "month", "clock"})


def redact_text(read: str | None, *, moment: bool) -> str | None:
    """Return a text that is no person's as a report may show it; ``moment`` for one that is read as a time or a day."""
    if read is None or (moment and _looks_like_moment(read) and not _looks_like_telephone(read)):
        return read and read[:LONGEST_SHOWN]
    return mask_characters(read) if _IDENTIFIER_PATTERN.search(read) else read[:LONGEST_SHOWN]


def redact_row[T: tuple[Column, str, str | None]](cells: Sequence[T]) -> Sequence[tuple[T, str | None]]:
    """Return the faulty cells of one line, each with what may be shown of it."""
    slipped = len(cells) >= SHIFTED_ROW_FAULTS
    return [
        (
            cell,
            mask_characters(cell[2])
            if slipped and cell[2] is not None and cell[0].kind != "key"
            else redact_cell(cell[0], cell[2]),
        )
        for cell in cells
    ]


def _looks_like_moment(value: str) -> bool:
    """Whether a value is written with the signs of a time or a day only, two of its digits around a separator."""
    return _MOMENT_CHARACTERS.fullmatch(value) is not None and _MOMENT_PATTERN.search(value) is not None


def _looks_like_telephone(value: str) -> bool:
    """Whether a value written like a moment may be a telephone number: a first digit or more, then three groups at
    least of two or three digits, each after one separator or none, and no year before a month."""
    first, *others = _GROUP_SEPARATOR.split(value.removeprefix("+"))
    if not first.isdecimal() or not all(one.isdecimal() and len(one) >= 2 for one in others):
        return False
    # Digits that touch are cut as finely as can be: after one of its own for the first, by twos everywhere else.
    groups = (len(first) - 1) // 2 + sum(len(one) // 2 for one in others)
    return groups >= 3 and not re.match(r"\d{4}-\d\d", value)
