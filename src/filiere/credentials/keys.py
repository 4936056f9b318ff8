"""Keys of an issuer, Ed25519, written as Multikey; and the document that says which keys are its own.

A key is replaced, never removed: what it signed while it was in use must stay readable, so the document keeps it with
the day it ended (``expires``). A key that was stolen is another matter: it is ``revoked``, nothing it signed counts
any more, and what stands is signed again with the new one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, unquote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from filiere.credentials.multibase import from_base58, to_base58

_PUBLIC, _PRIVATE = b"\xed\x01", b"\x80\x26"
_KEY = 32
CONTEXT = "https://www.w3.org/ns/cid/v1"
DID_CONTEXT = "https://www.w3.org/ns/did/v1"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key: 32 bytes, shown nowhere; ``repr`` tells the public one."""

    seed: bytes

    def __post_init__(self) -> None:
        if len(self.seed) != _KEY:
            raise ValueError("an Ed25519 key has 32 bytes")

    @classmethod
    def read(cls, multikey: str) -> SigningKey:
        """Read a secret Multikey; raise ``ValueError`` for what is none."""
        content = from_base58(multikey)
        if not content.startswith(_PRIVATE):
            raise ValueError("not an Ed25519 private key")
        return cls(content[len(_PRIVATE) :])

    @property
    def secret(self) -> str:
        """The key as a secret Multikey, for the file it is kept in."""
        return to_base58(_PRIVATE + self.seed)

    @property
    def public(self) -> str:
        """The public key as a Multikey."""
        return to_base58(_PUBLIC + Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw())

    def sign(self, content: bytes) -> bytes:
        """Return the signature, 64 bytes; the same content always gives the same."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(content)

    def __repr__(self) -> str:
        return f"SigningKey({self.public})"


def public_key(multikey: str) -> Ed25519PublicKey:
    """Return the public key of a Multikey; raise ``ValueError`` for what is none."""
    content = from_base58(multikey)
    if not content.startswith(_PUBLIC) or len(content) != len(_PUBLIC) + _KEY:
        raise ValueError("not an Ed25519 public key")
    return Ed25519PublicKey.from_public_bytes(content[len(_PUBLIC) :])


def did_web(host: str) -> str:
    """Return the identifier of whoever answers for a host; a port is written as did:web wants it."""
    return f"did:web:{quote(host, safe='.-')}"


def did_web_host(did: str) -> str | None:
    """Return the host of a ``did:web`` without path; None for another identifier."""
    rest = did.removeprefix("did:web:")
    return unquote(rest) if rest != did and ":" not in rest else None


def did_key(key: str) -> str:
    """Return the identifier that is a key itself, for who has no host."""
    return f"did:key:{key}"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key of an issuer as the document tells it: until when it was in use, from when nothing it signed counts."""

    multikey: str
    expires: datetime | None = None
    revoked: datetime | None = None


def verification_method_id(issuer: str, multikey: str) -> str:
    """Return the name of a key of an issuer, as a proof writes it."""
    return f"{issuer}#{multikey}"


def issuer_document(issuer: str, keys: Iterable[PublicKey]) -> dict[str, Any]:
    """Return the document that an issuer publishes (``/.well-known/did.json`` for did:web), newest key first."""
    known = list(keys)
    return {
        "@context": [DID_CONTEXT, CONTEXT],
        "id": issuer,
        "verificationMethod": [_verification_method(issuer, key) for key in known],
        "assertionMethod": [verification_method_id(issuer, key.multikey) for key in known],
    }


def _verification_method(issuer: str, key: PublicKey) -> dict[str, Any]:
    written: dict[str, Any] = {
        "id": verification_method_id(issuer, key.multikey),
        "type": "Multikey",
        "controller": issuer,
        "publicKeyMultibase": key.multikey,
    }
    if key.expires is not None:
        written["expires"] = format_timestamp(key.expires)
    if key.revoked is not None:
        written["revoked"] = format_timestamp(key.revoked)
    return written


def format_timestamp(at: datetime) -> str:
    """Return an instant as a ``dateTimeStamp``, to the second; raise ``ValueError`` without an offset from UTC."""
    if at.tzinfo is None:
        raise ValueError("an instant needs its offset from UTC")
    written = at.replace(microsecond=0).isoformat()
    return written.replace("+00:00", "Z")
