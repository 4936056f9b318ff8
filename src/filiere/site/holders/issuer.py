"""Who signs credentials: one key at a time, kept in the data folder, replaced without a line signed being lost.

The file is written by its owner alone (mode 600) and holds the private part of the key in use only; of those before
it, the public part and the day they ended, which is all that reading old credentials needs. Credentials and status
lists are signed when they are asked for: the same certificate gives the same bytes until it changes.
"""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from filiere.core.json_files import read_json
from filiere.core.secret_files import add_secret_file, replace_secret_file
from filiere.credentials import (
    LabelClaims,
    PublicKey,
    Purpose,
    SigningKey,
    did_web,
    issuer_document,
    label_credential,
    list_credential,
    sign_document,
    verification_method_id,
)
from filiere.site.holders.certificates import compute_end, describe_bearer, load_certificate_body
from filiere.site.holders.models import Certificate
from filiere.site.journal.clock_trust import public_day
from filiere.site.workflow.models import Dossier

PARIS = ZoneInfo("Europe/Paris")
STATUS_LIST_VALIDITY = timedelta(days=3)
"""How long a status list may be relied on before it is read again."""


def key_file() -> Path:
    """Where the keys are."""
    return Path(settings.FILIERE_HOME) / "issuer-keys.json"


def load_keys() -> list[dict[str, Any]]:
    """Return the keys, the one in use first; the first is drawn when there is none."""
    path = key_file()
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two processes that start together end with the same key.
        add_secret_file(path, json.dumps([_draw_key(timezone.now())], indent=1))
    found: list[dict[str, Any]] = read_json(path)
    return found


def rotate_issuer_key(*, stolen: bool) -> str:
    """Put a new key in the place of the one in use; return the public part of the old one.

    One that was stolen is revoked: what it signed counts no more, and is signed again with the new one when asked for.
    """
    now = timezone.now()
    old, *before = load_keys()
    ended = {"public": old["public"], "since": old["since"], "revoked" if stolen else "expires": now.isoformat()}
    replace_secret_file(key_file(), json.dumps([_draw_key(now), ended, *before], indent=1))
    return str(old["public"])


def _draw_key(now: datetime) -> dict[str, Any]:
    key = SigningKey(secrets.token_bytes(32))
    return {"public": key.public, "secret": key.secret, "since": now.isoformat()}


def issuer_address() -> str:
    """Return the address of the site, which credentials and certificates carry for years."""
    found: str = settings.FILIERE_ADDRESS
    return found


def build_issuer_id(base: str) -> str:
    """Return who signs, as credentials name it."""
    return did_web(base.split("://", 1)[1])


def build_did_document(base: str) -> dict[str, Any]:
    """Return the document that says which keys are the issuer’s."""
    return issuer_document(build_issuer_id(base), [_to_public_key(one) for one in load_keys()])


def _to_public_key(entry: dict[str, Any]) -> PublicKey:
    return PublicKey(entry["public"], _parse_instant(entry.get("expires")), _parse_instant(entry.get("revoked")))


def _parse_instant(words: str | None) -> datetime | None:
    return datetime.fromisoformat(words).astimezone(UTC) if words else None


def status_list_address(base: str, purpose: Purpose) -> str:
    """Return where a status list is read."""
    return f"{base}/credentials/status/{purpose}.json"


def build_credential(certificate: Certificate, base: str) -> dict[str, Any]:
    """Return the signed credential of a certificate."""
    body, borne = load_certificate_body(certificate), describe_bearer(certificate)
    label = LabelClaims(
        address=f"{base}/credentials/{certificate.number}.json",
        number=certificate.number,
        label=body["label"]["fr"],
        level=certificate.level,
        organisation=borne["organisation"],
        siren=borne["siren"],
        category=body["category"],
        perimeter=tuple(
            {name: value for name, value in site.items() if name in ("name", "commune", "siret")}
            for site in borne["perimeter"]
        ),
        release=body["release"],
        release_sha256=body["release_sha256"],
        snapshot_sha256=certificate.snapshot.sha256,
        granted=certificate.granted,
        until=compute_end(certificate),
        france_share=body["france_share"],
        fictitious=bool(body["fictitious"]),
    )
    lists: dict[Purpose, str] = {
        "revocation": status_list_address(base, "revocation"),
        "suspension": status_list_address(base, "suspension"),
    }
    bare = label_credential(label, issuer=build_issuer_id(base), lists=lists, index=certificate.entry)
    return _sign_document(bare, base, certificate.event.at)


def build_status_list(base: str, purpose: Purpose, now: datetime | None = None) -> dict[str, Any]:
    """Return a status list as it stands, signed, good from this morning for a few days."""
    day = now.astimezone(PARIS).date() if now is not None else public_day()
    morning = datetime.combine(day, time(0), PARIS)
    bare = list_credential(
        status_list_address(base, purpose),
        purpose,
        list_set_entries(purpose),
        issuer=build_issuer_id(base),
        since=morning,
        until=morning + STATUS_LIST_VALIDITY,
    )
    return _sign_document(bare, base, morning)


def list_set_entries(purpose: Purpose) -> list[int]:
    """Return the entries that are set: suspended today, or ended for good."""
    rows = Certificate.objects.order_by("entry").values_list("entry", "dossier_id", "dossier__public_status")
    last = {dossier: entry for entry, dossier, _ in rows}
    found = []
    for entry, dossier, shown in rows:
        ended = entry != last[dossier] or shown in (Dossier.PublicStatus.ENDED, Dossier.PublicStatus.NONE)
        if ended if purpose == "revocation" else not ended and shown == Dossier.PublicStatus.SUSPENDED:
            found.append(entry)
    return found


def _sign_document(bare: dict[str, Any], base: str, at: datetime) -> dict[str, Any]:
    """Sign with the key in use, at the instant of what is signed, or of the key when that came later."""
    key = load_keys()[0]
    since = datetime.fromisoformat(key["since"])
    return sign_document(
        bare,
        SigningKey.read(key["secret"]),
        method=verification_method_id(build_issuer_id(base), key["public"]),
        created=max(at, since).astimezone(UTC),
    )
