"""The known words that a misspelt one is near to, at a cost that does not depend on who wrote it.

Comparing two words costs the product of their lengths, and a file may hold words of any length.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

LONGEST_WORD = 80
"""Signs of a word that may be misspelt: a longer one is no word."""
MOST_COMPARED = 2_000
"""Known words looked at, where the file may bring them too."""


def close_words(
    word: str, known: Iterable[str], *, most: int = 1, cutoff: float = 0.6, among: int = MOST_COMPARED
) -> list[str]:
    """Return the known words that look like ``word``, closest first; none for what is too long to be a word.

    ``cutoff``, between 0 and 1, says how much alike they must be.
    """
    if len(word) > LONGEST_WORD:
        return []
    near = 2 * LONGEST_WORD
    return get_close_matches(word, [one for one in islice(known, among) if len(one) <= near], n=most, cutoff=cutoff)
