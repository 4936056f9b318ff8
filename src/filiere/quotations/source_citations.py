"""Where a text cites its source, « (source : Insee, 2021) »: words that say who counted, nothing of what is counted.

The name of a source may be a place (*Midi-Pyrénées*), a trade (*Banque des territoires*) or a language of its own: only
the names of sources are read there.
"""

from collections.abc import Sequence

from filiere.quotations.folded_text import Token

_LEADS = frozenset({"source", "sources"})


def find_citations(tokens: Sequence[Token], start: int = 0, after: int | None = None) -> list[range]:
    """Return the places of each citation, from the word *source* to its closing bracket, or to the end of the line."""
    end = len(tokens) if after is None else after
    found: list[range] = []
    place = start
    while place < end:
        if tokens[place].text in _LEADS and _is_lead(tokens, place):
            begin = place
            while place < end and tokens[place].text not in {")", "]", ";", "\n"}:
                place += 1
            found.append(range(begin, place))
        place += 1
    return found


def _is_lead(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether *source* opens a citation: a colon after it, and no word before it (« nos sources : »)."""
    before = place - 1
    while before >= 0 and tokens[before].kind == "s" and tokens[before].text != "\n":
        before -= 1
    if before >= 0 and tokens[before].kind in "wn":
        return False
    place += 1
    while place < len(tokens) and tokens[place].text.isspace() and tokens[place].text != "\n":
        place += 1
    return place < len(tokens) and tokens[place].text == ":"


__all__ = ["find_citations"]
