"""What may be written otherwise than canonically: the repairs, each one named, and the reasons to reject.

A repair changes how a value is written and never what it says: a space too many, an offset without its colon, a word in
capitals. What could mean two things is not repaired but rejected, with one exception that is counted apart: a local
time that a clock shows twice, on the night when it goes back, is taken as the first of the two.

Only cells that are not in their canonical form come here; the others never leave the database engine.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from filiere.contacts.importing.database import (
    BLANK_CHARACTERS,
    CLOCK_PATTERN,
    COUNT_PATTERN,
    DAY_PATTERN,
    MONTH_PATTERN,
    NUMBER_PATTERN,
    TIME_PATTERN,
)
from filiere.contacts.importing.local_time import LocalTimes
from filiere.contacts.schema import Column
from filiere.core.time_zone_names import known_zones

_FLAG_SPELLINGS = {
    "true": ("true", "t", "yes", "y", "oui", "o", "vrai", "v", "1"),
    "false": ("false", "f", "no", "n", "non", "faux", "0"),
}
_FLAG_WORDS = {word: flag for flag, words in _FLAG_SPELLINGS.items() for word in words}

_LOOSE_TIME_PATTERN = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})(?P<separator>[Tt ]) ?(?P<clock>[0-9]{2}:[0-9]{2})(?P<seconds>:[0-9]{2})?"
    r"(?P<fraction>[.,][0-9]+)? ?(?P<offset>[Zz]|[+-][0-9]{2}(:?[0-9]{2})?)?"
)


@dataclass(frozen=True, slots=True)
class RepairedCell:
    """What became of a cell: its canonical text, the repairs made, or the code of its rejection."""

    text: str | None
    repairs: tuple[str, ...] = ()
    rejected: str | None = None


class CellRepairer:
    """Repairs cells by rule; ``zone`` is the one in which a time without offset is read."""

    def __init__(self, zone: str) -> None:
        self._local = LocalTimes(zone)
        self._zones = known_zones()
        self._by_kind: Mapping[str, Callable[[Column, str], RepairedCell]] = {
            "name": lambda _, value: RepairedCell(value),
            "key": lambda _, value: RepairedCell(value),
            "time": lambda _, value: self.time(value),
            "word": _repair_word,
            "flag": _repair_flag,
            "count": _repair_count,
            "number": _repair_number,
            "day": lambda _, value: _check_day(value),
            "month": lambda _, value: _check_month(value),
            "clock": _repair_clock,
            "zone": lambda _, value: RepairedCell(value, rejected=None if value in self._zones else "unknown-zone"),
        }

    def cell(self, column: Column, read: str | None) -> RepairedCell:
        """Return what becomes of a cell as read; a blank one is unknown."""
        value = (read or "").strip(BLANK_CHARACTERS)
        trimmed = ("blank-trimmed",) if value != (read or "") else ()
        if not value:
            return RepairedCell(None, trimmed, "missing-value" if column.required else None)
        found = self._by_kind[column.kind](column, value)
        return RepairedCell(found.text, (*trimmed, *found.repairs), found.rejected)

    def time(self, value: str) -> RepairedCell:
        """Return an instant as the canonical text says it."""
        if re.fullmatch(TIME_PATTERN, value):
            # Well formed, and yet the database engine could not take it: no such day, no such hour, or out of range.
            return RepairedCell(value, rejected=self._local.judge_instant(value))
        parts = _LOOSE_TIME_PATTERN.fullmatch(value)
        if parts is None:
            return RepairedCell(value, rejected="bad-time")
        repairs: list[str] = []
        if parts["separator"] != "T" or parts["offset"] == "z":
            repairs.append("time-separator")
        if parts["seconds"] is None:
            if parts["fraction"]:
                return RepairedCell(value, rejected="bad-time")
            repairs.append("seconds-missing")
        fraction = (parts["fraction"] or "").replace(",", ".")
        if "," in (parts["fraction"] or ""):
            repairs.append("decimal-comma")
        if len(fraction) > 7:
            fraction = fraction[:7]
            repairs.append("fraction-cut")
        local = f"{parts['day']}T{parts['clock']}{parts['seconds'] or ':00'}{fraction}"
        offset = (parts["offset"] or "").upper()
        if not offset:
            repairs.append("zone-assumed")
            offset, named = self._local.offset(local)
            if named == "dst-gap" or named == "bad-time":
                return RepairedCell(value, rejected=named)
            if named:
                repairs.append(named)
        elif offset != "Z" and ":" not in offset:
            repairs.append("offset-colon")
            offset = f"{offset[:3]}:{offset[3:] or '00'}"
        written = f"{local}{offset}"
        return RepairedCell(written, tuple(repairs), self._local.judge_instant(written))


def _repair_word(column: Column, value: str) -> RepairedCell:
    if value in column.words:
        return RepairedCell(value)
    word = re.sub(r"[\s-]+", "_", value.lower())
    if word in column.words:
        return RepairedCell(word, ("word-case",))
    return RepairedCell(value, rejected="unknown-outcome" if column.name == "outcome" else "unknown-word")


def _repair_flag(_: Column, value: str) -> RepairedCell:
    if value in {"true", "false"}:
        return RepairedCell(value)
    if value.lower() in {"true", "false"}:
        return RepairedCell(value.lower(), ("word-case",))
    flag = _FLAG_WORDS.get(value.lower())
    return RepairedCell(flag, ("flag-word",)) if flag else RepairedCell(value, rejected="bad-flag")


def _repair_count(_: Column, value: str) -> RepairedCell:
    if re.fullmatch(COUNT_PATTERN, value):
        return RepairedCell(value)
    whole = re.fullmatch(r"([0-9]{1,15})[.,]0+", value)
    return RepairedCell(whole[1], ("whole-decimal",)) if whole else RepairedCell(value, rejected="bad-count")


def _repair_number(_: Column, value: str) -> RepairedCell:
    if re.fullmatch(NUMBER_PATTERN, value):
        return RepairedCell(value)
    pointed = value.replace(",", ".")
    if re.fullmatch(NUMBER_PATTERN, pointed):
        return RepairedCell(pointed, ("decimal-comma",))
    return RepairedCell(value, rejected="bad-number")


def _repair_clock(_: Column, value: str) -> RepairedCell:
    if re.fullmatch(CLOCK_PATTERN, value):
        return RepairedCell(value)
    parts = re.fullmatch(r"([0-9]{1,2})(:|h|H)([0-9]{2})(:00)?", value)
    written = f"{int(parts[1]):02}:{parts[3]}" if parts else ""
    return (
        RepairedCell(written, ("clock-short",))
        if re.fullmatch(CLOCK_PATTERN, written)
        else RepairedCell(value, rejected="bad-clock")
    )


def _check_day(value: str) -> RepairedCell:
    try:
        known = re.fullmatch(DAY_PATTERN, value) is not None and date.fromisoformat(value) is not None
    except ValueError:
        known = False
    return RepairedCell(value, rejected=None if known else "bad-day")


def _check_month(value: str) -> RepairedCell:
    return RepairedCell(value, rejected=None if re.fullmatch(MONTH_PATTERN, value) else "bad-month")
