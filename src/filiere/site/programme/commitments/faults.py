"""Why an act on the charter, a commitment or a call is refused, in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from filiere.core.faults import FaultCatalogue, Faults

FAULT_MESSAGES: Final = FaultCatalogue(
    {
        "charter-signed": (
            "Cette version de la charte est déjà signée à ce nom.",
            "This version of the charter is already signed in this name.",
            "Il n’y a rien d’autre à faire.",
            "There is nothing else to do.",
        ),
        "charter-not-yours": (
            "Vous n’agissez pas pour cette organisation.",
            "You do not act for this organisation.",
            "Signez en votre nom, ou demandez à qui agit pour elle.",
            "Sign in your own name, or ask whoever acts for it.",
        ),
        "signature-not-yours": (
            "Cette signature n’est pas la vôtre, ou elle est déjà retirée.",
            "This signature is not yours, or it has already been withdrawn.",
            "Rechargez la page.",
            "Reload the page.",
        ),
        "charter-unsigned": (
            "Un engagement pris au titre de la charte suppose de l’avoir signée.",
            "A commitment made under the charter requires having signed it.",
            "Signez d’abord la charte.",
            "Sign the charter first.",
        ),
        "commitment-due-early": (
            "L’échéance, le {due}, précède le jour de l’engagement, le {made}.",
            "The deadline, {due}, is before the day of the commitment, {made}.",
            "Corrigez l’une des deux dates.",
            "Correct one of the two dates.",
        ),
        "commitment-owner-unknown": (
            "Aucun compte n’a l’adresse {email}.",
            "No account has the address {email}.",
            "Laissez vide pour être relancé vous-même, ou invitez d’abord la personne.",
            "Leave empty to be reminded yourself, or invite the person first.",
        ),
        "commitment-not-yours": (
            "Vous ne répondez pas de cet engagement.",
            "You are not responsible for this commitment.",
            "Écrivez à qui conduit le programme.",
            "Write to whoever leads the programme.",
        ),
        "commitment-settled": (
            "Cet engagement a déjà été déclaré tenu ou rompu.",
            "This commitment has already been declared kept or broken.",
            "Si c’est une erreur, corrigez-la sur sa page ; s’il reste quelque chose à faire, prenez-en un nouveau.",
            "If that was a mistake, correct it on its page; if something is left to do, make a new one.",
        ),
        "commitment-unsettled": (
            "Rien n’a encore été dit de cet engagement.",
            "Nothing has been said of this commitment yet.",
            "Dites où il en est.",
            "Say how it is going.",
        ),
        "commitment-moved": (
            "Autre chose a été dit de cet engagement depuis que vous avez ouvert cette page.",
            "Something else has been declared about this commitment since you opened this page.",
            "Rouvrez l’engagement et relisez ce qui y est déclaré.",
            "Open the commitment again and read what is declared about it.",
        ),
        "outcome-to-come": (
            "Le {on} n’est pas encore passé.",
            "{on} has not passed yet.",
            "Indiquez aujourd’hui ou un jour passé.",
            "Enter today or an earlier day.",
        ),
        "outcome-before-made": (
            "Le {on} précède le jour où l’engagement a été pris, le {made}.",
            "{on} is before the commitment was made, on {made}.",
            "Corrigez la date.",
            "Correct the date.",
        ),
        "revision-due-early": (
            "La nouvelle échéance, le {due}, précède le jour de la révision, le {on}.",
            "The new deadline, {due}, is before the day of the revision, {on}.",
            "Donnez une échéance à venir.",
            "Give a deadline to come.",
        ),
        "revision-without-day": (
            "Une nouvelle échéance va avec une révision, et avec elle seule.",
            "A new deadline goes with a revision, and with nothing else.",
            "Donnez la nouvelle échéance pour une révision ; laissez vide sinon.",
            "Give the new deadline for a revision; leave it empty otherwise.",
        ),
        "call-closed": (
            "Cet appel n’est pas ouvert aujourd’hui.",
            "This call is not open today.",
            "Voyez les appels en cours.",
            "See the calls that are open.",
        ),
        "call-joined": (
            "Vous avez déjà répondu à cet appel.",
            "You have already answered this call.",
            "Il n’y a rien d’autre à faire.",
            "There is nothing else to do.",
        ),
        "call-dates": (
            "L’appel finit le {until}, avant le jour où il est ouvert.",
            "The call ends on {until}, before the day it opens.",
            "Choisissez une date plus tardive.",
            "Choose a later date.",
        ),
    }
)


def refuse(code: str, key: str | None = None, /, **values: object) -> Faults:
    """Return the exception of one fault, at a field."""
    return Faults([replace(FAULT_MESSAGES.build(code, **values), key=key)])
