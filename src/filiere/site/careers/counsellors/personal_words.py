"""What is refused in the words that a counsellor types: how to reach or recognise somebody, their health, their family.

A warning stands by each field of free text; this refuses what can be told from the words alone. Names cannot be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from filiere.careers.paths.personal_inputs import find_refused
from filiere.core import Fault, Text
from filiere.core.text import fold_text
from filiere.site.careers.counsellors.faults import FAULT_MESSAGES, refuse

_PATTERNS: tuple[tuple[Text, re.Pattern[str]], ...] = (
    (Text(fr="une adresse électronique", en="an e-mail address"), re.compile(r"\b[\w.+-]{1,64}@[\w-]{1,64}\b")),
    (
        Text(fr="un numéro de téléphone ou de sécurité sociale", en="a telephone or social security number"),
        re.compile(r"(?<!\d)\d(?:[ .\-\u00a0\u202f]?\d){8,20}"),
    ),
)
_HEALTH = Text(fr="la santé ou le handicap", en="health or disability")
_FAMILY = Text(fr="la situation familiale", en="the family situation")
_AGE = Text(fr="l’âge", en="age")
_HEALTH_WORDS = """
rqth boeth aah handicap handicape handicapee maladie malade depression diabete cancer enceinte grossesse sante
invalidite hospitalise hospitalisee addiction alcoolique surdite disability disabled illness pregnant pregnancy
diabetes health
"""
_FAMILY_WORDS = """
divorce divorcee celibataire veuf veuve marie mariee concubin concubine pacse pacsee monoparentale monoparental
divorced widowed married
"""
_WORDS: Mapping[str, Text] = {
    **dict.fromkeys(_HEALTH_WORDS.split(), _HEALTH),
    **dict.fromkeys(_FAMILY_WORDS.split(), _FAMILY),
}
_WORD = re.compile(r"[a-z]+")
_BIRTH = re.compile(r"\b(?:agee? de|nee? (?:le|en)|aged \d|born (?:in|on))\b")
"""Said of somebody; « personnes âgées » are those whom a home help goes to, and may be written."""


def refuse_personal_words(words: str, field: str) -> None:
    """Raise the fault of the first thing in a text that a file does not keep, at its field."""
    for said, pattern in _PATTERNS:
        if (found := pattern.search(words)) is not None:
            raise refuse("file-personal-words", field, what=said, words=found.group()[:40])
    folded = fold_text(words)
    if (found := _BIRTH.search(folded)) is not None:
        raise refuse("file-personal-words", field, what=_AGE, words=found.group())
    for found in _WORD.finditer(folded):
        if (told := _WORDS.get(found.group())) is not None:
            raise refuse("file-personal-words", field, what=told, words=found.group())


def list_refused_fields(sent: Mapping[str, object]) -> list[Fault]:
    """Return a fault for each field of a form whose name asks for what is refused; values are not read."""
    return [
        FAULT_MESSAGES.build("file-personal-field", name=name[:60], what=said)
        for name in sent
        if (said := find_refused(name)) is not None
    ]
