"""Names inside sentences: « dans la Vienne », « en Vendée », « au Havre », “in the Netherlands”.

A page that says « en Lot » or « à Le Havre » has lost its reader's trust. The official code gives the article of
each name (TNCC, "type de nom en clair"); usage decides the rest, and its exceptions are typed in ``forms.yaml``.
"""

import re
from typing import Final

from filiere.core.text import Text

# TNCC of the official code: the article a name takes, then the contracted form with « de ».
_OF_FORMS: Final = {
    "0": "de ", "1": "d’", "2": "du ", "3": "de la ", "4": "des ",
    "5": "de l’", "6": "des ", "7": "de las ", "8": "de los ",
}  # fmt: skip
_VOWELS: Final = "AEIOUÀÂÄÉÈÊËÎÏÔÖÙÛÜŒ"


def typeset_apostrophes(name: str) -> str:
    """Return a name with the typographic apostrophe; the official files have the typewriter's."""
    return name.replace("'", "’")


def department_forms(name: str, english: str, link: str, *, in_the: bool, at_place: bool) -> tuple[Text, Text]:
    """Return the forms ``at`` and ``of`` of a department, from its TNCC and the typed exceptions of usage."""
    if at_place:
        at = f"à {name}"
    elif link == "2":
        at = f"dans le {name}"
    elif link == "4":
        at = f"dans les {name}"
    elif link == "5":
        at = f"dans l’{name}"
    elif in_the:
        at = f"dans la {name}"
    else:
        at = f"en {name}"
    return Text(fr=at, en=f"in {english}"), Text(fr=_OF_FORMS.get(link, "de ") + name, en=f"of {english}")


def commune_forms(name: str, link: str) -> tuple[Text, Text]:
    """Return the forms ``at`` and ``of`` of a commune: « au Havre », « du Havre », « à La Rochelle », « d’Amiens »."""
    if name.startswith("Le "):
        at, of = f"au {name[3:]}", f"du {name[3:]}"
    elif name.startswith("Les "):
        at, of = f"aux {name[4:]}", f"des {name[4:]}"
    else:
        at, of = f"à {name}", (f"d’{name}" if link == "1" else f"de {name}")
    return Text(fr=at, en=f"in {name}"), Text(fr=of, en=f"of {name}")


def country_forms(
    name: str, english: str, *, plural: bool, bare: bool, other_gender: bool, the: bool
) -> tuple[Text, Text]:
    """Return the forms ``at`` and ``of`` of a country.

    A French country name whose first word ends in -e is feminine, the others masculine, but for the few that say
    ``other_gender``.
    """
    vowel = name[0] in _VOWELS
    feminine = re.split(r"[ -]", name)[0].endswith("e") is not other_gender
    if bare:
        at, of = f"à {name}", (f"d’{name}" if vowel else f"de {name}")
    elif plural:
        at, of = f"aux {name}", f"des {name}"
    elif vowel:
        at, of = f"en {name}", (f"d’{name}" if feminine else f"de l’{name}")
    elif feminine:
        at, of = f"en {name}", (f"de la {name}" if name.startswith("République") else f"de {name}")
    else:
        at, of = f"au {name}", f"du {name}"
    article = "the " if the else ""
    return Text(fr=at, en=f"in {article}{english}"), Text(fr=of, en=f"of {article}{english}")
