"""The credential of a label: what the certificate says, for machines, with where to ask whether it still stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from filiere.credentials.keys import format_timestamp
from filiere.credentials.status_lists import CREDENTIALS_CONTEXT, PURPOSES, Purpose, status_entry

# Words of ours are defined by no one else; this context of the W3C says so, instead of one that we would have to host.
UNDEFINED_TERMS = "https://www.w3.org/ns/credentials/undefined-terms/v2"
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelClaims:
    """What is attested. ``address`` is where the credential is published, ``france_share`` in per cent as written.

    ``perimeter`` are the sites, each with its name and commune. ``snapshot_sha256`` is the fingerprint of the
    certificate as it was frozen. Both days are of the label: it is valid through the whole of each, in Paris.
    """

    address: str
    number: str
    label: str
    level: str
    organisation: str
    siren: str | None
    category: str
    perimeter: tuple[Mapping[str, str], ...]
    release: str
    release_sha256: str
    snapshot_sha256: str
    granted: date
    until: date
    france_share: str | None = None
    fictitious: bool = False


def label_credential(label: LabelClaims, *, issuer: str, lists: Mapping[Purpose, str], index: int) -> dict[str, Any]:
    """Return the credential, to be signed; ``lists`` are the addresses of the status lists, ``index`` its entry."""
    subject: dict[str, Any] = {
        "number": label.number,
        "label": label.label,
        "level": label.level,
        "organisation": label.organisation,
        "category": label.category,
        "perimeter": [dict(site) for site in label.perimeter],
        "release": label.release,
        "releaseSha256": label.release_sha256,
        "certificateSha256": label.snapshot_sha256,
    }
    if label.siren is not None:
        subject["siren"] = label.siren
    if label.france_share is not None:
        subject["franceSharePercent"] = label.france_share
    if label.fictitious:
        subject["fictitious"] = True
    return {
        "@context": [CREDENTIALS_CONTEXT, UNDEFINED_TERMS],
        "id": label.address,
        "type": ["VerifiableCredential", "LabelCredential"],
        "issuer": issuer,
        "validFrom": format_timestamp(datetime.combine(label.granted, time(0), PARIS)),
        "validUntil": format_timestamp(datetime.combine(label.until, time.min, PARIS)),
        "credentialSubject": subject,
        "credentialStatus": [status_entry(lists[purpose], purpose, index) for purpose in PURPOSES],
    }
