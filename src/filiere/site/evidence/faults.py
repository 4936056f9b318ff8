"""What may be wrong with an evidence: the words of each fault under its code."""

from filiere.core.faults import FaultCatalogue

# Under each code, the fault in French and in English, then the remedy in French and in English.
CATALOGUE = FaultCatalogue(
    {
        "not-yours": (
            "Cette pièce n’a pas été déposée par votre côté dans ce dossier.",
            "This document was not submitted by your side in this dossier.",
            "Retirez-la là où elle a été déposée.",
            "Withdraw it in the dossier where it was submitted.",
        ),
        "nothing-frozen": (
            "Ce dossier n’a pas de cliché d’audit : rien n’y est figé.",
            "This dossier has no audit snapshot: nothing in it is frozen.",
            "Attendez que le questionnaire soit remis.",
            "Wait until the questionnaire is submitted.",
        ),
        "dossier-full": (
            "Le dossier atteindrait sa limite : {size} Mio ou {documents} pièces.",
            "The dossier would reach its limit: {size} MiB or {documents} documents.",
            "Retirez des pièces en double, ou réduisez la taille de celle-ci. Rien n’a été enregistré.",
            "Withdraw duplicate documents, or make this one smaller. Nothing was saved.",
        ),
        "file-too-large": (
            "Ce fichier dépasse la taille maximale.",
            "This file exceeds the maximum size.",
            "Réduisez ses images, ou divisez-le.",
            "Reduce its images, or split it.",
        ),
        "too-many-files": (
            "{most_files} fichiers au plus partent à la fois : les suivants n’ont pas été déposés.",
            "At most {most_files} files are sent at once: the others were not submitted.",
            "Envoyez-les ensuite.",
            "Send them next.",
        ),
    }
)
fault = CATALOGUE.build
