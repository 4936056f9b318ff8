"""Is this file a certificate of ours, to the bit? A credential by its signature, a PDF by drawing it again.

A PDF is drawn from the certificate's snapshot alone, so that the same bytes come out years later: whoever sends one
with its number is answered without a copy of every file issued being kept.
"""

from __future__ import annotations

import hashlib

from filiere.core import Faults
from filiere.core.text import LANGUAGES
from filiere.credentials import PURPOSES, read_and_verify, read_certificate_number
from filiere.publication.documents import certificate_pdf
from filiere.site import sandboxed_reading
from filiere.site.accounts.rights import Actor
from filiere.site.holders import issuer
from filiere.site.holders.models import Certificate
from filiere.site.holders.pdf_records import build_certificate_record
from filiere.site.journal.clock_trust import public_day
from filiere.site.pdf_rendering import render_pdf
from filiere.site.register.label_records import LabelRecord, find_by_fingerprint, find_by_number

STATUS_FAULTS = frozenset({"credential-withdrawn", "credential-suspended", "credential-expired"})
"""Faults that tell of the label and not of the file: the register says them better."""


def recognise_file(digest: str, start: bytes, number: str = "", *, actor: Actor) -> tuple[LabelRecord | None, str]:
    """Return the label of a file, with the number it bears; None when nobody here issued it.

    Raises `Faults` for a credential that does not hold, with every reason.
    """
    if start.lstrip()[:1] == b"{":
        return _recognise_credential(start, digest, actor)
    if (found := find_by_fingerprint(digest)) is not None:
        return found, found.number
    row = _find_certificate(number)
    if row is None or not start.startswith(b"%PDF"):
        return None, ""
    base = issuer.issuer_address()
    sent = sandboxed_reading.InputOrigin(actor, "credential", digest)
    for lang in LANGUAGES:
        drawn = render_pdf(sent, certificate_pdf, build_certificate_record(row, base), lang)
        if hashlib.sha256(drawn).hexdigest() == digest:
            return find_by_number(row.number), row.number
    return None, ""


def _recognise_credential(content: bytes, digest: str, actor: Actor) -> tuple[LabelRecord | None, str]:
    base = issuer.issuer_address()
    address, faults = sandboxed_reading.read_sandboxed(
        sandboxed_reading.InputOrigin(actor, "credential", digest),
        read_and_verify,
        content,
        issuers={issuer.build_issuer_id(base): issuer.build_did_document(base)},
        lists={issuer.status_list_address(base, one): issuer.build_status_list(base, one) for one in PURPOSES},
        day=public_day(),
    )
    if found := [fault for fault in faults if fault.code not in STATUS_FAULTS]:
        raise Faults(found)
    number = address.rsplit("/", 1)[-1].removesuffix(".json")
    return find_by_number(number), number


def _find_certificate(number: str) -> Certificate | None:
    try:
        kept = read_certificate_number(number)
    except Faults:
        return None
    return Certificate.objects.select_related("dossier__organisation", "snapshot", "event").filter(number=kept).first()
