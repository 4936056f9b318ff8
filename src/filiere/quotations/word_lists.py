"""Lists of words, written as a line of text and read as a set."""


def split_set(words: str) -> frozenset[str]:
    """Return the words of a line as a set."""
    return frozenset(words.split())
