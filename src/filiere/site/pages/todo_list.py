"""What somebody is awaited for, from every app in one list: verb, object, deadline, link, the most urgent first.

Each app says in its ``hooks`` what its own procedure awaits from a person (:data:`task_providers`). What a person may
do and nobody waits for is no task; the page of a task is where the thing is done.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import override

from filiere.core import LANGUAGES, Text
from filiere.site.kit.hooks import Hook


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that is awaited: ``words`` are a verb and its object, ``button`` the verb alone, ``note`` a sentence.

    ``key`` tells it from every other of the same person; ``about`` is the thing that it belongs to, as letters name it.
    ``due`` is the last day on which it is in time, None where none is known; ``term`` then says in words what it hangs
    on, where it ends all the same, and it waits ``since`` a day, if known. An ``option`` is theirs to leave alone.
    ``outcomes`` are what comes at the end of each delay, the nearest first. ``letter_words`` replace ``words`` in
    letters, where what is said can no longer be erased.
    """

    key: str
    words: Text
    url: str
    button: Text
    note: Text | None = None
    due: date | None = None
    since: date | None = None
    term: Text | None = None
    about: str = ""
    option: bool = False
    outcomes: tuple[Text, ...] = ()
    letter_words: Text | None = None

    def is_late(self, day: date) -> bool:
        """Whether its last day is over."""
        return self.due is not None and self.due < day

    def describe_term(self, day: date) -> Text | None:
        """How far the last day is, or since when it waits: “in 5 days”, “3 days late”; None where neither is known."""
        if self.due is not None:
            return describe_distance((self.due - day).days)
        if self.since is None or self.term is not None:
            return self.term
        since = describe_day(self.since, day)
        return Text(fr=f"depuis le {since.fr}", en=f"since {since.en}")


MAX_COUNTS, COUNT_AGE = 2000, 300.0
"""People whose number is kept, and for how many seconds."""

_counts: dict[str, tuple[int, float]] = {}

task_providers: Hook[Callable[[Any, date], Iterable[Task]]] = Hook()
"""Say what an app awaits from a person who is signed in, on a day."""


def tasks_for(person: Any, day: date) -> list[Task]:
    """All the tasks of a person, earliest deadline first, those without a deadline last.

    Nothing is listed until the session has passed its second factor.
    """
    if not getattr(person, "is_authenticated", False) or not person.is_active or not person.is_verified:
        return []
    found = {task.key: task for provide in task_providers for task in provide(person, day)}
    return sorted(
        found.values(), key=lambda task: (task.due or date.max, task.option, task.since or date.max, task.key)
    )


def list_and_count(person: Any, day: date) -> list[Task]:
    """Return what :func:`tasks_for` does, for a page of the person, and keep how many there are for the header."""
    found = tasks_for(person, day)
    if len(_counts) >= MAX_COUNTS:
        _counts.clear()
    _counts[person.key] = (len(found), time.monotonic())
    return found


def recall_count(person: Any) -> int | None:
    """Return how many tasks a person had on the page of theirs that this process wrote last.

    None once they did anything since, or after a few minutes: a header asks no question for it, and says no old number.
    """
    count, at = _counts.get(person.key, (None, 0.0))
    return count if count is not None and time.monotonic() - at < COUNT_AGE and person.is_verified else None


def forget_count(key: str) -> None:
    """Forget the number of whoever just did something, by their key."""
    _counts.pop(key, None)


def describe_distance(days: int) -> Text:
    """How far a day is: “today”, “tomorrow”, “in 5 days”, “3 days late”."""
    if days < 0:
        fr, en = ("d’un jour", "1 day") if days == -1 else (f"de {-days} jours", f"{-days} days")
        return Text(fr=f"en retard {fr}", en=f"{en} late")
    if days < 2:
        return Text(fr="demain", en="tomorrow") if days else Text(fr="aujourd’hui", en="today")
    return Text(fr=f"dans {days} jours", en=f"in {days} days")


def describe_day(value: date, today: date) -> Text:
    """A day in words without its year, unless that is another than today’s: “9 juin”, “1er mars 2029”."""
    words = {}
    for lang in LANGUAGES:
        with override(lang):
            words[lang] = date_format(value, "j F" if value.year == today.year else "j F Y")
    return Text(fr=f"1er{words['fr'][1:]}" if value.day == 1 else words["fr"], en=words["en"])
