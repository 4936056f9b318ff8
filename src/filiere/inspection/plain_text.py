"""Text and CSV: UTF-8 from end to end, no control sign, no page and no cell that calls a program.

Read block by block, so that a long extract costs no more memory than a short one.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from mmap import mmap

from filiere.core.faults import Fault
from filiere.inspection.active_markup import find_active_tag, opening_tag
from filiere.inspection.faults import fault
from filiere.inspection.file_kinds import FileKind
from filiere.inspection.file_signatures import MAIL, refusal_fault

_BLOCK = 1 << 20
# Controls other than tab, line feed, form feed and carriage return are no part of a text.
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Dynamic data exchange: a cell such as =cmd|'/c calc'!A1, and functions that fetch. What is called is looked for first,
# then whether a cell that calculates begins before it in its line.
_DDE_CALL = re.compile(rb"[\w'\"]\||\b(?i:DDE|WEBSERVICE)[ \t]{0,8}+\(")
_TOPIC = 500
"""Bytes between the bar after a program and the mark before what it is asked."""
_FORMULA_START = re.compile(rb"(?<![^\n\r;,\t|\"])[ \t\"']{0,40}+[=+\-@]")
_MAIL_HEADER = re.compile(rb"(?:received|return-path|delivered-to|mime-version|from|message-id):", re.IGNORECASE)
_MAIL_PARTS = re.compile(rb"^content-type:\s*+multipart/", re.IGNORECASE | re.MULTILINE)
DELIMITERS = ";,\t|"


def inspect_plain(content: mmap) -> tuple[FileKind | None, list[Fault]]:
    """The kind of a file without signature (text, CSV, or none) and every fault of it."""
    head = content[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return FileKind.TEXT, [fault("file-not-utf8")]
    control = _CONTROLS.search(content)
    if control is not None:
        return None, [fault("file-kind-unknown")]
    tag = opening_tag(head)
    if tag is None:
        tag = find_active_tag(content)
    if tag is not None:
        return None, [fault("file-markup", what=tag)]
    if _MAIL_HEADER.match(head) and _MAIL_PARTS.search(content[:65_536]):
        return None, [refusal_fault(MAIL)]
    faults = list(_encoding_faults(content))
    call = _find_calling_cell(content)
    if call is not None:
        line = content[:call].count(b"\n") + 1 if call < _BLOCK else 0
        faults.append(fault("file-calls-a-program", line=str(line) if line else "–"))
    return (FileKind.CSV if _is_tabular(head) else FileKind.TEXT), faults


def _find_calling_cell(content: mmap | bytes) -> int | None:
    """Where the first cell begins that may call a program, None when none does. Each byte is read twice at most."""
    searched = 0
    for called in _DDE_CALL.finditer(content):
        end = called.start()
        if called[0].endswith(b"|") and b"!" not in _rest_of_line(content[called.end() : called.end() + _TOPIC]):
            continue
        line = max(content.rfind(one, searched, end) + 1 for one in (b"\n", b"\r"))
        begun = _FORMULA_START.search(content, max(searched, line), end)
        if begun is not None:
            return begun.start()
        # What follows may be the signs before a cell's first one.
        searched = max(searched, line, end - 41)
    return None


def _rest_of_line(text: bytes) -> bytes:
    return text.replace(b"\r", b"\n").partition(b"\n")[0]


def _encoding_faults(content: mmap) -> Iterator[Fault]:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for place in range(0, len(content), _BLOCK):
            decoder.decode(content[place : place + _BLOCK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        yield fault("file-not-utf8")


def _is_tabular(head: bytes) -> bool:
    """Whether the first whole lines have the same number of cells, two at least, under one delimiter."""
    lines = head.decode("utf-8", "ignore").removeprefix("\ufeff").splitlines()
    lines = [line for line in (lines[:-1] if len(head) == 4096 else lines) if line.strip()][:20]
    if len(lines) < 2:
        return False
    for delimiter in DELIMITERS:
        try:
            widths = {len(cells) for cells in csv.reader(lines, delimiter=delimiter)}
        except csv.Error:
            continue
        if len(widths) == 1 and widths.pop() > 1:
            return True
    return False
