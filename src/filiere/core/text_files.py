"""Files of text that people write: opened, bounded and decoded, with a fault that says what is wrong."""

from pathlib import Path

from filiere.core.faults import Faults
from filiere.core.text import Text

# Content is typed by people: a file beyond this is a mistake or an attack, and PyYAML takes seventy times its size.
LARGEST_TEXT_FILE = 4 * 1024 * 1024


def read_text_file(path: Path) -> str:
    """Return the text of a plain file in UTF-8, of a reasonable size; raise :class:`Faults` when it is none."""
    raw = read_bounded_bytes(path)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rsplit(b"\n", 1)[-1].decode("utf-8", "replace")) + 1
        raise Faults.one(
            code="encoding",
            message=Text(
                fr=f"Le fichier n’est pas en UTF-8 : l’octet 0x{raw[error.start]:02x} n’y a pas de sens ici.",
                en=f"The file is not UTF-8: byte 0x{raw[error.start]:02x} is not valid here.",
            ),
            remedy=Text(
                fr="Enregistrez le fichier en UTF-8 (il est peut-être en Windows-1252).",
                en="Save the file as UTF-8 (it may be Windows-1252).",
            ),
            file=str(path),
            line=line,
            column=column,
        ) from error


def read_bounded_bytes(path: Path) -> bytes:
    """Return the bytes of a plain file of a reasonable size; raise :class:`Faults` for a folder, a pipe or a loop of
    links."""
    try:
        if not path.is_file():
            raise Faults.one(
                code="not-a-file",
                message=Text(fr="Ce chemin ne mène pas à un fichier.", en="This path does not lead to a file."),
                remedy=Text(
                    fr="Vérifiez le chemin ; un dossier, un lien brisé ou un tube n’est pas lu.",
                    en="Check the path; a folder, a broken link or a pipe cannot be read.",
                ),
                file=str(path),
            )
        if (size := path.stat().st_size) > LARGEST_TEXT_FILE:
            raise Faults.one(
                code="file-too-large",
                message=Text(
                    fr=f"Le fichier fait {size} octets ; la limite est de {LARGEST_TEXT_FILE}.",
                    en=f"The file is {size} bytes; the limit is {LARGEST_TEXT_FILE}.",
                ),
                remedy=Text(fr="Répartissez son contenu dans plusieurs fichiers.", en="Split it into several files."),
                file=str(path),
            )
        return path.read_bytes()
    except OSError as error:
        raise Faults.one(
            code="unreadable-file",
            message=Text(
                fr=f"Le fichier ne peut pas être lu : {error.strerror}.",
                en=f"The file cannot be read: {error.strerror}.",
            ),
            remedy=Text(
                fr="Vérifiez le chemin et les droits du fichier.", en="Check the path and the file’s permissions."
            ),
            file=str(path),
        ) from error
