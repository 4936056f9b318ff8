"""What a file is, told from its content, and whether it may be taken as evidence.

A file is mapped, and what is packed is unpacked under a limit: memory grows by a few times the size of a PDF, and not
with that of other files. The name is checked too, but never decides: a program called `report.pdf` is a program.
"""

import hashlib
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path

from filiere.core.faults import Fault, Faults
from filiere.inspection import images
from filiere.inspection.faults import fault
from filiere.inspection.file_kinds import LIMITS, MIB, FileKind, Limits
from filiere.inspection.file_names import check_name, download_name
from filiere.inspection.file_signatures import detect_executable, detect_refused_format, refusal_fault
from filiere.inspection.office import inspect_office
from filiere.inspection.pdf import inspect_pdf
from filiere.inspection.plain_text import inspect_plain

_TAIL = 65_557
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class InspectedFile:
    """A file that passed: what it is, its size in bytes, its SHA-256, and the name it is given back under."""

    kind: FileKind
    size: int
    sha256: str
    name: str


def inspect_file(path: Path, name: str, limits: Limits = LIMITS) -> InspectedFile:
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
        kind, found = _inspect_content(content, limits)
        faults += found
        if faults or kind is None:
            raise Faults(faults or [fault("file-kind-unknown")])
        seal = hashlib.sha256()
        for place in range(0, size, _BLOCK):
            seal.update(content[place : place + _BLOCK])
    return InspectedFile(kind, size, seal.hexdigest(), download_name(name, kind))


def _inspect_content(content: mmap, limits: Limits) -> tuple[FileKind | None, list[Fault]]:
    head = content[:1024]
    kind: FileKind | None
    system = detect_executable(head)
    if system is not None:
        return None, [fault("file-executable", what=system)]
    other = detect_refused_format(head)
    if other is not None:
        return None, [refusal_fault(other)]
    if head.startswith(b"PK\x03\x04"):
        kind, faults = inspect_office(content, limits)
        if b"%PDF-" in head:
            faults.append(_two_kinds_fault("document bureautique et comme PDF", "an office document and as a PDF"))
        return kind, faults
    if head.startswith(b"%PDF-"):
        return FileKind.PDF, list(inspect_pdf(content, limits))
    if head.startswith(images.PNG):
        kind, faults = FileKind.PNG, list(images.inspect_png(content, limits))
    elif head.startswith(images.JPEG):
        kind, faults = FileKind.JPEG, list(images.inspect_jpeg(content, limits))
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        kind, faults = FileKind.WEBP, list(images.inspect_webp(content, limits))
    else:
        kind, faults = inspect_plain(content)
    # A reader of PDF looks for its mark in the first 1,024 bytes, a reader of ZIP for its directory at the end.
    if b"%PDF-" in head:
        faults.append(_two_kinds_fault("autre chose et comme PDF", "something else and as a PDF"))
    if content.find(b"PK\x05\x06", max(0, len(content) - _TAIL)) >= 0:
        faults.append(_two_kinds_fault("autre chose et comme archive ZIP", "something else and as a ZIP archive"))
    return kind, faults


def _two_kinds_fault(fr: str, en: str) -> Fault:
    return fault("file-two-kinds", fr=fr, en=en)
