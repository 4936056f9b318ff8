"""Sealed rows: what the entries of acts say of a row, written once, for the act that seals it and for who compares.

A table whose rows must equal what the last act on them said declares a :class:`SealedRow`. The act records it by
:func:`record_row`; :meth:`SealedRow.compare` is the loop that finds what was changed, lost or added beside the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models

from filiere.core import Text
from filiere.site.journal.extension_points import comparisons
from filiere.site.journal.models import Entry
from filiere.site.journal.reconciliation import Difference, DifferenceKind, entries_for, list_changed_fields
from filiere.site.journal.writer import record_act
from filiere.site.kit.hooks import Hook


def get_primary_key(row: models.Model) -> str:
    """Return the primary key of a row, as the journal writes it."""
    return str(row.pk)


def get_key(row: Any) -> str:
    """Return the key that a row has of its own, by which addresses and the journal name it."""
    return str(row.key)


def name_acts(subject: str, *acts: str) -> tuple[str, ...]:
    """Return the names of acts on a subject, as the journal writes them."""
    return tuple(f"{subject}.{act}" for act in acts)


@dataclass(frozen=True, slots=True)
class SealedRow[M: models.Model]:
    """What the journal says of the rows of a table.

    ``subject`` is how it calls them, ``acts`` seal them, ``payload`` is what the entry says of one, ``words`` name one
    for people, ``key`` returns how the journal names it, ``rows`` those that must be told (all of them without it).
    ``now`` returns the payload as it must be found, where that is more than ``payload``: what a row proves by itself.
    ``keep(row, said)`` returns what is left to compare of an entry, once a row was erased in part.
    """

    model: type[M]
    subject: str
    acts: tuple[str, ...]
    payload: Callable[[M], dict[str, Any]]
    words: Text
    key: Callable[[M], str] = get_primary_key
    rows: Callable[[], models.QuerySet[M]] | None = None
    now: Callable[[M], dict[str, Any]] | None = None
    keep: Callable[[M, dict[str, Any]], dict[str, Any]] | None = None

    def compare(self) -> Iterator[Difference]:
        """Yield the rows that are not what the last act on them said, that are gone, or that no act made."""
        table = self.model._meta.db_table

        def differ(
            kind: DifferenceKind, key: str, number: int | None = None, fields: tuple[str, ...] = ()
        ) -> Difference:
            name = Text(fr=f"{self.words.fr} {key}", en=f"{self.words.en} {key}")
            return Difference(kind, table, key, name, number, fields)

        last = {entry.subject: entry for entry in entries_for(self.subject, self.acts)}
        rows = self.rows() if self.rows is not None else self.model._default_manager.all()
        find_now = self.now or self.payload
        for row in rows.order_by("pk").iterator(chunk_size=500):
            key = self.key(row)
            entry = last.pop(key, None)
            if entry is None:
                yield differ("stray", key)
                continue
            said = entry.body and (self.keep(row, entry.body) if self.keep is not None else entry.body)
            if said and (fields := list_changed_fields(said, find_now(row))):
                yield differ("changed", key, entry.number, fields)
        for key, entry in last.items():
            yield differ("missing", key, entry.number)


sealed_rows: Hook[SealedRow[Any]] = Hook()
"""The tables whose rows acts seal."""


def find_sealed_row(row: models.Model, act: str) -> SealedRow[Any] | None:
    """Return what is declared of a row that an act may seal; None when the act seals no such row."""
    return next((one for one in sealed_rows if act in one.acts and isinstance(row, one.model)), None)


def record_row(actor: Any, act: str, row: models.Model) -> Entry:
    """Write in the journal that an act left a row as it stands; for the actor, see `record_act`.

    Raises `LookupError` for an act that seals no such row.
    """
    declared = find_sealed_row(row, act)
    if declared is None:
        raise LookupError(f"no sealed row of {type(row).__name__} is declared for {act}")
    return record_act(actor, act, declared.subject, declared.key(row), declared.payload(row))


@comparisons.register
def compare_sealed_rows() -> Iterator[Difference]:
    """Compare every table whose rows acts seal."""
    for declared in sealed_rows:
        yield from declared.compare()
