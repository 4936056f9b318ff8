"""A text of more characters than are kept is refused, at its field: none is cut."""

from dataclasses import replace

from filiere.core.faults import Fault, FaultCatalogue, Faults
from filiere.core.text import Text
from filiere.core.typography import lower_first_letter

CATALOGUE = FaultCatalogue(
    {
        "text-too-long": (
            "Ce texte a {count} caractères ; {most} au plus.",
            "This text has {count} characters; the maximum is {most}.",
            "Raccourcissez-le.",
            "Shorten it.",
        ),
    }
)


def find_long_text(words: str, most: int, key: str, name: Text | None = None) -> list[Fault]:
    """Return the fault of a text of more than ``most`` characters; none for a shorter one.

    It says the ``name`` of its field where it may be read away from it, in a list or at a terminal.
    """
    if len(words) <= most:
        return []
    found = CATALOGUE.build("text-too-long", count=len(words), most=most).at(key=key)
    if name is None:
        return [found]
    french, english = lower_first_letter(found.message.fr), lower_first_letter(found.message.en)
    return [replace(found, message=Text(fr=f"« {name.fr} » : {french}", en=f"“{name.en}”: {english}"))]


def refuse_long_text(words: str, most: int, key: str, name: Text | None = None) -> None:
    """Raise `Faults` for a text of more than ``most`` characters."""
    if faults := find_long_text(words, most, key, name):
        raise Faults(faults)
