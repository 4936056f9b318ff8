"""Faults and notes about what is to be protected, made from their messages, gathered, and raised all at once."""

from collections.abc import Iterable
from typing import TypedDict

from filiere.core import Fault, FaultLog, Faults
from filiere.core.spelling import close_words
from filiere.disclosure.inputs.faults import FAULTS
from filiere.disclosure.inputs.notes import NOTES


class FaultPlace(TypedDict):
    """The place of a fault."""

    file: str
    line: int


MOST_TOLD_PER_CODE = 20
"""How many faults of one code are told before the rest is counted: a wrong column is wrong on every line."""


def fault(
    code: str, /, *, file: str | None = None, line: int | None = None, key: str | None = None, **filled: object
) -> Fault:
    """Return a fault of :data:`FAULTS`; ``filled`` is what its words leave open."""
    return FAULTS.build(code, **filled).at(file=file, line=line, key=key)


def note(code: str, /, *, file: str | None = None, line: int | None = None, **filled: object) -> Fault:
    """Return a note of :data:`NOTES`, in the form of a fault so that it is told like one."""
    return NOTES.build(code, **filled).at(file=file, line=line)


def find_near_names(word: str, names: Iterable[str]) -> list[str]:
    """Return the known name that a wrong one was meant to be: the same in other capitals, else the closest."""
    known = sorted(names)
    return [name for name in known if name.casefold() == word.casefold()][:1] or close_words(word, known)


def raise_faults(log: FaultLog) -> None:
    """Raise all that was found, if anything was; beyond :data:`MOST_TOLD_PER_CODE` of one code the rest is counted."""
    if not log.total:
        return
    kept: dict[str, int] = {}
    for item in log.kept:
        kept[item.code] = kept.get(item.code, 0) + 1
    more = [
        fault("more-of-these", file=_find_file(log, code), other=code, count=count - kept.get(code, 0))
        for code, count in log.counts.items()
        if count > kept.get(code, 0)
    ]
    raise Faults([*log.kept, *more])


def _find_file(log: FaultLog, code: str) -> str | None:
    return next((one.file for one in reversed(log.kept) if one.code == code), None)
