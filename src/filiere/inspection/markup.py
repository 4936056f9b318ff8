"""Signs of a page inside another file: what a browser that guesses could run.

Files are given back as attachments that no browser may guess at (`nosniff`), so this is the second lock on the door.
"""

import re
from mmap import mmap

_OPENS = re.compile(
    rb"\s*(?:<!--.*?-->\s*|<\?xml[^>]*\?>\s*)*"
    rb"(<!doctype\s+\w+|<html|<head|<body|<script|<svg|<iframe|<style|<table|<img|<a\s|<div|<\?php|<\?xml|<[a-z]+[\s>:])",
    re.IGNORECASE | re.DOTALL,
)
_ACTIVE = re.compile(rb"<script[\s>/]|<html[\s>]|<svg[\s>]|<iframe[\s>]|<!doctype html|<\?php|<object\s|<embed\s", re.I)


def opening(head: bytes) -> str | None:
    """The tag that a page or a drawing opens with, None when the file opens otherwise."""
    found = _OPENS.match(head.removeprefix(b"\xef\xbb\xbf"))
    return found[1].decode("ascii", "replace").strip() if found else None


def active(content: bytes | mmap, start: int = 0, end: int | None = None) -> str | None:
    """The first tag that could run something, between two places, None when there is none."""
    found = _ACTIVE.search(content, start, len(content) if end is None else end)
    return found[0].decode("ascii", "replace").strip(" >/") if found else None
