"""Comparing tables with the journal: a chain that holds proves nothing for a row that no longer says what it sealed.

Each app says in its hooks what of its tables the journal tells (`extension_points.comparisons`), by functions that
yield what differs. They read both sides in order and keep next to nothing in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from filiere.core import Text, seal
from filiere.site.journal.extension_points import comparisons
from filiere.site.journal.models import Entry

DifferenceKind = Literal["changed", "missing", "stray"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not what the journal tells.

    It was changed since (in these ``fields``; without ``entry``, it is what the row itself holds that tells), is
    missing while entry ``entry`` tells it, or stands while no entry does. ``row`` names it for people, ``table`` and
    ``key`` for programs.
    """

    kind: DifferenceKind
    table: str
    key: str
    row: Text
    entry: int | None = None
    fields: tuple[str, ...] = ()

    def sentence(self) -> Text:
        """The difference in one sentence, in both languages."""
        fields = ", ".join(self.fields)
        if self.kind == "changed" and self.entry is None:
            return Text(
                fr=f"{self.row.fr} : modifiée après coup ({fields}) ; ses propres empreintes ou faits la contredisent.",
                en=f"{self.row.en}: changed afterwards ({fields}); its own fingerprints or events contradict it.",
            )
        if self.kind == "changed":
            return Text(
                fr=(
                    f"{self.row.fr} : modifiée après coup ({fields}) ; ce n’est plus ce qu’indique "
                    f"l’entrée {self.entry}."
                ),
                en=f"{self.row.en}: changed afterwards ({fields}); it is no longer what entry {self.entry} says.",
            )
        if self.kind == "missing":
            return Text(
                fr=f"{self.row.fr} : disparue, alors que l’entrée {self.entry} la consigne.",
                en=f"{self.row.en}: missing, although entry {self.entry} records it.",
            )
        return Text(
            fr=f"{self.row.fr} : ajoutée sans acte ; aucune entrée ne la consigne.",
            en=f"{self.row.en}: added without an action; no entry records it.",
        )


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """What an entry says, for those who compare; ``body`` is None once its payload is erased."""

    number: int
    at: datetime
    actor: str
    act: str
    subject: str
    body: dict[str, Any] | None


Comparison = Callable[[], Iterator[Difference]]


def entries_for(subject_kind: str, acts: Iterable[str]) -> Iterator[JournalEntry]:
    """The entries of these acts, oldest first, read a few at a time."""
    rows = Entry.objects.filter(subject_kind=subject_kind, act__in=list(acts)).select_related("payload")
    for row in rows.order_by("number").iterator(chunk_size=500):
        payload = row.payload
        body = payload.body if payload.erased_at is None and isinstance(payload.body, dict) else None
        yield JournalEntry(row.number, row.at, row.actor_key, row.act, row.subject_id, body)


def list_changed_fields(said: dict[str, Any], found: dict[str, Any]) -> tuple[str, ...]:
    """The fields, among those said, whose value found is another; values are compared by their canonical form."""
    return tuple(name for name, value in said.items() if seal(value) != seal(found.get(name)))


def find_differences() -> Iterator[Difference]:
    """Everything that any app finds different from what the journal tells."""
    for compare in comparisons:
        yield from compare()
