"""What is told beside a result: nothing is wrong, and whoever publishes should know it; one entry a code.

As in faults, no value and no contributor is shown: these sentences end in logs.
"""

from filiere.core.faults import FaultCatalogue, FaultEntry
from filiere.disclosure.inputs.pattern_faults import PATTERN_NOTES

# Under each code, the note in French and in English, then what to do in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "contributors-in-several-cells": (
        "Des contributeurs sont dans plusieurs cellules fines : {count}, par exemple dans {cells}.",
        "Some contributors are in several narrow cells: {count}, for example in {cells}.",
        "Chacun compte une fois par cellule. Si une ligne est un contributeur, laissez « contributor: null ».",
        "Each counts once a cell. If a row is a contributor, leave “contributor: null”.",
    ),
    "digits-rounded": (
        "Des valeurs de « {column} » ont plus de quinze chiffres : {count}. Elles sont lues à quinze, ce qu’un nombre "
        "binaire garde.",
        "Some values of “{column}” have more than fifteen digits: {count}. They are read at fifteen, what a binary "
        "number keeps.",
        "Exportez des décimaux si tous les chiffres comptent.",
        "Export decimals if all digits count.",
    ),
    "every-cell-unsafe": (
        "Toutes les cellules sont retirées par la règle elle-même ({count}, dont {cells}) : rien ne serait publié.",
        "Every cell is withheld by the rule itself ({count}, {cells} among them): nothing would be published.",
        "Regroupez les codes, ou vérifiez la colonne du contributeur.",
        "Group the codes, or check the contributor’s column.",
    ),
    "amounts-negative": (
        "Des montants sont négatifs : {count}. Un lecteur est tenu pour ne savoir aucune borne à leurs cellules.",
        "Some amounts are negative: {count}. A reader is taken to know no bound of the cells that have one.",
        "Vérifiez que ce ne sont pas des fautes : une cellule sans borne cache mieux qu’elle ne devrait.",
        "Check that they are no mistakes: a cell without a bound hides better than it should.",
    ),
    "waiver-of-nobody": (
        "Un accord est celui d’un contributeur qui n’est pas dans les données.",
        "A consent is that of a contributor who is not in the data.",
        "Vérifiez son identifiant ; l’accord ne change rien ici.",
        "Check its identifier; the consent changes nothing here.",
    ),
    "cells-without-anyone": (
        "Des cellules n’ont aucun contributeur et ne sont pas reprises : {count}.",
        "Some cells have no contributor and are left out: {count}.",
        "Elles valent zéro pour tous, et ne sont un secret pour personne.",
        "They are zero for everybody, and a secret to nobody.",
    ),
    **PATTERN_NOTES,
}
NOTES = FaultCatalogue(_ENTRIES)
