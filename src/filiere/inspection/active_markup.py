"""Signs of a page inside another file: what a browser that guesses could run.

Files are given back as attachments that no browser may guess at (`nosniff`), so this is the second lock on the door.
"""

import re
from mmap import mmap

_TAG = re.compile(
    rb"<!doctype\s++\w++|<html|<head|<body|<script|<svg|<iframe|<style|<table|<img|<a\s|<div|<\?php|<\?xml|<[a-z]++[\s>:]",
    re.IGNORECASE,
)
_BLANKS = b" \t\n\r\f\v"
_ACTIVE = re.compile(rb"<script[\s>/]|<html[\s>]|<svg[\s>]|<iframe[\s>]|<!doctype html|<\?php|<object\s|<embed\s", re.I)


def opening_tag(head: bytes) -> str | None:
    """The tag that a page or a drawing opens with, None when the file opens otherwise."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip(_BLANKS)
    # Comments are passed one by one: each byte is read once, however many there are.
    place = 0
    while text.startswith(b"<!--", place):
        end = text.find(b"-->", place + 4)
        if end < 0:
            return None
        place = end + 3
        while text[place : place + 1] and text[place] in _BLANKS:
            place += 1
    found = _TAG.match(text, place)
    return found[0].decode("ascii", "replace").strip() if found else None


def find_active_tag(content: bytes | mmap, start: int = 0, end: int | None = None) -> str | None:
    """The first tag that could run something, between two places, None when there is none."""
    found = _ACTIVE.search(content, start, len(content) if end is None else end)
    return found[0].decode("ascii", "replace").strip(" >/") if found else None
