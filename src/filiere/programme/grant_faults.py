"""What is said of a file of grants: what the schema forbids, and what it allows but nobody can mean."""

from filiere.core.faults import FaultCatalogue, FaultEntry

# Under each code, the fault in French and in English, then the remedy in French and in English.
_ENTRIES: dict[str, FaultEntry] = {
    "grants-empty": (
        "Ce fichier n’a pas de première ligne qui nomme ses colonnes.",
        "This file has no first line that names its columns.",
        "Écrivez les noms de colonnes du schéma sur la première ligne.",
        "Write the column names of the schema on the first line.",
    ),
    "grants-not-text": (
        "Ce fichier n’est pas du texte : c’est un classeur, une archive, un PDF ou un autre fichier binaire.",
        "This file is not text: it is a spreadsheet, an archive, a PDF or another binary file.",
        "Enregistrez le tableau au format CSV, en UTF-8, puis envoyez ce fichier.",
        "Save the table as CSV, in UTF-8, then send that file.",
    ),
    "grants-broken-csv": (
        "Cette ligne n’est pas du CSV valide.",
        "This line is not valid CSV.",
        "Vérifiez qu’un guillemet n’est pas resté ouvert.",
        "Check that no quotation mark was left open.",
    ),
    "grant-missing-column": (
        "La colonne « {name} » manque ; le schéma la demande.",
        "The column “{name}” is missing; the schema needs it.",
        "Ajoutez la colonne « {name} ».{near_fr}",
        "Add the column “{name}”.{near_en}",
    ),
    "grant-repeated-column": (
        "La colonne « {name} » est donnée deux fois.",
        "The column “{name}” is given twice.",
        "Gardez-en une seule.",
        "Keep only one of them.",
    ),
    "grant-cells": (
        "Cette ligne a {count} cases ; la première en nomme {wanted}.",
        "This line has {count} cells; the first one names {wanted}.",
        "Vérifiez les séparateurs et les guillemets de la ligne.",
        "Check the separators and quotation marks of the line.",
    ),
    "grant-blank": (
        "« {name} » est vide ; le schéma demande une valeur.",
        "“{name}” is blank; the schema needs a value.",
        "Donnez la valeur.",
        "Give the value.",
    ),
    "grant-date": (
        "« {name} » vaut « {value} », qui n’est pas une date.",
        "“{name}” is “{value}”, which is not a date.",
        "Écrivez année, mois et jour : 2026-06-27.",
        "Write year, month and day: 2026-06-27.",
    ),
    "grant-number": (
        "« {name} » vaut « {value} », qui n’est pas un nombre.",
        "“{name}” is “{value}”, which is not a number.",
        "Écrivez des chiffres seuls, avec un point décimal : 47800.20.",
        "Write digits only, with a decimal point: 47800.20.",
    ),
    "grant-bounds": (
        "« {name} » vaut {value} ; il faut de {least} à {most}.",
        "“{name}” is {value}; it goes from {least} to {most}.",
        "Écrivez la part comme un nombre décimal : 45 % s’écrit 0.45.",
        "Write the share as a decimal number: 45% is written 0.45.",
    ),
    "grant-choice": (
        "« {name} » vaut « {value} », qui n’est pas une des valeurs du schéma.",
        "“{name}” is “{value}”, which is not one of the values of the schema.",
        "Valeurs du schéma : {allowed}.",
        "Values of the schema: {allowed}.",
    ),
    "grant-pattern": (
        "« {name} » vaut « {value} », qui n’a pas la forme attendue.",
        "“{name}” is “{value}”, which does not have the expected form.",
        "Forme attendue : {form}.",
        "Expected form: {form}.",
    ),
    "grant-too-long": (
        "« {name} » a {count} signes ; la limite est de {longest}.",
        "“{name}” has {count} characters; the limit is {longest}.",
        "Raccourcissez ce texte.",
        "Shorten this text.",
    ),
    "grant-too-large": (
        "« {name} » vaut « {value} » ; un montant a {digits} chiffres au plus avant la virgule.",
        "“{name}” is “{value}”; an amount has at most {digits} digits before its decimal point.",
        "Vérifiez que le montant est en euros.",
        "Check that the amount is in euros.",
    ),
    # What follows is a doubt: the schema allows it.
    "grant-optional-column": (
        "La colonne « {name} », facultative, manque.",
        "The optional column “{name}” is missing.",
        "Ajoutez-la, vide au besoin : certains outils la demandent.",
        "Add it, blank if need be: some tools ask for it.",
    ),
    "grant-unknown-column": (
        "La colonne « {name} » n’est pas du schéma.",
        "The column “{name}” is not in the schema.",
        "Corrigez son nom, ou gardez-la si elle est voulue.{near_fr}",
        "Correct its name, or keep it if it is meant.{near_en}",
    ),
    "grant-impossible-period": (
        "« {value} » a la forme d’une date ou d’une période, mais le jour n’existe pas.",
        "“{value}” has the form of a date or a period, but the day does not exist.",
        "Vérifiez l’ordre du mois et du jour.",
        "Check the order of month and day.",
    ),
    "grant-reversed-period": (
        "La période « {value} » finit avant d’avoir commencé.",
        "The period “{value}” ends before it begins.",
        "Échangez les deux dates, ou corrigez l’une.",
        "Swap the two dates, or correct one.",
    ),
    "grant-negative": (
        "Le montant {value} est négatif.",
        "The amount {value} is negative.",
        "Une subvention reprise se publie par une convention corrigée ; vérifiez le signe.",
        "A grant taken back is published by a corrected agreement; check the sign.",
    ),
    "grant-no-beneficiary-number": (
        "Le bénéficiaire n’a ni SIRET ni numéro RNA : rien ne le distingue d’un homonyme.",
        "The beneficiary has neither a SIRET nor an RNA number: nothing sets it apart from a namesake.",
        "Donnez l’un des deux.",
        "Give one of them.",
    ),
    "grant-repeated": (
        "Cette ligne est la même que la ligne {line}.",
        "This line is the same as line {line}.",
        "Gardez-en une, ou dites dans « objet » ce qui les distingue.",
        "Keep one, or say in “objet” what sets them apart.",
    ),
    "grant-shares": (
        "Les parts des bénéficiaires de la décision « {decision} » font {total} ; il en manque {missing}.",
        "The shares of the beneficiaries of decision “{decision}” make {total}; {missing} is missing.",
        "Une ligne par bénéficiaire, dont les parts font 1 : cherchez celle qui manque.",
        "One line a beneficiary, with shares that make 1: look for the one that is missing.",
    ),
    "grant-shares-above": (
        "Les parts des bénéficiaires de la décision « {decision} » font {total} : {missing} de trop.",
        "The shares of the beneficiaries of decision “{decision}” make {total}: {missing} too much.",
        "Une ligne par bénéficiaire, dont les parts font 1 : vérifiez chacune.",
        "One line a beneficiary, with shares that make 1: check each of them.",
    ),
}

FAULTS = FaultCatalogue(_ENTRIES)
