"""Why an act on an agreement is refused, in both languages.

Sums that disagree are no fault: they are entered as they were written, and the page says what is missing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from filiere.core.faults import FaultCatalogue, Faults

FAULT_MESSAGES: Final = FaultCatalogue(
    {
        "agreement-dates": (
            "La convention finit le {ends}, avant de commencer le {starts}.",
            "The agreement ends on {ends}, before it starts on {starts}.",
            "Corrigez l’une des deux dates.",
            "Correct one of the two dates.",
        ),
        "agreement-region-unknown": (
            "« {region} » n’est pas un code de région.",
            "“{region}” is not a region code.",
            "Écrivez « REG- » et le code Insee de la région, par exemple REG-53 pour la Bretagne.",
            "Write “REG-” and the Insee code of the region, for example REG-53 for Brittany.",
        ),
        "amount-line-taken": (
            "Cette version donne déjà un montant à « {funder} » pour la même année.",
            "This version already gives an amount for “{funder}” for the same year.",
            "Pour le changer après la signature, inscrivez un avenant.",
            "To change it after signature, enter an amendment.",
        ),
        "amendment-early": (
            "L’avenant est daté du {on}, avant la version qu’il modifie, signée le {before}.",
            "The amendment is dated {on}, before the version that it changes, signed on {before}.",
            "Corrigez la date de signature de l’avenant.",
            "Correct the date on which the amendment was signed.",
        ),
        "amendment-outdated": (
            "Un autre avenant a été inscrit pendant que vous écriviez : la version en vigueur est la n° {number}.",
            "Another amendment was entered while you were writing: the version in force is no. {number}.",
            "Relisez ce qui reste à changer ci-dessous, puis envoyez de nouveau : ce que vous avez écrit est gardé.",
            "Read again below what is left to change, then send again: what you typed is kept.",
        ),
        "amendment-empty": (
            "L’avenant ne change ni montant, ni article, ni objectif, ni durée, ni région.",
            "The amendment changes no amount, article, objective, term or region.",
            "Changez au moins l’un d’eux, ou renoncez à l’avenant.",
            "Change at least one of them, or give the amendment up.",
        ),
        "article-half-written": (
            "Un article a un numéro, un titre et un texte.",
            "An article has a number, a title and a text.",
            "Remplissez les trois champs, ou aucun.",
            "Fill in all three fields, or none.",
        ),
        "article-taken": (
            "La convention a déjà un article {number}.",
            "The agreement already has an article {number}.",
            "Changez son texte ci-dessus, ou donnez un autre numéro.",
            "Change its text above, or give another number.",
        ),
        "agreement-version-unknown": (
            "La convention n’a pas de version n° {number}.",
            "The agreement has no version no. {number}.",
            "Choisissez-la dans la liste.",
            "Choose it from the list.",
        ),
        "agreement-file-known": (
            "Cette version a déjà ce fichier, sous un autre nom peut-être : « {name} ».",
            "This version already has this file, perhaps under another name: “{name}”.",
            "Il n’y a rien à faire : un même fichier n’est conservé qu’une fois.",
            "There is nothing to do: the same file is kept only once.",
        ),
        "objective-withdrawn": (
            "La version en vigueur ne prévoit plus cet objectif.",
            "The version in force no longer has this objective.",
            "Inscrivez-le comme un nouvel objectif.",
            "Enter it as a new objective.",
        ),
        "agreement-day-to-come": (
            "Le {on} n’est pas encore passé.",
            "{on} has not passed yet.",
            "Indiquez aujourd’hui ou un jour passé.",
            "Enter today or an earlier day.",
        ),
        "objective-count-unknown": (
            "« {count} » n’est pas un compte que fait ce site.",
            "“{count}” is not a count that this site makes.",
            "Choisissez dans la liste.",
            "Choose from the list.",
        ),
        "objective-figure-unknown": (
            "Le registre n’a pas de chiffre « {figure} ».",
            "The register has no figure “{figure}”.",
            "Copiez l’identifiant qui figure dans l’adresse de la page du chiffre.",
            "Copy the identifier from the address of the figure’s page.",
        ),
        "objective-reads-two": (
            "Un objectif se lit à un seul endroit : un compte du site ou un chiffre du registre.",
            "An objective is read in one place: a count of the site or a figure of the register.",
            "Laissez vide l’un des deux champs.",
            "Leave one of the two fields empty.",
        ),
        "objective-not-typed": (
            "La valeur de cet objectif est lue par le site : {place}.",
            "The value of this objective is read by the site: {place}.",
            "Corrigez-la là où elle est tenue.",
            "Correct it where it is kept.",
        ),
        "payment-made": (
            "Ce versement est déjà inscrit comme payé, le {on}.",
            "This payment is already entered as paid, on {on}.",
            "Inscrivez un autre versement pour la différence.",
            "Enter another payment for the difference.",
        ),
        "payment-due-early": (
            "Le versement serait dû le {due}, avant la signature de la convention, le {signed}.",
            "The payment would be due on {due}, before the agreement was signed, on {signed}.",
            "Corrigez la date prévue.",
            "Correct the due date.",
        ),
        "objective-due-early": (
            "L’échéance de l’objectif, le {due}, précède le début de la convention, le {starts}.",
            "The objective is due on {due}, before the agreement starts, on {starts}.",
            "Corrigez l’échéance.",
            "Correct the deadline.",
        ),
        "payment-before-signature": (
            "Le {on} précède la signature de la convention, le {signed}.",
            "{on} is before the agreement was signed, on {signed}.",
            "Corrigez la date du versement.",
            "Correct the date of the payment.",
        ),
        "accepted-beyond-spent": (
            "{accepted} € acceptés pour {spent} € justifiés à cette date.",
            "€{accepted} accepted for €{spent} accounted for by that date.",
            "Acceptez au plus ce qui est justifié, ou demandez à l’association d’inscrire la dépense.",
            "Accept at most what is accounted for, or ask the association to enter the spending.",
        ),
        "period-dates": (
            "La période finit le {ends}, avant de commencer le {starts} ou après la fin de la convention.",
            "The period ends on {ends}, before it starts on {starts} or after the end of the agreement.",
            "Corrigez les dates de la période.",
            "Correct the dates of the period.",
        ),
        "report-early": (
            "La période du rapport court jusqu’au {ends}.",
            "The period of the report runs until {ends}.",
            "Scellez le rapport une fois la période close.",
            "Seal the report once the period is over.",
        ),
        "report-sent": (
            "Le rapport de cette période est déjà scellé.",
            "The report for this period is already sealed.",
            "Ce qui change ensuite est inscrit là où il est tenu ; le rapport le montre comme correction.",
            "Enter what changes later where it is kept; the report shows it as a correction.",
        ),
        "question-answered": (
            "Cette question a déjà sa réponse.",
            "This question has already been answered.",
            "L’administration peut en poser une autre.",
            "The authorities can ask another one.",
        ),
        "question-due-early": (
            "La réponse serait attendue pour un jour passé, le {due}.",
            "The answer would be due on a past day, {due}.",
            "Indiquez aujourd’hui ou un jour à venir.",
            "Enter today or a later day.",
        ),
    }
)


def refuse(code: str, key: str | None = None, /, **values: object) -> Faults:
    """Return the exception of one fault, at a field."""
    return Faults([replace(FAULT_MESSAGES.build(code, **values), key=key)])
