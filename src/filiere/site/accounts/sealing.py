"""Sealing what the site must read again, and hashing what it must only recognise, under keys derived from its own.

Each purpose has a key of its own: what was sealed for one cannot be opened, nor recognised, as another. The former keys
of the site (`SECRET_KEY_FALLBACKS`) still open and recognise; `filiere keys rotate` seals everything anew under the
present one. To do so it must know where sealed values are: a purpose is declared, beside the field that holds what is
sealed for it, or nothing is sealed for it.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.crypto import salted_hmac


class UnreadableSeal(ValueError):
    """What was sealed cannot be opened: another key, another purpose, too old, or tampered with."""


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """Where what is sealed for a purpose is kept: a model, as Django names it, and a field of it."""

    purpose: str
    model: str
    field: str


@dataclass(frozen=True, slots=True)
class HashedColumn:
    """Where the keyed hash of what must only be recognised is kept: it cannot be made again under another key."""

    purpose: str
    model: str
    field: str


_sealed_fields: dict[str, SealedColumn | None] = {}
_brief_fields: set[tuple[str, str]] = set()
_hashed_fields: dict[str, HashedColumn] = {}


def register_sealed_field(purpose: str, model: str, field: str) -> str:
    """Declare the field that holds what is sealed for a purpose; return the purpose."""
    _sealed_fields[purpose] = SealedColumn(purpose, model, field)
    return purpose


def register_unstored_purpose(purpose: str) -> str:
    """Declare a purpose of which nothing is kept by the site: a link or a cookie, which someone else holds."""
    _sealed_fields.setdefault(purpose, None)
    return purpose


def register_brief_sealed_field(purpose: str, model: str, field: str) -> str:
    """Declare a field that holds what is sealed for `purpose.WORD` for an hour or so; return the purpose.

    The word is known to others than the site, which could not seal it anew: the former key opens it until it goes.
    """
    _brief_fields.add((model, field))
    return register_unstored_purpose(purpose)


def list_brief_columns() -> set[tuple[str, str]]:
    """The fields so declared, as pairs of a model and a field."""
    return set(_brief_fields)


def register_token_hash_field(purpose: str, model: str, field: str) -> str:
    """Declare the field that holds the hashes of a purpose; return the purpose."""
    _hashed_fields[purpose] = HashedColumn(purpose, model, field)
    return purpose


def list_sealed_columns() -> list[SealedColumn]:
    """Every field that holds sealed values, in a stable order."""
    return sorted((one for one in _sealed_fields.values() if one is not None), key=lambda one: (one.model, one.field))


def list_hashed_columns() -> list[HashedColumn]:
    """Every field that holds keyed hashes, in a stable order."""
    return sorted(_hashed_fields.values(), key=lambda one: (one.model, one.field))


def _get_fernet(purpose: str) -> MultiFernet:
    return MultiFernet(
        [_derive_fernet(purpose, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _derive_fernet(purpose: str, secret: str | bytes) -> Fernet:
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"filiere.seal.{purpose}".encode())
    return Fernet(base64.urlsafe_b64encode(kdf.derive(secret.encode() if isinstance(secret, str) else secret)))


def key_name(secret: str) -> str:
    """A name for a key of the site, which tells nothing of it: what a person compares to find the right one."""
    kdf = HKDF(algorithm=hashes.SHA256(), length=5, salt=None, info=b"filiere.key-name")
    return f"k-{kdf.derive(secret.encode()).hex()}"


def seal_text(purpose: str, text: str) -> str:
    """`text`, encrypted and authenticated for one purpose; raises `LookupError` for one that nobody declared."""
    if purpose.partition(".")[0] not in _sealed_fields:
        raise LookupError(f"declare where {purpose} is kept: see filiere.site.accounts.sealing.register_sealed_field")
    return _get_fernet(purpose).encrypt(text.encode()).decode("ascii")


def unseal_text(purpose: str, sealed: str, *, within: timedelta | None = None) -> str:
    """What was sealed; raises `UnreadableSeal`, also when it was sealed longer ago than `within`."""
    try:
        return (
            _get_fernet(purpose).decrypt(sealed.encode(), ttl=int(within.total_seconds()) if within else None).decode()
        )
    except (InvalidToken, UnicodeError) as error:
        raise UnreadableSeal(purpose) from error


def reseal_text(purpose: str, sealed: str) -> str:
    """The same under the present key, as old as it was; unchanged where it is already. Raises `UnreadableSeal`."""
    present, *former = (
        _derive_fernet(purpose, secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )
    try:
        present.decrypt(sealed.encode())
    except (InvalidToken, UnicodeError):
        try:
            return MultiFernet([present, *former]).rotate(sealed.encode()).decode("ascii")
        except (InvalidToken, UnicodeError) as error:
            raise UnreadableSeal(purpose) from error
    return sealed


def hash_token(purpose: str, token: str) -> str:
    """Keyed hash of a long random token, by which it is found again without being kept."""
    return salted_hmac(f"filiere.token.{purpose}", token, algorithm="sha256").hexdigest()


def list_token_hashes(purpose: str, token: str) -> list[str]:
    """The hashes under which a token may have been kept: under the present key of the site, then the former ones."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [
        salted_hmac(f"filiere.token.{purpose}", token, secret=secret, algorithm="sha256").hexdigest()
        for secret in secrets
    ]
