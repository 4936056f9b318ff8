"""The engine's ledger, read from what is kept here, and a fingerprint of it."""

from __future__ import annotations

from filiere.core import seal
from filiere.disclosure.ledger import Ledger, Outside, Subject, from_bytes
from filiere.disclosure.ledger import Release as Kept
from filiere.site.confidentiality import store
from filiere.site.confidentiality.models import OutsideTotal, Protection, Release

RELEASED = "release.json"
"""The name, among the inner files of a release, of the one that the ledger reads again."""


def ledger_of(subject: Subject) -> Ledger:
    """Return every release and total that a table of this subject meets; raise ``Faults`` when a file was changed."""
    same = {"response": subject.response, "population": subject.population}
    rows = Release.objects.filter(**same).order_by("day", "number")
    return Ledger(
        tuple(from_bytes(store.read(row.files[RELEASED])) for row in rows),
        tuple(Outside.of(row.key, row.subject, row.parts) for row in OutsideTotal.objects.in_force().filter(**same)),
    )


def kept(row: Protection) -> Kept:
    """Return a prepared table as a release of it would be kept; raise ``Faults`` when its file was changed."""
    return from_bytes(store.read(row.files[RELEASED]))


def fingerprint(subject: Subject) -> str:
    """Return the fingerprint of that ledger: a table judged against another one is to be prepared again."""
    same = {"response": subject.response, "population": subject.population}
    found = (Release.objects.all(), OutsideTotal.objects.in_force())
    return seal([sorted(rows.filter(**same).values_list("key", flat=True)) for rows in found])
