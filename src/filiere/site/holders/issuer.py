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

from filiere.core.secret_files import add_secret_file, replace_secret_file
from filiere.credentials import (
    Label,
    PublicKey,
    Purpose,
    SigningKey,
    did_web,
    issuer_document,
    label_credential,
    list_credential,
    method,
    signed,
)
from filiere.site.dossiers.models import Dossier
from filiere.site.holders.certificates import bearer, body_of_certificate, ends_on
from filiere.site.holders.models import Certificate
from filiere.site.journal.clock import public_day
from filiere.site.kept_json import read_json

PARIS = ZoneInfo("Europe/Paris")
FRESH = timedelta(days=3)
"""How long a status list may be relied on before it is read again."""


def key_file() -> Path:
    """Where the keys are."""
    return Path(settings.FILIERE_HOME) / "issuer-keys.json"


def keys() -> list[dict[str, Any]]:
    """Return the keys, the one in use first; the first is drawn when there is none."""
    path = key_file()
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two processes that start together end with the same key.
        add_secret_file(path, json.dumps([_new(timezone.now())], indent=1))
    found: list[dict[str, Any]] = read_json(path)
    return found


def rotate(*, stolen: bool) -> str:
    """Put a new key in the place of the one in use; return the public part of the old one.

    One that was stolen is revoked: what it signed counts no more, and is signed again with the new one when asked for.
    """
    now = timezone.now()
    old, *before = keys()
    ended = {"public": old["public"], "since": old["since"], "revoked" if stolen else "expires": now.isoformat()}
    replace_secret_file(key_file(), json.dumps([_new(now), ended, *before], indent=1))
    return str(old["public"])


def _new(now: datetime) -> dict[str, Any]:
    key = SigningKey(secrets.token_bytes(32))
    return {"public": key.public, "secret": key.secret, "since": now.isoformat()}


def address() -> str:
    """Return the address of the site, which credentials and certificates carry for years."""
    found: str = settings.FILIERE_ADDRESS
    return found


def issuer_of(base: str) -> str:
    """Return who signs, as credentials name it."""
    return did_web(base.split("://", 1)[1])


def document(base: str) -> dict[str, Any]:
    """Return the document that says which keys are the issuer’s."""
    return issuer_document(issuer_of(base), [_public(one) for one in keys()])


def _public(one: dict[str, Any]) -> PublicKey:
    return PublicKey(one["public"], _instant(one.get("expires")), _instant(one.get("revoked")))


def _instant(words: str | None) -> datetime | None:
    return datetime.fromisoformat(words).astimezone(UTC) if words else None


def list_address(base: str, purpose: Purpose) -> str:
    """Return where a status list is read."""
    return f"{base}/credentials/status/{purpose}.json"


def credential_of(certificate: Certificate, base: str) -> dict[str, Any]:
    """Return the signed credential of a certificate."""
    body, borne = body_of_certificate(certificate), bearer(certificate)
    label = Label(
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
        until=ends_on(certificate),
        france_share=body["france_share"],
        fictitious=bool(body["fictitious"]),
    )
    lists: dict[Purpose, str] = {
        "revocation": list_address(base, "revocation"),
        "suspension": list_address(base, "suspension"),
    }
    bare = label_credential(label, issuer=issuer_of(base), lists=lists, index=certificate.entry)
    return _signed(bare, base, certificate.event.at)


def status_list(base: str, purpose: Purpose, now: datetime | None = None) -> dict[str, Any]:
    """Return a status list as it stands, signed, good from this morning for a few days."""
    day = now.astimezone(PARIS).date() if now is not None else public_day()
    morning = datetime.combine(day, time(0), PARIS)
    bare = list_credential(
        list_address(base, purpose),
        purpose,
        set_entries(purpose),
        issuer=issuer_of(base),
        since=morning,
        until=morning + FRESH,
    )
    return _signed(bare, base, morning)


def set_entries(purpose: Purpose) -> list[int]:
    """Return the entries that are set: suspended today, or ended for good."""
    rows = Certificate.objects.order_by("entry").values_list("entry", "dossier_id", "dossier__label")
    last = {dossier: entry for entry, dossier, _ in rows}
    found = []
    for entry, dossier, shown in rows:
        ended = entry != last[dossier] or shown in (Dossier.Shown.ENDED, Dossier.Shown.NONE)
        if ended if purpose == "revocation" else not ended and shown == Dossier.Shown.SUSPENDED:
            found.append(entry)
    return found


def _signed(bare: dict[str, Any], base: str, at: datetime) -> dict[str, Any]:
    """Sign with the key in use, at the instant of what is signed, or of the key when that came later."""
    key = keys()[0]
    since = datetime.fromisoformat(key["since"])
    return signed(
        bare,
        SigningKey.read(key["secret"]),
        method=method(issuer_of(base), key["public"]),
        created=max(at, since).astimezone(UTC),
    )
