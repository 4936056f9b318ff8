"""Two definitions on the same contacts, and the way from one figure to the other, one choice at a time.

way          which changes lead from one indicator to another, in the published order
by_contact   what each contact adds to a figure, and which contacts a change moves
gaps         the values along the way, exact, and the contacts of each step
listing      every contact of every step, as a file
words        the whole and each step in a sentence, and as JSON
"""

from filiere.contacts.comparison.by_contact import Member, Moved
from filiere.contacts.comparison.gaps import FIRST, Gap, Level, Step, compare
from filiere.contacts.comparison.listing import Listing
from filiere.contacts.comparison.way import Change, counterpart, way

__all__ = ["FIRST", "Change", "Gap", "Level", "Listing", "Member", "Moved", "Step", "compare", "counterpart", "way"]
