"""Is this file a certificate of ours, to the bit? A credential by its signature, a PDF by drawing it again.

A PDF is drawn from the certificate's snapshot alone, so that the same bytes come out years later: whoever sends one
with its number is answered without a copy of every file issued being kept.
"""

from __future__ import annotations

import hashlib

from filiere.core import Faults
from filiere.core.text import LANGUAGES
from filiere.credentials import PURPOSES, read_and_verify, read_number
from filiere.publication.documents import certificate_pdf
from filiere.site import untrusted
from filiere.site.accounts.permissions import Actor
from filiere.site.holders import issuer
from filiere.site.holders.models import Certificate
from filiere.site.holders.papers import certificate_record
from filiere.site.journal.clock import public_day
from filiere.site.prints import draw
from filiere.site.register.holdings import Holding, by_fingerprint, by_number

STANDING = frozenset({"credential-withdrawn", "credential-suspended", "credential-expired"})
"""Faults that tell of the label and not of the file: the register says them better."""


def recognised(digest: str, start: bytes, number: str = "", *, actor: Actor) -> tuple[Holding | None, str]:
    """Return the label of a file, with the number it bears; None when nobody here issued it.

    Raises `Faults` for a credential that does not hold, with every reason.
    """
    if start.lstrip()[:1] == b"{":
        return _credential(start, digest, actor)
    if (found := by_fingerprint(digest)) is not None:
        return found, found.number
    row = _certificate(number)
    if row is None or not start.startswith(b"%PDF"):
        return None, ""
    base = issuer.address()
    sent = untrusted.Sent(actor, "credential", digest)
    for lang in LANGUAGES:
        drawn = draw(sent, certificate_pdf, certificate_record(row, base), lang)
        if hashlib.sha256(drawn).hexdigest() == digest:
            return by_number(row.number), row.number
    return None, ""


def _credential(content: bytes, digest: str, actor: Actor) -> tuple[Holding | None, str]:
    base = issuer.address()
    address, faults = untrusted.read(
        untrusted.Sent(actor, "credential", digest),
        read_and_verify,
        content,
        issuers={issuer.issuer_of(base): issuer.document(base)},
        lists={issuer.list_address(base, one): issuer.status_list(base, one) for one in PURPOSES},
        day=public_day(),
    )
    if found := [fault for fault in faults if fault.code not in STANDING]:
        raise Faults(found)
    number = address.rsplit("/", 1)[-1].removesuffix(".json")
    return by_number(number), number


def _certificate(number: str) -> Certificate | None:
    try:
        kept = read_number(number)
    except Faults:
        return None
    return Certificate.objects.select_related("dossier__organisation", "snapshot", "event").filter(number=kept).first()
