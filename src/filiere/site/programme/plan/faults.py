"""Why an act on the plan is refused, in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from filiere.core.faults import FaultCatalogue, Faults

FAULT_MESSAGES: Final = FaultCatalogue(
    {
        "plan-dates": (
            "Le plan finit le {ends}, avant de commencer le {starts}.",
            "The plan ends on {ends}, before it starts on {starts}.",
            "Corrigez l’une des deux dates.",
            "Correct one of the two dates.",
        ),
        "axis-letter-taken": (
            "Ce plan a déjà un axe {letter}.",
            "This plan already has an axis {letter}.",
            "Prenez la lettre suivante.",
            "Take the next letter.",
        ),
        "action-due-early": (
            "L’échéance, le {due}, précède le début, le {start}.",
            "The deadline, {due}, is before the start, {start}.",
            "Corrigez l’une des deux dates.",
            "Correct one of the two dates.",
        ),
        "action-ended": (
            "Cette action est terminée ou abandonnée : plus rien ne s’y inscrit.",
            "This action is completed or abandoned: nothing more can be entered on it.",
            "Créez une nouvelle action, qui peut dépendre de celle-ci.",
            "Create a new action, which may depend on this one.",
        ),
        "event-in-the-future": (
            "Le {on} n’est pas encore passé.",
            "{on} has not passed yet.",
            "Indiquez aujourd’hui ou un jour passé.",
            "Enter today or an earlier day.",
        ),
        "target-unread": (
            "Cette cible ne dit pas quel chiffre la mesure.",
            "This target does not say which figure measures it.",
            "Donnez l’identifiant d’un chiffre du registre, ou choisissez un compte fait par le site.",
            "Give the identifier of a figure of the register, or choose a count made by the site.",
        ),
        "target-goal": (
            "Cette cible n’a pas de but.",
            "This target has no goal.",
            "Donnez le nombre à atteindre, ou choisissez « Rien pour le moment ».",
            "Give the number to reach, or choose “Nothing for now”.",
        ),
        "target-figure-unknown": (
            "Le registre n’a pas de chiffre « {figure} ».",
            "The register has no figure “{figure}”.",
            "Copiez l’identifiant qui figure dans l’adresse de la page du chiffre.",
            "Copy the identifier from the address of the figure’s page.",
        ),
        "target-band": (
            "Une bande a deux bornes, la plus petite d’abord ; les autres cibles ont un seul but.",
            "A band has two bounds, the lower first; other targets have one goal.",
            "Donnez une borne haute pour une bande, et pour elle seule.",
            "Give an upper bound for a band, and for a band only.",
        ),
        "reading-not-typed": (
            "La cible de cette action est lue automatiquement : il n’y a pas de relevé à saisir.",
            "The target of this action is read automatically: there is no reading to enter.",
            "Si la valeur est fausse, corrigez le chiffre à sa source.",
            "If the value is wrong, correct the figure at its source.",
        ),
        "reading-order": (
            "La borne basse, {low}, dépasse la borne haute, {high}.",
            "The lower bound, {low}, is above the upper bound, {high}.",
            "Inversez les deux.",
            "Swap the two.",
        ),
        "action-loop": (
            "Ces dépendances forment une boucle : {codes}.",
            "These dependencies form a loop: {codes}.",
            "Retirez l’une d’elles.",
            "Remove one of them.",
        ),
    }
)
"""By code: what is wrong, and what to do, in French and in English."""


def refuse(code: str, key: str | None = None, **values: object) -> Faults:
    """Return the refusal of an act, to raise it; ``key`` is the field that it is about."""
    return Faults([replace(FAULT_MESSAGES.build(code, **values), key=key)])
