"""Status lists: one bit a credential, published as a credential, so that nobody is told who asks about whom.

A bit of the *revocation* list that is set stays set; one of the *suspension* list comes and goes. The list has at
least 131,072 entries, whatever is in use, so that its size tells nothing. Source: Bitstring Status List 1.0
(https://www.w3.org/TR/vc-bitstring-status-list/), read on 24 November 2026: entry 0 is the first bit from the left,
the bits are compressed by GZIP and written in base64url with ``u`` before it.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from filiere.credentials.keys import format_timestamp
from filiere.credentials.multibase import from_base64url, to_base64url

Purpose = Literal["revocation", "suspension"]
PURPOSES: tuple[Purpose, ...] = ("revocation", "suspension")
LIST_ENTRIES = 131_072
MAX_LIST_SIZE = 1 << 21
"""Bytes of a list that are unpacked at most, 16 million entries: a small file may hold a bomb."""
CREDENTIALS_CONTEXT = "https://www.w3.org/ns/credentials/v2"


def encode_status_list(set_: Iterable[int], entries: int = LIST_ENTRIES) -> str:
    """Return the list in which these entries are set; raise ``ValueError`` for one that is outside."""
    if entries < LIST_ENTRIES or entries % 8:
        raise ValueError(f"a list has at least {LIST_ENTRIES} entries, in whole bytes")
    bits = bytearray(entries // 8)
    for index in set_:
        if not 0 <= index < entries:
            raise ValueError(f"entry {index} is outside the list")
        bits[index // 8] |= 0x80 >> index % 8
    return to_base64url(gzip.compress(bytes(bits), 9, mtime=0))


def is_entry_set(encoded: str, index: int) -> bool:
    """Return whether an entry is set; raise ``ValueError`` for a list that cannot be read or an entry outside it."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        bits = unpacker.decompress(from_base64url(encoded), MAX_LIST_SIZE + 1)
    except zlib.error as caught:
        raise ValueError("the list cannot be unpacked") from caught
    if len(bits) > MAX_LIST_SIZE or not unpacker.eof or unpacker.unused_data or len(bits) * 8 < LIST_ENTRIES:
        raise ValueError("the list has a wrong size")
    if not 0 <= index < len(bits) * 8:
        raise ValueError("the entry is outside the list")
    return bool(bits[index // 8] & 0x80 >> index % 8)


def status_entry(address: str, purpose: Purpose, index: int) -> dict[str, Any]:
    """Return what a credential says of its place in a list."""
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": address,
    }


def list_credential(
    address: str, purpose: Purpose, set_: Iterable[int], *, issuer: str, since: datetime, until: datetime
) -> dict[str, Any]:
    """Return the list as a credential, to be signed; it is to be read again after ``until``."""
    return {
        "@context": [CREDENTIALS_CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": format_timestamp(since),
        "validUntil": format_timestamp(until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode_status_list(set_),
        },
    }
