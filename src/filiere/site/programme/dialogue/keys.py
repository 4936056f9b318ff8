"""Opaque keys of the dialogue: addresses and the journal know its rows by these."""

from __future__ import annotations

import secrets


def make_room_key() -> str:
    """Return a key of a room."""
    return f"dr-{secrets.token_hex(5)}"


def make_seat_key() -> str:
    """Return a key of a seat."""
    return f"ds-{secrets.token_hex(5)}"


def make_meeting_key() -> str:
    """Return a key of a meeting."""
    return f"dm-{secrets.token_hex(5)}"


def make_text_key() -> str:
    """Return a key of a text under discussion."""
    return f"dt-{secrets.token_hex(5)}"


def make_amendment_key() -> str:
    """Return a key of an amendment."""
    return f"da-{secrets.token_hex(5)}"


def make_vote_key() -> str:
    """Return a key of a vote, which its decision keeps."""
    return f"dv-{secrets.token_hex(5)}"


def make_note_key() -> str:
    """Return a key of a note of disagreement."""
    return f"dn-{secrets.token_hex(5)}"


def make_position_key() -> str:
    """Return a key of a stated position."""
    return f"dp-{secrets.token_hex(5)}"


def make_subject_key() -> str:
    """Return a key of a subject of positions."""
    return f"du-{secrets.token_hex(5)}"


def make_agreement_key() -> str:
    """Return a key of a deposited agreement."""
    return f"dg-{secrets.token_hex(5)}"
