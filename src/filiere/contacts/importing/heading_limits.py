"""The first line of a log: as many columns, and names as long, as any log has."""

from collections.abc import Sequence

from filiere.core.faults import Faults
from filiere.core.text import Text

MAX_COLUMNS = 2_000
MAX_NAME_LENGTH = 300
"""Signs that the name of a column has at the most."""


def check_columns(names: Sequence[str], file: str) -> None:
    """Raise :class:`Faults` for a file of more columns than any log has, each of which costs memory in every row, or of
    a longer name, which every fault of its column would say again."""
    count = len(names)
    long = next((place for place, name in enumerate(names, 1) if len(name) > MAX_NAME_LENGTH), None)
    if long is not None:
        signs = len(names[long - 1])
        raise Faults.one(
            code="column-name-too-long",
            message=Text(
                fr=f"Le nom de la colonne {long} a {signs} caractères ; {MAX_NAME_LENGTH} au plus sont lus.",
                en=f"The name of column {long} has {signs} characters; at most {MAX_NAME_LENGTH} are read.",
            ),
            remedy=Text(
                fr="Vérifiez le séparateur et les guillemets de la première ligne, ou raccourcissez ce nom.",
                en="Check the separator and the quotation marks of the first line, or shorten this name.",
            ),
            file=file,
            line=1,
            column=long,
        )
    if count > MAX_COLUMNS:
        raise Faults.one(
            code="too-many-columns",
            message=Text(
                fr=f"La première ligne nomme {count} colonnes ; {MAX_COLUMNS} au plus sont lues.",
                en=f"The first line names {count} columns; at most {MAX_COLUMNS} are read.",
            ),
            remedy=Text(
                fr="Vérifiez le séparateur ; exportez les seules colonnes que la correspondance lit.",
                en="Check the separator; export only the columns that the mapping reads.",
            ),
            file=file,
            line=1,
        )
