"""What is wrong with a data set of moves: one entry a code, the fault and its remedy, in both languages."""

from filiere.core.faults import FaultCatalogue, FaultEntry

_ENTRIES: dict[str, FaultEntry] = {
    "moves-unknown-code": (
        "Le code « {code} » n’est pas dans la nomenclature chargée.",
        "The code “{code}” is not in the loaded nomenclature.",
        "Vérifiez le code et la version de la nomenclature.{near_fr}",
        "Check the code and the release of the nomenclature.{near_en}",
    ),
    "moves-to-itself": (
        "Le métier « {code} » mène à lui-même.",
        "The job “{code}” leads to itself.",
        "Retirez cette ligne.",
        "Remove this line.",
    ),
    "moves-relevance": (
        "« {value} » n’est pas un nombre supérieur à 0.",
        "“{value}” is not a number above 0.",
        "Écrivez la pertinence comme 1 ou 2, plus grande quand le métier est plus proche.",
        "Write the relevance as 1 or 2, greater when the job is closer.",
    ),
    "moves-repeated": (
        "Le passage de « {origin} » à « {target} » a déjà une autre pertinence.",
        "The move from “{origin}” to “{target}” already has another relevance.",
        "Gardez une seule des deux lignes.",
        "Keep one of the two lines.",
    ),
    "moves-none": (
        "Ce fichier ne contient aucun passage.",
        "This file holds no move.",
        "Écrivez une ligne par passage : origin, target, relevance.",
        "Write a line a move: origin, target, relevance.",
    ),
    "moves-columns": (
        "Il manque des colonnes : {names}.",
        "Columns are missing: {names}.",
        "La première ligne doit être origin,target,relevance.",
        "The first line must be origin,target,relevance.",
    ),
    "moves-no-nomenclature": (
        "« {folder} » ne contient aucune table de métiers « {prefix}… ».",
        "“{folder}” holds no table of jobs “{prefix}…”.",
        "Donnez le dossier des tables (--tables) et le début de leur nom (--prefix).",
        "Give the folder of the tables (--tables) and how their names begin (--prefix).",
    ),
    "evaluation-no-data": (
        "Il n’y a rien à mesurer : il manque {names}.",
        "There is nothing to measure: {names} is missing.",
        "Donnez un fichier de passages et --nomenclature (ou --tables), ou bien --titles, --against et --truth.",
        "Give a file of moves and --nomenclature (or --tables), or --titles, --against and --truth.",
    ),
    "moves-unknown-target": (
        "Le code « {code} », donné par --target, n’est pas dans la nomenclature chargée.",
        "The code “{code}”, given by --target, is not in the loaded nomenclature.",
        "Vérifiez le code.{near_fr}",
        "Check the code.{near_en}",
    ),
}

CATALOGUE = FaultCatalogue(_ENTRIES)
