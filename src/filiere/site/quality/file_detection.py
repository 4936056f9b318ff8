"""What a delivered file really is, told from its content, before anything reads it.

A log may weigh gigabytes, so that the door looks at the head of the file and at the directory of an archive; it never
unpacks the whole. What a packed file unpacks to is bounded twice: by its ratio, for no log packs two hundred times,
and by a size, both watched while a job unpacks it (see `measure_unpacked`).
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from filiere.core import Fault, Faults
from filiere.core.bounded_json import DEEPEST_NESTING, NestedTooDeep, check_nesting, load_json
from filiere.inspection import LIMITS, inspect_file
from filiere.inspection.file_names import check_name
from filiere.inspection.file_signatures import detect_executable, detect_refused_format
from filiere.site.quality.fault_builders import fault

HEAD_BYTES = 64 * 1024
GZIP, ZIP, PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"PAR1"
MIB = 1 << 20
MAX_XLSX_BYTES = 200 * MIB
"""A workbook is read in memory by every reader: beyond this, a CSV file is asked for."""
MAX_RATIO = 200
RATIO_CHECKED_FROM = 64 * MIB
"""Unpacked bytes above which the ratio is looked at: a small file may pack very well without harm."""

SUFFIXES: dict[str, tuple[str, ...]] = {
    "csv": (".csv", ".tsv", ".txt", ".log", ""),
    "json": (".json", ".jsonl", ".ndjson", ".vcon", ""),
    "xml": (".xes", ".xml"),
    "parquet": (".parquet",),
    "xlsx": (".xlsx",),
}
"""The ends of a name that each kind of content may have; a name that says another thing is refused."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is: ``kind`` is csv (any text in lines), json, xml, parquet or xlsx; ``packed`` by gzip."""

    kind: str
    packed: bool

    @property
    def word(self) -> str:
        """The kind as it is kept: ``csv``, ``csv.gz``."""
        return f"{self.kind}.gz" if self.packed else self.kind


def sniff(path: Path, name: str) -> FileKind:
    """Tell what the file at ``path`` is, which its sender called ``name``; raise ``Faults`` with all that is wrong."""
    faults = list(check_name(name, LIMITS))
    with path.open("rb") as stream:
        head = stream.read(HEAD_BYTES)
    if not head:
        raise Faults([*faults, _fault("delivery-empty")])
    packed = head.startswith(GZIP)
    if packed:
        head, torn = _unpacked_head(head)
        if torn:
            raise Faults([*faults, _fault("delivery-gzip-damaged")])
    try:
        kind = _detect_kind(head, path, packed=packed)
    except Faults as deep:
        raise Faults([*faults, *deep.faults]) from None
    if kind is None:
        raise Faults([*faults, _fault("delivery-kind-unknown")])
    faults += _check_name(name, kind, packed=packed)
    if kind == "xlsx":
        faults += _check_workbook(path)
    if faults:
        raise Faults(faults)
    return FileKind(kind, packed)


def _unpacked_head(head: bytes) -> tuple[bytes, bool]:
    try:
        return zlib.decompressobj(wbits=31).decompress(head, HEAD_BYTES), False
    except zlib.error:
        return b"", True


def _detect_kind(head: bytes, path: Path, *, packed: bool) -> str | None:
    if detect_executable(head) is not None or (detect_refused_format(head) is not None and not head.startswith(ZIP)):
        return None
    if head.startswith(PARQUET):
        return "parquet" if not packed and _ends_as_parquet(path) else None
    if head.startswith(ZIP):
        return "xlsx" if not packed else None
    if head.startswith((b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", GZIP)) or b"\x00" in head.replace(b"\xff\xfe", b""):
        return None
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"<?xml", b"<log", b"<!--")):
        return "xml" if b"<log" in head or b"<?xml" in head else None
    if text.startswith(b"<"):
        return None
    if text.startswith((b"{", b"[")):
        _require_shallow_json(text)
        return "json" if _reads_as_json(text) else "csv"
    return "csv" if text else None


def _ends_as_parquet(path: Path) -> bool:
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - 4))
        return size > 2 * len(PARQUET) and stream.read(4) == PARQUET


def _require_shallow_json(text: bytes) -> None:
    try:
        check_nesting(text.decode("utf-8", "replace"))
    except NestedTooDeep:
        raise Faults([_fault("delivery-too-deep")]) from None


def _reads_as_json(text: bytes) -> bool:
    """Whether what begins with a brace goes on as JSON: its first line, or the first name of its first object."""
    first = text.split(b"\n", 1)[0]
    try:
        load_json(first)
    except ValueError:
        return text.lstrip(b"[{ \r\n\t").startswith((b'"', b"]", b"}"))
    return True


def _check_name(name: str, kind: str, *, packed: bool) -> Iterator[Fault]:
    """Refuse a name that says another thing than the content: somebody would open it for what it is not."""
    plain = name.strip().lower()
    if packed:
        if not plain.endswith(".gz"):
            yield _fault("delivery-name-lies")
            return
        plain = plain.removesuffix(".gz")
    suffix = Path(plain).suffix
    # An Asterisk log is called queue_log, queue_log.1 or queue_log-20261101: no suffix that says anything.
    if kind == "csv" and plain.startswith("queue_log"):
        return
    if suffix not in SUFFIXES[kind]:
        yield _fault("delivery-name-lies")


def _check_workbook(path: Path) -> list[Fault]:
    """What a workbook hides: macros, a bomb, two kinds at once. Its own name is checked apart."""
    try:
        inspect_file(path, "delivery.xlsx", replace(LIMITS, size=MAX_XLSX_BYTES))
    except Faults as faults:
        return list(faults.faults)
    return []


def measure_unpacked(path: Path, *, most: int, tell: Callable[[int, int], None]) -> int:
    """Unpack a gzip file to nowhere and return its size in bytes; raise ``Faults`` for a bomb or a damaged file.

    ``most`` bounds what it may unpack to; ``tell(done, total)`` is told of the packed bytes read.
    """
    size, total = 0, path.stat().st_size
    try:
        with path.open("rb") as raw, gzip.GzipFile(fileobj=raw) as stream:
            while block := stream.read(MIB):
                size += len(block)
                place = raw.tell()
                if size > most or (size > RATIO_CHECKED_FROM and size > MAX_RATIO * place):
                    raise Faults([_fault("delivery-bomb")])
                tell(min(place, total), total)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise Faults([_fault("delivery-gzip-damaged")]) from None
    return size


_FAULT_TEXTS: dict[str, tuple[str, str, str, str]] = {
    "delivery-empty": (
        "Ce fichier est vide.",
        "This file is empty.",
        "Exportez-le de nouveau depuis votre outil.",
        "Export it again from your tool.",
    ),
    "delivery-kind-unknown": (
        "Ce fichier n’est ni un texte en lignes, ni du JSON, ni du XES, ni un Parquet, ni un classeur XLSX.",
        "This file is not delimited text, JSON, XES, Parquet or an XLSX workbook.",
        "Exportez les contacts en CSV, ou dans un des formats de la page des modèles. Une archive se verse fichier "
        "par fichier ; la compression gzip est admise.",
        "Export the contacts as CSV, or in one of the formats on the templates page. Deliver the files of an archive "
        "one by one; gzip compression is fine.",
    ),
    "delivery-too-deep": (
        f"Les listes et les objets de ce fichier JSON s’emboîtent sur plus de {DEEPEST_NESTING} niveaux.",
        f"The lists and objects in this JSON file are nested more than {DEEPEST_NESTING} levels deep.",
        "Un export de contacts n’en a que quelques-uns : exportez-le de nouveau depuis votre outil.",
        "A contact export has only a few levels: export it again from your tool.",
    ),
    "delivery-name-lies": (
        "Le nom de ce fichier annonce autre chose que son contenu.",
        "The name of this file does not match its content.",
        "Donnez-lui l’extension de ce qu’il est : .csv, .json, .xes, .parquet ou .xlsx, puis .gz s’il est compressé.",
        "Give it the right extension: .csv, .json, .xes, .parquet or .xlsx, followed by .gz if it is compressed.",
    ),
    "delivery-gzip-damaged": (
        "Ce fichier compressé est coupé ou abîmé : il ne se décompresse pas jusqu’au bout.",
        "This compressed file is truncated or damaged: it cannot be fully decompressed.",
        "Refaites l’export ou la copie, puis déposez-le de nouveau.",
        "Make the export or the copy again, then deliver it again.",
    ),
    "delivery-bomb": (
        "Ce fichier se décompresse en une taille hors de proportion.",
        "This file decompresses to a disproportionate size.",
        "Un journal de contacts se compresse de cinq à trente fois. Déposez-le non compressé, coupé par mois.",
        "A contact log usually compresses five to thirty times. Deliver it uncompressed, split by month.",
    ),
}


def _fault(code: str) -> Fault:
    return fault(code, *_FAULT_TEXTS[code], "file")
