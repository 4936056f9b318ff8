"""A text of more characters than are kept is refused, at its field: none is cut."""

from filiere.core.faults import Fault, FaultCatalogue, Faults

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


def find_long_text(words: str, most: int, key: str) -> list[Fault]:
    """Return the fault of a text of more than ``most`` characters; none for a shorter one."""
    return [] if len(words) <= most else [CATALOGUE.build("text-too-long", count=len(words), most=most).at(key=key)]


def refuse_long_text(words: str, most: int, key: str) -> None:
    """Raise `Faults` for a text of more than ``most`` characters."""
    if faults := find_long_text(words, most, key):
        raise Faults(faults)
