"""Rows of the programme read on two days and compared, as pages tell it: what happened, and what was only corrected.

An app gives what it reads on the dates of a page as records: a name, and the words of each field in the reader's
language. Which of them changed is the engine's to say (:mod:`filiere.programme.state_comparison`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.utils.html import format_html
from django.utils.safestring import SafeString

from filiere.core import Text
from filiere.core.dates import format_day
from filiere.core.numbers import UNKNOWN_MARK
from filiere.programme.state_comparison import Change, iter_changes
from filiere.programme.word_changes import Segment, compare_words
from filiere.site.kit.bilingual_text import count_in_letters, localize
from filiere.site.programme.reading_dates import ReadingDates

LONG_WORDS = 120
"""Characters beyond which two values are shown word by word."""

_MARKS = {"deleted": "<del>{}</del>", "inserted": "<ins>{}</ins>", "kept": "{}"}

KIND_LABELS: Mapping[str, Text] = {
    "added": Text(fr="Ajouté", en="Added"),
    "dropped": Text(fr="Retiré", en="Removed"),
    "restated": Text(fr="Corrigé", en="Corrected"),
    "recorded": Text(fr="Inscrit après coup", en="Entered later"),
}


@dataclass(frozen=True, slots=True)
class ComparedRecord:
    """A row as it is read on a day: its name, and its fields in words, by what they are called."""

    name: str
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change as a page lists it; ``marked`` are the words of a long value, those deleted and inserted marked."""

    kind: str
    word: str
    code: str
    title: str
    before: str
    after: str
    marked: SafeString | None = None


@dataclass(frozen=True, slots=True)
class ChangeList:
    """The changes of a page since a day; ``title`` says how many they are."""

    title: str
    since: str
    until: str
    rows: tuple[ChangeRow, ...]


Records = Mapping[str, ComparedRecord]


def mark_changes(change: Iterable[Segment]) -> SafeString:
    """Return a change as HTML: what goes is struck out, what comes is underlined; not a space more than the words."""
    return SafeString("".join(format_html(_MARKS[one.kind], linebreaksbr(one.text)) for one in change))


def compare_days(dates: ReadingDates, read: Callable[[ReadingDates], Records]) -> ChangeList | None:
    """Return what changed since the day that a page is compared with; None where it is compared with none.

    ``read`` gives the records of a reading, by keys that are the same on every day.
    """
    compared = dates.list_compared()
    if compared is None or dates.versus is None:
        return None
    then, first, second = (read(one) for one in compared)
    return list_day_changes(tuple(_list_rows(then, first, second)), dates)


def list_day_changes(rows: tuple[ChangeRow, ...], dates: ReadingDates) -> ChangeList:
    """Return changes with their title, since the day that a page is compared with."""
    since = dates.versus or dates.on
    return ChangeList(_title_changes(len(rows), since), format_day(since), format_day(dates.on), rows)


def compare_texts(before: Records, after: Records) -> tuple[ChangeRow, ...]:
    """Return what changed from one text to another, where no day plays a part."""
    return tuple(_list_rows(before, before, after))


def _list_rows(then: Records, first: Records, second: Records) -> Iterator[ChangeRow]:
    keys = list(dict.fromkeys([*then, *first, *second]))
    for change in iter_changes(keys, (then, first, second), list_fields=_list_fields):
        yield from _present_change(change)


def _list_fields(before: ComparedRecord, after: ComparedRecord) -> tuple[str, ...]:
    names = dict.fromkeys([*before.fields, *after.fields])
    return tuple(name for name in names if before.fields.get(name, "") != after.fields.get(name, ""))


def _present_change(change: Change[ComparedRecord]) -> Iterator[ChangeRow]:
    before, after = change.before, change.after
    named: Any = after if after is not None else before
    if before is None or after is None:
        kind = "recorded" if change.kind == "restated" and before is None else change.kind
        word = str(KIND_LABELS[kind])
        yield ChangeRow(change.kind, word, "", named.name, _sum_up(before), _sum_up(after))
        return
    for name in change.fields:
        old, new = before.fields.get(name, ""), after.fields.get(name, "")
        word = f"{KIND_LABELS['restated']}{localize(' : ', ': ')}{name}" if change.kind == "restated" else name
        long = max(len(old), len(new)) > LONG_WORDS
        yield ChangeRow(
            change.kind,
            word[:1].upper() + word[1:],
            "",
            named.name,
            "" if long else old or UNKNOWN_MARK,
            "" if long else new or UNKNOWN_MARK,
            mark_changes(compare_words(old, new)) if long else None,
        )


def _sum_up(record: ComparedRecord | None) -> str:
    """The fields of a record on one line, cut where they are long."""
    if record is None:
        return UNKNOWN_MARK
    said = [value if len(value) <= LONG_WORDS else f"{value[:LONG_WORDS]}…" for value in record.fields.values()]
    return ", ".join(one for one in said if one) or record.name


def _title_changes(count: int, versus: date) -> str:
    day = format_day(versus)
    if not count:
        return localize(f"Rien n’a changé depuis le {day}", f"Nothing has changed since {day}")
    words = count_in_letters(count, masculine=True)
    if count == 1:
        return localize(f"Depuis le {day}, un changement", f"Since {day}, one change")
    return localize(f"Depuis le {day}, {words} changements", f"Since {day}, {words} changes")
