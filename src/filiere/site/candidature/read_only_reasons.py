"""Why somebody reads a questionnaire and answers nothing, and what opens it: told alike on every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from filiere.core import Text
from filiere.site.workflow.models import Dossier
from filiere.site.workflow.parties import find_parties, stood_in
from filiere.site.workflow.state_groups import stands_in


@dataclass(frozen=True, slots=True)
class ReadOnlyReason:
    """Why somebody reads the answers and changes none, and what would open them."""

    code: str
    words: Text


_WORDS = {
    "reader": Text(
        fr="Lecture seule : vous lisez ce questionnaire, et les personnes chargées du dossier dans l’entreprise y "
        "répondent.",
        en="Read-only: you read this questionnaire, and the people in charge of the dossier in the company answer it.",
    ),
    "check": Text(
        fr="Le questionnaire est encore fermé. Il s’ouvre en deux temps : la candidature est reconnue éligible, puis "
        "l’équipe du label enregistre le paiement du prix.",
        en="The questionnaire is not open yet. It opens in two steps: the application is found eligible, then the "
        "label staff record the payment of the price.",
    ),
    "payment": Text(
        fr="Le questionnaire est encore fermé. Il s’ouvre quand l’équipe du label a enregistré le paiement du prix.",
        en="The questionnaire is not open yet. It opens once the label staff have recorded the payment of the price.",
    ),
    "handed-in": Text(
        fr="Lecture seule : le questionnaire n’est plus ouvert, et ses réponses ne changent plus.",
        en="Read-only: the questionnaire is no longer open, and its answers no longer change.",
    ),
    "over": Text(
        fr="Le questionnaire est fermé : le dossier est clos.",
        en="The questionnaire is closed: so is the dossier.",
    ),
}


def explain_read_only(person: Any, dossier: Dossier) -> ReadOnlyReason:
    """Return why a person may not answer now: their part in the dossier, or the step at which it stands."""
    if "candidate" not in find_parties(person, dossier):
        code = "reader"
    elif dossier.state == "quoted":
        code = "payment"
    elif stood_in(dossier, "declared"):
        code = "handed-in"
    else:
        code = "over" if stands_in(dossier, "over") else "check"
    return ReadOnlyReason(code, _WORDS[code])


def explain_opening(person: Any, dossier: Dossier) -> ReadOnlyReason | None:
    """Return what is to come before whoever is to answer a questionnaire may; None once their task says it, or it was
    open, and for others.
    """
    reason = explain_read_only(person, dossier)
    return reason if reason.code == "check" else None
