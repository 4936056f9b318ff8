"""How much is kept of what people write about one dossier, every version of it: no program fills the disk so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Coalesce


@dataclass(frozen=True, slots=True)
class StorageUse:
    """A number of entries, and of characters that they hold together."""

    entries: int
    characters: int


def find_excess_storage(rows: QuerySet[Any], length: Any, more: StorageUse, most: StorageUse) -> StorageUse | None:
    """Return what these rows hold already, where more of it would pass the most; None where there is room.

    ``length`` is the expression of the characters of a row.
    """
    found = rows.aggregate(entries=Count("pk"), characters=Coalesce(Sum(length), 0))
    kept = StorageUse(**found)
    if kept.entries + more.entries > most.entries or kept.characters + more.characters > most.characters:
        return kept
    return None
