"""What is wrong with a questionnaire, with answers to it, or with a workbook of them: one entry a code."""

from filiere.core.faults import FaultCatalogue

CATALOGUE = FaultCatalogue(
    {
        "survey-not-a-questionnaire": (
            "Ce fichier ne contient pas de questionnaire : il faut des clés, et une liste « parts ».",
            "This file does not hold a questionnaire: keys are needed, and a list “parts”.",
            "Partez d’un des questionnaires livrés, et changez-le.",
            "Start from one of the questionnaires shipped, and change it.",
        ),
        "survey-no-such-questionnaire": (
            "Il n’y a pas de questionnaire « {key} » à la version « {version} ».",
            "There is no questionnaire “{key}” of version “{version}”.",
            "Prenez une clé et une version du dossier des questionnaires.",
            "Take a key and a version of the folder of questionnaires.",
        ),
        "survey-change-version": (
            "« {key} » est déclarée changée à la version {version}, et le questionnaire en est à la version {current}.",
            "“{key}” is declared as changed in version {version}, and the questionnaire is at version {current}.",
            "Donnez la version où le changement a paru, de 2 à celle du fichier.",
            "Give the version in which the change appeared, from 2 to that of the file.",
        ),
        "survey-change-unsaid": (
            "« {key} » ne se lit plus comme à la version d’avant ({what}), et rien ne dit si le sens a changé.",
            "“{key}” no longer reads as in the version before ({what}), and nothing says whether its meaning changed.",
            "Déclarez-la sous « changes » : « wording » si la question reste la même, « meaning » sinon.",
            "Declare it under “changes”: “wording” if it still asks the same, “meaning” otherwise.",
        ),
        "survey-change-structural": (
            "« {key} » est déclarée seulement récrite, et ce qu’elle demande diffère : {what}.",
            "“{key}” is declared as reworded only, and what it asks differs: {what}.",
            "Déclarez-la « meaning » : sa série est rompue ; ou rétablissez ce qui diffère.",
            "Declare it as “meaning”: its series is broken; or restore what differs.",
        ),
        "survey-change-void": (
            "« {key} » est déclarée récrite, et rien n’en diffère de la version d’avant.",
            "“{key}” is declared as reworded, and nothing in it differs from the version before.",
            "Retirez cette déclaration.",
            "Remove this declaration.",
        ),
        "survey-change-history": (
            "Ce que la version {version} disait de « {key} » manque, ou a changé.",
            "What version {version} said of “{key}” is missing, or has changed.",
            "Reprenez tel quel ce que les versions d’avant ont déclaré : les séries en dépendent.",
            "Keep what former versions declared as it was: series depend on it.",
        ),
        "survey-repeated-key": (
            "La clé « {key} » est déjà prise, ligne {line}.",
            "The key “{key}” is already taken, line {line}.",
            "Donnez une autre clé à l’un des deux.",
            "Give one of the two another key.",
        ),
        "survey-reserved-key": (
            "La clé « {key} » est un mot du langage des conditions.",
            "The key “{key}” is a word of the language of conditions.",
            "Donnez une autre clé à cette question.",
            "Give this question another key.",
        ),
        "survey-options": (
            "Une question de la nature « {kind} » a {count} réponses à choisir.",
            "A question of kind “{kind}” has {count} options.",
            "Donnez deux réponses au moins à « choice » et « choices », et aucune aux autres natures.",
            "Give at least two options to “choice” and “choices”, and none to the other kinds.",
        ),
        "survey-number-only": (
            "« {name} » n’a de sens que pour un nombre, et la question est de la nature « {kind} ».",
            "“{name}” has a meaning for numbers only, and the question is of kind “{kind}”.",
            "Retirez cette clé, ou changez la nature de la question.",
            "Remove this key, or change the kind of the question.",
        ),
        "survey-range": (
            "Les bornes sont vides ou à l’envers : de {low} à {high}.",
            "The bounds are blank or reversed: from {low} to {high}.",
            "Donnez « low », « high », ou les deux dans l’ordre.",
            "Give “low”, “high”, or both in order.",
        ),
        "survey-loop-source": (
            "Une boucle suit « turns », « options_of » ou « times », l’un des trois ; celle-ci en a {count}.",
            "A loop follows “turns”, “options_of” or “times”, one of the three only; this one has {count}.",
            "Gardez l’un des trois.",
            "Keep one of the three.",
        ),
        "survey-unknown-question": (
            "La question « {key} » n’existe pas dans ce questionnaire.",
            "There is no question “{key}” in this questionnaire.",
            "Corrigez cette clé.{near_fr}",
            "Correct this key.{near_en}",
        ),
        "survey-question-after": (
            "La question « {key} » vient après : rien ne peut en dépendre ici.",
            "The question “{key}” comes later: nothing here can depend on it.",
            "Placez-la avant, ou retirez ce renvoi.",
            "Move it earlier, or remove this reference.",
        ),
        "survey-loop-question": (
            "La boucle ne peut pas suivre « {key} », qui est de la nature « {kind} »{inside}.",
            "The loop cannot follow “{key}”, which is of kind “{kind}”{inside}.",
            "« options_of » suit une question « choices », « times » une question « number », hors de toute boucle.",
            "“options_of” follows a question “choices”, “times” a question “number”, outside any loop.",
        ),
        "survey-sum-part": (
            "« {key} » ne peut pas entrer dans cette somme : {why}.",
            "“{key}” cannot enter this sum: {why}.",
            "Mettez ensemble des nombres de même unité, d’une même boucle ou hors de toute boucle.",
            "Put together numbers of the same unit, in the same loop or outside any loop.",
        ),
        "survey-series-option": (
            "La série renvoie à la réponse « {option} », que la question n’a pas.",
            "The series refers to the option “{option}”, which the question does not have.",
            "Corrigez cette clé.{near_fr}",
            "Correct this key.{near_en}",
        ),
        "survey-unknown-place": (
            "« {place} » n’est pas une question de ce questionnaire.",
            "“{place}” is not a question of this questionnaire.",
            "Rouvrez la page, et répondez à nouveau.",
            "Open the page again, and answer again.",
        ),
        "survey-unknown-screen": (
            "« {screen} » n’est pas une page de ce questionnaire.",
            "“{screen}” is not a page of this questionnaire.",
            "Rouvrez la page, et répondez à nouveau.",
            "Open the page again, and answer again.",
        ),
        "survey-unknown-option": (
            "« {option} » n’est pas une réponse à cette question.",
            "“{option}” is not an answer to this question.",
            "Choisissez parmi : {options}.",
            "Choose among: {options}.",
        ),
        "survey-other-version": (
            "Les réponses de « {unit} » sont au questionnaire « {said} », et non « {wanted} ».",
            "The answers of “{unit}” are to the questionnaire “{said}”, not “{wanted}”.",
            "Exportez chaque version à part.",
            "Export each version separately.",
        ),
        "survey-text-too-long": (
            "{length} caractères, pour {most} au plus.",
            "{length} characters; at most {most} are allowed.",
            "Raccourcissez ce texte.",
            "Shorten this text.",
        ),
        "survey-workbook-other": (
            "Ce classeur {why} : « {said} », et non « {wanted} ».",
            "This workbook {why}: “{said}”, not “{wanted}”.",
            "Téléchargez à nouveau le classeur de ce centre, et reportez-y vos réponses.",
            "Download the workbook of this centre again, and copy your answers into it.",
        ),
        "survey-workbook-sheet": (
            "La feuille « {sheet} » manque.",
            "The sheet “{sheet}” is missing.",
            "Remettez-la, ou repartez d’un nouveau classeur.",
            "Restore it, or start from a new workbook.",
        ),
        "survey-workbook-line-missing": (
            "Feuille « {sheet} » : la ligne « {line} » manque.",
            "Sheet “{sheet}”: the line “{line}” is missing.",
            "Remettez cette ligne, ou repartez d’un nouveau classeur.",
            "Restore this line, or start from a new workbook.",
        ),
        "survey-workbook-key": (
            "Feuille « {sheet} », cellule {cell} : la clé « {line} » n’est pas de cette feuille.",
            "Sheet “{sheet}”, cell {cell}: the key “{line}” does not belong to this sheet.",
            "Remettez la clé, ou repartez d’un nouveau classeur.",
            "Restore the key, or start from a new workbook.",
        ),
        "survey-workbook-key-twice": (
            "Feuille « {sheet} », cellule {cell} : la clé « {line} » est donnée deux fois.",
            "Sheet “{sheet}”, cell {cell}: the key “{line}” is given twice.",
            "Gardez une seule de ces lignes.",
            "Keep only one of these lines.",
        ),
        "survey-workbook-option": (
            "Feuille « {sheet} », cellule {cell} : « {words} » n’est pas une réponse de la liste.",
            "Sheet “{sheet}”, cell {cell}: “{words}” is not an answer of the list.",
            "Choisissez parmi : {options}.",
            "Choose among: {options}.",
        ),
        "survey-workbook-mark": (
            "Feuille « {sheet} », cellule {cell} : « {words} », où l’on coche par « x ».",
            "Sheet “{sheet}”, cell {cell}: “{words}”, where an “x” is expected.",
            "Écrivez « x », ou laissez vide.",
            "Write “x”, or leave it blank.",
        ),
        "survey-workbook-locked": (
            "Feuille « {sheet} », cellule {cell} : « {words} », dans une case verrouillée qui n’est pas lue.",
            "Sheet “{sheet}”, cell {cell}: “{words}”, in a locked cell that is not read.",
            "Videz cette case, et répondez dans les cases claires.",
            "Clear this cell, and answer in the light ones.",
        ),
        "survey-workbook-unread": (
            "Feuille « {sheet} », cellule {cell} : « {words} » n’a pas été lu, hors des cases de réponse.",
            "Sheet “{sheet}”, cell {cell}: “{words}” was not read, outside the cells for answers.",
            "Si c’est une réponse ou un commentaire, reportez-le à sa question.",
            "If it is an answer or a comment, enter it at its question.",
        ),
        "survey-workbook-text": (
            "Feuille « {sheet} », cellule {cell} : {length} caractères, pour {most} au plus.",
            "Sheet “{sheet}”, cell {cell}: {length} characters; at most {most} are allowed.",
            "Raccourcissez ce texte.",
            "Shorten this text.",
        ),
    }
)
