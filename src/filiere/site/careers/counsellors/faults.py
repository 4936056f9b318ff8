"""Why an act on a file, on its result or on a session is refused, in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from filiere.core.faults import FaultCatalogue, Faults

FAULT_MESSAGES: Final = FaultCatalogue(
    {
        "file-consent-missing": (
            "Sans l’accord de la personne, aucun dossier n’est ouvert.",
            "Without the person’s consent, no file is opened.",
            "Lisez-lui le texte, puis cochez la case le jour où elle accepte.",
            "Read them the text, then tick the box on the day they agree.",
        ),
        "file-day-to-come": (
            "Le {on} n’est pas encore passé.",
            "{on} has not passed yet.",
            "Indiquez aujourd’hui ou un jour passé.",
            "Enter today or an earlier day.",
        ),
        "file-word-unknown": (
            "Ce pseudonyme n’est pas dans la liste.",
            "This pseudonym is not in the list.",
            "Choisissez-en un, ou laissez la machine le tirer : le nom de la personne n’entre jamais ici.",
            "Choose one from the list, or let the machine draw it: the person’s name never enters here.",
        ),
        "file-words-exhausted": (
            "Tous les pseudonymes de ce mot sont pris.",
            "Every pseudonym of this word is taken.",
            "Choisissez un autre mot, ou laissez la machine le tirer.",
            "Choose another word, or let the machine draw it.",
        ),
        "file-personal-words": (
            "Ce texte semble contenir {what} : « {words} ».",
            "This text seems to contain {what}: “{words}”.",
            "Retirez-le : un dossier ne garde ni santé, ni situation familiale, ni de quoi reconnaître la personne.",
            "Remove it: a file keeps neither health, nor family situation, nor anything that identifies the person.",
        ),
        "file-personal-field": (
            "Le champ « {name} » est refusé : il demande {what}.",
            "The field “{name}” is refused: it asks for {what}.",
            "Retirez ce champ. Rien de ce qu’est une personne n’entre dans le calcul.",
            "Remove this field. Nothing of who a person is enters the calculation.",
        ),
        "file-job-unknown": (
            "Le métier « {job} » n’est pas dans la carte de la profession.",
            "The occupation “{job}” is not on the map of the profession.",
            "Choisissez-en un dans la liste ; s’il en a été retiré, choisissez le plus proche.",
            "Choose one from the list; if it was removed from it, choose the nearest.",
        ),
        "file-skill-unknown": (
            "La compétence « {skill} » n’est pas dans la carte de la profession.",
            "The skill “{skill}” is not on the map of the profession.",
            "Rechargez la page : le contenu a changé depuis qu’elle a été affichée.",
            "Reload the page: the content has changed since it was shown.",
        ),
        "file-measure-unknown": (
            "La mesure « {measure} » n’est pas dans la liste.",
            "The measure “{measure}” is not in the list.",
            "Choisissez-en une dans la liste.",
            "Choose one from the list.",
        ),
        "file-past-retention": (
            "Ce dossier est sans contact depuis le {since} : il a passé sa durée de conservation.",
            "This file has had no contact since {since}: it is past its retention period.",
            "Il sera effacé dans l’heure. Pour reprendre, ouvrez un nouveau dossier avec un nouvel accord.",
            "It will be erased within the hour. To resume, open a new file with a new consent.",
        ),
        "step-reached": (
            "Cette étape est déjà notée, le {on}.",
            "This step is already recorded, on {on}.",
            "Il n’y a rien d’autre à faire.",
            "There is nothing else to do.",
        ),
        "step-out-of-order": (
            "Le {on} ne suit pas l’ordre des étapes : « {other} » est du {other_on}.",
            "{on} is out of the order of steps: “{other}” is on {other_on}.",
            "Corrigez la date.",
            "Correct the date.",
        ),
        "step-without-hiring": (
            "Un suivi à 3, 6 ou 12 mois suppose une embauche notée.",
            "Following up at 3, 6 or 12 months requires a recorded hiring.",
            "Notez d’abord l’embauche.",
            "Record the hiring first.",
        ),
        "step-too-early": (
            "Il n’y a pas encore {months} mois depuis l’embauche, le {hired}.",
            "It is not yet {months} months since the hiring, on {hired}.",
            "Notez ce suivi à partir du {from_day}.",
            "Record this follow-up from {from_day}.",
        ),
        "correction-without-result": (
            "Il n’y a pas de résultat à corriger.",
            "There is no result to correct.",
            "Calculez d’abord les métiers proches.",
            "Compute the nearest occupations first.",
        ),
        "correction-same": (
            "Le métier retenu est celui qui est proposé.",
            "The retained occupation is the one proposed.",
            "Choisissez-en un autre, ou ne corrigez rien.",
            "Choose another, or correct nothing.",
        ),
        "simulation-full": (
            "Les {seats} places de cette session sont prises.",
            "The {seats} places of this session are taken.",
            "Choisissez une autre session.",
            "Choose another session.",
        ),
        "simulation-invited": (
            "Ce dossier est déjà invité à cette session.",
            "This file is already invited to this session.",
            "Il n’y a rien d’autre à faire.",
            "There is nothing else to do.",
        ),
        "simulation-past": (
            "Cette session était le {on} : on n’y invite plus.",
            "This session was on {on}: nobody can be invited to it any more.",
            "Choisissez une session à venir.",
            "Choose a session to come.",
        ),
        "simulation-to-come": (
            "La session n’a lieu que le {on}.",
            "The session only takes place on {on}.",
            "Notez les présences ce jour-là.",
            "Record attendance on that day.",
        ),
    }
)


def refuse(code: str, key: str | None = None, /, **values: object) -> Faults:
    """Return the exception of one fault, at a field."""
    return Faults([replace(FAULT_MESSAGES.build(code, **values), key=key)])
