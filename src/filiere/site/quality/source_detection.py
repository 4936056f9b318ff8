"""Which way of reading a file suits it, by its headings: a known layout, a mapping of the centre, or none yet.

It is told in a process without the database: the mappings of the centre are handed to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from filiere.contacts import TABLES, DeliveredFile, FileSpec, TabularFile
from filiere.core import Faults
from filiere.site.quality.file_head import guess_separator
from filiere.site.quality.mapping_preview import parse_mapping

CANONICAL, WRITE_MAPPING, AUTOMATIC = "canonical", "write-a-mapping", "automatic"
OWN_PREFIX = "mapping:"
MAPPED_KINDS = frozenset({"csv", "parquet", "xlsx"})
"""What a mapping file reads: a table, whatever wrote it."""
_QUEUE_LOG_LINE = re.compile(rb"\d{9,11}(\.\d+)?\|[^|\n]*\|[^|\n]*\|[^|\n]*\|")


def is_mappable(kind: str) -> bool:
    """Whether a content is a table, whose columns a mapping can name (``csv.gz`` is one as ``csv`` is)."""
    return kind.removesuffix(".gz") in MAPPED_KINDS


def recognize_source(file: DeliveredFile, kind: str, name: str, texts: Mapping[str, str]) -> str:
    """The word of the source that reads a file: ``write-a-mapping`` for a table that none knows, empty for another kind
    of content, of which a person must say the tool.

    ``texts`` gives the mappings of the centre, by ``name@version``.
    """
    if kind.removesuffix(".gz") == "xml":
        return "xes"
    if not is_mappable(kind):
        return "vcon" if name.lower().removesuffix(".gz").endswith(".vcon") else ""
    if kind.startswith("csv"):
        with file.open() as stream:
            if _QUEUE_LOG_LINE.match(stream.read(2000)):
                return "asterisk"
    headings = _read_headings(file, kind)
    if any(len(headings) == len(one.header) and set(headings) == set(one.header) for one in TABLES.values()):
        return CANONICAL
    return next((f"{OWN_PREFIX}{one}" for one, text in texts.items() if _suits(text, headings)), WRITE_MAPPING)


def _read_headings(file: DeliveredFile, kind: str) -> Sequence[str]:
    """The headings of a table, in the encoding and with the separator that it seems to have; none when it has none."""
    layout: dict[str, Any] = {}
    try:
        if kind.startswith("csv"):
            encoding = file.guess_encoding()
            layout = {"encoding": encoding, "separator": guess_separator(file, encoding)}
        return TabularFile(file, FileSpec(**layout)).header
    except Faults:
        return ()


def _suits(text: str, headings: Sequence[str]) -> bool:
    """Whether a file of these headings is one that a mapping reads: none that it does not name, none that it wants."""
    try:
        mapping = parse_mapping(text).mapping
    except Faults:
        return False
    wanted = {name for name, spec in mapping.fields.items() if not spec.optional and spec.kind != "line"}
    return wanted <= set(headings) <= {*mapping.fields, *mapping.ignored} and len(headings) == len(set(headings))
