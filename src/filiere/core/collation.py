"""The alphabetical order of French and English: letters first, then accents, then capitals.

Both languages sort alike by the rules of Unicode: É stands under E, œ is o then e, a space or a hyphen comes before any
letter. Names of the trade are Latin, so the folding of Unicode is enough, and no library of the system is asked for.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

CollationKey = tuple[str, str, str]

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "ß": "ss"})


@lru_cache(maxsize=16_384)
def collation_key(words: str) -> CollationKey:
    """Return what words are sorted by: their letters, then their accents, then small letters before capitals."""
    split = unicodedata.normalize("NFD", words.translate(_LIGATURES))
    letters = "".join(sign for sign in split if not unicodedata.combining(sign)).casefold()
    # Signs that part words come before letters and digits, whichever they are.
    plain = "".join(sign if sign.isalnum() else " " for sign in letters)
    return plain, split.casefold(), split.swapcase()
