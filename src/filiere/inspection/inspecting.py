"""What a file is, told from its content, and whether it may be taken as evidence.

A file is mapped, and what is packed is unpacked under a limit: memory grows by a few times the size of a PDF, and not
with that of other files. The name is checked too, but never decides: a program called `report.pdf` is a program.
"""

import hashlib
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

from filiere.core.errors import Fault, Faults
from filiere.inspection import pictures
from filiere.inspection.kinds import LIMITS, MIB, Kind, Limits
from filiere.inspection.names import check_name, plain_name
from filiere.inspection.office import inspect_office
from filiere.inspection.pdf import inspect_pdf
from filiere.inspection.plain import inspect_plain
from filiere.inspection.signatures import executable, refusal, refused
from filiere.inspection.words import fault

_TAIL = 65_557
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file that passed: what it is, its size in bytes, its SHA-256, and the name it is given back under."""

    kind: Kind
    size: int
    sha256: str
    name: str


def inspect(path: Path, name: str, limits: Limits = LIMITS) -> Inspected:
    """Tell what the file at ``path`` is, which its sender called ``name``.

    Raises ``Faults`` with every fault of its name and of its content. The file must not change meanwhile.
    """
    faults = list(check_name(name, limits))
    size = path.stat().st_size
    if size == 0:
        raise Faults([*faults, fault("file-empty")])
    if size > limits.size:
        raise Faults([*faults, fault("file-too-large", limit=str(limits.size // MIB))])
    with path.open("rb") as stream, mmap(stream.fileno(), 0, access=ACCESS_READ) as content:
        kind, found = _inspected(content, limits)
        faults += found
        if faults or kind is None:
            raise Faults(faults or [fault("file-kind-unknown")])
        seal = hashlib.sha256()
        for place in range(0, size, _BLOCK):
            seal.update(content[place : place + _BLOCK])
    return Inspected(kind, size, seal.hexdigest(), plain_name(name, kind))


def _inspected(content: mmap, limits: Limits) -> tuple[Kind | None, list[Fault]]:
    head = content[:1024]
    kind: Kind | None
    system = executable(head)
    if system is not None:
        return None, [fault("file-executable", what=system)]
    other = refused(head)
    if other is not None:
        return None, [refusal(other)]
    if head.startswith(b"PK\x03\x04"):
        kind, faults = inspect_office(content, limits)
        if b"%PDF-" in head:
            faults.append(_two("document bureautique et comme PDF", "an office document and as a PDF"))
        return kind, faults
    if head.startswith(b"%PDF-"):
        return Kind.PDF, list(inspect_pdf(content, limits))
    if head.startswith(pictures.PNG):
        kind, faults = Kind.PNG, list(pictures.inspect_png(content, limits))
    elif head.startswith(pictures.JPEG):
        kind, faults = Kind.JPEG, list(pictures.inspect_jpeg(content, limits))
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        kind, faults = Kind.WEBP, list(pictures.inspect_webp(content, limits))
    else:
        kind, faults = inspect_plain(content)
    # A reader of PDF looks for its mark in the first 1,024 bytes, a reader of ZIP for its directory at the end.
    if b"%PDF-" in head:
        faults.append(_two("autre chose et comme PDF", "something else and as a PDF"))
    if content.find(b"PK\x05\x06", max(0, len(content) - _TAIL)) >= 0:
        faults.append(_two("autre chose et comme archive ZIP", "something else and as a ZIP archive"))
    return kind, faults


def _two(fr: str, en: str) -> Fault:
    return fault("file-two-kinds", fr=fr, en=en)
