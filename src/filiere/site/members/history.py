"""The history of an organisation's record, from the journal: who changed what of it, the latest first."""

from __future__ import annotations

from typing import Any

from filiere.core import Text
from filiere.site.accounts.models import User
from filiere.site.journal.models import Entry
from filiere.site.members.models import Organisation

HISTORY_LENGTH = 30

ACT_WORDS: dict[str, Text] = {
    "organisation.create": Text(fr="organisation inscrite", en="organisation added"),
    "organisation.change": Text(fr="fiche modifiée", en="record changed"),
    "organisation.import": Text(fr="fiche modifiée par un fichier", en="record changed by a file"),
}


def read_history(organisation: Organisation) -> list[dict[str, Any]]:
    """The last acts on the record, with the fields that each changed."""
    rows = Entry.objects.filter(subject_kind="organisation", subject_id=organisation.key, act__in=list(ACT_WORDS))
    entries = list(rows.select_related("payload").order_by("-number")[:HISTORY_LENGTH])
    names = User.objects.names(entry.actor_key for entry in entries)
    found = []
    for place, entry in enumerate(entries):
        body = entry.payload.body or {}
        before = entries[place + 1].payload.body or {} if place + 1 < len(entries) else {}
        changed = [name for name in body if before and body.get(name) != before.get(name)]
        found.append(
            {
                "at": entry.at,
                "who": names.get(entry.actor_key, entry.actor_key),
                "words": ACT_WORDS[entry.act],
                "fields": changed,
            }
        )
    return found
