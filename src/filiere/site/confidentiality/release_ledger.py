"""The engine's ledger, read from what is kept here, and a fingerprint of it."""

from __future__ import annotations

from filiere.core import Faults, seal
from filiere.disclosure import ExternalTotal, Ledger, Subject, System, parse_release
from filiere.disclosure import Release as Kept
from filiere.site.confidentiality import content_store
from filiere.site.confidentiality.faults import fault
from filiere.site.confidentiality.models import OutsideTotal, Protection, Release

RELEASED_FILE = "release.json"
"""The name, among the inner files of a release, of the one that the ledger reads again."""


def read_ledger(subject: Subject) -> Ledger:
    """Return every release and total that a table of this subject meets; raise ``Faults`` when a file was changed."""
    totals = OutsideTotal.objects.in_force()
    return Ledger(
        tuple(_read_release(row) for row in Release.objects.order_by("day", "number") if row.subject.meets(subject)),
        tuple(ExternalTotal.of(row.key, row.subject, row.parts) for row in totals if row.subject.meets(subject)),
    )


def require_same_words(system: System, subject: Subject) -> None:
    """Raise ``Faults`` that name the releases of the same answers of the same days under other words: the two would not
    be judged together, and each would give what the other withholds.
    """
    found = [
        row
        for row in Release.objects.order_by("day", "number")
        if not row.subject.meets(subject)
        and row.subject.same_period(subject)
        and _read_release(row).shares_answers(system)
    ]
    if found:
        named = " ; ".join(f"{row.key} ({row.response}, {row.population})" for row in found)
        raise Faults([fault("release-other-words", named=named)])


def _read_release(row: Release) -> Kept:
    return parse_release(content_store.read_content(row.files[RELEASED_FILE]))


def prepared_release(row: Protection) -> Kept:
    """Return a prepared table as a release of it would be kept; raise ``Faults`` when its file was changed."""
    return parse_release(content_store.read_content(row.files[RELEASED_FILE]))


def ledger_fingerprint(subject: Subject) -> str:
    """Return the fingerprint of that ledger: a table judged against another one is to be prepared again."""
    found = (Release.objects.all(), OutsideTotal.objects.in_force())
    return seal([sorted(row.key for row in rows if row.subject.meets(subject)) for rows in found])
