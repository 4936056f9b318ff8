"""Opaque keys of the dialogue: addresses and the journal know its rows by these."""

from __future__ import annotations

from filiere.site.programme.row_keys import make_row_key


def make_room_key() -> str:
    """Return a key of a room."""
    return make_row_key("dr")


def make_seat_key() -> str:
    """Return a key of a seat."""
    return make_row_key("ds")


def make_meeting_key() -> str:
    """Return a key of a meeting."""
    return make_row_key("dm")


def make_text_key() -> str:
    """Return a key of a text under discussion."""
    return make_row_key("dt")


def make_amendment_key() -> str:
    """Return a key of an amendment."""
    return make_row_key("da")


def make_vote_key() -> str:
    """Return a key of a vote, which its decision keeps."""
    return make_row_key("dv")


def make_note_key() -> str:
    """Return a key of a note of disagreement."""
    return make_row_key("dn")


def make_position_key() -> str:
    """Return a key of a stated position."""
    return make_row_key("dp")


def make_subject_key() -> str:
    """Return a key of a subject of positions."""
    return make_row_key("du")


def make_agreement_key() -> str:
    """Return a key of a deposited agreement."""
    return make_row_key("dg")
