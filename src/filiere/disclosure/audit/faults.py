"""What the auditor says is wrong with a run folder, in both languages; ``{…}`` is filled in where it is found."""

from typing import Any

from filiere.core import Fault
from filiere.core.faults import FaultCatalogue, FaultEntry

_REDO_REMEDY = (
    "Ne publiez pas ce dossier ; refaites-le avec « filiere disclosure protect ».",
    "Do not publish this folder; make it again with “filiere disclosure protect”.",
)

# French, English, what to do in French, in English.
_ENTRIES: dict[str, FaultEntry] = {
    "disclosure-folder-unreadable": (
        "Le fichier {name} ne se lit pas comme celui d’un dossier de confidentialité : {why}.",
        "The file {name} cannot be read as one of a confidentiality folder: {why_en}.",
        "Refaites le dossier avec « filiere disclosure protect » ; ne corrigez pas ses fichiers à la main.",
        "Make the folder again with “filiere disclosure protect”; do not edit its files by hand.",
    ),
    "disclosure-negative": (
        "Des montants sont négatifs alors que le dossier dit qu’aucun ne peut l’être.",
        "Some amounts are negative, although the folder says that none can be.",
        *_REDO_REMEDY,
    ),
    "disclosure-cell-invented": (
        "La cellule {cell} est dans le fichier, mais personne n’y contribue.",
        "The cell {cell} is in the file, but nobody contributes to it.",
        *_REDO_REMEDY,
    ),
    "disclosure-cell-twice": (
        "La cellule {cell} est deux fois dans le fichier.",
        "The cell {cell} is in the file twice.",
        *_REDO_REMEDY,
    ),
    "disclosure-cell-missing": (
        "La cellule {cell} a des contributeurs et manque au fichier.",
        "The cell {cell} has contributors and is missing from the file.",
        *_REDO_REMEDY,
    ),
    "disclosure-not-additive": (
        "La cellule {cell} n’est pas la somme de ses parties.",
        "The cell {cell} is not the sum of its parts.",
        *_REDO_REMEDY,
    ),
    "disclosure-value-wrong": (
        "La cellule {cell} vaut {true}, non {told}.",
        "The cell {cell} is {true}, not {told}.",
        *_REDO_REMEDY,
    ),
    "disclosure-status-wrong": (
        "La cellule {cell} porte le statut « {told} » ; d’après les règles, c’est « {true} ».",
        "The cell {cell} has the status “{told}”; by the rules it is “{true}”.",
        *_REDO_REMEDY,
    ),
    "disclosure-primary-published": (
        "La cellule {cell} ne respecte pas les règles, et la copie publique en donne la valeur.",
        "The cell {cell} breaks the rules, and the public copy gives its value.",
        *_REDO_REMEDY,
    ),
    "disclosure-public-other-cells": (
        "La copie publique ne liste pas les mêmes cellules dans le même ordre.",
        "The public copy does not list the same cells in the same order.",
        *_REDO_REMEDY,
    ),
    "disclosure-public-copy-wrong": (
        "La copie publique dit de la cellule {cell} autre chose que l’exemplaire interne.",
        "The public copy says of the cell {cell} something else than the inner copy.",
        *_REDO_REMEDY,
    ),
    "disclosure-union-told": (
        "On peut calculer la somme des cellules {cells}, qui ensemble ont trop peu de contributeurs.",
        "The sum of the cells {cells}, which together have too few contributors, can be reckoned.",
        *_REDO_REMEDY,
    ),
    "disclosure-certificate-broken": (
        "Le certificat n’est plus celui qui a été écrit : son sceau ne lui va pas.",
        "The certificate is no longer the one that was written: its seal does not fit.",
        *_REDO_REMEDY,
    ),
    "disclosure-file-changed": (
        "Le fichier {name} n’est plus celui que le certificat décrit.",
        "The file {name} is no longer the one that the certificate describes.",
        *_REDO_REMEDY,
    ),
    "disclosure-file-missing": (
        "Le certificat décrit un fichier {name} qui n’est pas là.",
        "The certificate describes a file {name} that is not there.",
        *_REDO_REMEDY,
    ),
    "disclosure-file-added": (
        "Le dossier contient un fichier {name} que le certificat ne décrit pas.",
        "The folder holds a file {name} that the certificate does not describe.",
        "Retirez ce fichier du dossier.",
        "Take this file out of the folder.",
    ),
    "disclosure-report-wrong": (
        "Le rapport dit {key} = {told} ; on compte {true}.",
        "The report says {key} = {told}; counted again it is {true}.",
        *_REDO_REMEDY,
    ),
    "disclosure-report-attacker-missing": (
        "Le rapport ne dit rien de l’attaquant {name}, contre qui le niveau {level} protège.",
        "The report says nothing of the attacker {name}, against whom the level {level} protects.",
        *_REDO_REMEDY,
    ),
    "disclosure-vector-published-cell": (
        "Le vecteur {number} ({kind}) du certificat change la cellule {cell}, qui est publiée.",
        "Vector {number} ({kind}) of the certificate changes the cell {cell}, which is published.",
        *_REDO_REMEDY,
    ),
    "disclosure-vector-no-circulation": (
        "Le vecteur {number} ({kind}) du certificat change la somme qui fait la cellule {cell}.",
        "Vector {number} ({kind}) of the certificate changes the sum that makes the cell {cell}.",
        *_REDO_REMEDY,
    ),
    "disclosure-vector-at-bound": (
        "Le vecteur {number} ({kind}) du certificat change la cellule {cell}, que chacun sait à son extrême.",
        "Vector {number} ({kind}) of the certificate changes the cell {cell}, known by all to be at its extreme.",
        *_REDO_REMEDY,
    ),
    "disclosure-claim-malformed": (
        "L’affirmation {number} du certificat ne montre rien : {row}.",
        "Claim {number} of the certificate shows nothing: {row}.",
        *_REDO_REMEDY,
    ),
    "disclosure-claim-impossible": (
        "L’affirmation {number}, sur la cellule {cell}, met la cellule {other} hors du possible.",
        "Claim {number}, about the cell {cell}, puts the cell {other} beyond what is possible.",
        *_REDO_REMEDY,
    ),
    "disclosure-claim-missing": (
        "Rien ne montre que la cellule {cell} reste assez incertaine {side}.",
        "Nothing shows that the cell {cell} stays uncertain enough {side_en}.",
        *_REDO_REMEDY,
    ),
    "disclosure-attacker-exact": (
        "Rien ne montre que {who} ne peut trouver exactement la cellule {cell}.",
        "Nothing shows that {who_en} cannot find the cell {cell} exactly.",
        *_REDO_REMEDY,
    ),
    "disclosure-attacker-narrow": (
        "Rien ne montre que la cellule {cell} reste assez incertaine {side} pour {who}.",
        "Nothing shows that the cell {cell} stays uncertain enough {side_en} for {who_en}.",
        *_REDO_REMEDY,
    ),
    "disclosure-rows-differ": (
        "Les lignes données ne font pas ce que le dossier contient dans la cellule {cell}.",
        "The rows given do not make what the folder holds in the cell {cell}.",
        "Vérifiez que ce sont les données de cette protection ; sinon, le dossier a été inventé ou changé.",
        "Check that these are the data of this run; if they are, the folder was invented or changed.",
    ),
    "disclosure-rows-more": (
        "D’autres cellules ne sont pas celles des lignes données : {count}.",
        "Other cells are not those of the rows given: {count}.",
        "Comme pour les premières.",
        "As for the first ones.",
    ),
    "disclosure-rows-owners": (
        "Les cellules sont celles des lignes données, mais non ceux qui y contribuent.",
        "The cells are those of the rows given, but those who contribute to them are not.",
        "Vérifiez les colonnes du contributeur et du groupe ; qui est plusieurs compte sinon pour un, ou l’inverse.",
        "Check the columns of contributor and holding; else one who is several counts as one, or the other way round.",
    ),
    "disclosure-rounding-unproved": (
        "Des valeurs arrondies n’ont pas de preuve sans solveur ; le reste du dossier est vérifié.",
        "Rounded values have no proof without a solver; the rest of the folder is checked.",
        "Lancez « filiere disclosure audit » sur ce dossier.",
        "Run “filiere disclosure audit” on this folder.",
    ),
}
FAULTS = FaultCatalogue(_ENTRIES)


def fault(code: str, *, file: str, line: int | None = None, at: str | None = None, **values: Any) -> Fault:
    """Return a fault of a run folder; ``at`` is the key of its file that it is about."""
    return FAULTS.build(code, **values).at(file=file, line=line, key=at)
