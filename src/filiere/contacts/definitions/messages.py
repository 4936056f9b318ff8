"""What the reader and the checker of definitions say: one entry a code, the fault and its remedy, in both languages.

Kept apart from the rules so that the words can be read, corrected and tested together. Braces are filled by the rule
that finds the fault.
"""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from filiere.core.errors import Fault
from filiere.core.text import Text

Entry = tuple[str, str, str, str]

# Under each code, the fault in French and in English, then the remedy in French and in English.
MESSAGES: Mapping[str, Entry] = {
    "definition-unknown": (
        "Aucun jeu de définitions ne s’appelle « {value} ».",
        "No set of definitions is called “{value}”.",
        "Voyez « filiere contacts definitions list », ou donnez le chemin d’un fichier.{near_fr}",
        "See “filiere contacts definitions list”, or give the path of a file.{near_en}",
    ),
    "definition-file-name": (
        "Le fichier s’appelle « {name} » et dit « {said} ».",
        "The file is called “{name}” and says “{said}”.",
        "Nommez-le « {said}.yaml », ou corrigez son identifiant ou sa version.",
        "Call it “{said}.yaml”, or correct its id or its version.",
    ),
    "definition-seal-broken": (
        "Ce jeu a changé depuis son scellé (attendu {expected}, trouvé {found}) : il est refusé.",
        "This set has changed since it was sealed (expected {expected}, found {found}): it is refused.",
        "Rétablissez le fichier ; un changement se fait dans une nouvelle version, sous un autre numéro.",
        "Restore the file; a change takes a new version, under another number.",
    ),
    "definition-unsealed": (
        "Ce jeu est livré sans scellé.",
        "This set is shipped without a seal.",
        "Scellez-le : « filiere contacts definitions seal {path} ».",
        "Seal it: “filiere contacts definitions seal {path}”.",
    ),
    "definition-sealed-already": (
        "Ce jeu est déjà scellé.",
        "This set is already sealed.",
        "Pour le changer, faites-en une nouvelle version, dans un autre fichier.",
        "To change it, make a new version, in another file.",
    ),
    "definition-version-order": (
        "La version {version} de « {id} » ne vaut pas plus tard que la version {older} ({start} ou avant).",
        "Version {version} of “{id}” does not hold later than version {older} ({start} or before).",
        "Donnez à la nouvelle version un premier jour postérieur ; l’ancienne reste telle qu’elle est.",
        "Give the new version a later first day; the older one stays as it is.",
    ),
    "definition-version-gap": (
        "La version {version} de « {id} » est là, et la version {missing} n’y est plus.",
        "Version {version} of “{id}” is here, and version {missing} is no longer.",
        "Rétablissez le fichier « {id}@{missing}.yaml » : ce qui a été calculé sous lui le cite.",
        "Restore the file “{id}@{missing}.yaml”: what was computed under it refers to it.",
    ),
}


def near(value: str, known: Iterable[str]) -> list[str]:
    """Return the known words that look like ``value``, closest first."""
    return get_close_matches(value, list(known), n=2)


def build(code: str, **values: object) -> Fault:
    """Return the fault of that code, without a place yet; ``near`` is the list of words that look alike."""
    close = values.pop("near", None)
    values["near_fr"] = values["near_en"] = ""
    if isinstance(close, (list, tuple)) and close:
        words = ", ".join(str(one) for one in close)
        values["near_fr"], values["near_en"] = f" Proches : {words}.", f" Close ones: {words}."
    message_fr, message_en, remedy_fr, remedy_en = MESSAGES[code]
    return Fault(
        code=code,
        message=Text(fr=message_fr.format_map(values), en=message_en.format_map(values)),
        remedy=Text(fr=remedy_fr.format_map(values), en=remedy_en.format_map(values)),
    )
