"""Erasing a file: its rows, all that hangs on them, and what the journal sealed of each.

What stays is a chain of entries that name an opaque key, and one that says by which rule it went.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from filiere.site.careers.counsellors.journal_reconciliation import CHILD_ROWS, ERASURE_RULE, FILE_ROW
from filiere.site.careers.counsellors.models import PersonFile
from filiere.site.journal.writer import TIME_ACTOR, erase_payloads, list_subject_entries, record_act
from filiere.site.kit.rights import actor_key


def erase_file(file: PersonFile, actor: Any) -> list[int]:
    """Erase a file inside of a transaction; return the numbers of the entries whose payload is gone.

    ``actor`` None: its time is over.
    """
    about = sorted(_list_entries(file))
    key = file.key
    file.delete()
    record_act(actor, "person-file.erase", FILE_ROW.subject, key, {"rule": ERASURE_RULE})
    return erase_payloads(about, rule=ERASURE_RULE, actor_key=TIME_ACTOR if actor is None else actor_key(actor))


def _list_entries(file: PersonFile) -> Iterator[int]:
    yield from list_subject_entries(FILE_ROW.subject, file.key)
    for declared in CHILD_ROWS:
        for row in declared.model._default_manager.filter(file=file):
            yield from list_subject_entries(declared.subject, declared.key(row))
