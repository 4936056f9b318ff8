"""First bytes that tell a format: to name what is refused, so that its sender knows what to do instead."""

from dataclasses import dataclass

from filiere.core.faults import Fault
from filiere.inspection.faults import fault


@dataclass(frozen=True, slots=True)
class RefusedFormat:
    """A format that is not accepted: its name in both languages, and what to do instead."""

    fr: str
    en: str
    remedy_fr: str
    remedy_en: str


_TO_PICTURE = ("Exportez-la en PNG ou en JPEG.", "Export it as PNG or JPEG.")
_ONE_BY_ONE = (
    "Envoyez les documents qu’elle contient un par un.",
    "Submit the documents it contains one by one.",
)
_TO_OFFICE = (
    "Enregistrez-le sans mot de passe en DOCX, XLSX, PPTX, ODT, ODS ou PDF.",
    "Save it without a password as DOCX, XLSX, PPTX, ODT, ODS or PDF.",
)
_TO_NOTES = (
    "Une écoute se fait sur place : envoyez le relevé écrit, en PDF ou en tableau.",
    "Recordings are listened to on site: submit the written record, as a PDF or a table.",
)

ARCHIVE = RefusedFormat("une archive", "an archive", *_ONE_BY_ONE)
OLD_OFFICE = RefusedFormat(
    "un ancien document Office ou un document protégé",
    "an old or protected Office document",
    *_TO_OFFICE,
)
RICH_TEXT = RefusedFormat("un document RTF", "an RTF document", *_TO_OFFICE)
PICTURE = RefusedFormat("une image d’un autre format", "an image in another format", *_TO_PICTURE)
SOUND = RefusedFormat("un son ou une vidéo", "audio or video", *_TO_NOTES)
MAIL = RefusedFormat(
    "un courriel avec ses pièces",
    "an e-mail message",
    "Imprimez le courriel en PDF, et envoyez ses pièces jointes une par une.",
    "Print the e-mail to PDF, and submit its attachments one by one.",
)

_REFUSED: tuple[tuple[int, bytes, RefusedFormat], ...] = (
    (0, b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (0, b"Rar!\x1a\x07", ARCHIVE),
    (0, b"\x1f\x8b", ARCHIVE),
    (0, b"BZh", ARCHIVE),
    (0, b"\xfd7zXZ\x00", ARCHIVE),
    (0, b"\x28\xb5\x2f\xfd", ARCHIVE),
    (0, b"MSCF", ARCHIVE),
    (0, b"PK\x05\x06", ARCHIVE),
    (0, b"PK\x07\x08", ARCHIVE),
    (257, b"ustar", ARCHIVE),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
    (0, b"{\\rtf", RICH_TEXT),
    (0, b"GIF87a", PICTURE),
    (0, b"GIF89a", PICTURE),
    (0, b"BM", PICTURE),
    (0, b"II*\x00", PICTURE),
    (0, b"MM\x00*", PICTURE),
    (0, b"\x00\x00\x01\x00", PICTURE),
    (4, b"ftypheic", PICTURE),
    (4, b"ftypheix", PICTURE),
    (4, b"ftypmif1", PICTURE),
    (4, b"ftypavif", PICTURE),
    (0, b"8BPS", PICTURE),
    (4, b"ftyp", SOUND),
    (0, b"OggS", SOUND),
    (0, b"ID3", SOUND),
    (0, b"fLaC", SOUND),
    (0, b"\x1aE\xdf\xa3", SOUND),
)
_EXECUTABLES: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "Windows"),
    (b"\x7fELF", "Linux"),
    (b"\xfe\xed\xfa\xce", "macOS"),
    (b"\xfe\xed\xfa\xcf", "macOS"),
    (b"\xce\xfa\xed\xfe", "macOS"),
    (b"\xcf\xfa\xed\xfe", "macOS"),
    (b"\xca\xfe\xba\xbe", "Java, macOS"),
    (b"\x4c\x00\x00\x00\x01\x14\x02\x00", "Windows, .lnk"),
    (b"\x00asm", "WebAssembly"),
    (b"dex\n", "Android"),
    (b"#!", "script"),
)


def detect_executable(head: bytes) -> str | None:
    """The system that a program is made for, None when the first bytes are no program's."""
    # A BOM before a shebang still runs on some systems.
    bare = head.removeprefix(b"\xef\xbb\xbf")
    # Two letters are little: a text may begin with MZ. A program holds a NUL soon after.
    return next(
        (system for mark, system in _EXECUTABLES if bare.startswith(mark) and (mark != b"MZ" or b"\x00" in head[:512])),
        None,
    )


def detect_refused_format(head: bytes) -> RefusedFormat | None:
    """The named format that is not accepted, None when the first bytes are of none."""
    for offset, mark, what in _REFUSED:
        if head[offset : offset + len(mark)] == mark and (mark != b"BM" or b"\x00" in head[:32]):
            return what
    if head[:4] == b"RIFF" and head[8:12] in (b"WAVE", b"AVI "):
        return SOUND
    return None


def is_packed(head: bytes) -> bool:
    """Whether the first bytes are those of an archive, a program or an object that must not lie inside a document."""
    return (
        head.startswith((b"PK\x03\x04", b"%PDF-"))
        or detect_executable(head) is not None
        or detect_refused_format(head) in (ARCHIVE, OLD_OFFICE, RICH_TEXT)
    )


def refusal_fault(what: RefusedFormat) -> Fault:
    """The fault of a named format that is not accepted."""
    return fault("file-kind-refused", fr=what.fr, en=what.en, remedy_fr=what.remedy_fr, remedy_en=what.remedy_en)
