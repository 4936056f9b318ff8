"""Sealing what the site must read again, and hashing what it must only recognise, under keys derived from its own.

Each purpose has a key of its own: what was sealed for one cannot be opened, nor recognised, as another. Whoever
changes the site's secret lists the former one in `SECRET_KEY_FALLBACKS` until everything was sealed anew.
"""

from __future__ import annotations

import base64
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.crypto import salted_hmac


class Unreadable(ValueError):
    """What was sealed cannot be opened: another key, another purpose, too old, or tampered with."""


def _fernet(purpose: str) -> MultiFernet:
    def derived(secret: str | bytes) -> Fernet:
        kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=f"filiere.seal.{purpose}".encode())
        return Fernet(base64.urlsafe_b64encode(kdf.derive(secret.encode() if isinstance(secret, str) else secret)))

    return MultiFernet([derived(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def seal_text(purpose: str, text: str) -> str:
    """`text`, encrypted and authenticated for one purpose."""
    return _fernet(purpose).encrypt(text.encode()).decode("ascii")


def unseal_text(purpose: str, sealed: str, *, within: timedelta | None = None) -> str:
    """What was sealed; raises `Unreadable`, also when it was sealed longer ago than `within`."""
    try:
        return _fernet(purpose).decrypt(sealed.encode(), ttl=int(within.total_seconds()) if within else None).decode()
    except (InvalidToken, UnicodeError) as error:
        raise Unreadable(purpose) from error


def token_hash(purpose: str, token: str) -> str:
    """Keyed hash of a long random token, by which it is found again without being kept."""
    return salted_hmac(f"filiere.token.{purpose}", token, algorithm="sha256").hexdigest()
