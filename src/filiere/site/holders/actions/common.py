"""What the acts of this app share: words that are needed, letters to parties, the college of a member."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from filiere.core import Fault, Faults, Text
from filiere.site.accounts.models import User
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
        return [
            Fault(
                code="words-needed",
                message=Text(fr=f"Il manque : {name.fr}.", en=f"Missing: {name.en}."),
                remedy=Text(fr="Écrivez-le en quelques phrases.", en="Explain in a few sentences."),
                key=key,
            )
        ]
    return check_text_length(words, key, most=most)


def check_text_length(words: str, key: str, *, most: int = MAX_SHORT_TEXT) -> list[Fault]:
    """Return the fault of a text that is longer than it may be."""
    if len(words) <= most:
        return []
    return [
        Fault(
            code="words-too-long",
            message=Text(
                fr=f"Ce texte a {len(words)} caractères ; le maximum est {most}.",
                en=f"This text has {len(words)} characters; the maximum is {most}.",
            ),
            remedy=Text(
                fr="Raccourcissez-le ; joignez le reste comme document.",
                en="Shorten it; attach the rest as a document.",
            ),
            key=key,
        )
    ]


def check_not_future(given: date | None, day: date, key: str) -> list[Fault]:
    """Return the fault of a fact of a day that has not come."""
    if given is None or given <= day:
        return []
    return [
        Fault(
            code="day-to-come",
            message=Text(fr="Ce jour n’est pas encore venu.", en="This day has not come yet."),
            remedy=Text(fr="Donnez le jour où le fait s’est produit.", en="Enter the date on which it happened."),
            key=key,
        )
    ]


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
