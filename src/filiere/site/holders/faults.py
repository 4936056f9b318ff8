"""What may be wrong with what a holder of the label declares and follows: the words of each fault under its code."""

from filiere.core.faults import FaultCatalogue

# Under each code, the fault in French and in English, then the remedy in French and in English.
CATALOGUE = FaultCatalogue(
    {
        "unknown-alert": (
            "Ce type de fait n’existe pas.",
            "There is no such type of matter.",
            "Choisissez dans la liste.",
            "Choose from the list.",
        ),
        "day-to-come": (
            "Ce jour n’est pas encore venu.",
            "This day has not come yet.",
            "Donnez le jour où le fait s’est produit.",
            "Enter the date on which it happened.",
        ),
        "words-needed": (
            "Il manque : {name}.",
            "Missing: {name}.",
            "Écrivez-le en quelques phrases.",
            "Explain in a few sentences.",
        ),
        "unknown-change": (
            "Ce type de changement n’existe pas.",
            "There is no such type of change.",
            "Choisissez dans la liste.",
            "Choose from the list.",
        ),
        "unknown-site": (
            "Un des sites retirés ne fait pas partie du périmètre.",
            "One of the sites removed is not covered.",
            "Choisissez parmi les sites couverts.",
            "Choose from the sites covered.",
        ),
        "changed-meanwhile": (
            "Quelqu’un a modifié cette action entre-temps ; rien n’a été remplacé.",
            "Someone has changed this action in the meantime; nothing was overwritten.",
            "Relisez-la ci-dessous, puis enregistrez à nouveau ce que vous aviez écrit.",
            "Review it below, then save your changes again.",
        ),
        "too-many-actions": (
            "Le plan a déjà {max_actions} actions.",
            "The plan already has {max_actions} actions.",
            "Groupez celles qui vont ensemble.",
            "Combine related ones.",
        ),
        "progress-range": (
            "L’avancement va de 0 à 100.",
            "Progress must be between 0 and 100.",
            "100 : l’action est faite.",
            "100 means the action is complete.",
        ),
        "action-dropped": (
            "Cette action est abandonnée.",
            "This action has been dropped.",
            "Ajoutez-en une nouvelle.",
            "Add a new one.",
        ),
        "refused-already": (
            "Cette preuve est déjà refusée.",
            "This evidence has already been refused.",
            "Relisez la page.",
            "Reload the page.",
        ),
        "unknown-place": (
            "Ce type d’emplacement n’existe pas.",
            "There is no such type of place.",
            "Choisissez dans la liste.",
            "Choose from the list.",
        ),
        "too-many-places": (
            "La liste a déjà {max_places} emplacements.",
            "The list already has {max_places} places.",
            "Groupez ceux qui vont ensemble.",
            "Combine related ones.",
        ),
        "unknown-follow-up": (
            "Ce type de contrôle n’existe pas.",
            "There is no such type of follow-up audit.",
            "Choisissez dans la liste.",
            "Choose from the list.",
        ),
        "day-gone": (
            "Ce jour est passé.",
            "This date is in the past.",
            "Donnez un jour à venir.",
            "Enter a future date.",
        ),
        "unknown-document": (
            "Cette pièce ne fait pas partie de celles que vous pouvez lire dans ce dossier.",
            "This document is not among those you can read in this dossier.",
            "Déposez-la d’abord à la page Pièces, puis choisissez-la ici.",
            "Submit it first on the Evidence page, then choose it here.",
        ),
    }
)
fault = CATALOGUE.build
