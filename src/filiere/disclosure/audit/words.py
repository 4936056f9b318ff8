"""What the auditor says is wrong with a run folder, in both languages; ``{…}`` is filled in where it is found."""

from filiere.core import Fault, Text

_REDO = (
    "Ne publiez pas ce dossier ; refaites-le avec « filiere disclosure protect ».",
    "Do not publish this folder; make it again with “filiere disclosure protect”.",
)

# French, English, what to do in French, in English.
FAULTS: dict[str, tuple[str, str, str, str]] = {
    "disclosure-folder-unreadable": (
        "Le fichier {name} ne se lit pas comme celui d’un dossier de confidentialité : {why}.",
        "The file {name} cannot be read as one of a confidentiality folder: {why}.",
        "Refaites le dossier avec « filiere disclosure protect » ; ne corrigez pas ses fichiers à la main.",
        "Make the folder again with “filiere disclosure protect”; do not edit its files by hand.",
    ),
    "disclosure-negative": (
        "Des montants sont négatifs alors que le dossier dit qu’aucun ne peut l’être.",
        "Some amounts are negative, although the folder says that none can be.",
        *_REDO,
    ),
    "disclosure-cell-invented": (
        "La cellule {cell} est dans le fichier, mais personne n’y contribue.",
        "The cell {cell} is in the file, but nobody contributes to it.",
        *_REDO,
    ),
    "disclosure-cell-twice": (
        "La cellule {cell} est deux fois dans le fichier.",
        "The cell {cell} is in the file twice.",
        *_REDO,
    ),
    "disclosure-cell-missing": (
        "La cellule {cell} a des contributeurs et manque au fichier.",
        "The cell {cell} has contributors and is missing from the file.",
        *_REDO,
    ),
    "disclosure-not-additive": (
        "La cellule {cell} n’est pas la somme de ses parties.",
        "The cell {cell} is not the sum of its parts.",
        *_REDO,
    ),
    "disclosure-value-wrong": (
        "La cellule {cell} vaut {true}, non {told}.",
        "The cell {cell} is {true}, not {told}.",
        *_REDO,
    ),
    "disclosure-status-wrong": (
        "La cellule {cell} porte le statut « {told} » ; d’après les règles, c’est « {true} ».",
        "The cell {cell} has the status “{told}”; by the rules it is “{true}”.",
        *_REDO,
    ),
    "disclosure-primary-published": (
        "La cellule {cell} ne respecte pas les règles, et la copie publique en donne la valeur.",
        "The cell {cell} breaks the rules, and the public copy gives its value.",
        *_REDO,
    ),
    "disclosure-public-other-cells": (
        "La copie publique ne liste pas les mêmes cellules dans le même ordre.",
        "The public copy does not list the same cells in the same order.",
        *_REDO,
    ),
    "disclosure-public-copy-wrong": (
        "La copie publique dit de la cellule {cell} autre chose que l’exemplaire interne.",
        "The public copy says of the cell {cell} something else than the inner copy.",
        *_REDO,
    ),
}


def fault(code: str, *, file: str, line: int | None = None, **values: object) -> Fault:
    """Return a fault of a run folder."""
    message, english, remedy, remedy_english = FAULTS[code]
    return Fault(
        code=code,
        message=Text(fr=message.format(**values), en=english.format(**values)),
        remedy=Text(fr=remedy, en=remedy_english),
        file=file,
        line=line,
    )
