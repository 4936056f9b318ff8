"""What the acts of this app share: words that are needed, letters to parties, the college of a member."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from filiere.core import Fault, Faults, Text
from filiere.core.text_length import find_long_text
from filiere.site.accounts.models import User
from filiere.site.holders.faults import fault
from filiere.site.journal.act_decorator import ActTarget, keep_row
from filiere.site.mail.outbox import post_letters
from filiere.site.workflow.extension_points import recipient_lookups
from filiere.site.workflow.models import Dossier

MAX_LONG_TEXT, MAX_SHORT_TEXT = 10_000, 300

LABEL: ActTarget[Dossier] = ActTarget("dossier", lock=keep_row, refusals=False)
"""Acts beside the dossier of a label."""


def check_required_text(words: str, key: str, *, most: int = MAX_LONG_TEXT, name: Text) -> list[Fault]:
    """Return the faults of a text that may be neither empty nor too long; ``name`` says what it is."""
    if not words.strip():
        return [fault("words-needed", name=name).at(key=key)]
    return find_long_text(words, most, key)


def check_not_future(given: date | None, day: date, key: str) -> list[Fault]:
    """Return the fault of a fact of a day that has not come."""
    if given is None or given <= day:
        return []
    return [fault("day-to-come").at(key=key)]


def refuse(faults: Iterable[Fault]) -> None:
    """Raise all the faults together, when there are any."""
    found = list(faults)
    if found:
        raise Faults(found)


def write_to_parties(
    dossier: Dossier, parties: Iterable[str], day: date, *, subject: Text, body: Text, kind: str
) -> None:
    """Write to the people whom messages to these parties reach, once each."""
    people: dict[int, User] = {}
    for party in parties:
        if party in recipient_lookups:
            people |= {one.pk: one for one in recipient_lookups[party](dossier, day)}
    name = dossier.organisation.name
    post_letters(
        to=people.values(),
        subject=Text(fr=f"{subject.fr} · {name}", en=f"{subject.en} · {name}"),
        body=body,
        kind=kind,
        about=f"dossier:{dossier.key}",
    )
