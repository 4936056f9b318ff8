"""What is wrong with a pattern that another tool made: one entry a code, both languages, as in the messages beside."""

from filiere.core.faults import FaultCatalogue, FaultEntry

_ENTRIES: dict[str, FaultEntry] = {
    "pattern-no-cell": (
        "Les données n’ont pas de cellule {cell}, et ce tableau lui donne une valeur.",
        "The data have no cell {cell}, and this table gives it a value.",
        "Écrivez les codes comme dans les données, totaux compris, ou donnez les données de ce tableau.",
        "Write codes as the data do, totals included, or give the data of this table.",
    ),
    "pattern-value": (
        "La valeur publiée de la cellule {cell} n’est pas celle des données.",
        "The published value of the cell {cell} is not that of the data.",
        "Donnez les données dont ce tableau est fait ; un tableau arrondi ou bruité ne s’audite pas ainsi.",
        "Give the data that this table is made of; a rounded or perturbed table is not audited this way.",
    ),
    "pattern-status": (
        "Le statut « {found} » n’est pas connu : cette cellule est-elle publiée ?",
        "The status “{found}” is not known: is this cell published?",
        "Dites par --published quels mots veulent dire « publiée », séparés par des virgules ; les autres retirent.",
        "Say by --published which words mean published, separated by commas; the others withhold.",
    ),
    "pattern-none-published": (
        "Aucune cellule n’a l’un des statuts donnés pour publiés ({words}).",
        "No cell has one of the statuses said to be published ({words}).",
        "Reprenez les mots de la colonne « status », majuscules comprises.",
        "Take the words of the column “status”, capitals included.",
    ),
}
PATTERN_FAULTS = FaultCatalogue(_ENTRIES)

_NOTE_ENTRIES: dict[str, FaultEntry] = {
    "pattern-cells-missing": (
        "Des cellules des données manquent dans ce tableau : {count}. Elles comptent pour retirées.",
        "Some cells of the data are missing from this table: {count}. They count as withheld.",
        "Rien à faire si elles ne sont publiées nulle part.",
        "Nothing to do if they are published nowhere.",
    ),
}
PATTERN_NOTES = FaultCatalogue(_NOTE_ENTRIES)
