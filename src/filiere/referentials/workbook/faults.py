"""What may be wrong with a workbook of answers: the words of each fault under its code."""

from filiere.core.faults import FaultCatalogue

# Under each code, the fault in French and in English, then the remedy in French and in English.
CATALOGUE = FaultCatalogue(
    {
        "workbook-sheet-missing": (
            "La feuille « {sheet} » manque.",
            "The sheet “{sheet}” is missing.",
            "Remettez-la, ou repartez d’un nouvel export.",
            "Restore it, or start from a new export.",
        ),
        "workbook-line-missing": (
            "Feuille « {sheet} » : la ligne « {key} » manque.",
            "Sheet “{sheet}”: the line “{key}” is missing.",
            "Remettez cette ligne, ou repartez d’un nouvel export.",
            "Restore this line, or start from a new export.",
        ),
        "not-a-workbook": (
            "Ce fichier n’est pas un classeur Excel (.xlsx) lisible.",
            "This file is not a readable Excel workbook (.xlsx).",
            "Envoyez le fichier exporté du site, enregistré au format .xlsx, sans mot de passe.",
            "Send the file exported from the site, saved as .xlsx, without a password.",
        ),
        "workbook-too-large": (
            "Ce classeur est plus grand que tout questionnaire, ou se décompresse en bien plus que sa taille.",
            "This workbook is larger than any questionnaire, or unpacks to far more than its size.",
            "Repartez d’un nouvel export du site.",
            "Start again from a new export of the site.",
        ),
    }
)
fault = CATALOGUE.build
