"""Bytes as the letters that keys and proofs are written in: base58 of Bitcoin (``z…``) and base64url (``u…``).

Sources: Multibase and Multikey in Controlled Identifiers 1.0 (https://www.w3.org/TR/cid-1.0/), read on 24 November
2026. An Ed25519 public key is written with the two bytes 0xed 0x01 before it, a private one with 0x80 0x26.
"""

from __future__ import annotations

import base64
import binascii

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
MAX_LENGTH = 256
"""Letters of base58 that are read at most: a key or a signature has fewer than a hundred, and decoding is quadratic."""


def to_base58(content: bytes) -> str:
    """Return bytes as ``z`` and base58; each zero byte at the front is a 1."""
    number = int.from_bytes(content)
    letters = []
    while number:
        number, rest = divmod(number, 58)
        letters.append(ALPHABET[rest])
    zeros = len(content) - len(content.lstrip(b"\0"))
    return "z" + ALPHABET[0] * zeros + "".join(reversed(letters))


def from_base58(words: str) -> bytes:
    """Return the bytes of ``z…``; raise ``ValueError`` for what is none or too long."""
    if not words.startswith("z") or len(words) > MAX_LENGTH:
        raise ValueError("not base58")
    body = words[1:]
    number = 0
    for letter in body:
        if letter not in _VALUES:
            raise ValueError("not base58")
        number = number * 58 + _VALUES[letter]
    zeros = len(body) - len(body.lstrip(ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def to_base64url(content: bytes) -> str:
    """Return bytes as ``u`` and base64 for addresses, without padding."""
    return "u" + base64.urlsafe_b64encode(content).decode("ascii").rstrip("=")


def from_base64url(words: str) -> bytes:
    """Return the bytes of ``u…``; raise ``ValueError`` for what is none, padding included."""
    body = words[1:]
    if not words.startswith("u") or not body.replace("-", "a").replace("_", "a").isalnum() or not body.isascii():
        raise ValueError("not base64url")
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except binascii.Error as caught:
        raise ValueError("not base64url") from caught
