"""What may go wrong with a backup, said so that whoever keeps the machine can mend it."""

from __future__ import annotations

from pathlib import Path

from filiere.core import Fault, Faults, Text


def fault(code: str, fr: str, en: str, todo_fr: str, todo_en: str, *, file: str | Path | None = None) -> Faults:
    """One fault, to be raised."""
    return Faults([build_fault(code, fr, en, todo_fr, todo_en, file=file)])


def build_fault(code: str, fr: str, en: str, todo_fr: str, todo_en: str, *, file: str | Path | None = None) -> Fault:
    """One fault among others."""
    return Fault(
        code=code,
        message=Text(fr=fr, en=en),
        remedy=Text(fr=todo_fr, en=todo_en),
        file=str(file) if file is not None else None,
    )


def missing_program_faults(name: str, package: str) -> Faults:
    """A program of PostgreSQL that the machine lacks, or that is older than the server."""
    return fault(
        "program-missing",
        f"Le programme {name} manque : la base PostgreSQL ne peut être ni copiée ni remise sans lui.",
        f"The program {name} is missing: the PostgreSQL database can be neither copied nor restored without it.",
        f"Installez les outils clients de PostgreSQL, de la version du serveur ou plus récents (paquet {package}).",
        f"Install the PostgreSQL client tools, of the server’s version or newer (package {package}).",
    )


def malformed_archive_faults(why: str, file: str) -> Faults:
    """An archive that is none of ours, was cut, or was made to do harm."""
    fr, en = _MALFORMED.get(why, _MALFORMED["not-tar"])
    return fault(
        f"backup-{why}",
        fr,
        en,
        "Rien n’a été remis. Prenez une autre sauvegarde, ou la même depuis l’endroit où elle est gardée.",
        "Nothing was restored. Use another backup, or another copy of the same one.",
        file=file,
    )


def not_archived_fault(why: str, name: str) -> Faults:
    """A file of the data folder that a backup cannot take: the backup ends there rather than be short of it."""
    # A name of the disk may be no text at all.
    file = name.encode(errors="backslashreplace").decode()
    if why == "name":
        return fault(
            "file-name-not-archived",
            "Le nom de ce fichier ne peut pas être mis dans une sauvegarde : il est trop long, ou contient un "
            "caractère de contrôle, une barre inversée ou des octets qui ne sont pas de l’UTF-8. "
            "Rien n’a été sauvegardé.",
            "This file’s name cannot be stored in a backup: it is too long, or contains a control character, a "
            "backslash or bytes that are not UTF-8. Nothing was backed up.",
            "Le service n’écrit pas de tel nom : sortez ce fichier du dossier de données, ou renommez-le, puis "
            "recommencez.",
            "The service never writes such a name: move this file out of the data folder, or rename it, then try "
            "again.",
            file=file,
        )
    return fault(
        "file-changed-size",
        "Ce fichier a changé de taille pendant sa copie. Rien n’a été sauvegardé.",
        "This file changed size while being copied. Nothing was backed up.",
        "Recommencez ; si cela se répète, cherchez quel programme écrit ce fichier.",
        "Try again; if it happens again, find the program writing to this file.",
        file=file,
    )


_MALFORMED = {
    "not-tar": ("Ce n’est pas une sauvegarde de Filière.", "This is not a Filière backup."),
    "cut": (
        "La sauvegarde s’arrête avant sa fin : elle a été coupée pendant l’écriture ou la copie.",
        "The backup is truncated: it was interrupted while being written or copied.",
    ),
    "end": ("La fin de la sauvegarde est abîmée.", "The end of the backup is damaged."),
    "checksum": ("Un en-tête de la sauvegarde est abîmé.", "A header of the backup is damaged."),
    "number": ("Un en-tête de la sauvegarde est abîmé.", "A header of the backup is damaged."),
    "kind": (
        "L’archive contient autre chose que des fichiers simples (un lien, un périphérique) : elle n’est pas de nous.",
        "The archive contains something other than plain files (a link, a device): it is not one of ours.",
    ),
    "name": (
        "L’archive contient un chemin qui sortirait du dossier de données : elle n’est pas de nous.",
        "The archive contains a path that leads outside the data folder: it is not one of ours.",
    ),
    "twice": (
        "L’archive contient deux fois le même chemin : elle n’est pas de nous.",
        "The archive contains the same path twice: it is not one of ours.",
    ),
    "database": (
        "L’archive contient un fichier là où la base de données va être remise : la base le lirait comme le sien.",
        "The archive contains a file where the database is to be restored: the database would read it as its own.",
    ),
    "many": ("L’archive contient trop de fichiers.", "The archive contains too many files."),
    "head": (
        "La description de la sauvegarde manque ou n’est pas lisible.",
        "The description of the backup is missing or cannot be read.",
    ),
    "manifest": (
        "Le contenu n’est pas celui que le manifeste annonce : un fichier manque, est de trop ou a changé.",
        "The content does not match the manifest: a file is missing, extra or changed.",
    ),
    "rows": (
        "Les lignes de la base ne sont pas celles que la sauvegarde annonce.",
        "The database rows do not match those recorded in the backup.",
    ),
}


def no_folder_error(folder: Path) -> Exception:
    """The folder of the database is not there."""
    return fault(
        "missing-folder",
        "Le dossier où FILIERE_DATABASE_URL met la base n’existe pas. Rien n’a été remis.",
        "The folder where FILIERE_DATABASE_URL places the database does not exist. Nothing was restored.",
        "Créez-le, pour le compte du service seul, puis recommencez.",
        "Create it, accessible only to the service account, then try again.",
        file=folder,
    )


def other_engine_error(engine: str) -> Exception:
    """The backup is of a database of another engine than the one that is named."""
    words = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[engine]
    return fault(
        "other-engine",
        f"La sauvegarde est celle d’une base {words}, et FILIERE_DATABASE_URL en nomme une autre.",
        f"The backup is of a {words} database, and FILIERE_DATABASE_URL names another.",
        "Donnez à FILIERE_DATABASE_URL une base du même moteur, ou retirez-la pour SQLite.",
        "Set FILIERE_DATABASE_URL to a database of the same engine, or unset it for SQLite.",
    )
