"""Faults and notes about what is to be protected, made from their messages, gathered, and raised all at once."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypedDict

from filiere.core import Fault, FaultLog, Faults, Text
from filiere.core.spelling import close_words
from filiere.disclosure.inputs.fault_catalogue import FAULTS
from filiere.disclosure.inputs.note_catalogue import NOTES


class FaultPlace(TypedDict):
    """The place of a fault."""

    file: str
    line: int


class SpellingHint(NamedTuple):
    """What a misspelt name is near to, as a sentence, blank when it is near to none."""

    fr: str
    en: str


MOST_TOLD_PER_CODE = 20
"""How many faults of one code are told before the rest is counted: a wrong column is wrong on every line."""


def fault(
    code: str, /, *, file: str | None = None, line: int | None = None, key: str | None = None, **filled: object
) -> Fault:
    """Return a fault of :data:`FAULTS`; ``filled`` is what its words leave open."""
    return _build_fault(FAULTS, code, file, line, key, filled)


def note(code: str, /, *, file: str | None = None, line: int | None = None, **filled: object) -> Fault:
    """Return a note of :data:`NOTES`, in the form of a fault so that it is told like one."""
    return _build_fault(NOTES, code, file, line, None, filled)


def suggest_spelling(word: str, names: Iterable[str]) -> SpellingHint:
    """Return the hint “did you mean”, for the words that have a place for it."""
    known = sorted(names)
    by_case = [one for one in known if one.casefold() == word.casefold()]
    found = by_case or close_words(word, known)
    if not found:
        return SpellingHint("", "")
    return SpellingHint(f" Vouliez-vous dire « {found[0]} » ?", f" Did you mean “{found[0]}”?")


def raise_faults(log: FaultLog) -> None:
    """Raise all that was found, if anything was; beyond :data:`MOST_TOLD_PER_CODE` of one code the rest is counted."""
    if not log.total:
        return
    kept: dict[str, int] = {}
    for one in log.kept:
        kept[one.code] = kept.get(one.code, 0) + 1
    more = [
        fault("more-of-these", file=_find_file(log, code), other=code, count=count - kept.get(code, 0))
        for code, count in log.counts.items()
        if count > kept.get(code, 0)
    ]
    raise Faults([*log.kept, *more])


def _find_file(log: FaultLog, code: str) -> str | None:
    return next((one.file for one in reversed(log.kept) if one.code == code), None)


def _build_fault(
    table: Mapping[str, tuple[str, str, str, str]],
    code: str,
    file: str | None,
    line: int | None,
    key: str | None,
    filled: Mapping[str, object],
) -> Fault:
    message_fr, message_en, remedy_fr, remedy_en = (words.format(**filled) for words in table[code])
    return Fault(
        code=code,
        message=Text(fr=message_fr, en=message_en),
        remedy=Text(fr=remedy_fr, en=remedy_en),
        file=file,
        line=line,
        key=key,
    )
