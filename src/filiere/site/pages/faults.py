"""What may be wrong in a page that the people who run the site wrote."""

from __future__ import annotations

from pathlib import Path

from filiere.core import Fault, Text


def unreadable(path: Path, why: str) -> Fault:
    """The file cannot be read."""
    return Fault(
        code="page-unreadable",
        message=Text(fr=f"Le fichier ne peut pas être lu : {why}.", en=f"The file cannot be read: {why}."),
        remedy=Text(fr="Rendez-le lisible par le compte du site.", en="Make it readable by the site’s account."),
        file=str(path),
    )


def too_long(path: Path, most: int) -> Fault:
    """The file is larger than a page may be."""
    return Fault(
        code="page-too-long",
        message=Text(fr=f"Le fichier dépasse {most} octets.", en=f"The file is larger than {most} bytes."),
        remedy=Text(fr="Raccourcissez-le.", en="Shorten it."),
        file=str(path),
    )


def not_utf8(path: Path) -> Fault:
    """The file is not text."""
    return Fault(
        code="page-not-utf8",
        message=Text(fr="Le fichier n’est pas en UTF-8.", en="The file is not in UTF-8."),
        remedy=Text(fr="Enregistrez-le en UTF-8.", en="Save it as UTF-8."),
        file=str(path),
    )


def no_title(path: Path) -> Fault:
    """The page has no heading of the first level."""
    return Fault(
        code="page-without-title",
        message=Text(fr="La page n’a pas de titre.", en="The page has no title."),
        remedy=Text(fr="Commencez-la par une ligne « # Titre ».", en="Begin it with a line “# Title”."),
        file=str(path),
    )


def unknown_name(path: Path, known: tuple[str, ...]) -> Fault:
    """No page reads a file of this name."""
    listed = ", ".join(known)
    return Fault(
        code="page-unknown-name",
        message=Text(fr=f"Aucune page ne lit « {path.name} ».", en=f"No page uses a file named “{path.name}”."),
        remedy=Text(fr=f"Donnez-lui un de ces noms : {listed}.", en=f"Give it one of these names: {listed}."),
        file=str(path),
    )


def unknown_place(path: Path, name: str, known: tuple[str, ...]) -> Fault:
    """The text names a value that there is none of."""
    listed = ", ".join(f"{{{one}}}" for one in known)
    return Fault(
        code="page-unknown-value",
        message=Text(fr=f"Rien ne s’appelle « {{{name}}} ».", en=f"Nothing is called “{{{name}}}”."),
        remedy=Text(fr=f"Prenez une de ces valeurs : {listed}.", en=f"Use one of these values: {listed}."),
        file=str(path),
    )


def unknown_link(path: Path, target: str) -> Fault:
    """A link leads to no page."""
    return Fault(
        code="page-unknown-link",
        message=Text(fr=f"Le lien « {target} » ne mène à aucune page.", en=f"The link “{target}” leads to no page."),
        remedy=Text(
            fr="Donnez une adresse en https://, text:contact, ou page: suivi du nom d’une page.",
            en="Give an https:// address, text:contact, or page: followed by the name of a page.",
        ),
        file=str(path),
    )
