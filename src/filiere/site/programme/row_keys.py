"""Opaque keys of the rows of the programme, by which addresses and the journal name them."""

from __future__ import annotations

import secrets


def make_row_key(prefix: str) -> str:
    """Return a key that begins with two letters for the kind of its row."""
    return f"{prefix}-{secrets.token_hex(5)}"
