"""The objects of a PDF as plain values, and what is wrong with one that readers read in different ways.

After ISO 32000-1, §7.3.
"""

import re

import pikepdf

REFERENCE = re.compile(r"\d+ \d+ R")
"""A reference to another object, as a value has it."""
_ESCAPE = re.compile(r"#([0-9A-Fa-f]{2})")
_MOST_DEEP = 30
"""Arrays and dictionaries in one another: some readers leave the deeper ones half read."""
_OUTSIDE = re.compile(rb"[(%\x0b\\]|<<|<[^<>]*+>|[0-9+\-.]{41}")
_IN_STRING = re.compile(rb"\\.|[()]", re.DOTALL)
_LINE_END = re.compile(rb"[\r\n]")

type Value = dict[str, "Value"] | list["Value"] | str | bytes | int | float | None
"""What an object holds: names begin with ``/``, a reference is written ``4 0 R``, strings are bytes, and a key whose
value is nothing is there with None."""


class AmbiguousPdf(ValueError):
    """A PDF that readers may read in different ways, or not at all."""


class ExpandedTooLarge(ValueError):
    """Packed objects that take more room than the limit once unpacked."""


class EncryptedPdf(ValueError):
    """A PDF that is encrypted."""


def read_value(node: pikepdf.Object | None) -> Value:
    """An object as plain values. Raises :class:`AmbiguousPdf` for one that does not read."""
    try:
        return _plain_value(node)
    except (pikepdf.PdfError, ValueError, TypeError, OverflowError, RecursionError) as error:
        raise AmbiguousPdf from error


def _plain_value(node: pikepdf.Object | None, depth: int = 0) -> Value:
    if node is None:
        return None
    if depth > _MOST_DEEP:
        raise ValueError("values too deep in one another")
    kind = node._type_code
    if kind in (pikepdf.ObjectType.dictionary, pikepdf.ObjectType.stream):
        held = node.stream_dict if kind == pikepdf.ObjectType.stream else node
        keys = held.keys()
        found = {
            _read_name(key.encode("utf-8", "surrogateescape").decode("latin-1")): _read_member(held[key], depth)
            for key in keys
        }
        if len(held) != len(keys):
            found |= dict.fromkeys((_read_name(key) for key in held.as_dict() if key not in keys), None)
        return found
    if kind == pikepdf.ObjectType.array:
        return [_read_member(value, depth) for value in node.as_list()]
    if kind == pikepdf.ObjectType.name_:
        written = node.unparse().decode("latin-1")
        return _read_name(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), written))
    if kind == pikepdf.ObjectType.string:
        return bytes(node)
    if kind == pikepdf.ObjectType.integer:
        return int(node)
    # A truth, a number with a part: neither starts nor names anything.
    return 0.0


def _read_member(node: pikepdf.Object | None, depth: int) -> Value:
    if node is not None and node.is_indirect:
        number, generation = node.objgen
        return f"{number} {generation} R"
    return _plain_value(node, depth + 1)


def _read_name(name: str) -> str:
    """A name that no reader cuts: some take two bytes for blanks. Raises ``ValueError``."""
    if "\x80" in name or "\xff" in name:
        raise ValueError("a name that readers cut")
    return name


def check_writing(text: bytes) -> None:
    """Raise :class:`AmbiguousPdf` for signs outside strings and comments that readers take in different ways: a tab
    that goes down, a backslash, a number that some read the beginning of."""
    place = depth = 0
    while (found := (_IN_STRING if depth else _OUTSIDE).search(text, place)) is not None:
        place = found.end()
        if found[0] == b"(":
            depth += 1
        elif found[0] == b")":
            depth -= 1
        elif not depth and found[0] == b"%":
            ended = _LINE_END.search(text, place)
            place = ended.end() if ended is not None else len(text)
        elif not depth and not found[0].startswith(b"<"):
            raise AmbiguousPdf
