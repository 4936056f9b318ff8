"""Why an act on a notice is refused, in both languages."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from filiere.core.faults import FaultCatalogue, Faults

FAULT_MESSAGES: Final = FaultCatalogue(
    {
        "notice-blank": (
            "Il n’y a rien à lire : ni texte, ni fichier.",
            "There is nothing to read: no text and no file.",
            "Collez le texte de l’avis, ou choisissez son fichier.",
            "Paste the text of the notice, or choose its file.",
        ),
        "notice-checks-spent": (
            "Trop d’avis à la suite depuis votre réseau.",
            "Too many notices in a row from your network.",
            "Réessayez dans {minutes} minutes.",
            "Try again in {minutes} minutes.",
        ),
        "notice-kept": (
            "Cet avis est déjà suivi.",
            "This notice is already watched.",
            "Ouvrez-le dans la liste.",
            "Open it in the list.",
        ),
    }
)


def refuse(code: str, key: str | None = None, /, **values: object) -> Faults:
    """Return the exception of one fault, at a field."""
    return Faults([replace(FAULT_MESSAGES.build(code, **values), key=key)])
