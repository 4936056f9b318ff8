"""Two definitions on the same contacts, and the way from one figure to the other, one choice at a time.

edit_path               which changes lead from one indicator to another, in the published order
contact_contributions   what each contact adds to a figure, and which contacts a change moves
decomposition           the values along the way, exact, and the contacts of each step
moved_contacts_file     every contact of every step, as a file
narrative               the whole and each step in a sentence, and as JSON
"""

from filiere.contacts.comparison.contact_contributions import MovedContact, MovedCounts
from filiere.contacts.comparison.decomposition import (
    LISTED_CONTACTS,
    DefinitionGap,
    PathLevel,
    PathStep,
    compare_definitions,
)
from filiere.contacts.comparison.edit_path import ChoiceChange, build_edit_path, find_counterparts
from filiere.contacts.comparison.moved_contacts_file import MovedContactsFile

__all__ = [
    "LISTED_CONTACTS",
    "ChoiceChange",
    "DefinitionGap",
    "MovedContact",
    "MovedContactsFile",
    "MovedCounts",
    "PathLevel",
    "PathStep",
    "build_edit_path",
    "compare_definitions",
    "find_counterparts",
]
