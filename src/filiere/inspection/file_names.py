"""The name a file comes with: shown to people and given back at download, so it must be plain.

The name decides nothing (the content does) and never becomes a path on the disk; but it is read by people, and saved
by their browser, who would be deceived by what is refused here.
"""

import re
import unicodedata
from collections.abc import Iterator

from filiere.core.faults import Fault
from filiere.inspection.faults import fault, printable_name
from filiere.inspection.file_kinds import KIND_INFO, FileKind, Limits

# Embeddings, overrides and isolates (UAX 9), with the marks that go with them.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_PATH = re.compile(r"[/\\:]|^\.+$|\.\.")
# What Windows also refuses in a name, and a header would have to escape.
_UNSAFE_SIGNS = re.compile(r'[<>"|?*]+')
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def check_name(name: str, limits: Limits) -> Iterator[Fault]:
    """Every fault of a name, as its sender wrote it."""
    if not name.strip(" ."):
        yield fault("name-empty")
        return
    yield from check_name_length(name, limits)
    if _PATH.search(name):
        yield fault("name-path")
    bidi = next((sign for sign in name if sign in _BIDI), None)
    if bidi is not None:
        yield fault("name-bidi", point=f"{ord(bidi):04X}")
    hidden = next((sign for sign in name if sign not in _BIDI and unicodedata.category(sign) in _INVISIBLE), None)
    if hidden is not None:
        yield fault("name-control", point=f"{ord(hidden):04X}")
    if _RESERVED.fullmatch(name.strip(" .")):
        yield fault("name-reserved", name=printable_name(name))


def check_name_length(name: str, limits: Limits) -> Iterator[Fault]:
    """The fault of a name of more characters, or of more than twice as many bytes, than are kept."""
    if len(name) > limits.name or len(name.encode("utf-8", "surrogatepass")) > 2 * limits.name:
        yield fault("name-too-long", limit=str(limits.name))


def download_name(name: str, kind: FileKind) -> str:
    """The name given back at download: composed letters, no awkward sign, and the suffix of what the file is."""
    words = _UNSAFE_SIGNS.sub("-", unicodedata.normalize("NFC", name)).strip(" .")
    suffix = KIND_INFO[kind].suffix
    stem, dot, end = words.rpartition(".")
    alike = {"jpeg": "jpg"}
    if dot and stem and alike.get(end.lower(), end.lower()) == suffix[1:]:
        return words
    return f"{words}{suffix}"
