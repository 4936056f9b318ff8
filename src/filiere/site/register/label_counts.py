"""How many labels are in force, counted from what the register shows of each: nothing here is secret.

What counts employees is in :mod:`~filiere.site.register.statistics`, and leaves by the gate of publication alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from filiere.core import Text
from filiere.core.collation import collation_key
from filiere.site.register.decision_delays import GRANTED
from filiere.site.register.facet_labels import ACTIVITY_LABELS
from filiere.site.register.label_records import LabelRecord, region_name

MOST_DAYS = 16
"""How many quarters the curve goes back at most: four years."""


@dataclass(frozen=True, slots=True)
class LabelCount:
    """One line: its words, how many labels in force, and the criterion of the register that lists them."""

    words: Text
    total: int
    criterion: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class LabelCut:
    """The labels in force counted in one way; ``several`` says that a label may stand on more than one line."""

    key: str
    title: Text
    head: Text
    lines: tuple[LabelCount, ...]
    several: bool = False


def held_on(label_record: LabelRecord, day: date) -> bool:
    """Whether a label held at the close of a day, by the last line of its history up to then."""
    lines = [line.shown for line in label_record.lines if line.day <= day]
    return bool(lines) and lines[-1] == "valid" and (label_record.ends is None or day < label_record.ends)


def count_over_time(labels: Sequence[LabelRecord], today: date) -> list[tuple[date, int]]:
    """The labels in force at the end of each quarter since the first, and today."""
    first = min((line.day for one in labels for line in one.lines), default=today)
    days, end = [today], _quarter_end(today)
    while end >= first - timedelta(days=92) and len(days) < MOST_DAYS:
        days.append(end)
        end = _quarter_end(end)
    return [(day, sum(held_on(one, day) for one in labels)) for day in sorted(days)]


def _quarter_end(day: date) -> date:
    """The last day of the quarter before that of a day."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1) - timedelta(days=1)


def months_granted(label_record: LabelRecord) -> int:
    """For how many months its certificate was made out; 0 where none says it."""
    if label_record.granted is None or label_record.until is None:
        return 0
    return (
        (label_record.until.year - label_record.granted.year) * 12
        + label_record.until.month
        - label_record.granted.month
    )


def describe_kind(label_record: LabelRecord, count: int = 1) -> Text | None:
    """What a certificate is and for how many months, as every page says it; None where no certificate says it."""
    months, many = months_granted(label_record), count > 1
    if not months:
        return None
    granted = [line.event for line in label_record.lines if line.event in ("provisional_given", *GRANTED)]
    if granted and granted[-1] == "provisional_given":
        return Text(
            fr=f"certificat{'s' * many} provisoire{'s' * many} de {months}\u00a0mois",
            en=f"{months}-month provisional certificate{'s' * many}",
        )
    return Text(fr=f"label{'s' * many} de {months}\u00a0mois", en=f"{months}-month label{'s' * many}")


def count_kinds(held: Iterable[LabelRecord]) -> list[tuple[Text, int]]:
    """The kinds of the labels in force, each in words with how many, the longest first."""
    kinds: dict[str, list[LabelRecord]] = {}
    for one in held:
        if (words := describe_kind(one)) is not None:
            kinds.setdefault(words.fr, []).append(one)
    found = sorted(kinds.values(), key=lambda some: -months_granted(some[0]))
    return [(words, len(some)) for some in found if (words := describe_kind(some[0], len(some))) is not None]


def count_labels(held: Sequence[LabelRecord], categories: Mapping[str, Text]) -> tuple[LabelCut, ...]:
    """The labels in force by length granted, category, region of their sites and activity of these."""
    return (
        LabelCut(
            "level",
            Text(fr="Par niveau", en="By level"),
            Text(fr="Ce qui a été accordé", en="What was granted"),
            tuple(LabelCount(words, total) for words, total in count_kinds(held)),
        ),
        LabelCut(
            "category",
            Text(fr="Par catégorie", en="By category"),
            Text(fr="Catégorie", en="Category"),
            _count_lines("category", ([one.category] for one in held), categories),
        ),
        LabelCut(
            "region",
            Text(fr="Par région", en="By region"),
            Text(fr="Région des sites", en="Region of the sites"),
            _count_lines("region", (one.regions for one in held), {}),
            several=True,
        ),
        LabelCut(
            "activity",
            Text(fr="Par activité", en="By activity"),
            Text(fr="Activité des sites", en="Activity of the sites"),
            _count_lines("activity", (one.activities for one in held), ACTIVITY_LABELS),
            several=True,
        ),
    )


def _count_lines(name: str, found: Iterable[Iterable[str]], words: Mapping[str, Text]) -> tuple[LabelCount, ...]:
    """One line a key, the most labels first, then by name."""
    totals = Counter(key for keys in found for key in keys)

    def lines() -> Iterator[LabelCount]:
        for key, total in totals.items():
            said = region_name(key) if name == "region" else words.get(key) or Text.same(key)
            yield LabelCount(said, total, (name, key))

    return tuple(sorted(lines(), key=lambda one: (-one.total, collation_key(str(one.words)))))
