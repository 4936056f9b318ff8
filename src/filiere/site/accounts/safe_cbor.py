"""The binary form of passkeys, read without what makes a small file cost more than it weighs.

A telephone or a token answers in CBOR. Its tags let a value stand for another that was read before: two hundred bytes
say a key of a mapping that is a million million values, and asking for its hash holds the interpreter for hours. No
authenticator writes tags, nor a length that is not told at once, nor anything deep: the canonical form of the Client
to Authenticator Protocol, version 2, in which they all answer, has none of them and four levels at most.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

MAX_DEPTH = 8
"""Levels, of which authenticators use four; some put more into what they add of their own."""
_BYTES, _TEXT, _ARRAY, _MAP, _TAG = 2, 3, 4, 5, 6

# The package has a function of the same name, which hides the module.
_cbor_parser: Any = import_module("webauthn.helpers.parse_cbor")
_load_any = _cbor_parser.cbor2.loads


class NotPlainCbor(ValueError):
    """What no authenticator writes."""


def check_plain(content: bytes) -> None:
    """Raise `NotPlainCbor` unless ``content`` begins with a whole value without tags; the cost follows its length."""
    place, left = 0, [1]
    while left:
        if not left[-1]:
            left.pop()
            continue
        left[-1] -= 1
        kind, value, place = _read_head(content, place)
        if kind == _TAG:
            raise NotPlainCbor("a tag")
        if kind in {_BYTES, _TEXT}:
            place += value
            if place > len(content):
                raise NotPlainCbor("cut short")
        elif kind in {_ARRAY, _MAP}:
            left.append(value if kind == _ARRAY else 2 * value)
            if len(left) > MAX_DEPTH + 1:
                raise NotPlainCbor("too deep")


def _read_head(content: bytes, place: int) -> tuple[int, int, int]:
    """The kind of the value that begins at ``place``, its number or length, and where its content begins."""
    if place >= len(content):
        raise NotPlainCbor("cut short")
    kind, told = content[place] >> 5, content[place] & 31
    place += 1
    if told < 24:
        return kind, told, place
    if told > 27:
        raise NotPlainCbor("a length that is not told")
    end = place + (1 << told - 24)
    if end > len(content):
        raise NotPlainCbor("cut short")
    return kind, int.from_bytes(content[place:end], "big"), end


def load_plain(content: bytes) -> Any:
    """Return the value that ``content`` begins with; raise `NotPlainCbor`, or what the library raises of a broken
    one."""
    check_plain(content)
    return _load_any(content)


class _PlainCborModule:
    """What the library of passkeys reads by, and has no setting for."""

    loads = staticmethod(load_plain)


def install_plain_reader() -> None:
    """Have the library of passkeys read whatever comes from a visitor by `load_plain`."""
    _cbor_parser.cbor2 = _PlainCborModule
