"""The first pass over a file: its bytes, before anyone tries to understand them.

One sequential read gives the hash, the size, the encoding and the end of the file, in memory that does not depend
on the size of the file. It costs about one second a gigabyte, and saves the reader of a three-gigabyte file from
learning after ten minutes that it was saved as Windows-1252.

The same read writes the private copy that the rest of the load works on: the user's file may change meanwhile, and
its name may be one that the database engine takes for a pattern. The hash is that of the copy.
"""

import hashlib
import os
from codecs import BOM_UTF8, getincrementaldecoder
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import BinaryIO, Literal

from filiere.core import Fault, FaultLog, Faults, Text
from filiere.core.numbers import format_number
from filiere.sources.faults import fault

ProgressCallback = Callable[[str, int, int], None]
FileKind = Literal["csv", "parquet"]

# Small enough to stay in the cache of the processor: twice as fast as chunks of some megabytes.
CHUNK_SIZE = 256 * 1024
LONGEST_LINE = 16 * 1024 * 1024

_FORMATS = (
    (b"PK\x03\x04", "zip", Text(fr="une archive ZIP ou un classeur Excel", en="a ZIP archive or an Excel workbook")),
    (b"\x1f\x8b", "gzip", Text(fr="un fichier compressé par gzip", en="a gzip-compressed file")),
    (b"<!DOCTYPE", "html", Text(fr="une page web", en="a web page")),
    (b"<html", "html", Text(fr="une page web", en="a web page")),
    (b"%PDF", "pdf", Text(fr="un document PDF", en="a PDF document")),
    # Before UTF-16, whose mark opens the one of UTF-32.
    (b"\xff\xfe\0\0", "utf-32", Text(fr="un texte en UTF-32", en="UTF-32 text")),
    (b"\0\0\xfe\xff", "utf-32", Text(fr="un texte en UTF-32", en="UTF-32 text")),
    (b"\xff\xfe", "utf-16", Text(fr="un texte en UTF-16", en="UTF-16 text")),
    (b"\xfe\xff", "utf-16", Text(fr="un texte en UTF-16", en="UTF-16 text")),
)


@dataclass
class Examination:
    """What the bytes of a file say.

    ``declared`` is the encoding that its source gives its files; a file in UTF-8 needs none, and the copy of another is
    written in UTF-8, with the hash of the file.
    ``lines`` counts the line ends, plus one for a last line without one. ``encoding`` is ``utf-8-sig`` or, when the
    file is not UTF-8 but reads as Windows-1252, ``cp1252``, so that the other faults can still be looked for.
    ``last_line`` is the end of the file after its last line end; empty when the file ends properly. ``path`` is the
    file of the user, named in every fault; ``bytes_at`` is where its bytes are to be read again.
    """

    path: Path
    bytes_at: Path
    kind: FileKind = "csv"
    size: int = 0
    sha256: str = ""
    lines: int = 0
    encoding: str = "utf-8-sig"
    last_line: bytes = b""
    readable: bool = True
    bad_lines: int = 0
    declared: str = "utf-8"
    _cp1252: bool = field(default=True, repr=False)


def examine(
    path: Path,
    log: FaultLog,
    *,
    copy: Path | None = None,
    progress: ProgressCallback | None = None,
    encoding: str = "utf-8",
) -> Examination:
    """Read the bytes of ``path`` once; put what is wrong in ``log`` and return the rest.

    ``copy`` is where those very bytes are written for the rest of the load; without it, ``path`` is read again.
    ``encoding`` is what the source declares: a text that is not UTF-8 is read in it, and copied in UTF-8.
    ``readable`` is false when no table can be looked for in the file at all. Raises :class:`Faults` when the copy
    cannot be written.
    """
    found = Examination(path=path, bytes_at=copy or path)
    try:
        with path.open("rb") as stream, copy.open("xb", buffering=0) if copy else nullcontext() as target:
            before = os.fstat(stream.fileno())
            if encoding != "utf-8" and copy is not None and not _is_utf8(stream):
                found.declared = encoding
            _read_stream(stream, target, found, log, before.st_size, progress)
            after = os.fstat(stream.fileno())
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            found.readable = False
            log.add(changed_file_fault(path))
    except OSError as error:
        found.readable = False
        log.add(
            _fault(
                path,
                "unreadable-file",
                Text(
                    fr=f"Le fichier ne s’ouvre pas : {error.strerror}.",
                    en=f"The file cannot be opened: {error.strerror}.",
                ),
                Text(fr="Vérifiez le chemin et les droits de lecture.", en="Check the path and the read permissions."),
            )
        )
    return found


def _is_utf8(stream: BinaryIO) -> bool:
    """Whether a file, read once to its end, is UTF-8 throughout or no text at all; it is then read from its start."""
    decoder = getincrementaldecoder("utf-8")()
    try:
        first = True
        while chunk := stream.read(CHUNK_SIZE):
            if first and chunk.startswith(b"PAR1"):
                return True
            first = False
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        stream.seek(0)
    return True


def _read_stream(
    stream: BinaryIO,
    target: FileIO | None,
    found: Examination,
    log: FaultLog,
    total: int,
    progress: ProgressCallback | None,
) -> None:
    digest = hashlib.sha256()
    carry = b""
    first = True
    tail = b""
    while chunk := stream.read(CHUNK_SIZE):
        if first:
            first = False
            _recognise_format(chunk, found, log)
        digest.update(chunk)
        if target is not None:
            # One byte of a declared encoding is one character: a block may end anywhere.
            copied = chunk if found.declared == "utf-8" else chunk.decode(found.declared, "replace").encode()
            _write_copy(target, copied, found.path)
        found.size += len(chunk)
        tail = (tail + chunk)[-8:]
        if found.readable and found.kind == "csv":
            carry = _check_lines(carry + chunk, found, log)
        if progress is not None:
            progress("examine", found.size, total)
    found.sha256 = digest.hexdigest()
    if found.size == 0:
        found.readable = False
        log.add(
            _fault(
                found.path,
                "empty-file",
                Text(fr="Le fichier est vide.", en="The file is empty."),
                Text(fr="Téléchargez-le de nouveau.", en="Download it again."),
            )
        )
    elif found.kind == "parquet" and not tail.endswith(b"PAR1"):
        found.readable = False
        log.add(truncated_file_fault(found.path, None))
    elif found.readable and found.kind == "csv":
        if carry:
            _check_encoding(carry, found, log)
            found.lines += 1
        found.last_line = carry
        if found.bad_lines and found._cp1252:
            found.encoding = "cp1252"


def _write_copy(target: FileIO, chunk: bytes, path: Path) -> None:
    """Write a block of the copy: an error here is of the data folder, not of the file."""
    try:
        view = memoryview(chunk)
        while view:
            view = view[target.write(view) :]
    except OSError as error:
        raise Faults([fault("no-working-copy", strerror=error.strerror).at(file=str(path))]) from None


def changed_file_fault(path: Path) -> Fault:
    """Return the fault of a file that someone wrote to while it was read."""
    return _fault(
        path,
        "file-changed",
        Text(fr="Le fichier a changé pendant sa lecture.", en="The file changed while it was being read."),
        Text(
            fr="Attendez la fin du téléchargement ou de l’enregistrement, puis chargez-le de nouveau.",
            en="Wait until it is fully downloaded or saved, then load it again.",
        ),
    )


def _recognise_format(chunk: bytes, found: Examination, log: FaultLog) -> None:
    if chunk.startswith(b"PAR1"):
        found.kind = "parquet"
        return
    if chunk.startswith(BOM_UTF8 * 2):
        log.add(_double_mark_fault(found.path))
    if b"\n" not in chunk and b"\r" in chunk[:-1]:
        found.readable = False
        log.add(_line_ends_fault(found.path))
        return
    for magic, name, what in _FORMATS:
        if chunk[: len(magic)].lower() == magic.lower():
            found.readable = False
            log.add(
                _fault(
                    found.path,
                    "wrong-format",
                    Text(
                        fr=f"Le fichier n’est ni un CSV ni un Parquet : c’est {what.fr} ({name}).",
                        en=f"The file is neither CSV nor Parquet: it is {what.en} ({name}).",
                    ),
                    Text(
                        fr="Extrayez la table et enregistrez-la en CSV UTF-8 avec le séparateur officiel.",
                        en="Extract the table and save it as UTF-8 CSV with the official separator.",
                    ),
                )
            )
            return


def _double_mark_fault(path: Path) -> Fault:
    return _fault(
        path,
        "double-bom",
        Text(
            fr="Le fichier s’ouvre par deux marques d’ordre des octets (BOM) au lieu d’une, ou d’aucune.",
            en="The file starts with two byte order marks (BOM) instead of one, or none.",
        ),
        Text(
            fr="Enregistrez-le de nouveau en UTF-8, d’un texte sans marque.",
            en="Save it again as UTF-8, from text that has no mark.",
        ),
        line=1,
        column=1,
    )


def _line_ends_fault(path: Path) -> Fault:
    return _fault(
        path,
        "line-ends",
        Text(
            fr="Les lignes finissent par un retour chariot seul (CR), comme sur d’anciens ordinateurs.",
            en="The lines end with a lone carriage return (CR), as on old computers.",
        ),
        Text(
            fr="Enregistrez le fichier avec des fins de ligne LF ou CR LF.",
            en="Save the file with LF or CR LF line endings.",
        ),
        line=1,
    )


def _check_lines(data: bytes, found: Examination, log: FaultLog) -> bytes:
    """Check the whole lines of ``data`` and return the unfinished one at its end."""
    end = data.rfind(b"\n") + 1
    if end:
        whole = data[:end]
        _check_encoding(whole, found, log)
        found.lines += whole.count(b"\n")
        return data[end:]
    if len(data) > LONGEST_LINE:
        found.readable = False
        log.add(
            _fault(
                found.path,
                "line-too-long",
                Text(
                    fr=f"La ligne {found.lines + 1} dépasse {format_number(LONGEST_LINE, 'fr')} octets : pas une "
                    f"table.",
                    en=(
                        f"Line {found.lines + 1} exceeds {format_number(LONGEST_LINE, 'en')} bytes: this "
                        "is not a table."
                    ),
                ),
                Text(fr="Vérifiez que le fichier est bien un CSV.", en="Check that the file really is a CSV."),
                line=found.lines + 1,
            )
        )
        return b""
    return data


def _check_encoding(data: bytes, found: Examination, log: FaultLog) -> None:
    try:
        # A NUL byte is valid UTF-8 and never belongs to a text; it shows a binary or a damaged file.
        if b"\0" not in data:
            data.decode(found.declared)
            return
    except UnicodeDecodeError:
        pass
    for offset, line in enumerate(data.split(b"\n")):
        _check_line_encoding(line, found.lines + offset + 1, found, log)
        if not found.readable:
            return


def _check_line_encoding(line: bytes, position: int, found: Examination, log: FaultLog) -> None:
    nul = line.find(b"\0")
    if nul >= 0:
        log.add(
            _fault(
                found.path,
                "nul-byte",
                Text(
                    fr=(
                        "La ligne contient un octet nul : le fichier est endommagé ou n’est pas un fichier texte. "
                        "La recherche d’erreurs s’arrête là."
                    ),
                    en=(
                        "The line contains a NUL byte: the file is damaged or is not text. The search for errors "
                        "stops there."
                    ),
                ),
                Text(fr="Téléchargez le fichier de nouveau.", en="Download the file again."),
                line=position,
                column=nul + 1,
            )
        )
        found.readable = False
    try:
        line.decode(found.declared)
        return
    except UnicodeDecodeError as error:
        start, byte = error.start, line[error.start]
    if found.declared != "utf-8":
        log.add(_foreign_byte_fault(found, position, start, byte))
        return
    found.bad_lines += 1
    try:
        as_windows = line.decode("cp1252")
    except UnicodeDecodeError:
        as_windows = ""
        found._cp1252 = False
    seen = as_windows[start : start + 1]
    remedy = Text(fr="Enregistrez le fichier en UTF-8.", en="Save the file as UTF-8.")
    if as_windows:
        remedy = Text(
            fr=f"Le fichier se lit en Windows-1252 (cp1252), où cet octet est « {seen} » : enregistrez-le en UTF-8.",
            en=f"The file can be read as Windows-1252 (cp1252), where this byte is “{seen}”: save it as UTF-8.",
        )
    log.add(
        _fault(
            found.path,
            "wrong-encoding",
            Text(
                fr=f"Le fichier n’est pas en UTF-8 : l’octet 0x{byte:02x} n’y a pas de sens ici.",
                en=f"The file is not UTF-8: byte 0x{byte:02x} is not valid here.",
            ),
            remedy,
            line=position,
            column=len(line[:start].decode("utf-8", "replace")) + 1,
        )
    )


def _foreign_byte_fault(found: Examination, line: int, start: int, byte: int) -> Fault:
    """The fault of a text that is neither UTF-8 nor the encoding that its source declares."""
    return _fault(
        found.path,
        "wrong-encoding",
        Text(
            fr=f"Le fichier n’est ni en UTF-8 ni en {found.declared} : l’octet 0x{byte:02x} n’y a pas de sens ici.",
            en=f"The file is neither UTF-8 nor {found.declared}: byte 0x{byte:02x} is not valid here.",
        ),
        Text(fr="Enregistrez le fichier en UTF-8.", en="Save the file as UTF-8."),
        line=line,
        column=start + 1,
    )


def lone_return_fault(path: Path, line: int, column: int) -> Fault:
    """Return the fault of a carriage return that ends no line, outside quotation marks."""
    return _fault(
        path,
        "line-ends",
        Text(
            fr="Un retour chariot seul (CR) se trouve au milieu de la ligne.",
            en="A lone carriage return (CR) appears in the middle of the line.",
        ),
        Text(
            fr="Enregistrez le fichier avec des fins de ligne LF ou CR LF.",
            en="Save the file with LF or CR LF line endings.",
        ),
        line=line,
        column=column,
    )


def unended_line_fault(path: Path, line: int) -> Fault:
    """Return the fault of a file whose last line has all its cells but no end: nobody can tell if the last is whole."""
    return _fault(
        path,
        "unended-last-line",
        Text(
            fr="La dernière ligne n’a pas de fin de ligne : sa dernière case est peut-être coupée.",
            en="The last line has no line ending: its last cell may be cut off.",
        ),
        Text(
            fr="Téléchargez le fichier de nouveau ; si vous l’avez modifié à la main, ajoutez la fin de ligne.",
            en="Download the file again; if you edited it by hand, add the line ending.",
        ),
        line=line,
    )


def truncated_file_fault(path: Path, line: int | None) -> Fault:
    """Return the fault of a file whose end is missing."""
    return _fault(
        path,
        "truncated-file",
        Text(
            fr="La fin du fichier manque : il s’arrête au milieu d’une ligne, ou sans sa marque de fin.",
            en="The end of the file is missing: it stops in the middle of a line, or without its end mark.",
        ),
        Text(
            fr="Téléchargez-le de nouveau : « filiere sources pull » reprend un téléchargement coupé.",
            en="Download it again: “filiere sources pull” resumes an interrupted download.",
        ),
        line=line,
    )


def _fault(
    path: Path, code: str, message: Text, remedy: Text, *, line: int | None = None, column: int | None = None
) -> Fault:
    return Fault(code=code, message=message, remedy=remedy, file=str(path), line=line, column=column)
