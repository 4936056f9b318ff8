"""The first line of a log: as many columns, and names as long, as any log has."""

from collections.abc import Sequence

from filiere.contacts.importing.faults import fault
from filiere.core.faults import Faults

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
        raise Faults(
            [
                fault("column-name-too-long", long=long, signs=signs, max_name_length=MAX_NAME_LENGTH).at(
                    file=file, line=1, column=long
                )
            ]
        )
    if count > MAX_COLUMNS:
        raise Faults([fault("too-many-columns", count=count, max_columns=MAX_COLUMNS).at(file=file, line=1)])
